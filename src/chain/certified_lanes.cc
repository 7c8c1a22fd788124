#include "chain/certified_lanes.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "chain/certified_effort.h"

namespace lianmeng::chain {
namespace {

// Where a lane takes more, the shock is better followed alone, with better means.
constexpr int kRaisesMax = 400;
constexpr int kInflationsMax = 40;
// A sweep waits for memory; lines are asked for so many links ahead.
constexpr size_t kLinksAhead = 24;

template <typename Visit>
void ForEachLane(const LaneMask& mask, const Visit& visit) {
  for (size_t lane = 0; lane < kLanes; ++lane) {
    if (mask[lane]) visit(lane);
  }
}

}  // namespace

// ---- LaneLayout

LaneLayout::LaneLayout(const SupplyNetwork& network, const Influence& influence)
    : network_(network), influence_(influence) {
  for (uint32_t sector = 0; sector < network.sector_count(); ++sector) {
    sector_output_.push_back(network.sector_output(sector));
  }
  LayOutSupply();
  LayOutDemand();
}

void LaneLayout::LayOutSupply() {
  supply_.slot_of.assign(network_.node_count(), kNoSlot);
  for (const NodeIndex node : influence_.suppliers_first) {
    if (network_.output(node) == 0) continue;
    supply_.slot_of[node] = static_cast<uint32_t>(supply_.output.size());
    supply_.output.push_back(network_.output(node));
    supply_.weight.push_back(network_.index_weight(node));
    supply_.sector.push_back(network_.sector(node));
  }
  for (const NodeIndex node : influence_.suppliers_first) {
    if (supply_.slot_of[node] == kNoSlot) continue;
    uint32_t groups = 0;
    for (const SupplyNetwork::Group& group : network_.Groups(node)) {
      for (size_t i = 0; i < group.suppliers.size(); ++i) {
        supply_.links.push_back({supply_.slot_of[group.suppliers[i]], group.shares[i]});
      }
      supply_.group_ends.push_back(static_cast<uint32_t>(supply_.links.size()));
      ++groups;
    }
    if (groups == 0) continue;
    supply_.rows.push_back(supply_.slot_of[node]);
    supply_.group_counts.push_back(groups);
  }
  supply_.links.resize(supply_.links.size() + kLinksAhead);
}

void LaneLayout::LayOutDemand() {
  const auto& component_of = influence_.component_of;
  const auto& order = influence_.suppliers_first;
  const auto matters = [&](NodeIndex node) {
    return influence_.component_size[component_of[node]] > 1 && !influence_.InClosedCircle(node);
  };
  demand_.slot_of.assign(network_.node_count(), kNoSlot);
  uint32_t slots = 0;
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    if (matters(*node)) demand_.slot_of[*node] = slots++;
  }
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    if (!matters(*node)) continue;
    const auto customers = network_.Customers(*node);
    const auto shares = network_.CustomerShares(*node);
    for (size_t i = 0; i < customers.size(); ++i) {
      if (component_of[customers[i]] != component_of[*node]) continue;
      demand_.links.push_back({demand_.slot_of[customers[i]], shares[i]});
    }
    demand_.ends.push_back(static_cast<uint32_t>(demand_.links.size()));
    demand_.component.push_back(component_of[*node]);
    demand_.visits.push_back(influence_.visits[*node]);
    demand_.supply_slot.push_back(supply_.slot_of[*node]);
  }
  demand_.links.resize(demand_.links.size() + kLinksAhead);
}

// ---- LaneCertifier

LaneCertifier::LaneCertifier(const LaneLayout& layout, double rounding)
    : layout_(layout), rounding_(rounding) {}

void LaneCertifier::Start(std::span<const NodeIndex> firms, double tolerance) {
  const auto& supply = layout_.supply();
  supply_lower_.assign(supply.output.size(), Lanes());
  supply_upper_.assign(supply.output.size(), Lanes());
  lost_.assign(supply.output.size(), Lanes());
  share_unit_.assign(layout_.sector_output().size(), Lanes());
  demand_lower_.assign(layout_.demand().visits.size(), Lanes());
  links_swept_ = 0;
  for (size_t lane = 0; lane < firms.size(); ++lane) {
    const NodeIndex firm = firms[lane];
    supply_slot_[lane] = supply.slot_of[firm];
    demand_slot_[lane] = layout_.demand().slot_of[firm];
    CHECK(supply_slot_[lane] != LaneLayout::kNoSlot);
    supply_lower_[supply_slot_[lane]].Set(lane, 1.0);
    residual_[lane] = returned_[lane] = 0;
    if (demand_slot_[lane] != LaneLayout::kNoSlot) {
      demand_lower_[demand_slot_[lane]].Set(lane, 1.0);
    }
    goals_.supply_gain[lane] = tolerance * kFollowedGain;
    goals_.demand_residual[lane] = DemandResidual(layout_.influence(), firm, tolerance);
  }
}

