// What each production unit buys of each product, with the stock that it holds of it: the links of a
// UnitNetwork gathered by input, for cascades over days (chain/stock_cascade.h).
//
// Cost:      O(L log L), 12 bytes a link and 40 a purchase: about a second for 8 million links.
// Determinism: equal input, equal output.
// Thread-safety: const after Of, may be read by any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "chain/unit_network.h"

namespace lianmeng::chain {

struct StockedPurchases {
  struct Purchase {
    uint32_t links_begin = 0, links_end = 0;  // into suppliers and shares
    double scale = 0;  // from the share of this input to that of the group that limits the unit
    bool essential = false;
    double stock_days = 0;  // not known: 0
  };

  std::vector<uint32_t> offsets;    // units + 1, into purchases
  std::vector<Purchase> purchases;  // by unit, then product; irrelevant ones are left out
  std::vector<NodeIndex> suppliers;
  std::vector<double> shares;  // W_ij / Σ W of the same input

  [[nodiscard]] static StockedPurchases Of(const UnitNetwork& units);
};

}  // namespace lianmeng::chain
