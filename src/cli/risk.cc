// lianmeng risk: the systemic index of a plain network, the risk points of a chain, the evidence of one point.

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/risk_board.h"
#include "app/risk_history.h"
#include "app/risk_index.h"
#include "app/rows.h"
#include "app/time_board.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "ranks/mpi_ranks.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 148;

struct IndexArguments {
  app::RiskIndexOptions options;
  std::string mode = "published";
  uint64_t memory_max_mb = 0;
};

constexpr uint64_t kLargeFile = 1'000'000'000;  // bytes; from here on the memory is told beforehand

std::string Number(double value, const char* format) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

void Say(const Context& context, const TextPair& text) {
  std::fprintf(stderr, "%s\n", context.Say(text).c_str());
}

void PrintForecast(const Context& context, const app::LinksForecast& forecast) {
  if (forecast.file_bytes < kLargeFile) return;
  const std::string links = std::to_string(forecast.links);
  const std::string file = MemoryText(forecast.file_bytes);
  const std::string need = MemoryText(forecast.memory_bytes);
  const std::string have =
      forecast.memory_max_bytes == 0 ? std::string("?") : MemoryText(forecast.memory_max_bytes);
  Say(context,
      {"文件 " + file + "，约 " + links + " 条供应关系，预计占用内存 " + need + "，可用 " + have,
       file + " of links, some " + links + ": will take about " + need + " of memory of " + have +
           " available"});
}

void PrintJournalNotes(const Context& context, const app::RiskIndexReport& report) {
  if (report.journal_of_another_run) {
    Say(context, {"进度文件属于另一网络或另一组选项，未采用，已重新开始",
                  "the journal is of another network or of other options: not used, begun anew"});
  }
  if (report.firms_resumed > 0) {
    const std::string firms = std::to_string(report.firms_resumed);
    Say(context, {"接着上次的进度：已有 " + firms + " 家企业的结果",
                  "going on from the run before: " + firms + " firms were finished"});
  }
}

// The mode with what governs it.
TextPair ModeText(const app::RiskIndexOptions& options, const app::RiskIndexReport& report) {
  const std::string mode(app::Name(report.mode));
  switch (report.mode) {
    case app::RiskIndexMode::kPublished: {
      const std::string stop = Number(options.stop_threshold, "%g");
      return {"模式 " + mode + "，停止阈值 " + stop, "mode " + mode + ", threshold " + stop};
    }
    case app::RiskIndexMode::kCertified: {
      const std::string wanted = Number(options.tolerance, "%g");
      const std::string width = Number(report.width_max, "%.2g");
      return {"模式 " + mode + "，容差 " + wanted + "，最宽区间 " + width,
              "mode " + mode + ", tolerance " + wanted + ", widest interval " + width};
    }
    case app::RiskIndexMode::kRanking: {
      const std::string top = std::to_string(options.top);
      const std::string refined = std::to_string(report.firms_refined);
      return {"模式 " + mode + "，前 " + top + " 名，精算 " + refined + " 家",
              "mode " + mode + ", first " + top + ", " + refined + " firms refined"};
    }
  }
  return {};
}

void PrintIndexSummary(const Context& context, const app::RiskIndexOptions& options,
                       const app::RiskIndexReport& report) {
  Say(context,
      {"企业 " + std::to_string(report.firms) + " 家，供应关系 " + std::to_string(report.links) +
           " 条",
       std::to_string(report.firms) + " firms, " + std::to_string(report.links) + " links"});
  const TextPair mode = ModeText(options, report);
  const std::string threads = std::to_string(report.threads);
  const std::string ranks = std::to_string(report.ranks);
  const std::string read = Number(report.read_seconds, "%.2f s");
  const std::string compute = Number(report.compute_seconds, "%.2f s");
  const std::string checked = std::to_string(report.firms_checked);
  const bool shared = report.ranks > 1;
  Say(context, {mode.zh + "；" + (shared ? ranks + " 个进程，各 " : "") + threads + " 线程，读入 " +
                    read + "，计算 " + compute +
                    (report.firms_checked > 0 ? "，抽查 " + checked + " 家，复算相符" : ""),
                mode.en + "; " + (shared ? ranks + " ranks of " : "") + threads +
                    " threads, read in " + read + ", computed in " + compute +
                    (report.firms_checked > 0 ? ", " + checked + " firms checked" : "")});
}

