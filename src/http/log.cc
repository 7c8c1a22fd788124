#include "http/log.h"

#include <exception>

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <nlohmann/json.hpp>

namespace lianmeng::http {
namespace {

// Of our own and not registered: spdlog's registry is process-wide state.
std::shared_ptr<spdlog::logger> MakeLogger(spdlog::sink_ptr sink, const std::string& pattern) {
  auto logger = std::make_shared<spdlog::logger>("http", std::move(sink));
  logger->set_pattern(pattern, spdlog::pattern_time_type::utc);
  return logger;
}

}  // namespace

Result<std::unique_ptr<Log>> Log::Open(const std::string& access) {
  auto log = std::make_unique<Log>();
  log->faults_ =
      MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), "%Y-%m-%dT%H:%M:%S.%eZ %l %v");
  log->faults_->flush_on(spdlog::level::warn);
  constexpr char kLine[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})";
  if (access == "-") {
    log->access_ = MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), kLine);
  } else if (!access.empty()) {
    try {
      log->access_ = MakeLogger(std::make_shared<spdlog::sinks::basic_file_sink_mt>(access), kLine);
    } catch (const std::exception& exception) {
      return MakeError(
          ErrorCode::kIo,
          {"无法打开访问日志", std::string("cannot open the access log: ") + exception.what()},
          {.file = access});
    }
  }
  return log;
}

void Log::Fault(std::string_view request_id, std::string_view what) {
  faults_->error("request {}: {}", request_id, what);
}

void Log::Access(const AccessEntry& entry) {
  if (access_ == nullptr) return;
  const nlohmann::ordered_json line = {{"id", entry.request.id},
                                       {"method", Name(entry.request.method)},
                                       {"target", entry.request.target},
                                       {"status", entry.status},
                                       {"bytes", entry.bytes_sent},
                                       {"us", entry.microseconds},
                                       {"complete", entry.complete},
                                       {"viewer", entry.request.viewer_text},
                                       {"remote", entry.request.remote_address}};
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  // Without the outer braces: the pattern opens the object with the time.
  access_->info("{}", std::string_view(text).substr(1, text.size() - 2));
}

void Log::Flush() {
  if (access_ != nullptr) access_->flush();
}

}  // namespace lianmeng::http
