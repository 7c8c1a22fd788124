// The network of production units: who makes what from what, and what is not known of it
// reconstructed by rule.
//
// A node is a *production unit*: one organisation making one product; its sector is the product. An
// organisation that makes several products is several nodes, and its loss is the loss of them all
// (docs/decisions/0004-production-units.md). Two kinds of node are added: for a product that is
// also bought outside the region one *outside* unit, and one *final demand* node.
//
// How links come about, in this order:
//  1. A known link (observed, declared, or reconstructed by someone else) runs from the supplier's
//     unit of its product (made if there is none, with its sales as capacity) to the customer's
//     units that use the product, in proportion to capacity × cost share. If none uses it, it is
//     counted in `links_unused` and goes to none. A link whose value is not known (0) takes an
//     equal share of what rule 2 would have the customer buy.
//  2. A unit without a known link for one of its inputs buys capacity × cost share of it,
//     reconstructed: from the makers in proportion to  capacity × exp(−distance / 300 km),
//     distance at least 15 km, the 8 heaviest makers kept (options). Its own organisation is a
//     maker like any other.
//     Or, with UnitNetworkOptions::draw, one random draw of the unknown trade in which every buyer's
//     purchase and every maker's sales keep their totals (chain/reconstruction.h): unknown are then
//     also what known links leave of a purchase, capacity × cost share × (1 − outside_share) less
//     their values, and what a maker can still sell, capacity × utilisation less its known sales.
//     Known links stay as they are, and their supplier gets no second, reconstructed one beside them.
//  3. outside_share of every purchase comes from the outside unit: of a reconstructed purchase that
//     part of its value; beside known links, which keep their values v, the outside adds v · share
//     / (1 − share). Where the region has no maker, all of it comes from outside.
//  4. Final demand buys what a unit's capacity exceeds its sales, so that s_i = max(sales,
//     capacity) and the published equations hold unchanged. Final demand buys inputs that are
//     irrelevant to it, sells nothing and is never shocked: hd = hu = 1 always, and no sale to it
//     is ever lost for want of demand.
// An outside unit is one more maker of its product, as large as what it sells to the region: it
// competes for market share σ with that size, buys nothing, and can be lost. That is cautious: if a
// maker in the region fails, the outside is not assumed to deliver more than it does now. Outside
// and final demand do not count in indices.
//
// Example:   LM_ASSIGN(UnitNetwork network, BuildUnitNetwork(economy, {}));
// Cost:      O(N + L log L) and (cities × makers) for the distances; 8,000 units and 50,000 links
//            in about 0.05 s.
// Determinism: equal input (and draw), equal output.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/geo.h"
#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

inline constexpr uint32_t kNone = 0xffffffff;  // no organisation, no city, no node

// How a link is known; the order is that of certainty.
enum class Evidence : uint8_t { kObserved, kDeclared, kReconstructed };

struct Maker {
  uint32_t organisation = 0;
  uint32_t product = 0;
  uint32_t city = kNone;
  double capacity_cny_year = 0;       // value of what it can make in a year; <= 0: not known
  bool capacity_known = false;        // false: estimated by the caller, or not known at all
  double revenue_share = 1.0;         // scales the default capacity where none is known, 0..1
  std::optional<double> utilisation;  // 0..1 of capacity in use; the rest is spare
};

struct ProductInput {
  uint32_t product = 0;
  uint32_t input = 0;
  std::optional<double> cost_share;  // value of the input in the value of the product, 0..1
  Essentiality essentiality = Essentiality::kReplaceable;
  std::optional<double> stock_days;    // cover at the user
  std::optional<double> qualify_days;  // to qualify another source
};

struct KnownLink {
  uint32_t supplier = 0;  // organisation
  uint32_t customer = 0;  // organisation
  uint32_t product = 0;
  double value_cny_year = 0;  // 0: not known
  Evidence evidence = Evidence::kDeclared;
  double confidence = 1.0;
};

// Everything by index: the caller numbers organisations, products and cities from 0.
struct Economy {
  uint32_t product_count = 0;
  uint32_t organisation_count = 0;
  std::vector<GeoPoint> cities;
  std::vector<uint32_t> home;  // city of each organisation for units made from links; may be empty
  std::vector<Maker> makers;   // several lines of one organisation and product are added up
  std::vector<ProductInput> inputs;
  std::vector<KnownLink> links;
  // Share of the region's purchases of each product that comes from outside; absent or missing: 0
  // if the region has a maker, 1 if it has none.
  std::vector<std::optional<double>> outside_share;
};

// Which of the many networks that fit what is known.
struct NetworkDraw {
  uint64_t seed = 1;
  uint32_t number = 0;  // draws of one seed: 0, 1, 2, ...
  // Known links that leave less than this share of a purchase are taken to be all of it: the estimate
  // capacity × cost share is no closer than that.
  double gap_share_min = 0.05;
  // Suppliers of one purchase where no known link shows how many are usual. Otherwise drawn from the
  // known purchases of the product (of all products if there are fewer than 20): suppliers ÷ share of
  // the purchase that they deliver.
  double suppliers_default = 2;
};

