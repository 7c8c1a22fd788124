#include "ingest/xlsx_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <xlsxwriter.h>

#include "ingest/cell_parsers.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

using Table = std::vector<std::vector<std::string>>;

// A workbook by libxlsxwriter: `fill` gets the book and its sheets by name.
template <typename Fill>
std::string MakeWorkbook(const std::vector<std::string>& sheets, Fill fill,
                         bool constant_memory = false) {
  TemporaryFolder folder;
  const std::string path = (folder.path() / "t.xlsx").string();
  lxw_workbook_options options{};
  options.constant_memory = constant_memory ? LXW_TRUE : LXW_FALSE;  // then strings are inline
  lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
  for (const std::string& name : sheets)
    fill(book, workbook_add_worksheet(book, name.c_str()), name);
  CHECK(workbook_close(book) == LXW_NO_ERROR);
  return ReadBytes(path);
}

struct Outcome {
  ReadOutcome read;
  std::vector<std::string> sheets;
};

// Opens and reads; an error at opening is kept like one while reading.
Outcome ReadBook(std::string bytes, XlsxOptions options = {}) {
  options.file = "t.xlsx";
  auto reader = XlsxReader::OpenMemory(std::move(bytes), options);
  if (!reader) return {.read = {.errors = {reader.error()}}};
  return {ReadAll(**reader), (*reader)->sheet_names()};
}

Table Cells(const WorkbookParts& parts) {
  const Outcome outcome = ReadBook(parts.Zip());
  EXPECT_TRUE(outcome.read.errors.empty()) << outcome.read.errors[0].Describe(Language::kEnglish);
  return outcome.read.Cells();
}

TEST(XlsxReader, ReadsWhatLibxlsxwriterWrites) {
  for (const bool constant_memory : {false, true}) {
    const std::string bytes = MakeWorkbook(
        {"产品"},
        [](lxw_workbook* book, lxw_worksheet* sheet, const std::string&) {
          lxw_format* day = workbook_add_format(book);
          format_set_num_format(day, "yyyy-mm-dd");
          lxw_datetime date{2026, 3, 1, 0, 0, 0};
          worksheet_write_string(sheet, 0, 0, "key", nullptr);
          worksheet_write_string(sheet, 0, 1, "值", nullptr);
          worksheet_write_string(sheet, 0, 2, "x", nullptr);
          worksheet_write_number(sheet, 1, 0, 0.35, nullptr);
          worksheet_write_boolean(sheet, 1, 1, 1, nullptr);
          worksheet_write_datetime(sheet, 1, 2, &date, day);
          worksheet_write_string(sheet, 3, 0, "a<b>&\n", nullptr);
          worksheet_write_formula_num(sheet, 3, 2, "=1+1", nullptr, 2);
        },
        constant_memory);
    const Outcome outcome = ReadBook(bytes);
    EXPECT_TRUE(outcome.read.errors.empty());
    EXPECT_EQ(outcome.read.Cells(),
              (Table{{"key", "值", "x"}, {"0.35", "1", "2026-03-01"}, {"a<b>&\n", "", "2"}}));
    EXPECT_EQ(outcome.read.rows.back().line, 4);
    EXPECT_EQ(outcome.sheets, (std::vector<std::string>{"产品"}));
  }
}

TEST(XlsxReader, TakesTheNamedSheetElseTheFirst) {
  const std::string bytes = MakeWorkbook(
      {"说明", "Products"}, [](lxw_workbook*, lxw_worksheet* sheet, const std::string& name) {
        worksheet_write_string(sheet, 0, 0, name.c_str(), nullptr);
      });
  EXPECT_EQ(ReadBook(bytes).read.Cells(), (Table{{"说明"}}));
  EXPECT_EQ(ReadBook(bytes, {.sheets = {"产品", "products"}}).read.Cells(), (Table{{"Products"}}));
  EXPECT_EQ(ReadBook(bytes, {.sheets = {"links"}}).read.Cells(), (Table{{"说明"}}));
  const Outcome missing = ReadBook(bytes, {.sheets = {"links"}, .sheet_required = true});
  ASSERT_EQ(missing.read.errors.size(), 1u);
  EXPECT_NE(missing.read.errors[0].message.en.find("说明, Products"), std::string::npos);
}

