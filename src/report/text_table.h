// Tables for a terminal: columns aligned although Chinese characters take two places, long cells
// cut with "…".
//
// Example:   TextTable table({{"产品"}, {"severity", TextAlign::kRight}}, {.width_max = 80});
//            table.Row({"动力电池", "0.62"});
//            std::fputs(table.ToString().c_str(), stdout);
// Source:    Unicode Standard Annex 11 (East Asian Width): Wide and Fullwidth take two places;
//            combining marks and control characters none; all others, Ambiguous included, one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianmeng::report {

// Places that `text` takes on a terminal.
[[nodiscard]] int DisplayWidth(std::string_view text);

// `text` cut to at most `width` places, the last of them "…" if anything was cut. Never splits a
// character from its combining marks.
[[nodiscard]] std::string Truncate(std::string_view text, int width);

// Control characters (line ends, tabs, escape sequences' ESC) as blanks, so that a name from a file
// cannot steer the terminal.
[[nodiscard]] std::string Printable(std::string_view text);

enum class TextAlign { kLeft, kRight };

struct TextColumn {
  std::string heading;
  TextAlign align = TextAlign::kLeft;
  int width_max = 0;  // 0: no limit of its own
};

struct TextTableOptions {
  // Of a whole line, 0: no limit. The widest left-aligned columns give way, none below 4 places.
  int width_max = 0;
  int indent = 0;
};

class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns, TextTableOptions options = {});

  // Missing cells are empty; cells beyond the last column are dropped.
  void Row(std::vector<std::string> cells);
  // Heading, a rule, rows; lines end with '\n' and without trailing blanks.
  [[nodiscard]] std::string ToString() const;

 private:
  [[nodiscard]] std::vector<int> Widths() const;

  std::vector<TextColumn> columns_;
  TextTableOptions options_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace lianmeng::report
