#include "app/backbone_pages.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "app/backbone_flows.h"
#include "app/network_plan.h"
#include "app/network_planning.h"
#include "app/network_words.h"
#include "network/cycles.h"
#include "network/failure.h"
#include "network/plan_checker.h"
#include "network/synthetic_flows.h"

namespace lianmeng::app {
namespace {

using network::FlowIndex;
using network::LinkIndex;
using network::Plan;
using network::SiteIndex;

constexpr size_t kColumnsMax = 480;  // of a link's cycles
constexpr size_t kChangesMax = 500;
constexpr double kMsPerSecond = 1'000;

Error Unknown(const char* field, std::string_view value, TextPair message) {
  return MakeError(ErrorCode::kNotFound, std::move(message),
                   {.file = {}, .line = 0, .field = field, .value = std::string(value)});
}

double MsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

// What the checker says of a plan.
TextPair VerdictOf(const std::optional<Error>& objection) {
  if (!objection) {
    return {"每条业务流的界都经独立校验程序重新计算，一致",
            "every bound was recomputed by the independent checker, and agrees"};
  }
  return {"校验程序不同意（" + objection->place.field + "）：" + objection->message.zh,
          "the checker objects (" + objection->place.field + "): " + objection->message.en};
}

std::vector<BackboneSiteView> SitesOf(const BackboneBoard& board) {
  const Plan& plan = board.plan();
  std::vector<int64_t> flows(plan.backbone.sites.size(), 0);
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (!plan.given[f].IsCarried()) continue;
    ++flows[plan.flows[f].source];
    ++flows[plan.flows[f].destination];
  }
  std::vector<BackboneSiteView> views;
  for (SiteIndex s = 0; s < plan.backbone.sites.size(); ++s) {
    const NetworkSite& site = board.planned().input.sites[s];
    BackboneSiteView& view = views.emplace_back();
    view.id = site.id;
    view.name = SiteTitle(plan.backbone, s);
    if (site.position) {
      view.longitude = site.position->longitude_deg;
      view.latitude = site.position->latitude_deg;
    }
    view.flows = flows[s];
    view.source = site.source;
    view.note = site.note;
  }
  return views;
}

// The program's kinds first, then others in the order of their names.
std::vector<BackboneKindView> KindsOf(const BackboneBoard& board, const Viewer& viewer) {
  std::map<std::string, BackboneKindView> by_kind;
  const Plan& plan = board.plan();
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (!MaySeeFlow(board, viewer, f)) continue;
    const std::string& kind = StoredOf(board, f).record.kind;
    BackboneKindView& view = by_kind[kind];
    view.kind = kind;
    view.label = KindLabel(kind);
    ++view.flows;
    view.carried += plan.given[f].IsCarried() ? 1 : 0;
  }
  std::vector<BackboneKindView> kinds;
  for (size_t k = 0; k < network::kFlowKinds; ++k) {
    const auto found = by_kind.find(std::string(network::Code(static_cast<network::FlowKind>(k))));
    if (found == by_kind.end()) continue;
    kinds.push_back(found->second);
    by_kind.erase(found);
  }
  for (const auto& [kind, view] : by_kind) kinds.push_back(view);
  return kinds;
}

BackboneCounts CountsOf(const BackboneBoard& board, const Viewer& viewer) {
  const Plan& plan = board.plan();
  const PlanSummary summary = Summarise(plan);
  BackboneCounts counts;
  counts.sites = static_cast<int64_t>(plan.backbone.sites.size());
  counts.fibres = static_cast<int64_t>(board.planned().stored.links.size());
  for (size_t l = 0; l < plan.backbone.links.size(); ++l) {
    const network::Link& link = plan.backbone.links[l];
    // Two directions of a fibre stand behind each other, and come from one line.
    const bool is_back =
        l > 0 && plan.backbone.links[l - 1].from == link.to &&
        plan.backbone.links[l - 1].to == link.from &&
        board.planned().input.links[l - 1].line == board.planned().input.links[l].line;
    if (!is_back) counts.fibre_m += link.fibre_m;
  }
  counts.flows = summary.flows;
  counts.carried = summary.carried;
  counts.two_routes = summary.protected_flows;
  counts.refused = summary.refused;
  counts.moved = static_cast<int64_t>(board.planned().moved.size());
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    counts.visible += MaySeeFlow(board, viewer, f) ? 1 : 0;
    counts.samples += StoredOf(board, f).record.is_sample ? 1 : 0;
  }
  return counts;
}

