// How risk points change over time: runs recorded in the store, and what differs between them
// (docs/measures.md). For the alliance office alone: a run rests on all that the
// office may see (docs/decisions/0006).
//
// Example:
//   LM_TRY(RecordRiskRun(*platform, progress));           // after an import
//   LM_ASSIGN(const RiskChanges changes, CompareRiskRuns(*platform, *analysis, {}));
//
// Cost: a run holds one row for each product of each chain; comparing reads two runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/platform.h"
#include "app/risk_board.h"
#include "app/views.h"
#include "base/progress.h"

namespace lianmeng::app {

// A severity that moves by this much counts as worse or better where the class stays.
inline constexpr double kSeverityNoticed = 0.01;

// The analysis as a run: severities rounded to 0.01 %, makers to 0.01, shares to 0.1 %.
[[nodiscard]] Result<RiskRun> MakeRiskRun(Analysis& analysis,
                                          Progress& progress = Progress::None());

// Records the risk points of the newest data as the office sees them, unless the newest run says the
// same. Returns whether there was something new. Errors: kUnavailable (another write goes on),
// kCancelled.
[[nodiscard]] Result<bool> RecordRiskRun(Platform& platform, Progress& progress);
// The same for an analysis at hand. Requires: it is the office's.
[[nodiscard]] Result<bool> RecordRiskRun(Platform& platform, Analysis& office, Progress& progress);

// The present risk points against the newest run that differs from them.
class RiskComparison {
 public:
  // Empty for every viewer but the office, and while there is no earlier run.
  [[nodiscard]] static Result<RiskComparison> Load(Platform& platform, Analysis& analysis);

  [[nodiscard]] bool empty() const { return before_.id == 0; }
  // Requires for both: not empty.
  [[nodiscard]] RiskChange Of(ChainId chain, ProductId product) const;
  [[nodiscard]] RiskChangeCounts Count(const std::vector<ChainId>& chains) const;
  [[nodiscard]] RiskChangesOfChain ChangesOf(const Snapshot& snapshot, uint32_t chain) const;

  [[nodiscard]] const RiskRun& before() const { return before_; }
  [[nodiscard]] const RiskRun& now() const { return now_; }

 private:
  using Key = std::pair<ChainId, ProductId>;
  using Points = std::map<Key, RiskRunPoint>;

  static Points PointsOf(const RiskRun& run);
  static const RiskRunPoint* Find(const Points& points, const Key& key);
  [[nodiscard]] std::vector<Key> Keys(ChainId chain) const;  // in either run

  RiskRun before_, now_;
  Points points_before_, points_now_;
};

// "new" as people read it: 新增, new.
[[nodiscard]] TextPair LabelOfChange(std::string_view kind);
// "较上次（2026-10-26）：新增 2，加重 1，减轻 3。"
[[nodiscard]] TextPair ChangeSentence(const RiskChangeCounts& counts);

// Fills `change` of each row and `changes` of the page; nothing for those who may not know.
[[nodiscard]] Status AddChanges(Platform& platform, Analysis& analysis, const RiskFilter& filter,
                                RiskPointPage& page);

// Of one point. Requires: the chain exists.
[[nodiscard]] Result<std::optional<RiskChange>> ChangeOf(Platform& platform, Analysis& analysis,
                                                         std::string_view chain_key,
                                                         ProductId product);

// What changed since the newest different run, chain by chain. Errors: kPermissionDenied unless the
// analysis is the office's; kNotFound for an unknown chain.
[[nodiscard]] Result<RiskChanges> CompareRiskRuns(Platform& platform, Analysis& analysis,
                                                  const std::vector<std::string>& chains);

// One risk point in every run that is kept, the oldest first. Errors as above.
[[nodiscard]] Result<RiskHistory> HistoryOfRiskPoint(Platform& platform, Analysis& analysis,
                                                     std::string_view chain_key, ProductId product);

}  // namespace lianmeng::app
