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
  long double index = 0;
  bool settled = false;  // the last step moved nothing by more than 1e-18
};

inline ExtendedLoss ExtendedFixedPoint(const SupplyInput& input,
                                       const std::vector<long double>& floor,
                                       int steps_max = 200'000) {
  const size_t n = input.sector.size();
  std::map<std::pair<uint32_t, uint32_t>, std::pair<long double, int>> pairs;
  for (const SupplyLink& link : input.links) {
    if (link.supplier == link.customer || !(link.value > 0)) continue;
    auto& [value, essentiality] = pairs[{link.supplier, link.customer}];
    value += link.value;
    essentiality = std::max(essentiality, static_cast<int>(link.essentiality));
  }
  std::vector<long double> output(n, 0), bought(n, 0);
  std::vector<std::map<uint32_t, long double>> bought_of(n);
  for (const auto& [pair, edge] : pairs) {
    output[pair.first] += edge.first;
    bought[pair.second] += edge.first;
    bought_of[pair.second][input.sector[pair.first]] += edge.first;
  }
  std::vector<long double> a = floor, b = floor;
  ExtendedLoss result;
  for (int step = 0; step < steps_max && !result.settled; ++step) {
    std::vector<long double> remaining(input.sector_count, 0);
    for (size_t i = 0; i < n; ++i) remaining[input.sector[i]] += output[i] * (1 - a[i]);
    std::vector<std::map<uint32_t, long double>> essential(n);
    std::vector<long double> replaceable(n, 0), demand(n, 0);
    for (const auto& [pair, edge] : pairs) {
      const auto [i, j] = pair;
      const uint32_t sector = input.sector[i];
      const long double sigma =
          output[i] >= remaining[sector] ? 1.0L : output[i] / remaining[sector];
      if (edge.second == 2) {
        essential[j][sector] += sigma * edge.first / bought_of[j][sector] * a[i];
      }
      if (edge.second == 1) replaceable[j] += sigma * edge.first / bought[j] * a[i];
      demand[i] += edge.first / output[i] * b[j];
    }
    long double change = 0;
    for (size_t i = 0; i < n; ++i) {
      long double supply = std::max(floor[i], replaceable[i]);
      for (const auto& [sector, loss] : essential[i]) supply = std::max(supply, loss);
      supply = std::min(1.0L, supply);
      const long double want = std::min(1.0L, std::max(floor[i], demand[i]));
      change = std::max({change, std::fabs(supply - a[i]), std::fabs(want - b[i])});
      a[i] = supply;
      b[i] = want;
    }
    result.settled = change <= 1e-18L;
  }
  long double total = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool counts = input.counts_in_index.empty() || input.counts_in_index[i] != 0;
    if (counts) total += output[i];
  }
  result.loss.resize(n);
  for (size_t i = 0; i < n; ++i) {
    result.loss[i] = std::max(a[i], b[i]);
    const bool counts = input.counts_in_index.empty() || input.counts_in_index[i] != 0;
    if (counts && total > 0) result.index += output[i] / total * result.loss[i];
  }
  return result;
}

}  // namespace lianmeng::chain