std::array<LaneCertifier::Outcome, kLanes> LaneCertifier::Run(std::span<const NodeIndex> firms,
                                                              double tolerance) {
  CHECK(firms.size() <= kLanes);
  Start(firms, tolerance);
  LaneMask open;
  for (size_t lane = 0; lane < firms.size(); ++lane) open.Set(lane, true);
  std::array<Outcome, kLanes> outcomes;
  for (int attempt = 0; attempt < kAttemptsMax && open.Any(); ++attempt) {
    RaiseSupply(open);
    const LaneMask bounded = BoundSupply(open);
    RaiseDemand(bounded);
    Combine(firms, bounded, outcomes);
    ForEachLane(open, [&](size_t lane) {
      outcomes[lane].reached_tolerance = bounded[lane] && outcomes[lane].index.width() <= tolerance;
      if (!bounded[lane] || outcomes[lane].reached_tolerance) open.Set(lane, false);
      goals_.supply_gain[lane] *= kFinerGain;
      goals_.demand_residual[lane] *= kFinerEffort;
    });
  }
  return outcomes;
}

// lost_ = σ · loss, with the market shares of these losses.
void LaneCertifier::WeighLosses(const std::vector<Lanes>& loss, double scale) {
  const auto& supply = layout_.supply();
  const Lanes one(1.0);
  std::fill(share_unit_.begin(), share_unit_.end(), Lanes());
  for (size_t slot = 0; slot < loss.size(); ++slot) {
    share_unit_[supply.sector[slot]].AddScaled(supply.output[slot], one - loss[slot]);
  }
  for (Lanes& share : share_unit_) share = Lanes(scale) / share;
  for (size_t slot = 0; slot < loss.size(); ++slot) {
    const Lanes share = Lanes(supply.output[slot]) * share_unit_[supply.sector[slot]];
    lost_[slot] = Min(one, share) * loss[slot];
  }
}

// The greatest loss of a group of the row; moves on to the next row.
inline Lanes LaneCertifier::InputLoss(uint32_t row, uint32_t& group, uint32_t& link) const {
  const auto& supply = layout_.supply();
  Lanes greatest;
  for (const uint32_t end = group + supply.group_counts[row]; group < end; ++group) {
    Lanes sum;
    for (; link < supply.group_ends[group]; ++link) {
      __builtin_prefetch(&lost_[supply.links[link + kLinksAhead].slot]);
      sum.AddScaled(supply.links[link].share, lost_[supply.links[link].slot]);
    }
    greatest = Max(greatest, sum);
  }
  return greatest;
}

void LaneCertifier::RaiseSupply(LaneMask open) {
  const auto& supply = layout_.supply();
  const Lanes one(1.0), scale(1.0 - rounding_);
  for (int sweep = 0; sweep < kRaisesMax && open.Any(); ++sweep) {
    WeighLosses(supply_lower_, 1.0 - rounding_);
    Lanes gain;
    uint32_t group = 0, link = 0;
    for (uint32_t row = 0; row < supply.rows.size(); ++row) {
      const uint32_t slot = supply.rows[row];
      const Lanes value = Min(one, InputLoss(row, group, link) * scale);
      Lanes& lower = supply_lower_[slot];
      const LaneMask rises = LaneMask::Greater(value, lower) & open;
      if (!rises.Any()) continue;
      gain.AddScaled(supply.weight[slot], rises.Select(value - lower, Lanes()));
      const Lanes share = Lanes(supply.output[slot]) * share_unit_[supply.sector[slot]];
      lower = rises.Select(value, lower);
      lost_[slot] = Min(one, share) * lower;
    }
    links_swept_ += link;
    for (size_t lane = 0; lane < kLanes; ++lane) {
      if (gain[lane] <= goals_.supply_gain[lane]) open.Set(lane, false);
    }
  }
}

// The lanes for which an upper bound was found.
LaneMask LaneCertifier::BoundSupply(LaneMask open) {
  const auto& supply = layout_.supply();
  const Lanes one(1.0), scale(1.0 + rounding_);
  Lanes margin;
  ForEachLane(open, [&](size_t lane) { margin.Set(lane, 2 * goals_.supply_gain[lane]); });
  supply_upper_ = supply_lower_;
  for (const uint32_t slot : supply.rows) {
    supply_upper_[slot] = Min(one, supply_lower_[slot] + margin);
  }
  LaneMask bounded;
  for (int sweep = 0; sweep < kInflationsMax && open.Any(); ++sweep) {
    WeighLosses(supply_upper_, 1.0 + rounding_);
    LaneMask raised;
    uint32_t group = 0, link = 0;
    for (uint32_t row = 0; row < supply.rows.size(); ++row) {
      const uint32_t slot = supply.rows[row];
      const Lanes value = Min(one, InputLoss(row, group, link) * scale);
      Lanes& upper = supply_upper_[slot];
      const LaneMask rises = LaneMask::Greater(value, upper) & open;
      if (!rises.Any()) continue;
      raised |= rises;
      const Lanes share = Lanes(supply.output[slot]) * share_unit_[supply.sector[slot]];
      upper = rises.Select(Min(one, value + margin), upper);
      lost_[slot] = Min(one, share) * upper;
    }
    links_swept_ += link;
    ForEachLane(open, [&](size_t lane) {
      if (raised[lane]) return;
      bounded.Set(lane, true);
      open.Set(lane, false);
    });
  }
  return bounded;
}