// Flows that the viewer may not see are counted, not named.
std::vector<TextPair> ProblemsFor(const PlannedBackbone& planned, const Viewer& viewer) {
  std::vector<TextPair> told;
  int64_t hidden = 0;
  for (const BackboneProblem& problem : planned.problems) {
    if (problem.flow) {
      const store::StoredFlow& flow = planned.stored.flows[*problem.flow];
      if (!MaySee(viewer, flow.record.ownership, flow.owner_city)) {
        ++hidden;
        continue;
      }
    }
    told.push_back(problem.words);
  }
  if (hidden > 0) {
    const std::string count = std::to_string(hidden);
    told.push_back({"另有 " + count + " 条他人的业务流无法规划",
                    "flows of others that cannot be planned: " + count});
  }
  return told;
}

// What a cut takes away, and what it is called.
struct CutSubject {
  std::vector<LinkIndex> links;
  TextPair title;
};

Result<CutSubject> SubjectOf(const Plan& plan, const BackboneCutQuery& query) {
  const auto site = [&](const char* field, const std::string& name) -> Result<SiteIndex> {
    const auto found = FindSite(plan.backbone, name);
    if (found) return *found;
    return Unknown(field, name, {"没有这个站点", "there is no such site"});
  };
  const bool is_fibre = !query.a.empty() && !query.b.empty();
  if (is_fibre == !query.site.empty()) {
    return MakeError(
        ErrorCode::kInvalidArgument,
        {"请给出两个站点（a、b），或一个站点（site）", "name two sites, a and b, or one, site"},
        {.file = {}, .line = 0, .field = "site", .value = query.site});
  }
  if (!is_fibre) {
    LM_ASSIGN(const SiteIndex lost, site("site", query.site));
    const TextPair name = SiteTitle(plan.backbone, lost);
    return CutSubject{network::LinksOf(plan.backbone, lost),
                      {name.zh + " 站点失效", name.en + " is lost"}};
  }
  LM_ASSIGN(const SiteIndex a, site("a", query.a));
  LM_ASSIGN(const SiteIndex b, site("b", query.b));
  std::vector<LinkIndex> links = network::LinksBetween(plan.backbone, a, b);
  if (links.empty()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"两站点之间没有光纤", "no fibre joins the two sites"},
                     {.file = {}, .line = 0, .field = "b", .value = query.b});
  }
  const TextPair from = SiteTitle(plan.backbone, a), to = SiteTitle(plan.backbone, b);
  return CutSubject{
      std::move(links),
      {from.zh + "—" + to.zh + " 光纤中断", "the fibre " + from.en + " – " + to.en + " is cut"}};
}

const char* Word(network::FailureEffect effect) {
  switch (effect) {
    case network::FailureEffect::kOnOne:
      return "on-one";
    case network::FailureEffect::kMoved:
      return "moved";
    case network::FailureEffect::kMovedToOne:
      return "moved-to-one";
    case network::FailureEffect::kLost:
      return "lost";
    case network::FailureEffect::kUntouched:
      break;
  }
  return "untouched";
}

std::vector<std::string> LinkIdsOf(const BackboneBoard& board, const network::FlowPlan& given) {
  std::vector<std::string> ids;
  for (const network::Route& route : given.routes) {
    for (const network::Hop& hop : route.hops) ids.push_back(board.link_names()[hop.link]);
  }
  return ids;
}

BackboneChange ChangeOf(const BackboneBoard& board, const network::FlowChange& change,
                        const network::FlowPlan& after, const Viewer& viewer) {
  const network::FlowPlan& before = board.plan().given[change.flow];
  BackboneChange view;
  view.flow = FlowRow(board, change.flow, after, viewer);
  view.flow.latency_ns_seen = view.flow.jitter_ns_seen = std::nullopt;  // that was before the cut
  view.flow.promised = false;
  view.effect = Word(change.effect);
  view.before = LinkIdsOf(board, before);
  view.after = LinkIdsOf(board, after);
  view.latency_ns_before = before.bounds.latency_ns_max;
  view.jitter_ns_before = before.bounds.JitterNs();
  return view;
}

int64_t& CountOf(BackboneCut& cut, network::FailureEffect effect) {
  switch (effect) {
    case network::FailureEffect::kOnOne:
      return cut.on_one;
    case network::FailureEffect::kMoved:
      return cut.moved;
    case network::FailureEffect::kMovedToOne:
      return cut.moved_to_one;
    default:
      return cut.lost;
  }
}

// A sporadic source's window grows with its interval, which the engine's remedy does not know.
void KeepWorkingRemedies(const BackboneBoard& board, const BackboneFlowInput& input,
                         BackboneRefusal& refusal) {
  if (input.arrival != "sporadic") return;
  std::erase_if(refusal.remedies, [&](const BackboneRemedy& remedy) {
    if (remedy.field != "interval_ns") return false;
    BackboneFlowInput changed = input;
    changed.interval_ns = remedy.value;
    const Result<AskedFlow> asked = AskedOf(board, changed);
    if (!asked) return true;
    const Result<FlowTrial> trial = board.Try(asked->request);
    return !trial || !trial->given.IsCarried();
  });
}

