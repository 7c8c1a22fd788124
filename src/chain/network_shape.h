// What a supply network looks like: the figures by which measured and synthetic ones are compared.
//
// Example:   LM_ASSIGN(NetworkShape shape, MeasureShape(input));
// Cost:      O(N log N + L); 70 bytes a link meanwhile.
// Determinism: equal input, equal figures.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// Degrees of one direction: customers of a firm as supplier, or suppliers of a firm as customer.
struct DegreeShape {
  uint32_t max = 0;
  // Of the tail P(degree > k) ~ k^-exponent, by Hill's estimator over the highest 1 % of the firms.
  double tail_exponent = 0;
  double value_correlation = 0;  // of its logarithm with that of the value sold or bought
};

struct NetworkShape {
  uint32_t firms = 0;
  uint64_t links = 0;
  uint32_t isolated = 0;  // firms without a link
  // The largest strongly connected component, what reaches it, and what it reaches.
  double core_share = 0;
  double feeding_share = 0;
  double fed_share = 0;
  DegreeShape customers;
  DegreeShape suppliers;
  double degree_correlation = 0;  // of one firm: logarithms of customers and suppliers, both > 0
  // Over links: logarithm of the supplier's customers with that of the customer's suppliers. Below
  // 0: disassortative.
  double assortativity = 0;
  double value_log_spread = 0;  // standard deviation of the logarithm of a link's value
  double essential_share = 0;   // of links
  double replaceable_share = 0;
};

// Errors:  those of graph::Graph::Build.
[[nodiscard]] Result<NetworkShape> MeasureShape(const SupplyInput& input);

// How far single-firm losses reach: firms drawn evenly, each lost entirely, published rule.
struct ReachShape {
  uint32_t shocks = 0;
  double median_touched_share = 0;  // of the firms: hd or hu below 1 at the end
  double under_1_percent = 0;       // share of the shocks that touch less than 1 % of the firms
  double over_half = 0;             // share of those that touch more than half
};
struct ReachOptions {
  uint32_t shocks = 200;
  uint64_t seed = 1;
  double stop_threshold = 1e-2;
};

// Errors:  kCancelled, those of RunCascades.
[[nodiscard]] Result<ReachShape> MeasureReach(const SupplyNetwork& network,
                                              const ReachOptions& options,
                                              Progress& progress = Progress::None());

}  // namespace lianmeng::chain
