// A printable page: title, sections, paragraphs, lists, tables, in Chinese, English or both. One
// HTML file without scripts or outside resources, set for A4. All text is escaped; nothing given
// here becomes markup.
//
// Example:   HtmlPage page({"断链风险报告", "Chain-break risk report"}, {.landscape = true});
//            page.Section({"机器人", "Robots"});
//            page.Paragraph({"共 3 处。", "3 points."});
//            page.Rows(RiskPointTable(), rows);
//            std::string html = page.ToString();
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text_pair.h"
#include "report/table.h"

namespace lianmeng::report {

enum class HtmlLanguage { kChinese, kEnglish, kBoth };

struct HtmlOptions {
  HtmlLanguage language = HtmlLanguage::kBoth;
  bool landscape = false;         // for wide tables
  bool page_per_section = false;  // each section begins on a sheet of its own when printed
  TextPair footer;                // source, date and the like; may be empty
};

// & < > " ' as entities, bytes that are not UTF-8 as U+FFFD, characters that HTML forbids removed.
[[nodiscard]] std::string EscapeHtml(std::string_view text);

class HtmlPage {
 public:
  explicit HtmlPage(TextPair title, HtmlOptions options = {});

  void Section(const TextPair& heading);
  void Paragraph(const TextPair& text);
  void List(const std::vector<TextPair>& items);
  // Missing cells are empty; cells beyond the last column are not shown.
  void Rows(const Table& table, const std::vector<std::vector<Cell>>& rows);

  [[nodiscard]] std::string ToString() const;

 private:
  [[nodiscard]] std::string Text(const TextPair& text) const;

  TextPair title_;
  HtmlOptions options_;
  std::string body_;
};

}  // namespace lianmeng::report
