// lianmeng risk scenario: what a scenario does to the region.

#include <algorithm>
#include <cstdio>

#include "app/rows.h"
#include "app/table_files.h"
#include "app/what_if.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 120;
constexpr size_t kRowsShown = 12;

struct ScenarioArguments {
  std::string file;
  std::string out;
};

Result<app::WhatIf> Compute(const Context& context, const std::string& path) {
  const app::JsonSource source{.file = path};
  LM_ASSIGN(const std::string text, app::ReadScenarioFile(path));
  LM_ASSIGN(const app::Scenario scenario, app::ReadJson<app::Scenario>(text, source));
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  Result<app::WhatIf> answer = app::RunWhatIf(*analysis, scenario);
  if (!answer && answer.error().place.field.starts_with("/")) {
    return app::WithLine(text, source, answer.error());
  }
  return answer;
}

// CNY in the largest unit that leaves a whole part: 亿元 or 万元, bn or m.
std::string Money(const Context& context, double cny) {
  const bool chinese = context.language == Language::kChinese;
  const double large = chinese ? 1e8 : 1e9;
  const bool whole = cny >= large;
  char text[64];
  std::snprintf(text, sizeof text, chinese ? "%.2f %s" : "CNY %.2f %s",
                cny / (whole ? large : (chinese ? 1e4 : 1e6)),
                chinese ? (whole ? "亿元" : "万元") : (whole ? "bn" : "m"));
  return text;
}

class Printer {
 public:
  explicit Printer(const Context& context) : context_(context) {}

  void Print(const app::WhatIf& answer) {
    if (answer.title) std::printf("%s\n", answer.title->c_str());
    for (const app::WhatIfPart& part : answer.parts) {
      Line({"冲击：" + part.label.zh + "，损失产能 " + app::Percent(part.lost) + "（" +
                std::to_string(part.units) + " 个生产单元），持续 " + std::to_string(answer.days) +
                " 天",
            "shock: " + part.label.en + ", " + app::Percent(part.lost) + " of capacity lost (" +
                std::to_string(part.units) + " units), for " + std::to_string(answer.days) +
                " days"});
    }
    PrintTotal(answer.total);
    PrintRows({"产业链终端产出", "final output of chain"}, answer.chains,
              [&](const auto& row) { return Say(row.chain.name); });
    PrintRows({"城市", "city"}, Worst(answer.cities),
              [&](const auto& row) { return Say(row.name); });
    PrintRows({"产品", "product"}, answer.products,
              [&](const auto& row) { return Say(row.product.name); });
    PrintFirms(answer);
    std::printf("%.1f ms\n", answer.total.milliseconds);
  }

 private:
  const std::string& Say(const TextPair& text) const { return context_.Say(text); }
  void Line(const TextPair& text) const { std::printf("%s\n", Say(text).c_str()); }
  std::string Onset(const app::WhatIfLoss& loss) const {
    return loss.onset_day ? std::to_string(*loss.onset_day) : "-";
  }

  void PrintTotal(const app::WhatIfTotal& total) const {
    const std::string units = std::to_string(total.units);
    const std::string firms = std::to_string(total.organisations);
    Line({"区域产出损失率 " + app::Percent(total.rate) + "（库存用尽后），期末 " +
              app::Percent(total.rate_end) + "；期内损失 " + Money(context_, total.value_lost_cny),
          "the region loses " + app::Percent(total.rate) + " of its output (stocks used up), " +
              app::Percent(total.rate_end) + " on the last day; " +
              Money(context_, total.value_lost_cny) + " within the days"});
    if (total.rate_interval) {
      char interval[64];
      std::snprintf(interval, sizeof interval, "[%.6f, %.6f]", total.rate_interval->lower,
                    total.rate_interval->upper);
      Line({std::string("损失率的证明区间 ") + interval,
            std::string("proven interval of that rate ") + interval});
    }
    Line({"波及 " + firms + " 家企业、" + units + " 个生产单元，" + std::to_string(total.steps) +
              " 步后稳定（方式 " + total.mode + "）",
          firms + " firms and " + units + " units reached, settled after " +
              std::to_string(total.steps) + " steps (mode " + total.mode + ")"});
  }

