// lianmeng risk rewire: exchange suppliers within sectors until the mean systemic index has fallen.

#include <cmath>
#include <cstdio>

#include "app/rewire_links.h"
#include "app/rows.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

std::string Number(double value, const char* format = "%.6g") {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string Text(const chain::Interval& interval) {
  return "[" + Number(interval.lower, "%.8f") + ", " + Number(interval.upper, "%.8f") + "]";
}

app::Json ToJson(const chain::Interval& interval) {
  return {{"lower", interval.lower}, {"upper", interval.upper}};
}

app::Json ToJson(const app::RewireLinksOptions& options, const app::RewireLinksReport& report) {
  const chain::RewiringChanges& changes = report.changes;
  app::Json json{{"firms", report.firms},
                 {"links", report.links},
                 {"self_links", report.self_links},
                 {"parallel_links", report.parallel_links},
                 {"essentiality_conflicts", report.essentiality_conflicts},
                 {"threshold", options.rewiring.stop_threshold},
                 {"tolerance", options.tolerance},
                 {"seed", options.rewiring.seed},
                 {"mean_before", report.mean_before},
                 {"mean_after", report.mean_after},
                 {"reduction", report.reduction()},
                 {"certified_before", ToJson(report.certified_before)},
                 {"certified_after", ToJson(report.certified_after)},
                 {"reduction_proven", report.reduction_proven()},
                 {"exchanges", report.exchanges},
                 {"links_before", changes.links_before},
                 {"links_after", changes.links_after},
                 {"links_added", changes.links_added},
                 {"links_removed", changes.links_removed},
                 {"links_revalued", changes.links_revalued},
                 {"value_moved_share", changes.value_moved_share},
                 {"constraint_error", changes.constraint_error},
                 {"seconds", report.seconds}};
  app::Json steps = app::Json::array();
  for (const chain::RewiringStep& step : report.steps) {
    steps.push_back({{"exchanges", step.exchanges},
                     {"expected", step.expected},
                     {"mean", step.mean},
                     {"kept", step.kept}});
  }
  json["steps"] = std::move(steps);
  app::Json top = app::Json::array();
  for (const app::RewiredFirm& firm : report.top) {
    top.push_back({{"firm", firm.firm},
                   {"index_before", firm.index_before},
                   {"index_after", firm.index_after},
                   {"certified_before", ToJson(firm.certified_before)},
                   {"certified_after", ToJson(firm.certified_after)}});
  }
  json["top"] = std::move(top);
  return json;
}

class RewirePrinter {
 public:
  explicit RewirePrinter(const Context& context) : context_(context) {}

  void Print(const app::RewireLinksReport& report) const {
    const chain::RewiringChanges& changes = report.changes;
    const std::string firms = std::to_string(report.firms);
    const std::string links = std::to_string(report.links);
    Line({"企业 " + firms + " 家，供应关系 " + links + " 条",
          firms + " firms, " + links + " links"});
    const std::string before = Number(report.mean_before), after = Number(report.mean_after);
    const std::string fall = app::Percent(report.reduction());
    Line({"平均系统性指数 " + before + " → " + after + "，降低 " + fall,
          "mean systemic index " + before + " → " + after + ", lower by " + fall});
    // Rounded down, as a bound must be.
    const std::string proven = app::Percent(std::floor(1000 * report.reduction_proven()) / 1000);
    Line({"真值已证明在 " + Text(report.certified_before) + " → " + Text(report.certified_after) +
              "，至少降低 " + proven,
          "its true value is proven to lie in " + Text(report.certified_before) + " → " +
              Text(report.certified_after) + ": lower by at least " + proven});
    const std::string exchanges = std::to_string(report.exchanges);
    const std::string steps = std::to_string(report.steps.size());
    const std::string added = std::to_string(changes.links_added);
    const std::string removed = std::to_string(changes.links_removed);
    const std::string revalued = std::to_string(changes.links_revalued);
    const std::string kept = std::to_string(changes.links_after);
    const std::string moved = app::Percent(changes.value_moved_share);
    Line({steps + " 步，互换 " + exchanges + " 次：新增 " + added + " 条、取消 " + removed +
              " 条、改额 " + revalued + " 条，现有 " + kept + " 条；移动的金额占 " + moved,
          steps + " steps, " + exchanges + " exchanges: " + added + " links added, " + removed +
              " removed, " + revalued + " of another value, now " + kept + "; " + moved +
              " of all value moved"});
    const std::string error = Number(changes.constraint_error, "%.1g");
    Line({"各企业的销售额、按行业和关键性的采购额均未变（最大相对差 " + error + "）",
          "sales of every firm and its purchases by sector and essentiality are as before "
          "(greatest relative difference " +
              error + ")"});
    PrintTop(report);
  }

 private:
  void Line(const TextPair& text) const { std::printf("%s\n", context_.Say(text).c_str()); }

  void PrintTop(const app::RewireLinksReport& report) const {
    using report::TextAlign;
    report::TextTable table({{context_.Say({"企业", "firm"})},
                             {context_.Say({"原指数", "index before"}), TextAlign::kRight},
                             {context_.Say({"现指数", "after"}), TextAlign::kRight},
                             {context_.Say({"原真值区间", "proven before"}), TextAlign::kRight},
                             {context_.Say({"现真值区间", "proven after"}), TextAlign::kRight}});
    for (const app::RewiredFirm& firm : report.top) {
      table.Row({firm.firm, Number(firm.index_before, "%.6f"), Number(firm.index_after, "%.6f"),
                 Text(firm.certified_before), Text(firm.certified_after)});
    }
    if (!report.top.empty()) std::printf("\n%s", table.ToString().c_str());
  }

  const Context& context_;
};

Status CheckRewireOutput(const app::RewireLinksOptions& options) {
  LM_TRY(CheckNotInput({options.links}, options.out));
  return options.out.empty() ? Status(Ok{}) : CheckOutput(options.out, {".csv"});
}

void RunRewire(Context& context, const app::RewireLinksOptions& options) {
  if (Status checked = CheckRewireOutput(options); !checked) return context.Fail(checked.error());
  const Result<app::RewireLinksReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::RewireLinks(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  PrintRowErrors(context, report->first_issues, report->errors);
  if (report->errors > 0) return;
  PrintLinksNotes(context,
                  {report->self_links, report->parallel_links, report->essentiality_conflicts});
  if (context.json) {
    context.PrintJson(ToJson(options, *report));
  } else {
    RewirePrinter(context).Print(*report);
  }
}

}  // namespace

void AddRewireCommand(CLI::App& risk, Context& context) {
  auto options = std::make_shared<app::RewireLinksOptions>();
  chain::RewiringOptions& rewiring = options->rewiring;
  CLI::App* command = risk.add_subcommand(
      "rewire", "换单降险：同行业供方互换 exchange suppliers within sectors, docs/rewiring.md");
  command->add_option("links", options->links, "供应关系表 table of links, docs/formats/links.md")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--steps", rewiring.steps, "最多试几批 batches tried, at most")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command
      ->add_option("--exchanges-max", rewiring.exchanges_max,
                   "最多互换几次，0 不限 exchanges kept in all, 0: no bound")
      ->capture_default_str();
  command->add_option("--seed", rewiring.seed, "种子 seed")->capture_default_str();
  command
      ->add_option("--threshold", rewiring.stop_threshold,
                   "传导的停止阈值 stop a cascade when the largest change is at most this")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      ->add_option("--tolerance", options->tolerance,
                   "各企业真值区间的宽度 width of each firm's proven interval")
      ->check(CLI::Range(1e-9, 1.0))
      ->capture_default_str();
  command->add_option("--top", options->top, "列出几家企业 firms to list")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--threads", rewiring.threads,
                   "线程数，0 为全部核心 threads, 0: as many as the machine has")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->add_option("--out", options->out, "改后的供应关系表 the rewired table of links, CSV");
  AddJsonOption(*command, context);
  command->callback([options, &context] { RunRewire(context, *options); });
}

}  // namespace lianmeng::cli
