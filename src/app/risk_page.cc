#include "app/risk_page.h"

#include <algorithm>
#include <cmath>

#include "app/measures.h"
#include "app/risk_history.h"
#include "app/rows.h"
#include "model/names.h"
#include "report/html_page.h"

namespace lianmeng::app {
namespace {

using report::Cell;
using report::ColumnType;

// The text in the page's language: cells hold one language.
Cell TextIn(const TextPair& text, Language language) {
  const std::string& wanted = text.In(language);
  return wanted.empty() ? text.zh : wanted;
}

TextPair ClassLabel(const std::string& code) {
  return Label(Parse<RiskLevel>(code).value_or(RiskLevel::kNone));
}

std::string ChangeText(const std::optional<RiskChange>& change, Language language) {
  if (!change) return {};
  return LabelOfChange(change->kind).In(language);
}

// "31.2 % → 12.0 %", with the classes; what is not known is left out.
std::string EffectText(const std::optional<MeasureEffect>& effect, Language language) {
  if (!effect) return {};
  const auto side = [&](const std::optional<double>& severity,
                        const std::optional<std::string>& level) {
    std::string text;
    if (severity) text = Percent(*severity);
    if (level) text += (text.empty() ? "" : " ") + ClassLabel(*level).In(language);
    return text.empty() ? std::string("–") : text;
  };
  return side(effect->severity_before, effect->class_before) + " → " +
         side(effect->severity_after, effect->class_after);
}

report::Table PointTable() {
  const auto share = [](TextPair heading) {
    return report::Column{.heading = std::move(heading), .type = ColumnType::kPercent};
  };
  return {.name = {},
          .columns = {{.heading = {"等级", "Class"}},
                      {.heading = {"产品", "Product"}},
                      share({"最大企业停产", "Largest maker lost"}),
                      share({"最大产地停产", "Largest city lost"}),
                      share({"区域外断供", "Outside lost"}),
                      {.heading = {"有效供方", "Effective makers"}, .type = ColumnType::kNumber},
                      {.heading = {"较上次", "Change"}},
                      {.heading = {"依据", "Why"}}}};
}

report::Table MeasureTableOfPage() {
  return {.name = {},
          .columns = {{.heading = {"类型", "Kind"}},
                      {.heading = {"产品", "Product"}},
                      {.heading = {"措施", "Measure"}},
                      {.heading = {"状态", "State"}},
                      {.heading = {"责任人", "In charge"}},
                      {.heading = {"完成期限", "Due"}},
                      {.heading = {"预计成效", "Computed effect"}},
                      {.heading = {"实际成效", "Effect seen"}}}};
}

std::vector<Cell> PointCells(const RiskPointRow& row, Language language) {
  return {TextIn(ClassLabel(row.class_), language),
          TextIn(row.product.name, language),
          row.severity.largest_maker,
          row.severity.largest_city,
          row.severity.outside,
          std::round(row.effective_makers * 100) / 100,
          ChangeText(row.change, language),
          TextIn(row.summary, language)};
}

std::vector<Cell> MeasureCells(const MeasureRow& row, Language language) {
  const TextPair late = {"（逾期）", " (overdue)"};
  return {TextIn(Label(*Parse<MeasureKind>(row.kind)), language),
          TextIn(row.product.name, language),
          row.title,
          TextIn(Label(*Parse<MeasureState>(row.state)), language),
          row.responsible,
          row.due.value_or("") + (row.overdue ? late.In(language) : ""),
          EffectText(row.effect_computed, language),
          EffectText(row.effect_seen, language)};
}

std::string Count(int64_t count) { return std::to_string(count); }

Result<std::vector<RiskPointRow>> AllPoints(Platform& platform, Analysis& analysis,
                                            const RiskFilter& filter) {
  std::vector<RiskPointRow> rows;
  Slice slice{500, {}};
  while (true) {
    LM_ASSIGN(RiskPointPage page, ListRiskPoints(analysis, filter, slice));
    LM_TRY(AddChanges(platform, analysis, filter, page));
    rows.insert(rows.end(), page.items.begin(), page.items.end());
    if (!page.next) return rows;
    slice.cursor = *page.next;
  }
}

Result<std::vector<MeasureRow>> AllMeasures(Platform& platform, const Viewer& viewer,
                                            const std::string& chain) {
  std::vector<MeasureRow> rows;
  MeasureQuery query{.chains = {chain}, .limit = 500};
  while (true) {
    LM_ASSIGN(MeasurePage page, ListMeasures(platform, viewer, query));
    rows.insert(rows.end(), page.items.begin(), page.items.end());
    if (!page.next) return rows;
    query.cursor = *page.next;
  }
}

// "红 2、橙 3、黄 1", and what changed where that may be known.
TextPair Summary(const std::vector<RiskPointRow>& rows,
                 const std::optional<RiskChangeCounts>& changes) {
  RiskCounts counts;
  for (const RiskPointRow& row : rows) {
    counts.red += row.class_ == "red" ? 1 : 0;
    counts.orange += row.class_ == "orange" ? 1 : 0;
    counts.yellow += row.class_ == "yellow" ? 1 : 0;
  }
  TextPair text = {"红 " + Count(counts.red) + "，橙 " + Count(counts.orange) + "，黄 " +
                       Count(counts.yellow) + "。",
                   Count(counts.red) + " red, " + Count(counts.orange) + " orange, " +
                       Count(counts.yellow) + " yellow."};
  if (changes) {
    const TextPair change = ChangeSentence(*changes);
    text.zh += change.zh;
    text.en += " " + change.en;
  }
  return text;
}

}  // namespace

Result<std::string> RiskBoardPage(Platform& platform, Analysis& analysis, const RiskFilter& filter,
                                  Language language) {
  const Snapshot& snapshot = analysis.snapshot();
  LM_ASSIGN(const std::vector<RiskPointRow> points, AllPoints(platform, analysis, filter));
  LM_ASSIGN(const RiskComparison comparison, RiskComparison::Load(platform, analysis));
  report::HtmlPage page(
      {"断链风险板", "Chain-break risk board"},
      {.language = language == Language::kChinese ? report::HtmlLanguage::kChinese
                                                  : report::HtmlLanguage::kEnglish,
       .landscape = true,
       .footer = {"数据版本 " + Count(snapshot.data_version) + "，" + platform.Today().ToString() +
                      "。等级和严重度的定义见 docs/risk-points.md。",
                  "Data version " + Count(snapshot.data_version) + ", " +
                      platform.Today().ToString() +
                      ". Classes and severities are defined in docs/risk-points.md."}});
  for (const Chain& chain : snapshot.chains) {
    std::vector<RiskPointRow> of_chain;
    for (const RiskPointRow& row : points) {
      if (row.chain.key == chain.key) of_chain.push_back(row);
    }
    const bool wanted =
        filter.chains.empty() ||
        std::find(filter.chains.begin(), filter.chains.end(), chain.key) != filter.chains.end();
    if (!wanted) continue;
    LM_ASSIGN(const std::vector<MeasureRow> measures,
              AllMeasures(platform, snapshot.viewer, chain.key));
    if (of_chain.empty() && measures.empty()) continue;
    page.Section(chain.name);
    std::optional<RiskChangeCounts> changes;
    if (!comparison.empty()) changes = comparison.Count({chain.id});
    page.Paragraph(Summary(of_chain, changes));
    std::vector<std::vector<Cell>> rows;
    for (const RiskPointRow& row : of_chain) rows.push_back(PointCells(row, language));
    if (!rows.empty()) page.Rows(PointTable(), rows);
    rows.clear();
    for (const MeasureRow& row : measures) rows.push_back(MeasureCells(row, language));
    if (!rows.empty()) page.Rows(MeasureTableOfPage(), rows);
  }
  return page.ToString();
}

}  // namespace lianmeng::app
