#include "report/html_page.h"

#include <expat.h>
#include <gtest/gtest.h>

#include <string>

#include "report/table.h"

namespace lianmeng::report {
namespace {

size_t Count(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// Every element is closed: after the doctype and <meta> the page reads as XML.
bool Balanced(std::string html) {
  html.erase(0, html.find('\n') + 1);
  const std::string meta = "<meta charset=\"utf-8\">";
  html.replace(html.find(meta), meta.size(), "");
  XML_Parser parser = XML_ParserCreate("UTF-8");
  const bool ok = XML_Parse(parser, html.data(), static_cast<int>(html.size()), 1) == XML_STATUS_OK;
  XML_ParserFree(parser);
  return ok;
}

TEST(HtmlPage, ShowsTextsInBothLanguagesOrInOne) {
  const auto page = [](HtmlLanguage language) {
    HtmlPage made({"报告", "Report"}, {.language = language, .footer = {"来源", "Source"}});
    made.Section({"机器人", "Robots"});
    made.Paragraph({"共 3 处。", "3 points."});
    made.List({{"一", "one"}, {"二", "two"}});
    return made.ToString();
  };
  const std::string both = page(HtmlLanguage::kBoth);
  EXPECT_NE(both.find("<title>报告 Report</title>"), std::string::npos);
  EXPECT_NE(both.find("<h2><span lang=\"zh\">机器人</span><span lang=\"en\">Robots</span></h2>"),
            std::string::npos);
  EXPECT_TRUE(Balanced(both));
  const std::string english = page(HtmlLanguage::kEnglish);
  EXPECT_EQ(english.find("机器人"), std::string::npos);
  EXPECT_NE(english.find("<html lang=\"en\">"), std::string::npos);
  EXPECT_EQ(page(HtmlLanguage::kChinese).find("Robots"), std::string::npos);
}

TEST(HtmlPage, EscapesHostileNamesEverywhere) {
  const std::string hostile = "<script>alert('x')</script>\"&\x01\xff";
  const TextPair both = {hostile, hostile + "!"};
  HtmlPage page(both, {.footer = both});
  page.Section(both);
  page.Paragraph(both);
  page.List({both});
  page.Rows({.name = both, .columns = {{.heading = both}}}, {{hostile}});
  const std::string html = page.ToString();
  EXPECT_EQ(Count(html, "<script"), 0U);
  EXPECT_EQ(Count(html, "alert(&#39;x&#39;)"), Count(html, "&lt;script&gt;"));
  EXPECT_GE(Count(html, "&lt;script&gt;"), 12U);
  EXPECT_EQ(html.find('\x01'), std::string::npos);
  EXPECT_NE(html.find("&quot;&amp;\uFFFD"), std::string::npos);
  EXPECT_TRUE(Balanced(html));
}

TEST(HtmlPage, PrintsOnA4InTheOrientationAskedFor) {
  EXPECT_NE(HtmlPage({"", ""}).ToString().find("size: A4 portrait"), std::string::npos);
  EXPECT_NE(HtmlPage({"", ""}, {.landscape = true}).ToString().find("size: A4 landscape"),
            std::string::npos);
}

TEST(HtmlPage, FormatsCellsByColumnAndKeepsRowsRectangular) {
  HtmlPage page({"报告", "Report"});
  page.Rows({.columns = {{.heading = {"a", "a"}, .type = ColumnType::kPercent},
                         {.heading = {"b", "b"}, .type = ColumnType::kMoney}}},
            {{0.25}, {0.5, 12345.5, std::string("dropped")}});
  const std::string html = page.ToString();
  EXPECT_NE(html.find("<tr><td class=\"number\">25.0%</td><td></td></tr>"), std::string::npos);
  EXPECT_NE(html.find("12,345.50"), std::string::npos);
  EXPECT_EQ(html.find("dropped"), std::string::npos);
}

TEST(DisplayText, WritesCellsAsPeopleReadThem) {
  EXPECT_EQ(DisplayText(int64_t{-1234567}, ColumnType::kInteger), "-1,234,567");
  EXPECT_EQ(DisplayText(1234.5, ColumnType::kNumber), "1,234.5");
  EXPECT_EQ(DisplayText(0.00004, ColumnType::kNumber), "0");
  EXPECT_EQ(DisplayText(1e20, ColumnType::kNumber), "1e+20");
  EXPECT_EQ(DisplayText(Cell{}, ColumnType::kMoney), "");
  EXPECT_EQ(DisplayText(*Date::FromCivil(2026, 3, 1), ColumnType::kDate), "2026-03-01");
}

}  // namespace
}  // namespace lianmeng::report
