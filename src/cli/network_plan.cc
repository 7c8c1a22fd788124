// lianmeng network plan and network check.

#include <cstdio>

#include "app/network_plan.h"
#include "app/network_planning.h"
#include "app/network_words.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "cli/network_commands.h"

namespace lianmeng::cli {
namespace {

app::Json ToJson(const app::PlanSummary& summary, const std::vector<std::string>& link_names) {
  app::Json json = {{"flows", summary.flows},
                    {"carried", summary.carried},
                    {"protected", summary.protected_flows},
                    {"refused", summary.refused},
                    {"latency_ns_max", summary.latency_ns_max},
                    {"jitter_ns_max", summary.jitter_ns_max},
                    {"buffers_max", summary.buffers_max},
                    {"fullest_link", nullptr},
                    {"fullest_permille", summary.fullest_permille}};
  if (summary.carried > 0) json["fullest_link"] = link_names[summary.fullest_link];
  return json;
}

void PrintSummary(const Context& context, const app::PlanSummary& summary,
                  const std::vector<TextPair>& titles) {
  const std::string flows = std::to_string(summary.flows),
                    carried = std::to_string(summary.carried),
                    guarded = std::to_string(summary.protected_flows),
                    latency = app::TimeWords(summary.latency_ns_max),
                    jitter = app::TimeWords(summary.jitter_ns_max),
                    buffers = std::to_string(summary.buffers_max);
  context.PrintLine(
      {"业务流 " + flows + " 条，承载 " + carried + " 条，其中双路由保护 " + guarded + " 条",
       flows + " flows, " + carried + " carried, " + guarded + " of them on two routes"});
  if (summary.carried == 0) return;
  context.PrintLine(
      {"时延上界至多 " + latency + "，抖动上界至多 " + jitter + "，端口缓冲至多 " + buffers + " 个",
       "largest proven latency " + latency + ", jitter " + jitter + "; at most " + buffers +
           " buffers of a port"});
  const TextPair& link = titles[summary.fullest_link];
  const std::string percent = std::to_string(summary.fullest_permille / 10);
  context.PrintLine({"最满的链路 " + link.zh + "：预留带宽已用 " + percent + "%",
                     "the fullest link is " + link.en + ": " + percent + "% of what is reserved"});
}

app::Json ToJson(const app::PlanVolume& volume) {
  return {{"asked_bytes", volume.asked_bytes},
          {"carried_bytes", volume.carried_bytes},
          {"first_come_bytes", volume.first_come_bytes},
          {"bound_bytes", volume.bound_bytes}};
}

std::string PercentOf(int64_t part, int64_t whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%",
                100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

void PrintVolume(const Context& context, const app::PlanVolume& volume) {
  if (volume.bound_bytes == 0) return;
  const std::string carried = PercentOf(volume.carried_bytes, volume.bound_bytes),
                    first_come = PercentOf(volume.first_come_bytes, volume.bound_bytes);
  context.PrintLine(
      {"承载量为任何规划都不能超过的上界的 " + carried + "（先到先得为 " + first_come + "）",
       "carries " + carried +
           " of what no plan can exceed (first come, first served: " + first_come + ")"});
}

void PrintRefusals(const Context& context, const network::Plan& plan,
                   const std::vector<TextPair>& titles) {
  constexpr int kShown = 10;
  int shown = 0;
  for (network::FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (plan.given[f].IsCarried() || ++shown > kShown) continue;
    const TextPair words = app::RefusalWords(plan, f, titles);
    context.PrintLine({"  未承载 " + plan.flows[f].id + "：" + words.zh,
                       "  not carried: " + plan.flows[f].id + ": " + words.en});
  }
  if (shown <= kShown) return;
  const std::string rest = std::to_string(shown - kShown);
  context.PrintLine({"  另有 " + rest + " 条，见结果文件", "  and " + rest + " more, in the plan"});
}

void RunPlan(Context& context, const app::PlanNetworkOptions& options) {
  if (!options.out.empty()) {
    if (Status checked = CheckOutput(options.out, {".json"}); !checked)
      return context.Fail(checked.error());
    const Status distinct = CheckNotInput(
        {options.files.topology, options.files.sites, options.files.flows}, options.out);
    if (!distinct) return context.Fail(distinct.error());
  }
  const Result<app::PlanNetworkReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::PlanNetwork(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  PrintRowErrors(context, report->input.warnings, 0);
  PrintRowErrors(context, report->input.errors.first, report->input.errors.count);
  if (report->input.errors.count > 0) return;
  const std::vector<std::string> link_names = app::LinkNames(report->plan.backbone);
  const app::PlanSummary summary = app::Summarise(report->plan);
  if (context.json) {
    app::Json json = ToJson(summary, link_names);
    if (report->volume) json["volume"] = ToJson(*report->volume);
    json["checked"] = true;
    json["seconds"] = report->seconds;
    return context.PrintJson(json);
  }
  const std::vector<TextPair> titles = app::LinkTitles(report->plan.backbone);
  PrintSummary(context, summary, titles);
  if (report->volume) PrintVolume(context, *report->volume);
  PrintRefusals(context, report->plan, titles);
  context.PrintLine(
      {"每条流的界已由独立的检查程序复核", "every bound was recomputed by a separate checker"});
}

void RunCheck(Context& context, const std::string& path) {
  const Result<network::Plan> plan = app::ReadProvenPlan(path);
  if (!plan) return context.Fail(plan.error());
  const std::vector<std::string> link_names = app::LinkNames(plan->backbone);
  const app::PlanSummary summary = app::Summarise(*plan);
  if (context.json) {
    app::Json json = ToJson(summary, link_names);
    json["proven"] = true;
    return context.PrintJson(json);
  }
  context.PrintLine({"规划成立：每个周期、缓冲和界都已复核",
                     "the plan holds: every cycle, buffer and bound was recomputed"});
  PrintSummary(context, summary, app::LinkTitles(plan->backbone));
}

}  // namespace

void AddNetworkPlan(CLI::App& network, Context& context) {
  auto options = std::make_shared<app::PlanNetworkOptions>();
  CLI::App* plan = network.add_subcommand(
      "plan", "为每条流选择路径与周期，并证明其界 give each flow a path and cycles, with proof");
  AddTopologyOptions(*plan, options->files);
  plan->add_option("--flows", options->files.flows, "业务流表 table of flows")->required();
  plan->add_option("--out", options->out, "结果 PLAN.json");
  plan->add_option("--paths", options->admission.paths,
                   "每对站点尝试的路径数 paths tried for each pair of sites")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  plan->add_option("--extra-cycles", options->admission.extra_cycles,
                   "途中可多停留的周期数 cycles that a packet may be held longer")
      ->capture_default_str()
      ->check(CLI::Range(0, 62));
  plan->add_flag("--spread", options->admission.spreads,
                 "选余量最大的路径，而非最短的 the path with the most room, not the shortest");
  plan->add_flag("--rearrange", options->rearranges,
                 "重新安排全部业务流，使承载量最大，并给出上界 rearrange all flows to carry the "
                 "most, with a bound");
  AddCycleOptions(*plan, options->network);
  AddSystemOptions(*plan, options->network);
  AddJsonOption(*plan, context);
  plan->callback([&context, options] { RunPlan(context, *options); });

  auto path = std::make_shared<std::string>();
  CLI::App* check = network.add_subcommand("check", "独立复核一份规划 recompute a plan");
  check->add_option("plan", *path, "PLAN.json")->required();
  AddJsonOption(*check, context);
  check->callback([&context, path] { RunCheck(context, *path); });
}

}  // namespace lianmeng::cli