TextPair SimulationVerdict(const BackboneSimulation& view) {
  if (view.violations > 0 || view.lost > 0) {
    const std::string broken = std::to_string(view.violations), lost = std::to_string(view.lost);
    return {"仿真发现 " + broken + " 处越界、丢包 " + lost + " 个",
            "the simulation saw " + broken + " bounds broken and " + lost + " packets lost"};
  }
  return {"逐包仿真（各种最坏情形轮番上阵）：没有越界，没有丢包",
          "packet by packet, under one adversary after the other: no bound was broken, no packet "
          "lost"};
}

}  // namespace

BackboneBoardView ShowBackbone(const BackboneBoard& board, const BackboneViewer& who) {
  const PlannedBackbone& planned = board.planned();
  BackboneBoardView view;
  view.loaded = !planned.stored.links.empty();
  view.problems = ProblemsFor(planned, who.viewer);
  view.may_reserve = who.may_write && planned.IsPlanned();
  if (!planned.IsPlanned()) return view;
  const network::CycleSystem& system = planned.plan.backbone.system;
  view.system = {.cycle_ns = system.cycle_ns,
                 .buffers = system.buffers,
                 .clock_error_ns = system.clock_error_ns,
                 .clock_wander_ppb = system.clock_wander_ppb,
                 .damper = system.has_damper,
                 .hypercycle = planned.plan.hypercycle};
  const PlanSummary summary = Summarise(planned.plan);
  view.counts = CountsOf(board, who.viewer);
  view.sites = SitesOf(board);
  view.links = board.links();
  view.kinds = KindsOf(board, who.viewer);
  view.latency_ns_max = summary.latency_ns_max;
  view.jitter_ns_max = summary.jitter_ns_max;
  view.verdict = VerdictOf(planned.objection);
  view.milliseconds = planned.seconds * kMsPerSecond;
  return view;
}

Result<BackboneLinkLoad> ShowBackboneLink(const BackboneBoard& board, std::string_view id) {
  const auto link = board.FindLink(id);
  if (!link) return Unknown("id", id, {"没有这条链路", "there is no such link"});
  const Plan& plan = board.plan();
  BackboneLinkLoad load;
  load.link = board.links()[*link];
  load.capacity_bytes = std::max<int64_t>(
      0, network::CycleCapacityBytes(plan.backbone.links[*link], plan.backbone.system));
  const std::span<const int32_t> used = board.ledger().Used(*link);
  const size_t each = (used.size() + kColumnsMax - 1) / kColumnsMax;
  load.cycles_each = static_cast<int64_t>(each);
  for (size_t begin = 0; begin < used.size(); begin += each) {
    const auto cycles = used.subspan(begin, std::min(each, used.size() - begin));
    int64_t total = 0;
    for (const int32_t bytes : cycles) total += bytes;
    load.most_bytes.push_back(std::ranges::max(cycles));
    load.mean_bytes.push_back(total / static_cast<int64_t>(cycles.size()));
  }
  return load;
}

Result<BackboneFlowDetail> ShowBackboneFlow(const BackboneBoard& board, const BackboneViewer& who,
                                            std::string_view id) {
  const auto flow = board.FindFlow(id);
  if (!flow || !MaySeeFlow(board, who.viewer, *flow)) return NoSuchFlow(id);
  BackboneFlowDetail detail = FlowDetail(board, *flow, who.viewer);
  detail.may_release = who.may_write;
  return detail;
}

Result<BackboneFlowDetail> AnswerBackboneFlow(const BackboneBoard& board,
                                              const BackboneFlowInput& input) {
  if (!board.planned().IsPlanned()) return NotPlanned();
  LM_ASSIGN(const AskedFlow asked, AskedOf(board, input));
  const auto begin = std::chrono::steady_clock::now();
  LM_ASSIGN(const FlowTrial trial, board.Try(asked.request));
  BackboneFlowDetail detail = TrialDetail(board, asked, trial);
  if (detail.refusal) KeepWorkingRemedies(board, input, *detail.refusal);
  detail.milliseconds = MsSince(begin);
  return detail;
}

