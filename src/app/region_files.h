// Region folders as files of the program's own: facts read whole, samples written, templates made from the
// table specifications.
#pragma once

#include <string>
#include <vector>

#include "app/generate_region.h"
#include "base/result.h"

namespace lianmeng::app {

// The facts of a region folder; organisations, offers, needs and links in it are passed over.
// Errors: kInvalidArgument with the first faulty row.
[[nodiscard]] Result<RegionFacts> ReadFacts(const std::string& folder);

// Writes organisations.csv, offers.csv, needs.csv and links.csv into the folder, each whole or not at all.
[[nodiscard]] Status WriteSample(const RegionFacts& facts, const RegionSample& sample,
                                 const std::string& folder);

// One empty XLSX table of each kind; returns their paths.
[[nodiscard]] Result<std::vector<std::string>> WriteRegionTemplates(const std::string& folder);

}  // namespace lianmeng::app