TEST(XlsxReader, ReadsEveryKindOfCell) {
  WorkbookParts parts;
  parts.shared =
      "<si><t>shared</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>注音</t></rPh></si>";
  parts.sheet_data =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
      "<c r=\"C1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> in </t></is></c><c r=\"D1\" "
      "t=\"b\"><v>0</v></c>"
      "<c r=\"E1\" t=\"e\"><v>#N/A</v></c><c r=\"F1\" t=\"str\"><f>A1</f><v>text</v></c>"
      "<c r=\"G1\"><v>0.34999999999999998</v></c><c r=\"H1\"><v>1E+3</v></c>"
      "<c r=\"I1\" t=\"d\"><v>2026-03-01T00:00:00</v></c></row>"
      "<row><c><v>1</v></c><c/><c><v>3</v></c></row>";
  EXPECT_EQ(Cells(parts),
            (Table{{"shared", "rich", " in ", "0", "#N/A", "text", "0.35", "1000", "2026-03-01"},
                   {"1", "", "3", "", "", "", "", "", ""}}));
}

TEST(XlsxReader, DecodesEscapedCharacters) {
  WorkbookParts parts;
  parts.sheet_data =
      "<row r=\"1\"><c t=\"str\"><v>a_x000D_b_x005F_x0041_ _x41_ _x</v></c>"
      "<c t=\"str\"><v>_x0000__xD800_</v></c></row>";
  EXPECT_EQ(Cells(parts), (Table{{"a\rb_x0041_ _x41_ _x", "\uFFFD\uFFFD"}}));
}

TEST(XlsxReader, ReadsPrefixedXml) {
  auto parts = WorkbookParts{}.Parts();
  parts[5].second =
      "<x:worksheet xmlns:x=\"u\"><x:sheetData><x:row r=\"2\"><x:c "
      "r=\"B2\"><x:v>7</x:v></x:c></x:row>"
      "</x:sheetData></x:worksheet>";
  EXPECT_EQ(ReadBook(MakeZip(parts)).read.Cells(), (Table{{"", "7"}}));
}

TEST(XlsxReader, TakesDatesByTheirNumberFormat) {
  WorkbookParts parts;
  parts.styles =
      "<numFmts><numFmt numFmtId=\"164\" "
      "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
      "<numFmt numFmtId=\"165\" formatCode=\"0.00\"/></numFmts><cellStyleXfs><xf "
      "numFmtId=\"14\"/></cellStyleXfs>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
      "numFmtId=\"165\"/><xf numFmtId=\"22\"/></cellXfs>";
  parts.sheet_data =
      "<row r=\"1\"><c r=\"A1\" s=\"0\"><v>46082</v></c><c r=\"B1\" s=\"1\"><v>46082</v></c>"
      "<c r=\"C1\" s=\"2\"><v>46082</v></c><c r=\"D1\" s=\"3\"><v>46082</v></c><c r=\"E1\" "
      "s=\"4\"><v>46082.354166666664</v></c></row>";
  EXPECT_EQ(Cells(parts),
            (Table{{"46082", "2026-03-01", "2026-03-01", "46082", "2026-03-01 08:30:00"}}));
  parts.book = "<workbookPr date1904=\"1\"/>";
  parts.sheet_data = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44620</v></c></row>";
  EXPECT_EQ(Cells(parts), (Table{{"2026-03-01"}}));
}

TEST(SpreadsheetDate, AgreesWithTheSpreadsheetsCalendarAroundItsMissingDay) {
  EXPECT_EQ(SpreadsheetDate(1, false), "1900-01-01");
  EXPECT_EQ(SpreadsheetDate(59, false), "1900-02-28");
  EXPECT_EQ(SpreadsheetDate(60, false), "");  // 29 February 1900, which never was
  EXPECT_EQ(SpreadsheetDate(61, false), "1900-03-01");
  EXPECT_EQ(SpreadsheetDate(2958465, false), "9999-12-31");
  EXPECT_EQ(SpreadsheetDate(0.5, false), "");
  EXPECT_EQ(SpreadsheetDate(1e300, false), "");
  EXPECT_EQ(SpreadsheetDate(0, true), "1904-01-01");
}

