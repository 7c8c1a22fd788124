// lianmeng duplicates merge and its kin: two records that are one organisation (docs/names.md).

#include "cli/merges.h"

#include <cstdio>

#include "app/merge_organisations.h"

namespace lianmeng::cli {
namespace {

void Print(const std::string& line) { std::printf("%s\n", line.c_str()); }

void PrintMerge(const Context& context, const app::MergeRow& merge) {
  Print(merge.id + "  " + merge.stays.key + "  " + merge.stays.name);
  Print("  " + context.Say({"并入", "merged in"}) + "  " + merge.goes.key + "  " + merge.goes.name);
  const auto told = [](const std::string& text) { return text.empty() ? "" : "  " + text; };
  Print("  " + context.Say({"合并", "merged"}) + "  " + merge.at + told(merge.decided_by) +
        told(merge.note));
  if (!merge.undone_at) return;
  Print("  " + context.Say({"已撤销", "undone"}) + "  " + *merge.undone_at + told(merge.undone_by) +
        told(merge.undone_note));
}

void PrintFlag(const Context& context, const app::FlagRow& flag) {
  const TextPair state = flag.state == "open"        ? TextPair{"待处理", "open"}
                         : flag.state == "dismissed" ? TextPair{"不采纳", "dismissed"}
                                                     : TextPair{"已撤销合并", "merge undone"};
  Print(flag.id + "  " + flag.organisation.key + "  " + flag.organisation.name);
  Print("  " + context.Say(state) + "  " + flag.at + "  " + flag.flagged_by +
        (flag.note.empty() ? "" : "  " + flag.note));
}

void PrintSources(const Context& context, const app::OrganisationSourcesView& view) {
  for (const app::SourceView& source : view.sources) {
    Print(source.key + "  " + source.name + "  " + context.Say(source.trust_label) +
          (source.source.empty() ? "" : "  " + source.source));
  }
  for (const app::SourceField& field : view.fields) {
    Print(context.Say(field.label) +
          (field.chosen ? context.Say({"（办公室选定）", " (chosen by the office)"}) : ""));
    for (size_t i = 0; i < field.values.size(); ++i) {
      if (!field.values[i]) continue;
      const bool shown = field.shown == static_cast<int64_t>(i);
      Print(std::string(shown ? "  * " : "    ") + view.sources[i].key + "  " +
            context.Say(*field.values[i]));
    }
  }
}

// Opens the store as the viewer asked for, runs `act` and prints its answer with `print`.
template <typename Act, typename PrintAnswer>
Status Run(const Context& context, const Act& act, const PrintAnswer& print) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto answer, act(*platform, viewer));
  if (context.json) {
    context.PrintJson(app::ToJson(answer));
  } else {
    print(context, answer);
  }
  return Ok{};
}

template <typename List, typename PrintItem>
auto PrintEach(const PrintItem& print) {
  return [print](const Context& context, const List& list) {
    for (const auto& item : list.items) print(context, item);
  };
}

CLI::App* AddCommand(CLI::App& duplicates, Context& context, const char* name,
                     const char* description) {
  CLI::App* command = duplicates.add_subcommand(name, description);
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  return command;
}

void AddMerge(CLI::App& duplicates, Context& context) {
  auto input = std::make_shared<app::MergeInput>();
  CLI::App* merge = AddCommand(duplicates, context, "merge",
                               "合并为一家，保留前一个的编号 they are one: the first's key stays");
  merge->add_option("stays", input->stays, "保留的机构编号 key or id of the one that stays")
      ->required();
  merge->add_option("goes", input->goes, "并入的机构编号 key or id of the one merged in")
      ->required();
  merge->add_option("--note", input->note, "依据 why");
  merge->callback([input, &context] {
    context.Finish(Run(
        context,
        [&](app::Platform& platform, const Viewer& viewer) {
          return app::MergeOrganisations(platform, viewer, *input);
        },
        PrintMerge));
  });
}