app::Json ToJson(const app::RiskIndexOptions& options, const app::RiskIndexReport& report) {
  app::Json json{{"mode", app::Name(report.mode)},
                 {"firms", report.firms},
                 {"links", report.links},
                 {"self_links", report.self_links},
                 {"parallel_links", report.parallel_links},
                 {"essentiality_conflicts", report.essentiality_conflicts},
                 {"threads", report.threads},
                 {"ranks", report.ranks},
                 {"read_seconds", report.read_seconds},
                 {"compute_seconds", report.compute_seconds},
                 {"firms_resumed", report.firms_resumed},
                 {"firms_checked", report.firms_checked}};
  const bool published = report.mode == app::RiskIndexMode::kPublished;
  if (published) json["threshold"] = options.stop_threshold;
  if (report.mode == app::RiskIndexMode::kCertified) {
    json["tolerance"] = options.tolerance;
    json["width_max"] = report.width_max;
  }
  const bool ranking = report.mode == app::RiskIndexMode::kRanking;
  if (ranking) {
    json["top"] = options.top;
    json["firms_bounded"] = report.firms_bounded;
    json["firms_refined"] = report.firms_refined;
  }
  app::Json rows = app::Json::array();
  for (const app::RiskIndexRow& row : report.rows) {
    app::Json item{{"firm", row.firm}};
    if (published) {
      item["index"] = row.index.lower;
    } else {
      item["lower"] = row.index.lower;
      item["upper"] = row.index.upper;
    }
    if (ranking) item["proven"] = row.proven;
    rows.push_back(std::move(item));
  }
  if (options.out.empty()) json["index"] = std::move(rows);
  return json;
}

Status CheckIndexOutput(const app::RiskIndexOptions& options) {
  for (const std::string& path : {options.out, options.out + ".journal"}) {
    if (!options.out.empty()) LM_TRY(CheckNotInput({options.links}, path));
  }
  return options.out.empty() ? Status(Ok{}) : CheckOutput(options.out, {""});
}

