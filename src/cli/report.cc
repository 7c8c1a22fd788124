// lianmeng report: what is loaded, where it could break, who should work with whom, and how long each answer took.

#include <chrono>
#include <cstdio>

#include "app/needs.h"
#include "app/risk_board.h"
#include "app/rows.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr size_t kRows = 10;
constexpr int kLineWidth = 118;

// Milliseconds of each step, in order.
class Stopwatch {
 public:
  void Lap(TextPair step) {
    const auto now = std::chrono::steady_clock::now();
    steps_.push_back(
        {std::move(step), std::chrono::duration<double, std::milli>(now - last_).count()});
    last_ = now;
  }
  [[nodiscard]] const std::vector<std::pair<TextPair, double>>& steps() const { return steps_; }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  std::vector<std::pair<TextPair, double>> steps_;
};

struct Findings {
  app::Counts counts;
  std::vector<app::RiskPointRow> risks;
  std::vector<app::BestMatch> matches;
  Stopwatch watch;
};

Result<Findings> Find(const Context& context) {
  Findings found;
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  found.counts = app::CountsOf(analysis->snapshot());
  found.watch.Lap({"读取数据", "reading the data"});
  LM_TRY(analysis->Network());
  found.watch.Lap({"构建供应网络", "building the supply network"});
  const std::unique_ptr<Progress> progress = MakeProgress(context.language);
  LM_TRY(analysis->Risks(*progress));
  LM_ASSIGN(found.risks, app::GravestRiskPoints(*analysis, kRows));
  found.watch.Lap({"计算断链风险点", "computing the risk points"});
  LM_TRY(analysis->ComputeNeeds(platform->Today(), *progress));
  LM_ASSIGN(found.matches, app::BestMatches(*analysis, platform->Today(), kRows));
  found.watch.Lap({"匹配全部需求", "matching all needs"});
  return found;
}

app::Json ToJson(const Findings& found) {
  app::Json json;
  json["counts"] = app::ToJson(found.counts);
  json["risk_points"] = app::ToJson(found.risks);
  json["matches"] = app::Json::array();
  for (const app::BestMatch& best : found.matches) {
    json["matches"].push_back(
        {{"need", app::ToJson(best.need)}, {"match", app::ToJson(best.match)}});
  }
  for (const auto& [step, ms] : found.watch.steps()) json["steps_ms"][step.en] = ms;
  return json;
}

TextPair ClassLabel(const std::string& code) {
  if (code == "red") return {"红", "red"};
  if (code == "orange") return {"橙", "orange"};
  return code == "yellow" ? TextPair{"黄", "yellow"} : TextPair{"无", "none"};
}

void PrintCounts(const Context& context, const app::Counts& counts) {
  const auto n = [](int64_t value) { return std::to_string(value); };
  std::printf(
      "%s\n\n",
      context
          .Say({"已载入：机构 " + n(counts.organisations) + " 家，产品 " + n(counts.products) +
                    " 种，投入关系 " + n(counts.inputs) + " 条，产业链 " + n(counts.chains) +
                    " 条，供给 " + n(counts.offers) + " 项，需求 " + n(counts.needs) +
                    " 项（未结束 " + n(counts.open_needs) + " 项），供应关系 " + n(counts.links) +
                    " 条",
                "Loaded: " + n(counts.organisations) + " organisations, " + n(counts.products) +
                    " products, " + n(counts.inputs) + " inputs, " + n(counts.chains) +
                    " chains, " + n(counts.offers) + " offers, " + n(counts.needs) + " needs (" +
                    n(counts.open_needs) + " open), " + n(counts.links) + " links"})
          .c_str());
}

void PrintRisks(const Context& context, const std::vector<app::RiskPointRow>& risks) {
  std::printf(
      "%s\n",
      context.Say({"最严重的断链风险点", "The gravest points where a chain could break"}).c_str());
  report::TextTable table({{context.Say({"等级", "class"})},
                           {context.Say({"产业链", "chain"})},
                           {context.Say({"产品", "product"})},
                           {context.Say({"最大厂家", "maker"}), report::TextAlign::kRight},
                           {context.Say({"最大城市", "city"}), report::TextAlign::kRight},
                           {context.Say({"区域外", "outside"}), report::TextAlign::kRight},
                           {context.Say({"为什么", "why"})}},
                          {.width_max = kLineWidth + 30});
  for (const app::RiskPointRow& risk : risks) {
    table.Row({context.Say(ClassLabel(risk.class_)), risk.chain.name.In(context.language),
               risk.product.name.In(context.language), app::Percent(risk.severity.largest_maker),
               app::Percent(risk.severity.largest_city), app::Percent(risk.severity.outside),
               risk.summary.In(context.language)});
  }
  std::printf("%s\n", table.ToString().c_str());
}

void PrintMatches(const Context& context, const std::vector<app::BestMatch>& matches) {
  std::printf("%s\n", context.Say({"最佳匹配", "The best matches"}).c_str());
  report::TextTable table({{context.Say({"得分", "score"}), report::TextAlign::kRight},
                           {context.Say({"需求方", "who needs"})},
                           {context.Say({"所需产品", "what"})},
                           {context.Say({"供方", "who offers"})},
                           {context.Say({"为什么", "why"})}},
                          {.width_max = kLineWidth + 30});
  for (const app::BestMatch& best : matches) {
    char score[16];
    std::snprintf(score, sizeof score, "%.1f", best.match.score);
    std::string why;
    for (const app::MatchPart& part : best.match.parts) {
      if (part.part != "capacity" && part.part != "distance") continue;
      why += (why.empty() ? "" : context.Say({"；", "; "})) + part.reason.In(context.language);
    }
    table.Row({score, best.need.organisation.name,
               best.need.product ? best.need.product->name.In(context.language) : best.need.text,
               best.match.organisation.name, why});
  }
  std::printf("%s\n", table.ToString().c_str());
}

Status PrintReport(const Context& context) {
  LM_ASSIGN(const Findings found, Find(context));
  if (context.json) {
    context.PrintJson(ToJson(found));
    return Ok{};
  }
  PrintCounts(context, found.counts);
  PrintRisks(context, found.risks);
  PrintMatches(context, found.matches);
  std::printf("%s\n", context.Say({"各步用时", "Time of each step"}).c_str());
  for (const auto& [step, ms] : found.watch.steps()) {
    std::printf("  %8.1f ms  %s\n", ms, context.Say(step).c_str());
  }
  return Ok{};
}

}  // namespace

void AddReportCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("report",
                                             "简报：数据、最严重的风险点、最佳匹配、各步用时 what "
                                             "is loaded, the gravest points, the best matches");
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  command->callback([&context] { context.Finish(PrintReport(context)); });
}

void AddStoreCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("store", "数据库维护 maintenance of the database");
  command->require_subcommand(1);
  CLI::App* check = command->add_subcommand("check", "检查完整性 read every page and index entry");
  check->add_option("--db", context.db, "数据库 database URL")->capture_default_str();
  check->callback([&context] {
    Result<std::unique_ptr<app::Platform>> platform = context.OpenPlatform();
    if (!platform) return context.Fail(platform.error());
    if (Status checked = (*platform)->store().CheckIntegrity(); !checked)
      return context.Fail(checked.error());
    std::printf("%s\n", context.Say({"数据库完好", "the database is sound"}).c_str());
  });
}

}  // namespace lianmeng::cli
