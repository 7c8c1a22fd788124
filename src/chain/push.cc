#include "chain/push.h"

#include <algorithm>
#include <cmath>

namespace lianmeng::chain {
namespace {

// No number of a push passes through more roundings than there are links read.
double RoundingOfPush(const PushContext& context, int64_t link_reads) {
  return context.rounding + 0x1.0p-51 * static_cast<double>(link_reads);
}

}  // namespace

// ---- Demand

DemandPush::DemandPush(const PushContext& context)
    : context_(context), slot_of_(context.network.node_count(), 0) {}

void DemandPush::Clear() {
  for (const Touched& touched : touched_) slot_of_[touched.node] = 0;
  touched_.clear();
  queue_.clear();
  returned_ = 0;
  link_reads_ = 0;
}

bool DemandPush::Run(NodeIndex firm, double residual, int64_t reads_max) {
  Clear();
  firm_ = firm;
  touched_.push_back({firm, 1.0, 1.0});
  slot_of_[firm] = 1;
  const auto& component_of = context_.influence.component_of;
  const uint32_t component = component_of[firm];
  residual_ = 0;
  // Else no walk comes back, and no other node matters.
  if (context_.influence.component_size[component] == 1) return true;
  if (residual < 1.0) queue_.push_back(0);
  for (size_t i = 0; i < queue_.size(); ++i) {
    Touched& from = touched_[queue_[i]];
    const double sent = from.waiting;
    from.waiting = 0;
    const auto passes = context_.passes.Demand(from.node);
    link_reads_ += static_cast<int64_t>(passes.size());
    if (link_reads_ > reads_max) return false;
    for (const auto& [supplier, share] : passes) {
      const double loss = share * sent;
      if (supplier == firm) {
        returned_ += loss;
        continue;
      }
      if (slot_of_[supplier] == 0) {
        if (component_of[supplier] != component) continue;
        touched_.push_back({supplier, 0.0, 0.0});
        slot_of_[supplier] = static_cast<uint32_t>(touched_.size());
      }
      const uint32_t slot = slot_of_[supplier] - 1;
      Touched& to = touched_[slot];
      to.loss += loss;
      const bool waited = to.waiting > residual;
      to.waiting += loss;
      if (!waited && to.waiting > residual) queue_.push_back(slot);
    }
  }
  for (const Touched& touched : touched_) residual_ = std::max(residual_, touched.waiting);
  return true;
}

Interval DemandPush::Effect() const {
  const double rounding = RoundingOfPush(context_, link_reads_);
  const double visits = std::max(0.0, context_.influence.visits[firm_] - 1.0);
  const double still = residual_ > 0 ? residual_ * visits : 0.0;
  const double return_lower = returned_ * (1.0 - rounding);
  const double return_upper = std::min(1.0, (returned_ + still) * (1.0 + rounding));
  const Interval& effect = context_.influence.effect[firm_];
  return {effect.lower * (1.0 - return_upper) * (1.0 - rounding),
          effect.upper * (1.0 - return_lower) * (1.0 + rounding)};
}

Interval DemandPush::Loss(NodeIndex node) const {
  if (context_.influence.component_of[node] != context_.influence.component_of[firm_]) return {};
  const double rounding = RoundingOfPush(context_, link_reads_);
  const double visits = std::max(0.0, context_.influence.visits[node] - 1.0);
  const double still = residual_ > 0 ? residual_ * visits : 0.0;
  const double loss = slot_of_[node] > 0 ? touched_[slot_of_[node] - 1].loss : 0.0;
  return {loss * (1.0 - rounding), std::min(1.0, (loss + still) * (1.0 + rounding))};
}

// ---- Supply

namespace {

// Rounds in which the bound of what is left is sought, and pushed finer if it is not found.
constexpr int kRoundsMax = 6;
// Most of the output of a small sector that may still come, and what a level keeps free.
constexpr double kRoom = 0.2;
constexpr double kSlack = 1e-9;

}  // namespace

SupplyPush::SupplyPush(const PushContext& context)
    : context_(context),
      slot_of_(context.network.node_count(), 0),
      group_loss_(context.passes.group_count(), 0.0),
      sector_lost_(context.network.sector_count(), 0.0) {}

void SupplyPush::Clear() {
  for (const Touched& touched : touched_) slot_of_[touched.node] = 0;
  for (const uint32_t group : touched_groups_) group_loss_[group] = 0;
  for (const uint32_t sector : touched_sectors_) sector_lost_[sector] = 0;
  touched_.clear();
  touched_groups_.clear();
  touched_sectors_.clear();
  potential_ = 0;
  link_reads_ = 0;
}

void SupplyPush::Touch(NodeIndex node, double loss) {
  const SupplyNetwork& network = context_.network;
  Touched touched{.node = node, .sector = network.sector(node), .output = network.output(node)};
  const double remaining =
      touched.sector == firm_sector_ ? firm_remaining_ : network.sector_output(touched.sector);
  touched.share = touched.output >= remaining ? 1.0 : touched.output / remaining;
  touched.cost = touched.output > 0 ? level_->passed[node] : 0.0;
  touched.loss = loss;
  potential_ += touched.potential();
  touched_.push_back(touched);
  slot_of_[node] = static_cast<uint32_t>(touched_.size());
}

bool SupplyPush::Run(NodeIndex firm, double left_max, int64_t reads_max) {
  Clear();
  firm_ = firm;
  firm_sector_ = context_.network.sector(firm);
  const double output = context_.network.output(firm);
  const double sector_output = context_.network.sector_output(firm_sector_);
  firm_remaining_ = std::max(0.0, sector_output - output);
  left_ = 0;
  if (output == 0) return true;  // nobody buys from it
  left_max = std::min(left_max, kRoom * context_.influence.small_sector_share);
  if (!context_.all_count || !ChooseLevel(left_max)) return false;
  Touch(firm, 1.0);
  double potential_max = left_max;
  for (int round = 0; round < kRoundsMax; ++round) {
    if (!std::isfinite(potential_) || !PushBelow(potential_max, reads_max)) return false;
    if (const auto left = BoundWhatIsLeft(left_max)) {
      left_ = *left;
      return true;
    }
    potential_max = std::min(potential_max, potential_) / 4;
  }
  return false;
}

// The lowest level that leaves room for what may still come.
bool SupplyPush::ChooseLevel(double left_max) {
  const double total = context_.output_total;
  const double small = context_.influence.small_sector_share * total;
  const double output = context_.network.output(firm_);
  const double sector_output = context_.network.sector_output(firm_sector_);
  for (const SupplyInfluence& level : context_.influence.supply) {
    level_ = &level;
    const double room = level.lost_share_max * (1.0 - kSlack);
    const bool own_sector_fits =
        sector_output < small || output + left_max * total <= room * sector_output;
    if (own_sector_fits && left_max * total <= room * small) return true;
  }
  return false;
}

void SupplyPush::PassOn(size_t slot) {
  Touched& from = touched_[slot];
  const double more = from.share * (from.loss - from.passed_on);
  potential_ -= from.potential();
  from.passed_on = from.loss;
  const auto passes = context_.passes.Supply(from.node);
  link_reads_ += static_cast<int64_t>(passes.size());
  for (const auto& [customer, group, share] : passes) {
    double& group_loss = group_loss_[group];
    if (group_loss == 0) touched_groups_.push_back(group);
    group_loss += share * more;
    const double loss = std::min(1.0, group_loss);
    if (slot_of_[customer] == 0) {
      Touch(customer, loss);
      continue;
    }
    Touched& to = touched_[slot_of_[customer] - 1];
    if (loss <= to.loss) continue;
    potential_ += to.share * to.cost * (loss - to.loss);
    to.loss = loss;
  }
}

bool SupplyPush::PushBelow(double potential_max, int64_t reads_max) {
  double threshold = potential_ / 4;
  while (potential_ > potential_max) {
    for (size_t slot = 0; slot < touched_.size() && potential_ > potential_max; ++slot) {
      if (touched_[slot].potential() > threshold) PassOn(slot);
      if (!std::isfinite(potential_) || link_reads_ > reads_max) return false;
    }
    threshold /= 4;
    if (threshold < 1e-20) return false;
  }
  // The running sum has rounded in both directions.
  potential_ = 0;
  for (const Touched& touched : touched_) potential_ += touched.potential();
  return true;
}

// The least e that was found with Left(e) ≤ e: what still comes is no more than it allows itself.
std::optional<double> SupplyPush::BoundWhatIsLeft(double left_max) {
  for (const uint32_t sector : touched_sectors_) sector_lost_[sector] = 0;
  touched_sectors_.clear();
  for (const Touched& touched : touched_) {
    double& lost = sector_lost_[touched.sector];
    if (lost == 0) touched_sectors_.push_back(touched.sector);
    lost += touched.output * touched.loss;
  }
  double left = Left(0.0) * 1.01 + 1e-15;
  for (int i = 0; i < 8 && left <= left_max; ++i) {
    if (!LevelHolds(left)) return std::nullopt;
    const double needed = Left(left);
    if (needed <= left) return left;
    left = needed * 1.05;
  }
  return std::nullopt;
}

double SupplyPush::Left(double still_to_come) const {
  double left = 0;
  double passed = 0;  // all of it, for what the differences round
  for (const Touched& touched : touched_) {
    const double remaining = context_.network.sector_output(touched.sector) -
                             sector_lost_[touched.sector] - still_to_come * context_.output_total;
    const double share = touched.output >= remaining ? 1.0 : touched.output / remaining;
    const double lost = share * touched.loss;
    left += std::max(0.0, lost - touched.share * touched.passed_on) * touched.cost;
    passed += lost * touched.cost;
  }
  const double rounding = RoundingOfPush(context_, link_reads_);
  return left * (1.0 + rounding) + passed * rounding;
}

bool SupplyPush::LevelHolds(double still_to_come) const {
  const double more = still_to_come * context_.output_total;
  const double small = context_.influence.small_sector_share * context_.output_total;
  const double room = level_->lost_share_max * (1.0 - kSlack);
  if (more > room * small) return false;
  return std::all_of(touched_sectors_.begin(), touched_sectors_.end(), [&](uint32_t sector) {
    const double output = context_.network.sector_output(sector);
    return output < small || sector_lost_[sector] + more <= room * output;
  });
}

}  // namespace lianmeng::chain
