// The systemic index of every firm of an economy, in three modes behind one door.
//
//   published   the published iteration with its stop rule: one number, equal to that of
//               chain/reference_index.h within 1e-9
//   certified   the true fixed point: a proven interval no wider than a tolerance
//   ranking     the first K firms in proven order, certified no further than that takes
//
// Example:   LM_ASSIGN(auto engine, SystemicIndex::Prepare(network, {.mode = IndexMode::kCertified}));
//            LM_TRY(engine.Compute(firms, intervals));
// Determinism: a firm's figure depends on the network and the options alone, bit by bit: not on the
//              number of threads nor on which other firms are computed with it.
// Thread-safety: Compute is const and may be called from several threads; it starts
//              options.threads of its own. The network must outlive the engine.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/certified_cascade.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

enum class IndexMode : uint8_t { kPublished, kCertified };

struct IndexOptions {
  IndexMode mode = IndexMode::kPublished;
  double stop_threshold = 1e-2;  // of kPublished
  int steps_max = 10'000;        // of kPublished: kResourceExhausted names the firm that needs more
  double tolerance = 1e-4;       // of kCertified, > 0
  int threads = 0;               // 0: as many as the machine has
};

class SystemicIndex {
 public:
  [[nodiscard]] static Result<SystemicIndex> Prepare(const SupplyNetwork& network,
                                                     const IndexOptions& options,
                                                     Progress& progress = Progress::None());
  SystemicIndex(SystemicIndex&&) noexcept;
  SystemicIndex& operator=(SystemicIndex&&) noexcept;
  ~SystemicIndex();

  // out[k] is the index of firms[k], lost entirely; lower == upper in published mode.
  // Requires:  out.size() == firms.size().
  // Errors:    kInvalidArgument, kCancelled, kResourceExhausted.
  Status Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                 Progress& progress = Progress::None()) const;

 private:
  class Impl;
  explicit SystemicIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct RankedFirm {
  NodeIndex firm = 0;
  Interval index;
  // True: its interval lies above that of the firm after it. False: the two are tied, closer than
  // doubles can tell (kTie), and stand by the middle of their intervals.
  bool proven = true;
};

struct Ranking {
  std::vector<RankedFirm> firms;  // the first K, by falling index
  int64_t firms_bounded = 0;      // firms whose first interval sufficed
  int64_t firms_refined = 0;      // firms that had to be computed more finely
};

struct RankingOptions {
  uint32_t top = 100;
  int threads = 0;
};

// Errors:  kInvalidArgument, kCancelled.
[[nodiscard]] Result<Ranking> RankFirms(const SupplyNetwork& network, const RankingOptions& options,
                                        Progress& progress = Progress::None());

}  // namespace lianmeng::chain
