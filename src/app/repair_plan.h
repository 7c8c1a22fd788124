// Repair plans of a chain (docs/repair.md): proposals from the snapshot's records, a choice for a
// budget, and what any set of measures does, at once.
//
// The id of a measure says what it is, from the keys of its records: "second_source:reducer:A1:R1:
// robot". It stays the same for as long as the records do.
// Cost: the first question about a chain follows its losses and scores every proposal alone; later
// ones need some evaluations (EvaluateRepair: one).
#pragma once

#include "app/analysis.h"
#include "app/repair_views.h"
#include "report/table.h"

namespace lianmeng::app {

// Errors: kNotFound for an unknown chain or measure; kInvalidArgument for a bad budget or kind, or a
//         measure that is both wanted and refused.
[[nodiscard]] Result<RepairPlan> MakeRepairPlan(Analysis& analysis, const RepairPlanInput& input,
                                                Progress& progress = Progress::None());
[[nodiscard]] Result<RepairEffect> EvaluateRepair(Analysis& analysis,
                                                  const RepairEvaluateInput& input);

// Two sheets: the measures taken with whom to call, and each point before and after. A CSV holds
// the first.
struct RepairExport {
  Language language = Language::kChinese;
  bool points = true;  // the second sheet too
};
[[nodiscard]] Status ExportRepairPlan(const RepairPlan& plan, const RepairExport& options,
                                      report::TableWriter& writer);
// The same as a page to print.
[[nodiscard]] std::string RepairPlanPage(const RepairPlan& plan, Language language);

}  // namespace lianmeng::app
