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
    : context_(context),
      loss_(context.network.node_count(), 0.0),
      waiting_(context.network.node_count(), 0.0) {}

void DemandPush::Clear() {
  for (const NodeIndex node : touched_) loss_[node] = waiting_[node] = 0;
  touched_.clear();
  queue_.clear();
  returned_ = 0;
  link_reads_ = 0;
}

void DemandPush::Run(NodeIndex firm, double residual) {
  Clear();
  firm_ = firm;
  loss_[firm] = waiting_[firm] = 1.0;
  touched_.push_back(firm);
  const auto& component_of = context_.influence.component_of;
  const uint32_t component = component_of[firm];
  if (context_.influence.component_size[component] == 1) {
    residual_ = 0;  // no walk comes back, and no other node matters
    return;
  }
  if (residual < 1.0) queue_.push_back(firm);
  for (size_t i = 0; i < queue_.size(); ++i) {
    const double sent = waiting_[queue_[i]];
    waiting_[queue_[i]] = 0;
    const auto passes = context_.passes.Demand(queue_[i]);
    link_reads_ += static_cast<int64_t>(passes.size());
    for (const auto& [supplier, share] : passes) {
      const double loss = share * sent;
      if (supplier == firm) {
        returned_ += loss;
        continue;
      }
      if (component_of[supplier] != component) continue;
      if (loss_[supplier] == 0) touched_.push_back(supplier);
      loss_[supplier] += loss;
      const bool waited = waiting_[supplier] > residual;
      waiting_[supplier] += loss;
      if (!waited && waiting_[supplier] > residual) queue_.push_back(supplier);
    }
  }
  residual_ = 0;
  for (const NodeIndex node : touched_) residual_ = std::max(residual_, waiting_[node]);
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
  return {loss_[node] * (1.0 - rounding), std::min(1.0, (loss_[node] + still) * (1.0 + rounding))};
}

// ---- Supply

namespace {

// Links read before a shock is better followed to its end, as a multiple of the network's.
constexpr int64_t kReadsMax = 3;
// Rounds in which the bound of what is left is sought, and pushed finer if it is not found.
constexpr int kRoundsMax = 6;
// Most of the output of a small sector that may still come, and what a level keeps free.
constexpr double kRoom = 0.2;
constexpr double kSlack = 1e-9;

}  // namespace

SupplyPush::SupplyPush(const PushContext& context)
    : context_(context),
      loss_(context.network.node_count(), 0.0),
      sent_(context.network.node_count(), 0.0),
      group_loss_(context.passes.group_count(), 0.0),
      sector_lost_(context.network.sector_count(), 0.0),
      seen_(context.network.node_count(), 0) {}

void SupplyPush::Clear() {
  for (const NodeIndex node : touched_) {
    loss_[node] = sent_[node] = 0;
    seen_[node] = 0;
  }
  for (const uint32_t group : touched_groups_) group_loss_[group] = 0;
  for (const uint32_t sector : touched_sectors_) sector_lost_[sector] = 0;
  touched_.clear();
  touched_groups_.clear();
  touched_sectors_.clear();
  potential_ = 0;
  link_reads_ = 0;
}

void SupplyPush::Touch(NodeIndex node) {
  if (seen_[node] != 0) return;
  seen_[node] = 1;
  touched_.push_back(node);
}

double SupplyPush::ShareOf(NodeIndex node) const {
  const uint32_t sector = context_.network.sector(node);
  const double output = context_.network.output(node);
  const double remaining =
      sector == firm_sector_ ? firm_remaining_ : context_.network.sector_output(sector);
  return output >= remaining ? 1.0 : output / remaining;
}

bool SupplyPush::Run(NodeIndex firm, double left_max) {
  Clear();
  firm_ = firm;
  firm_sector_ = context_.network.sector(firm);
  const double output = context_.network.output(firm);
  const double sector_output = context_.network.sector_output(firm_sector_);
  firm_remaining_ = std::max(0.0, sector_output - output);
  left_ = 0;
  Touch(firm);
  loss_[firm] = 1.0;
  if (output == 0) return true;  // nobody buys from it
  left_max = std::min(left_max, kRoom * context_.influence.small_sector_share);
  if (!context_.all_count || !ChooseLevel(left_max)) return false;
  potential_ = Potential(firm);
  double potential_max = left_max;
  for (int round = 0; round < kRoundsMax; ++round) {
    if (!std::isfinite(potential_) || !PushBelow(potential_max)) return false;
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

void SupplyPush::PassOn(NodeIndex node) {
  const double lost = ShareOf(node) * loss_[node];
  const double more = lost - sent_[node];
  potential_ -= Potential(node);
  sent_[node] = lost;
  const auto passes = context_.passes.Supply(node);
  link_reads_ += static_cast<int64_t>(passes.size());
  for (const auto& [customer, group, share] : passes) {
    double& group_loss = group_loss_[group];
    if (group_loss == 0) touched_groups_.push_back(group);
    group_loss += share * more;
    if (group_loss <= loss_[customer] || customer == firm_) continue;
    Touch(customer);
    const double before = Potential(customer);
    loss_[customer] = std::min(1.0, group_loss);
    potential_ += Potential(customer) - before;
  }
}

bool SupplyPush::PushBelow(double potential_max) {
  const int64_t reads_max = kReadsMax * int64_t{context_.network.link_count()} + 1000;
  double threshold = potential_ / 4;
  while (potential_ > potential_max) {
    for (size_t i = 0; i < touched_.size() && potential_ > potential_max; ++i) {
      if (Potential(touched_[i]) > threshold) PassOn(touched_[i]);
      if (!std::isfinite(potential_) || link_reads_ > reads_max) return false;
    }
    threshold /= 4;
    if (threshold < 1e-20) return false;
  }
  // The running sum has rounded in both directions.
  potential_ = 0;
  for (const NodeIndex node : touched_) potential_ += std::max(0.0, Potential(node));
  return true;
}

// The least e that was found with Left(e) ≤ e: what still comes is no more than it allows itself.
std::optional<double> SupplyPush::BoundWhatIsLeft(double left_max) {
  for (const uint32_t sector : touched_sectors_) sector_lost_[sector] = 0;
  touched_sectors_.clear();
  for (const NodeIndex node : touched_) {
    const uint32_t sector = context_.network.sector(node);
    if (sector_lost_[sector] == 0) touched_sectors_.push_back(sector);
    sector_lost_[sector] += context_.network.output(node) * loss_[node];
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
  for (const NodeIndex node : touched_) {
    const double output = context_.network.output(node);
    if (output == 0) continue;
    const uint32_t sector = context_.network.sector(node);
    const double remaining = context_.network.sector_output(sector) - sector_lost_[sector] -
                             still_to_come * context_.output_total;
    const double share = output >= remaining ? 1.0 : output / remaining;
    left += std::max(0.0, share * loss_[node] - sent_[node]) * level_->passed[node];
    passed += share * loss_[node] * level_->passed[node];
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
