// lianmeng risk certainty: what the unknown links do to a chain's risk points; lianmeng evaluate
// reconstruction: how well hidden links are reconstructed.

#include "app/certainty.h"

#include <cstdio>

#include "app/rows.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 148;

Result<std::shared_ptr<app::Analysis>> OpenAnalysis(const Context& context,
                                                    std::unique_ptr<app::Platform>& platform) {
  LM_ASSIGN(platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  return platform->Current(viewer);
}

struct CertaintyArguments {
  std::string chain;
  app::DrawOptions draws;
};

std::string CountsOf(const app::ClassDraws& classes) {
  return std::to_string(classes.red) + " / " + std::to_string(classes.orange) + " / " +
         std::to_string(classes.yellow) + " / " + std::to_string(classes.none);
}

Status PrintCertainty(const Context& context, const CertaintyArguments& arguments) {
  std::unique_ptr<app::Platform> platform;
  LM_ASSIGN(const auto analysis, OpenAnalysis(context, platform));
  Result<app::CertaintyTable> measured = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::MeasureChainCertainty(*analysis, arguments.chain, arguments.draws, *progress);
  }();
  LM_ASSIGN(const app::CertaintyTable table, std::move(measured));
  if (context.json) {
    context.PrintJson(app::ToJson(table));
    return Ok{};
  }
  const std::string draws = std::to_string(table.draws);
  const std::string known = app::Percent(table.known_share);
  std::printf("%s\n", context
                          .Say({table.chain.name.zh + "：未知供应关系重建 " + draws +
                                    " 次；采购额的 " + known + " 有已知链接",
                                table.chain.name.en + ": unknown links drawn " + draws +
                                    " times; known links cover " + known + " of the purchases"})
                          .c_str());
  using report::TextAlign;
  report::TextTable lines(
      {{context.Say({"等级", "class"})},
       {context.Say({"产品", "product"})},
       {context.Say({"严重度", "severity"}), TextAlign::kRight},
       {context.Say({"最小", "smallest"}), TextAlign::kRight},
       {context.Say({"中位", "median"}), TextAlign::kRight},
       {context.Say({"最大", "largest"}), TextAlign::kRight},
       {context.Say({"红 / 橙 / 黄 / 无", "red / orange / yellow / none"}), TextAlign::kRight},
       {context.Say({"等级稳健", "class robust"})}},
      {.width_max = kLineWidth});
  for (const app::CertaintyRow& row : table.items) {
    const app::RiskCertainty& spread = row.certainty;
    lines.Row({row.class_, row.product.name.In(context.language), app::Percent(row.severity),
               app::Percent(spread.severity_smallest), app::Percent(spread.severity_median),
               app::Percent(spread.severity_largest), CountsOf(spread.classes),
               spread.robust ? context.Say({"是", "yes"}) : context.Say({"否", "no"})});
  }
  std::fputs(lines.ToString().c_str(), stdout);
  return Ok{};
}

std::string Fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

