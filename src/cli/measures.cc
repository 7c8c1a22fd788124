// lianmeng measure: the register of measures against risk points.

#include <cstdio>

#include "app/measures.h"
#include "app/rows.h"
#include "cli/commands.h"
#include "model/names.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 148;

std::string EffectText(const std::optional<app::MeasureEffect>& effect) {
  if (!effect) return {};
  const auto side = [](const std::optional<double>& severity) {
    return severity ? app::Percent(*severity) : std::string("–");
  };
  return side(effect->severity_before) + " → " + side(effect->severity_after);
}

void PrintRows(const Context& context, const std::vector<app::MeasureRow>& rows) {
  report::TextTable table({{context.Say({"编号", "key"})},
                           {context.Say({"类型", "kind"})},
                           {context.Say({"状态", "state"})},
                           {context.Say({"产品", "product"})},
                           {context.Say({"期限", "due"})},
                           {context.Say({"责任人", "in charge"})},
                           {context.Say({"预计", "computed"})},
                           {context.Say({"实际", "seen"})},
                           {context.Say({"措施", "measure"})}},
                          {.width_max = kLineWidth});
  for (const app::MeasureRow& row : rows) {
    const TextPair late = {"（逾期）", " (late)"};
    table.Row({row.key, context.Say(Label(*Parse<MeasureKind>(row.kind))),
               context.Say(Label(*Parse<MeasureState>(row.state))), context.Say(row.product.name),
               row.due.value_or("") + (row.overdue ? context.Say(late) : ""), row.responsible,
               EffectText(row.effect_computed), EffectText(row.effect_seen), row.title});
  }
  std::fputs(table.ToString().c_str(), stdout);
}

Status List(const Context& context, const app::MeasureQuery& query) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const app::MeasurePage page, app::ListMeasures(*platform, viewer, query));
  if (context.json) {
    context.PrintJson(app::ToJson(page));
  } else {
    PrintRows(context, page.items);
  }
  return Ok{};
}

Status Add(const Context& context, app::MeasureInput input) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  for (const Product& product : analysis->snapshot().products) {
    if (product.key == input.product) input.product = product.id.ToString();
  }
  LM_ASSIGN(const app::MeasureList added, app::AddMeasures(*platform, viewer, {input}));
  if (context.json) {
    context.PrintJson(app::ToJson(added));
  } else {
    PrintRows(context, added.measures);
  }
  return Ok{};
}

struct SetArguments {
  std::string key;
  app::MeasurePatch patch;
};

// The command line changes what is there now: there is no older picture that could be stale.
Status Set(const Context& context, SetArguments arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  app::MeasureQuery query{.limit = 500};
  while (true) {
    LM_ASSIGN(const app::MeasurePage page, app::ListMeasures(*platform, viewer, query));
    for (const app::MeasureRow& row : page.items) {
      if (row.key != arguments.key && row.id != arguments.key) continue;
      arguments.patch.version = row.version;
      LM_ASSIGN(
          const app::MeasureRow changed,
          app::ChangeMeasure(*platform, viewer, MeasureId{*ParseIdValue(row.id)}, arguments.patch));
      if (context.json) {
        context.PrintJson(app::ToJson(changed));
      } else {
        PrintRows(context, {changed});
      }
      return Ok{};
    }
    if (!page.next) return app::NotFound("措施", "measure", arguments.key);
    query.cursor = *page.next;
  }
}

void AddListCommand(CLI::App& command, Context& context) {
  CLI::App* list = command.add_subcommand("list", "列出措施 list measures");
  auto query = std::make_shared<app::MeasureQuery>();
  query->limit = 500;
  list->add_option("--chain", query->chains, "产业链代号 the chain's key");
  list->add_option("--state", query->states, "proposed | adopted | in_progress | done | dropped");
  list->add_option("--kind", query->kinds, "add | secure | strengthen");
  list->add_flag("--overdue", query->overdue, "仅逾期的 only those overdue");
  list->add_option("--limit", query->limit, "条数 rows")->check(CLI::Range(1, 500));
  AddStoreOptions(*list, context);
  AddJsonOption(*list, context);
  list->callback([query, &context] { context.Finish(List(context, *query)); });
}

void AddAddCommand(CLI::App& command, Context& context) {
  CLI::App* add = command.add_subcommand("add", "新增措施 add a measure");
  auto input = std::make_shared<app::MeasureInput>();
  add->add_option("chain", input->chain, "产业链代号 the chain's key")->required();
  add->add_option("product", input->product, "产品代码或编号 the product's key or id")->required();
  add->add_option("kind", input->kind, "add | secure | strengthen")->required();
  add->add_option("title", input->title, "措施 the measure in one line")->required();
  add->add_option("--key", input->key, "编号 key; made if left out");
  add->add_option("--note", input->note, "说明 note");
  add->add_option("--responsible", input->responsible, "责任人 team or person in charge");
  add->add_option("--due", input->due, "完成期限 due date, YYYY-MM-DD");
  add->add_option("--cost", input->cost_cny, "费用（元） cost, CNY");
  AddStoreOptions(*add, context);
  AddJsonOption(*add, context);
  add->callback([input, &context] { context.Finish(Add(context, *input)); });
}

void AddSetCommand(CLI::App& command, Context& context) {
  CLI::App* set = command.add_subcommand("set", "修改措施 change a measure");
  auto arguments = std::make_shared<SetArguments>();
  app::MeasurePatch& patch = arguments->patch;
  set->add_option("key", arguments->key, "编号或标识 the measure's key or id")->required();
  set->add_option("--state", patch.state, "proposed | adopted | in_progress | done | dropped");
  set->add_option("--title", patch.title, "措施 the measure in one line");
  set->add_option("--note", patch.note, "说明 note");
  set->add_option("--responsible", patch.responsible, "责任人 team or person in charge");
  set->add_option("--effect-note", patch.effect_note, "成效说明 note on the effect");
  set->add_option_function<std::string>(
      "--due",
      [&patch](const std::string& text) {
        patch.due = text == "none" ? std::optional<std::string>() : text;
      },
      "完成期限，none 为清除 due date, none for without");
  set->add_flag_callback(
      "--retake-effect", [&patch] { patch.retake_effect = true; },
      "按最新计算重取实际成效 take the effect seen from the newest run");
  AddStoreOptions(*set, context);
  AddJsonOption(*set, context);
  set->callback([arguments, &context] { context.Finish(Set(context, *arguments)); });
}

}  // namespace

void AddMeasureCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("measure", "补固强措施 measures against chain-break risk");
  command->require_subcommand(1);
  AddListCommand(*command, context);
  AddAddCommand(*command, context);
  AddSetCommand(*command, context);
}

}  // namespace lianmeng::cli
