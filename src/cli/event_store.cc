#include "cli/event_store.h"

#include <cstdio>

#include "app/event_sample.h"
#include "app/events.h"
#include "cli/commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

constexpr int kLineWidth = 148;

void PrintRows(const Context& context, const std::vector<app::EventRow>& rows) {
  report::TextTable table({{context.Say({"编号", "key"})},
                           {context.Say({"日期", "date"})},
                           {context.Say({"状态", "state"})},
                           {context.Say({"地点", "place"})},
                           {context.Say({"参加者", "participants"})},
                           {context.Say({"请求", "requests"})},
                           {context.Say({"名称", "title"})}},
                          {.width_max = kLineWidth});
  for (const app::EventRow& row : rows) {
    table.Row({row.key, row.date, context.Say(Label(*Parse<EventState>(row.state))), row.place,
               std::to_string(row.participants), std::to_string(row.requests), row.title});
  }
  std::fputs(table.ToString().c_str(), stdout);
}

Status List(const Context& context, const app::EventQuery& query) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const Viewer viewer, platform->ParseViewer(context.viewer));
  LM_ASSIGN(const app::EventPage page, app::ListEvents(*platform, viewer, query));
  context.json ? context.PrintJson(app::ToJson(page)) : PrintRows(context, page.items);
  return Ok{};
}

Status MakeSample(const Context& context, const app::SampleEvent& options) {
  LM_ASSIGN(const auto platform, context.OpenPlatform());
  LM_ASSIGN(const app::EventRow row, app::MakeSampleEvent(*platform, options));
  context.json ? context.PrintJson(app::ToJson(row)) : PrintRows(context, {row});
  return Ok{};
}

}  // namespace

void AddEventStoreCommands(CLI::App& event, Context& context) {
  CLI::App* list = event.add_subcommand("list", "对接会列表 the matchmaking events");
  auto query = std::make_shared<app::EventQuery>();
  AddStoreOptions(*list, context);
  AddJsonOption(*list, context);
  list->add_option("--state", query->states, "状态 draft, inviting, planned, closed");
  list->add_option("--limit", query->limit, "至多几场 at most so many")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  list->callback([query, &context] { context.Finish(List(context, *query)); });

  CLI::App* sample = event.add_subcommand(
      "sample",
      "在样例机构之间生成一场样例对接会并排期 a sample event among the sample organisations");
  auto options = std::make_shared<app::SampleEvent>();
  AddStoreOptions(*sample, context);
  AddJsonOption(*sample, context);
  sample->add_option("--chain", options->chain, "产业链代号 the chain's key")
      ->capture_default_str();
  sample->add_option("--participants", options->participants, "参加者 participants, at most")
      ->check(CLI::Range(2, 500))
      ->capture_default_str();
  sample->add_option("--requests", options->requests, "会谈请求 requests, at most")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  sample->callback([options, &context] { context.Finish(MakeSample(context, *options)); });
}

}  // namespace lianmeng::cli
