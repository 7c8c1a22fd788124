// The refusal of a change that rests on an old version: it says what was changed meanwhile.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace lianmeng::app {

// What people call a column of the change log.
struct ColumnLabel {
  std::string_view column;
  std::string_view zh;
  std::string_view en;
};

struct StaleRecord {
  TextPair name;  // "这条措施", "the measure"
  store::Reader::RecordName record;
  int64_t version = 0;       // that it has
  int64_t version_seen = 0;  // that the client saw
};

// kConflict; `place.value` is the present version. Errors of the store come instead of it.
[[nodiscard]] Error RefuseStale(store::Store& store, const Viewer& viewer,
                                const StaleRecord& record, std::span<const ColumnLabel> labels);

}  // namespace lianmeng::app
