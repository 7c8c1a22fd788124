#include "ingest/links_reader.h"

#include <gtest/gtest.h>

#include "ingest/csv_reader.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

struct LinksOutcome {
  std::vector<std::string> links;  // "supplier>customer weight essentiality"
  std::vector<std::string> issues;
  Result<LinksCounts> counts = LinksCounts{};
};

LinksOutcome Read(const std::string& text) {
  CsvReader reader(std::make_unique<MemorySource>(text), {.file = "links.csv"});
  LinksOutcome outcome;
  const LinksHandlers handlers{
      .on_link = [&](const PlainLink& link) -> Status {
        outcome.links.push_back(
            std::string(link.supplier) + "/" + std::string(link.supplier_sector) + ">" +
            std::string(link.customer) + "/" + std::string(link.customer_sector) + " " +
            std::to_string(link.weight) + " " + std::to_string(link.essentiality));
        return Ok{};
      },
      .on_issue = [&](const RowIssue& issue) -> Status {
        outcome.issues.push_back(std::to_string(issue.place.line) + " " + issue.place.field + " [" +
                                 issue.place.value + "] " + issue.message.en);
        return Ok{};
      }};
  outcome.counts = ReadLinks(reader, handlers, Progress::None());
  return outcome;
}

TEST(LinksReader, TakesColumnsInAnyOrderUnderBothNames) {
  const LinksOutcome outcome = Read(
      "type,weight,customerNACE,supplierNACE,customer,supplier\n"
      "2,1.5e2,C2,C1,b,a\n"
      "0.0,0,C3,C1,c,a\n");
  ASSERT_TRUE(outcome.counts.ok());
  EXPECT_EQ(outcome.links,
            (std::vector<std::string>{"a/C1>b/C2 150.000000 2", "a/C1>c/C3 0.000000 0"}));
  EXPECT_TRUE(outcome.issues.empty());
  EXPECT_EQ(outcome.counts->firms, 3);
  EXPECT_EQ(outcome.counts->accepted, 2);
}

TEST(BadInput, LinksCollectEveryFaultInOnePassWithLineAndColumn) {
  const LinksOutcome outcome = Read(
      "supplier,customer,supplier_sector,customer_sector,weight,essentiality\n"
      "a,b,1,2,-1,2\n"
      "a,b,1,2,nan,2\n"
      "a,b,1,2,inf,1\n"
      "a,b,1,2,1e999,1\n"
      "a,b,1,2,,1\n"
      "a,b,1,2,3kg,1\n"
      "a,b,1,2,3,3\n"
      "a,b,1,2,3\n"
      "a,b,1,9,3,1\n"
      ",b,1,2,3,1\n"
      "a,b,1,2,7,1\n");
  EXPECT_EQ(outcome.issues,
            (std::vector<std::string>{
                "2 weight [-1] must not be negative", "3 weight [nan] is not a finite number",
                "4 weight [inf] is not a finite number", "5 weight [1e999] is not a finite number",
                "6 weight [] must not be empty", "7 weight [3kg] is not a number",
                "8 essentiality [3] must be 0 (irrelevant), 1 (replaceable) or 2 (essential)",
                "9  [] has 5 cells where the heading has 6",
                "10 customer_sector [9] firm b is in sector 2 on line 2",
                "11 supplier [] must not be empty"}));
  EXPECT_EQ(outcome.links.size(), 1u);
  EXPECT_EQ(outcome.counts->read, 11);
  EXPECT_EQ(outcome.counts->rejected, 10);
}

TEST(BadInput, LinksWithoutARequiredColumnAreRefusedByItsName) {
  const LinksOutcome outcome =
      Read("supplier,customer,supplier_sector,customer_sector,wieght,essentiality\n");
  ASSERT_FALSE(outcome.counts.ok());
  EXPECT_EQ(outcome.counts.error().place.field, "weight");
  EXPECT_EQ(outcome.issues,
            (std::vector<std::string>{
                "1 wieght [] unknown column, passed over; did you mean [weight]?"}));
  EXPECT_FALSE(Read("").counts.ok());
}

}  // namespace
}  // namespace lianmeng::ingest
