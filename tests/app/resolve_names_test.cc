// What of a record enters when a file's names are resolved.
#include "app/resolve_names.h"

#include <gtest/gtest.h>

#include "app/snapshot.h"
#include "tests/support/files.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

// Whether the name of an institute is offered a record of this kind whose own name tells none.
bool IsOffered(OrganisationKind kind) {
  Snapshot snapshot;
  snapshot.organisations.push_back({.kind = kind, .name = "安徽南湖新能源新材料研究"});
  TemporaryFolder folder;
  WriteFile(folder / "names.csv", "name\n安徽南湖新能源新材料研究院\n");
  const auto report = ResolveNames(snapshot, {.file = folder / "names.csv"}, Progress::None());
  return !report.value().resolved.items.at(0).candidates.empty();
}

TEST(ResolveNames, TakesTheKindOfARecordWhoseNameTellsNoneButNotWhatAFileLeftEmpty) {
  EXPECT_FALSE(IsOffered(OrganisationKind::kUniversity));
  EXPECT_FALSE(IsOffered(OrganisationKind::kGovernment));
  EXPECT_TRUE(IsOffered(OrganisationKind::kInstitute));
  EXPECT_TRUE(IsOffered(OrganisationKind::kPark));
  EXPECT_TRUE(IsOffered(OrganisationKind::kEnterprise));  // also an institute of no kind given
}

}  // namespace
}  // namespace lianmeng::app
