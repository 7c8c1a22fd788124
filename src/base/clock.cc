#include "base/clock.h"

#include <chrono>
#include <cstdio>

namespace lianmeng {
namespace {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] int64_t NowMs() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock& Clock::System() {
  static const SystemClock clock;
  return clock;
}

std::optional<Date> Date::FromCivil(int year, int month, int day) {
  if (year < 0 || year > 9999 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day civil{std::chrono::year{year},
                                          std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
  if (!civil.ok()) return std::nullopt;
  return Date{static_cast<int32_t>(std::chrono::sys_days{civil}.time_since_epoch().count())};
}

std::optional<Date> Date::Parse(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  auto number = [&](size_t from, size_t count) -> int {
    int value = 0;
    for (size_t i = from; i < from + count; ++i) {
      if (iso[i] < '0' || iso[i] > '9') return -1;
      value = value * 10 + (iso[i] - '0');
    }
    return value;
  };
  return FromCivil(number(0, 4), number(5, 2), number(8, 2));
}

std::string Date::ToString() const {
  const std::chrono::year_month_day civil{std::chrono::sys_days{std::chrono::days{days}}};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(civil.year()),
                static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
  return text;
}

std::string FormatUtc(int64_t time_ms) {
  int64_t seconds = time_ms / 1000;
  if (time_ms % 1000 < 0) --seconds;
  int64_t day = seconds / 86400;
  int64_t second = seconds % 86400;
  if (second < 0) {
    second += 86400;
    --day;
  }
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return Date{static_cast<int32_t>(day)}.ToString() + text;
}

}  // namespace lianmeng
