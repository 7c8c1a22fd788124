// lianmeng network import: a backbone into the database.

#include <cstdio>

#include "app/import_backbone.h"
#include "app/network_build.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "cli/network_commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

struct ImportArguments {
  app::NetworkFiles files;
  app::NetworkOptions network;
};

// What the user gave; the rest stays open.
BackboneSettings SettingsOf(const CLI::App& command, const app::NetworkOptions& network) {
  BackboneSettings settings;
  const auto take = [&](const char* option, int64_t given, std::optional<int64_t>& kept) {
    if (command.count(option) > 0) kept = given;
  };
  const network::CycleSystem& system = network.system;
  take("--cycle-us", system.cycle_ns, settings.cycle_ns);
  take("--buffers", system.buffers, settings.buffers);
  take("--clock-error-ns", system.clock_error_ns, settings.clock_error_ns);
  take("--clock-wander-ppb", system.clock_wander_ppb, settings.clock_wander_ppb);
  take("--stamp-ns", system.stamp_ns, settings.stamp_ns);
  take("--fibre-factor", network.fibre_factor_permille, settings.fibre_factor_permille);
  take("--rate-gbps", network.rate_bps, settings.rate_bps);
  settings.has_damper = system.has_damper;
  return settings;
}

app::Json ToJson(const app::ImportBackboneReport& report) {
  app::Json json{{"applied", report.applied},
                 {"version", report.version},
                 {"warnings", report.warning_count},
                 {"tables", app::Json::array()}};
  for (const app::BackboneTableLine& line : report.tables) {
    json["tables"].push_back({{"table", line.table},
                              {"read", line.read},
                              {"inserted", line.inserted},
                              {"updated", line.updated},
                              {"unchanged", line.unchanged},
                              {"removed", line.removed}});
  }
  return json;
}

void PrintReport(const Context& context, const app::ImportBackboneReport& report) {
  std::vector<report::TextColumn> columns;
  columns.push_back({context.Say({"表", "table"})});
  for (const TextPair& heading : {TextPair{"读到", "read"},
                                  {"新增", "new"},
                                  {"更新", "updated"},
                                  {"未变", "unchanged"},
                                  {"移除", "removed"}}) {
    columns.push_back({context.Say(heading), report::TextAlign::kRight, 0});
  }
  report::TextTable table(std::move(columns));
  const TextPair names[] = {{"站点", "sites"}, {"光纤", "fibres"}, {"业务流", "flows"}};
  for (size_t t = 0; t < report.tables.size(); ++t) {
    const app::BackboneTableLine& line = report.tables[t];
    table.Row({context.Say(names[t]), std::to_string(line.read), std::to_string(line.inserted),
               std::to_string(line.updated), std::to_string(line.unchanged),
               std::to_string(line.removed)});
  }
  std::fputs(table.ToString().c_str(), stdout);
}

void RunImport(Context& context, const ImportArguments& arguments,
               const BackboneSettings& settings) {
  // Here, not from what is kept: a clock that runs free is refused with the reason.
  if (const Status checked = app::CheckNetworkOptions(arguments.network); !checked) {
    return context.Fail(checked.error());
  }
  const Result<std::unique_ptr<app::Platform>> platform =
      context.OpenPlatform(Context::IfAbsent::kCreate);
  if (!platform) return context.Fail(platform.error());
  const Result<app::ImportBackboneReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ImportBackbone(**platform, {.files = arguments.files, .settings = settings},
                               *progress);
  }();
  if (!report) return context.Fail(report.error());
  PrintRowErrors(context, report->warnings, 0);
  PrintRowErrors(context, report->errors.first, report->errors.count);
  if (context.json) return context.PrintJson(ToJson(*report));
  if (report->applied) PrintReport(context, *report);
}

}  // namespace

void AddNetworkImport(CLI::App& network, Context& context) {
  CLI::App* command = network.add_subcommand(
      "import",
      "把骨干网写入数据库，全部写入或一行不写 a backbone into the database, all or nothing");
  auto arguments = std::make_shared<ImportArguments>();
  AddTopologyOptions(*command, arguments->files);
  command->add_option(
      "--flows", arguments->files.flows,
      "业务流表 table of flows, .csv or .xlsx; those that it does not have stay as they are");
  command->add_option("--db", context.db, "数据库 database URL, e.g. sqlite:region.db")
      ->capture_default_str();
  AddCycleOptions(*command, arguments->network);
  AddSystemOptions(*command, arguments->network);
  // Of each fibre by itself, in its row: the database keeps no other.
  for (const char* option : {"--reserved-permille", "--best-effort-bytes"}) {
    command->remove_option(command->get_option(option));
  }
  AddJsonOption(*command, context);
  command->callback([arguments, command, &context] {
    RunImport(context, *arguments, SettingsOf(*command, arguments->network));
  });
}

}  // namespace lianmeng::cli
