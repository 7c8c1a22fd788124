// Bytes in order, from a file or from memory, so that readers can be tested and fuzzed without a
// disk.
//
// Example:   LM_ASSIGN(auto source, FileSource::Open("products.csv"));
//            CsvReader reader(std::move(source), {.file = "products.csv"});
// Thread-safety: none; one thread at a time.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"

namespace lianmeng::ingest {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Puts up to `capacity` bytes at `buffer`; fewer are allowed, 0 means the end.
  // Errors: kIo.
  virtual Result<size_t> Read(char* buffer, size_t capacity) = 0;
};

class FileSource final : public ByteSource {
 public:
  // Errors: kNotFound if there is no such file, kIo if the system refuses it.
  static Result<std::unique_ptr<ByteSource>> Open(const std::filesystem::path& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<size_t> Read(char* buffer, size_t capacity) override;

 private:
  FileSource(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}

  std::FILE* file_;
  std::string name_;
};

class MemorySource final : public ByteSource {
 public:
  // `step`: at most so many bytes a Read, to try every place at which a buffer can end; 0: no
  // limit.
  explicit MemorySource(std::string bytes, size_t step = 0)
      : bytes_(std::move(bytes)), step_(step) {}

  Result<size_t> Read(char* buffer, size_t capacity) override;

 private:
  std::string bytes_;
  size_t step_;
  size_t position_ = 0;
};

}  // namespace lianmeng::ingest
