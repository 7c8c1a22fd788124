// The two halves of one firm's loss in chain/published_index.h, step by step: the demand that its
// suppliers lose, and the supply that its customers lose. Both leave out what is below a cut and carry a
// bound on what that can have changed; why they may stands in chain/published_index.cc. Internal to
// src/chain.
//
// Thread-safety: none, one of each for each thread. Start cleans up by undoing what was touched.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "chain/published_layout.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// Values below these are not passed on: along fine links, along coarse ones.
struct WalkCuts {
  double fine = 0, coarse = 0;
};

// What one step did: the largest change of any value, and how wrong that may be.
struct WalkChange {
  double value = 0, error = 0;
};

// Demand: met(i) = b_i, the probability that the walk from i has met the lost firm.
class DemandWalk {
 public:
  explicit DemandWalk(const PublishedLayout& layout)
      : layout_(layout),
        met_(layout.firms.size(), 0.0),
        arriving_(layout.firms.size(), 0.0),
        next_(layout.firms.size(), 0.0),
        next_front_(layout.firms.size() + 1) {}

  void Start(uint32_t lost);
  WalkChange Step(const WalkCuts& cuts);

  // Σ over the lost firm's customers of Λu · what arrived there in the last step: r of the next.
  [[nodiscard]] double arriving(uint32_t firm) const { return arriving_[firm]; }
  // Of firms that buy something; too small by at most error_met().
  [[nodiscard]] double met(uint32_t firm) const { return met_[firm]; }
  [[nodiscard]] double error() const { return error_; }  // of arriving()
  [[nodiscard]] double error_met() const { return error_met_; }
  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  void Pass(uint32_t begin, uint32_t end, double arrives);

  const PublishedLayout& layout_;
  uint32_t lost_ = 0;
  std::vector<double> met_, arriving_, next_;
  std::vector<uint32_t> touched_, front_, next_front_;
  size_t next_count_ = 0;  // of next_front_
  double error_ = 0, error_met_ = 0;
  int64_t link_reads_ = 0;
};

// Supply: deficit(i) = a_i.
class SupplySpread {
 public:
  SupplySpread(const SupplyNetwork& network, const PublishedLayout& layout)
      : layout_(layout),
        deficit_(layout.firms.size(), 0.0),
        next_(layout.firms.size(), 0.0),
        passed_(layout.firms.size(), 0.0),
        passed_coarse_(layout.firms.size(), 0.0),
        group_loss_(layout.group_firm.size(), 0.0),
        group_changed_(layout.group_firm.size(), 0),
        group_reached_(layout.group_firm.size(), 0),
        changed_groups_(layout.group_firm.size() + 1),
        sectors_(network.sector_count()) {
    for (uint32_t sector = 0; sector < sectors_.size(); ++sector) {
      sectors_[sector].total = network.sector_output(sector);
    }
  }

  void Start(uint32_t lost);
  // Empty: a sector is lost but for a rest too small to be told by difference.
  std::optional<WalkChange> Step(const WalkCuts& cuts);

  // Firms with a deficit that sell something.
  [[nodiscard]] const std::vector<uint32_t>& sellers() const { return sellers_; }
  // Of firms that sell something; too small by at most error().
  [[nodiscard]] double deficit(uint32_t firm) const { return deficit_[firm]; }
  [[nodiscard]] double error() const { return error_; }
  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  struct Sector {
    double total = 0, lost = 0;
    double rate = 0;        // σ_i = min(1, s_i · rate)
    double rate_upper = 0;  // the same where every deficit is too small by error_
  };

  void Raise(uint32_t firm, double value);
  bool Weigh();
  // lost_i = σ_i a_i. Its error is at most `error_` times the largest slope of lost_i along the way
  // from the computed to the true deficits: σ_i (1 + a_i Σs / remaining), where σ_i < 1; 1 where σ_i
  // stays 1. The lost firm's own deficit is exact.
  void PassOn(const WalkCuts& cuts);
  void Pass(uint32_t begin, uint32_t end, double grown);

  const PublishedLayout& layout_;
  uint32_t lost_ = 0;
  std::vector<double> deficit_, next_;
  std::vector<double> passed_, passed_coarse_;  // lost_i as passed on last
  std::vector<double> group_loss_;
  std::vector<uint8_t> group_changed_, group_reached_;
  std::vector<uint32_t> changed_groups_;
  size_t changed_count_ = 0;  // of changed_groups_
  std::vector<Sector> sectors_;
  std::vector<uint32_t> sellers_, buyers_;  // firms with a deficit that sell; that do not
  std::vector<uint32_t> groups_, changed_firms_;
  double error_ = 0;
  int64_t link_reads_ = 0;
};

}  // namespace lianmeng::chain
