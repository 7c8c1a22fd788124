// Numbers for names in order of first appearance, and the names back: for millions of names, held
// once, in one piece of memory.
//
// Example:   NameTable firms;  const NameTable::Entry firm = firms.Add("ACME");   // 0, new
// Cost:      Add about 60 ns in a table of a million names; a name costs its bytes and some 70 more.
// Determinism: numbers depend on the names alone.
// Requires:  fewer than 2^32 - 1 names (CHECK).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lianmeng {

class NameTable {
 public:
  struct Entry {
    uint32_t number = 0;
    bool is_new = false;
  };
  // The number of `name`, which is kept if it was not there.
  Entry Add(std::string_view name);

  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(ends_.size()); }
  // Valid until the next Add. Requires: number < size().
  [[nodiscard]] std::string_view operator[](uint32_t number) const {
    const uint64_t begin = number == 0 ? 0 : ends_[number - size_t{1}];
    return std::string_view(bytes_).substr(begin, ends_[number] - begin);
  }
  // All numbers by rising name (bytes).
  [[nodiscard]] std::vector<uint32_t> ByName() const;
  [[nodiscard]] size_t memory_bytes() const;

 private:
  void Grow();

  // Holds all that a comparison needs but the name itself: one access to memory less for each Add.
  struct Slot {
    uint64_t begin = 0;
    uint32_t size = 0;
    uint32_t hash = 0;  // the upper half, to pass over others without reading their names
    uint32_t number = kFree;
  };
  static void Insert(std::vector<Slot>& slots, const Slot& slot, uint64_t hash);
  static constexpr uint32_t kFree = UINT32_MAX;

  std::string bytes_;
  std::vector<uint64_t> ends_;
  std::vector<Slot> slots_;  // open addressing, at most half full
};

}  // namespace lianmeng
