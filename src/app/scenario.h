// What-if scenarios: who loses how much of its capacity, for how many days (docs/formats/scenario.md).
//
// Example:   LM_ASSIGN(const Scenario scenario, ReadScenarioFile("typhoon.json"));
//            LM_ASSIGN(const ResolvedScenario resolved, Resolve(scenario, snapshot, network));
#pragma once

#include <string>
#include <vector>

#include "app/json_input.h"
#include "app/snapshot.h"
#include "chain/cascade.h"
#include "chain/unit_network.h"

namespace lianmeng::app {

// One line of a scenario: everything that matches all the fields given loses `lost` of its capacity.
struct ScenarioShock {
  std::optional<std::string> firm;      // key, id or exact name
  std::optional<std::string> product;   // key, id or exact name: its makers
  std::optional<std::string> industry;  // first characters of a GB/T 4754 code: "C39"
  std::optional<std::string> city;      // code or exact name
  std::optional<std::string> province;  // code or exact name
  std::optional<bool> outside;  // true: what comes from outside the region, not its own makers
  double lost = 0;

  LM_FIELDS(ScenarioShock, firm, product, industry, city, province, outside, lost)
  static FieldRules Rules() {
    return {Between("lost", 0, 1),      LengthUpTo("firm", 200), LengthUpTo("product", 200),
            LengthUpTo("industry", 20), LengthUpTo("city", 100), LengthUpTo("province", 100)};
  }
};

struct Scenario {
  std::optional<std::string> title;
  int64_t days = 0;
  std::vector<ScenarioShock> shocks;

  LM_FIELDS(Scenario, title, days, shocks)
  static FieldRules Rules() {
    return {LengthUpTo("title", 200), Between("days", 1, 365), Items("shocks", {1, 100})};
  }
};

// A line of the scenario as it was understood.
struct ResolvedShock {
  TextPair label;
  double lost = 0;
  std::vector<chain::NodeIndex> units;
  double capacity_cny_year = 0;
};

struct ResolvedScenario {
  chain::Shock shock;  // a unit that several lines name loses the greatest of their shares
  std::vector<ResolvedShock> parts;
};

// Errors: as ReadJson, with file and line; kIo; kResourceExhausted for a file beyond 1 MiB.
[[nodiscard]] Result<std::string> ReadScenarioFile(const std::string& path);

// Errors: kInvalidArgument with the JSON pointer: a line that names nothing, a firm, product, industry or
// place that the snapshot does not have (the nearest ones are suggested) or that several have, a line that
// nobody matches.
[[nodiscard]] Result<ResolvedScenario> Resolve(const Scenario& scenario, const Snapshot& snapshot,
                                               const chain::UnitNetwork& network);

}  // namespace lianmeng::app
