#include "base/memory.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace lianmeng {
namespace {

namespace fs = std::filesystem;

// The files of one version of control groups.
struct GroupFiles {
  const char* mount;  // below the root
  const char* limit;
  const char* used;
  const char* reclaimable;  // label in memory.stat
};
constexpr GroupFiles kVersion2 = {"sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"};
// With the totals of the groups below, as its limits count them.
constexpr GroupFiles kVersion1 = {"sys/fs/cgroup/memory", "memory.limit_in_bytes",
                                  "memory.usage_in_bytes", "total_inactive_file"};

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<uint64_t> NumberIn(const fs::path& path) {
  uint64_t number = 0;
  if (!(std::ifstream(path) >> number)) return std::nullopt;  // no such file, or "max"
  return number;
}

uint64_t ReclaimableIn(const fs::path& path, std::string_view label) {
  std::ifstream file(path);
  std::string name;
  uint64_t bytes = 0;
  while (file >> name >> bytes) {
    if (name == label) return bytes;
  }
  return 0;
}

std::optional<uint64_t> RoomIn(const fs::path& group, const GroupFiles& files) {
  const std::optional<uint64_t> limit = NumberIn(group / files.limit);
  if (!limit) return std::nullopt;
  const uint64_t used = NumberIn(group / files.used).value_or(0);
  const uint64_t reclaimable = ReclaimableIn(group / "memory.stat", files.reclaimable);
  const uint64_t held = used - std::min(used, reclaimable);
  return *limit - std::min(*limit, held);
}

void TakeLeast(std::optional<uint64_t>& least, const std::optional<uint64_t>& other) {
  if (other && (!least || *other < *least)) least = other;
}

// From the group up to the mount. In a container the path may be that of the machine, of which only
// the mount itself is seen: it is the container's own group then.
std::optional<uint64_t> RoomUpwards(const fs::path& mount, fs::path group,
                                    const GroupFiles& files) {
  std::optional<uint64_t> least;
  for (; !group.empty(); group = group.parent_path()) {
    TakeLeast(least, RoomIn(mount / group, files));
  }
  TakeLeast(least, RoomIn(mount, files));
  return least;
}

// Whether the comma-separated list names the memory controller.
bool NamesMemory(std::string_view controllers) {
  return ("," + std::string(controllers) + ",").find(",memory,") != std::string::npos;
}

}  // namespace

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

std::optional<uint64_t> ControlGroupMemory(const std::string& root) {
  std::ifstream groups(fs::path(root) / "proc/self/cgroup");
  std::optional<uint64_t> least;
  // "hierarchy:controllers:/path"; version 2 is hierarchy 0 and names no controllers.
  for (std::string line; std::getline(groups, line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool version_2 = controllers.empty() && line.starts_with("0:");
    if (!version_2 && !NamesMemory(controllers)) continue;
    const GroupFiles& files = version_2 ? kVersion2 : kVersion1;
    const fs::path group = fs::path(line.substr(second + 1)).relative_path();
    TakeLeast(least, RoomUpwards(fs::path(root) / files.mount, group, files));
  }
  return least;
}

std::optional<uint64_t> AvailableMemory(const std::string& root) {
  std::optional<uint64_t> least = ParseAvailableMemory(TextOf(fs::path(root) / "proc/meminfo"));
  TakeLeast(least, ControlGroupMemory(root));
  return least;
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
