// How much memory the machine can still give, so that large work is refused before it is begun.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lianmeng {

// Bytes of the line MemAvailable of /proc/meminfo; nothing if there is no such line.
[[nodiscard]] std::optional<uint64_t> ParseAvailableMemory(std::string_view meminfo);

// As above for this machine; nothing where the system does not tell.
[[nodiscard]] std::optional<uint64_t> AvailableMemory();

// "1.4 GB", "12 MB": powers of 1000.
[[nodiscard]] std::string MemoryText(uint64_t bytes);

}  // namespace lianmeng
