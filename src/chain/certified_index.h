// The certified mode of the systemic index: for each firm, lost entirely, a proven interval that
// holds the index at the true fixed point (chain/certified_cascade.h says which), no wider than a
// tolerance.
//
// A shock is followed only as far as its firm's index needs. What is left is bounded by the
// influence of the nodes where it was left (chain/influence.h), which is known for the whole network
// beforehand; so most firms of an economy need no step at all, and a hub some thousands of nodes
// instead of all.
//   - Demand: push back from the firm along its suppliers until no node holds more than a residual r
//     that was not passed on. Then return_k, the probability that a walk comes back, is known to
//     within r · visits, and Σ w b = effect · (1 − return).
//   - Supply: push forward along customers, the node with much to pass on first; what was not
//     passed on is Φ = Σ (σ⁺ a − sent) · passed, where σ⁺ are market shares after everything that
//     may still come. Since that "everything" is Φ itself, a value e is looked for with Φ(e) ≤ e: then
//     a + (I − M)^-1 (what was not passed on) is a point with F ≤ identity, and Φ bounds its weight.
//   - index = Σ w max(a, b) = Σ w b + Σ w (a − b)⁺; the second sum runs over the nodes that supply
//     reaches, and b is 0 there outside the firm's own strong component.
// A firm that this does not settle within a quarter of the network's links is a hub: hubs are swept
// over all nodes that matter, eight at a time (chain/certified_lanes.h), and what is left even then is
// followed alone, to the end (chain/fixed_point_bounds.h).
//
// Cost:      Prepare some tens of sweeps; then a few links for most firms. Memory 200 bytes a node
//            and 60 a link, and 300 a node for each thread.
// Determinism, thread-safety: as chain/systemic_index.h promises.
#pragma once

#include <atomic>
#include <memory>
#include <span>

#include "base/progress.h"
#include "base/result.h"
#include "chain/certified_cascade.h"
#include "chain/influence.h"
#include "chain/passing_links.h"

namespace lianmeng::chain {

struct CertifiedOptions {
  double tolerance = 1e-4;  // greatest width, > 0
  int threads = 0;          // 0: as many as the machine has
};

class CertifiedIndex {
 public:
  // Errors:  kInvalidArgument: a tolerance that is not positive; kCancelled.
  [[nodiscard]] static Result<CertifiedIndex> Prepare(const SupplyNetwork& network,
                                                      const CertifiedOptions& options,
                                                      Progress& progress = Progress::None());
  CertifiedIndex(CertifiedIndex&&) noexcept;
  CertifiedIndex& operator=(CertifiedIndex&&) noexcept;
  ~CertifiedIndex();

  // Requires:  out.size() == firms.size().
  // Errors:    kInvalidArgument: no such node; kCancelled.
  Status Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                 Progress& progress = Progress::None()) const;
  // To another tolerance than that of the options; with 1 no shock is followed to its end.
  Status Compute(std::span<const NodeIndex> firms, double tolerance, std::span<Interval> out,
                 Progress& progress = Progress::None()) const;

  struct Statistics {
    int64_t link_reads = 0;     // a sweep in lanes reads a link once for all its firms
    int64_t bytes_read = 0;     // with what the links lead to, wherever it lay
    int64_t firms_at_once = 0;  // no step was needed
    int64_t firms_pushed = 0;
    int64_t firms_followed = 0;  // hubs
    int64_t firms_wider = 0;     // not as narrow as asked for: demand all but goes in circles
  };
  [[nodiscard]] Statistics statistics() const;

 private:
  class Impl;
  explicit CertifiedIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::chain
