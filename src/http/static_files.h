// The console's files, read into memory once when the server starts.
//
// A request can only name a key of the map, so no path that a client writes ever reaches the file
// system: `..`, encoded or absolute paths and NUL have nothing to traverse. Symbolic links are not
// followed, hidden files not read. After a new build of the console the server is started again.
//
// A file `x.gz` beside `x` is the compressed form of x and not a file of its own.
// Thread-safety: immutable after Load.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/response.h"

namespace lianmeng::http {

class StaticFiles {
 public:
  // A folder that does not exist gives no files. Requires files of at most 64 MiB in all.
  // Errors: kIo for a file that cannot be read; kResourceExhausted beyond the limit.
  static Result<StaticFiles> Load(const std::string& folder);

  // The answer for a decoded path ("/" is /index.html); nullptr if there is none.
  [[nodiscard]] const Response* Find(std::string_view path) const;

  // The answer for a GET of any path that no route took: the file; index.html where the console's
  // own routing has to decide (a path whose last segment has no dot); nullptr otherwise.
  [[nodiscard]] const Response* FindOrIndex(std::string_view path) const;

  [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
  std::map<std::string, Response, std::less<>> files_;
};

// "text/html; charset=utf-8" and the like by the name's ending; application/octet-stream if
// unknown.
[[nodiscard]] std::string ContentTypeOf(std::string_view file_name);

// The page for "/" where no console is built.
[[nodiscard]] std::string NoConsolePage();

}  // namespace lianmeng::http
