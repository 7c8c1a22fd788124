// The true fixed point of a cascade, as near as extended precision gets: the equations of
// chain/reference_index.h written out once more, for deficits, in long double, straight from the
// links, and iterated until nothing moves. Shares nothing with the engines but the input type.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "chain/supply_network.h"

namespace lianmeng::chain {

struct ExtendedLoss {
  std::vector<long double> loss;  // max(1 − hd, 1 − hu) of each node
  long double index = 0;          // never too large but for rounding, settled or not
  bool settled = false;           // the last step moved nothing by more than 1e-18
};

class ExtendedNetwork {
 public:
  explicit ExtendedNetwork(const SupplyInput& input) : input_(input), output_(input.sector.size()) {
    std::map<std::pair<uint32_t, uint32_t>, std::pair<long double, Essentiality>> pairs;
    for (const SupplyLink& link : input.links) {
      if (link.supplier == link.customer || !(link.value > 0)) continue;
      auto& [value, essentiality] = pairs[{link.supplier, link.customer}];
      value += link.value;
      essentiality = std::max(essentiality, link.essentiality);
    }
    std::vector<long double> bought(input.sector.size());
    std::map<std::pair<uint32_t, uint32_t>, long double> bought_of;  // customer and input sector
    for (const auto& [pair, edge] : pairs) {
      output_[pair.first] += edge.first;
      bought[pair.second] += edge.first;
      bought_of[{pair.second, input.sector[pair.first]}] += edge.first;
    }
    std::map<std::pair<uint32_t, uint32_t>, size_t> group_number;
    for (const auto& [pair, edge] : pairs) {
      const auto [supplier, customer] = pair;
      const auto& [value, essentiality] = edge;
      Link link{supplier, customer, 0, value / output_[supplier], kNoGroup};
      // Each essential sector limits a customer alone, all replaceable ones do together.
      const bool essential = essentiality == Essentiality::kEssential;
      const uint32_t sector = essential ? input.sector[supplier] : input.sector_count;
      if (essentiality != Essentiality::kIrrelevant) {
        const auto [at, added] = group_number.emplace(std::pair(customer, sector), groups_.size());
        if (added) groups_.push_back({customer});
        link.group = at->second;
        link.supply = value / (essential ? bought_of[{customer, sector}] : bought[customer]);
      }
      links_.push_back(link);
    }
  }

  // `floor`: what the shock takes of each node. Steps are of the published iteration.
  [[nodiscard]] ExtendedLoss FixedPoint(const std::vector<long double>& floor, int steps_max) {
    a_ = b_ = floor;
    ExtendedLoss result;
    for (int step = 0; step < steps_max && !result.settled; ++step) {
      result.settled = Step(floor) <= 1e-18L;
    }
    long double total = 0;
    result.loss.resize(output_.size());
    for (size_t i = 0; i < output_.size(); ++i) {
      result.loss[i] = std::max(a_[i], b_[i]);
      if (!input_.counts_in_index.empty() && input_.counts_in_index[i] == 0) continue;
      total += output_[i];
      result.index += output_[i] * result.loss[i];
    }
    if (total > 0) result.index /= total;
    return result;
  }
  // One firm lost entirely.
  [[nodiscard]] ExtendedLoss Losing(NodeIndex firm, int steps_max) {
    std::vector<long double> floor(output_.size(), 0);
    floor[firm] = 1;
    return FixedPoint(floor, steps_max);
  }

 private:
  static constexpr size_t kNoGroup = SIZE_MAX;
  struct Link {
    uint32_t supplier, customer;
    long double supply, demand;  // Λd, Λu
    size_t group;                // of purchases that limit the customer together
  };
  struct Group {
    uint32_t customer;
    long double loss = 0;
  };

  // The largest change.
  long double Step(const std::vector<long double>& floor) {
    remaining_.assign(input_.sector_count, 0);
    for (size_t i = 0; i < output_.size(); ++i) {
      remaining_[input_.sector[i]] += output_[i] * (1 - a_[i]);
    }
    for (Group& group : groups_) group.loss = 0;
    demand_.assign(output_.size(), 0);
    for (const Link& link : links_) {
      const long double output = output_[link.supplier];
      const long double remaining = remaining_[input_.sector[link.supplier]];
      const long double sigma = output >= remaining ? 1.0L : output / remaining;
      if (link.group != kNoGroup) {
        groups_[link.group].loss += sigma * link.supply * a_[link.supplier];
      }
      demand_[link.supplier] += link.demand * b_[link.customer];
    }
    supply_ = floor;
    for (const Group& group : groups_) {
      supply_[group.customer] = std::max(supply_[group.customer], std::min(1.0L, group.loss));
    }
    long double change = 0;
    for (size_t i = 0; i < output_.size(); ++i) {
      const long double demand = std::min(1.0L, std::max(floor[i], demand_[i]));
      change = std::max({change, std::fabs(supply_[i] - a_[i]), std::fabs(demand - b_[i])});
      a_[i] = supply_[i];
      b_[i] = demand;
    }
    return change;
  }

  const SupplyInput& input_;
  std::vector<long double> output_;
  std::vector<Link> links_;
  std::vector<Group> groups_;
  std::vector<long double> a_, b_;                        // 1 − hd, 1 − hu
  std::vector<long double> remaining_, supply_, demand_;  // of one step
};

inline ExtendedLoss ExtendedFixedPoint(const SupplyInput& input,
                                       const std::vector<long double>& floor,
                                       int steps_max = 200'000) {
  return ExtendedNetwork(input).FixedPoint(floor, steps_max);
}

}  // namespace lianmeng::chain
