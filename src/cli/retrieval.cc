// lianmeng evaluate retrieval: how well makers are found, leave-one-out.

#include <cstdio>

#include "app/retrieval_trial.h"
#include "cli/commands.h"
#include "report/file_output.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 118;

struct Arguments {
  std::string folder;
  app::RetrievalTrialOptions options;
  std::string save;
};

TextPair LabelOf(const std::string& features) {
  static const std::pair<const char*, TextPair> labels[] = {
      {"all", {"全部特征", "all features"}},
      {"bm25", {"单用 BM25（单字与二字）", "plain BM25 (characters and bigrams)"}},
      {"all_listed", {"如检索所列：已知的生产者在前", "as search lists it: known makers first"}},
      {"all_filtered", {"全部特征，不计其他生产者", "all features, other makers left out"}},
      {"all_bounded", {"全部特征，按大区域的上限检索", "all features, as in a large region"}},
      {"bm25_filtered", {"单用 BM25，不计其他生产者", "plain BM25, other makers left out"}},
      {"without_associations", {"去掉联想（第一次游走）", "without associations (first walk)"}},
      {"without_second_walk", {"去掉第二次游走", "without the second walk"}},
      {"without_single_products", {"去掉与单个产品的比较", "without single products"}},
      {"without_head_noun", {"去掉中心词", "without the head noun"}},
      {"without_shared_characters", {"去掉首尾与连续相同的字", "without shared characters"}},
      {"without_sectors", {"去掉行业", "without sectors"}},
      {"without_names", {"去掉企业名称", "without firms' names"}},
      {"without_product_graph", {"去掉产品图谱", "without the product graph"}},
      {"without_sizes", {"去掉产品数与篇幅", "without sizes"}},
      {"without_bm25", {"去掉 BM25", "without BM25"}}};
  for (const auto& [code, label] : labels) {
    if (features == code) return label;
  }
  return {features, features};
}

std::string Fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

Status PrintTrial(const Context& context, const Arguments& arguments) {
  Result<app::RetrievalTrial> tried = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::EvaluateRetrieval(arguments.folder, arguments.options, *progress);
  }();
  LM_ASSIGN(const app::RetrievalTrial trial, std::move(tried));
  if (!arguments.save.empty()) {
    LM_TRY(report::WriteWholeFile(arguments.save, trial.source));
  }
  if (context.json) {
    context.PrintJson(app::ToJson(trial));
    return Ok{};
  }
  const std::string firms = std::to_string(trial.firms);
  const std::string products = std::to_string(trial.products);
  const std::string links = std::to_string(trial.links);
  std::printf("%s\n", context
                          .Say({firms + " 家企业、" + products + " 种产品、" + links +
                                    " 条产销关系；随机种子 " + std::to_string(trial.seed),
                                firms + " firms, " + products + " products, " + links +
                                    " links; seed " + std::to_string(trial.seed)})
                          .c_str());
  using report::TextAlign;
  const std::string tuning = std::to_string(trial.tuning);
  const std::string test = std::to_string(trial.test);
  report::TextTable lines(
      {{context.Say({"召回率", "recall"})},
       {context.Say({"调参 " + tuning + " 家：前 10", "tuning " + tuning + " firms: at 10"}),
        TextAlign::kRight},
       {context.Say({"前 50", "at 50"}), TextAlign::kRight},
       {context.Say({"检验 " + test + " 家：前 10", "test " + test + " firms: at 10"}),
        TextAlign::kRight},
       {context.Say({"前 50", "at 50"}), TextAlign::kRight}},
      {.width_max = kLineWidth});
  for (const app::RetrievalRecall& row : trial.recall) {
    lines.Row({context.Say(LabelOf(row.features)), Fixed(row.tuning_at_10), Fixed(row.tuning_at_50),
               Fixed(row.test_at_10), Fixed(row.test_at_50)});
  }
  std::fputs(lines.ToString().c_str(), stdout);
  const std::string pool = std::to_string(trial.pool);
  const std::string in_pool = Fixed(trial.tuning_in_pool);
  const std::string test_in_pool = Fixed(trial.test_in_pool);
  std::printf("%s\n", context
                          .Say({"第一级取前 " + pool + " 家，其中有所求企业的比例：调参 " +
                                    in_pool + "，检验 " + test_in_pool,
                                "among the " + pool + " that stage one hands on: tuning " +
                                    in_pool + ", test " + test_in_pool})
                          .c_str());
  return Ok{};
}

}  // namespace

void AddEvaluateRetrieval(CLI::App& evaluate, Context& context) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = evaluate.add_subcommand(
      "retrieval",
      "逐一隐去一条产销关系再检索 take out one product of each firm and look for the firm");
  command->add_option("--data", arguments->folder, "开放产业图谱的文件夹 folder of the open graph")
      ->required();
  command->add_option("--seed", arguments->options.seed, "随机种子 seed")->capture_default_str();
  command
      ->add_option("--firms", arguments->options.firms_max,
                   "每半最多企业数，0 为全部 firms of each half, 0: all")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  command->add_option("--threads", arguments->options.threads, "线程数 threads")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--save", arguments->save,
                      "将学得的权重写成源文件 write the weights learned as a source file");
  AddJsonOption(*command, context);
  command->callback([arguments, &context] { context.Finish(PrintTrial(context, *arguments)); });
}

}  // namespace lianmeng::cli
