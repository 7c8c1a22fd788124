#include "chain/stocked_purchases.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace lianmeng::chain {
namespace {

double StockOf(const UnitNetwork& units, uint32_t product, uint32_t input) {
  const auto found =
      std::lower_bound(units.inputs.begin(), units.inputs.end(), std::pair(product, input),
                       [](const ProductInput& a, const std::pair<uint32_t, uint32_t>& key) {
                         return std::pair(a.product, a.input) < key;
                       });
  if (found == units.inputs.end() || found->product != product || found->input != input) return 0;
  return std::max(0.0, found->stock_days.value_or(0));
}

// A link into one unit, with what the links are gathered by.
struct Line {
  uint32_t product = 0;  // of the supplier
  Essentiality essentiality = Essentiality::kIrrelevant;
  NodeIndex supplier = 0;
  double value = 0;

  bool operator<(const Line& other) const {
    return std::tie(product, essentiality, supplier) <
           std::tie(other.product, other.essentiality, other.supplier);
  }
};

double ValueOf(std::span<const Line> lines) {
  double value = 0;
  for (const Line& line : lines) value += line.value;
  return value;
}

// The lines that follow `begin` as long as same(line).
template <typename Same>
std::span<const Line> LinesFrom(std::span<const Line> lines, size_t begin, const Same& same) {
  size_t end = begin;
  while (end < lines.size() && same(lines[end])) ++end;
  return lines.subspan(begin, end - begin);
}

class Gatherer {
 public:
  explicit Gatherer(const UnitNetwork& units) : units_(units) {}

  StockedPurchases Run() {
    result_.offsets.assign(1, 0);
    result_.suppliers.reserve(units_.links.size());
    result_.shares.reserve(units_.links.size());
    for (NodeIndex unit = 0; unit < units_.units.size(); ++unit) {
      if (unit < units_.maker_count) AddUnit(unit);
      result_.offsets.push_back(static_cast<uint32_t>(result_.purchases.size()));
    }
    return std::move(result_);
  }

 private:
  void AddUnit(NodeIndex unit) {
    lines_.clear();
    double total = 0;
    for (const UnitLink& link : units_.PurchasesOf(unit)) {
      lines_.push_back({units_.units[link.supplier].product, link.essentiality, link.supplier,
                        link.value_cny_year});
      total += link.value_cny_year;
    }
    std::sort(lines_.begin(), lines_.end());
    for (size_t begin = 0; begin < lines_.size();) {
      const uint32_t product = lines_[begin].product;
      const auto of_product =
          LinesFrom(lines_, begin, [&](const Line& line) { return line.product == product; });
      AddProduct(unit, of_product, total);
      begin += of_product.size();
    }
  }

  // Lines of one product; they may differ in essentiality.
  void AddProduct(NodeIndex unit, std::span<const Line> lines, double total) {
    const double product_value = ValueOf(lines);
    for (size_t begin = 0; begin < lines.size();) {
      const Essentiality kind = lines[begin].essentiality;
      const auto same =
          LinesFrom(lines, begin, [&](const Line& line) { return line.essentiality == kind; });
      begin += same.size();
      const double value = ValueOf(same);
      if (kind == Essentiality::kIrrelevant || !(value > 0)) continue;
      const bool essential = kind == Essentiality::kEssential;
      const auto first = static_cast<uint32_t>(result_.suppliers.size());
      for (const Line& line : same) {
        result_.suppliers.push_back(line.supplier);
        result_.shares.push_back(line.value / value);
      }
      result_.purchases.push_back(
          {.links_begin = first,
           .links_end = static_cast<uint32_t>(result_.suppliers.size()),
           .scale = value / (essential ? product_value : total),
           .essential = essential,
           .stock_days = StockOf(units_, units_.units[unit].product, same[0].product)});
    }
  }

  const UnitNetwork& units_;
  StockedPurchases result_;
  std::vector<Line> lines_;  // scratch: of one unit
};

}  // namespace

StockedPurchases StockedPurchases::Of(const UnitNetwork& units) { return Gatherer(units).Run(); }

}  // namespace lianmeng::chain
