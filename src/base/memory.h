// How much memory this process can still be given, so that large work is refused before it is begun.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lianmeng {

// Bytes of the line MemAvailable of /proc/meminfo; nothing if there is no such line.
[[nodiscard]] std::optional<uint64_t> ParseAvailableMemory(std::string_view meminfo);

// What the control groups of this process (cgroup v2 or v1: containers, Slurm jobs, systemd units)
// still let it take: the least, over its own group and those above it, of the limit less what is in
// use. File pages that the kernel would drop first (inactive_file) do not count as used. Nothing if
// no group has a limit.
// Requires:  `root` is the folder that holds proc and sys: "/", or a test's.
// Source:    Linux Documentation/admin-guide/cgroup-v2.rst (memory.max, memory.current, memory.stat)
//            and cgroup-v1/memory.rst.
[[nodiscard]] std::optional<uint64_t> ControlGroupMemory(const std::string& root = "/");

// The least of the two above; nothing where the system tells neither.
[[nodiscard]] std::optional<uint64_t> AvailableMemory(const std::string& root = "/");

// "1.4 GB", "12 MB": powers of 1000.
[[nodiscard]] std::string MemoryText(uint64_t bytes);

}  // namespace lianmeng
