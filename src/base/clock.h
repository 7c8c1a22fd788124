// The time of day, as an interface: tests and repeatable generation set it, the program reads the system's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lianmeng {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] virtual int64_t NowMs() const = 0;

  // The machine's clock; lives for the whole program.
  static const Clock& System();
};

class FixedClock final : public Clock {
 public:
  explicit FixedClock(int64_t now_ms) : now_ms_(now_ms) {}
  [[nodiscard]] int64_t NowMs() const override { return now_ms_; }
  void Set(int64_t now_ms) { now_ms_ = now_ms; }

 private:
  int64_t now_ms_;
};

// A calendar day of the proleptic Gregorian calendar, written YYYY-MM-DD (ISO 8601).
struct Date {
  int32_t days = 0;  // since 1970-01-01

  static std::optional<Date> FromCivil(int year, int month, int day);
  static std::optional<Date> Parse(std::string_view iso);  // exactly YYYY-MM-DD
  [[nodiscard]] std::string ToString() const;
  friend auto operator<=>(const Date&, const Date&) = default;
};

// "2026-03-01T08:30:00Z", to the second, UTC (RFC 3339).
[[nodiscard]] std::string FormatUtc(int64_t time_ms);

}  // namespace lianmeng
