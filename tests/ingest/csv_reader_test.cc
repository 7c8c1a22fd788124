#include "ingest/csv_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/text.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

using Table = std::vector<std::vector<std::string>>;

ReadOutcome ReadText(const std::string& text, CsvOptions options = {}, size_t step = 0) {
  options.file = "t.csv";
  CsvReader reader(std::make_unique<MemorySource>(text, step), options);
  return ReadAll(reader);
}

Table Cells(const std::string& text) {
  const ReadOutcome outcome = ReadText(text);
  EXPECT_TRUE(outcome.errors.empty()) << outcome.errors[0].Describe(Language::kEnglish);
  return outcome.Cells();
}

// ---- RFC 4180, section 2, rule by rule, with its own examples

TEST(Rfc4180, Rule1RowsEndWithCrLf) {
  EXPECT_EQ(Cells("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
            (Table{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
}

TEST(Rfc4180, Rule2TheLastRowNeedsNoLineEnd) {
  EXPECT_EQ(Cells("aaa,bbb,ccc\r\nzzz,yyy,xxx"),
            (Table{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
}

TEST(Rfc4180, Rule3AHeadingIsARowAsAnyOther) {
  EXPECT_EQ(Cells("field_name,x\r\naaa,bbb\r\n"), (Table{{"field_name", "x"}, {"aaa", "bbb"}}));
}

TEST(Rfc4180, Rule4BlanksBelongToTheFieldAndALastCommaOpensOneMore) {
  EXPECT_EQ(Cells(" aaa , bbb\r\nx,\r\n"), (Table{{" aaa ", " bbb"}, {"x", ""}}));
}

TEST(Rfc4180, Rule5FieldsMayBeQuoted) {
  EXPECT_EQ(Cells("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,\"\"\r\n"),
            (Table{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", ""}}));
}

TEST(Rfc4180, Rule5QuotesMayNotAppearInUnquotedFields) {
  const ReadOutcome outcome = ReadText("a,b\r\nx\"y,z\r\nc,d\r\n");
  ASSERT_EQ(outcome.errors.size(), 1u);
  EXPECT_EQ(outcome.errors[0].place, (Place{.file = "t.csv", .line = 2, .value = "x\""}));
  EXPECT_EQ(outcome.Cells(), (Table{{"a", "b"}, {"c", "d"}}));
}

TEST(Rfc4180, Rule6QuotedFieldsHoldCommasQuotesAndLineEnds) {
  EXPECT_EQ(Cells("\"aaa\",\"b\r\nbb\",\"c,c\"\r\nzzz,yyy,xxx"),
            (Table{{"aaa", "b\r\nbb", "c,c"}, {"zzz", "yyy", "xxx"}}));
}

TEST(Rfc4180, Rule7AQuoteInAQuotedFieldIsDoubled) {
  EXPECT_EQ(Cells("\"aaa\",\"b\"\"bb\",\"ccc\"\r\n"), (Table{{"aaa", "b\"bb", "ccc"}}));
}

// ---- Beyond the RFC

TEST(CsvReader, TakesLfAndCrAsLineEnds) {
  EXPECT_EQ(Cells("a,b\nc,d\n"), (Table{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(Cells("a,b\rc,d\r"), (Table{{"a", "b"}, {"c", "d"}}));
}

TEST(CsvReader, PassesOverEmptyLinesAndSkipsTheByteOrderMark) {
  EXPECT_EQ(Cells("\xEF\xBB\xBF\n\r\na,b\n\n\nc,d"), (Table{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(Cells(""), Table{});
  EXPECT_EQ(Cells("\n\n"), Table{});
}

TEST(CsvReader, CountsLinesInsideQuotesAndOfEmptyLines) {
  for (const size_t step : {0, 1, 2, 3}) {
    const ReadOutcome outcome = ReadText("a\r\n\"b\r\nb\nb\rb\"\r\n\r\nc\nd\re", {}, step);
    std::vector<int64_t> lines;
    for (const Row& row : outcome.rows) lines.push_back(row.line);
    EXPECT_EQ(lines, (std::vector<int64_t>{1, 2, 7, 8, 9})) << "step " << step;
  }
}

TEST(CsvReader, ReportsTextBehindAClosingQuoteAndGoesOn) {
  const ReadOutcome outcome = ReadText("a,b\n\"x\" y,z\nc,d\n");
  ASSERT_EQ(outcome.errors.size(), 1u);
  EXPECT_EQ(outcome.errors[0].place.line, 2);
  EXPECT_EQ(outcome.rows.size(), 2u);
}

TEST(BadInput, FileCutOffInsideAQuoteIsCorruptAndNamesTheLineOfTheQuote) {
  const ReadOutcome outcome = ReadText("a,b\nc,\"d\ne\nf");
  ASSERT_EQ(outcome.errors.size(), 1u);
  EXPECT_EQ(outcome.errors[0].code, ErrorCode::kCorrupt);
  EXPECT_EQ(outcome.errors[0].place.line, 2);
  EXPECT_EQ(outcome.rows.size(), 1u);
}

TEST(CsvReader, EveryLimitIsAnErrorThatNamesIt) {
  const std::string text = "a,b,c\n1234567890,2,3\n";
  EXPECT_EQ(ReadText(text, {.field_bytes_max = 9}).errors.at(0).code,
            ErrorCode::kResourceExhausted);
  EXPECT_EQ(ReadText(text, {.row_bytes_max = 11}).errors.at(0).code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(ReadText(text, {.fields_max = 2}).errors.at(0).code, ErrorCode::kResourceExhausted);
  EXPECT_TRUE(
      ReadText(text, {.field_bytes_max = 10, .row_bytes_max = 12, .fields_max = 3}).errors.empty());
}

TEST(CsvReader, AFatalErrorStays) {
  CsvReader reader(std::make_unique<MemorySource>("\"a"), {});
  Row row;
  EXPECT_FALSE(reader.Next(row).ok());
  EXPECT_FALSE(reader.CanGoOn());
  EXPECT_FALSE(reader.Next(row).ok());
}

// ---- Encodings

// 名称,𠀀 (U+20000, four bytes 95 32 82 36) ,㐀 (U+3400, four bytes 81 39 EE 39)
const char kGb18030[] =
    "\xC3\xFB\xB3\xC6,\x95\x32\x82\x36,\x81\x39\xEE\x39\n\xCB\xD5\xD6\xDD,x,y\n";

TEST(Encoding, Gb18030IsFoundOutWithFourByteCharactersWhereverTheBufferEnds) {
  for (size_t step = 0; step < 12; ++step) {
    const ReadOutcome outcome = ReadText(kGb18030, {}, step);
    EXPECT_TRUE(outcome.errors.empty());
    EXPECT_EQ(outcome.Cells(), (Table{{"名称", "𠀀", "㐀"}, {"苏州", "x", "y"}}))
        << "step " << step;
  }
}

TEST(Encoding, Gb18030IsFoundOutBehindManyPiecesOfAscii) {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "abc,def\n";
  const ReadOutcome outcome = ReadText(text + "\xCB\xD5\xD6\xDD,x\n");
  ASSERT_EQ(outcome.rows.size(), 30001u);
  EXPECT_EQ(outcome.rows.back().cells[0], "苏州");
}

TEST(Encoding, Utf8IsKeptWhereverTheBufferEnds) {
  for (size_t step = 0; step < 8; ++step) {
    EXPECT_EQ(ReadText("名称,𠀀\n苏州,x\n", {}, step).Cells(),
              (Table{{"名称", "𠀀"}, {"苏州", "x"}}));
  }
}

TEST(BadInput, WrongEncodingOfOneRowIsReportedWithItsLineAndTheRestIsRead) {
  const ReadOutcome outcome =
      ReadText("名称,所在地\n苏州市机械有限公司,江苏\nab\xFF\xFEy,z\n杭州市机械有限公司,浙江\n");
  ASSERT_EQ(outcome.errors.size(), 1u);
  EXPECT_EQ(outcome.errors[0].place.line, 3);
  EXPECT_NE(outcome.errors[0].message.en.find("UTF-8"), std::string::npos);
  EXPECT_EQ(outcome.rows.size(), 3u);
}

TEST(BadInput, BytesThatAreNotGb18030AreReportedByRow) {
  const ReadOutcome outcome =
      ReadText("a,b\nx\xFF,y\n\xCB\xD5\xD6\xDD,c\n", {.encoding = Encoding::kGb18030});
  ASSERT_EQ(outcome.errors.size(), 1u);
  EXPECT_EQ(outcome.errors[0].place.line, 2);
  EXPECT_EQ(outcome.rows.size(), 2u);
}

TEST(BadInput, ACharacterCutOffAtTheEndOfTheFileIsReported) {
  EXPECT_EQ(ReadText("苏州,a\n杭\xE5\xB7", {.encoding = Encoding::kUtf8}).errors.size(), 1u);
  EXPECT_EQ(ReadText("\xCB\xD5\xD6\xDD,a\nx\xD6", {.encoding = Encoding::kGb18030}).errors.size(),
            1u);
}

TEST(BadInput, Utf16IsRefusedWithAdvice) {
  for (const std::string& text :
       {std::string("\xFF\xFE\x61\x00", 4), std::string("\xFE\xFF\x00\x61", 4)}) {
    const ReadOutcome outcome = ReadText(text);
    ASSERT_EQ(outcome.errors.size(), 1u);
    EXPECT_NE(outcome.errors[0].message.en.find("UTF-16"), std::string::npos);
    EXPECT_EQ(outcome.errors[0].place.file, "t.csv");
  }
  EXPECT_EQ(ReadText(std::string("a\0b,c\nd,e\n", 10)).errors.size(), 1u);  // a NUL
}

// ---- Any table written is read as it was

std::string RandomCell() {
  static const std::vector<std::string> kPieces = {"a",  "苏",   "𠀀", ",", "\"", "\n",
                                                   "\r", "\r\n", " ",  "=", "é",  "1"};
  std::string cell;
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) cell += *rc::gen::elementOf(kPieces);
  return cell;
}

TEST(CsvRoundTrip, AnyTableWrittenThenReadIsEqual) {
  EXPECT_TRUE(rc::check([] {
    Table table;
    std::string text;
    const int rows = *rc::gen::inRange(0, 8);
    for (int i = 0; i < rows; ++i) {
      std::vector<std::string> cells(static_cast<size_t>(*rc::gen::inRange(1, 5)));
      for (std::string& cell : cells) cell = RandomCell();
      AppendCsvRow(cells, text);
      table.push_back(std::move(cells));
    }
    const size_t step = *rc::gen::inRange<size_t>(0, 7);
    const ReadOutcome outcome = ReadText(text, {.encoding = Encoding::kUtf8}, step);
    RC_ASSERT(outcome.errors.empty());
    RC_ASSERT(outcome.Cells() == table);
  }));
}

TEST(CsvReader, AnyBytesGiveTheSameWhereverTheBufferEnds) {
  EXPECT_TRUE(rc::check([] {
    static const std::vector<std::string> kPieces = {
        "a", ",", "\"", "\n", "\r", "\xCB\xD5", "苏", "\xFF", "\x95\x32\x82\x36"};
    std::string text;
    const int count = *rc::gen::inRange(0, 40);
    for (int i = 0; i < count; ++i) text += *rc::gen::elementOf(kPieces);
    const ReadOutcome whole = ReadText(text);
    const ReadOutcome cut = ReadText(text, {}, *rc::gen::inRange<size_t>(1, 6));
    RC_ASSERT(whole.Cells() == cut.Cells());
    RC_ASSERT(whole.errors.size() == cut.errors.size());
    for (size_t i = 0; i < whole.rows.size(); ++i)
      RC_ASSERT(whole.rows[i].line == cut.rows[i].line);
  }));
}

TEST(CsvReader, ReadsAFileAndNamesOneThatIsMissing) {
  TemporaryFolder folder;
  folder.Write("a.csv", "x,y\n");
  auto reader = CsvReader::Open(folder.path() / "a.csv");
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(ReadAll(**reader).Cells(), (Table{{"x", "y"}}));
  const auto missing = CsvReader::Open(folder.path() / "b.csv");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lianmeng::ingest
