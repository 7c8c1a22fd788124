#include "app/slices.h"

#include <algorithm>

#include "base/ids.h"

namespace lianmeng::app {

Result<Window> WindowOf(const Slice& slice, size_t size) {
  constexpr size_t kLimitMax = 500;
  if (slice.limit < 1 || slice.limit > kLimitMax) {
    return MakeError(
        ErrorCode::kInvalidArgument,
        {"每页条数应在 1 与 500 之间", "the limit must lie between 1 and 500"},
        {.file = {}, .line = 0, .field = "limit", .value = std::to_string(slice.limit)});
  }
  size_t begin = 0;
  if (!slice.cursor.empty()) {
    const std::optional<int64_t> value = ParseIdValue(slice.cursor);
    if (!value || static_cast<uint64_t>(*value) > size) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"游标无效或数据已变", "not a cursor of this list, or the data has changed"},
                       {.file = {}, .line = 0, .field = "cursor", .value = slice.cursor});
    }
    begin = static_cast<size_t>(*value);
  }
  Window window{begin, std::min(size, begin + slice.limit), std::nullopt};
  if (window.end < size) window.next = std::to_string(window.end);
  return window;
}

}  // namespace lianmeng::app
