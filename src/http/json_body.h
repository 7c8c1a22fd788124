// For routes that take a JSON body: reading it, and who may change what until accounts exist.
//
// Example, a route that changes something:
//   route.method = Method::kPost;
//   route.request_schema = "MeasureInput";        // LM_FIELDS and Rules(), see app/fields.h;
//   route.handler = [context](const Request& request) -> Response {     // Add it in ApiSchemas()
//     const auto writer = WriterOf(*context, request);
//     if (!writer) return Response::FromError(writer.error());
//     const auto input = ReadBody<app::MeasureInput>(request);
//     if (!input) return Response::FromError(input.error());
//     return Answer(app::AddMeasure(context->platform, *writer, *input));
//   };
//
// The server itself (http/server.cc) lets no other site's page change anything: POST, PUT, PATCH
// and DELETE need the content type application/json, with or without a body, which a form cannot
// send, and an Origin, where there is one, must be this server's own.
#pragma once

#include "app/json_input.h"
#include "http/api_context.h"

namespace lianmeng::http {

// Errors: as app::ReadJson; the field is a JSON pointer, "/shocks/0/lost".
template <app::FromClient T>
[[nodiscard]] Result<T> ReadBody(const Request& request) {
  return app::ReadJson<T>(request.body);
}

// Who may change records: the alliance office, on a server started for it.
// Errors: kPermissionDenied for any other viewer.
[[nodiscard]] Result<Viewer> WriterOf(const ApiContext& context, const Request& request);

}  // namespace lianmeng::http
