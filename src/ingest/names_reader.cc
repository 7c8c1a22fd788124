#include "ingest/names_reader.h"

#include <algorithm>
#include <array>

namespace lianmeng::ingest {
namespace {

constexpr size_t kNameLengthMax = 200;
constexpr size_t kCreditCodeSize = 18;

enum NameColumn : size_t { kName, kCreditCode, kRegion };
constexpr std::array<PlainColumn, 3> kColumns = {
    {{"name", "名称;企业名称;机构名称;企业;机构"},
     {"credit_code", "credit code;统一社会信用代码;信用代码", false},
     {"region", "地区;行政区划;所在地", false}}};

bool HasLetter(std::string_view name) {
  const Terms terms = SearchTerms(name);
  return !terms.unigrams.empty();
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return upper;
}

bool IsCreditCode(const std::string& code) {
  return code.size() == kCreditCodeSize && std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

}  // namespace

Result<PlainCounts> ReadNames(RowReader& reader, const NamesHandlers& handlers,
                              Progress& progress) {
  progress.Begin({"读取名称", "Reading names"}, 0);
  PlainTable table(reader, kColumns, handlers.on_issue);
  return table.Read(progress, [&]() -> Status {
    PlainName row{.name = table.Cell(kName),
                  .credit_code = Upper(Normalise(table.Cell(kCreditCode))),
                  .region = table.Cell(kRegion),
                  .line = table.line()};
    LM_TRY(table.RequireText(kName));
    if (!row.name.empty() && !HasLetter(row.name)) {
      LM_TRY(table.Fail(kName, {"没有文字", "holds no letter or digit"}));
    }
    if (ToUtf32(row.name).size() > kNameLengthMax) {
      LM_TRY(table.Fail(kName, {"超过 200 个字", "is longer than 200 characters"}));
    }
    if (!row.credit_code.empty() && !IsCreditCode(row.credit_code)) {
      LM_TRY(table.Fail(kCreditCode, {"统一社会信用代码须为 18 位字母或数字",
                                      "a credit code has 18 letters and digits"}));
    }
    return table.failed() ? Status(Ok{}) : handlers.on_name(row);
  });
}

}  // namespace lianmeng::ingest
