#include "report/xlsx_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "report/table.h"
#include "tests/report/xlsx_parts.h"

namespace lianmeng::report {
namespace {

Table SmallTable() {
  return {.name = {"名录", "Directory"},
          .columns = {{.heading = {"名称", "Name"}},
                      {.heading = {"人数", "Employees"}, .type = ColumnType::kInteger},
                      {.heading = {"占比", "Share"}, .type = ColumnType::kPercent},
                      {.heading = {"日期", "Day"}, .type = ColumnType::kDate}}};
}

std::string Written(const std::vector<std::vector<Cell>>& rows, const XlsxOptions& options = {}) {
  std::string bytes;
  auto writer = XlsxWriter::ToMemory(&bytes, options);
  EXPECT_TRUE(writer.ok());
  EXPECT_TRUE((*writer)->Begin(SmallTable()).ok());
  for (const auto& row : rows) EXPECT_TRUE((*writer)->Row(row).ok());
  EXPECT_TRUE((*writer)->Finish().ok());
  return bytes;
}

std::string FormatOf(const std::string& bytes, const std::string& cell) {
  // s="n" points at the n-th xf of cellXfs, whose numFmtId names a format.
  const std::string xml = CellXml(SheetXml(bytes, 1), cell);
  const size_t at = xml.find(" s=\"");
  if (at == std::string::npos) return "general";
  const int index = std::stoi(xml.substr(at + 4));
  const std::string styles = XlsxPart(bytes, "xl/styles.xml");
  size_t xf = styles.find("<cellXfs");
  for (int i = 0; i <= index; ++i) xf = styles.find("<xf ", xf + 1);
  const int format = std::stoi(styles.substr(styles.find("numFmtId=\"", xf) + 10));
  if (format < 100) return std::to_string(format);
  const size_t found = styles.find("<numFmt numFmtId=\"" + std::to_string(format) + "\"");
  const size_t code = styles.find("formatCode=\"", found) + 12;
  return styles.substr(code, styles.find('"', code) - code);
}

TEST(XlsxWriter, WritesBilingualHeadingsFrozenAndFiltered) {
  const std::string bytes = Written({{std::string("甲")}});
  const std::string sheet = SheetXml(bytes, 1);
  EXPECT_NE(CellXml(sheet, "A1").find("名称 Name"), std::string::npos);
  EXPECT_NE(CellXml(sheet, "D1").find("日期 Day"), std::string::npos);
  EXPECT_NE(sheet.find("<pane ySplit=\"1\""), std::string::npos);
  EXPECT_NE(sheet.find("state=\"frozen\""), std::string::npos);
  EXPECT_NE(sheet.find("<autoFilter ref=\"A1:D2\""), std::string::npos);
  EXPECT_NE(XlsxPart(bytes, "xl/workbook.xml").find("name=\"名录 Directory\""), std::string::npos);
}

TEST(XlsxWriter, WritesNumbersAsNumbersAndDaysAsExcelCountsThem) {
  const std::string bytes =
      Written({{std::string("甲"), int64_t{1200}, 0.25, *Date::FromCivil(2026, 3, 1)}});
  const std::string sheet = SheetXml(bytes, 1);
  EXPECT_NE(CellXml(sheet, "B2").find("<v>1200</v>"), std::string::npos);
  EXPECT_NE(CellXml(sheet, "C2").find("<v>0.25</v>"), std::string::npos);
  EXPECT_EQ(FormatOf(bytes, "C2"), "0.0%");
  // ECMA-376 part 1, 18.17.4.1: serial days of the 1900 system; 2026-03-01 is day 46082.
  EXPECT_NE(CellXml(sheet, "D2").find("<v>46082</v>"), std::string::npos);
  EXPECT_EQ(FormatOf(bytes, "D2"), "yyyy-mm-dd");
}

TEST(XlsxWriter, WritesAsTextWhatExcelCannotHoldAsANumberOrDay) {
  const std::string bytes =
      Written({{std::string("甲"), (int64_t{1} << 53) + 1, {}, *Date::FromCivil(1900, 2, 28)},
               {std::string("乙"), int64_t{1} << 53, {}, *Date::FromCivil(1900, 3, 1)}});
  const std::string sheet = SheetXml(bytes, 1);
  EXPECT_NE(CellXml(sheet, "B2").find("9007199254740993</t>"), std::string::npos);
  EXPECT_NE(CellXml(sheet, "D2").find("1900-02-28</t>"), std::string::npos);
  EXPECT_NE(CellXml(sheet, "B3").find("<v>9007199254740992</v>"), std::string::npos);
  EXPECT_NE(CellXml(sheet, "D3").find("<v>61</v>"), std::string::npos);
}

TEST(XlsxWriter, KeepsHostileTextAsTextAndItsXmlWhole) {
  const std::string bytes = Written({{std::string("=HYPERLINK(\"http://x\",\"<b>&\")")},
                                     {std::string("</t></is></c><c r=\"Z9\">\x01")}});
  const std::string sheet = SheetXml(bytes, 1);
  EXPECT_EQ(sheet.find("<f>"), std::string::npos);
  EXPECT_NE(CellXml(sheet, "A2").find("=HYPERLINK("), std::string::npos);
  EXPECT_NE(CellXml(sheet, "A2").find("&lt;b&gt;&amp;"), std::string::npos);
  EXPECT_EQ(sheet.find("<c r=\"Z9\""), std::string::npos);
  EXPECT_EQ(sheet.find('\x01'), std::string::npos);
}

TEST(XlsxWriter, LeavesMissingCellsEmpty) {
  const std::string sheet = SheetXml(Written({{{}, int64_t{5}}, {std::string()}}), 1);
  EXPECT_EQ(CellXml(sheet, "A2"), "");
  EXPECT_EQ(CellXml(sheet, "C2"), "");
  EXPECT_EQ(CellXml(sheet, "A3"), "");
}

TEST(XlsxWriter, ContinuesOnAFurtherSheetWhenOneIsFull) {
  std::vector<std::vector<Cell>> rows;
  for (int64_t i = 1; i <= 5; ++i) rows.push_back({std::string("甲"), i});
  const std::string bytes = Written(rows, {.rows_per_sheet_max = 3});
  EXPECT_NE(CellXml(SheetXml(bytes, 1), "B3").find("<v>2</v>"), std::string::npos);
  EXPECT_EQ(CellXml(SheetXml(bytes, 1), "B4"), "");
  EXPECT_NE(CellXml(SheetXml(bytes, 3), "A1").find("名称 Name"), std::string::npos);
  EXPECT_NE(CellXml(SheetXml(bytes, 3), "B2").find("<v>5</v>"), std::string::npos);
  EXPECT_NE(SheetXml(bytes, 1).find("<autoFilter ref=\"A1:D3\""), std::string::npos);
  const std::string workbook = XlsxPart(bytes, "xl/workbook.xml");
  EXPECT_NE(workbook.find("name=\"名录 Directory (3)\""), std::string::npos);
}

TEST(XlsxWriter, HoldsSeveralTablesWithNamesThatExcelTakes) {
  std::string bytes;
  auto writer = XlsxWriter::ToMemory(&bytes);
  ASSERT_TRUE(writer.ok());
  Table table = SmallTable();
  table.name = {"[a/b]*", "a name that is much longer than thirty-one units"};
  ASSERT_TRUE((*writer)->Begin(table).ok());
  ASSERT_TRUE((*writer)->Begin(table).ok());
  ASSERT_TRUE((*writer)->Begin({.name = {}, .columns = table.columns}).ok());
  ASSERT_TRUE((*writer)->Finish().ok());
  const std::string workbook = XlsxPart(bytes, "xl/workbook.xml");
  EXPECT_NE(workbook.find("name=\"a b   a name that is much longe\""), std::string::npos)
      << workbook;
  EXPECT_NE(workbook.find("name=\"a b   a name that is much l (2)\""), std::string::npos)
      << workbook;
  EXPECT_NE(workbook.find("name=\"Sheet\""), std::string::npos);
}

TEST(XlsxWriter, GivesEqualBytesForEqualTables) {
  const std::vector<std::vector<Cell>> rows = {{std::string("甲"), int64_t{1}}};
  EXPECT_EQ(Written(rows), Written(rows));
  EXPECT_NE(Written(rows), Written(rows, {.created_ms = 1'700'000'000'000}));
}

TEST(XlsxWriter, RefusesWhatNoCellCanHold) {
  const auto refused = [](const std::vector<Cell>& cells) {
    std::string bytes;
    auto writer = XlsxWriter::ToMemory(&bytes);
    EXPECT_TRUE((*writer)->Begin(SmallTable()).ok());
    const Status status = (*writer)->Row(cells);
    EXPECT_FALSE(status.ok());
    return status.ok() ? Error{} : status.error();
  };
  EXPECT_EQ(refused({std::string("\xff")}).place.field, "名称 Name");
  EXPECT_EQ(refused({{}, {}, std::numeric_limits<double>::infinity()}).code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused({{}, {}, {}, {}, int64_t{1}}).place.value, "5");
  EXPECT_EQ(refused({std::string(32'768, 'x')}).place.value, "32768");
}

TEST(XlsxWriter, PutsTheFileInPlaceOnlyWhenItIsWhole) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "lianmeng_xlsx";
  std::filesystem::create_directories(folder);
  const std::string path = folder / "a.xlsx";
  std::filesystem::remove(path);
  {
    auto abandoned = XlsxWriter::ToFile(path);
    ASSERT_TRUE(abandoned.ok());
    ASSERT_TRUE((*abandoned)->Begin(SmallTable()).ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  auto writer = XlsxWriter::ToFile(path);
  ASSERT_TRUE((*writer)->Begin(SmallTable()).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE((*writer)->Finish().ok());
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  EXPECT_NE(CellXml(SheetXml(bytes.str(), 1), "A1").find("名称 Name"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(XlsxWriter, LeavesNoFileOpenWhenAbandoned) {
  const auto open_files = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = open_files();
  for (int i = 0; i < 20; ++i) {
    std::string bytes;
    auto writer = XlsxWriter::ToMemory(&bytes);
    ASSERT_TRUE((*writer)->Begin(SmallTable()).ok());
    ASSERT_TRUE((*writer)->Row(std::vector<Cell>{std::string("甲")}).ok());
  }
  EXPECT_EQ(open_files(), before);
}

TEST(XlsxWriter, ReportsAFolderThatDoesNotExistAtOnce) {
  const auto writer = XlsxWriter::ToFile("/nonexistent/a.xlsx");
  ASSERT_FALSE(writer.ok());
  EXPECT_EQ(writer.error().code, ErrorCode::kIo);
  EXPECT_EQ(writer.error().place.file, "/nonexistent/a.xlsx");
}

}  // namespace
}  // namespace lianmeng::report
