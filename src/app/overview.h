// The region at a glance: cities, flows between them, chains with their risk, the gravest points.
#pragma once

#include "app/platform.h"
#include "app/views.h"

namespace lianmeng::app {

[[nodiscard]] Result<Overview> MakeOverview(Analysis& analysis);

// What is loaded and who is looking.
[[nodiscard]] Meta MakeMeta(const Analysis& analysis, std::string_view program_version);

}  // namespace lianmeng::app
