// Any bytes as a scenario: no crash, only values within their bounds, and for every refusal a line of the text.
#include <algorithm>
#include <cstdint>
#include <string>

#include "app/scenario.h"
#include "base/check.h"

using namespace lianmeng;       // NOLINT(google-build-using-namespace)
using namespace lianmeng::app;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<Scenario> scenario = ReadJson<Scenario>(text, {.file = "f"});
  if (!scenario) {
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    CHECK(scenario.error().place.line >= 0 && scenario.error().place.line <= lines);
    CHECK(!scenario.error().message.zh.empty() && !scenario.error().message.en.empty());
    return 0;
  }
  CHECK(scenario->days >= 1 && scenario->days <= 365);
  CHECK(!scenario->shocks.empty() && scenario->shocks.size() <= 100);
  for (const ScenarioShock& shock : scenario->shocks) CHECK(shock.lost >= 0 && shock.lost <= 1);
  // What was read says the same when written and read again.
  const std::string again = ToJson(*scenario).dump();
  const Result<Scenario> second = ReadJson<Scenario>(again);
  CHECK(second.ok() && ToJson(*second).dump() == again);
  return 0;
}
