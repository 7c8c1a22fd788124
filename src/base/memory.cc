#include "base/memory.h"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace lianmeng {

std::optional<uint64_t> ParseAvailableMemory(std::string_view meminfo) {
  constexpr std::string_view kLabel = "MemAvailable:";
  size_t at = meminfo.find(kLabel);
  if (at == std::string_view::npos || (at > 0 && meminfo[at - 1] != '\n')) return std::nullopt;
  at = meminfo.find_first_not_of(' ', at + kLabel.size());
  if (at == std::string_view::npos) return std::nullopt;
  uint64_t kib = 0;
  const auto [end, failure] =
      std::from_chars(meminfo.data() + at, meminfo.data() + meminfo.size(), kib);
  if (failure != std::errc() || kib > UINT64_MAX / 1024) return std::nullopt;
  return kib * 1024;
}

std::optional<uint64_t> AvailableMemory() {
  std::ifstream file("/proc/meminfo");
  std::stringstream text;
  text << file.rdbuf();
  return ParseAvailableMemory(text.str());
}

std::string MemoryText(uint64_t bytes) {
  char text[40];
  if (bytes >= 1'000'000'000) {
    std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
  } else {
    std::snprintf(text, sizeof text, "%llu MB",
                  static_cast<unsigned long long>((bytes + 999'999) / 1'000'000));
  }
  return text;
}

}  // namespace lianmeng
