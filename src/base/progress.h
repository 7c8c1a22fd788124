// Progress and cancellation of long work. Engines and readers report to this interface and never print;
// the CLI draws a bar from it when the output is a terminal.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/text_pair.h"

namespace lianmeng {

class Progress {
 public:
  virtual ~Progress() = default;
  // A new phase begins; `total` units of work, 0 when not known.
  virtual void Begin(const TextPair& phase, int64_t total) = 0;
  // `done` units of the current phase are finished. Cheap; may be called often and from any thread.
  virtual void Advance(int64_t done) = 0;
  // True when the user asked to stop: return ErrorCode::kCancelled soon. Called from any thread.
  [[nodiscard]] virtual bool Cancelled() const { return false; }

  // Reports to nobody and never cancels.
  static Progress& None();
};

}  // namespace lianmeng
