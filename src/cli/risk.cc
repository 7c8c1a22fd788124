// lianmeng risk: the systemic index of a plain network, the risk points of a chain, the evidence of one point.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "app/risk_board.h"
#include "app/risk_history.h"
#include "app/risk_index.h"
#include "app/rows.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 148;

// What was done to the links before computing, so that nobody wonders.
void PrintLinkNotes(const Context& context, const app::RiskIndexReport& report) {
  const auto print = [&](int64_t count, const char* zh, const char* en) {
    if (count == 0) return;
    const std::string number = std::to_string(count);
    std::fprintf(stderr, "%s\n", context.Say({number + zh, number + en}).c_str());
  };
  print(report.self_links, " 条自供链接被略去", " self-links were dropped");
  print(report.parallel_links, " 条平行链接并入前一条",
        " parallel links were added to an earlier one");
  print(report.essentiality_conflicts, " 处平行链接的关键性不一，取较严者",
        " essentialities of parallel links disagreed; the stricter was taken");
}

void RunIndex(Context& context, const app::RiskIndexOptions& options) {
  std::error_code failed;
  if (std::filesystem::equivalent(options.links, options.out, failed)) {
    return context.Fail(MakeError(ErrorCode::kInvalidArgument,
                                  {"结果会覆盖输入文件", "the result would overwrite its input"},
                                  {.file = {}, .line = 0, .field = "out", .value = options.out}));
  }
  if (!options.out.empty()) {
    if (Status checked = CheckOutput(options.out, {""}); !checked)
      return context.Fail(checked.error());
  }
  Result<app::RiskIndexReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ComputeRiskIndex(options, *progress);
  }();
  if (!report) return context.Fail(report.error());
  for (const ingest::RowIssue& issue : report->first_issues) {
    std::fprintf(stderr, "%s\n",
                 MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place)
                     .Describe(context.language)
                     .c_str());
  }
  if (report->errors > 0) {
    return context.Fail(
        MakeError(ErrorCode::kInvalidArgument,
                  {"有 " + std::to_string(report->errors) + " 行不能用，未写出结果",
                   std::to_string(report->errors) + " rows cannot be used; nothing was written"}));
  }
  PrintLinkNotes(context, *report);
  if (options.out.empty()) return;
  std::fprintf(stderr, "%s\n",
               context
                   .Say({"企业 " + std::to_string(report->firms) + " 家，供应关系 " +
                             std::to_string(report->links) + " 条",
                         std::to_string(report->firms) + " firms, " +
                             std::to_string(report->links) + " links"})
                   .c_str());
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
    std::printf("%s: %.0f / %.0f = %s\n", loss.label.In(context.language).c_str(),
                loss.final_output_lost_cny_year, loss.final_output_cny_year,
                app::Percent(loss.severity).c_str());
  }
  return Ok{};
}

}  // namespace

void AddRiskCommand(CLI::App& program, Context& context) {
  CLI::App* command = program.add_subcommand("risk", "断链风险 chain-break risk");
  command->require_subcommand(1);

  auto index_options = std::make_shared<app::RiskIndexOptions>();
  CLI::App* index = command->add_subcommand(
      "index", "系统性指数（Diem 等 2022） the systemic index of every firm of LINKS.csv");
  index
      ->add_option("links", index_options->links,
                   "供应关系表 table of links, docs/formats/links.md")
      ->required()
      ->check(CLI::ExistingFile);
  index->add_option("--out", index_options->out,
                    "结果文件；默认标准输出 file to write, default standard output");
  index
      ->add_option("--threshold", index_options->stop_threshold,
                   "停止阈值 stop when the largest change is at most this")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  index->callback([index_options, &context] { RunIndex(context, *index_options); });

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
