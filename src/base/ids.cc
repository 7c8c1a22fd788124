#include "base/ids.h"

#include <charconv>

#include "base/random.h"

namespace lianmeng {
namespace {

constexpr int64_t kEpochMs = 1577836800000;  // 2020-01-01T00:00:00Z
constexpr int kRandomBits = 21;

}  // namespace

std::optional<int64_t> ParseIdValue(std::string_view text) {
  if (text.empty() || text.size() > 19 || text[0] < '0' || text[0] > '9') return std::nullopt;
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int64_t MadeAtMs(int64_t id) { return (id >> kRandomBits) + kEpochMs; }

IdGenerator::IdGenerator(const Clock& clock, std::optional<uint64_t> seed)
    : clock_(clock), random_state_(seed ? *seed : SystemEntropy()) {}

int64_t IdGenerator::Next() {
  const uint64_t state = random_state_.fetch_add(kSplitMixStep) + kSplitMixStep;
  const auto random = static_cast<int64_t>(SplitMixOutput(state) >> (64 - kRandomBits));
  const int64_t candidate = ((clock_.NowMs() - kEpochMs) << kRandomBits) | random;
  int64_t last = last_.load();
  int64_t next = 0;
  do {
    // Within one millisecond, or when the clock steps back, go on a random step from the last id.
    next = candidate > last ? candidate : last + 1 + (random & 0xffff);
  } while (!last_.compare_exchange_weak(last, next));
  return next;
}

}  // namespace lianmeng