TEST(IsDateFormat, LooksAtDaysAndYearsOutsideQuotes) {
  for (const char* code : {"yyyy-mm-dd", "d mmm", "[$-804]yyyy\\年m", "m/d/yy h:mm"})
    EXPECT_TRUE(IsDateFormat(code)) << code;
  for (const char* code : {"General", "0.00", "h:mm:ss", "[Red]0", "0\"day\"", "\\d0", "0.00E+00",
                           "@", "\"", "#,##0;[Red]d"}) {
    EXPECT_FALSE(IsDateFormat(code)) << code;
  }
}

TEST(XlsxRoundTrip, AnyTableWrittenThenReadIsEqual) {
  EXPECT_TRUE(rc::check([] {
    static const std::vector<std::string> kPieces = {"a", "苏", "𠀀", ",",   "\"", "\n", " ",
                                                     "=", "<",  "&",  "]]>", "é",  "1"};
    Table table;
    const int rows = *rc::gen::inRange(1, 5);
    for (int i = 0; i < rows; ++i) {
      std::vector<std::string> cells(3);
      for (std::string& cell : cells) {
        const int count = *rc::gen::inRange(0, 4);
        for (int k = 0; k < count; ++k) cell += *rc::gen::elementOf(kPieces);
      }
      cells[0] = "k" + cells[0];  // no empty row
      cells[2] += "k";            // all of one width
      table.push_back(std::move(cells));
    }
    const bool inline_strings = *rc::gen::arbitrary<bool>();
    const std::string bytes = MakeWorkbook(
        {"s"},
        [&](lxw_workbook*, lxw_worksheet* sheet, const std::string&) {
          for (size_t r = 0; r < table.size(); ++r) {
            for (size_t c = 0; c < 3; ++c) {
              worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c),
                                     table[r][c].c_str(), nullptr);
            }
          }
        },
        inline_strings);
    RC_ASSERT(ReadBook(bytes).read.Cells() == table);
  }));
}

// ---- Bad input

ErrorCode CodeOf(const Outcome& outcome) {
  EXPECT_EQ(outcome.read.errors.size(), 1u);
  return outcome.read.errors.empty() ? ErrorCode::kInternal : outcome.read.errors[0].code;
}

TEST(BadInput, ZipBombInXlsxIsStoppedByItsRatio) {
  WorkbookParts parts;
  parts.sheet_data =
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>" + std::string(size_t{64} << 20, ' ');
  const std::string bytes = parts.Zip();
  ASSERT_LT(bytes.size(), size_t{200} << 10);
  const Outcome outcome = ReadBook(bytes);
  EXPECT_EQ(CodeOf(outcome), ErrorCode::kResourceExhausted);
  EXPECT_NE(outcome.read.errors[0].message.en.find("zip bomb"), std::string::npos);
}

TEST(BadInput, ZipBombInXlsxIsStoppedByItsSize) {
  WorkbookParts parts;
  parts.sheet_data =
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>" + std::string(size_t{2} << 20, ' ');
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip(), {.unpacked_bytes_max = 1 << 20})),
            ErrorCode::kResourceExhausted);
}

TEST(BadInput, XlsxWithTooManyOrTooLongStringsIsRefused) {
  WorkbookParts parts;
  for (int i = 0; i < 10; ++i) parts.shared += "<si><t>0123456789</t></si>";
  parts.sheet_data = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c></row>";
  EXPECT_TRUE(ReadBook(parts.Zip()).read.errors.empty());
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip(), {.shared_strings_max = 9})),
            ErrorCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip(), {.shared_bytes_max = 99})), ErrorCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip(), {.cell_bytes_max = 9})), ErrorCode::kResourceExhausted);
}

TEST(BadInput, SharedStringUsedAgainAndAgainInOneRowIsStopped) {
  WorkbookParts parts;
  parts.shared = "<si><t>" + std::string(1 << 19, 'x') + "</t></si>";
  parts.sheet_data = "<row r=\"1\">";
  for (int i = 0; i < 100; ++i) parts.sheet_data += "<c t=\"s\"><v>0</v></c>";
  parts.sheet_data += "</row>";
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip())), ErrorCode::kResourceExhausted);
}

TEST(BadInput, XlsxWithColumnsBeyondTheSheetIsRefused) {
  WorkbookParts parts;
  parts.sheet_data = "<row r=\"1\"><c r=\"ZZZZZZZZ1\"><v>1</v></c></row>";
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip())), ErrorCode::kResourceExhausted);
}