void RunIndex(Context& context, const IndexArguments& arguments) {
  app::RiskIndexOptions options = arguments.options;
  for (const auto mode : {app::RiskIndexMode::kPublished, app::RiskIndexMode::kCertified,
                          app::RiskIndexMode::kRanking}) {
    if (arguments.mode == app::Name(mode)) options.mode = mode;
  }
  options.memory_max_bytes = arguments.memory_max_mb * 1'000'000;
  options.rows_in_report = context.json && options.out.empty();
  options.on_forecast = [&](const app::LinksForecast& forecast) {
    PrintForecast(context, forecast);
  };
  if (Status checked = CheckIndexOutput(options); !checked) return context.Fail(checked.error());
  std::unique_ptr<ranks::Ranks> ranks;
  if (ranks::StartedByMpi()) {
    Result<std::unique_ptr<ranks::Ranks>> opened = ranks::OpenMpi();
    if (!opened) return context.Fail(opened.error());
    ranks = *std::move(opened);
    options.ranks = ranks.get();
  }
  const bool leads = ranks == nullptr || ranks->rank() == 0;
  const Result<app::RiskIndexReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ComputeRiskIndex(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  if (!leads) return;
  PrintRowErrors(context, report->first_issues, report->errors);
  if (report->errors > 0) return;
  PrintLinksNotes(context,
                  {report->self_links, report->parallel_links, report->essentiality_conflicts});
  PrintJournalNotes(context, *report);
  if (context.json) {
    context.PrintJson(ToJson(options, *report));
  } else if (!options.out.empty()) {
    PrintIndexSummary(context, options, *report);
  }
}

void AddIndexCommand(CLI::App& command, Context& context) {
  auto arguments = std::make_shared<IndexArguments>();
  app::RiskIndexOptions& options = arguments->options;
  CLI::App* index = command.add_subcommand(
      "index", "系统性指数（Diem 等 2022） the systemic index of every firm of LINKS.csv");
  index->add_option("links", options.links, "供应关系表 table of links, docs/formats/links.md")
      ->required()
      ->check(CLI::ExistingFile);
  index
      ->add_option("--mode", arguments->mode,
                   "published：论文的迭代 as published | certified：真值的区间 proven intervals | "
                   "ranking：前 K 名 the first K in proven order")
      ->check(CLI::IsMember({"published", "certified", "ranking"}))
      ->capture_default_str();
  index
      ->add_option("--threshold", options.stop_threshold,
                   "published 的停止阈值 published: stop when the largest change is at most this")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  index
      ->add_option("--tolerance", options.tolerance,
                   "certified 的区间宽度 certified: width of the intervals")
      ->check(CLI::Range(1e-9, 1.0))
      ->capture_default_str();
  index->add_option("--top", options.top, "ranking 的名次数 ranking: how many firms")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  index
      ->add_option("--threads", options.threads,
                   "线程数，0 为全部核心 threads, 0: as many as the machine has")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  index
      ->add_option("--memory-max-mb", arguments->memory_max_mb,
                   "内存上限，0 为可用内存 memory that may be taken, 0: what is available")
      ->capture_default_str();
  index->add_option("--out", options.out,
                    "结果文件；默认标准输出 file to write, default standard output");
  AddJsonOption(*index, context);
  index->callback([arguments, &context] { RunIndex(context, *arguments); });
}

std::string KeyOf(const app::Snapshot& snapshot, const app::ProductRef& product) {
  return snapshot.products[snapshot.ProductIndex(ProductId{*ParseIdValue(product.id)})].key;
}

// "加重 orange": what became of a point, and the class that it had if that was another.
std::string ChangeText(const Context& context, const app::RiskPointRow& row) {
  if (!row.change) return {};
  std::string text = context.Say(app::LabelOfChange(row.change->kind));
  if (row.change->class_before && *row.change->class_before != row.class_) {
    text += " " + *row.change->class_before;
  }
  return text;
}

struct PointsArguments {
  app::RiskFilter filter;
  int limit = 50;
};

Status PrintPoints(const Context& context, const PointsArguments& arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    LM_TRY(analysis->Risks(*progress));
  }
  LM_ASSIGN(
      app::RiskPointPage page,
      app::ListRiskPoints(*analysis, arguments.filter, {static_cast<size_t>(arguments.limit), {}}));
  LM_TRY(app::AddChanges(*platform, *analysis, arguments.filter, page));
  if (context.json) {
    context.PrintJson(app::ToJson(page));
    return Ok{};
  }
  std::vector<report::TextColumn> columns = {
      {context.Say({"等级", "class"})},
      {context.Say({"产业链", "chain"})},
      {context.Say({"产品", "product"})},
      {context.Say({"代码", "key"})},
      {context.Say({"最大厂家", "maker"}), report::TextAlign::kRight},
      {context.Say({"最大城市", "city"}), report::TextAlign::kRight},
      {context.Say({"区域外", "outside"}), report::TextAlign::kRight}};
  if (page.changes) columns.push_back({context.Say({"较上次", "change"})});
  columns.push_back({context.Say({"为什么", "why"})});
  report::TextTable table(std::move(columns), {.width_max = kLineWidth});
  for (const app::RiskPointRow& row : page.items) {
    std::vector<std::string> cells = {row.class_,
                                      row.chain.name.In(context.language),
                                      row.product.name.In(context.language),
                                      KeyOf(analysis->snapshot(), row.product),
                                      app::Percent(row.severity.largest_maker),
                                      app::Percent(row.severity.largest_city),
                                      app::Percent(row.severity.outside)};
    if (page.changes) cells.push_back(ChangeText(context, row));
    cells.push_back(row.summary.In(context.language));
    table.Row(cells);
  }
  std::fputs(table.ToString().c_str(), stdout);
  if (page.changes) std::printf("%s\n", context.Say(app::ChangeSentence(*page.changes)).c_str());
  return Ok{};
}

struct HistoryArguments {
  std::string chain;
  std::string product;
};

// A product by its key, or by its id as text; none if there is no such product.
ProductId ProductNamed(const app::Snapshot& snapshot, const std::string& text) {
  for (const Product& record : snapshot.products) {
    if (record.key == text) return record.id;
  }
  return ProductId{ParseIdValue(text).value_or(0)};
}

