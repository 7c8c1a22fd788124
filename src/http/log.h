// The server's two logs: faults to standard error, and optionally one JSON line a request.
// Thread-safety: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"

namespace spdlog {
class logger;
}

namespace lianmeng::http {

struct AccessEntry {
  const Request& request;
  int status = 0;
  uint64_t bytes_sent = 0;
  int64_t microseconds = 0;
  bool complete = true;  // false: the connection ended before the answer did
};

class Log {
 public:
  // `access`: "" none, "-" standard error, otherwise a file that is appended to.
  // Errors: kIo when the file cannot be opened.
  static Result<std::unique_ptr<Log>> Open(const std::string& access);

  void Fault(std::string_view request_id, std::string_view what);
  void Access(const AccessEntry& entry);
  void Flush();

 private:
  std::shared_ptr<spdlog::logger> faults_;
  std::shared_ptr<spdlog::logger> access_;  // null: off
};

}  // namespace lianmeng::http