Status PrintTrial(const Context& context, const app::TrialOptions& options) {
  std::unique_ptr<app::Platform> platform;
  LM_ASSIGN(const auto analysis, OpenAnalysis(context, platform));
  Result<app::ReconstructionTrial> tried = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::EvaluateReconstruction(*analysis, options, *progress);
  }();
  LM_ASSIGN(const app::ReconstructionTrial trial, std::move(tried));
  if (context.json) {
    context.PrintJson(app::ToJson(trial));
    return Ok{};
  }
  const std::string hidden = std::to_string(trial.hidden);
  const std::string links = std::to_string(trial.links);
  std::printf("%s\n",
              context
                  .Say({"隐去 " + hidden + " / " + links + " 条已知链接；有已知链接的采购额由 " +
                            app::Percent(trial.known_share) + " 降至 " +
                            app::Percent(trial.known_share_left),
                        hidden + " of " + links + " known links hidden: they cover " +
                            app::Percent(trial.known_share_left) + " of the purchases instead of " +
                            app::Percent(trial.known_share)})
                  .c_str());
  const std::string draws = std::to_string(trial.draws);
  using report::TextAlign;
  report::TextTable lines(
      {{context.Say({"与全部已知相比", "against the full picture"})},
       {context.Say({"公开规则", "published rule"}), TextAlign::kRight},
       {context.Say({draws + " 次重建", draws + " draws"}), TextAlign::kRight},
       {context.Say({"同法：与全部已知时的重建相比", "alike: against draws on all links"}),
        TextAlign::kRight}},
      {.width_max = kLineWidth});
  const auto line = [&](const TextPair& what, const std::string& by_rule,
                        const std::string& by_draws, const std::string& by_alike) {
    lines.Row({context.Say(what), by_rule, by_draws, by_alike});
  };
  const app::ReconstructionScore& rule = trial.rule;
  const app::ReconstructionScore& median = trial.median;
  const app::ReconstructionScore& alike = trial.median_alike;
  const std::string points = std::to_string(trial.points);
  const std::string listed = std::to_string(trial.listed);
  line({"严重度的秩相关", "rank correlation of the severities"}, Fixed(rule.rank_correlation),
       Fixed(median.rank_correlation), Fixed(alike.rank_correlation));
  line({"等级不变（" + points + " 点）", "class kept (" + points + " points)"},
       app::Percent(rule.classes_kept), app::Percent(median.classes_kept),
       app::Percent(alike.classes_kept));
  line({"其中红橙黄（" + listed + " 点）", "of red, orange and yellow (" + listed + " points)"},
       app::Percent(rule.listed_kept), app::Percent(median.listed_kept),
       app::Percent(alike.listed_kept));
  line({"严重度平均误差", "mean error of the severity"}, app::Percent(rule.severity_error_mean),
       app::Percent(median.severity_error_mean), app::Percent(alike.severity_error_mean));
  line({"隐去的交易额中找回的", "value of hidden links found again"},
       app::Percent(rule.value_found), app::Percent(median.value_found), "");
  line({"严重度落在各次重建之间", "severity within the range of the draws"}, "",
       app::Percent(trial.within_range), app::Percent(trial.within_range_alike));
  std::fputs(lines.ToString().c_str(), stdout);
  return Ok{};
}

template <typename Options>
void AddDrawOptions(CLI::App& command, Options& options) {
  command.add_option("--draws", options.draws, "重建次数 draws of the unknown links")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "随机种子 seed")->capture_default_str();
}

}  // namespace

void AddRiskCertainty(CLI::App& risk, Context& context) {
  auto arguments = std::make_shared<CertaintyArguments>();
  CLI::App* command = risk.add_subcommand(
      "certainty", "未知供应关系对风险点的影响 what the unknown links do to a chain's risk points");
  command->add_option("--chain", arguments->chain, "产业链代号 the chain's key")->required();
  AddDrawOptions(*command, arguments->draws);
  AddStoreOptions(*command, context);
  AddJsonOption(*command, context);
  command->callback([arguments, &context] { context.Finish(PrintCertainty(context, *arguments)); });
}

void AddEvaluateCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("evaluate", "检验方法 how well a method does");
  command->require_subcommand(1);
  auto options = std::make_shared<app::TrialOptions>();
  CLI::App* reconstruction = command->add_subcommand(
      "reconstruction", "隐去部分已知链接再重建 hide some of the known links and reconstruct them");
  reconstruction->add_option("--hide", options->hide, "隐去的占比 share of the links to hide")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  AddDrawOptions(*reconstruction, *options);
  AddStoreOptions(*reconstruction, context);
  AddJsonOption(*reconstruction, context);
  reconstruction->callback([options, &context] { context.Finish(PrintTrial(context, *options)); });
  AddEvaluateRetrieval(*command, context);
  AddEvaluateNames(*command, context);
}

}  // namespace lianmeng::cli
