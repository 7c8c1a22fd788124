// The systemic index of many firms by the published iteration with its stop rule: the figures of
// chain/reference_index.h within 1e-9, on a SupplyNetwork.
//
// Example:   LM_ASSIGN(auto engine, PublishedIndex::Prepare(network, {.stop_threshold = 1e-2}));
//            LM_TRY(engine.Compute(firms, index));
// Determinism: a firm's figure depends on the network and the options alone, bit by bit.
// Thread-safety: Compute is const and may be called from several threads. The network must outlive
//            the engine.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

struct PublishedOptions {
  double stop_threshold = 1e-2;  // >= 0
  int steps_max = 10'000;
  int threads = 0;  // 0: as many as the machine has
};

class PublishedIndex {
 public:
  // Errors:  kInvalidArgument: a threshold that is negative or not a number; kCancelled.
  [[nodiscard]] static Result<PublishedIndex> Prepare(const SupplyNetwork& network,
                                                      const PublishedOptions& options,
                                                      Progress& progress = Progress::None());
  PublishedIndex(PublishedIndex&&) noexcept;
  PublishedIndex& operator=(PublishedIndex&&) noexcept;
  ~PublishedIndex();

  // out[k] is the index of firms[k], lost entirely.
  // Requires:  out.size() == firms.size() (CHECK).
  // Errors:    kInvalidArgument: no such node; kCancelled; kResourceExhausted: the threshold is not
  //            met after steps_max steps (Place.value is the node's number, the least of those).
  Status Compute(std::span<const NodeIndex> firms, std::span<double> out,
                 Progress& progress = Progress::None()) const;

  // Links read so far by all calls of Compute.
  [[nodiscard]] int64_t link_reads() const;

 private:
  class Impl;
  explicit PublishedIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::chain
