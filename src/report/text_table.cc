#include "report/text_table.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.h"

namespace lianmeng::report {
namespace {

constexpr int kGap = 2;
constexpr int kWidthMin = 4;

int WidthOf(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  switch (u_charType(code)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

int WidthOf(std::u32string_view text) {
  return std::accumulate(text.begin(), text.end(), 0,
                         [](int sum, char32_t c) { return sum + WidthOf(c); });
}

std::string Padded(const std::string& text, int width, TextAlign align) {
  const std::string cut = Truncate(text, width);
  const std::string blanks(static_cast<size_t>(std::max(0, width - DisplayWidth(cut))), ' ');
  return align == TextAlign::kRight ? blanks + cut : cut + blanks;
}

std::string Repeat(std::string_view piece, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += piece;
  return out;
}

}  // namespace

int DisplayWidth(std::string_view text) { return WidthOf(ToUtf32(text)); }

std::string Truncate(std::string_view text, int width) {
  const std::u32string wide = ToUtf32(text);
  if (WidthOf(wide) <= width) return std::string(text);
  if (width <= 0) return {};
  int used = 1;  // the ellipsis
  size_t end = 0;
  while (end < wide.size() && used + WidthOf(wide[end]) <= width) used += WidthOf(wide[end++]);
  return ToUtf8(std::u32string_view(wide).substr(0, end)) + "…";
}

std::string Printable(std::string_view text) {
  std::u32string wide = ToUtf32(text);
  for (char32_t& c : wide) {
    const auto type = u_charType(static_cast<UChar32>(c));
    const bool bidi_control = u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_BIDI_CONTROL);
    if (type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
        bidi_control) {
      c = U' ';
    }
  }
  return ToUtf8(wide);
}

TextTable::TextTable(std::vector<TextColumn> columns, TextTableOptions options)
    : columns_(std::move(columns)), options_(options) {
  for (TextColumn& column : columns_) column.heading = Printable(column.heading);
}

void TextTable::Row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<int> TextTable::Widths() const {
  std::vector<int> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    int width = DisplayWidth(columns_[i].heading);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i]));
    const int width_max = columns_[i].width_max;
    widths.push_back(width_max > 0 ? std::min(width, width_max) : width);
  }
  if (options_.width_max <= 0) return widths;
  const int gaps = kGap * std::max(0, static_cast<int>(widths.size()) - 1);
  int total = options_.indent + gaps + std::accumulate(widths.begin(), widths.end(), 0);
  for (; total > options_.width_max; --total) {
    int* widest = nullptr;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].align == TextAlign::kRight || widths[i] <= kWidthMin) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) break;
    --*widest;
  }
  return widths;
}

std::string TextTable::ToString() const {
  const std::vector<int> widths = Widths();
  std::string out;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line(static_cast<size_t>(std::max(0, options_.indent)), ' ');
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      line += Padded(cells[i], widths[i], columns_[i].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  std::vector<std::string> headings;
  std::vector<std::string> rules;
  for (size_t i = 0; i < columns_.size(); ++i) {
    headings.push_back(columns_[i].heading);
    rules.push_back(Repeat("─", widths[i]));
  }
  add_line(headings);
  add_line(rules);
  for (const auto& row : rows_) add_line(row);
  return out;
}

}  // namespace lianmeng::report
