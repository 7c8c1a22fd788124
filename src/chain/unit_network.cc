#include "chain/unit_network.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/random.h"
#include "chain/reconstruction.h"

namespace lianmeng::chain {
namespace {

Error BadRow(std::string field, size_t row, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.line = static_cast<int64_t>(row) + 1,
                    .field = std::move(field),
                    .value = std::move(value)});
}

// Bounds and ranges of one table's fields, with the table's name in front of the field's.
class RowChecker {
 public:
  RowChecker(std::string table, size_t row) : table_(std::move(table)), row_(row) {}

  Status Index(const char* field, uint32_t value, size_t count) const {
    if (value < count) return Ok{};
    return BadRow(Field(field), row_, std::to_string(value), {"编号超出范围", "no such index"});
  }
  Status Share(const char* field, std::optional<double> value) const {
    if (!value || (*value >= 0 && *value <= 1)) return Ok{};
    return BadRow(Field(field), row_, std::to_string(*value),
                  {"须在 0 与 1 之间", "must lie between 0 and 1"});
  }
  Status Amount(const char* field, std::optional<double> value) const {
    if (!value || (std::isfinite(*value) && *value >= 0)) return Ok{};
    return BadRow(Field(field), row_, std::to_string(*value),
                  {"须为有限的非负数", "must be finite and not negative"});
  }

 private:
  std::string Field(const char* field) const { return table_ + "." + field; }

  std::string table_;
  size_t row_;
};

Status CheckMakers(const Economy& economy) {
  for (size_t row = 0; row < economy.makers.size(); ++row) {
    const Maker& maker = economy.makers[row];
    const RowChecker check("makers", row);
    LM_TRY(check.Index("organisation", maker.organisation, economy.organisation_count));
    LM_TRY(check.Index("product", maker.product, economy.product_count));
    if (maker.city != kNone) LM_TRY(check.Index("city", maker.city, economy.cities.size()));
    if (!std::isfinite(maker.capacity_cny_year)) {
      LM_TRY(check.Amount("capacity_cny_year", maker.capacity_cny_year));
    }
    LM_TRY(check.Share("revenue_share", maker.revenue_share));
    LM_TRY(check.Share("utilisation", maker.utilisation));
  }
  return Ok{};
}

Status CheckInputs(const Economy& economy) {
  for (size_t row = 0; row < economy.inputs.size(); ++row) {
    const ProductInput& input = economy.inputs[row];
    const RowChecker check("inputs", row);
    LM_TRY(check.Index("product", input.product, economy.product_count));
    LM_TRY(check.Index("input", input.input, economy.product_count));
    LM_TRY(check.Share("cost_share", input.cost_share));
    LM_TRY(check.Amount("stock_days", input.stock_days));
    LM_TRY(check.Amount("qualify_days", input.qualify_days));
  }
  return Ok{};
}

Status CheckLinks(const Economy& economy) {
  for (size_t row = 0; row < economy.links.size(); ++row) {
    const KnownLink& link = economy.links[row];
    const RowChecker check("links", row);
    LM_TRY(check.Index("supplier", link.supplier, economy.organisation_count));
    LM_TRY(check.Index("customer", link.customer, economy.organisation_count));
    LM_TRY(check.Index("product", link.product, economy.product_count));
    LM_TRY(check.Amount("value_cny_year", link.value_cny_year));
    LM_TRY(check.Share("confidence", link.confidence));
  }
  return Ok{};
}

Status CheckEconomy(const Economy& economy) {
  LM_TRY(CheckMakers(economy));
  LM_TRY(CheckInputs(economy));
  LM_TRY(CheckLinks(economy));
  for (size_t row = 0; row < economy.outside_share.size(); ++row) {
    LM_TRY(RowChecker("outside_share", row).Share("share", economy.outside_share[row]));
  }
  for (size_t row = 0; row < economy.home.size(); ++row) {
    if (economy.home[row] == kNone) continue;
    LM_TRY(RowChecker("home", row).Index("city", economy.home[row], economy.cities.size()));
  }
  return Ok{};
}