void LaneCertifier::RaiseDemand(LaneMask open) {
  const auto& demand = layout_.demand();
  const Lanes scale(1.0 - rounding_);
  ForEachLane(open, [&](size_t lane) {
    if (demand_slot_[lane] == LaneLayout::kNoSlot) open.Set(lane, false);
  });
  const LaneMask asked = open;
  for (int sweep = 0; sweep < kRaisesMax && open.Any(); ++sweep) {
    Lanes greatest_rise;
    uint32_t link = 0;
    for (size_t slot = 0; slot < demand.ends.size(); ++slot) {
      Lanes sum;
      for (; link < demand.ends[slot]; ++link) {
        __builtin_prefetch(&demand_lower_[demand.links[link + kLinksAhead].slot]);
        sum.AddScaled(demand.links[link].share, demand_lower_[demand.links[link].slot]);
      }
      const Lanes value = sum * scale;
      Lanes& lower = demand_lower_[slot];
      const LaneMask rises = LaneMask::Greater(value, lower) & open;
      if (!rises.Any()) continue;
      greatest_rise = Max(greatest_rise, rises.Select(value - lower, Lanes()));
      lower = rises.Select(value, lower);
    }
    links_swept_ += link;
    ForEachLane(open, [&](size_t lane) {
      residual_[lane] = greatest_rise[lane] + 4 * rounding_;
      if (greatest_rise[lane] <= goals_.demand_residual[lane]) open.Set(lane, false);
    });
  }
  ForEachLane(asked, [&](size_t lane) {
    const uint32_t slot = demand_slot_[lane];
    double returned = 0;
    for (uint32_t link = slot == 0 ? 0 : demand.ends[slot - 1]; link < demand.ends[slot]; ++link) {
      returned += demand.links[link].share * demand_lower_[demand.links[link].slot][lane];
    }
    returned_[lane] = returned;
  });
}

// Σ w b + Σ w (a − b)⁺, the first as effect · (1 − return).
void LaneCertifier::Combine(std::span<const NodeIndex> firms, LaneMask open,
                            std::array<Outcome, kLanes>& outcomes) const {
  const auto& supply = layout_.supply();
  const auto& demand = layout_.demand();
  const auto& influence = layout_.influence();
  const Lanes zero, one(1.0);
  Lanes more_lower, more_upper;
  const auto add = [&](size_t slot, const Lanes& demand_lower, const Lanes& demand_upper) {
    const Lanes lower = Max(zero, supply_lower_[slot] - demand_upper);
    const Lanes upper = Max(zero, supply_upper_[slot] - demand_lower);
    more_lower.AddScaled(supply.weight[slot], lower);
    more_upper.AddScaled(supply.weight[slot], upper);
  };
  std::vector<uint8_t> in_circle(supply.output.size(), 0);
  Lanes residual;
  for (size_t slot = 0; slot < demand.visits.size(); ++slot) {
    if (slot == 0 || demand.component[slot] != demand.component[slot - 1]) {
      for (size_t lane = 0; lane < firms.size(); ++lane) {
        const bool own = influence.component_of[firms[lane]] == demand.component[slot];
        residual.Set(lane, own ? residual_[lane] : 0.0);
      }
    }
    const Lanes lower = demand_lower_[slot];
    Lanes upper = lower;
    upper.AddScaled(demand.visits[slot] * (1.0 + rounding_), residual);
    in_circle[demand.supply_slot[slot]] = 1;
    add(demand.supply_slot[slot], lower, Min(one, upper));
  }
  for (size_t slot = 0; slot < in_circle.size(); ++slot) {
    if (in_circle[slot] == 0) add(slot, zero, zero);
  }
  ForEachLane(open, [&](size_t lane) {
    // The firm's own loss is in the first sum.
    const double own = supply.weight[supply_slot_[lane]];
    const double not_own = demand_slot_[lane] == LaneLayout::kNoSlot ? own : 0.0;
    const double visits = std::max(0.0, influence.visits[firms[lane]] - 1.0);
    const double return_lower = returned_[lane] * (1.0 - rounding_);
    const double return_upper =
        std::min(1.0, (returned_[lane] + residual_[lane] * visits) * (1.0 + rounding_));
    const Interval& effect = influence.effect[firms[lane]];
    const double lower = effect.lower * (1.0 - return_upper) + more_lower[lane] - not_own;
    const double upper = effect.upper * (1.0 - return_lower) + more_upper[lane] - not_own;
    const double slack = 4 * rounding_ * (upper + not_own);
    outcomes[lane].index = {std::max(0.0, lower - slack), std::min(1.0, upper + slack)};
  });
}

}  // namespace lianmeng::chain
