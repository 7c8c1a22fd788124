// lianmeng serve: the console and the API over HTTP, on loopback.

#include <cstdio>

#include "app/live_data.h"
#include "cli/commands.h"
#include "http/api.h"
#include "http/server.h"

namespace lianmeng::cli {
namespace {

struct ServeArguments {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;
  std::string console;
  std::string access_log;
  int threads = 0;
};

http::ServerOptions MakeOptions(const ServeArguments& arguments, const app::LiveData& live) {
  http::ServerOptions options;
  options.address = arguments.address;
  options.port = arguments.port;
  options.console_folder = arguments.console.empty() ? FindShipped("web/dist") : arguments.console;
  options.access_log = arguments.access_log;
  options.worker_threads = static_cast<unsigned>(arguments.threads);
  options.openapi.version = kVersion;
  options.openapi.description = {
      "区域产业联盟平台的接口。无需账号；服务只在本机回环地址上监听。",
      "The API of the platform. No accounts yet; the server listens on loopback only."};
  options.openapi.schemas = http::ApiSchemas();
  options.data_version = [&live] { return live.Version(); };
  options.ready = [&live]() -> Status {
    if (live.Ready()) return Ok{};
    return MakeError(ErrorCode::kUnavailable, {"数据正在载入", "the data is being loaded"});
  };
  return options;
}

Status Serve(const Context& context, const ServeArguments& arguments) {
  LM_ASSIGN(const std::unique_ptr<app::Platform> platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  const auto hub = std::make_shared<http::EventHub>();
  http::Router router;
  LM_TRY(http::AddApiRoutes(router, *platform, hub, {viewer, kVersion}));
  app::LiveData live(*platform, viewer, [&hub](int64_t version) {
    hub->Publish("data", R"({"data_version":")" + std::to_string(version) + R"("})");
  });
  LM_ASSIGN(const std::unique_ptr<http::Server> server,
            http::Server::Start(std::move(router), MakeOptions(arguments, live)));
  std::printf("%s\n", context
                          .Say({"链盟控制台：" + server->url() + "  （按 Ctrl-C 结束）",
                                "Lianmeng console: " + server->url() + "  (Ctrl-C to stop)"})
                          .c_str());
  std::fflush(stdout);
  WaitForCancel();
  std::fprintf(stderr, "%s\n", context.Say({"正在停止…", "stopping …"}).c_str());
  server->Stop();
  return Ok{};
}

}  // namespace

void AddServeCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand(
      "serve", "启动控制台与接口 serve the console and the API until Ctrl-C");
  auto arguments = std::make_shared<ServeArguments>();
  AddStoreOptions(*command, context);
  command
      ->add_option("--address", arguments->address, "监听地址，仅限回环 loopback address to bind")
      ->capture_default_str();
  command
      ->add_option("--port", arguments->port, "端口，0 表示任意空闲端口 port, 0 for any free one")
      ->capture_default_str();
  command->add_option("--console", arguments->console, "控制台文件夹 folder of the built console");
  command->add_option("--access-log", arguments->access_log,
                      "访问日志文件，- 为标准错误 access log, - for standard error");
  command
      ->add_option("--threads", arguments->threads,
                   "处理线程数 worker threads, 0 for as many as cores")
      ->check(CLI::Range(0, 256));
  command->callback([arguments, &context] { context.Finish(Serve(context, *arguments)); });
}

}  // namespace lianmeng::cli