void AddUndo(CLI::App& duplicates, Context& context) {
  struct Arguments {
    std::string merge, note;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* undo =
      AddCommand(duplicates, context, "undo", "撤销合并 take a merge back; ids: duplicates merges");
  undo->add_option("merge", arguments->merge, "合并标识 the merge's id")->required();
  undo->add_option("--note", arguments->note, "依据 why");
  undo->callback([arguments, &context] {
    context.Finish(Run(
        context,
        [&](app::Platform& platform, const Viewer& viewer) {
          return app::UndoMerge(platform, viewer, arguments->merge, arguments->note);
        },
        PrintMerge));
  });
}

void AddMerges(CLI::App& duplicates, Context& context) {
  auto query = std::make_shared<app::MergeQuery>();
  CLI::App* merges = AddCommand(duplicates, context, "merges", "合并记录 list the merges");
  merges->add_option("--organisation", query->organisation, "仅这家 of this key or id");
  merges->add_flag("--standing", query->standing, "仅未撤销的 only those not undone");
  merges->add_option("--limit", query->limit, "条数 merges")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  merges->callback([query, &context] {
    context.Finish(Run(
        context,
        [&](app::Platform& platform, const Viewer& viewer) {
          return app::ListMerges(platform, viewer, *query);
        },
        PrintEach<app::MergeList>(PrintMerge)));
  });
}

void AddFlags(CLI::App& duplicates, Context& context) {
  struct Arguments {
    std::string id, note;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* flag = AddCommand(duplicates, context, "flag",
                              "质疑合并：其实是两家 say that a merged organisation is two");
  flag->add_option("organisation", arguments->id, "机构编号 its key or id")->required();
  flag->add_option("--note", arguments->note, "依据 why");
  flag->callback([arguments, &context] {
    context.Finish(Run(
        context,
        [&](app::Platform& platform, const Viewer& viewer) {
          return app::FlagMerge(platform, viewer, arguments->id, arguments->note);
        },
        PrintFlag));
  });
  CLI::App* flags = AddCommand(duplicates, context, "flags", "列出质疑 list the flags");
  flags->callback([&context] {
    context.Finish(Run(context, app::ListFlags, PrintEach<app::FlagList>(PrintFlag)));
  });
  CLI::App* dismiss = AddCommand(duplicates, context, "dismiss",
                                 "不采纳质疑，合并有效 close a flag: the merge stands");
  dismiss->add_option("flag", arguments->id, "质疑标识 the flag's id")->required();
  dismiss->callback([arguments, &context] {
    context.Finish(Run(
        context,
        [&](app::Platform& platform, const Viewer& viewer) {
          return app::DismissFlag(platform, viewer, arguments->id);
        },
        PrintFlag));
  });
}

void AddSources(CLI::App& duplicates, Context& context) {
  struct Arguments {
    std::string organisation, field, source;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* sources = AddCommand(duplicates, context, "sources",
                                 "各来源的说法与采用的值 what each source says, and what is shown");
  sources->add_option("organisation", arguments->organisation, "机构编号 its key or id")
      ->required();
  CLI::Option* field =
      sources->add_option("--field", arguments->field, "选定这一项 choose for this field");
  sources
      ->add_option(
          "--from", arguments->source,
          "采用其值的来源编号，不给则按规则 the source's key or id; by the rule if left out")
      ->needs(field);
  sources->callback([arguments, &context] {
    context.Finish(Run(
        context,
        [&](app::Platform& platform, const Viewer& viewer) -> Result<app::OrganisationSourcesView> {
          LM_ASSIGN(const OrganisationId id,
                    app::FindOrganisation(platform, viewer, arguments->organisation));
          LM_ASSIGN(app::OrganisationSourcesView view, app::ListSources(platform, viewer, id));
          if (arguments->field.empty()) return view;
          app::FieldChoiceInput input{arguments->field, {}};
          if (!arguments->source.empty()) input.source = arguments->source;
          for (const app::SourceView& source : view.sources) {
            if (source.key == arguments->source) input.source = source.id;
          }
          return app::ChooseField(platform, viewer, id, input);
        },
        PrintSources));
  });
}

}  // namespace

void AddMergeCommands(CLI::App& duplicates, Context& context) {
  AddMerge(duplicates, context);
  AddUndo(duplicates, context);
  AddMerges(duplicates, context);
  AddFlags(duplicates, context);
  AddSources(duplicates, context);
}

}  // namespace lianmeng::cli