// Rows [begin, end) of `offsets`, made by counting `key` of every row; rows must be sorted by it.
template <typename Row, typename Key>
std::vector<uint32_t> OffsetsOf(const std::vector<Row>& rows, size_t key_count, Key key) {
  std::vector<uint32_t> offsets(key_count + 1, 0);
  for (const Row& row : rows) ++offsets[key(row) + size_t{1}];
  for (size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  return offsets;
}

// A purchase is not taken to have more suppliers than this, however little of it is known.
constexpr double kSuppliersMax = 32;
constexpr size_t kSeenEnough = 20;  // known purchases of a product that tell of its others
constexpr double kRestMin = 1e-9;   // of capacity: less is what rounding left of a maker's sales

}  // namespace

class UnitNetworkBuilder {
 public:
  UnitNetworkBuilder(const Economy& economy, const UnitNetworkOptions& options)
      : economy_(economy),
        options_(options),
        suppliers_seen_of_(economy.product_count),
        decay_(economy.cities.size() + 1) {}

  Result<UnitNetwork> Build() {
    out_.product_count = economy_.product_count;
    out_.organisation_count = economy_.organisation_count;
    LM_TRY(FillInputs());
    ListUnits();
    FillCapacities();
    IndexUnits();
    AttachKnownLinks();
    BuyInputs();
    if (options_.draw) LM_TRY(FillGaps(*options_.draw));
    AddOutsideUnits();
    LM_TRY(BuildNetwork());
    return std::move(out_);
  }

 private:
  // One line of a customer unit's purchases of one input, before outside units have numbers.
  struct Purchase {
    NodeIndex customer;
    uint32_t product;
    NodeIndex supplier;  // kNone: outside
    double value;
    double confidence;
    Essentiality essentiality;
    Evidence evidence;
  };
  struct Share {
    NodeIndex maker;
    double share;  // of a purchase; the shares of one list sum to 1
  };
  // What is not known of a purchase, to be drawn.
  struct Gap {
    NodeIndex customer;
    const ProductInput* input;
    double value;                     // from makers of the region
    double outside;                   // bought outside in any case
    double share;                     // of the purchase from the region; the rest is known
    std::span<const Purchase> known;  // of the same customer and product
  };

  // ---- products and units

