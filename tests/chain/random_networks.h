// Small supply networks from a seed, as links of the reference: several sectors, hubs, parallel
// links, self-links, links of weight 0, weights over twelve orders of magnitude or small whole
// numbers.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "chain/reference_index.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

inline std::vector<ReferenceLink> RandomLinks(Random& random, uint32_t firm_count,
                                              uint32_t link_count) {
  const uint64_t sector_count = 1 + random.Below(firm_count);
  const bool whole_weights = random.Chance(0.5);
  std::vector<uint64_t> sector_of(firm_count);
  for (uint64_t& sector : sector_of) sector = random.Below(sector_count);
  // Essentiality of a sector for a customer's sector, from a table that is never stored.
  const uint64_t table_seed = random.Next();
  std::vector<ReferenceLink> links;
  for (uint32_t i = 0; i < link_count; ++i) {
    const auto pick = [&] {  // low numbers are hubs
      const double u = random.Uniform();
      return static_cast<uint32_t>(u * u * firm_count);
    };
    const uint32_t supplier = pick();
    const uint32_t customer = pick();
    ReferenceLink link;
    link.supplier = "firm" + std::to_string(supplier);
    link.customer = "firm" + std::to_string(customer);
    link.supplier_sector = "s" + std::to_string(sector_of[supplier]);
    link.customer_sector = "s" + std::to_string(sector_of[customer]);
    link.weight = whole_weights ? static_cast<double>(random.Below(6))
                                : random.LogNormal(0, random.Chance(0.1) ? 10 : 1.5);
    Random table(table_seed ^ (sector_of[supplier] * 1000 + sector_of[customer]));
    link.essentiality = static_cast<int>(table.Below(3));
    links.push_back(link);
  }
  return links;
}

// The same network for the cascade; node numbers are the reference's.
inline SupplyInput InputOf(const ReferenceNetwork& reference) {
  SupplyInput input;
  input.sector = reference.sector_of;
  input.sector_count = static_cast<uint32_t>(reference.sectors.size());
  for (uint32_t customer = 0; customer < reference.firms.size(); ++customer) {
    for (const auto& purchase : reference.purchases[customer]) {
      input.links.push_back({purchase.supplier, customer, purchase.weight,
                             static_cast<Essentiality>(purchase.essentiality)});
    }
  }
  return input;
}

}  // namespace lianmeng::chain
