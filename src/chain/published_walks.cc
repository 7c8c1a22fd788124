#include "chain/published_walks.h"

#include <algorithm>

namespace lianmeng::chain {
namespace {

// A sector that keeps less than this of its output has too few digits left in the difference.
constexpr double kRemainingMin = 1e-4;

// Names the core firms with a value in rising order, if the list is so long that their rows are
// better read one after the other; shorter lists stay as they are. `list` holds no others but
// `lost`.
void PutInOrder(const PublishedLayout& layout, const std::vector<double>& value, uint32_t lost,
                std::vector<uint32_t>& list) {
  constexpr uint32_t kShort = 16;
  if (list.size() < layout.core_count / kShort) return;
  size_t size = 0;
  list.resize(size_t{layout.core_count} + 1);
  if (lost >= layout.core_count && value[lost] > 0) list[size++] = lost;
  for (uint32_t firm = 0; firm < layout.core_count; ++firm) {
    list[size] = firm;
    size += value[firm] > 0 ? 1 : 0;
  }
  list.resize(size);
}

}  // namespace

void DemandWalk::Start(uint32_t lost) {
  for (const uint32_t firm : touched_) met_[firm] = 0;
  for (const uint32_t firm : front_) arriving_[firm] = 0;
  touched_.assign(1, lost);
  front_.assign(1, lost);
  met_[lost] = arriving_[lost] = 1;
  lost_ = lost;
  error_ = error_met_ = 0;
}

WalkChange DemandWalk::Step(const WalkCuts& cuts) {
  double dropped = 0, dropped_coarse = 0;
  for (const uint32_t firm : front_) {
    const double arrives = arriving_[firm];
    arriving_[firm] = 0;
    const PublishedLayout::Row& row = layout_.purchases[firm];
    const bool fine = arrives >= cuts.fine, coarse = arrives >= cuts.coarse;
    if (fine)
      Pass(row.begin, row.coarse, arrives);
    else if (row.coarse > row.begin)
      dropped = std::max(dropped, arrives);
    if (coarse)
      Pass(row.coarse, row.end, arrives);
    else if (row.end > row.coarse)
      dropped_coarse = std::max(dropped_coarse, arrives);
  }
  front_.clear();
  WalkChange change{0, error_ + std::max(dropped, dropped_coarse)};
  for (size_t i = 0; i < next_count_; ++i) {
    const uint32_t firm = next_front_[i];
    const double arrives = next_[firm];
    next_[firm] = 0;
    if (firm == lost_) continue;  // it has met itself; Returning() counts it
    change.value = std::max(change.value, arrives);
    if (firm >= layout_.core_count) continue;  // it buys nothing
    if (met_[firm] == 0) touched_.push_back(firm);
    met_[firm] += arrives;
    arriving_[firm] = arrives;
    front_.push_back(firm);
  }
  next_count_ = 0;
  PutInOrder(layout_, arriving_, lost_, front_);
  error_ += dropped;
  error_met_ += error_;
  return change;
}

void DemandWalk::Pass(uint32_t begin, uint32_t end, double arrives) {
  link_reads_ += end - begin;
  for (uint32_t i = begin; i < end; ++i) {
    const PublishedLayout::Link& link = layout_.purchase_links[i];
    double& next = next_[link.to];
    next_front_[next_count_] = link.to;
    next_count_ += next == 0 ? 1 : 0;
    next += link.share * arrives;
  }
}

void SupplySpread::Start(uint32_t lost) {
  for (const uint32_t firm : buyers_) deficit_[firm] = 0;
  for (const uint32_t firm : sellers_) {
    deficit_[firm] = passed_[firm] = passed_coarse_[firm] = 0;
    sectors_[layout_.firms[firm].sector].lost = 0;
  }
  for (const uint32_t group : groups_) group_loss_[group] = group_reached_[group] = 0;
  buyers_.clear();
  sellers_.clear();
  groups_.clear();
  lost_ = lost;
  error_ = 0;
  Raise(lost, 1.0);
}

std::optional<WalkChange> SupplySpread::Step(const WalkCuts& cuts) {
  if (!Weigh()) return std::nullopt;
  const double error_before = error_;
  PassOn(cuts);
  WalkChange change{0, error_before + error_ + 2 * cuts.coarse};
  for (size_t i = 0; i < changed_count_; ++i) {
    const uint32_t group = changed_groups_[i];
    group_changed_[group] = 0;
    if (group_reached_[group] == 0) groups_.push_back(group);
    group_reached_[group] = 1;
    const uint32_t firm = layout_.group_firm[group];
    if (firm == lost_) continue;
    if (next_[firm] == 0) changed_firms_.push_back(firm);
    next_[firm] = std::max(next_[firm], std::min(1.0, group_loss_[group]));
  }
  changed_count_ = 0;
  for (const uint32_t firm : changed_firms_) {
    const double value = next_[firm];
    next_[firm] = 0;
    if (value <= deficit_[firm]) continue;
    change.value = std::max(change.value, value - deficit_[firm]);
    Raise(firm, value);
  }
  changed_firms_.clear();
  PutInOrder(layout_, deficit_, lost_, sellers_);
  return change;
}

void SupplySpread::Raise(uint32_t firm, double value) {
  const PublishedLayout::Firm& about = layout_.firms[firm];
  if (deficit_[firm] == 0) (about.sells ? sellers_ : buyers_).push_back(firm);
  if (about.sells) sectors_[about.sector].lost += about.output * (value - deficit_[firm]);
  deficit_[firm] = value;
}

bool SupplySpread::Weigh() {
  for (Sector& sector : sectors_) {
    if (sector.total == 0) continue;
    const double remaining = sector.total - sector.lost;
    const double remaining_lower = remaining - sector.total * error_;
    if (remaining_lower < kRemainingMin * sector.total) return false;
    sector.rate = 1.0 / remaining;
    sector.rate_upper = 1.0 / remaining_lower;
  }
  return true;
}

void SupplySpread::PassOn(const WalkCuts& cuts) {
  double dropped = 0, slope = 0;
  for (const uint32_t firm : sellers_) {
    const PublishedLayout::Firm& about = layout_.firms[firm];
    const Sector& sector = sectors_[about.sector];
    const double share = about.output * sector.rate;
    const double lost = std::min(1.0, share) * deficit_[firm];
    if (share < 1.0) {
      const double rate = std::min(sector.rate_upper, 1.0 / about.output);
      const double own = firm == lost_ ? 0.0 : 1.0;
      slope = std::max(
          slope, about.output * rate * (own + (deficit_[firm] + error_) * sector.total * rate));
    } else if (firm != lost_) {
      slope = std::max(slope, 1.0);
    }
    const PublishedLayout::Row& row = layout_.sales[firm];
    const double grown = lost - passed_[firm];
    if (grown > cuts.fine) {
      Pass(row.begin, row.coarse, grown);
      passed_[firm] = lost;
    } else if (row.coarse > row.begin) {
      dropped = std::max(dropped, grown);
    }
    const double grown_coarse = lost - passed_coarse_[firm];
    if (grown_coarse > cuts.coarse) {
      Pass(row.coarse, row.end, grown_coarse);
      passed_coarse_[firm] = lost;
    }
  }
  error_ = error_ * slope + dropped;
}

void SupplySpread::Pass(uint32_t begin, uint32_t end, double grown) {
  link_reads_ += end - begin;
  for (uint32_t i = begin; i < end; ++i) {
    const PublishedLayout::Link& link = layout_.sale_links[i];
    group_loss_[link.to] += link.share * grown;
    changed_groups_[changed_count_] = link.to;
    changed_count_ += group_changed_[link.to] == 0 ? 1 : 0;
    group_changed_[link.to] = 1;
  }
}

}  // namespace lianmeng::chain