  Status FillInputs() {
    auto& inputs = out_.inputs;
    inputs = economy_.inputs;
    std::stable_sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) {
      return std::pair(a.product, a.input) < std::pair(b.product, b.input);
    });
    for (size_t i = 1; i < inputs.size(); ++i) {
      if (inputs[i].product == inputs[i - 1].product && inputs[i].input == inputs[i - 1].input) {
        return MakeError(ErrorCode::kInvalidArgument,
                         {"同一产品的同一投入出现两次", "an input of a product is given twice"},
                         {.field = "inputs.input", .value = std::to_string(inputs[i].input)});
      }
    }
    input_offsets_ = OffsetsOf(inputs, economy_.product_count,
                               [](const ProductInput& input) { return input.product; });
    for (uint32_t product = 0; product < economy_.product_count; ++product) FillShares(product);
    return Ok{};
  }

  std::span<ProductInput> InputsOf(uint32_t product) {
    return {out_.inputs.data() + input_offsets_[product],
            out_.inputs.data() + input_offsets_[product + size_t{1}]};
  }

  void FillShares(uint32_t product) {
    double known = 0;
    int64_t missing = 0;
    for (const ProductInput& input : InputsOf(product)) {
      known += input.cost_share.value_or(0);
      missing += input.cost_share ? 0 : 1;
    }
    if (missing == 0) return;
    const double rest = (options_.input_share_total - known) / static_cast<double>(missing);
    for (ProductInput& input : InputsOf(product)) {
      if (!input.cost_share) input.cost_share = std::max(rest, options_.input_share_min);
    }
    out_.report.inputs_share_default += missing;
  }

  // Makers, and suppliers that only a link names, by organisation and product.
  void ListUnits() {
    struct Key {
      uint32_t organisation;
      uint32_t product;
      auto operator<=>(const Key&) const = default;
    };
    std::vector<Key> keys;
    keys.reserve(economy_.makers.size() + economy_.links.size());
    for (const Maker& maker : economy_.makers) keys.push_back({maker.organisation, maker.product});
    for (const KnownLink& link : economy_.links) keys.push_back({link.supplier, link.product});
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    out_.units.reserve(keys.size() + economy_.product_count / 4 + 1);
    for (const Key& key : keys) {
      out_.units.push_back({.kind = Unit::Kind::kMaker,
                            .organisation = key.organisation,
                            .product = key.product,
                            .from_links = true});
    }
    out_.maker_count = static_cast<uint32_t>(out_.units.size());
  }

  NodeIndex FindUnit(uint32_t organisation, uint32_t product) const {
    const auto first = out_.units.begin();
    const auto at =
        std::lower_bound(first, first + out_.maker_count, std::pair(organisation, product),
                         [](const Unit& unit, auto key) {
                           return std::pair(unit.organisation, unit.product) < key;
                         });
    CHECK(at != first + out_.maker_count && at->organisation == organisation &&
          at->product == product);
    return static_cast<NodeIndex>(at - first);
  }

  void FillCapacities() {
    std::vector<double> in_use(out_.maker_count, 0.0);  // capacity × utilisation where it is given
    std::vector<double> with_utilisation(out_.maker_count, 0.0);
    for (const Maker& maker : economy_.makers) {
      const NodeIndex node = FindUnit(maker.organisation, maker.product);
      Unit& unit = out_.units[node];
      const bool given = maker.capacity_cny_year > 0;
      const double capacity = given ? maker.capacity_cny_year
                                    : options_.capacity_default_cny_year * maker.revenue_share;
      if (unit.from_links) {
        unit.from_links = false;
        unit.capacity_known = true;
      } else {
        ++out_.report.makers_merged;
      }
      unit.capacity_known = unit.capacity_known && given && maker.capacity_known;
      unit.capacity_cny_year += capacity;
      if (unit.city == kNone) unit.city = maker.city;
      out_.report.units_capacity_default += given ? 0 : 1;
      if (maker.utilisation) {
        in_use[node] += capacity * *maker.utilisation;
        with_utilisation[node] += capacity;
      }
    }
    for (const KnownLink& link : economy_.links) {
      Unit& unit = out_.units[FindUnit(link.supplier, link.product)];
      if (unit.from_links) unit.capacity_cny_year += link.value_cny_year;
    }
    for (NodeIndex node = 0; node < out_.maker_count; ++node) {
      FinishUnit(node, in_use[node], with_utilisation[node]);
    }
  }

  // Of a unit that is known by links without a value, or whose share of revenue is 0.
  double DefaultCapacity(const Unit& unit) {
    if (unit.from_links) ++out_.report.units_capacity_default;
    return options_.capacity_default_cny_year;
  }

  void FinishUnit(NodeIndex node, double in_use, double with_utilisation) {
    Unit& unit = out_.units[node];
    if (unit.capacity_cny_year <= 0) unit.capacity_cny_year = DefaultCapacity(unit);
    unit.utilisation_known = with_utilisation > 0;
    unit.utilisation =
        unit.utilisation_known ? in_use / with_utilisation : options_.utilisation_default;
    if (unit.city == kNone && unit.organisation < economy_.home.size()) {
      unit.city = economy_.home[unit.organisation];
    }
    out_.report.units_from_links += unit.from_links ? 1 : 0;
    out_.report.units_capacity_unknown += unit.capacity_known ? 0 : 1;
  }

  void IndexUnits() {
    std::vector<Unit>& units = out_.units;
    out_.organisation_offsets = OffsetsOf(units, economy_.organisation_count,
                                          [](const Unit& unit) { return unit.organisation; });
    out_.product_offsets =
        OffsetsOf(units, economy_.product_count, [](const Unit& unit) { return unit.product; });
    std::vector<uint32_t> next(out_.product_offsets.begin(), out_.product_offsets.end() - 1);
    out_.organisation_units.resize(units.size());
    out_.product_makers.resize(units.size());
    for (NodeIndex node = 0; node < units.size(); ++node) {
      out_.organisation_units[node] = node;
      out_.product_makers[next[units[node].product]++] = node;
    }
    out_.outside_of.assign(economy_.product_count, kNone);
  }

  // ---- rule 1

  const ProductInput* FindInput(uint32_t product, uint32_t input) {
    const auto inputs = InputsOf(product);
    const auto at = std::lower_bound(
        inputs.begin(), inputs.end(), input,
        [](const ProductInput& row, uint32_t wanted) { return row.input < wanted; });
    return at != inputs.end() && at->input == input ? &*at : nullptr;
  }

  void AttachKnownLinks() {
    out_.report.links_known = static_cast<int64_t>(economy_.links.size());
    std::vector<std::pair<NodeIndex, double>> users;  // the customer's units that use the product
    for (const KnownLink& link : economy_.links) {
      const NodeIndex supplier = FindUnit(link.supplier, link.product);
      users.clear();
      double total = 0;
      bool self = false;
      for (const NodeIndex unit : out_.UnitsOf(link.customer)) {
        const ProductInput* input = FindInput(out_.units[unit].product, link.product);
        if (input == nullptr) continue;
        self = self || unit == supplier;
        if (unit == supplier) continue;
        users.emplace_back(unit, out_.units[unit].capacity_cny_year * *input->cost_share);
        total += users.back().second;
      }
      if (users.empty()) {
        ++(self ? out_.report.links_self : out_.report.links_unused);
        continue;
      }
      ++out_.report.links_attached;
      if (link.value_cny_year <= 0) ++out_.report.links_without_value;
      for (const auto& [unit, weight] : users) {
        const double part = total > 0 ? weight / total : 1.0 / static_cast<double>(users.size());
        const ProductInput& input = *FindInput(out_.units[unit].product, link.product);
        known_.push_back({unit, link.product, supplier, link.value_cny_year * part, link.confidence,
                          input.essentiality, link.evidence});
      }
    }
    std::stable_sort(known_.begin(), known_.end(), [](const Purchase& a, const Purchase& b) {
      if (a.customer != b.customer) return a.customer < b.customer;
      return a.product != b.product ? a.product < b.product : a.supplier < b.supplier;
    });
  }

  // ---- rules 2 and 3

  void BuyInputs() {
    size_t next_known = 0;
    for (NodeIndex node = 0; node < out_.maker_count; ++node) {
      for (const ProductInput& input : InputsOf(out_.units[node].product)) {
        const size_t begin = next_known;
        while (next_known < known_.size() && known_[next_known].customer == node &&
               known_[next_known].product == input.input) {
          ++next_known;
        }
        const double expected = out_.units[node].capacity_cny_year * *input.cost_share;
        const std::span<Purchase> known{known_.data() + begin, known_.data() + next_known};
        const double outside =
            known.empty() ? OutsideShare(input.input)
                          : std::min(OutsideShare(input.input), options_.outside_share_max);
        const double total = KeepKnown(expected * (1.0 - outside), known);
        if (options_.draw && outside < 1.0) {
          AddGap({node, &input, 0, 0, 0, known}, expected, outside, total);
        } else if (known.empty()) {
          Reconstruct(node, input, expected);
        } else {
          BuyOutside(node, input, total * outside / (1.0 - outside));
        }
      }
    }
    CHECK(next_known == known_.size());
  }

  double OutsideShare(uint32_t product) const {
    if (out_.MakersOf(product).empty()) return 1.0;
    if (product >= economy_.outside_share.size()) return 0.0;
    return economy_.outside_share[product].value_or(0.0);
  }

  // Returns their value; `from_region` is divided by those whose value is not known.
  double KeepKnown(double from_region, std::span<Purchase> known) {
    double total = 0;
    for (Purchase& purchase : known) {
      if (purchase.value <= 0) purchase.value = from_region / static_cast<double>(known.size());
      total += purchase.value;
      purchases_.push_back(purchase);
    }
    out_.report.value_known_cny_year += total;
    return total;
  }

  void Reconstruct(NodeIndex customer, const ProductInput& input, double expected) {
    double outside = OutsideShare(input.input);
    if (outside < 1.0) {
      const auto& shares = SharesFor(out_.units[customer].city, input.input);
      double others = 0;  // all but itself, if the product is its own input
      for (const Share& share : shares) others += share.maker == customer ? 0.0 : share.share;
      if (others <= 0) outside = 1.0;
      const double value = expected * (1.0 - outside);
      for (const Share& share : shares) {
        if (share.maker == customer || value * share.share <= 0) continue;
        purchases_.push_back({customer, input.input, share.maker, value * share.share / others, 0.0,
                              input.essentiality, Evidence::kReconstructed});
        ++out_.report.links_reconstructed;
      }
      out_.report.value_reconstructed_cny_year += value;
    }
    BuyOutside(customer, input, expected * outside);
  }

  // ---- a draw of what is not known

  void AddGap(Gap gap, double expected, double outside, double known_total) {
    const double from_region = expected * (1.0 - outside);
    const double rest = from_region - known_total;
    if (known_total > 0 && from_region > 0) {
      Observe(gap, std::min(1.0, known_total / from_region));
    }
    if (rest > 0 && (known_total <= 0 || rest >= options_.draw->gap_share_min * from_region)) {
      gap.value = rest;
      gap.share = rest / from_region;
    }
    gap.outside = (known_total + gap.value) * outside / (1.0 - outside);
    gaps_.push_back(gap);
  }

  // How many suppliers the whole purchase would have: those known ÷ the share that they deliver.
  void Observe(const Gap& gap, double known_share) {
    double suppliers = 0;
    NodeIndex last = kNone;
    for (const Purchase& purchase : gap.known) {
      suppliers += purchase.supplier != last ? 1 : 0;
      last = purchase.supplier;
    }
    const double all = std::min(suppliers / known_share, kSuppliersMax);
    suppliers_seen_.push_back(all);
    suppliers_seen_of_[gap.input->input].push_back(all);
  }

  Status FillGaps(const NetworkDraw& draw) {
    std::vector<double> sold(out_.maker_count, 0.0);
    for (const Purchase& purchase : purchases_) {
      if (purchase.supplier != kNone) sold[purchase.supplier] += purchase.value;
    }
    std::stable_sort(gaps_.begin(), gaps_.end(),
                     [](const Gap& a, const Gap& b) { return a.input->input < b.input->input; });
    for (size_t begin = 0; begin < gaps_.size();) {
      size_t end = begin;
      while (end < gaps_.size() && gaps_[end].input->input == gaps_[begin].input->input) ++end;
      LM_TRY(FillProduct(draw, std::span(gaps_).subspan(begin, end - begin), sold));
      begin = end;
    }
    return Ok{};
  }

  Status FillProduct(const NetworkDraw& draw, std::span<const Gap> gaps,
                     const std::vector<double>& sold) {
    const uint32_t product = gaps[0].input->input;
    const Random random = Random(draw.seed).Fork(draw.number).Fork(product);
    Market market;
    const auto makers = out_.MakersOf(product);
    for (const NodeIndex maker : makers) {
      const Unit& unit = out_.units[maker];
      const double rest = unit.capacity_cny_year * unit.utilisation - sold[maker];
      const bool has_rest = rest > kRestMin * unit.capacity_cny_year;
      market.sellers.push_back({unit.capacity_cny_year, has_rest ? rest : 0.0, PlaceOf(unit.city)});
    }
    for (const Gap& gap : gaps) market.buyers.push_back(BuyerOf(draw, random, gap, makers));
    LM_ASSIGN(const MarketDraw drawn, DrawMarket(market, random));
    for (const Trade& trade : drawn.trades) {
      const Gap& gap = gaps[trade.buyer];
      purchases_.push_back({gap.customer, product, makers[trade.seller], trade.value_cny_year, 0.0,
                            gap.input->essentiality, Evidence::kReconstructed});
      ++out_.report.links_reconstructed;
      out_.report.value_reconstructed_cny_year += trade.value_cny_year;
    }
    double short_of = 0;
    for (size_t i = 0; i < gaps.size(); ++i) {
      BuyOutside(gaps[i].customer, *gaps[i].input, gaps[i].outside + drawn.outside[i]);
      short_of += drawn.outside[i];
    }
    out_.report.products_short += short_of > 0 ? 1 : 0;
    out_.report.value_short_cny_year += short_of;
    out_.report.products_unfitted += drawn.fitted ? 0 : 1;
    return Ok{};
  }

  Buyer BuyerOf(const NetworkDraw& draw, const Random& random, const Gap& gap,
                std::span<const NodeIndex> makers) {
    const Unit& unit = out_.units[gap.customer];
    Buyer buyer;
    buyer.value_cny_year = gap.value;
    buyer.nearness = DecayFrom(unit.city);
    buyer.stream = uint64_t{unit.organisation} * economy_.product_count + unit.product;
    const auto& seen_here = suppliers_seen_of_[gap.input->input];
    const auto& seen = seen_here.size() >= kSeenEnough ? seen_here : suppliers_seen_;
    Random number = random.Fork(~buyer.stream);
    const double all = seen.empty() ? draw.suppliers_default : seen[number.Below(seen.size())];
    buyer.suppliers = all * gap.share;
    const auto close = [&](NodeIndex node) {
      const auto at = std::lower_bound(makers.begin(), makers.end(), node);
      if (at == makers.end() || *at != node) return;
      buyer.closed.push_back(static_cast<uint32_t>(at - makers.begin()));
    };
    close(gap.customer);
    for (const Purchase& purchase : gap.known) close(purchase.supplier);
    std::sort(buyer.closed.begin(), buyer.closed.end());
    return buyer;
  }

  void BuyOutside(NodeIndex customer, const ProductInput& input, double value) {
    if (value <= 0) return;
    purchases_.push_back(
        {customer, input.input, kNone, value, 0.0, input.essentiality, Evidence::kReconstructed});
    out_.outside_of[input.input] = 0;  // wanted; numbered by AddOutsideUnits
    ++out_.report.links_outside;
    out_.report.value_outside_cny_year += value;
  }

  uint32_t PlaceOf(uint32_t city) const {
    return city == kNone ? static_cast<uint32_t>(economy_.cities.size()) : city;
  }

  // exp(−distance / scale) from one city to every other, the last entry for a city that is not
  // known.
  const std::vector<double>& DecayFrom(uint32_t city) {
    const size_t city_count = economy_.cities.size();
    const size_t row = PlaceOf(city);
    if (decay_[row].empty()) {
      decay_[row].assign(city_count + 1,
                         std::exp(-options_.distance_unknown_km / options_.distance_scale_km));
      for (size_t other = 0; city != kNone && other < city_count; ++other) {
        const double km =
            other == row ? 0 : DistanceKm(economy_.cities[row], economy_.cities[other]);
        decay_[row][other] =
            std::exp(-std::max(km, options_.distance_min_km) / options_.distance_scale_km);
      }
    }
    return decay_[row];
  }

  // From whom a customer in `city` buys `product`: the same for all its customers there, so it is
  // kept.
  const std::vector<Share>& SharesFor(uint32_t city, uint32_t product) {
    const size_t row = PlaceOf(city);
    const uint64_t key = uint64_t{row} * economy_.product_count + product;
    const auto [at, added] = shares_.try_emplace(key);
    std::vector<Share>& shares = at->second;
    if (!added) return shares;
    const auto& decay = DecayFrom(city);
    for (const NodeIndex maker : out_.MakersOf(product)) {
      const Unit& unit = out_.units[maker];
      shares.push_back({maker, unit.capacity_cny_year * decay[PlaceOf(unit.city)]});
    }
    const size_t kept = std::min(shares.size(), static_cast<size_t>(options_.suppliers_max));
    std::partial_sort(shares.begin(), shares.begin() + static_cast<std::ptrdiff_t>(kept),
                      shares.end(), [](const Share& a, const Share& b) {
                        return a.share != b.share ? a.share > b.share : a.maker < b.maker;
                      });
    shares.resize(kept);
    double total = 0;
    for (const Share& share : shares) total += share.share;
    for (Share& share : shares) {
      share.share = total > 0 ? share.share / total : 1.0 / static_cast<double>(kept);
    }
    return shares;
  }

  // ---- outside units, final demand (rule 4), the network

  void AddOutsideUnits() {
    for (uint32_t product = 0; product < economy_.product_count; ++product) {
      if (out_.outside_of[product] == kNone) continue;
      out_.outside_of[product] = static_cast<NodeIndex>(out_.units.size());
      out_.units.push_back({.kind = Unit::Kind::kOutside, .product = product});
    }
    for (Purchase& purchase : purchases_) {
      if (purchase.supplier != kNone) continue;
      purchase.supplier = out_.outside_of[purchase.product];
      out_.units[purchase.supplier].capacity_cny_year += purchase.value;
    }
    out_.units.push_back({.kind = Unit::Kind::kFinalDemand});
    std::stable_sort(purchases_.begin(), purchases_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.customer, a.supplier) < std::pair(b.customer, b.supplier);
    });
    out_.links.reserve(purchases_.size());
    for (const Purchase& purchase : purchases_) {
      out_.links.push_back({purchase.supplier, purchase.customer, purchase.value,
                            purchase.essentiality, purchase.evidence,
                            static_cast<float>(purchase.confidence)});
    }
    out_.link_offsets = OffsetsOf(out_.links, out_.units.size(),
                                  [](const UnitLink& link) { return link.customer; });
  }

  Status BuildNetwork() {
    LM_ASSIGN(out_.network, SupplyNetwork::Build(SupplyInputOf(out_)));
    std::vector<double> sales(out_.maker_count, 0.0);
    for (const UnitLink& link : out_.links) {
      if (link.supplier < out_.maker_count) sales[link.supplier] += link.value_cny_year;
    }
    for (NodeIndex node = 0; node < out_.maker_count; ++node) {
      const double excess = sales[node] - out_.units[node].capacity_cny_year;
      if (excess > 1e-9 * sales[node]) ++out_.report.units_oversold;
    }
    return Ok{};
  }

  const Economy& economy_;
  const UnitNetworkOptions& options_;
  UnitNetwork out_;
  std::vector<uint32_t> input_offsets_;  // product_count + 1, into out_.inputs
  std::vector<Purchase> known_;          // by customer, product, supplier
  std::vector<Purchase> purchases_;
  std::vector<Gap> gaps_;                                    // of a draw
  std::vector<double> suppliers_seen_;                       // of a purchase that is known
  std::vector<std::vector<double>> suppliers_seen_of_;       // by product
  std::vector<std::vector<double>> decay_;                   // by city, filled on demand
  std::unordered_map<uint64_t, std::vector<Share>> shares_;  // by city and product
};

