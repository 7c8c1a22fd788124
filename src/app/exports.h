// The risk board and the matches of a need as tables for spreadsheets. (The directory's is in app/directory.h.)
#pragma once

#include "app/needs.h"
#include "app/risk_board.h"
#include "report/table.h"

namespace lianmeng::app {

// Every point of the filter, gravest first.
[[nodiscard]] Status ExportRiskPoints(Platform& platform, Analysis& analysis,
                                      const RiskFilter& filter, Language language,
                                      report::TableWriter& writer);
[[nodiscard]] Status ExportMatches(Analysis& analysis, NeedId id, Date today, Language language,
                                   report::TableWriter& writer);

// The firm-level supply network as plain rows (docs/formats/links.md) for `risk index`: the links that the viewer
// sees, an organisation's sector being the product of which it makes most. Essentiality is that of the link's
// product for the customer's products, the strictest of them; 0 if none of them uses it. Organisations that make
// nothing are of the sector "none".
[[nodiscard]] Status ExportLinks(const Snapshot& snapshot, const std::string& path);

}  // namespace lianmeng::app
