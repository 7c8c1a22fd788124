// lianmeng event timetable, replan, check and export; generate event.

#include <cstdio>

#include "app/event_export.h"
#include "app/plan_event.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/event_store.h"
#include "cli/links_notes.h"

namespace lianmeng::cli {
namespace {

std::string Count(const std::optional<int64_t>& number) {
  return number ? std::to_string(*number) : "-";
}

// Why there is no timetable, request by request.
void PrintConflict(const Context& context, const app::TimetableConflict& conflict) {
  context.PrintLine({conflict.words.zh, conflict.words.en});
  constexpr size_t kShown = 40;
  for (size_t i = 0; i < conflict.requests.size() && i < kShown; ++i) {
    context.PrintLine({"  " + conflict.requests[i].zh, "  " + conflict.requests[i].en});
  }
  if (conflict.requests.size() <= kShown) return;
  const std::string rest = std::to_string(conflict.requests.size() - kShown);
  context.PrintLine({"  另有 " + rest + " 条", "  and " + rest + " more"});
}

void PrintQuality(const Context& context, const app::TimetableText& plan) {
  const std::string placed = std::to_string(plan.meetings.size()), breaks = Count(plan.breaks),
                    lost = Count(plan.wishes_lost);
  context.PrintLine(
      {"安排 " + placed + " 场会谈，未满足愿望 " + lost + "，空档 " + breaks + " 个",
       "meetings placed: " + placed + ", wishes left out: " + lost + ", breaks: " + breaks});
  const std::string over = Count(plan.overburdened), spread = Count(plan.spread),
                    changes = Count(plan.table_changes);
  context.PrintLine({"空档多于两个的参加者 " + over + " 位，最多与最少相差 " + spread + "，换桌 " +
                         changes + " 次",
                     "participants with more than two breaks: " + over + ", spread: " + spread +
                         ", changes of table: " + changes});
}

// Why there is no timetable, if there is none. Returns whether there is one.
bool PrintWhetherPlanned(const Context& context, const app::TimetableText& plan) {
  if (plan.conflict) {
    PrintConflict(context, *plan.conflict);
  } else if (plan.status == "infeasible") {
    context.PrintLine({"必须的会谈不能全部举行", "not all meetings that must take place can"});
  } else if (plan.status == "unknown") {
    context.PrintLine({"未能在时限内排出时间表", "no timetable was found within the time"});
  }
  if (plan.breaks) PrintQuality(context, plan);
  return plan.breaks.has_value();
}

void PrintPlan(const Context& context, const app::TimetableText& plan) {
  if (!PrintWhetherPlanned(context, plan)) return;
  if (plan.status == "optimal") {
    context.PrintLine(plan.even_proven.value_or(false)
                          ? TextPair{"愿望、空档与均衡均已证明最优",
                                     "wishes, breaks and their spread are proven to be the best"}
                          : TextPair{"愿望与空档已证明最优；均衡未证明",
                                     "wishes and breaks are proven to be the best; their spread "
                                     "is not"});
    return;
  }
  const std::string lost = Count(plan.wishes_lost_bound), breaks = Count(plan.bound);
  context.PrintLine({"尚未证明最优；已证明：未满足愿望至少 " + lost + "，空档至少 " + breaks,
                     "not proven to be the best; proven at least: wishes left out " + lost +
                         ", breaks " + breaks});
}

void PrintMoves(const Context& context, const app::TimetableText& plan) {
  if (!PrintWhetherPlanned(context, plan)) return;
  const std::string moved = Count(plan.moved), bound = Count(plan.moved_bound);
  context.PrintLine(plan.status == "optimal"
                        ? TextPair{"改动 " + moved + " 场，已证明最少",
                                   "meetings moved: " + moved + ", proven to be the fewest"}
                        : TextPair{"改动 " + moved + " 场，已证明至少 " + bound + " 场",
                                   "meetings moved: " + moved + ", proven at least: " + bound});
  for (const app::TimetableNotice& notice : plan.notices) {
    context.PrintLine({notice.id + "：" + notice.words.zh, notice.id + ": " + notice.words.en});
  }
}

Status CheckOut(const std::string& out, const std::vector<std::string>& inputs) {
  if (out.empty()) return Ok{};
  LM_TRY(CheckOutput(out, {".json"}));
  return CheckNotInput(inputs, out);
}

void RunTimetable(Context& context, const app::PlanEventOptions& options) {
  if (const Status out = CheckOut(options.out, {options.event}); !out) {
    return context.Fail(out.error());
  }
  const Result<app::TimetableText> plan = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::PlanEventFile(options, *progress);
  }();
  if (!plan) return context.Fail(plan.error());
  if (options.out.empty()) return;
  context.json ? context.PrintJson(app::ToJson(*plan)) : PrintPlan(context, *plan);
}

void RunReplan(Context& context, const app::ReplanEventOptions& options) {
  if (const Status out = CheckOut(options.out, {options.event, options.before}); !out) {
    return context.Fail(out.error());
  }
  const Result<app::TimetableText> plan = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::ReplanEventFile(options, *progress);
  }();
  if (!plan) return context.Fail(plan.error());
  if (options.out.empty()) return;
  context.json ? context.PrintJson(app::ToJson(*plan)) : PrintMoves(context, *plan);
}

