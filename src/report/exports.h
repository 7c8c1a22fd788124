// The tables that offices take away: directory, risk points, matches. Plain rows that the use cases
// fill; headings and their order are fixed here. Headings stand in both languages, words of
// enumerations and names that exist in both are written in the language asked for.
//
// Example:   LM_TRY(writer->Begin(DirectoryTable()));
//            LM_TRY(writer->Row(ToCells(row, Language::kChinese)));
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text_pair.h"
#include "model/records.h"
#include "report/table.h"

namespace lianmeng::report {

struct DirectoryRow {
  Organisation organisation;
  TextPair province;
  TextPair city;
  std::vector<TextPair> chains;    // in which it has a product
  std::vector<TextPair> products;  // that it offers
};

[[nodiscard]] Table DirectoryTable();
[[nodiscard]] std::vector<Cell> ToCells(const DirectoryRow& row, Language language);

struct RiskPointRow {
  TextPair chain;
  TextPair product;
  TextPair level;                                // red, orange, yellow, none
  std::optional<double> severity_largest_maker;  // share of the chain's final output lost, 0..1
  std::optional<double> severity_largest_city;
  std::optional<double> severity_outside;
  std::string largest_maker;
  TextPair largest_city;
  std::optional<double> makers_effective;  // inverse Herfindahl of capacity
  std::optional<double> spare_share;       // spare capacity of those who remain, of what was lost
  std::optional<double> stock_days;
  std::optional<double> qualify_days;
  TextPair why;           // the rule that gave the level, with its figures
  TextPair change;        // since the run before; empty: not known
  TextPair level_before;  // in that run
  std::optional<double> severity_before;
};

[[nodiscard]] Table RiskPointTable();
[[nodiscard]] std::vector<Cell> ToCells(const RiskPointRow& row, Language language);

struct EffectCells {
  std::optional<double> severity_before;
  std::optional<double> severity_after;
  TextPair level_before;
  TextPair level_after;
};

struct MeasureRow {
  std::string key;
  TextPair chain;
  TextPair product;
  TextPair kind;
  TextPair state;
  std::string title;
  std::string note;
  std::string responsible;
  std::string lead_organisation;
  std::vector<std::string> organisations;
  std::optional<Date> due;
  bool overdue = false;
  std::optional<double> cost_cny;
  EffectCells computed;  // before the work
  EffectCells seen;      // at its start and its end
  std::string effect_note;
};

[[nodiscard]] Table MeasureTable();
[[nodiscard]] std::vector<Cell> ToCells(const MeasureRow& row, Language language);

struct MatchRow {
  std::string need_organisation;
  std::string need;  // product or text
  std::string offer_organisation;
  std::string offer;
  TextPair offer_city;
  int rank = 0;                       // from 1 within the need
  double score = 0;                   // 0..1
  std::vector<TextPair> part_labels;  // "产品契合" ...
  std::vector<int32_t> part_points;   // beside the labels
  std::vector<TextPair> part_reasons;
};

// Who can meet a need in words.
struct MakerRow {
  int rank = 0;  // from 1
  std::string organisation;
  TextPair province;
  TextPair city;
  TextPair scale;
  std::optional<double> revenue_cny_year;
  std::vector<TextPair> titles;
  TextPair product;     // of its own, most like the need
  double likeness = 0;  // 0..1
  TextPair reason;
};

[[nodiscard]] Table MakerTable();
[[nodiscard]] std::vector<Cell> ToCells(const MakerRow& row, Language language);

// One column of points for each label, and one column with all reasons, a line each.
[[nodiscard]] Table MatchTable(const std::vector<TextPair>& part_labels);
[[nodiscard]] std::vector<Cell> ToCells(const MatchRow& row, Language language);

}  // namespace lianmeng::report
