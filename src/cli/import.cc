// lianmeng import, template and generate: data in, and the tables to bring it in.

#include <cstdio>

#include "app/import_region.h"
#include "app/region_files.h"
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
                              {"unchanged", line.unchanged}});
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
  if (report->applied) return;
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
}

}  // namespace lianmeng::cli
