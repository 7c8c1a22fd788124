// All open needs of a region at once: who should supply whom, so that the sum of all scores is greatest, under
// the floors and limits that the office sets; proven, and every no explained (docs/matching.md).
//
// Pairs that were agreed stay (app/match_progress.h), whatever the limits; pairs declined or closed are left out.
// What was said of an offer moves its other pairs by a few points (match/feedback.h).
//
// Example:
//   LM_ASSIGN(auto plan, AssignRegion(*analysis, {.floor_cross_province = 0.4}, {today, steps}));
//   plan.verdict;   // "总分 …，已证明最优"
//
// Cost:      matching every need once for a snapshot and day; then about a second for 2,000 needs
//            under floors, milliseconds without.
// Determinism: equal data, equal question, equal answer, unless the search runs out of time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/analysis.h"
#include "app/assign_region_views.h"
#include "report/table.h"

namespace lianmeng::app {

struct AssignRegionQuery {
  std::optional<std::string> kind;                // goods, technology, ...; all unless given
  std::optional<std::string> chain;               // key; needs of its products alone
  int64_t pairs_per_need = 1;                     // 1 to 20
  int64_t pairs_per_offer = 1;                    // 1 to 1,000
  std::optional<int64_t> pairs_per_organisation;  // of a supplier, over all its offers
  std::optional<double> floor_cross_province;     // shares of all pairs, 0 to 1, to four decimals
  std::optional<double> floor_sme;                // suppliers that are 中小企业
  std::optional<double> floor_paired;             // between cities that work as a pair
  double seconds_max = 2;                         // of the search for whole pairs
};

// What a plan rests on beside the records.
struct AssignRegionState {
  Date today;
  const std::vector<MatchStep>& steps;  // CurrentMatches of the same viewer
};

// Errors: kInvalidArgument for an unknown kind or chain or a figure out of range.
[[nodiscard]] Result<RegionAssignment> AssignRegion(Analysis& analysis,
                                                    const AssignRegionQuery& query,
                                                    const AssignRegionState& state);

// Open needs that an organisation's offers could meet, best first: what is brought to a supplier's notice.
// A need is listed once, with the organisation's best offer for it, where that is among the need's fifty best.
// Errors: kNotFound.
[[nodiscard]] Result<OpportunityList> OpportunitiesOf(Analysis& analysis, OrganisationId id,
                                                      Date today);

// Every pair, then every need without one.
[[nodiscard]] Status ExportAssignment(const RegionAssignment& assignment, Language language,
                                      report::TableWriter& writer);

}  // namespace lianmeng::app
