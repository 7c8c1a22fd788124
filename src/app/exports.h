// The risk board and the matches of a need as tables for spreadsheets. (The directory's is in app/directory.h.)
#pragma once

#include "app/needs.h"
#include "app/risk_board.h"
#include "report/table.h"

namespace lianmeng::app {

// Every point of the filter, gravest first.
[[nodiscard]] Status ExportRiskPoints(Analysis& analysis, const RiskFilter& filter, Language language,
                                      report::TableWriter& writer);
[[nodiscard]] Status ExportMatches(Analysis& analysis, NeedId id, Date today, Language language,
                                   report::TableWriter& writer);

}  // namespace lianmeng::app
