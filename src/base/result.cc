#include "base/result.h"

namespace lianmeng {

std::string_view Name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid-argument";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kPermissionDenied:
      return "permission-denied";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kResourceExhausted:
      return "resource-exhausted";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string Error::Describe(Language language) const {
  std::string text;
  if (!place.file.empty()) {
    text += place.file;
    if (place.line > 0) text += ':' + std::to_string(place.line);
    text += ": ";
  } else if (place.line > 0) {
    text += (language == Language::kChinese ? "第 " : "line ") + std::to_string(place.line) +
            (language == Language::kChinese ? " 行：" : ": ");
  }
  if (!place.field.empty()) text += place.field + ": ";
  text += message.In(language);
  if (!place.value.empty()) text += " [" + place.value + "]";
  return text;
}

}  // namespace lianmeng
