#include "report/template.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/report/xlsx_parts.h"

namespace lianmeng::report {
namespace {

TemplateTable Organisations() {
  return {.file = "organisations",
          .name = {"机构", "Organisations"},
          .columns = {{.field = "name",
                       .heading_zh = "名称",
                       .explanation = {"企业全称", "full name"},
                       .required = true},
                      {.field = "kind",
                       .heading_zh = "类型",
                       .explanation = {"机构类型", "kind"},
                       .choices = {"企业", "高校", "金融机构"}},
                      {.field = "valid_until",
                       .heading_zh = "有效期",
                       .explanation = {"YYYY-MM-DD", "YYYY-MM-DD"},
                       .type = ColumnType::kDate}}};
}

// Shared strings are numbered; the cell holds the number.
std::string TextAt(const std::string& bytes, int sheet, const std::string& at) {
  const std::string cell = CellXml(SheetXml(bytes, sheet), at);
  if (cell.empty()) return {};
  const int index = std::stoi(cell.substr(cell.find("<v>") + 3));
  const std::string strings = XlsxPart(bytes, "xl/sharedStrings.xml");
  size_t item = 0;
  for (int i = 0; i <= index; ++i) item = strings.find("<si>", item) + 4;
  const size_t begin = strings.find('>', item) + 1;
  return strings.substr(begin, strings.find('<', begin) - begin);
}

TEST(Template, HasHeadingsInBothLanguagesAndARowOfExplanation) {
  const auto bytes = TemplateBytes(Organisations());
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(TextAt(*bytes, 1, "A1"), "名称 name");
  EXPECT_EQ(TextAt(*bytes, 1, "C1"), "有效期 valid_until");
  EXPECT_EQ(TextAt(*bytes, 1, "A2"), "# 企业全称 full name");
  EXPECT_EQ(TextAt(*bytes, 1, "B2"), "机构类型 kind");
  EXPECT_EQ(TextAt(*bytes, 1, "C2"), "YYYY-MM-DD");
  EXPECT_EQ(CellXml(SheetXml(*bytes, 1), "A3"), "");
  EXPECT_NE(SheetXml(*bytes, 1).find("state=\"frozen\""), std::string::npos);
}

TEST(Template, OffersTheChoicesInADropDownListBelowTheExplanation) {
  const auto bytes = TemplateBytes(Organisations(), {.rows_with_lists = 500});
  ASSERT_TRUE(bytes.ok());
  const std::string sheet = SheetXml(*bytes, 1);
  EXPECT_NE(sheet.find("<dataValidations count=\"1\">"), std::string::npos);
  EXPECT_NE(sheet.find("sqref=\"B3:B502\""), std::string::npos);
  EXPECT_NE(sheet.find("<formula1>\"企业,高校,金融机构\"</formula1>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("errorStyle=\"warning\""), std::string::npos);
}

TEST(Template, RefusesChoicesThatNoDropDownListCanHold) {
  const auto with = [](std::vector<std::string> choices) {
    TemplateTable table = Organisations();
    table.columns[1].choices = std::move(choices);
    return TemplateBytes(table).ok();
  };
  EXPECT_TRUE(with({std::string(127, 'a'), std::string(127, 'b')}));
  EXPECT_FALSE(with({std::string(127, 'a'), std::string(128, 'b')}));
  EXPECT_FALSE(with({"a,b"}));
  EXPECT_FALSE(with({"a", ""}));
  EXPECT_FALSE(with({"\"a\""}));
}

TEST(Template, IsEqualForEqualTables) {
  EXPECT_EQ(*TemplateBytes(Organisations()), *TemplateBytes(Organisations()));
}

TEST(Template, WritesOneFileForEachTableAndMakesTheFolder) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "lianmeng_templates";
  std::filesystem::remove_all(folder);
  TemplateTable second = Organisations();
  second.file = "products";
  const auto paths =
      WriteTemplates({Organisations(), second}, {.folder = (folder / "deep").string()});
  ASSERT_TRUE(paths.ok());
  ASSERT_EQ(paths->size(), 2U);
  EXPECT_TRUE(std::filesystem::exists(folder / "deep" / "organisations.xlsx"));
  EXPECT_TRUE(std::filesystem::exists(folder / "deep" / "products.xlsx"));
  const std::filesystem::directory_iterator all(folder / "deep");
  EXPECT_EQ(std::distance(begin(all), end(all)), 2);
  std::filesystem::remove_all(folder);
}

TEST(Template, RefusesNamesThatLeaveTheFolderAndTablesWithoutColumns) {
  TemplateTable table = Organisations();
  table.file = "../x";
  EXPECT_FALSE(TemplateBytes(table).ok());
  table = Organisations();
  table.columns.clear();
  EXPECT_FALSE(TemplateBytes(table).ok());
}

}  // namespace
}  // namespace lianmeng::report
