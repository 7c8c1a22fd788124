#include "ingest/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace lianmeng::ingest {

Result<std::unique_ptr<ByteSource>> FileSource::Open(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return MakeError(ErrorCode::kInvalidArgument, {"是文件夹，不是文件", "is a folder, not a file"},
                     {.file = name});
  }
  std::FILE* file = std::fopen(name.c_str(), "rb");
  if (file == nullptr) {
    const int reason = errno;
    if (reason == ENOENT) {
      return MakeError(ErrorCode::kNotFound, {"没有这个文件", "no such file"}, {.file = name});
    }
    const std::string text = std::strerror(reason);
    return MakeError(ErrorCode::kIo, {"打不开：" + text, "cannot be opened: " + text},
                     {.file = name});
  }
  return std::unique_ptr<ByteSource>(new FileSource(file, name));
}

FileSource::~FileSource() { std::fclose(file_); }

Result<size_t> FileSource::Read(char* buffer, size_t capacity) {
  const size_t count = std::fread(buffer, 1, capacity, file_);
  if (count == 0 && std::ferror(file_) != 0) {
    return MakeError(ErrorCode::kIo, {"读文件失败", "reading failed"}, {.file = name_});
  }
  return count;
}

Result<size_t> MemorySource::Read(char* buffer, size_t capacity) {
  size_t count = std::min(capacity, bytes_.size() - position_);
  if (step_ > 0) count = std::min(count, step_);
  std::memcpy(buffer, bytes_.data() + position_, count);
  position_ += count;
  return count;
}

}  // namespace lianmeng::ingest
