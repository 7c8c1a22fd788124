#include "report/table.h"

#include <cmath>
#include <cstdio>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace lianmeng::report {
namespace {

std::string WithSeparators(std::string digits) {
  const size_t point = digits.find('.');
  const size_t first = digits.starts_with('-') ? 1 : 0;
  for (size_t i = point == std::string::npos ? digits.size() : point; i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string Fixed(double value, int decimals) {
  char text[400];  // 1e308 has 309 digits
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

// At most four decimals, without zeros at the end.
std::string Plain(double value) {
  if (std::abs(value) >= 1e15) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
  }
  std::string text = Fixed(value, 4);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return WithSeparators(std::move(text));
}

Error Refuse(const Table& table, size_t column, TextPair why, std::string value) {
  Place place{.file = table.name.zh.empty() ? table.name.en : table.name.zh,
              .value = std::move(value)};
  if (column < table.columns.size()) place.field = BilingualHeading(table.columns[column].heading);
  return MakeError(ErrorCode::kInvalidArgument, std::move(why), std::move(place));
}

}  // namespace

std::string BilingualHeading(const TextPair& heading) {
  if (heading.zh.empty() || heading.zh == heading.en) return heading.en;
  if (heading.en.empty()) return heading.zh;
  return heading.zh + " " + heading.en;
}

std::string DisplayText(const Cell& cell, ColumnType type) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* date = std::get_if<Date>(&cell)) return date->ToString();
  const auto* integer = std::get_if<int64_t>(&cell);
  const auto* real = std::get_if<double>(&cell);
  if (integer == nullptr && real == nullptr) return {};
  const double value = integer != nullptr ? static_cast<double>(*integer) : *real;
  if (type == ColumnType::kPercent) return Fixed(value * 100.0, 1) + "%";
  if (type == ColumnType::kMoney) return WithSeparators(Fixed(value, 2));
  return integer != nullptr ? WithSeparators(std::to_string(*integer)) : Plain(value);
}

Status CheckCells(const Table& table, std::span<const Cell> cells) {
  if (cells.size() > table.columns.size()) {
    return Refuse(table, table.columns.size(), {"单元格多于列", "more cells than columns"},
                  std::to_string(cells.size()));
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    const auto* text = std::get_if<std::string>(&cells[i]);
    if (text != nullptr && !IsValidUtf8(*text)) {
      return Refuse(table, i, {"不是有效的 UTF-8 文本", "not valid UTF-8"}, {});
    }
    const auto* real = std::get_if<double>(&cells[i]);
    if (real != nullptr && !std::isfinite(*real)) {
      return Refuse(table, i, {"不是有限的数", "not a finite number"}, std::to_string(*real));
    }
  }
  return Ok{};
}

}  // namespace lianmeng::report
