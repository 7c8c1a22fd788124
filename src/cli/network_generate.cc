// lianmeng network generate flows: flows to try a backbone on.

#include <cmath>
#include <cstdio>

#include "app/generate_flows.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "cli/network_commands.h"

namespace lianmeng::cli {
namespace {

constexpr double kNsPerUs = 1'000, kBpsPerGbps = 1e9, kPermille = 1'000;

// As people give them, in their units.
struct Arguments {
  app::GenerateFlowsOptions options;
  double cycle_us = 10, rate_gbps = 100, fibre_factor = 1.4;

  [[nodiscard]] app::GenerateFlowsOptions Options() const {
    app::GenerateFlowsOptions made = options;
    made.network.system.cycle_ns = std::llround(cycle_us * kNsPerUs);
    made.network.rate_bps = std::llround(rate_gbps * kBpsPerGbps);
    made.network.fibre_factor_permille = std::llround(fibre_factor * kPermille);
    return made;
  }
};

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
  auto arguments = std::make_shared<Arguments>();
  app::GenerateFlowsOptions& options = arguments->options;
  command
      ->add_option("--topology", options.files.topology,
                   "拓扑 topology: .json, .gml, .csv, .xlsx or a folder; docs/formats/backbone.md")
      ->required();
  command->add_option("--sites", options.files.sites, "站点表 table of sites, CSV or XLSX");
  command->add_option("--count", options.flows.count, "条数 how many flows")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--seed", options.flows.seed, "种子 seed")->capture_default_str();
  command
      ->add_option("--tight-share", options.flows.tight_share,
                   "时延几乎只够光走的份额 share that allow hardly more than light needs")
      ->capture_default_str();
  command->add_option("--cycle-us", arguments->cycle_us, "周期（微秒）cycle in µs")
      ->capture_default_str();
  command
      ->add_option("--rate-gbps", arguments->rate_gbps,
                   "未注明的链路速率 rate of links that state none, Gb/s")
      ->capture_default_str();
  command
      ->add_option("--fibre-factor", arguments->fibre_factor,
                   "光纤与地图距离之比 fibre to map distance, where a fibre's length is not stated")
      ->capture_default_str();
  command->add_option("--out", options.out,
                      "业务流表；默认标准输出 table of flows, CSV; default standard output");
  command->callback([arguments, &context] { RunGenerate(context, arguments->Options()); });
}

}  // namespace lianmeng::cli
