// lianmeng network generate flows: flows to try a backbone on.

#include <cstdio>

#include "app/generate_flows.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "cli/network_commands.h"

namespace lianmeng::cli {
namespace {

void PrintReport(const Context& context, const app::GenerateFlowsReport& report) {
  TextPair kinds;
  int64_t count = 0;
  for (size_t k = 0; k < network::kFlowKinds; ++k) {
    const TextPair label = network::Label(static_cast<network::FlowKind>(k));
    const std::string made = std::to_string(report.made[k]);
    kinds.zh += (k == 0 ? "" : "，") + label.zh + " " + made;
    kinds.en += (k == 0 ? "" : ", ") + label.en + " " + made;
    count += report.made[k];
  }
  const std::string all = std::to_string(count), two = std::to_string(report.is_protected);
  std::fprintf(stderr, "%s\n",
               context
                   .Say({"业务流 " + all + " 条（" + two + " 条要求双路保护）：" + kinds.zh,
                         all + " flows, " + two + " of them protected by two routes: " + kinds.en})
                   .c_str());
}

void RunGenerate(Context& context, const app::GenerateFlowsOptions& options) {
  if (!options.out.empty()) {
    Status out = CheckOutput(options.out, {".csv"});
    if (out) out = CheckNotInput({options.files.topology, options.files.sites}, options.out);
    if (!out) return context.Fail(out.error());
  }
  const Result<app::GenerateFlowsReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::GenerateFlows(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  PrintRowErrors(context, report->input.warnings, 0);
  PrintRowErrors(context, report->input.errors.first, report->input.errors.count);
  if (report->input.errors.count == 0) PrintReport(context, *report);
}

}  // namespace

void AddNetworkGenerate(CLI::App& network, Context& context) {
  CLI::App* generate =
      network.add_subcommand("generate", "模拟的业务流 flows to try a backbone on");
  generate->require_subcommand(1);
  CLI::App* command = generate->add_subcommand(
      "flows", "可辨认的几类业务流，种子固定则字节相同 flows of recognisable kinds, repeatable");
  auto options = std::make_shared<app::GenerateFlowsOptions>();
  AddTopologyOptions(*command, options->files);
  command->add_option("--count", options->flows.count, "条数 how many flows")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--seed", options->flows.seed, "种子 seed")->capture_default_str();
  command
      ->add_option("--tight-share", options->flows.tight_share,
                   "时延几乎只够光走的份额 share that allow hardly more than light needs")
      ->capture_default_str();
  AddCycleOptions(*command, options->network);
  command->add_option("--out", options->out,
                      "业务流表；默认标准输出 table of flows, CSV; default standard output");
  command->callback([options, &context] { RunGenerate(context, *options); });
}

}  // namespace lianmeng::cli
