#include "base/progress.h"

namespace lianmeng {
namespace {

class SilentProgress final : public Progress {
 public:
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
};

}  // namespace

Progress& Progress::None() {
  static SilentProgress progress;
  return progress;
}

}  // namespace lianmeng
