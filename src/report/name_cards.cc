#include "report/name_cards.h"

#include "report/html_page.h"

namespace lianmeng::report {
namespace {

// 90 by 54 mm is the size of common card holders; two by five of them fit on A4.
constexpr const char* kStyle = R"css(
@page { size: A4; margin: 13mm 15mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #1a2b3c; font-family: "Noto Sans CJK SC", "Source Han Sans SC",
  "PingFang SC", "Microsoft YaHei", sans-serif; }
main { display: grid; grid-template-columns: 90mm 90mm; justify-content: center; }
section { height: 54mm; padding: 6mm; display: flex; flex-direction: column; gap: 1.5mm;
  justify-content: space-between; overflow: hidden; border: 0.2mm dashed #9aa7b4;
  break-inside: avoid; }
header, footer { font-size: 8.5pt; color: #51616f; overflow: hidden; }
h2 { margin: 0; font-size: 17pt; line-height: 1.2; overflow-wrap: anywhere; }
p { margin: 0; font-size: 12pt; }
@media screen { body { padding: 8mm; background: #eef1f4; } section { background: #fff; } }
)css";

std::string Element(const char* tag, const std::string& text) {
  if (text.empty()) return {};
  return std::string("<") + tag + ">" + EscapeHtml(text) + "</" + tag + ">";
}

}  // namespace

std::string NameCardPage(const NameCardSheet& sheet) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>" +
                     EscapeHtml(sheet.title) + "</title><style>" + kStyle +
                     "</style></head><body><main>\n";
  for (const NameCard& card : sheet.cards) {
    html += "<section>" + Element("header", sheet.title) + "<div>" + Element("h2", card.name) +
            Element("p", card.contact) + "</div>" +
            Element("footer", card.place.empty() || sheet.subtitle.empty()
                                  ? card.place + sheet.subtitle
                                  : card.place + " · " + sheet.subtitle) +
            "</section>\n";
  }
  return html + "</main></body></html>\n";
}

}  // namespace lianmeng::report