Result<BackboneCut> CutBackbone(const BackboneBoard& board, const BackboneViewer& who,
                                const BackboneCutQuery& query) {
  if (!board.planned().IsPlanned()) return NotPlanned();
  LM_ASSIGN(const CutSubject subject, SubjectOf(board.plan(), query));
  const std::lock_guard one_at_a_time(board.cutting());
  const auto begin = std::chrono::steady_clock::now();
  const network::FailureReport failure =
      network::PlanAround(board.plan(), subject.links, ServerAdmission());
  BackboneCut cut;
  cut.milliseconds = MsSince(begin);
  cut.title = subject.title;
  for (const LinkIndex link : subject.links) cut.links.push_back(board.link_names()[link]);
  cut.met = static_cast<int64_t>(failure.changes.size());
  for (const network::FlowChange& change : failure.changes) {
    ++CountOf(cut, change.effect);
    if (cut.changes.size() >= kChangesMax || !MaySeeFlow(board, who.viewer, change.flow)) continue;
    cut.changes.push_back(ChangeOf(board, change, failure.plan.given[change.flow], who.viewer));
  }
  cut.loads = LinksOf(board, failure.plan, LedgerOf(failure.plan));
  const Status checked = network::CheckPlan(failure.plan);
  cut.verdict = VerdictOf(checked ? std::nullopt : std::optional(checked.error()));
  return cut;
}

BackboneCutList ShowBackboneCuts(const BackboneBoard& board) {
  BackboneCutList list;
  if (!board.HasProvenPlan()) return {.ready = true, .items = {}};
  const auto cuts = board.Cuts();
  list.ready = cuts != nullptr;
  if (!cuts) return list;
  const network::Backbone& backbone = board.plan().backbone;
  for (const CutEffect& effect : *cuts) {
    const TextPair a = SiteTitle(backbone, effect.a), b = SiteTitle(backbone, effect.b);
    list.items.push_back({.a = backbone.sites[effect.a],
                          .b = backbone.sites[effect.b],
                          .title = {a.zh + "—" + b.zh, a.en + " – " + b.en},
                          .on_one = effect.on_one,
                          .moved = effect.moved,
                          .lost = effect.lost,
                          .milliseconds = effect.seconds * kMsPerSecond});
  }
  return list;
}

BackboneSimulation ShowBackboneSimulation(const BackboneBoard& board, const BackboneViewer& who) {
  BackboneSimulation view;
  if (!board.HasProvenPlan()) {
    view.ready = true;
    view.verdict = {"没有经过校验的规划可供仿真", "there is no proven plan to simulate"};
    return view;
  }
  const auto simulated = board.Simulation();
  view.ready = simulated != nullptr;
  if (!simulated) return view;
  if (simulated->failure) {
    view.verdict = simulated->failure->message;
    return view;
  }
  const network::SimulationReport& report = simulated->report;
  view.seed = static_cast<int64_t>(kBackboneSimulationSeed);
  view.episodes = static_cast<int64_t>(report.episodes.size());
  view.packets = report.sent;
  view.packet_hops = report.packet_hops;
  view.delivered = report.delivered;
  view.lost = report.lost;
  view.policed = report.policed;
  view.violations = report.violations;
  view.latency_share = report.latency.share;
  view.jitter_share = report.jitter.share;
  const FlowIndex flow = report.jitter.flow;
  if (flow < board.plan().flows.size() && MaySeeFlow(board, who.viewer, flow)) {
    view.jitter_flow = board.plan().flows[flow].id;
  }
  view.verdict = SimulationVerdict(view);
  view.milliseconds = simulated->seconds * kMsPerSecond;
  return view;
}

BackbonePresetList BackbonePresets() {
  BackbonePresetList list;
  for (size_t k = 0; k < network::kFlowKinds; ++k) {
    const auto kind = static_cast<network::FlowKind>(k);
    const network::FlowRequest typical = network::Typical(kind);
    list.items.push_back({.kind = std::string(network::Code(kind)),
                          .label = network::Label(kind),
                          .frame_bytes = typical.frame_bytes,
                          .packets = typical.packets,
                          .interval_ns = typical.interval_ns,
                          .latency_ns_max = typical.latency_ns_max,
                          .jitter_ns_max = typical.jitter_ns_max,
                          .arrival = "unaligned",
                          .protection = Word(typical.protection),
                          .rank = typical.rank,
                          .figures_from = std::string(network::FiguresFrom(kind))});
  }
  return list;
}

Result<std::string> BackbonePlanText(const BackboneBoard& board, const BackboneViewer& who) {
  if (!board.planned().IsPlanned()) return NotPlanned();
  for (FlowIndex f = 0; f < board.plan().flows.size(); ++f) {
    if (MaySeeFlow(board, who.viewer, f)) continue;
    return MakeError(ErrorCode::kPermissionDenied,
                     {"规划含有您无权查看的业务流", "the plan has flows that you may not see"});
  }
  return PlanDocument(board.plan());
}

}  // namespace lianmeng::app
