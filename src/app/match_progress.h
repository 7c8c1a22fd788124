// What becomes of suggested pairs (docs/matching.md, "After the list"): seen, contacted, talking, agreed, declined
// with a reason, closed.
//
// Example:
//   LM_ASSIGN(const MatchStepView step, MoveMatch(*platform, office, {.need = n, .offer = o, .state = "contacted"}));
//   // the next who moves the pair says .last = step.id, or is told that somebody was quicker
//
// Who sees what: the office every pair that it sees both sides of, an organisation those in which it takes part, notes
// included; nobody else. The office writes (until accounts exist).
// Thread-safety: as Platform.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/json_input.h"
#include "app/match_progress_views.h"
#include "app/platform.h"
#include "report/table.h"

namespace lianmeng::app {

// The body of POST /api/v1/match-cases.
struct MatchMoveInput {
  std::string need, offer;  // ids
  std::string state;
  std::optional<std::string> reason;  // with "declined" always, otherwise never
  std::optional<std::string> note;
  std::optional<std::string>
      last;  // id of the step that the writer saw as the newest; none: there was none

  LM_FIELDS(MatchMoveInput, need, offer, state, reason, note, last)
  static FieldRules Rules();
};

struct MatchCaseQuery {
  std::string need, organisation;   // ids; empty: all
  std::vector<std::string> states;  // of the newest step; empty: all
};

// Errors: kPermissionDenied unless the office asks; kNotFound: the need or the offer; kInvalidArgument: an unknown
// state or reason, a reason that is missing or superfluous, the state that the pair has already; kConflict: the pair
// has moved on since `last`.
[[nodiscard]] Result<MatchStepView> MoveMatch(Platform& platform, const Viewer& viewer,
                                              const MatchMoveInput& input);

// Errors: kInvalidArgument for an unknown state or a bad id.
[[nodiscard]] Result<MatchCaseList> ListMatchCases(Platform& platform, const Viewer& viewer,
                                                   const MatchCaseQuery& query);
[[nodiscard]] Result<MatchCaseHistory> GetMatchHistory(Platform& platform, const Viewer& viewer,
                                                       NeedId need, OfferId offer);
// Every pair of the query.
[[nodiscard]] Status ExportMatchCases(Platform& platform, const Viewer& viewer,
                                      const MatchCaseQuery& query, Language language,
                                      report::TableWriter& writer);

// The newest step of every pair that the viewer may see, for plans that rest on them.
[[nodiscard]] Result<std::vector<MatchStep>> CurrentMatches(Platform& platform,
                                                            const Viewer& viewer);

}  // namespace lianmeng::app
