#include "report/file_output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

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

Result<OutputFile> OutputFile::Create(const std::string& path) {
  if (path.empty()) return OutputFile(path, stdout);
  std::FILE* file = std::fopen(PartPath(path).c_str(), "wb");
  if (file == nullptr) return FileError(path);
  return OutputFile(path, file);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, nullptr)) {}

OutputFile::~OutputFile() {
  if (file_ == nullptr || file_ == stdout) return;
  std::fclose(file_);
  RemoveQuietly(PartPath(path_));
}

Status OutputFile::Write(std::string_view bytes) {
  CHECK(file_ != nullptr);
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return Ok{};
  return FileError(path_);
}

Status OutputFile::Finish() {
  CHECK(file_ != nullptr);
  std::FILE* file = std::exchange(file_, nullptr);
  if (file == stdout) return std::fflush(file) == 0 ? Status(Ok{}) : Status(FileError(path_));
  // What a pipe or a device does not know how to keep is not kept.
  const bool kept = std::fflush(file) == 0 && (fsync(fileno(file)) == 0 || errno == EINVAL);
  const int reason = errno;
  const bool closed = std::fclose(file) == 0;
  if (kept && closed) return CompletePart(path_);
  if (!kept) errno = reason;
  Error error = FileError(path_);
  RemoveQuietly(PartPath(path_));
  return error;
}

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
  const auto unread = [&] {
    return MakeError(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                     {"读不了这个文件", "cannot read the file"}, {.file = path});
  };
  if (file == nullptr) return unread();
  std::string bytes;
  char buffer[1 << 16];
  size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof buffer, file.get())) > 0)
    bytes.append(buffer, count);
  if (std::ferror(file.get()) != 0) return unread();
  return bytes;
}

Status WriteWholeFile(const std::string& path, std::string_view bytes) {
  LM_ASSIGN(OutputFile file, OutputFile::Create(path));
  LM_TRY(file.Write(bytes));
  return file.Finish();
}

}  // namespace lianmeng::report
