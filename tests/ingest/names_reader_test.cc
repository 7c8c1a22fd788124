#include "ingest/names_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ingest/csv_reader.h"

namespace lianmeng::ingest {
namespace {

struct Outcome {
  Result<PlainCounts> counts = PlainCounts{};
  std::vector<std::string> names, codes;
  std::vector<RowIssue> issues;
};

Outcome Read(const std::string& table) {
  Outcome outcome;
  CsvReader reader(std::make_unique<MemorySource>(table), {.file = "names.csv"});
  outcome.counts = ReadNames(reader,
                             {.on_name = [&](const PlainName& row) -> Status {
                                outcome.names.emplace_back(row.name);
                                outcome.codes.push_back(row.credit_code);
                                return Ok{};
                              },
                              .on_issue = [&](const RowIssue& issue) -> Status {
                                outcome.issues.push_back(issue);
                                return Ok{};
                              }},
                             Progress::None());
  return outcome;
}

TEST(NamesReader, ReadsNamesAloneAndWithTheirCodes) {
  EXPECT_EQ(Read("name\n讯飞\n").names, std::vector<std::string>{"讯飞"});
  const Outcome outcome = Read("统一社会信用代码,企业名称\n９１340000711771143j, 科大讯飞 \n");
  EXPECT_EQ(outcome.names, std::vector<std::string>{"科大讯飞"});
  EXPECT_EQ(outcome.codes, std::vector<std::string>{"91340000711771143J"});
}

TEST(NamesReader, NamesLineFieldAndValueOfEveryWrongRow) {
  const Outcome outcome = Read("name,credit_code\n,\n（）,\n讯飞,12\n讯飞\n讯飞,\n");
  ASSERT_TRUE(outcome.counts);
  EXPECT_EQ(outcome.counts->read, 5);
  EXPECT_EQ(outcome.counts->rejected, 4);
  ASSERT_EQ(outcome.issues.size(), 4U);
  EXPECT_EQ(outcome.issues[0].place, (Place{"names.csv", 2, "name", ""}));
  EXPECT_EQ(outcome.issues[1].place, (Place{"names.csv", 3, "name", "（）"}));
  EXPECT_EQ(outcome.issues[2].place, (Place{"names.csv", 4, "credit_code", "12"}));
  EXPECT_EQ(outcome.issues[3].place.line, 5);
  EXPECT_EQ(outcome.names, std::vector<std::string>{"讯飞"});
}

TEST(NamesReader, RefusesATableWithoutNames) {
  for (const char* table : {"", "code\n1\n", "name,name\na,b\n", "name,名称\na,b\n"}) {
    const Outcome outcome = Read(table);
    ASSERT_FALSE(outcome.counts) << table;
    EXPECT_EQ(outcome.counts.error().code, ErrorCode::kInvalidArgument) << table;
  }
}

TEST(NamesReader, RefusesANameOfMoreThan200Characters) {
  std::string name;
  for (int i = 0; i < 201; ++i) name += "讯";
  EXPECT_EQ(Read("name\n" + name + "\n").issues.size(), 1U);
  EXPECT_TRUE(Read("name\n" + name.substr(3) + "\n").issues.empty());
}

}  // namespace
}  // namespace lianmeng::ingest
