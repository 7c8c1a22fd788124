// A supply network as chain/published_index.h reads it, made once for all firms. Internal to src/chain.
//
// Here the firms that pass losses on stand together, each row is in two parts, and groups are numbered
// as their firms are. Made from the rows of chain/passing_links.h instead, groups stood apart from their
// firms and the index of 50,000 firms took a fifth longer.
// Cost:      O(N log N + L); 32 bytes a link, 320 a firm, most of them for `passing`.
#pragma once

#include <cstdint>
#include <vector>

#include "chain/supply_network.h"

namespace lianmeng::chain {

// Firms are numbered afresh: those that both sell and buy first, for only they pass anything on,
// and in each class by falling number of links. `fine` links lead to firms whose values count in
// the index; `coarse` ones to firms whose values matter for the stop rule alone.
struct PublishedLayout {
  // Steps that are prepared; shocks that need more are for the plain engine.
  static constexpr int kSteps = 32;

  struct Row {
    uint32_t begin = 0, coarse = 0, end = 0;
  };
  struct Link {
    double share = 0;
    uint32_t to = 0;
  };
  struct Firm {
    double output = 0, weight = 0;
    uint32_t sector = 0;
    bool sells = false, buys = false;
  };

  std::vector<uint32_t> number;  // by NodeIndex
  uint32_t core_count = 0;       // firms that both sell and buy: 0 .. core_count - 1
  std::vector<Firm> firms;
  // By customer: its suppliers, Λu. Suppliers that buy nothing are coarse: supply takes nothing
  // from them, so that demand alone decides, and its sum is known.
  std::vector<Row> purchases;
  std::vector<Link> purchase_links;
  // By supplier: groups of purchases, Λd. Groups of customers that sell nothing are coarse.
  std::vector<Row> sales;
  std::vector<Link> sale_links;
  std::vector<uint32_t> group_firm;
  std::vector<double> passing;  // G_0 .. G_kSteps of each firm

  [[nodiscard]] const double* Passing(uint32_t firm) const {
    return passing.data() + size_t{firm} * (kSteps + 1);
  }
};

[[nodiscard]] PublishedLayout LayOut(const SupplyNetwork& network);

}  // namespace lianmeng::chain
