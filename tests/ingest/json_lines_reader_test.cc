#include "ingest/json_lines_reader.h"

#include <gtest/gtest.h>

#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

using Table = std::vector<std::vector<std::string>>;

ReadOutcome ReadText(const std::string& text, size_t step = 0, size_t line_bytes_max = 1000) {
  JsonLinesReader reader(
      std::make_unique<MemorySource>(text, step),
      {.file = "t.json", .fields = {"a", "b"}, .line_bytes_max = line_bytes_max});
  return ReadAll(reader);
}

TEST(JsonLines, GivesTheWantedFieldsOfEveryKindWhereverTheBufferEnds) {
  const std::string text =
      "\xEF\xBB\xBF{\"b\": \"苏州\\n\\u4e2d\", \"c\": [1,{}], \"a\": 1.50}\r\n"
      "\n"
      "{\"a\": null, \"b\": true}\n"
      "{\"a\": [1, {\"x\": 2}], \"b\": {\"y\": []}}\n"
      "{}";
  for (size_t step = 0; step < 9; ++step) {
    const ReadOutcome outcome = ReadText(text, step);
    EXPECT_TRUE(outcome.errors.empty());
    EXPECT_EQ(
        outcome.Cells(),
        (Table{{"1.50", "苏州\n中"}, {"", "true"}, {"[1, {\"x\": 2}]", "{\"y\": []}"}, {"", ""}}));
    ASSERT_EQ(outcome.rows.size(), 4u);
    EXPECT_EQ(outcome.rows[1].line, 3);
  }
}

TEST(BadInput, DamagedJsonLinesAreReportedOneByOneAndTheRestIsRead) {
  const ReadOutcome outcome = ReadText(
      "{\"a\":\"1\"}\n"
      "{\"a\":\n"
      "[1,2]\n"
      "{\"a\":\"1\"} x\n"
      "{\"a\":1x}\n"
      "{\"a\":\"\xFF\"}\n"
      "nonsense\n"
      "{\"a\":\"8\"}\n"
      "{\"a\":\"9");
  std::vector<int64_t> lines;
  for (const Error& error : outcome.errors) lines.push_back(error.place.line);
  EXPECT_EQ(lines, (std::vector<int64_t>{2, 3, 4, 5, 6, 7, 9}));
  EXPECT_EQ(outcome.Cells(), (Table{{"1", ""}, {"8", ""}}));
}

TEST(BadInput, JsonLineAboveTheLimitEndsTheReading) {
  const ReadOutcome outcome =
      ReadText("{\"a\":1}\n{\"a\":\"" + std::string(2000, 'x') + "\"}\n", 7);
  ASSERT_EQ(outcome.errors.size(), 1u);
  EXPECT_EQ(outcome.errors[0].code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(outcome.errors[0].place.line, 2);
}

TEST(JsonLines, NestingDeeperThanTheParserBearsIsReported) {
  std::string text = "{\"a\":";
  for (int i = 0; i < 3000; ++i) text += "[";
  EXPECT_EQ(ReadText(text + "\n{\"a\":1}\n", 0, 100000).errors.size(), 1u);
}

}  // namespace
}  // namespace lianmeng::ingest
