// Plain values as bytes and back, in this machine's order, for journals and messages between
// processes of one program; and a checksum over bytes.
//
// Example:   AppendValue(bytes, uint32_t{7});    std::string_view rest = bytes;
//            std::optional<uint32_t> seven = TakeValue<uint32_t>(rest);
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/random.h"

namespace lianmeng {

template <typename T>
void AppendValue(std::string& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
[[nodiscard]] std::string_view BytesOf(std::span<T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Takes the value off the front; nothing if there are too few bytes.
template <typename T>
[[nodiscard]] std::optional<T> TakeValue(std::string_view& bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

// A length and so many bytes.
inline void AppendText(std::string& bytes, std::string_view text) {
  AppendValue(bytes, uint64_t{text.size()});
  bytes += text;
}
[[nodiscard]] inline std::optional<std::string_view> TakeText(std::string_view& bytes) {
  const std::optional<uint64_t> size = TakeValue<uint64_t>(bytes);
  if (!size || *size > bytes.size()) return std::nullopt;
  const std::string_view text = bytes.substr(0, *size);
  bytes.remove_prefix(*size);
  return text;
}

// Detects damage, not malice. `start` chains several pieces.
[[nodiscard]] inline uint64_t Checksum(std::string_view bytes, uint64_t start = 0) {
  uint64_t sum = SplitMixOutput(start + bytes.size());
  while (!bytes.empty()) {
    uint64_t word = 0;
    const size_t count = bytes.size() < 8 ? bytes.size() : 8;
    std::memcpy(&word, bytes.data(), count);
    sum = SplitMixOutput((sum ^ word) + kSplitMixStep);
    bytes.remove_prefix(count);
  }
  return sum;
}

}  // namespace lianmeng