constexpr const char* kEvent = "对接会 event, JSON: docs/formats/event.md";
constexpr const char* kOut = "时间表 timetable to write, JSON; default standard output";

void AddTimetable(CLI::App& event, Context& context) {
  CLI::App* command = event.add_subcommand(
      "timetable", "排定一对一洽谈：空档最少并附证明 a timetable with the fewest breaks, proven");
  auto options = std::make_shared<app::PlanEventOptions>();
  command->add_option("event", options->event, kEvent)->required();
  command->add_option("--out", options->out, kOut);
  command->add_option("--time-limit", options->seconds_max, "至多几秒 at most so many seconds")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "种子 seed")->capture_default_str();
  AddJsonOption(*command, context);
  command->callback([options, &context] { RunTimetable(context, *options); });
}

void AddReplan(CLI::App& event, Context& context) {
  CLI::App* command = event.add_subcommand("replan",
                                           "变动之后重排，改动最少，并列出须通知谁 plan again "
                                           "after a change, moving the fewest meetings");
  auto options = std::make_shared<app::ReplanEventOptions>();
  command->add_option("event", options->event, kEvent)->required();
  command->add_option("before", options->before, "已公布的时间表 the timetable that was told, JSON")
      ->required();
  command->add_option("--out", options->out, kOut);
  command->add_option("--time-limit", options->seconds_max, "至多几秒 at most so many seconds")
      ->capture_default_str();
  AddJsonOption(*command, context);
  command->callback([options, &context] { RunReplan(context, *options); });
}

void AddCheck(CLI::App& event, Context& context) {
  CLI::App* command = event.add_subcommand(
      "check", "核对时间表是否守住全部要求 whether a timetable keeps every rule of its event");
  auto files = std::make_shared<std::pair<std::string, std::string>>();
  command->add_option("event", files->first, kEvent)->required();
  command->add_option("timetable", files->second, "时间表 timetable, JSON")->required();
  command->callback([files, &context] {
    const Result<app::PlannedEvent> checked = app::ReadPlannedEvent(files->first, files->second);
    if (!checked) return context.Fail(checked.error());
    context.PrintLine({"时间表守住全部要求", "the timetable keeps every rule"});
  });
}

Status RunExport(app::ExportEventOptions options) {
  LM_TRY(CheckOutput(options.out, {".xlsx", ".csv", ".html", ".ics"}));
  options.now_ms = Clock::System().NowMs();
  return app::ExportEvent(options);
}

void AddExport(CLI::App& event, Context& context) {
  CLI::App* command = event.add_subcommand(
      "export", "导出日程：表格、打印页或日历 schedules as tables, a page to print or a calendar");
  auto options = std::make_shared<app::ExportEventOptions>();
  command->add_option("event", options->event, kEvent)->required();
  command->add_option("timetable", options->timetable, "时间表 timetable, JSON")->required();
  command->add_option("--out", options->out, "结果文件 file to write: .xlsx, .csv, .html, .ics")
      ->required();
  command->add_option("--participant", options->participant,
                      "只要这位参加者的 this participant's meetings alone, by id");
  command->callback([options, &context] { context.Finish(RunExport(*options)); });
}

}  // namespace

void AddEventCommand(CLI::App& program, Context& context) {
  CLI::App* command =
      program.add_subcommand("event", "对接会与排期 matchmaking events and their timetables");
  command->require_subcommand(1);
  AddTimetable(*command, context);
  AddReplan(*command, context);
  AddCheck(*command, context);
  AddExport(*command, context);
  AddEventStoreCommands(*command, context);
}

void AddGenerateEvent(CLI::App& generate, Context& context) {
  CLI::App* command = generate.add_subcommand(
      "event", "模拟的对接会 a synthetic event to plan, docs/formats/event.md");
  struct Arguments {
    event::SyntheticEvent event;
    std::string out;
  };
  auto arguments = std::make_shared<Arguments>();
  event::SyntheticEvent& event = arguments->event;
  const auto add = [&](const char* name, auto& value, const char* help) {
    command->add_option(name, value, help)->capture_default_str();
  };
  add("--participants", event.participants, "参加者 participants");
  add("--meetings", event.meetings, "会谈场数 meetings");
  add("--slots", event.slots, "时段 slots");
  command->add_option("--morning-slots", event.morning_slots,
                      "上午时段，默认七分之四 slots in the morning, default four sevenths");
  add("--tables", event.tables, "桌数 tables");
  add("--session-share", event.session_share, "限定上午或下午的份额 share with a session");
  add("--unavailable-share", event.unavailable_share,
      "有缺席时段的参加者份额 share of participants that cannot always come");
  add("--fixed-share", event.fixed_share, "固定时段的份额 share in a fixed slot");
  add("--after-share", event.after_share, "有先后要求的份额 share that comes after another");
  add("--wish-share", event.wish_share, "愿望的份额 share that are wishes");
  add("--unevenness", event.unevenness, "热门程度的差异 how unevenly popular participants are");
  add("--seed", event.seed, "种子 seed");
  command->add_option("--out", arguments->out,
                      "结果文件；默认标准输出 file to write, default standard output");
  command->callback([arguments, &context] {
    const Status out = CheckOut(arguments->out, {});
    context.Finish(out ? app::GenerateEventFile(arguments->event, arguments->out) : out);
  });
}

}  // namespace lianmeng::cli
