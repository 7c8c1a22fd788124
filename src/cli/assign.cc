// lianmeng match assign and match verify: all open needs at once, and the proof; match stable and
// match verify-stable: pairs that nobody would leave; generate pairs.

#include <cstdio>
#include <filesystem>
#include <map>

#include "app/assign_pairs.h"
#include "app/generate_pairs.h"
#include "app/stable_pairs.h"
#include "app/verify_pairs.h"
#include "base/millionths.h"
#include "cli/commands.h"
#include "cli/links_notes.h"

namespace lianmeng::cli {
namespace {

std::string Decimal(int64_t millionths) {
  std::string text;
  AppendMillionths(millionths, text);
  return text;
}

// No output is an input or another output.
Status CheckOutputs(const app::AssignPairsOptions& options) {
  const std::pair<std::string, std::string> outputs[] = {
      {options.out, ".csv"}, {options.certificate, ".json"}, {options.explain, ".csv"}};
  for (size_t i = 0; i < std::size(outputs); ++i) {
    const auto& [path, ending] = outputs[i];
    if (path.empty()) continue;
    LM_TRY(CheckOutput(path, {ending}));
    LM_TRY(CheckNotInput({options.files.edges, options.files.needs, options.files.offers,
                          options.files.rules, options.earlier_pairs, options.earlier_certificate},
                         path));
    for (size_t other = 0; other < i; ++other) {
      if (std::filesystem::path(outputs[other].first).lexically_normal() !=
          std::filesystem::path(path).lexically_normal()) {
        continue;
      }
      return MakeError(ErrorCode::kInvalidArgument,
                       {"两个结果同名", "two results have the same name"},
                       {.file = {}, .line = 0, .field = "out", .value = path});
    }
  }
  return Ok{};
}

app::Json ToJson(const app::AssignPairsReport& report) {
  return {{"needs", report.needs},
          {"offers", report.offers},
          {"pairs", report.pairs},
          {"chosen", report.chosen},
          {"needs_served", report.needs_served},
          {"earlier", report.earlier},
          {"kept", report.kept},
          {"primal", report.primal},
          {"dual", report.dual},
          {"proven", report.is_best},
          {"seconds", report.seconds}};
}

void RunAssign(Context& context, const app::AssignPairsOptions& options) {
  if (Status checked = CheckOutputs(options); !checked) return context.Fail(checked.error());
  const Result<app::AssignPairsReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::AssignPairs(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  PrintRowErrors(context, report->errors.first, report->errors.count);
  if (report->errors.count > 0) return;
  if (context.json) return context.PrintJson(ToJson(*report));
  const auto n = [](int64_t count) { return std::to_string(count); };
  const std::string total = Decimal(report->primal), bound = Decimal(report->dual);
  std::printf("%s\n", context
                          .Say({"需求 " + n(report->needs) + " 项，供给 " + n(report->offers) +
                                    " 项，候选配对 " + n(report->pairs) + " 个",
                                n(report->needs) + " needs, " + n(report->offers) + " offers, " +
                                    n(report->pairs) + " pairs to choose from"})
                          .c_str());
  if (!options.earlier_pairs.empty()) {
    std::printf("%s\n", context
                            .Say({"原有 " + n(report->earlier) + " 个配对仍可选，保留 " +
                                      n(report->kept) + " 个",
                                  n(report->kept) + " of the " + n(report->earlier) +
                                      " earlier pairs that can still be are kept"})
                            .c_str());
  }
  const std::string gap = Decimal(report->dual - report->primal);
  const TextPair verdict =
      report->primal == report->dual ? TextPair{"已证明最优", "the best there is"}
      : report->is_best
          ? TextPair{"整数搜索证明最优（CBC），与上界相差 " + gap,
                     "the best there is by a whole search (CBC), " + gap + " below the bound"}
          : TextPair{"限时已到，至多还能高出 " + gap,
                     "the time was over; at most " + gap + " more is to be gained"};
  std::printf(
      "%s\n",
      context
          .Say({"选中 " + n(report->chosen) + " 个，满足 " + n(report->needs_served) +
                    " 项需求；总分 " + total + "，价格证明的上界 " + bound + "：" + verdict.zh,
                n(report->chosen) + " chosen, for " + n(report->needs_served) + " needs; total " +
                    total + ", bound proven by prices " + bound + ": " + verdict.en})
          .c_str());
}

void RunVerify(Context& context, const app::VerifyPairsOptions& options) {
  const Result<app::VerifyPairsReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::VerifyPairs(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  for (const ingest::RowIssue& issue : report->errors.first) {
    std::fprintf(stderr, "%s\n",
                 MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place)
                     .Describe(context.language)
                     .c_str());
  }
  if (report->errors.count > 0) {
    const std::string count = std::to_string(report->errors.count);
    return context.Fail(MakeError(ErrorCode::kInvalidArgument,
                                  {"有 " + count + " 行不能用，未证明最优",
                                   count + " rows cannot be used; nothing is proven"}));
  }
  if (context.json) {
    return context.PrintJson({{"proven", true},
                              {"needs", report->needs},
                              {"offers", report->offers},
                              {"pairs", report->pairs},
                              {"chosen", report->chosen},
                              {"primal", report->primal}});
  }
  const std::string chosen = std::to_string(report->chosen), total = Decimal(report->primal);
  std::printf("%s\n", context
                          .Say({"所选 " + chosen + " 个配对已证明最优，总分 " + total,
                                "the " + chosen +
                                    " pairs chosen are proven to be the best, total " + total})
                          .c_str());
}

void PrintStable(Context& context, const app::StablePairsReport& report) {
  PrintRowErrors(context, report.errors.first, report.errors.count);
  if (report.errors.count > 0) return;
  if (context.json) {
    return context.PrintJson({{"stable", true},
                              {"needs", report.needs},
                              {"offers", report.offers},
                              {"pairs", report.pairs},
                              {"chosen", report.chosen},
                              {"needs_served", report.needs_served}});
  }
  const std::string needs = std::to_string(report.needs), offers = std::to_string(report.offers),
                    pairs = std::to_string(report.pairs), chosen = std::to_string(report.chosen),
                    served = std::to_string(report.needs_served);
  std::printf("%s\n", context
                          .Say({"需求 " + needs + " 项，供给 " + offers + " 项，候选配对 " + pairs +
                                    " 个；选中 " + chosen + " 个，满足 " + served +
                                    " 项需求：稳定，没有一对会另行配对",
                                needs + " needs, " + offers + " offers, " + pairs +
                                    " pairs to choose from; " + chosen + " chosen, for " + served +
                                    " needs: stable, no two would rather be paired"})
                          .c_str());
}

void RunStable(Context& context, const app::StablePairsOptions& options) {
  const Result<app::StablePairsReport> report = [&]() -> Result<app::StablePairsReport> {
    if (!options.out.empty()) LM_TRY(CheckOutput(options.out, {".csv"}));
    LM_TRY(CheckNotInput({options.files.edges, options.files.needs, options.files.offers},
                         options.out));
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::MatchPairsStably(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  if (!options.out.empty() || report->errors.count > 0) PrintStable(context, *report);
}

constexpr const char* kEdges =
    "候选配对 pairs to choose from, CSV: need,offer,score; docs/formats/assignment.md";

void AddCapacities(CLI::App& command, app::AssignmentFiles& files) {
  command.add_option("--needs", files.needs,
                     "各需求的数量，默认每项为 1 CSV: id,capacity of the needs, default 1 each");
  command.add_option("--offers", files.offers,
                     "各供给的能力，默认每项为 1 CSV: id,capacity of the offers, default 1 each");
}

void AddRules(CLI::App& command, app::AssignmentFiles& files) {
  command.add_option("--rules", files.rules,
                     "必选、排除、机构限额与占比下限 JSON: pairs that must or must not be, limits, "
                     "floors; docs/formats/assignment.md");
}

void AddAssign(CLI::App& match, Context& context) {
  CLI::App* command = match.add_subcommand("assign",
                                           "全部需求一并分配，总分最高，附最优性证明 all needs at "
                                           "once, the greatest total, with a proof");
  auto options = std::make_shared<app::AssignPairsOptions>();
  command->add_option("--edges", options->files.edges, kEdges)->required();
  AddCapacities(*command, options->files);
  AddRules(*command, options->files);
  command
      ->add_option("--time-limit", options->seconds_max,
                   "有规则时搜索的秒数 seconds of the search under rules")
      ->check(CLI::Range(0.0, 86'400.0))
      ->capture_default_str();
  CLI::Option* pairs = command->add_option(
      "--earlier-pairs", options->earlier_pairs,
      "变动之前选中的配对，尽量保留 pairs chosen before a change, CSV: begins with them");
  CLI::Option* certificate =
      command->add_option("--earlier-certificate", options->earlier_certificate,
                          "变动之前的证书 the certificate of those, JSON");
  pairs->needs(certificate)->excludes("--rules");
  certificate->needs(pairs);
  command->add_option("--out", options->out, "选中的配对 the pairs chosen, CSV")->required();
  command->add_option("--certificate", options->certificate, "证书 the certificate, JSON")
      ->required();
  command->add_option("--explain", options->explain,
                      "未选中的配对还差多少分 what each pair not chosen lacks, CSV");
  AddJsonOption(*command, context);
  command->callback([options, &context] { RunAssign(context, *options); });
}

constexpr const char* kRanked =
    "双方互评的候选配对 pairs scored by both sides, CSV: need,offer,need_score,offer_score";

void AddStable(CLI::App& match, Context& context) {
  CLI::App* command = match.add_subcommand(
      "stable", "双方互评时的稳定匹配 pairs that nobody would leave, where both sides score");
  auto options = std::make_shared<app::StablePairsOptions>();
  command->add_option("--edges", options->files.edges, kRanked)->required();
  AddCapacities(*command, options->files);
  command->add_option("--out", options->out, "选中的配对 the pairs chosen, CSV");
  const std::map<std::string, assign::Proposer> sides = {{"needs", assign::Proposer::kNeeds},
                                                         {"offers", assign::Proposer::kOffers}};
  command
      ->add_option("--propose", options->proposer,
                   "由哪一方提出，结果对该方最有利 needs or offers: who proposes fares best")
      ->transform(CLI::CheckedTransformer(sides));
  AddJsonOption(*command, context);
  command->callback([options, &context] { RunStable(context, *options); });
}

void AddVerifyStable(CLI::App& match, Context& context) {
  CLI::App* command = match.add_subcommand(
      "verify-stable", "核验配对是否稳定 whether no two would rather be paired");
  auto options = std::make_shared<app::VerifyPairsOptions>();
  command->add_option("edges", options->files.edges, kRanked)->required();
  command->add_option("pairs", options->pairs, "选中的配对 the pairs chosen, CSV")->required();
  AddCapacities(*command, options->files);
  AddJsonOption(*command, context);
  command->callback([options, &context] {
    const Result<app::StablePairsReport> report = [&] {
      const std::unique_ptr<Progress> progress = MakeProgress(context.language);
      return app::VerifyStablePairs(options->files, options->pairs, *progress);
    }();
    if (!report) return context.Fail(report.error());
    PrintStable(context, *report);
  });
}

void AddVerify(CLI::App& match, Context& context) {
  CLI::App* command = match.add_subcommand(
      "verify", "核验分配是否已证明最优 whether an assignment is proven to be the best");
  auto options = std::make_shared<app::VerifyPairsOptions>();
  command->add_option("edges", options->files.edges, kEdges)->required();
  command->add_option("pairs", options->pairs, "选中的配对 the pairs chosen, CSV")->required();
  command->add_option("certificate", options->certificate, "证书 the certificate, JSON")
      ->required();
  AddCapacities(*command, options->files);
  AddRules(*command, options->files);
  AddJsonOption(*command, context);
  command->callback([options, &context] { RunVerify(context, *options); });
}

Status RunGenerate(const Context& context, const app::GeneratePairsOptions& options) {
  if (!options.out.empty()) LM_TRY(CheckOutput(options.out, {""}));
  const std::unique_ptr<Progress> progress = MakeProgress(context.language);
  LM_ASSIGN(const int64_t count, app::GeneratePairs(options, *progress));
  const std::string pairs = std::to_string(count);
  std::fprintf(stderr, "%s\n",
               context.Say({"候选配对 " + pairs + " 个", pairs + " pairs"}).c_str());
  return Ok{};
}

}  // namespace

void AddAssignCommands(CLI::App& match, Context& context) {
  AddAssign(match, context);
  AddVerify(match, context);
  AddStable(match, context);
  AddVerifyStable(match, context);
}

void AddGeneratePairs(CLI::App& generate, Context& context) {
  CLI::App* command = generate.add_subcommand(
      "pairs", "模拟的候选配对 synthetic pairs to assign, docs/formats/assignment.md");
  auto options = std::make_shared<app::GeneratePairsOptions>();
  assign::SyntheticPairs& pairs = options->pairs;
  command->add_option("--needs", pairs.needs, "需求数 needs")->capture_default_str();
  command->add_option("--offers", pairs.offers, "供给数 offers")->capture_default_str();
  command->add_option("--candidates", pairs.candidates, "每项需求的候选数 candidates of each need")
      ->capture_default_str();
  command->add_option("--seed", pairs.seed, "种子 seed")->capture_default_str();
  command
      ->add_option(
          "--common", pairs.common,
          "得分中供给本身所占的份额，0 到 1 share of a score that is the offer's own, 0 to 1")
      ->capture_default_str();
  command->add_option("--out", options->out,
                      "结果文件；默认标准输出 file to write, default standard output");
  command->callback([options, &context] { context.Finish(RunGenerate(context, *options)); });
}

}  // namespace lianmeng::cli