Status PrintHistory(const Context& context, const HistoryArguments& arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  LM_ASSIGN(const app::RiskHistory history,
            app::HistoryOfRiskPoint(*platform, *analysis, arguments.chain,
                                    ProductNamed(analysis->snapshot(), arguments.product)));
  if (context.json) {
    context.PrintJson(app::ToJson(history));
    return Ok{};
  }
  std::printf("%s · %s\n", history.chain.name.In(context.language).c_str(),
              history.product.name.In(context.language).c_str());
  report::TextTable table({{context.Say({"时间（UTC）", "time (UTC)"})},
                           {context.Say({"等级", "class"})},
                           {context.Say({"得分", "score"}), report::TextAlign::kRight},
                           {context.Say({"最大厂家", "maker"}), report::TextAlign::kRight},
                           {context.Say({"最大城市", "city"}), report::TextAlign::kRight},
                           {context.Say({"区域外", "outside"}), report::TextAlign::kRight},
                           {context.Say({"已知采购", "known"}), report::TextAlign::kRight}});
  for (const app::RiskHistoryPoint& run : history.runs) {
    table.Row({run.at, run.class_, std::to_string(run.score),
               app::Percent(run.severity.largest_maker), app::Percent(run.severity.largest_city),
               app::Percent(run.severity.outside), app::Percent(run.known_purchases_share)});
  }
  std::fputs(table.ToString().c_str(), stdout);
  return Ok{};
}

struct TimeArguments {
  std::string chain;
  int limit = 50;
};

std::string DaysOf(const std::optional<double>& days, const char* absent) {
  if (!days) return absent;
  char text[40];
  std::snprintf(text, sizeof text, "%.1f", *days);
  return text;
}

// One line for each loss of each product, the largest losses first; what cannot happen is left out.
void PrintTimeTable(const Context& context, const app::Snapshot& snapshot,
                    const app::RiskTimeTable& times, size_t limit) {
  report::TextTable table(
      {{context.Say({"产品", "product"})},
       {context.Say({"代码", "key"})},
       {context.Say({"损失", "loss"})},
       {context.Say({"维持(天)", "TTS days"}), report::TextAlign::kRight},
       {context.Say({"恢复(天)", "TTR days"}), report::TextAlign::kRight},
       {context.Say({"来不及", "exposed"})},
       {context.Say({"其间损失(万元)", "lost till then (10k CNY)"}), report::TextAlign::kRight},
       {context.Say({"暴露指数", "exposure"}), report::TextAlign::kRight}},
      {.width_max = kLineWidth});
  struct Line {
    const app::RiskTime* point;
    const app::TimeLoss* loss;
  };
  std::vector<Line> lines;
  for (const app::RiskTime& point : times.items) {
    for (const app::TimeLoss& loss : point.losses) {
      if (loss.applies) lines.push_back({&point, &loss});
    }
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    // By whole CNY: what the solver rounds differently must not change places.
    return std::round(a.loss->loss_cny.value_or(0)) > std::round(b.loss->loss_cny.value_or(0));
  });
  for (size_t i = 0; i < std::min(limit, lines.size()); ++i) {
    const app::TimeLoss& loss = *lines[i].loss;
    const TextPair exposed = !loss.exposed   ? TextPair{"未知", "not known"}
                             : *loss.exposed ? TextPair{"是", "yes"}
                                             : TextPair{"否", "no"};
    std::optional<double> lost = loss.loss_cny;
    if (lost) *lost /= 1e4;
    const std::string survive = (loss.at_least ? "≥ " : "") + DaysOf(loss.survive_days, "∞");
    const std::string cost = (loss.loss_at_most ? "≤ " : "") + DaysOf(lost, "-");
    table.Row({lines[i].point->product.name.In(context.language),
               KeyOf(snapshot, lines[i].point->product), loss.label.In(context.language), survive,
               DaysOf(lines[i].point->recover_days, "-"), context.Say(exposed), cost,
               app::Percent(loss.risk_exposure)});
  }
  std::fputs(table.ToString().c_str(), stdout);
  std::fprintf(stderr, "%s\n",
               context
                   .Say({std::to_string(times.programs) + " 个线性规划，最优性逐一验证",
                         std::to_string(times.programs) + " linear programs, each proven optimal"})
                   .c_str());
}

Status PrintTimes(const Context& context, const TimeArguments& arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  Result<app::RiskTimeTable> times = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ListRiskTimes(*analysis, arguments.chain, *progress);
  }();
  if (!times) return times.error();
  if (context.json) {
    context.PrintJson(app::ToJson(*times));
  } else {
    PrintTimeTable(context, analysis->snapshot(), *times, static_cast<size_t>(arguments.limit));
  }
  return Ok{};
}

