// The systemic index of every firm in chunks: by this process alone, or shared among ranks.
//
// Rank 0 hands out some chunks at a time to whoever is free, itself included, and fewer of them
// towards the end, so that a slow rank delays nobody. A firm's figure depends on the network and the options alone (chain/
// systemic_index.h), so the result does not depend on who computed what.
// Errors:    the first of any rank ends all; kCancelled.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"
#include "chain/systemic_index.h"
#include "ranks/ranks.h"

namespace lianmeng::app {

inline constexpr uint64_t kChunkFirms = 2048;

struct ChunkPlan {
  uint64_t firms = 0;
  std::vector<uint64_t>
      pending;  // numbers of the chunks to compute; chunk c: nodes from c * kChunkFirms
};

// Takes a finished chunk; called on one thread, in any order of chunks.
using ChunkConsumer = std::function<Status(uint64_t chunk, std::span<const chain::Interval>)>;

[[nodiscard]] Status ComputeChunks(const chain::SystemicIndex& engine, const ChunkPlan& plan,
                                   const ChunkConsumer& consume, Progress& progress);

// On rank 0. The others are in ServeChunks, and leave it before this returns.
[[nodiscard]] Status ComputeChunksShared(const chain::SystemicIndex& engine, const ChunkPlan& plan,
                                         ranks::Ranks& ranks, const ChunkConsumer& consume,
                                         Progress& progress);

// What the ranks need before they can serve. Every rank calls one of the two.
[[nodiscard]] Status SendNetwork(ranks::Ranks& ranks, const chain::SupplyInput& input,
                                 const chain::IndexOptions& options);
// Instead, if there will be nothing to compute: ServeChunks returns at once.
[[nodiscard]] Status SendNothing(ranks::Ranks& ranks);

// On all other ranks, until rank 0 has no more work. `threads` is this rank's own.
[[nodiscard]] Status ServeChunks(ranks::Ranks& ranks, int threads, Progress& progress);

}  // namespace lianmeng::app
