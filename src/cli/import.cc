// lianmeng import, template and generate: data in, and the tables to bring it in.

#include <cstdio>

#include "app/generate_links.h"
#include "app/import_region.h"
#include "app/region_files.h"
#include "app/risk_history.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

app::Json ToJson(const app::ImportReport& report) {
  app::Json json{{"applied", report.applied},
                 {"data_version", std::to_string(report.data_version)},
                 {"errors", report.errors},
                 {"warnings", report.warnings},
                 {"tables", app::Json::array()}};
  for (const auto& line : report.tables) {
    json["tables"].push_back({{"table", line.table},
                              {"read", line.read},
                              {"accepted", line.accepted},
                              {"rejected", line.rejected},
                              {"inserted", line.inserted},
                              {"updated", line.updated},
                              {"unchanged", line.unchanged},
                              {"removed", line.removed}});
  }
  for (const auto& [reason, count] : report.skipped) json["skipped"][reason] = count;
  return json;
}

// What became of the rows of each table: after an import that was not applied, how many could be taken.
void PrintReport(const Context& context, const app::ImportReport& report) {
  const report::TextAlign right = report::TextAlign::kRight;
  std::vector<report::TextColumn> columns;
  columns.push_back({context.Say({"表", "table"})});
  std::vector<TextPair> headings;
  if (report.applied) {
    headings = {{"新增", "new"}, {"更新", "updated"}, {"未变", "unchanged"}, {"拒绝", "rejected"}};
  } else {
    headings = {{"读到", "read"}, {"有效", "valid"}, {"拒绝", "rejected"}};
  }
  for (const TextPair& heading : headings) columns.push_back({context.Say(heading), right, 0});
  report::TextTable table(std::move(columns));
  for (const auto& line : report.tables) {
    if (line.read + line.inserted + line.updated + line.unchanged == 0) continue;
    if (report.applied) {
      table.Row({line.table, std::to_string(line.inserted), std::to_string(line.updated),
                 std::to_string(line.unchanged), std::to_string(line.rejected)});
    } else {
      table.Row({line.table, std::to_string(line.read), std::to_string(line.accepted),
                 std::to_string(line.rejected)});
    }
  }
  std::fputs(table.ToString().c_str(), stdout);
  int64_t removed = 0;
  for (const auto& line : report.tables) removed += line.removed;
  if (report.applied && removed > 0) {
    const std::string count = std::to_string(removed);
    std::printf("%s\n", context
                            .Say({"另有 " + count + " 条站点和光纤已不在文件中，已移除",
                                  count + " sites and fibres that the files no longer have were "
                                          "removed"})
                            .c_str());
  }
  for (const auto& [reason, count] : report.skipped) {
    std::printf("%s %lld: %s\n", context.Say({"略过", "skipped"}).c_str(),
                static_cast<long long>(count), reason.c_str());
  }
}

void PrintIssues(const Context& context, const app::ImportReport& report,
                 const std::string& rejects_file) {
  for (const ingest::RowIssue& issue : report.first_issues) {
    const bool error = issue.severity == Issue::Severity::kError;
    std::fprintf(
        stderr, "%s %s\n",
        context.Say(error ? TextPair{"错误", "error  "} : TextPair{"提醒", "warning"}).c_str(),
        MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place)
            .Describe(context.language)
            .c_str());
  }
  if (report.errors + report.warnings == 0) return;
  const std::string counts = std::to_string(report.errors);
  const std::string warnings = std::to_string(report.warnings);
  std::fprintf(
      stderr, "%s\n",
      context
          .Say({"共 " + counts + " 处错误，" + warnings + " 处提醒，全部列在 " + rejects_file,
                counts + " errors and " + warnings + " warnings, all listed in " + rejects_file})
          .c_str());
}

// Records the risk points of the new data, and says what changed in them. The import stands whatever
// becomes of this: the next one, or the server, records what is missing.
Status RecordRisk(const Context& context, app::Platform& platform) {
  const std::unique_ptr<Progress> progress = MakeProgress(context.language);
  LM_ASSIGN(const bool recorded, app::RecordRiskRun(platform, *progress));
  if (!recorded || context.json) return Ok{};
  LM_ASSIGN(const auto analysis, platform.Current(Viewer::Office()));
  LM_ASSIGN(const app::RiskComparison comparison, app::RiskComparison::Load(platform, *analysis));
  if (comparison.empty()) return Ok{};
  std::vector<ChainId> chains;
  for (const Chain& chain : analysis->snapshot().chains) chains.push_back(chain.id);
  std::printf("%s%s\n", context.Say({"断链风险点", "Risk points. "}).c_str(),
              context.Say(app::ChangeSentence(comparison.Count(chains))).c_str());
  return Ok{};
}

using ImportFunction = Result<app::ImportReport> (*)(app::Platform&, const app::ImportOptions&,
                                                     Progress&);