struct UnitNetworkOptions {
  std::optional<NetworkDraw> draw;  // absent: rule 2 by the heaviest makers, the published picture
  double distance_scale_km = 300;
  double distance_min_km = 15;       // within a city
  double distance_unknown_km = 300;  // if either city is not known
  int suppliers_max = 8;             // makers kept in one reconstructed purchase
  // Cap beside known links, which prove that some comes from the region.
  double outside_share_max = 0.95;
  // About the national rate of industry (NBS, 2023 to 2025: 73 to 76 %).
  double utilisation_default = 0.75;
  double capacity_default_cny_year = 1e8;  // × revenue_share, where no capacity is known
  // Inputs without a cost share divide what remains of input_share_total equally, each at least
  // input_share_min.
  double input_share_total = 0.60;
  double input_share_min = 0.01;
};

struct Unit {
  enum class Kind : uint8_t { kMaker, kOutside, kFinalDemand };
  Kind kind = Kind::kMaker;
  uint32_t organisation = kNone;  // of kMaker
  uint32_t product = kNone;       // of kMaker and kOutside
  uint32_t city = kNone;
  // Of a maker: value it can make in a year. Of the outside: what it sells to the region.
  double capacity_cny_year = 0;
  double utilisation = 0;       // of a maker
  bool capacity_known = false;  // false: estimated or the default
  bool utilisation_known = false;
  // Made because a link names its organisation as a supplier of the product.
  bool from_links = false;

  [[nodiscard]] double spare_cny_year() const {
    return kind == Kind::kMaker ? capacity_cny_year * (1.0 - utilisation) : 0.0;
  }
};

struct UnitLink {
  NodeIndex supplier = 0;
  NodeIndex customer = 0;
  double value_cny_year = 0;
  Essentiality essentiality = Essentiality::kReplaceable;
  Evidence evidence = Evidence::kReconstructed;
  float confidence = 0;  // of a reconstructed link: 0, nothing is known of it
};

struct UnitNetworkReport {
  int64_t links_known = 0;          // known links given
  int64_t links_attached = 0;       // of those, used
  int64_t links_unused = 0;         // the customer makes nothing from the product
  int64_t links_without_value = 0;  // value estimated; the link itself is known
  int64_t links_self = 0;           // a unit would supply itself
  int64_t links_reconstructed = 0;  // unit links made by rule 2
  int64_t links_outside = 0;        // unit links made by rule 3
  // Of a draw. Products whose makers have less left to sell than is wanted, what of it is bought
  // outside instead, and products whose fit did not converge (MarketDraw::fitted).
  int64_t products_short = 0;
  double value_short_cny_year = 0;
  int64_t products_unfitted = 0;
  int64_t units_from_links = 0;
  int64_t units_capacity_unknown = 0;  // estimated or default
  int64_t units_capacity_default = 0;  // of those, the default
  int64_t units_oversold = 0;          // sales within the network exceed capacity
  int64_t inputs_share_default = 0;    // inputs without a cost share
  int64_t makers_merged = 0;           // lines of makers added to an earlier one
  double value_known_cny_year = 0;     // by value: known, reconstructed, from outside
  double value_reconstructed_cny_year = 0;
  double value_outside_cny_year = 0;
};

// Nodes 0 .. maker_count - 1 are makers, by organisation and product; then the outside units by
// product; the last node is final demand. Immutable after BuildUnitNetwork; may be read by any
// number of threads.
struct UnitNetwork {
  std::vector<Unit> units;
  std::vector<UnitLink> links;  // by customer, then supplier; final demand's links are left out
  SupplyNetwork network;        // the same nodes; sector = product, and one sector for final demand
  std::vector<ProductInput> inputs;  // as given, cost shares filled in; by product, then input
  uint32_t product_count = 0;
  uint32_t organisation_count = 0;
  uint32_t maker_count = 0;
  UnitNetworkReport report;

  // Units of an organisation, and makers of a product, in rising order.
  [[nodiscard]] std::span<const NodeIndex> UnitsOf(uint32_t organisation) const;
  [[nodiscard]] std::span<const NodeIndex> MakersOf(uint32_t product) const;
  // The outside unit of a product; kNone if the region buys none of it outside.
  [[nodiscard]] NodeIndex OutsideOf(uint32_t product) const { return outside_of[product]; }
  // Links into a unit.
  [[nodiscard]] std::span<const UnitLink> PurchasesOf(NodeIndex unit) const;

  std::vector<uint32_t> organisation_offsets;  // organisation_count + 1, into the makers
  std::vector<NodeIndex> organisation_units;
  std::vector<uint32_t> product_offsets;  // product_count + 1
  std::vector<NodeIndex> product_makers;
  std::vector<NodeIndex> outside_of;   // product_count
  std::vector<uint32_t> link_offsets;  // units + 1, into links
};

// The nodes and links of network.network, those of final demand (rule 4) included.
// Requires:  units and links as BuildUnitNetwork makes them; reads nothing else.
[[nodiscard]] SupplyInput SupplyInputOf(const UnitNetwork& network);

// Errors:  kInvalidArgument: an index out of range, a share outside 0..1, a value that is negative
//          or not finite; Place.field says which table and field, Place.line the row from 1,
//          Place.value the value.
[[nodiscard]] Result<UnitNetwork> BuildUnitNetwork(const Economy& economy,
                                                   const UnitNetworkOptions& options = {});

}  // namespace lianmeng::chain
