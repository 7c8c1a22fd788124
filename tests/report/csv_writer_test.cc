#include "report/csv_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/random.h"
#include "report/table.h"

namespace lianmeng::report {
namespace {

using Texts = std::vector<std::vector<std::string>>;

Table Columns(size_t count) {
  Table table{.name = {"表", "Table"}};
  for (size_t i = 0; i < count; ++i) table.columns.push_back({.heading = {"", std::to_string(i)}});
  return table;
}

std::string Written(const Table& table, const std::vector<std::vector<Cell>>& rows,
                    const CsvOptions& options) {
  std::string bytes;
  auto writer = CsvWriter::ToMemory(&bytes, options);
  EXPECT_TRUE((*writer)->Begin(table).ok());
  for (const auto& row : rows) EXPECT_TRUE((*writer)->Row(row).ok());
  EXPECT_TRUE((*writer)->Finish().ok());
  return bytes;
}

// The grammar of RFC 4180, section 2, read plainly.
Texts Read(const std::string& bytes) {
  Texts rows(1);
  std::string cell;
  const auto end_cell = [&] { rows.back().push_back(std::exchange(cell, {})); };
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '"' && cell.empty()) {
      for (++i; i < bytes.size(); ++i) {
        if (bytes[i] == '"' && (i + 1 == bytes.size() || bytes[i + 1] != '"')) break;
        if (bytes[i] == '"') ++i;
        cell += bytes[i];
      }
    } else if (bytes[i] == ',') {
      end_cell();
    } else if (bytes.compare(i, 2, "\r\n") == 0) {
      end_cell();
      rows.emplace_back();
      ++i;
    } else {
      cell += bytes[i];
    }
  }
  rows.pop_back();
  return rows;
}

TEST(CsvWriter, WritesTheCasesOfRfc4180) {
  const std::string bytes =
      Written(Columns(3), {{std::string("aaa"), std::string("b \r\nbb"), std::string("c\"c,")}},
              {.byte_order_mark = false});
  EXPECT_EQ(bytes, "0,1,2\r\naaa,\"b \r\nbb\",\"c\"\"c,\"\r\n");
}

TEST(CsvWriter, BeginsWithAByteOrderMarkUnlessToldOtherwise) {
  EXPECT_TRUE(Written(Columns(1), {}, {})
                  .starts_with("\xEF\xBB\xBF"
                               "0\r\n"));
  EXPECT_TRUE(Written(Columns(1), {}, {.byte_order_mark = false}).starts_with("0\r\n"));
}

TEST(CsvWriter, WritesNumbersInFullAndLeavesNegativeOnesUnguarded) {
  const std::string bytes =
      Written(Columns(4), {{int64_t{-1200}, 0.1, -2.5, *Date::FromCivil(2026, 3, 1)}},
              {.byte_order_mark = false});
  EXPECT_EQ(bytes, "0,1,2,3\r\n-1200,0.1,-2.5,2026-03-01\r\n");
}

TEST(CsvWriter, GuardsEveryTextThatASpreadsheetWouldRun) {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "''=1"}) {
    EXPECT_EQ(GuardFormula(text), "'" + text);
    EXPECT_EQ(UnguardFormula(GuardFormula(text)), text);
  }
  for (const std::string text : {"", "'", "'a", "a=1", " =1", "1-2", "动力电池"}) {
    EXPECT_EQ(GuardFormula(text), text);
    EXPECT_EQ(UnguardFormula(text), text);
  }
  EXPECT_EQ(Written(Columns(1), {{std::string("=1")}}, {.byte_order_mark = false}), "0\r\n'=1\r\n");
  EXPECT_EQ(Written(Columns(1), {{std::string("=1")}},
                    {.byte_order_mark = false, .formula_guard = false}),
            "0\r\n=1\r\n");
}

TEST(CsvWriter, LosesNothingInARoundTripOfRandomText) {
  static const std::string kPieces[] = {",", "\"", "\r", "\n", "\r\n", "=",
                                        "'", "a",  "池", "-",  " "};
  for (uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const size_t columns = 1 + random.Below(4);
    Texts texts(random.Below(4));
    std::vector<std::vector<Cell>> rows;
    for (auto& row : texts) {
      rows.emplace_back();
      for (size_t i = 0; i < columns; ++i) {
        std::string text;
        for (uint64_t k = random.Below(5); k > 0; --k) text += kPieces[random.Below(11)];
        rows.back().emplace_back(text);
        row.push_back(text);
      }
    }
    Texts read = Read(Written(Columns(columns), rows, {.byte_order_mark = false}));
    read.erase(read.begin());
    for (auto& row : read) {
      for (std::string& cell : row) cell = UnguardFormula(cell);
    }
    ASSERT_EQ(read, texts);
  }
}

TEST(CsvWriter, HoldsOneTableOnly) {
  std::string bytes;
  auto writer = CsvWriter::ToMemory(&bytes);
  ASSERT_TRUE((*writer)->Begin(Columns(1)).ok());
  EXPECT_FALSE((*writer)->Begin(Columns(1)).ok());
}

TEST(CsvWriter, PutsTheFileInPlaceOnlyWhenItIsWhole) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "lianmeng_csv";
  std::filesystem::create_directories(folder);
  const std::string path = folder / "a.csv";
  {
    auto abandoned = CsvWriter::ToFile(path);
    ASSERT_TRUE((*abandoned)->Begin(Columns(1)).ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  auto writer = CsvWriter::ToFile(path, {.byte_order_mark = false});
  ASSERT_TRUE((*writer)->Begin(Columns(2)).ok());
  for (int64_t i = 0; i < 50'000; ++i) {
    ASSERT_TRUE((*writer)->Row(std::vector<Cell>{i}).ok());
  }
  ASSERT_TRUE((*writer)->Finish().ok());
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const Texts rows = Read(bytes.str());
  ASSERT_EQ(rows.size(), 50'001U);
  EXPECT_EQ(rows.back(), (std::vector<std::string>{"49999", ""}));
  std::filesystem::remove_all(folder);
  EXPECT_EQ(CsvWriter::ToFile("/nonexistent/a.csv").error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace lianmeng::report
