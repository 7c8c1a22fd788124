// lianmeng names resolve and duplicates: who is who (docs/names.md).

#include <cstdio>

#include "app/decide_duplicates.h"
#include "app/resolve_names.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "cli/merges.h"

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
    LM_TRY(CheckNotInput({arguments.options.file}, arguments.out));
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
  std::printf("%s\n",
              context
                  .Say({n(list.organisations) + " 个机构中有 " + n(list.pairs) +
                            " 对可能是同一家，其中几乎确定 " + n(list.nearly_certain) + "；列出 " +
                            n(static_cast<int64_t>(list.items.size())) + "；另有 " +
                            n(list.decided) + " 对已判断不是同一家",
                        n(list.pairs) + " pairs among " + n(list.organisations) +
                            " organisations may be one, " + n(list.nearly_certain) +
                            " nearly certain; " + n(static_cast<int64_t>(list.items.size())) +
                            " shown; " + n(list.decided) + " decided not to be one"})
                  .c_str());
}

Status Duplicates(Context& context, const DuplicatesArguments& arguments) {
  if (!arguments.out.empty()) LM_TRY(CheckOutput(arguments.out, {".csv", ".xlsx"}));
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  std::vector<store::ApartDecision> apart;
  {
    LM_ASSIGN(store::Reader reader, platform->store().Read(viewer));
    LM_ASSIGN(apart, reader.ListApart());
  }
  Result<app::DuplicateList> run = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ListDuplicates(*analysis, apart, {.limit = arguments.limit}, *progress);
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

void PrintApart(const Context& context, const app::ApartPair& pair) {
  for (const app::NamedOrganisation* one : {&pair.a, &pair.b}) {
    std::printf("%s  %s\n", one->key.c_str(), one->name.c_str());
  }
  std::printf("  %s  %s  %s%s%s\n", context.Say({"不是同一家", "not one"}).c_str(), pair.at.c_str(),
              pair.decided_by.c_str(), pair.note.empty() ? "" : "  ", pair.note.c_str());
}

Status Differ(const Context& context, const app::ApartInput& input) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const app::ApartPair decided, app::DecideApart(*platform, viewer, input));
  if (context.json) {
    context.PrintJson(app::ToJson(decided));
  } else {
    PrintApart(context, decided);
  }
  return Ok{};
}

Status Reconsider(const Context& context, const app::ApartInput& input) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_TRY(app::Reconsider(*platform, viewer, input));
  std::printf("%s\n", context
                          .Say({"已撤销判断，这两个机构可再次列出",
                                "the decision is taken back; the two may be listed again"})
                          .c_str());
  return Ok{};
}

Status ListDecided(const Context& context) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const app::ApartList list, app::ListApart(*platform, viewer));
  if (context.json) {
    context.PrintJson(app::ToJson(list));
    return Ok{};
  }
  for (const app::ApartPair& pair : list.items) PrintApart(context, pair);
  return Ok{};
}

CLI::App* AddPairCommand(CLI::App& duplicates, Context& context, const char* name,
                         const char* description, app::ApartInput& input) {
  CLI::App* command = duplicates.add_subcommand(name, description);
  command->add_option("a", input.a, "机构编号 an organisation's key or id")->required();
  command->add_option("b", input.b, "机构编号 an organisation's key or id")->required();
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  return command;
}

void AddDecisions(CLI::App& duplicates, Context& context) {
  auto input = std::make_shared<app::ApartInput>();
  CLI::App* differ =
      AddPairCommand(duplicates, context, "differ",
                     "判断为两家，不再列出 they are two: do not list them again", *input);
  differ->add_option("--note", input->note, "依据 why");
  differ->callback([input, &context] { context.Finish(Differ(context, *input)); });
  CLI::App* reconsider = AddPairCommand(duplicates, context, "reconsider",
                                        "撤销这一判断 take that decision back", *input);
  reconsider->callback([input, &context] { context.Finish(Reconsider(context, *input)); });
  CLI::App* decided =
      duplicates.add_subcommand("decided", "列出判断为两家的 list what was decided to be two");
  AddStoreOptions(*decided, context);
  AddJsonOption(*decided, context);
  decided->callback([&context] { context.Finish(ListDecided(context)); });
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
  AddDecisions(*command, context);
  AddMergeCommands(*command, context);
  command->callback([command, arguments, &context] {
    if (!command->get_subcommands().empty()) return;  // which ran already
    context.Finish(Duplicates(context, *arguments));
  });
}

}  // namespace lianmeng::cli