  std::vector<app::WhatIfCity> Worst(std::vector<app::WhatIfCity> cities) const {
    std::stable_sort(cities.begin(), cities.end(), [](const auto& a, const auto& b) {
      return std::pair(a.value_lost_cny, a.rate) > std::pair(b.value_lost_cny, b.rate);
    });
    return cities;
  }

  template <typename Row, typename NameOf>
  void PrintRows(const TextPair& heading, const std::vector<Row>& rows, const NameOf& name) const {
    report::TextTable table({{Say(heading)},
                             {Say({"损失率", "rate"}), report::TextAlign::kRight},
                             {Say({"期末", "last day"}), report::TextAlign::kRight},
                             {Say({"期内损失", "value lost"}), report::TextAlign::kRight},
                             {Say({"第几天受损", "first day"}), report::TextAlign::kRight}},
                            {.width_max = kLineWidth});
    size_t shown = 0;
    for (const Row& row : rows) {
      if (row.rate <= 0 || shown++ >= kRowsShown) continue;
      table.Row({name(row), app::Percent(row.rate), app::Percent(row.rate_end),
                 Money(context_, row.value_lost_cny), Onset(row)});
    }
    if (shown > 0) std::printf("\n%s", table.ToString().c_str());
  }

  void PrintFirms(const app::WhatIf& answer) const {
    report::TextTable table({{Say({"企业", "firm"})},
                             {Say({"城市", "city"})},
                             {Say({"产品", "product"})},
                             {Say({"损失率", "rate"}), report::TextAlign::kRight},
                             {Say({"期内损失", "value lost"}), report::TextAlign::kRight},
                             {Say({"波次", "wave"}), report::TextAlign::kRight},
                             {Say({"方式", "hit by"})}},
                            {.width_max = kLineWidth});
    for (size_t i = 0; i < std::min(kRowsShown, answer.firms.size()); ++i) {
      const app::WhatIfFirm& firm = answer.firms[i];
      const auto& city = firm.organisation.city;
      table.Row({firm.organisation.name, city ? Say(city->name) : "-",
                 firm.products.empty() ? "-" : Say(firm.products[0].name), app::Percent(firm.rate),
                 Money(context_, firm.value_lost_cny), std::to_string(firm.wave),
                 Say(app::CauseLabel(firm.cause))});
    }
    if (!answer.firms.empty()) std::printf("\n%s", table.ToString().c_str());
  }

  const Context& context_;
};

Status RunScenario(const Context& context, const ScenarioArguments& arguments) {
  if (!arguments.out.empty()) LM_TRY(CheckOutput(arguments.out, {".xlsx", ".csv"}));
  LM_ASSIGN(const app::WhatIf answer, Compute(context, arguments.file));
  if (!arguments.out.empty()) {
    const app::WhatIfTables tables{context.language, arguments.out.ends_with(".xlsx")};
    LM_TRY(app::WriteTableFile(arguments.out, [&](app::TableWriter& writer) {
      return app::ExportWhatIf(answer, tables, writer);
    }));
  }
  if (context.json) {
    context.PrintJson(app::ToJson(answer));
  } else {
    Printer(context).Print(answer);
  }
  return Ok{};
}

}  // namespace

void AddScenarioCommand(CLI::App& risk, Context& context) {
  auto arguments = std::make_shared<ScenarioArguments>();
  CLI::App* command = risk.add_subcommand(
      "scenario", "推演：情景造成的损失 what a scenario does, docs/formats/scenario.md");
  command->add_option("file", arguments->file, "情景文件 the scenario, JSON")->required();
  command->add_option("--out", arguments->out, "结果表格 the result as XLSX or CSV");
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  command->callback([arguments, &context] { context.Finish(RunScenario(context, *arguments)); });
}

}  // namespace lianmeng::cli
