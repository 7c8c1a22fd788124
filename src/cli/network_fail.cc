// lianmeng network fail: a plan after a cut.

#include <algorithm>
#include <cstdio>

#include "app/network_failure.h"
#include "app/network_plan.h"
#include "app/network_words.h"
#include "cli/commands.h"
#include "cli/links_notes.h"
#include "cli/network_commands.h"

namespace lianmeng::cli {
namespace {

using network::FailureEffect;

constexpr double kMsPerSecond = 1'000;

const char* Word(FailureEffect effect) {
  switch (effect) {
    case FailureEffect::kOnOne:
      return "on-one-route";
    case FailureEffect::kMoved:
      return "moved";
    case FailureEffect::kMovedToOne:
      return "moved-to-one-route";
    case FailureEffect::kLost:
      return "lost";
    case FailureEffect::kUntouched:
      break;
  }
  return "untouched";
}

TextPair EffectWords(const app::FailNetworkReport& report, const network::FlowChange& change,
                     const std::vector<TextPair>& titles) {
  const network::FlowPlan& before = report.before.given[change.flow];
  const network::FlowPlan& after = report.failure.plan.given[change.flow];
  const auto bounds = [](const network::FlowPlan& given) {
    return std::pair(app::TimeWords(given.bounds.latency_ns_max),
                     app::TimeWords(given.bounds.JitterNs()));
  };
  if (change.effect == FailureEffect::kLost) {
    const TextPair why = app::RefusalWords(report.failure.plan, change.flow, titles);
    return {"不再承载：" + why.zh, "is no longer carried: " + why.en};
  }
  const auto [latency, jitter] = bounds(after);
  const auto [latency_before, jitter_before] = bounds(before);
  const TextPair now = {
      "时延 " + latency_before + " → " + latency + "，抖动 " + jitter_before + " → " + jitter,
      "latency " + latency_before + " → " + latency + ", jitter " + jitter_before + " → " + jitter};
  switch (change.effect) {
    case FailureEffect::kOnOne:
      return {"由另一条路由继续，不丢包；" + now.zh,
              "goes on with its other route, nothing lost; " + now.en};
    case FailureEffect::kMovedToOne:
      return {"改道，且只剩一条路由；" + now.zh,
              "is carried elsewhere, on one route only; " + now.en};
    default:
      return {"改道；" + now.zh, "is carried elsewhere; " + now.en};
  }
}

void RunOneCut(Context& context, const app::FailNetworkOptions& options, size_t shown_max) {
  if (!options.out.empty()) {
    if (Status checked = CheckOutput(options.out, {".json"}); !checked)
      return context.Fail(checked.error());
    if (Status distinct = CheckNotInput({options.plan}, options.out); !distinct)
      return context.Fail(distinct.error());
  }
  const Result<app::FailNetworkReport> report = app::FailNetwork(options);
  if (!report) return context.Fail(report.error());
  const std::vector<network::FlowChange>& changes = report->failure.changes;
  if (context.json) {
    app::Json list = app::Json::array();
    for (const network::FlowChange& change : changes) {
      const network::FlowPlan& after = report->failure.plan.given[change.flow];
      app::Json item = {{"flow", report->before.flows[change.flow].id},
                        {"effect", Word(change.effect)}};
      item["latency_ns_max"] =
          after.IsCarried() ? app::Json(after.bounds.latency_ns_max) : app::Json(nullptr);
      item["jitter_ns_max"] =
          after.IsCarried() ? app::Json(after.bounds.JitterNs()) : app::Json(nullptr);
      list.push_back(std::move(item));
    }
    return context.PrintJson({{"changes", list}, {"checked", true}, {"seconds", report->seconds}});
  }
  const auto count = [&](FailureEffect effect) {
    return std::to_string(std::ranges::count(changes, effect, &network::FlowChange::effect));
  };
  const std::string met = std::to_string(changes.size()), on_one = count(FailureEffect::kOnOne),
                    lost = count(FailureEffect::kLost),
                    moved = std::to_string(std::ranges::count(changes, FailureEffect::kMoved,
                                                              &network::FlowChange::effect) +
                                           std::ranges::count(changes, FailureEffect::kMovedToOne,
                                                              &network::FlowChange::effect));
  context.PrintLine({"受影响 " + met + " 条：" + on_one + " 条由另一条路由继续，" + moved +
                         " 条改道，" + lost + " 条不再承载",
                     met + " flows are met: " + on_one + " go on with their other route, " + moved +
                         " are carried elsewhere, " + lost + " are no longer carried"});
  const std::vector<TextPair> titles = app::LinkTitles(report->before.backbone);
  for (size_t i = 0; i < changes.size() && i < shown_max; ++i) {
    const TextPair words = EffectWords(*report, changes[i], titles);
    const std::string& id = report->before.flows[changes[i].flow].id;
    context.PrintLine({"  " + id + " " + words.zh, "  " + id + " " + words.en});
  }
  if (changes.size() > shown_max) {
    const std::string rest = std::to_string(changes.size() - shown_max);
    context.PrintLine(
        {"  另有 " + rest + " 条（--all 全部列出）", "  and " + rest + " more (--all lists them)"});
  }
  context.PrintLine({"新规划已复核", "the new plan was recomputed"});
}

void RunEachCut(Context& context, const app::FailNetworkOptions& options, size_t shown_max) {
  const Result<app::EachCutReport> report = [&] {
    const std::unique_ptr<Progress> progress = MakeProgress(context.language);
    return app::FailEachFibre(options.plan, options.admission, *progress);
  }();
  if (!report) return context.Fail(report.error());
  const std::vector<std::string>& sites = report->plan.backbone.sites;
  double longest = 0;
  app::Json list = app::Json::array();
  for (const app::CutEffect& effect : report->cuts) {
    longest = std::max(longest, effect.seconds);
    list.push_back({{"a", sites[effect.a]},
                    {"b", sites[effect.b]},
                    {"on_one_route", effect.on_one},
                    {"moved", effect.moved},
                    {"lost", effect.lost},
                    {"seconds", effect.seconds}});
  }
  if (context.json) return context.PrintJson({{"cuts", list}, {"seconds_max", longest}});
  const auto called = [&](network::SiteIndex site) {
    return context.Say(app::SiteTitle(report->plan.backbone, site));
  };
  for (size_t i = 0; i < report->cuts.size() && i < shown_max; ++i) {
    const app::CutEffect& effect = report->cuts[i];
    const std::string fibre = called(effect.a) + "-" + called(effect.b),
                      lost = std::to_string(effect.lost), moved = std::to_string(effect.moved),
                      on_one = std::to_string(effect.on_one);
    context.PrintLine({"  " + fibre + "：" + lost + " 条不再承载，" + moved + " 条改道，" + on_one +
                           " 条由另一条路由继续",
                       "  " + fibre + ": " + lost + " lost, " + moved + " moved, " + on_one +
                           " on their other route"});
  }
  char line[32];
  std::snprintf(line, sizeof line, "%.1f", longest * kMsPerSecond);
  const std::string fibres = std::to_string(report->cuts.size()), ms = line;
  context.PrintLine(
      {"共 " + fibres + " 条光纤，逐条中断；重新规划最长 " + ms + " 毫秒，每份新规划都已复核",
       "each of " + fibres + " fibres cut alone; the longest new plan took " + ms +
           " ms, and every one was recomputed"});
}

}  // namespace

void AddNetworkFail(CLI::App& network, Context& context) {
  auto options = std::make_shared<app::FailNetworkOptions>();
  auto each = std::make_shared<bool>(false);
  auto all = std::make_shared<bool>(false);
  CLI::App* fail = network.add_subcommand(
      "fail", "光纤中断或路由器失效之后 a plan after a cut or the loss of a router");
  fail->add_option("plan", options->plan, "PLAN.json")->required();
  fail->add_option("--cut", options->cuts,
                   "中断两站点之间的光纤：A-B，可重复 cut the fibres between two sites");
  fail->add_option("--router", options->routers, "失效的站点，可重复 a site that is lost");
  fail->add_flag("--each", *each, "逐条中断每一条光纤 cut every fibre, one after the other");
  fail->add_flag("--all", *all, "列出全部 list all of them");
  fail->add_option("--out", options->out, "新规划 the new plan, .json");
  AddJsonOption(*fail, context);
  fail->callback([&context, options, each, all] {
    constexpr size_t kShown = 20;
    const size_t shown_max = *all ? SIZE_MAX : kShown;
    const bool names_a_cut = !options->cuts.empty() || !options->routers.empty();
    if (*each == names_a_cut) {
      return context.Fail(MakeError(ErrorCode::kInvalidArgument,
                                    {"请用 --cut、--router 指明中断，或用 --each",
                                     "name a cut with --cut or --router, or take --each"}));
    }
    if (*each && !options->out.empty()) {
      return context.Fail(
          MakeError(ErrorCode::kInvalidArgument,
                    {"--each 不写出规划：请用 --cut 选一处",
                     "--each writes no plan: choose one cut with --cut"},
                    {.file = {}, .line = 0, .field = "out", .value = options->out}));
    }
    *each ? RunEachCut(context, *options, shown_max) : RunOneCut(context, *options, shown_max);
  });
}

}  // namespace lianmeng::cli
