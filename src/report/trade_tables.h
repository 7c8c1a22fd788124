// The lists of needs and of offers as tables: headings and their order, as report/exports.h has them
// for the other lists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text_pair.h"
#include "report/table.h"

namespace lianmeng::report {

// What a need and an offer have in common.
struct TradeCells {
  TextPair kind;
  std::string organisation;
  TextPair city;
  TextPair product;  // empty: stated in words alone
  std::string text;
  TextPair terms;  // of capital, talent and technology, but for amounts
  std::optional<double> amount_min_cny;
  std::optional<double> amount_max_cny;
  TextPair audience;
};

struct NeedRow {
  TradeCells trade;
  std::optional<double> quantity;
  std::string unit;
  std::optional<double> price_max_cny;
  std::optional<Date> needed_by;
  std::vector<TextPair> preferred_regions;
  TextPair state;  // open, or why it was closed
  std::optional<int64_t> candidates;
  std::optional<double> best_score;  // 0..100
};

struct OfferRow {
  TradeCells trade;
  std::optional<double> capacity_year;
  std::string unit;
  std::optional<double> utilisation;  // 0..1
  std::optional<double> price_min_cny;
  std::optional<double> price_max_cny;
  std::optional<int64_t> lead_time_days;
  std::vector<TextPair> regions_served;
  std::optional<Date> valid_until;
};

[[nodiscard]] Table NeedTable();
[[nodiscard]] Table OfferTable();
[[nodiscard]] std::vector<Cell> ToCells(const NeedRow& row, Language language);
[[nodiscard]] std::vector<Cell> ToCells(const OfferRow& row, Language language);

}  // namespace lianmeng::report
