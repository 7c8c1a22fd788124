// Files that appear under their name only when they are whole.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lianmeng::report {

// The name under which `path` is written until it is complete.
[[nodiscard]] std::string PartPath(const std::string& path);

// An error of the operating system on `path`, from errno.
[[nodiscard]] Error FileError(const std::string& path);

// Replaces `path` by its finished part. On failure the part is removed.
[[nodiscard]] Status CompletePart(const std::string& path);

void RemoveQuietly(const std::string& path);

// A file written aside, put under its name by Finish; what is not finished leaves no trace.
//
// Example:   LM_ASSIGN(OutputFile file, OutputFile::Create("index.csv"));
//            LM_TRY(file.Write(bytes));
//            return file.Finish();
// Errors:    kIo with the path.
class OutputFile {
 public:
  // `path` empty: standard output, which is not written aside.
  [[nodiscard]] static Result<OutputFile> Create(const std::string& path);
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  [[nodiscard]] Status Write(std::string_view bytes);
  // On the disk, and then under its name.
  [[nodiscard]] Status Finish();

 private:
  OutputFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}

  std::string path_;
  std::FILE* file_;  // null once finished or moved away
};

// A new, empty file of our own in the system's folder for temporary files.
[[nodiscard]] Result<std::string> MakeTemporaryFile();

[[nodiscard]] Result<std::string> ReadWholeFile(const std::string& path);
// Put under its name once complete; `path` empty: standard output. Errors: kIo with the path.
[[nodiscard]] Status WriteWholeFile(const std::string& path, std::string_view bytes);

}  // namespace lianmeng::report
