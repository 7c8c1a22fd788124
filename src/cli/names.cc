// lianmeng names resolve and duplicates: who is who (docs/names.md).

#include <cstdio>

#include "app/resolve_names.h"
#include "cli/commands.h"
#include "cli/links_notes.h"

namespace lianmeng::cli {
namespace {

std::string Score(double score) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", score);
  return text;
}

void PrintParts(const Context& context, const std::vector<app::NameScorePart>& parts) {
  for (const app::NameScorePart& part : parts) {
    const std::string most = part.points_max > 0 ? " / " + Score(part.points_max) : "        ";
    std::printf("       %6s%s  %s\n", Score(part.points).c_str(), most.c_str(),
                context.Say(part.reason).c_str());
  }
}

void PrintResolved(const Context& context, const app::ResolvedNames& resolved) {
  for (const app::ResolvedName& row : resolved.items) {
    std::printf("%lld  %s: %s\n", static_cast<long long>(row.line), row.name.c_str(),
                context.Say(app::VerdictLabel(row.verdict)).c_str());
    for (const app::NameMatch& match : row.candidates) {
      std::printf("  %s  %s  %s\n", Score(match.score).c_str(), match.organisation.key.c_str(),
                  match.organisation.name.c_str());
      PrintParts(context, match.parts);
    }
  }
  const auto n = [](int64_t count) { return std::to_string(count); };
  std::printf(
      "%s\n",
      context
          .Say({n(resolved.names) + " 个名称：几乎确定 " + n(resolved.nearly_certain) +
                    "，供选择 " + n(resolved.offered) + "，未知 " + n(resolved.unknown),
                n(resolved.names) + " names: " + n(resolved.nearly_certain) + " nearly certain, " +
                    n(resolved.offered) + " offered, " + n(resolved.unknown) + " unknown"})
          .c_str());
}

struct ResolveArguments {
  app::ResolveNamesOptions options;
  std::string out;
};

Status Resolve(Context& context, const ResolveArguments& arguments) {
  if (!arguments.out.empty()) {
    LM_TRY(CheckOutput(arguments.out, {".csv", ".xlsx"}));
    LM_TRY(CheckNotInput(arguments.options.file, arguments.out));
  }
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  Result<app::ResolveNamesReport> run = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ResolveNames(analysis->snapshot(), arguments.options, *progress);
  }();
  LM_ASSIGN(const app::ResolveNamesReport report, std::move(run));
  PrintRowErrors(context, report.errors.first, report.errors.count);
  if (report.errors.count > 0) return Ok{};
  if (!arguments.out.empty()) {
    LM_TRY(app::WriteTableFile(arguments.out, [&](auto& writer) {
      return app::WriteResolved(report.resolved, context.language, writer);
    }));
  }
  if (context.json) {
    context.PrintJson(app::ToJson(report.resolved));
  } else {
    PrintResolved(context, report.resolved);
  }
  return Ok{};
}

struct DuplicatesArguments {
  int limit = 50;
  std::string out;
};

void PrintDuplicates(const Context& context, const app::DuplicateList& list) {
  for (const app::DuplicatePair& pair : list.items) {
    std::printf("%s  %s\n", Score(pair.score).c_str(),
                context.Say(app::VerdictLabel(pair.verdict)).c_str());
    for (const app::NamedOrganisation* one : {&pair.a, &pair.b}) {
      std::printf("  %s  %s  %s  %s\n", one->key.c_str(), one->name.c_str(), one->region.c_str(),
                  one->credit_code.c_str());
    }
    PrintParts(context, pair.parts);
  }
  const auto n = [](int64_t count) { return std::to_string(count); };
  std::printf("%s\n", context
                          .Say({n(list.organisations) + " 个机构中有 " + n(list.pairs) +
                                    " 对可能是同一家，其中几乎确定 " + n(list.nearly_certain) +
                                    "；列出 " + n(static_cast<int64_t>(list.items.size())),
                                n(list.pairs) + " pairs among " + n(list.organisations) +
                                    " organisations may be one, " + n(list.nearly_certain) +
                                    " nearly certain; " +
                                    n(static_cast<int64_t>(list.items.size())) + " shown"})
                          .c_str());
}

Status Duplicates(Context& context, const DuplicatesArguments& arguments) {
  if (!arguments.out.empty()) LM_TRY(CheckOutput(arguments.out, {".csv", ".xlsx"}));
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  Result<app::DuplicateList> run = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ListDuplicates(analysis->snapshot(), arguments.limit, *progress);
  }();
  LM_ASSIGN(const app::DuplicateList list, std::move(run));
  if (!arguments.out.empty()) {
    LM_TRY(app::WriteTableFile(arguments.out, [&](auto& writer) {
      return app::WriteDuplicates(list, context.language, writer);
    }));
  }
  if (context.json) {
    context.PrintJson(app::ToJson(list));
  } else {
    PrintDuplicates(context, list);
  }
  return Ok{};
}

}  // namespace

void AddNamesCommand(CLI::App& program, Context& context) {
  CLI::App* names = program.add_subcommand("names", "名称辨认 which firm a name means");
  names->require_subcommand(1);
  CLI::App* command = names->add_subcommand(
      "resolve", "为文件中每个名称找出机构，逐项说明 find each name's organisation, with reasons");
  auto arguments = std::make_shared<ResolveArguments>();
  command
      ->add_option("file", arguments->options.file,
                   "CSV 或 XLSX，列 name，可有 credit_code, region; docs/formats/names.md")
      ->required();
  command
      ->add_option("--candidates", arguments->options.candidates,
                   "每个名称至多列出几个机构 organisations for each name, at most")
      ->check(CLI::Range(1, 50))
      ->capture_default_str();
  command->add_flag("--distinct", arguments->options.distinct,
                    "各行是不同的机构，全表一并辨认 rows are different firms: resolve all at once");
  command->add_option("--out", arguments->out, "另存为 also write to, .csv or .xlsx");
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  command->callback([arguments, &context] { context.Finish(Resolve(context, *arguments)); });
}

void AddDuplicatesCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("duplicates", "可能是同一家的机构 organisations that may be one");
  auto arguments = std::make_shared<DuplicatesArguments>();
  command->add_option("--limit", arguments->limit, "条数 pairs")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "另存为 also write to, .csv or .xlsx");
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  command->callback([arguments, &context] { context.Finish(Duplicates(context, *arguments)); });
}

}  // namespace lianmeng::cli
