// lianmeng repair: what would mend a chain, for a budget.

#include <cstdio>

#include "app/repair_plan.h"
#include "app/rows.h"
#include "app/table_files.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 160;

std::string Number(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

void PrintMeasures(const Context& context, const app::RepairPlan& plan) {
  report::TextTable table(
      {{context.Say({"类别", "kind"})},
       {context.Say({"措施", "measure"})},
       {context.Say({"成本（万元）", "cost (10,000 CNY)"}), report::TextAlign::kRight},
       {context.Say({"单独降低风险", "risk cut alone"}), report::TextAlign::kRight},
       {context.Say({"联系企业", "firms to call"})},
       {context.Say({"千米", "km"}), report::TextAlign::kRight}},
      {.width_max = kLineWidth});
  for (const app::RepairMeasure& measure : plan.candidates) {
    const auto& taken = plan.effect.measures;
    if (std::find(taken.begin(), taken.end(), measure.id) == taken.end()) continue;
    std::string calls;
    for (const app::RepairCall& call : measure.calls) {
      if (!calls.empty()) calls += context.Say({"、", ", "});
      calls += call.organisation.name;
      if (call.organisation.city) {
        calls += " (" + call.organisation.city->name.In(context.language) + ")";
      }
    }
    table.Row({measure.kind.label.In(context.language), measure.title.In(context.language),
               Number(measure.cost_cny / 1e4, 1), Number(measure.benefit_alone, 4), calls,
               measure.distance_km ? Number(*measure.distance_km, 0) : ""});
  }
  std::fputs(table.ToString().c_str(), stdout);
}

void PrintPoints(const Context& context, const app::RepairPlan& plan) {
  report::TextTable table({{context.Say({"产品", "product"})},
                           {context.Say({"等级", "class"})},
                           {context.Say({"严重度", "severity"}), report::TextAlign::kRight},
                           {context.Say({"有效厂家", "makers"}), report::TextAlign::kRight}},
                          {.width_max = kLineWidth});
  for (const app::RepairPoint& point : plan.effect.points) {
    table.Row({point.product.name.In(context.language),
               point.class_before + " → " + point.class_after,
               app::Percent(point.severity_before) + " → " + app::Percent(point.severity_after),
               Number(point.effective_makers_before, 2) + " → " +
                   Number(point.effective_makers_after, 2)});
  }
  std::fputs(table.ToString().c_str(), stdout);
}

// How good the plan is: what is proven, or what holds on a condition, said as such.
TextPair BoundText(const app::RepairPlan& plan) {
  const std::string cut = Number(plan.effect.risk_before - plan.effect.risk_after, 4);
  if (plan.optimal) {
    return {"已逐一评估预算内的全部组合，没有更好的；本方案降低 " + cut,
            "all sets within the budget were evaluated and none is better; this plan cuts the risk "
            "by " +
                cut};
  }
  const std::string diminishing = Number(plan.benefit_bound_if_diminishing, 4);
  TextPair text{
      "本方案降低 " + cut + "；若收益递减（未经证明），预算内任何组合至多降低 " + diminishing,
      "this plan cuts the risk by " + cut +
          "; if gains shrink, which is not proven, no set within the budget cuts it by "
          "more than " +
          diminishing};
  if (plan.benefit_bound < app::kBoundInformative * plan.effect.risk_before) {
    const std::string proven = Number(plan.benefit_bound, 4);
    text.zh += "；已证明至多降低 " + proven;
    text.en += "; proven: no more than " + proven;
  }
  return text;
}

struct PlanArguments {
  app::RepairPlanInput input;
  std::string out;
};

Status PrintPlan(const Context& context, const PlanArguments& arguments) {
  if (!arguments.out.empty()) LM_TRY(CheckOutput(arguments.out, {".xlsx", ".csv"}));
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  const Result<app::RepairPlan> made = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::MakeRepairPlan(*analysis, arguments.input, *progress);
  }();
  if (!made) return made.error();
  const app::RepairPlan& plan = *made;
  if (!arguments.out.empty()) {
    const app::RepairExport options{context.language, !arguments.out.ends_with(".csv")};
    LM_TRY(app::WriteTableFile(arguments.out, [&](app::TableWriter& writer) {
      return app::ExportRepairPlan(plan, options, writer);
    }));
  }
  if (context.json) {
    context.PrintJson(app::ToJson(plan));
    return Ok{};
  }
  const std::string candidates = std::to_string(plan.candidates.size());
  const std::string before = Number(plan.effect.risk_before, 4);
  const std::string after = Number(plan.effect.risk_after, 4);
  std::printf("%s\n\n",
              context
                  .Say({plan.effect.chain.name.zh + "：候选措施 " + candidates + " 项，采用 " +
                            std::to_string(plan.effect.measures.size()) + " 项，成本 " +
                            Number(plan.effect.cost_cny / 1e4, 1) + " 万元，全链风险 " + before +
                            " → " + after,
                        plan.effect.chain.name.en + ": " + candidates + " measures proposed, " +
                            std::to_string(plan.effect.measures.size()) + " taken, cost " +
                            Number(plan.effect.cost_cny / 1e4, 1) +
                            " × 10,000 CNY, the chain's risk " + before + " → " + after})
                  .c_str());
  PrintMeasures(context, plan);
  std::printf("\n");
  PrintPoints(context, plan);
  std::printf("\n%s\n", context.Say(BoundText(plan)).c_str());
  return Ok{};
}

}  // namespace

void AddRepairCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand(
      "repair", "补链固链强链 what would mend a chain, computed before anyone pays");
  command->require_subcommand(1);

  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* plan =
      command->add_subcommand("plan", "预算内的措施方案 the measures to take for a budget");
  plan->add_option("--chain", arguments->input.chain, "产业链代号 the chain's key")->required();
  plan->add_option("--budget", arguments->input.budget_cny, "预算（元） budget in CNY")
      ->required()
      ->check(CLI::Range(0.0, 1e13));
  plan->add_option("--kinds", arguments->input.kinds, "add | secure | strengthen")->delimiter(',');
  plan->add_option("--with", arguments->input.with,
                   "必须采用的措施 ids of measures to take in any case");
  plan->add_option("--without", arguments->input.without,
                   "不采用的措施 ids of measures never to take");
  plan->add_option("--out", arguments->out, "另存为 write the plan to FILE.xlsx or FILE.csv");
  AddStoreOptions(*plan, context);
  AddJsonOption(*plan, context);
  plan->callback([arguments, &context] { context.Finish(PrintPlan(context, *arguments)); });
}

}  // namespace lianmeng::cli
