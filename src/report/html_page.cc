#include "report/html_page.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace lianmeng::report {
namespace {

constexpr std::string_view kStyle = R"css(
@page { margin: 15mm 12mm; }
body { font: 10.5pt/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif;
  color: #1a1a1a; max-width: 186mm; margin: 0 auto; padding: 8mm; }
.landscape { max-width: 273mm; }
h1 { font-size: 18pt; margin: 0 0 4mm; }
h2 { font-size: 13pt; margin: 7mm 0 2mm; border-bottom: 0.5pt solid #888; break-after: avoid; }
p, ul { margin: 0 0 2.5mm; }
span[lang] { display: block; }
span + span[lang="en"] { color: #444; }
table { border-collapse: collapse; width: 100%; margin: 0 0 4mm; font-size: 9pt; }
thead { display: table-header-group; }
th, td { border: 0.5pt solid #aaa; padding: 1mm 1.5mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-line; }
th { background: #eef2f6; }
td.number { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; }
footer { margin-top: 8mm; font-size: 8.5pt; color: #555; }
@media print { body { padding: 0; max-width: none; } th { print-color-adjust: exact; } }
)css";

// XML's and HTML's forbidden characters: controls but tab and line ends, and non-characters.
bool Forbidden(char32_t c) {
  if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
  return (c >= 0x7F && c <= 0x9F) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

bool IsNumber(const Cell& cell) {
  return std::holds_alternative<int64_t>(cell) || std::holds_alternative<double>(cell);
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::u32string kept;
  for (const char32_t c : ToUtf32(text)) {
    if (!Forbidden(c)) kept.push_back(c);
  }
  std::string out;
  for (const char c : ToUtf8(kept)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

HtmlPage::HtmlPage(TextPair title, HtmlOptions options)
    : title_(std::move(title)), options_(std::move(options)) {}

std::string HtmlPage::Text(const TextPair& text) const {
  const bool chinese = options_.language != HtmlLanguage::kEnglish;
  const bool english = options_.language != HtmlLanguage::kChinese;
  std::string out;
  if (chinese && !text.zh.empty()) out += "<span lang=\"zh\">" + EscapeHtml(text.zh) + "</span>";
  if (english && !text.en.empty() && !(chinese && text.en == text.zh)) {
    out += "<span lang=\"en\">" + EscapeHtml(text.en) + "</span>";
  }
  return out;
}

void HtmlPage::Section(const TextPair& heading) { body_ += "<h2>" + Text(heading) + "</h2>\n"; }

void HtmlPage::Paragraph(const TextPair& text) { body_ += "<p>" + Text(text) + "</p>\n"; }

void HtmlPage::List(const std::vector<TextPair>& items) {
  body_ += "<ul>\n";
  for (const TextPair& item : items) body_ += "<li>" + Text(item) + "</li>\n";
  body_ += "</ul>\n";
}

void HtmlPage::Rows(const Table& table, const std::vector<std::vector<Cell>>& rows) {
  body_ += "<table>\n<thead><tr>";
  for (const Column& column : table.columns) {
    body_ += "<th scope=\"col\">" + Text(column.heading) + "</th>";
  }
  body_ += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    body_ += "<tr>";
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const Cell cell = i < row.size() ? row[i] : Cell{};
      body_ += IsNumber(cell) ? "<td class=\"number\">" : "<td>";
      body_ += EscapeHtml(DisplayText(cell, table.columns[i].type)) + "</td>";
    }
    body_ += "</tr>\n";
  }
  body_ += "</tbody>\n</table>\n";
}

std::string HtmlPage::ToString() const {
  const bool english = options_.language == HtmlLanguage::kEnglish;
  const std::string plain_title =
      options_.language == HtmlLanguage::kBoth
          ? BilingualHeading(title_)
          : title_.In(english ? Language::kEnglish : Language::kChinese);
  const std::string orientation = options_.landscape ? "landscape" : "portrait";
  std::string out = "<!DOCTYPE html>\n<html lang=\"";
  out += english ? "en" : "zh";
  out += "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + EscapeHtml(plain_title) +
         "</title>\n<style>\n@page { size: A4 " + orientation + "; }";
  out += kStyle;
  if (options_.page_per_section) out += "table + h2 { break-before: page; }\n";
  out += "</style>\n</head>\n<body class=\"" + orientation + "\">\n<h1>" + Text(title_) +
         "</h1>\n" + body_;
  const std::string footer = Text(options_.footer);
  if (!footer.empty()) out += "<footer>" + footer + "</footer>\n";
  return out + "</body>\n</html>\n";
}

}  // namespace lianmeng::report
