// lianmeng search, match and export: the directory and the matches from the command line.

#include <cstdio>

#include "app/directory.h"
#include "app/exports.h"
#include "app/find_makers.h"
#include "app/measures.h"
#include "app/needs.h"
#include "app/rows.h"
#include "app/table_files.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 118;

struct SearchArguments {
  std::string query;
  std::string kind = "organisation";
  int limit = 20;
};

Status SearchOrganisations(const Context& context, const SearchArguments& arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const app::OrganisationPage page,
            app::FindMakers(*platform, viewer, arguments.query, arguments.limit));
  if (context.json) {
    context.PrintJson(app::ToJson(page));
    return Ok{};
  }
  report::TextTable table({{context.Say({"代码", "key"})},
                           {context.Say({"名称", "name"})},
                           {context.Say({"城市", "city"})},
                           {context.Say({"产品", "products"})}},
                          {.width_max = kLineWidth});
  for (const app::OrganisationRow& row : page.items) {
    std::string products;
    for (const app::ProductRef& product : row.products) {
      products +=
          (products.empty() ? "" : context.Say({"、", ", "})) + product.name.In(context.language);
    }
    table.Row({row.key, row.name, row.city ? row.city->name.In(context.language) : "—", products});
  }
  std::fputs(table.ToString().c_str(), stdout);
  std::printf("%s\n", context
                          .Say({"共 " + std::to_string(page.total) + " 家",
                                std::to_string(page.total) + " in all"})
                          .c_str());
  return Ok{};
}

Status SearchEverything(const Context& context, const SearchArguments& arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const app::SearchResult result,
            app::Search(*platform, viewer, arguments.query, arguments.limit));
  if (context.json) {
    context.PrintJson(app::ToJson(result));
    return Ok{};
  }
  report::TextTable table({{context.Say({"类别", "kind"})},
                           {context.Say({"编号", "id"})},
                           {context.Say({"名称", "name"})}},
                          {.width_max = kLineWidth});
  for (const auto& row : result.chains)
    table.Row({context.Say({"产业链", "chain"}), row.key, row.name.In(context.language)});
  for (const auto& row : result.products)
    table.Row({context.Say({"产品", "product"}), row.id, row.name.In(context.language)});
  for (const auto& row : result.organisations)
    table.Row({context.Say({"机构", "organisation"}), row.id, row.name});
  for (const auto& row : result.needs) table.Row({context.Say({"需求", "need"}), row.id, row.text});
  std::fputs(table.ToString().c_str(), stdout);
  return Ok{};
}

Status PrintMatches(const Context& context, const std::string& need, int limit) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  const app::Snapshot& snapshot = analysis->snapshot();
  NeedId id{ParseIdValue(need).value_or(0)};  // an id, unless it is a key
  for (const Need& record : snapshot.needs) {
    if (record.key == need) id = record.id;
  }
  if (snapshot.NeedIndex(id) == app::kNone) return app::NotFound("需求", "need", need);
  LM_ASSIGN(const app::NeedMatches result, app::MatchNeed(*analysis, id, platform->Today(), limit));
  if (context.json) {
    context.PrintJson(app::ToJson(result));
    return Ok{};
  }
  std::printf("%s\n%s\n\n", result.need.organisation.name.c_str(), result.need.text.c_str());
  for (const app::MatchRow& match : result.matches) {
    std::printf("%5.1f  %s\n", match.score, match.organisation.name.c_str());
    for (const app::MatchPart& part : match.parts) {
      std::printf("       %5.1f / %-4.0f %s\n", part.points, part.max,
                  part.reason.In(context.language).c_str());
    }
  }
  for (const app::Excluded& rule : result.excluded) {
    std::printf("%s: %lld\n", rule.label.In(context.language).c_str(),
                static_cast<long long>(rule.count));
  }
  return Ok{};
}

struct ExportArguments {
  std::string table;
  std::string out;
};

Status ExportTable(const Context& context, const ExportArguments& arguments) {
  const bool links = arguments.table == "links";
  LM_TRY(CheckOutput(arguments.out, links ? std::vector<std::string>{".csv"}
                                          : std::vector<std::string>{".xlsx", ".csv"}));
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  if (links) return app::ExportLinks(analysis->snapshot(), arguments.out);
  return app::WriteTableFile(arguments.out, [&](auto& writer) {
    if (arguments.table == "measures") {
      return app::ExportMeasures(*platform, viewer, {}, context.language, writer);
    }
    return arguments.table == "organisations"
               ? app::ExportOrganisations(*platform, viewer, {}, context.language, writer)
               : app::ExportRiskPoints(*platform, *analysis, {}, context.language, writer);
  });
}

}  // namespace

void AddSearchCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("search", "检索 search organisations, products, chains and needs");
  auto arguments = std::make_shared<SearchArguments>();
  command
      ->add_option("query", arguments->query,
                   "检索词：名称、需求或拼音首字母 a name, a need in words or pinyin initials")
      ->required();
  command->add_option("--kind", arguments->kind, "organisation | any")
      ->check(CLI::IsMember({"organisation", "any"}));
  command->add_option("--limit", arguments->limit, "条数 rows")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  command->callback([arguments, &context] {
    context.Finish(arguments->kind == "organisation" ? SearchOrganisations(context, *arguments)
                                                     : SearchEverything(context, *arguments));
  });
}

void AddMatchCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("match",
                                             "为一项需求找供方，逐项说明；或全部一并分配 who could "
                                             "meet a need, with reasons; or all at once");
  auto need = std::make_shared<std::string>();
  auto limit = std::make_shared<int>(10);
  command->add_option("need", *need, "需求的编号或代码 the need's id or key");
  command->add_option("--limit", *limit, "条数 rows")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  AddAssignCommands(*command, context);
  command->callback([command, need, limit, &context] {
    if (!command->get_subcommands().empty()) return;  // which ran already
    if (need->empty()) throw CLI::RequiredError("need");
    context.Finish(PrintMatches(context, *need, *limit));
  });
}

void AddExportCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("export", "导出为 XLSX 或 CSV export as XLSX or CSV");
  auto arguments = std::make_shared<ExportArguments>();
  command->add_option("table", arguments->table, "organisations | risk-points | measures | links")
      ->required()
      ->check(CLI::IsMember({"organisations", "risk-points", "measures", "links"}));
  command->add_option("--out", arguments->out, "文件名 file, .xlsx or .csv (links: .csv)")
      ->required();
  AddStoreOptions(*command, context);
  command->callback([arguments, &context] { context.Finish(ExportTable(context, *arguments)); });
}

}  // namespace lianmeng::cli
