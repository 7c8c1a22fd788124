#include "report/exports.h"

#include <algorithm>
#include <utility>

#include "model/names.h"
#include "report/cells.h"

namespace lianmeng::report {
namespace {

std::string YesNo(bool value, Language language) {
  if (language == Language::kChinese) return value ? "是" : "否";
  return value ? "yes" : "no";
}

}  // namespace

Table DirectoryTable() {
  return {.name = {"机构名录", "Directory"},
          .columns = {
              {.heading = {"名称", "Name"}, .width_chars = 36},
              {.heading = {"英文名称", "English name"}, .width_chars = 30},
              {.heading = {"类型", "Kind"}},
              {.heading = {"统一社会信用代码", "Credit code"}, .width_chars = 24},
              {.heading = {"省份", "Province"}, .width_chars = 12},
              {.heading = {"城市", "City"}, .width_chars = 12},
              {.heading = {"行业代码", "Industry"}},
              {.heading = {"称号", "Titles"}, .width_chars = 30},
              {.heading = {"规模", "Scale"}, .width_chars = 10},
              {.heading = {"员工人数", "Employees"}, .type = ColumnType::kInteger},
              {.heading = {"年营业收入（元）", "Revenue a year (CNY)"}, .type = ColumnType::kMoney},
              {.heading = {"产业链", "Chains"}, .width_chars = 24},
              {.heading = {"产品", "Products"}, .width_chars = 40},
              {.heading = {"核验", "Verified by"}},
              {.heading = {"样例", "Sample"}, .width_chars = 12},
              {.heading = {"来源", "Source"}, .width_chars = 24},
              {.heading = {"编号", "Key"}}}};
}

std::vector<Cell> ToCells(const DirectoryRow& row, Language language) {
  const Organisation& organisation = row.organisation;
  std::vector<TextPair> titles;
  titles.reserve(organisation.titles.size());
  for (const Title title : organisation.titles) titles.push_back(Label(title));
  const std::optional<int64_t>& revenue = organisation.revenue_fen_year;
  return {TextCell(organisation.name),
          TextCell(organisation.name_en),
          TextCell(In(Label(organisation.kind), language)),
          TextCell(organisation.credit_code),
          TextCell(In(row.province, language)),
          TextCell(In(row.city, language)),
          TextCell(organisation.industry),
          ListCell(titles, language),
          organisation.scale ? TextCell(In(Label(*organisation.scale), language)) : Cell{},
          OptionalCell(organisation.employees),
          revenue ? Cell(static_cast<double>(*revenue) / 100.0) : Cell{},
          ListCell(row.chains, language),
          ListCell(row.products, language),
          TextCell(organisation.verified_by),
          TextCell(YesNo(organisation.sample, language)),
          TextCell(organisation.source),
          TextCell(organisation.key)};
}

Table RiskPointTable() {
  const auto share = [](TextPair heading) {
    return Column{.heading = std::move(heading), .type = ColumnType::kPercent};
  };
  const auto number = [](TextPair heading) {
    return Column{.heading = std::move(heading), .type = ColumnType::kNumber};
  };
  return {.name = {"断链风险点", "Risk points"},
          .columns = {{.heading = {"产业链", "Chain"}},
                      {.heading = {"产品", "Product"}, .width_chars = 24},
                      {.heading = {"等级", "Level"}, .width_chars = 12},
                      share({"最大厂商停产损失", "Loss of the largest maker"}),
                      share({"最大城市停产损失", "Loss of the largest city"}),
                      share({"区域外断供损失", "Loss of outside sources"}),
                      {.heading = {"最大厂商", "Largest maker"}, .width_chars = 32},
                      {.heading = {"最大城市", "Largest city"}},
                      number({"有效厂商数", "Effective makers"}),
                      share({"空余产能占损失", "Spare share of the loss"}),
                      number({"库存天数", "Stock days"}),
                      number({"认证天数", "Days to qualify"}),
                      {.heading = {"依据", "Why"}, .width_chars = 60},
                      {.heading = {"较上次", "Change"}},
                      {.heading = {"上次等级", "Level before"}},
                      share({"上次严重度", "Severity before"})}};
}

std::vector<Cell> ToCells(const RiskPointRow& row, Language language) {
  return {TextCell(In(row.chain, language)),
          TextCell(In(row.product, language)),
          TextCell(In(row.level, language)),
          OptionalCell(row.severity_largest_maker),
          OptionalCell(row.severity_largest_city),
          OptionalCell(row.severity_outside),
          TextCell(row.largest_maker),
          TextCell(In(row.largest_city, language)),
          OptionalCell(row.makers_effective),
          OptionalCell(row.spare_share),
          OptionalCell(row.stock_days),
          OptionalCell(row.qualify_days),
          TextCell(In(row.why, language)),
          TextCell(In(row.change, language)),
          TextCell(In(row.level_before, language)),
          OptionalCell(row.severity_before)};
}

Table MeasureTable() {
  const auto share = [](TextPair heading) {
    return Column{.heading = std::move(heading), .type = ColumnType::kPercent};
  };
  return {.name = {"补固强措施", "Measures"},
          .columns = {{.heading = {"编号", "Key"}, .width_chars = 22},
                      {.heading = {"产业链", "Chain"}},
                      {.heading = {"产品", "Product"}, .width_chars = 24},
                      {.heading = {"类型", "Kind"}},
                      {.heading = {"措施", "Measure"}, .width_chars = 40},
                      {.heading = {"状态", "State"}},
                      {.heading = {"责任人", "In charge"}, .width_chars = 20},
                      {.heading = {"牵头机构", "Lead"}, .width_chars = 32},
                      {.heading = {"参与机构", "Organisations"}, .width_chars = 40},
                      {.heading = {"完成期限", "Due"}, .type = ColumnType::kDate},
                      {.heading = {"逾期", "Overdue"}},
                      {.heading = {"费用（元）", "Cost (CNY)"}, .type = ColumnType::kMoney},
                      share({"预计：之前严重度", "Computed: severity before"}),
                      share({"预计：之后严重度", "Computed: severity after"}),
                      {.heading = {"预计：之前等级", "Computed: level before"}},
                      {.heading = {"预计：之后等级", "Computed: level after"}},
                      share({"实际：开始时严重度", "Seen: severity at the start"}),
                      share({"实际：完成时严重度", "Seen: severity at the end"}),
                      {.heading = {"实际：开始时等级", "Seen: level at the start"}},
                      {.heading = {"实际：完成时等级", "Seen: level at the end"}},
                      {.heading = {"成效说明", "Note on the effect"}, .width_chars = 40},
                      {.heading = {"说明", "Note"}, .width_chars = 60}}};
}

std::vector<Cell> ToCells(const MeasureRow& row, Language language) {
  std::vector<Cell> cells = {TextCell(row.key),
                             TextCell(In(row.chain, language)),
                             TextCell(In(row.product, language)),
                             TextCell(In(row.kind, language)),
                             TextCell(row.title),
                             TextCell(In(row.state, language)),
                             TextCell(row.responsible),
                             TextCell(row.lead_organisation),
                             TextCell(Join(row.organisations, ListSeparator(language))),
                             row.due ? Cell{*row.due} : Cell{},
                             row.overdue ? TextCell(YesNo(true, language)) : Cell{},
                             OptionalCell(row.cost_cny)};
  for (const EffectCells* effect : {&row.computed, &row.seen}) {
    cells.push_back(OptionalCell(effect->severity_before));
    cells.push_back(OptionalCell(effect->severity_after));
    cells.push_back(TextCell(In(effect->level_before, language)));
    cells.push_back(TextCell(In(effect->level_after, language)));
  }
  cells.push_back(TextCell(row.effect_note));
  cells.push_back(TextCell(row.note));
  return cells;
}

Table MakerTable() {
  return {.name = {"供应商", "Suppliers"},
          .columns = {
              {.heading = {"序号", "Rank"}, .type = ColumnType::kInteger},
              {.heading = {"名称", "Name"}, .width_chars = 36},
              {.heading = {"省份", "Province"}, .width_chars = 12},
              {.heading = {"城市", "City"}, .width_chars = 12},
              {.heading = {"规模", "Scale"}, .width_chars = 10},
              {.heading = {"年营业收入（元）", "Revenue a year (CNY)"}, .type = ColumnType::kMoney},
              {.heading = {"称号", "Titles"}, .width_chars = 30},
              {.heading = {"最相近的产品", "Product most like it"}, .width_chars = 30},
              {.heading = {"相似度", "Likeness"}, .type = ColumnType::kPercent},
              {.heading = {"理由", "Reason"}, .width_chars = 40},
          }};
}

std::vector<Cell> ToCells(const MakerRow& row, Language language) {
  return {int64_t{row.rank},
          TextCell(row.organisation),
          TextCell(In(row.province, language)),
          TextCell(In(row.city, language)),
          TextCell(In(row.scale, language)),
          OptionalCell(row.revenue_cny_year),
          ListCell(row.titles, language),
          TextCell(In(row.product, language)),
          row.likeness > 0 ? Cell(row.likeness) : Cell{},
          TextCell(In(row.reason, language))};
}

Table MatchTable(const std::vector<TextPair>& part_labels) {
  Table table{.name = {"供需匹配", "Matches"},
              .columns = {{.heading = {"需求方", "Needed by"}, .width_chars = 32},
                          {.heading = {"需求", "Need"}, .width_chars = 30},
                          {.heading = {"名次", "Rank"}, .type = ColumnType::kInteger},
                          {.heading = {"供给方", "Offered by"}, .width_chars = 32},
                          {.heading = {"城市", "City"}, .width_chars = 12},
                          {.heading = {"供给", "Offer"}, .width_chars = 30},
                          {.heading = {"得分", "Score"}, .type = ColumnType::kPercent}}};
  for (const TextPair& label : part_labels) {
    table.columns.push_back({.heading = label, .type = ColumnType::kInteger});
  }
  table.columns.push_back({.heading = {"理由", "Reasons"}, .width_chars = 80});
  return table;
}

std::vector<Cell> ToCells(const MatchRow& row, Language language) {
  std::vector<Cell> cells = {TextCell(row.need_organisation),
                             TextCell(row.need),
                             int64_t{row.rank},
                             TextCell(row.offer_organisation),
                             TextCell(In(row.offer_city, language)),
                             TextCell(row.offer),
                             row.score};
  for (const int32_t points : row.part_points) cells.emplace_back(int64_t{points});
  std::vector<std::string> reasons;
  for (size_t i = 0; i < std::min(row.part_labels.size(), row.part_reasons.size()); ++i) {
    const std::string_view colon = language == Language::kChinese ? "：" : ": ";
    reasons.push_back(In(row.part_labels[i], language) + std::string(colon) +
                      In(row.part_reasons[i], language));
  }
  cells.push_back(TextCell(Join(reasons, "\n")));
  return cells;
}

}  // namespace lianmeng::report
