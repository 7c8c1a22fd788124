// What a scenario does to the region: the cascade wave by wave, and what is lost by chain, city, product and
// firm over the scenario's days (docs/formats/scenario.md).
//
// Example:   LM_ASSIGN(const WhatIf answer, RunWhatIf(*analysis, scenario, {}));
// Cost:      one cascade with its waves, and one over days; tens of milliseconds on the demo region.
// Determinism: equal input, equal output, but for the milliseconds.
#pragma once

#include "app/analysis.h"
#include "app/scenario.h"
#include "app/what_if_views.h"
#include "report/table.h"

namespace lianmeng::app {

struct WhatIfOptions {
  double stop_threshold = 1e-7;  // of the cascade: far below what is shown
  double tolerance = 1e-4;       // width of the proven interval of the region's rate
  size_t firms_max = 100;
  size_t waves_max = 24;  // later ones are added to the last
};

// Computed from what the analysis' viewer may see. Errors: as Resolve.
[[nodiscard]] Result<WhatIf> RunWhatIf(Analysis& analysis, const Scenario& scenario,
                                       const WhatIfOptions& options = {});

// The firms as a table; in a file of several sheets also products, cities and chains.
struct WhatIfTables {
  Language language = Language::kChinese;
  bool all = true;  // false: the firms alone (CSV)
};
[[nodiscard]] Status ExportWhatIf(const WhatIf& answer, const WhatIfTables& tables,
                                  report::TableWriter& writer);

// 冲击, 供应, 需求.
[[nodiscard]] TextPair CauseLabel(const std::string& cause);

}  // namespace lianmeng::app
