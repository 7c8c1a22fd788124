// What report writes, ingest reads back the same: the tables of an office go out and come in again.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "ingest/byte_source.h"
#include "ingest/csv_reader.h"
#include "ingest/region_tables.h"
#include "ingest/xlsx_reader.h"
#include "report/csv_writer.h"
#include "report/table.h"
#include "report/template.h"
#include "report/xlsx_writer.h"

namespace lianmeng::report {
namespace {

using Texts = std::vector<std::vector<std::string>>;

const Table kTable = {.name = {"表", "Table"},
                      .columns = {{.heading = {"文字", "text"}},
                                  {.heading = {"整数", "integer"}, .type = ColumnType::kInteger},
                                  {.heading = {"数", "number"}, .type = ColumnType::kNumber},
                                  {.heading = {"日期", "date"}, .type = ColumnType::kDate}}};

Texts ReadAll(ingest::RowReader& reader) {
  Texts rows;
  ingest::Row row;
  while (true) {
    const Result<bool> more = reader.Next(row);
    if (!more) {
      ADD_FAILURE() << more.error().Describe(Language::kEnglish);
      return rows;
    }
    if (!*more) return rows;
    rows.push_back(row.cells);
  }
}

Texts ReadXlsx(std::string bytes) {
  auto reader = ingest::XlsxReader::OpenMemory(std::move(bytes));
  if (!reader) {
    ADD_FAILURE() << reader.error().Describe(Language::kEnglish);
    return {};
  }
  return ReadAll(**reader);
}

std::string Written(Result<std::unique_ptr<TableWriter>> writer, const std::string& bytes,
                    const std::vector<std::vector<Cell>>& rows) {
  EXPECT_TRUE((*writer)->Begin(kTable).ok());
  for (const auto& row : rows) EXPECT_TRUE((*writer)->Row(row).ok());
  EXPECT_TRUE((*writer)->Finish().ok());
  return bytes;
}

// Rows with hostile text and with figures of every size, and what a reader should see.
std::pair<std::vector<std::vector<Cell>>, Texts> RandomRows(uint64_t seed) {
  static const std::string kPieces[] = {"池", "a", ",", "\"", "<b>", "&",
                                        "=1", "'", "-", "\n", "😀"};
  Random random(seed);
  std::vector<std::vector<Cell>> rows;
  Texts texts = {{"文字 text", "整数 integer", "数 number", "日期 date"}};
  for (int i = 0; i < 5; ++i) {
    std::string text = "x";  // not empty, so that the row is not passed over
    for (uint64_t k = random.Below(5); k > 0; --k) text += kPieces[random.Below(11)];
    text += "y";
    if (random.Chance(0.3)) text = "=" + text;
    const auto integer = static_cast<int64_t>(random.Below(uint64_t{1} << 53)) - (1LL << 40);
    const double number = static_cast<double>(random.Below(1'000'000)) / 64.0;
    const Date date{static_cast<int32_t>(random.Below(40'000))};
    rows.push_back({text, integer, number, date});
    std::string shown = std::to_string(number);
    shown.erase(shown.find_last_not_of('0') + 1);
    if (shown.ends_with('.')) shown.pop_back();
    texts.push_back({text, std::to_string(integer), shown, date.ToString()});
  }
  return {rows, texts};
}

TEST(RoundTrip, XlsxComesBackCellByCell) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto [rows, texts] = RandomRows(seed);
    std::string bytes;
    Written(XlsxWriter::ToMemory(&bytes), bytes, rows);
    ASSERT_EQ(ReadXlsx(bytes), texts);
  }
}

TEST(RoundTrip, CsvComesBackCellByCellOnceUnguarded) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto [rows, texts] = RandomRows(seed);
    std::string bytes;
    Written(CsvWriter::ToMemory(&bytes), bytes, rows);
    ingest::CsvReader reader(std::make_unique<ingest::MemorySource>(bytes), {.file = "t.csv"});
    Texts read = ReadAll(reader);
    for (auto& row : read) {
      for (std::string& cell : row) cell = UnguardFormula(cell);
    }
    ASSERT_EQ(read, texts);
  }
}

TEST(RoundTrip, ATemplateIsReadAsHeadingAndComment) {
  const auto bytes = TemplateBytes(
      {.file = "t",
       .name = {"表", "Table"},
       .columns = {{.field = "name", .heading_zh = "名称", .explanation = {"全称", "full name"}},
                   {.field = "kind", .heading_zh = "类型", .choices = {"企业", "高校"}}}});
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(ReadXlsx(*bytes), (Texts{{"名称 name", "类型 kind"}, {"# 全称 full name", ""}}));
}

TEST(RoundTrip, EveryEnumerationOfTheRegionFormatFitsADropDownList) {
  int lists = 0;
  for (const ingest::TableSpec& spec : ingest::RegionTables()) {
    TemplateTable table{.file = spec.name, .name = spec.label};
    for (const ingest::ColumnSpec& column : spec.columns) {
      TemplateColumn made{.field = column.name, .heading_zh = column.name_zh};
      for (const ingest::Choice& choice : column.choices) made.choices.push_back(choice.label.zh);
      lists += made.choices.empty() ? 0 : 1;
      table.columns.push_back(std::move(made));
    }
    const auto bytes = TemplateBytes(table);
    EXPECT_TRUE(bytes.ok()) << bytes.error().Describe(Language::kEnglish);
  }
  EXPECT_GT(lists, 5);
}

}  // namespace
}  // namespace lianmeng::report
