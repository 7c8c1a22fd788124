#include "report/file_output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace lianmeng::report {

std::string PartPath(const std::string& path) { return path + ".part"; }

Error FileError(const std::string& path) {
  const std::string reason = std::strerror(errno);
  return MakeError(ErrorCode::kIo, {"无法写入文件：" + reason, "cannot write the file: " + reason},
                   Place{.file = path});
}

Status CompletePart(const std::string& path) {
  if (std::rename(PartPath(path).c_str(), path.c_str()) == 0) return Ok{};
  Error error = FileError(path);
  RemoveQuietly(PartPath(path));
  return error;
}

void RemoveQuietly(const std::string& path) { (void)std::remove(path.c_str()); }

Result<std::string> MakeTemporaryFile() {
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(failed);
  std::string path = (failed ? std::filesystem::path("/tmp") : folder) / "lianmeng-XXXXXX";
  const int descriptor = mkstemp(path.data());
  if (descriptor < 0) return FileError(path);
  close(descriptor);
  return path;
}

Result<std::string> ReadWholeFile(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr) return FileError(path);
  std::string bytes;
  char buffer[1 << 16];
  size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof buffer, file.get())) > 0)
    bytes.append(buffer, count);
  if (std::ferror(file.get()) != 0) return FileError(path);
  return bytes;
}

}  // namespace lianmeng::report
