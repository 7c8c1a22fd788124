// What the benchmarks of national networks share.
#pragma once

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "chain/supply_network.h"

namespace lianmeng::chain {

// All firms, those with the most links first.
inline std::vector<NodeIndex> ByDegree(const SupplyNetwork& network) {
  std::vector<NodeIndex> firms(network.node_count());
  std::iota(firms.begin(), firms.end(), 0U);
  const auto degree = [&](NodeIndex firm) {
    return network.Suppliers(firm).size() + network.Customers(firm).size();
  };
  std::stable_sort(firms.begin(), firms.end(),
                   [&](NodeIndex a, NodeIndex b) { return degree(a) > degree(b); });
  return firms;
}

struct Stratum {
  double share = 0;  // of the population
  std::vector<NodeIndex> firms;
};

// So many firms of each of three strata by degree, the first thousandth, the rest of the first
// hundredth and all others; evenly spaced by rank within each.
inline std::vector<Stratum> SampleByDegree(const SupplyNetwork& network, size_t of_each) {
  const std::vector<NodeIndex> firms = ByDegree(network);
  const size_t count = firms.size();
  const size_t bounds[] = {0, count / 1000, count / 100, count};
  std::vector<Stratum> strata;
  for (size_t s = 0; s < 3; ++s) {
    const size_t size = bounds[s + 1] - bounds[s];
    Stratum stratum{static_cast<double>(size) / static_cast<double>(count), {}};
    for (size_t i = 0; i < of_each; ++i) {
      stratum.firms.push_back(firms[bounds[s] + (2 * i + 1) * size / (2 * of_each)]);
    }
    strata.push_back(std::move(stratum));
  }
  return strata;
}

}  // namespace lianmeng::chain
