// The slow, plain reference of match/names.h, from the definitions in docs/names.md alone: sets
// and maps where the engine has an index, every way to lay one name over another where it has a
// table. Tests hold the engine to it. It shares the normaliser, whose known answers have tests of
// their own.
//
// Cost: O(names * characters^2) for each query, exponential in the length of the names: a dozen
// characters.
#pragma once

#include <cstdint>
#include <vector>

#include "match/names.h"

namespace lianmeng::match {

[[nodiscard]] std::vector<NameCandidate> ReferenceResolve(const NameNormaliser& normaliser,
                                                          const std::vector<NameRecord>& records,
                                                          const NameBlocking& blocking,
                                                          const NameQuery& query,
                                                          const ResolveOptions& options);

struct ReferencePair {
  uint32_t a = 0, b = 0;
  int32_t score = 0;

  friend auto operator<=>(const ReferencePair&, const ReferencePair&) = default;
};

// By record. Every pair that is to be scored and scores `score_min` or more.
[[nodiscard]] std::vector<ReferencePair> ReferenceDuplicates(const NameNormaliser& normaliser,
                                                             const std::vector<NameRecord>& records,
                                                             const NameBlocking& blocking,
                                                             int32_t score_min);

}  // namespace lianmeng::match
