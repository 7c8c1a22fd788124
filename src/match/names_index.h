// What names.cc and names_duplicates.cc share. Internal.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "match/names.h"

namespace lianmeng::match {

struct NameIndex::Scratch {
  std::vector<Alignment> alignments;
  std::vector<uint32_t> characters;
  std::vector<int32_t> weights;
};

[[nodiscard]] constexpr size_t Slot(NamePartKind kind) { return static_cast<size_t>(kind); }

struct Ranked {
  uint32_t record = 0;
  std::string name;
  NamePoints points{};
};

// One candidate for each record, best first, rivals deducted; at most `limit`.
[[nodiscard]] std::vector<NameCandidate> Rank(std::vector<Ranked> ranked,
                                              const ResolveOptions& options);

// The same code decides; two whole ones that differ leave other_code_max at most.
void JudgeCodes(const std::string& a, const std::string& b, NamePoints& points);

// Sorts by value: least significant digits first, 11 bits at a time.
void SortPacked(std::vector<uint64_t>& values);

[[nodiscard]] inline Error CancelledError() {
  return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
}

}  // namespace lianmeng::match