void RunImport(Context& context, ImportFunction import, const app::ImportOptions& options) {
  const Result<std::unique_ptr<app::Platform>> platform =
      context.OpenPlatform(Context::IfAbsent::kCreate);
  if (!platform) return context.Fail(platform.error());
  Result<app::ImportReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return import(**platform, options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  PrintIssues(context, *report, options.rejects_file);
  if (context.json) {
    context.PrintJson(ToJson(*report));
  } else {
    PrintReport(context, *report);
  }
  if (report->applied) {
    if (const Status recorded = RecordRisk(context, **platform); !recorded) {
      std::fprintf(stderr, "%s%s\n", context.Say({"风险点未记录：", "risk not recorded: "}).c_str(),
                   recorded.error().Describe(context.language).c_str());
    }
    return;
  }
  context.Fail(
      MakeError(ErrorCode::kInvalidArgument,
                {"有行被拒绝，未写入任何内容；更正后重新导入，或加 --accept-valid 只取有效的行",
                 "rows were rejected and nothing was applied; correct them, or add --accept-valid "
                 "to take the valid ones"}));
}

void AddImportOptions(CLI::App& command, Context& context, app::ImportOptions& options) {
  command.add_option("folder", options.folder, "文件夹 folder")
      ->required()
      ->check(CLI::ExistingDirectory);
  command.add_option("--db", context.db, "数据库 database URL, e.g. sqlite:region.db")
      ->capture_default_str();
  command.add_option("--rejects", options.rejects_file, "问题清单 file that lists every issue")
      ->capture_default_str();
  command.add_flag("--accept-valid", options.accept_valid,
                   "只取有效的行 apply the valid rows although others are rejected");
  AddJsonOption(command, context);
}

struct GenerateArguments {
  app::GenerateOptions options;
  std::string facts;
  std::string out;
};

Status Generate(const Context& context, const GenerateArguments& arguments) {
  const std::string facts_folder =
      arguments.facts.empty() ? FindShipped("data/delta") : arguments.facts;
  LM_ASSIGN(const app::RegionFacts facts, app::ReadFacts(facts_folder));
  LM_ASSIGN(const app::RegionSample sample, app::GenerateRegion(facts, arguments.options));
  LM_TRY(app::WriteSample(facts, sample, arguments.out));
  const auto n = [](size_t count) { return std::to_string(count); };
  std::printf("%s\n", context
                          .Say({"机构 " + n(sample.organisations.size()) + "，供给 " +
                                    n(sample.offers.size()) + "，需求 " + n(sample.needs.size()) +
                                    "，供应关系 " + n(sample.links.size()),
                                n(sample.organisations.size()) + " organisations, " +
                                    n(sample.offers.size()) + " offers, " + n(sample.needs.size()) +
                                    " needs, " + n(sample.links.size()) + " links"})
                          .c_str());
  return Ok{};
}

std::string Fixed(double value, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string Percents(double share) { return Fixed(100 * share, 1) + " %"; }

// What the network measures, on standard error: standard output may be the table itself.
void PrintShape(const Context& context, const app::GenerateLinksReport& report) {
  const chain::NetworkShape& shape = report.shape;
  report::TextTable table(
      {{context.Say({"性质", "property"})},
       {context.Say({"供方一侧（客户数）", "as supplier (customers)"}), report::TextAlign::kRight},
       {context.Say({"需方一侧（供方数）", "as customer (suppliers)"}),
        report::TextAlign::kRight}});
  const auto degrees = [&](const TextPair& label, auto figure) {
    table.Row({context.Say(label), figure(shape.customers), figure(shape.suppliers)});
  };
  degrees({"最大度", "largest degree"},
          [](const chain::DegreeShape& d) { return std::to_string(d.max); });
  degrees({"尾指数", "tail exponent"},
          [](const chain::DegreeShape& d) { return Fixed(d.tail_exponent, 2); });
  degrees({"度与金额的相关", "degree with value"},
          [](const chain::DegreeShape& d) { return Fixed(d.value_correlation, 2); });
  std::fputs(table.ToString().c_str(), stderr);
  const auto say = [&](const std::string& zh, const std::string& en) {
    std::fprintf(stderr, "%s\n", context.Say({zh, en}).c_str());
  };
  say("企业 " + std::to_string(shape.firms) + " 家，供应关系 " + std::to_string(shape.links) +
          " 条",
      std::to_string(shape.firms) + " firms, " + std::to_string(shape.links) + " links");
  say("强连通核心 " + Percents(shape.core_share) + "，流入核心 " + Percents(shape.feeding_share) +
          "，核心流出 " + Percents(shape.fed_share),
      "strongly connected core " + Percents(shape.core_share) + ", feeding it " +
          Percents(shape.feeding_share) + ", fed by it " + Percents(shape.fed_share));
  say("同一企业两种度的相关 " + Fixed(shape.degree_correlation, 2) + "，链接两端的相关 " +
          Fixed(shape.assortativity, 2) + "，金额对数的标准差 " + Fixed(shape.value_log_spread, 2),
      "degrees of one firm correlate by " + Fixed(shape.degree_correlation, 2) +
          ", of a link's ends by " + Fixed(shape.assortativity, 2) +
          "; logarithm of values spreads by " + Fixed(shape.value_log_spread, 2));
  say("关键链接 " + Percents(shape.essential_share) + "，可替代链接 " +
          Percents(shape.replaceable_share),
      "essential links " + Percents(shape.essential_share) + ", replaceable ones " +
          Percents(shape.replaceable_share));
  if (!report.reach) return;
  const chain::ReachShape& reach = *report.reach;
  say("逐家冲击 " + std::to_string(reach.shocks) + " 家：波及不足 1 % 企业的占 " +
          Percents(reach.under_1_percent) + "，波及半数以上的占 " + Percents(reach.over_half),
      std::to_string(reach.shocks) + " firms lost in turn: " + Percents(reach.under_1_percent) +
          " touch under 1 % of the firms, " + Percents(reach.over_half) + " more than half");
}

Status GenerateLinks(const Context& context, const app::GenerateLinksOptions& options) {
  if (!options.out.empty()) LM_TRY(CheckOutput(options.out, {""}));
  Result<app::GenerateLinksReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::GenerateLinks(options, *progress);
  }();
  if (!report) return report.error();
  PrintShape(context, *report);
  return Ok{};
}

void AddGenerateLinks(CLI::App& command, Context& context) {
  CLI::App* links = command.add_subcommand(
      "links", "全国规模的模拟供应网络 a synthetic national supply network, docs/formats/links.md");
  auto options = std::make_shared<app::GenerateLinksOptions>();
  chain::SyntheticOptions& network = options->network;
  links->add_option("--firms", network.firms, "企业数 firms")->capture_default_str();
  links->add_option("--links", network.links, "供应关系数 links")->capture_default_str();
  links->add_option("--sectors", network.sectors, "行业数 sectors")->capture_default_str();
  links->add_option("--seed", network.seed, "种子 seed")->capture_default_str();
  links->add_option("--out", options->out,
                    "结果文件；默认标准输出 file to write, default standard output");
  links
      ->add_option("--check", options->shocks_checked,
                   "再逐家冲击若干企业，报告波及范围 also lose so many firms in turn and say how "
                   "far it reaches")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  links->callback([options, &context] { context.Finish(GenerateLinks(context, *options)); });
}

}  // namespace

void AddImportCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("import", "导入数据，全部写入或一行不写 import data, all or nothing");
  command->require_subcommand(1);
  auto region_options = std::make_shared<app::ImportOptions>();
  region_options->rejects_file = "rejects.csv";
  CLI::App* region = command->add_subcommand(
      "region", "区域表格（CSV、XLSX） a folder of tables, docs/formats/region.md");
  AddImportOptions(*region, context, *region_options);
  region->callback(
      [region_options, &context] { RunImport(context, app::ImportRegion, *region_options); });

  auto ckg_options = std::make_shared<app::ImportOptions>();
  ckg_options->rejects_file = "rejects.csv";
  CLI::App* ckg = command->add_subcommand(
      "ckg", "上市公司产业链图谱 the open graph of listed firms, docs/formats/ckg.md");
  AddImportOptions(*ckg, context, *ckg_options);
  ckg->add_option(
      "--regions", ckg_options->regions_folder,
      "区域文件夹，用于从企业名称识别城市 region folder whose cities are looked for in names");
  ckg->callback([ckg_options, &context] {
    if (ckg_options->regions_folder.empty())
      ckg_options->regions_folder = FindShipped("data/delta");
    RunImport(context, app::ImportCkg, *ckg_options);
  });
}

void AddTemplateCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("template", "生成空白 XLSX 表格 write empty XLSX tables to fill in");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "文件夹 folder")->required();
  command->callback([folder, &context] {
    const Result<std::vector<std::string>> paths = app::WriteRegionTemplates(*folder);
    if (!paths) return context.Fail(paths.error());
    for (const std::string& path : *paths) std::printf("%s\n", path.c_str());
  });
}

void AddGenerateCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("generate", "生成样例数据 make sample data");
  command->require_subcommand(1);
  CLI::App* region = command->add_subcommand(
      "region", "样例企业、供需与供应关系 sample organisations, offers, needs and links");
  auto arguments = std::make_shared<GenerateArguments>();
  region->add_option("--seed", arguments->options.seed, "种子 seed")->capture_default_str();
  region->add_option("--leads", arguments->options.leads, "龙头企业数 lead enterprises")
      ->capture_default_str();
  region
      ->add_option("--suppliers", arguments->options.suppliers, "配套企业数 supporting enterprises")
      ->capture_default_str();
  region->add_option(
      "--facts", arguments->facts,
      "事实所在的区域文件夹 region folder with the facts (default: the demo region)");
  region->add_option("--out", arguments->out, "输出文件夹 folder to write")->required();
  region->callback([arguments, &context] { context.Finish(Generate(context, *arguments)); });
  AddGenerateLinks(*command, context);
  AddGeneratePairs(*command, context);
  AddGenerateEvent(*command, context);
}

}  // namespace lianmeng::cli
