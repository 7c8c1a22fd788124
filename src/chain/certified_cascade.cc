#include "chain/certified_cascade.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "chain/fixed_point_bounds.h"

namespace lianmeng::chain {
namespace {

// How hard to try for an upper bound: the lower bound is raised until a sweep adds no more than
// `gain` to the index; the upper one begins `above` over it.
struct Effort {
  double gain = 0;
  double above = 0;

  [[nodiscard]] Effort Finer() const { return {gain / 16, above / 16}; }
};

// Below this the lower bound has no more digits to give.
constexpr double kEffortMin = 1e-17;

class Certifier {
 public:
  Certifier(const SupplyNetwork& network, const std::vector<double>& floor)
      : network_(network),
        rounding_(RoundingOf(network)),
        demand_(network, rounding_, floor),
        supply_(network, rounding_, floor) {}

  CertifiedCascade Run(const CertifyOptions& options) {
    CertifiedCascade result;
    Effort effort{options.tolerance / 32, options.tolerance / 16};
    while (true) {
      Raise(effort.gain, options.sweeps_max, result.sweeps);
      demand_.FindUpper(effort.above, result.sweeps);
      supply_.FindUpper(effort.above, result.sweeps);
      result.index = Index();
      result.reached_tolerance = result.index.width() <= options.tolerance;
      if (result.reached_tolerance || result.sweeps >= options.sweeps_max ||
          effort.gain < kEffortMin) {
        break;
      }
      effort = effort.Finer();
    }
    result.loss.resize(network_.node_count());
    for (NodeIndex node = 0; node < network_.node_count(); ++node) result.loss[node] = Loss(node);
    return result;
  }

 private:
  void Raise(double gain, int sweeps_max, int& sweeps) {
    bool demand_moves = true, supply_moves = true;
    while ((demand_moves || supply_moves) && sweeps < sweeps_max) {
      ++sweeps;
      demand_moves = demand_moves && demand_.Raise() > gain;
      supply_moves = supply_moves && supply_.Raise() > gain;
    }
  }

  [[nodiscard]] Interval Loss(NodeIndex node) const {
    return {std::max(demand_.lower()[node], supply_.lower()[node]),
            std::max(demand_.upper()[node], supply_.upper()[node])};
  }

  // By rising node, so that the sum does not depend on the shock's order.
  [[nodiscard]] Interval Index() const {
    Interval index;
    for (NodeIndex node = 0; node < network_.node_count(); ++node) {
      const Interval loss = Loss(node);
      index.lower += network_.index_weight(node) * loss.lower;
      index.upper += network_.index_weight(node) * loss.upper;
    }
    return {index.lower * (1.0 - rounding_), std::min(1.0, index.upper * (1.0 + rounding_))};
  }

  const SupplyNetwork& network_;
  const double rounding_;
  Bounds<DemandMap> demand_;
  Bounds<SupplyMap> supply_;
};

}  // namespace

double RoundingOf(const SupplyNetwork& network) {
  // The longest sum is over all nodes (the index) or over all links of a node or sector; the factor
  // covers the coefficients, which are quotients of such sums themselves, and the products.
  return 16.0 * 0x1.0p-53 * (16.0 + static_cast<double>(network.LongestSum()));
}

Result<CertifiedCascade> CertifyCascade(const SupplyNetwork& network, const Shock& shock,
                                        const CertifyOptions& options) {
  LM_TRY(ValidateShocks(network, {&shock, 1}));
  if (!(options.tolerance > 0)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"区间宽度须大于 0", "the tolerance must be greater than 0"},
                     {.field = "tolerance", .value = std::to_string(options.tolerance)});
  }
  std::vector<double> floor(network.node_count(), 0.0);
  for (const ShockedNode& shocked : shock.nodes) {
    floor[shocked.node] = std::max(floor[shocked.node], 1.0 - shocked.remaining);
  }
  return Certifier(network, floor).Run(options);
}

}  // namespace lianmeng::chain
