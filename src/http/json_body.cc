#include "http/json_body.h"

namespace lianmeng::http {

Result<Viewer> WriterOf(const ApiContext& context, const Request& request) {
  LM_ASSIGN(Viewer viewer, context.ViewerOf(request));
  if (context.options.default_viewer.kind == Viewer::Kind::kOffice &&
      viewer.kind == Viewer::Kind::kOffice) {
    return viewer;
  }
  return MakeError(ErrorCode::kPermissionDenied,
                   {"只有联盟办公室可以修改；请以 office 身份启动服务",
                    "only the alliance office may change this; start the server as office"});
}

}  // namespace lianmeng::http
