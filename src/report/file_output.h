// Files that appear under their name only when they are whole.
#pragma once

#include <string>

#include "base/result.h"

namespace lianmeng::report {

// The name under which `path` is written until it is complete.
[[nodiscard]] std::string PartPath(const std::string& path);

// An error of the operating system on `path`, from errno.
[[nodiscard]] Error FileError(const std::string& path);

// Replaces `path` by its finished part. On failure the part is removed.
[[nodiscard]] Status CompletePart(const std::string& path);

void RemoveQuietly(const std::string& path);

// A new, empty file of our own in the system's folder for temporary files.
[[nodiscard]] Result<std::string> MakeTemporaryFile();

[[nodiscard]] Result<std::string> ReadWholeFile(const std::string& path);

}  // namespace lianmeng::report