TEST(BadInput, XlsxWithEntitiesIsRefused) {
  auto parts = WorkbookParts{}.Parts();
  parts[5].second =
      "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
      "\"&a;&a;&a;\">]><worksheet>&b;</worksheet>";
  EXPECT_EQ(CodeOf(ReadBook(MakeZip(parts))), ErrorCode::kCorrupt);
  parts[5].second = "<worksheet>&b;</worksheet>";
  EXPECT_EQ(CodeOf(ReadBook(MakeZip(parts))), ErrorCode::kCorrupt);
}

TEST(BadInput, XlsxWithDeepOrEndlessXmlIsRefused) {
  auto parts = WorkbookParts{}.Parts();
  parts[5].second.clear();
  for (int i = 0; i < 100; ++i) parts[5].second += "<a>";
  EXPECT_EQ(CodeOf(ReadBook(MakeZip(parts))), ErrorCode::kResourceExhausted);
  parts[5].second = "<worksheet a=\"" + std::string(size_t{6} << 20, 'x');
  EXPECT_EQ(CodeOf(ReadBook(MakeZip(parts))), ErrorCode::kResourceExhausted);
}

TEST(BadInput, XlsxCutOffAtAnyPlaceIsAnErrorAndNeverMore) {
  const std::string bytes =
      MakeWorkbook({"s"}, [](lxw_workbook*, lxw_worksheet* sheet, const std::string&) {
        for (int r = 0; r < 200; ++r) {
          for (int c = 0; c < 4; ++c) {
            const std::string text = "行" + std::to_string(r * 31 % 97) + "," + std::to_string(c);
            worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c),
                                   text.c_str(), nullptr);
          }
        }
      });
  for (size_t size = 0; size < bytes.size(); size += 64) {
    const Outcome outcome = ReadBook(bytes.substr(0, size));
    ASSERT_EQ(outcome.read.errors.size(), 1u) << "cut off at " << size;
    EXPECT_EQ(outcome.read.errors[0].code, ErrorCode::kCorrupt) << "cut off at " << size;
    EXPECT_EQ(outcome.read.errors[0].place.file, "t.xlsx");
  }
}

TEST(BadInput, XlsxWithAnyByteChangedNeverCrashes) {
  WorkbookParts parts;
  parts.shared = "<si><t>shared</t></si>";
  parts.sheet_data = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
  const std::string bytes = parts.Zip();
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x55);
    const Outcome outcome = ReadBook(changed);
    EXPECT_LE(outcome.read.errors.size(), 1u);
  }
}

TEST(BadInput, PasswordProtectedAndOldWorkbooksAreNamedAsSuch) {
  const Outcome ole = ReadBook("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on");
  EXPECT_EQ(CodeOf(ole), ErrorCode::kInvalidArgument);
  EXPECT_NE(ole.read.errors[0].message.en.find("password"), std::string::npos);
  WorkbookParts parts;
  parts.sheet_data = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
  const Outcome encrypted = ReadBook(MakeZip(parts.Parts(), "secret"));
  EXPECT_EQ(CodeOf(encrypted), ErrorCode::kInvalidArgument);
  EXPECT_NE(encrypted.read.errors[0].message.en.find("password"), std::string::npos);
}

TEST(BadInput, FilesThatAreNoWorkbookAreNamedAsSuch) {
  EXPECT_EQ(CodeOf(ReadBook("key,name\n")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(ReadBook("")), ErrorCode::kCorrupt);
  EXPECT_EQ(CodeOf(ReadBook(MakeZip({{"readme.txt", "hello"}}))), ErrorCode::kInvalidArgument);
  WorkbookParts parts;
  parts.sheet_data =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>";  // no such shared string
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip())), ErrorCode::kCorrupt);
  parts.sheet_data = "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>";
  EXPECT_EQ(CodeOf(ReadBook(parts.Zip())), ErrorCode::kCorrupt);
}

TEST(XlsxReader, ReadsAFileAndNamesOneThatIsMissing) {
  TemporaryFolder folder;
  WorkbookParts parts;
  parts.sheet_data = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
  folder.Write("a.xlsx", parts.Zip());
  auto reader = XlsxReader::Open(folder.path() / "a.xlsx");
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(ReadAll(**reader).Cells(), (Table{{"1"}}));
  const auto missing = XlsxReader::Open(folder.path() / "b.xlsx");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lianmeng::ingest
