// Good placements at once, by simulated annealing; it proves nothing.
//
// A state places some meetings without any clash. Two moves change it:
//  - an exchange: a meeting goes to another slot, and the meetings of that slot that its two
//    participants have come back instead, and so on along the chain (a Kempe chain: in two slots
//    each participant has at most two meetings, so that the chain is a path or a circle, and only
//    the two ends of a path change when anyone is busy). Where tables run out, a second chain
//    goes the other way;
//  - an insertion: a meeting without a place takes one, and what clashes with it loses its own.
// Cost of a move: the length of its chain, which is short; 1 to 3 million moves a second.
// Source:  Kirkpatrick, Gelatt, Vecchi, "Optimization by simulated annealing", Science 220 (1983);
//          chains as in the edge colouring of Vizing (1964).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <tuple>

#include "event/event.h"

namespace lianmeng::event {

struct SearchOptions {
  int64_t moves = 2'000'000;
  uint64_t seed = 1;
  double hot = 0.5, cold = 0.1;        // temperatures, in breaks
  std::function<bool()> stop;          // asked now and then; empty: never
  std::optional<int32_t> good_enough;  // ends at so few breaks with every meeting placed
};

struct Found {
  Placement placement;
  int32_t musts_lost = 0;       // meetings that must take place and have no slot
  int32_t breaks_over_max = 0;  // breaks beyond what a participant may have, summed
  Quality quality;

  // Whether every rule holds.
  [[nodiscard]] bool Valid() const { return musts_lost == 0 && breaks_over_max == 0; }
  [[nodiscard]] auto Rank() const {
    return std::tuple(musts_lost, breaks_over_max, quality.wishes_lost, quality.breaks,
                      quality.overburdened, quality.spread);
  }
};

// The best state met. Starts from `start` if it is given and keeps what of it is allowed.
// Requires: Validate(event). Deterministic for a seed while `stop` does not hold.
[[nodiscard]] Found SearchPlacement(const Event& event, const SearchOptions& options,
                                    const Placement* start = nullptr);

}  // namespace lianmeng::event
