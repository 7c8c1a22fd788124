#include "report/trade_tables.h"

#include "report/cells.h"

namespace lianmeng::report {
namespace {

std::vector<Column> TradeColumns(TextPair organisation) {
  return {{.heading = {"类别", "Kind"}, .width_chars = 10},
          {.heading = std::move(organisation), .width_chars = 36},
          {.heading = {"城市", "City"}, .width_chars = 12},
          {.heading = {"产品", "Product"}, .width_chars = 24},
          {.heading = {"说明", "In words"}, .width_chars = 40},
          {.heading = {"条款", "Terms"}, .width_chars = 40},
          {.heading = {"金额下限（元）", "Amount from (CNY)"}, .type = ColumnType::kMoney},
          {.heading = {"金额上限（元）", "Amount up to (CNY)"}, .type = ColumnType::kMoney}};
}

std::vector<Cell> TradeCellsOf(const TradeCells& trade, Language language) {
  return {TextCell(In(trade.kind, language)),
          TextCell(trade.organisation),
          TextCell(In(trade.city, language)),
          TextCell(In(trade.product, language)),
          TextCell(trade.text),
          TextCell(In(trade.terms, language)),
          OptionalCell(trade.amount_min_cny),
          OptionalCell(trade.amount_max_cny)};
}

}  // namespace

Table NeedTable() {
  Table table{.name = {"需求清单", "Needs"}, .columns = TradeColumns({"需求方", "Who needs it"})};
  const std::vector<Column> more = {
      {.heading = {"数量", "Quantity"}, .type = ColumnType::kNumber},
      {.heading = {"单位", "Unit"}, .width_chars = 8},
      {.heading = {"单价上限（元）", "Price at most (CNY)"}, .type = ColumnType::kMoney},
      {.heading = {"需要日期", "Needed by"}, .type = ColumnType::kDate},
      {.heading = {"优先地区", "Preferred regions"}, .width_chars = 24},
      {.heading = {"状态", "State"}, .width_chars = 14},
      {.heading = {"候选供方", "Candidates"}, .type = ColumnType::kInteger},
      {.heading = {"最高得分", "Best score"}, .type = ColumnType::kNumber},
      {.heading = {"可见范围", "Audience"}, .width_chars = 14}};
  table.columns.insert(table.columns.end(), more.begin(), more.end());
  return table;
}

Table OfferTable() {
  Table table{.name = {"供给清单", "Offers"}, .columns = TradeColumns({"供方", "Who offers it"})};
  const std::vector<Column> more = {
      {.heading = {"年产能", "Capacity a year"}, .type = ColumnType::kNumber},
      {.heading = {"单位", "Unit"}, .width_chars = 8},
      {.heading = {"产能利用率", "Utilisation"}, .type = ColumnType::kPercent},
      {.heading = {"单价下限（元）", "Price from (CNY)"}, .type = ColumnType::kMoney},
      {.heading = {"单价上限（元）", "Price up to (CNY)"}, .type = ColumnType::kMoney},
      {.heading = {"交期（天）", "Lead time (days)"}, .type = ColumnType::kInteger},
      {.heading = {"服务地区", "Regions served"}, .width_chars = 24},
      {.heading = {"有效期至", "Valid until"}, .type = ColumnType::kDate},
      {.heading = {"可见范围", "Audience"}, .width_chars = 14}};
  table.columns.insert(table.columns.end(), more.begin(), more.end());
  return table;
}

std::vector<Cell> ToCells(const NeedRow& row, Language language) {
  std::vector<Cell> cells = TradeCellsOf(row.trade, language);
  cells.insert(cells.end(),
               {OptionalCell(row.quantity), TextCell(row.unit), OptionalCell(row.price_max_cny),
                OptionalCell(row.needed_by), ListCell(row.preferred_regions, language),
                TextCell(In(row.state, language)), OptionalCell(row.candidates),
                OptionalCell(row.best_score), TextCell(In(row.trade.audience, language))});
  return cells;
}

std::vector<Cell> ToCells(const OfferRow& row, Language language) {
  std::vector<Cell> cells = TradeCellsOf(row.trade, language);
  cells.insert(cells.end(),
               {OptionalCell(row.capacity_year), TextCell(row.unit), OptionalCell(row.utilisation),
                OptionalCell(row.price_min_cny), OptionalCell(row.price_max_cny),
                OptionalCell(row.lead_time_days), ListCell(row.regions_served, language),
                OptionalCell(row.valid_until), TextCell(In(row.trade.audience, language))});
  return cells;
}

}  // namespace lianmeng::report