struct ShowArguments {
  std::string chain;
  std::string product;
};

Status ShowPoint(const Context& context, const ShowArguments& arguments) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const auto analysis, platform->Current(viewer));
  const ProductId product = ProductNamed(analysis->snapshot(), arguments.product);
  LM_ASSIGN(const app::RiskPointDetail detail,
            app::ExplainRiskPoint(*analysis, arguments.chain, product));
  if (context.json) {
    context.PrintJson(app::ToJson(detail));
    return Ok{};
  }
  std::printf("%s · %s\n%s\n%s\n", detail.chain.name.In(context.language).c_str(),
              detail.product.name.In(context.language).c_str(),
              detail.summary.In(context.language).c_str(),
              detail.rule.In(context.language).c_str());
  for (const app::RiskReason& reason : detail.reasons) {
    std::printf("  [%s] %s\n", reason.fired ? "x" : " ", reason.text.In(context.language).c_str());
  }
  for (const app::RiskLoss& loss : detail.losses) {
    std::string proof;
    if (loss.severity_certified) {
      proof = context.Say({"，推演到底（已证明）", "; followed to the end (proven) "}) +
              app::Percent(*loss.severity_certified);
    }
    std::printf("%s: %.0f / %.0f = %s%s\n", loss.label.In(context.language).c_str(),
                loss.final_output_lost_cny_year, loss.final_output_cny_year,
                app::Percent(loss.severity).c_str(), proof.c_str());
  }
  return Ok{};
}

void AddTimeCommand(CLI::App& risk, Context& context) {
  auto time_arguments = std::make_shared<TimeArguments>();
  CLI::App* time =
      risk.add_subcommand("time", "能维持多久、恢复要多久 time to survive against time to recover");
  time->add_option("--chain", time_arguments->chain, "产业链代号 the chain's key")->required();
  time->add_option("--limit", time_arguments->limit, "行数 rows")
      ->check(CLI::Range(1, 5000))
      ->capture_default_str();
  AddStoreOptions(*time, context);
  AddJsonOption(*time, context);
  time->callback(
      [time_arguments, &context] { context.Finish(PrintTimes(context, *time_arguments)); });
}

}  // namespace

void AddRiskCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("risk", "断链风险 chain-break risk");
  command->require_subcommand(1);

  AddIndexCommand(*command, context);
  AddRewireCommand(*command, context);

  auto points_arguments = std::make_shared<PointsArguments>();
  CLI::App* points = command->add_subcommand(
      "points", "一条或全部产业链的断链风险点 the risk points of one chain or all");
  points->add_option("--chain", points_arguments->filter.chains, "产业链代号 the chain's key");
  points->add_option("--class", points_arguments->filter.classes, "red | orange | yellow | none");
  points->add_option("--limit", points_arguments->limit, "条数 rows")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  AddStoreOptions(*points, context);
  AddJsonOption(*points, context);
  points->callback(
      [points_arguments, &context] { context.Finish(PrintPoints(context, *points_arguments)); });

  auto history_arguments = std::make_shared<HistoryArguments>();
  CLI::App* history = command->add_subcommand(
      "history", "一个风险点的历次计算结果 one risk point in every run that is kept");
  history->add_option("chain", history_arguments->chain, "产业链代号 the chain's key")->required();
  history
      ->add_option("product", history_arguments->product, "产品代码或编号 the product's key or id")
      ->required();
  AddStoreOptions(*history, context);
  AddJsonOption(*history, context);
  history->callback(
      [history_arguments, &context] { context.Finish(PrintHistory(context, *history_arguments)); });

  AddTimeCommand(*command, context);
  AddRiskCertainty(*command, context);

  auto show_arguments = std::make_shared<ShowArguments>();
  CLI::App* show =
      command->add_subcommand("show", "一个风险点的全部依据 all evidence of one risk point");
  show->add_option("chain", show_arguments->chain, "产业链代号 the chain's key")->required();
  show->add_option("product", show_arguments->product, "产品代码或编号 the product's key or id")
      ->required();
  AddStoreOptions(*show, context);
  AddJsonOption(*show, context);
  show->callback(
      [show_arguments, &context] { context.Finish(ShowPoint(context, *show_arguments)); });

  AddScenarioCommand(*command, context);
}

}  // namespace lianmeng::cli
