// Bursts inside a network: with what bursts flows come to a server that other servers have delayed, and what service
// is left there (docs/network-calculus.md, "Bursts inside the network").
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "network/calculus.h"

namespace lianmeng::network {

using BucketIndex = uint32_t;
using BucketSet = std::vector<BucketIndex>;  // ascending

// What others take from a server.
struct Interference {
  Rational rate = 0, burst = 0;
};

struct Leftover {
  Rational rate = 0, latency = 0;
};

// How bursts of several flows are told.
enum class Grouping : uint8_t {
  kTogether,  // as long as they travel together: the tightest, but of ever more sets of flows in a large mesh
  kFlowByFlow,  // each flow's own, added up, rounded up where its fraction gets long: polynomial, never less
};

// Sets of flows that kTogether takes on before it is exhausted.
inline constexpr size_t kSetsMax = 6'000;

// Requires: a valid net that outlives it.
class Bursts {
 public:
  Bursts(const ServiceNet& net, Multiplexing multiplexing, Grouping grouping);

  // The flows of a priority that pass a server.
  [[nodiscard]] const BucketSet& At(ServerIndex server, int64_t priority) const;

  [[nodiscard]] Rational RateOf(const BucketSet& flows) const;

  // The burst with which flows of one priority come to a server, taken together.
  [[nodiscard]] Rational Arriving(ServerIndex server, const BucketSet& flows);

  // The same for flows that do not contain `flow`, as it meets them at this position of its path: where they came with
  // it from the server before, its own part in their delay there is left out (theorem 3).
  [[nodiscard]] Rational Meeting(BucketIndex flow, size_t position, const BucketSet& flows);

  // Of higher priorities, all of them.
  [[nodiscard]] Interference Higher(ServerIndex server, int64_t priority);

  // Latency of the server for a priority and those above it: with the frame of a lower one that is under way.
  [[nodiscard]] const Rational& Latency(ServerIndex server, int64_t priority) const;

  // What is left to some flows of a priority beside others of it.
  [[nodiscard]] Leftover LeftTo(ServerIndex server, int64_t priority, const Interference& others);

  [[nodiscard]] bool IsExhausted() const { return is_exhausted_; }

 private:
  [[nodiscard]] Rational Together(ServerIndex server, const BucketSet& flows);
  [[nodiscard]] const Rational& OwnOf(ServerIndex server, BucketIndex flow);
  [[nodiscard]] const Rational& OwnOfAll(ServerIndex server, int64_t priority);
  [[nodiscard]] Rational Growth(ServerIndex server, const BucketSet& flows,
                                const BucketSet& others);
  [[nodiscard]] Rational Keep(std::pair<ServerIndex, BucketSet> key, Rational burst);

  const ServiceNet& net_;
  Multiplexing multiplexing_;
  Grouping grouping_;
  std::vector<std::vector<BucketSet>> at_;                  // server, priority
  std::vector<std::vector<Rational>> latency_;              // server, priority
  std::vector<std::map<ServerIndex, ServerIndex>> before_;  // flow: server -> the one before it
  std::map<std::pair<ServerIndex, BucketSet>, Rational> known_;
  // kFlowByFlow: of one flow at a server, and of all of a priority there.
  std::map<std::pair<ServerIndex, BucketIndex>, Rational> own_;
  std::map<std::pair<ServerIndex, int64_t>, Rational> own_of_all_;
  bool is_exhausted_ = false;
};

// Both sets ascending.
[[nodiscard]] BucketSet Without(const BucketSet& flows, const BucketSet& taken);

}  // namespace lianmeng::network