SupplyInput SupplyInputOf(const UnitNetwork& network) {
  const size_t node_count = network.units.size();
  const auto final_demand = static_cast<NodeIndex>(node_count - 1);
  SupplyInput input;
  input.sector_count = network.product_count + 1;
  input.sector.reserve(node_count);
  for (const Unit& unit : network.units) {
    input.sector.push_back(unit.kind == Unit::Kind::kFinalDemand ? network.product_count
                                                                 : unit.product);
  }
  input.counts_in_index.assign(node_count, 0);
  std::fill_n(input.counts_in_index.begin(), network.maker_count, uint8_t{1});

  std::vector<double> sales(node_count, 0.0);
  input.links.reserve(network.links.size() + network.maker_count);
  for (const UnitLink& link : network.links) {
    sales[link.supplier] += link.value_cny_year;
    input.links.push_back({link.supplier, link.customer, link.value_cny_year, link.essentiality});
  }
  for (NodeIndex node = 0; node < network.maker_count; ++node) {
    const double rest = network.units[node].capacity_cny_year - sales[node];
    if (rest > 0) input.links.push_back({node, final_demand, rest, Essentiality::kIrrelevant});
  }
  return input;
}

std::span<const NodeIndex> UnitNetwork::UnitsOf(uint32_t organisation) const {
  CHECK(organisation < organisation_count);
  return {organisation_units.data() + organisation_offsets[organisation],
          organisation_units.data() + organisation_offsets[organisation + size_t{1}]};
}

std::span<const NodeIndex> UnitNetwork::MakersOf(uint32_t product) const {
  CHECK(product < product_count);
  return {product_makers.data() + product_offsets[product],
          product_makers.data() + product_offsets[product + size_t{1}]};
}

std::span<const UnitLink> UnitNetwork::PurchasesOf(NodeIndex unit) const {
  CHECK(unit < units.size());
  return {links.data() + link_offsets[unit], links.data() + link_offsets[unit + size_t{1}]};
}

Result<UnitNetwork> BuildUnitNetwork(const Economy& economy, const UnitNetworkOptions& options) {
  LM_TRY(CheckEconomy(economy));
  const bool options_valid =
      options.distance_scale_km > 0 && options.suppliers_max >= 1 &&
      options.outside_share_max >= 0 && options.outside_share_max < 1 &&
      options.capacity_default_cny_year > 0 &&
      (!options.draw || (options.draw->gap_share_min >= 0 && options.draw->suppliers_default >= 1));
  if (!options_valid) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"重建参数超出允许范围", "a parameter of the reconstruction is out of range"},
                     {.field = "options"});
  }
  return UnitNetworkBuilder(economy, options).Build();
}

}  // namespace lianmeng::chain
