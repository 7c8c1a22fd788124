#include "app/stale.h"

#include <algorithm>

namespace lianmeng::app {
namespace {

constexpr int64_t kChangesLookedAt = 50;

}  // namespace

Error RefuseStale(store::Store& store, const Viewer& viewer, const StaleRecord& record,
                  std::span<const ColumnLabel> labels) {
  Result<store::Reader> reader = store.Read(viewer);
  if (!reader) return reader.error();
  const auto missed = static_cast<int>(
      std::clamp<int64_t>(record.version - record.version_seen, 1, kChangesLookedAt));
  const auto changes = reader->History(record.record, missed);
  if (!changes) return changes.error();
  TextPair names;
  for (const ColumnLabel& label : labels) {
    const bool changed = std::any_of(changes->begin(), changes->end(), [&](const auto& change) {
      return std::any_of(change.fields.begin(), change.fields.end(),
                         [&](const auto& field) { return field.field == label.column; });
    });
    if (!changed) continue;
    names.zh += (names.zh.empty() ? "" : "、") + std::string(label.zh);
    names.en += (names.en.empty() ? "" : ", ") + std::string(label.en);
  }
  return MakeError(
      ErrorCode::kConflict,
      {record.name.zh + "已被他人修改" + (names.zh.empty() ? "" : "：" + names.zh) +
           "；请刷新后再改",
       record.name.en + " was changed meanwhile" + (names.en.empty() ? "" : ": " + names.en) +
           "; reload it and change it again"},
      {.file = {}, .line = 0, .field = "version", .value = std::to_string(record.version)});
}

}  // namespace lianmeng::app
