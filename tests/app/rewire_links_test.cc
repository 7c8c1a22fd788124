// Rewiring a file of links: the table written holds what the report says.
#include "app/rewire_links.h"

#include <gtest/gtest.h>

#include <sstream>

#include "app/generate_links.h"
#include "app/risk_index.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using testing::Must;
using testing::ReadFile;
using testing::TemporaryFolder;
using testing::WriteFile;

double MeanOfIndex(const std::string& links, const std::string& out) {
  RiskIndexOptions options;
  options.links = links;
  options.out = out;
  options.rows_in_report = true;
  const RiskIndexReport report = Must(ComputeRiskIndex(options, Progress::None()));
  double sum = 0;
  for (const RiskIndexRow& row : report.rows) sum += row.index.lower;
  return sum / static_cast<double>(report.rows.size());
}

TEST(RewireLinks, WritesTheNetworkThatItReports) {
  const TemporaryFolder folder;
  GenerateLinksOptions generate;
  generate.network = {.firms = 200, .links = 800, .sectors = 8, .seed = 3};
  generate.out = folder / "links.csv";
  Must(GenerateLinks(generate, Progress::None()));
  RewireLinksOptions options;
  options.links = generate.out;
  options.out = folder / "rewired.csv";
  options.rewiring.steps = 6;
  const RewireLinksReport report = Must(RewireLinks(options, Progress::None()));
  EXPECT_EQ(report.firms, 200);
  EXPECT_EQ(report.top.size(), 10U);
  EXPECT_GT(report.reduction(), 0.1);
  EXPECT_NEAR(MeanOfIndex(options.links, folder / "a.csv"), report.mean_before, 1e-9);
  EXPECT_NEAR(MeanOfIndex(options.out, folder / "b.csv"), report.mean_after, 1e-9);
  // Both the table and the proof are of the same network.
  RewireLinksOptions again;
  again.links = options.out;
  again.rewiring.steps = 1;
  const RewireLinksReport after = Must(RewireLinks(again, Progress::None()));
  EXPECT_EQ(after.certified_before, report.certified_after);
  EXPECT_EQ(static_cast<uint64_t>(after.links), report.changes.links_after);
  EXPECT_LT(report.certified_after.upper, report.certified_before.lower);
  EXPECT_NEAR(1 - report.certified_after.upper / report.certified_before.lower,
              report.reduction_proven(), 1e-12);
}

TEST(RewireLinks, KeepsNamesThatNeedQuotes) {
  const TemporaryFolder folder;
  WriteFile(folder / "links.csv",
            "supplier,customer,supplier_sector,customer_sector,weight,essentiality\n"
            "\"甲, 一\",\"丙 \"\"三\"\"\",\"s, 1\",2,10,2\n"
            "\"甲, 一\",丁,\"s, 1\",2,0.1,2\n"
            "乙,丁,\"s, 1\",2,10,2\n"
            "丁,戊,2,3,1,2\n");
  RewireLinksOptions options;
  options.links = folder / "links.csv";
  options.out = folder / "rewired.csv";
  Must(RewireLinks(options, Progress::None()));
  RewireLinksOptions again;
  again.links = options.out;
  const RewireLinksReport report = Must(RewireLinks(again, Progress::None()));
  EXPECT_EQ(report.errors, 0);
  EXPECT_EQ(report.firms, 5);
  EXPECT_NE(ReadFile(options.out).find("\"甲, 一\",\"丙 \"\"三\"\"\",\"s, 1\",2,"),
            std::string::npos);
}

TEST(RewireLinks, ReportsBadRowsAndWritesNothing) {
  const TemporaryFolder folder;
  WriteFile(folder / "links.csv",
            "supplier,customer,supplier_sector,customer_sector,weight,essentiality\n"
            "a,b,1,2,-3,2\n");
  RewireLinksOptions options;
  options.links = folder / "links.csv";
  options.out = folder / "rewired.csv";
  const RewireLinksReport report = Must(RewireLinks(options, Progress::None()));
  EXPECT_EQ(report.errors, 1);
  ASSERT_EQ(report.first_issues.size(), 1U);
  EXPECT_EQ(report.first_issues[0].place.line, 2);
  EXPECT_FALSE(std::filesystem::exists(options.out));
}

}  // namespace
}  // namespace lianmeng::app
