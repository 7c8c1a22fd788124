// lianmeng evaluate names: how well short names are resolved.

#include <cstdio>

#include "app/evaluate_names.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

std::string Share(int64_t part, int64_t whole) {
  if (whole == 0) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

app::Json ToJson(const std::vector<match::RecallRow>& rows) {
  app::Json json = app::Json::array();
  for (const match::RecallRow& row : rows) {
    json.push_back({{"code", row.code},
                    {"label", {{"zh", row.label.zh}, {"en", row.label.en}}},
                    {"asked", row.asked},
                    {"right", row.right},
                    {"asked_test", row.asked_test},
                    {"right_test", row.right_test}});
  }
  return json;
}

app::Json ToJson(const app::EvaluatedNames& evaluated) {
  const match::NamesTrial& trial = evaluated.trial;
  app::Json bands = app::Json::array();
  for (const match::ScoreBand& band : trial.bands) {
    bands.push_back({{"from", band.from}, {"names", band.names}, {"right", band.right}});
  }
  return {{"firms", trial.firms},
          {"keys", trial.keys},
          {"lines_left_out", evaluated.lines_left_out},
          {"first_is_own_record", trial.first_is_own_record},
          {"methods", ToJson(trial.methods)},
          {"written_otherwise", ToJson(trial.written_otherwise)},
          {"bands", bands},
          {"unresolved",
           {{"strangers", trial.unresolved.strangers},
            {"rivals", trial.unresolved.rivals},
            {"others", trial.unresolved.others},
            {"examples", trial.unresolved.examples}}}};
}

void PrintRows(const Context& context, const TextPair& title,
               const std::vector<match::RecallRow>& rows) {
  using report::TextAlign;
  report::TextTable table({{context.Say(title)},
                           {context.Say({"名称", "names"}), TextAlign::kRight},
                           {context.Say({"首位正确", "first is right"}), TextAlign::kRight},
                           {context.Say({"检验半", "test half"}), TextAlign::kRight},
                           {context.Say({"首位正确", "first is right"}), TextAlign::kRight}});
  for (const match::RecallRow& row : rows) {
    table.Row({context.Say(row.label), std::to_string(row.asked), Share(row.right, row.asked),
               std::to_string(row.asked_test), Share(row.right_test, row.asked_test)});
  }
  std::printf("%s\n", table.ToString().c_str());
}

void PrintBands(const Context& context, const match::NamesTrial& trial) {
  using report::TextAlign;
  report::TextTable table({{context.Say({"首位得分", "score of the first"})},
                           {context.Say({"名称", "names"}), TextAlign::kRight},
                           {context.Say({"正确", "right"}), TextAlign::kRight},
                           {context.Say({"占比", "share"}), TextAlign::kRight}});
  for (const match::ScoreBand& band : trial.bands) {
    char from[32];
    std::snprintf(from, sizeof from, "≥ %.1f", band.from / 1e6);
    table.Row({from, std::to_string(band.names), std::to_string(band.right),
               Share(band.right, band.names)});
  }
  std::printf("%s\n", table.ToString().c_str());
}

Status Print(const Context& context, const app::EvaluateNamesOptions& options) {
  Result<app::EvaluatedNames> run = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::EvaluateNames(options, *progress);
  }();
  LM_ASSIGN(const app::EvaluatedNames evaluated, std::move(run));
  if (context.json) {
    context.PrintJson(ToJson(evaluated));
    return Ok{};
  }
  const match::NamesTrial& trial = evaluated.trial;
  const auto n = [](int64_t count) { return std::to_string(count); };
  const std::string own = Share(trial.first_is_own_record, trial.firms);
  std::printf("%s\n\n", context
                            .Say({n(trial.firms) + " 行，" + n(trial.keys) +
                                      " 个代码；首位正是本行的占 " + own,
                                  n(trial.firms) + " lines with " + n(trial.keys) +
                                      " codes; the first is the line's own record in " + own})
                            .c_str());
  PrintRows(context, {"简称找全称", "short name to full name"}, trial.methods);
  PrintBands(context, trial);
  PrintRows(context, {"全称换一种写法", "full name written otherwise"}, trial.written_otherwise);
  const match::Unresolved& left = trial.unresolved;
  std::printf(
      "%s\n",
      context
          .Say({"未解决：全称里没有简称的任何两个字 " + n(left.strangers) + "，另有同样相符的 " +
                    n(left.rivals) + "，其他 " + n(left.others),
                "not resolved: no two characters in common " + n(left.strangers) +
                    ", another fits as well " + n(left.rivals) + ", others " + n(left.others)})
          .c_str());
  for (const std::string& example : left.examples) std::printf("  %s\n", example.c_str());
  return Ok{};
}

}  // namespace

void AddEvaluateNames(CLI::App& evaluate, Context& context) {
  CLI::App* command = evaluate.add_subcommand(
      "names", "用简称找全称 find listed firms by their short names (docs/names.md)");
  auto options = std::make_shared<app::EvaluateNamesOptions>();
  command
      ->add_option("--data", options->folder,
                   "开放产业链图谱的文件夹 folder of the open graph, with company.json")
      ->required();
  command->add_option("--seed", options->seed, "随机种子 seed of halves and rewritings")
      ->capture_default_str();
  AddJsonOption(*command, context);
  command->callback([options, &context] { context.Finish(Print(context, *options)); });
}

}  // namespace lianmeng::cli
