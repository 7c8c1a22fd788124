#include "app/backbone_flows.h"

#include <algorithm>

#include "app/codes.h"
#include "app/network_build.h"
#include "app/network_plan.h"
#include "app/network_words.h"
#include "network/cycles.h"
#include "network/synthetic_flows.h"

namespace lianmeng::app {
namespace {

using network::FlowIndex;
using network::FlowPlan;
using network::FlowRequest;

constexpr int64_t kBitsPerByte = 8;

// Picoseconds seen, as whole nanoseconds that are not less.
int64_t NsUp(int64_t ps) { return network::CeilDiv(ps, network::kPsPerNs); }

BackboneFlowRow RowOf(const BackboneBoard& board, const FlowRequest& flow, const FlowPlan& given,
                      const std::string& kind) {
  BackboneFlowRow row;
  row.id = flow.id;
  row.kind = kind;
  row.kind_label = KindLabel(kind);
  row.from = SiteRef(board, flow.source);
  row.to = SiteRef(board, flow.destination);
  row.frame_bytes = flow.frame_bytes;
  row.packets = flow.packets;
  row.interval_ns = flow.interval_ns;
  row.arrival_window_ns = flow.arrival_window_ns;
  row.rate_bps =
      static_cast<int64_t>(static_cast<double>(network::BurstBytes(flow)) * kBitsPerByte *
                           network::kNsPerSecond / static_cast<double>(flow.interval_ns));
  row.rank = flow.rank;
  row.protection = Word(flow.protection);
  row.latency_ns_asked = flow.latency_ns_max;
  row.jitter_ns_asked = flow.jitter_ns_max;
  row.carried = given.IsCarried();
  row.routes = static_cast<int64_t>(given.routes.size());
  for (const network::Route& route : given.routes) {
    row.hops = std::max(row.hops, static_cast<int64_t>(route.hops.size()));
  }
  if (row.carried) {
    row.latency_ns = given.bounds.latency_ns_max;
    row.jitter_ns = given.bounds.JitterNs();
  } else {
    row.refusal = ReasonWords(given.refusal, flow, board.link_titles());
  }
  return row;
}

BackboneRefusal RefusalOf(const BackboneBoard& board, const FlowRequest& flow,
                          const network::Refusal& refusal) {
  BackboneRefusal view;
  view.reason = Word(refusal.reason);
  view.words = ReasonWords(refusal, flow, board.link_titles());
  if (refusal.link) view.link = board.link_names()[*refusal.link];
  view.cycle = refusal.cycle;
  if (refusal.missing_bytes > 0) view.missing_bytes = refusal.missing_bytes;
  for (const Remedy& remedy : RemediesOf(refusal)) {
    view.remedies.push_back({remedy.field, remedy.value, remedy.words});
  }
  return view;
}

TextPair ProofOf(const network::Plan& plan, const FlowRequest& flow, const FlowPlan& given) {
  if (!given.IsCarried()) return {"未承载：不作任何承诺", "not carried: nothing is promised"};
  const std::string latency = TimeWords(given.bounds.latency_ns_max),
                    jitter = TimeWords(given.bounds.JitterNs()),
                    clock = TimeWords(plan.backbone.system.clock_error_ns);
  TextPair proof = {
      "只要信源守约、各时钟与基准相差不超过 " + clock + "，每个包都在 " + latency +
          " 内送达，快慢相差不超过 " + jitter + "，与其他业务流此刻发不发包无关",
      "as long as the source keeps to what it asked for and no clock is further off than " + clock +
          ", every packet arrives within " + latency + ", and the quickest and the slowest are " +
          jitter + " apart at most, whatever the other flows send"};
  if (given.routes.size() == 2) {
    proof.zh += "；两条路由各传一份，断任何一条都不丢包";
    proof.en += "; each packet travels on two routes, so that none is lost when one of them fails";
  } else if (flow.protection != network::Protection::kNone) {
    proof.zh += "；眼下只有一条路由";
    proof.en += "; there is one route only as things stand";
  }
  return proof;
}

// The engine's names of what was asked, as the input has them.
std::string FieldOf(const std::string& field) {
  if (field == "source") return "/from";
  if (field == "destination") return "/to";
  if (field == "arrival_window_ns") return "/arrival";
  return "/" + field;
}

std::string IdFor(const BackboneFlowInput& input) {
  if (input.id && !input.id->empty()) return *input.id;
  return input.from + "-" + input.to;
}

}  // namespace

FieldRules BackboneFlowInput::Rules() {
  constexpr size_t kNameMax = 200, kNoteMax = 2'000;
  return {LengthUpTo("id", kNameMax),
          LengthUpTo("from", kNameMax),
          LengthUpTo("to", kNameMax),
          LengthUpTo("kind", kNameMax),
          Between("frame_bytes", network::kFrameBytesMin, network::kFrameBytesMax),
          Between("packets", 1, network::kPacketsMax),
          Between("interval_ns", 1, network::kIntervalNsMax),
          Between("latency_ns_max", 1, kTimeNsMax),
          Between("jitter_ns_max", 1, kTimeNsMax),
          OneOf("arrival", {"aligned", "unaligned", "sporadic"}),
          Between("rank", 0, network::kRankMax),
          OneOf("protection", {"none", "link", "node"}),
          LengthUpTo("note", kNoteMax),
          OneOf("audience", CodesOfAll<Audience>())};
}

Error NotPlanned() {
  return MakeError(ErrorCode::kNotFound, {"骨干网尚未导入或无法规划",
                                          "no backbone was imported, or it cannot be planned"});
}

Error NoSuchFlow(std::string_view id) {
  return MakeError(ErrorCode::kNotFound, {"没有这条业务流", "there is no such flow"},
                   {.file = {}, .line = 0, .field = "id", .value = std::string(id)});
}

int64_t PermilleOf(int64_t bytes, int64_t capacity_bytes) {
  if (capacity_bytes <= 0) return 0;
  constexpr int64_t kPermille = 1'000;
  return (bytes * kPermille + capacity_bytes / 2) / capacity_bytes;
}

const store::StoredFlow& StoredOf(const BackboneBoard& board, FlowIndex flow) {
  const PlannedBackbone& planned = board.planned();
  return planned.stored.flows[planned.stored_of[flow]];
}

bool MaySeeFlow(const BackboneBoard& board, const Viewer& viewer, FlowIndex flow) {
  const store::StoredFlow& stored = StoredOf(board, flow);
  return MaySee(viewer, stored.record.ownership, stored.owner_city);
}

BackboneSiteRef SiteRef(const BackboneBoard& board, network::SiteIndex site) {
  const network::Backbone& backbone = board.plan().backbone;
  return {backbone.sites[site], SiteTitle(backbone, site)};
}

TextPair KindLabel(const std::string& kind) {
  for (size_t k = 0; k < network::kFlowKinds; ++k) {
    const auto known = static_cast<network::FlowKind>(k);
    if (network::Code(known) == kind) return network::Label(known);
  }
  if (kind.empty()) return {"未注明", "not stated"};
  return {kind, kind};
}

std::vector<BackboneLinkView> LinksOf(const BackboneBoard& board, const network::Plan& plan,
                                      const network::CycleLedger& ledger) {
  std::vector<int64_t> flows(plan.backbone.links.size(), 0);
  for (const network::FlowPlan& given : plan.given) {
    for (const network::Route& route : given.routes) {
      for (const network::Hop& hop : route.hops) ++flows[hop.link];
    }
  }
  std::vector<BackboneLinkView> views;
  for (network::LinkIndex l = 0; l < plan.backbone.links.size(); ++l) {
    const network::Link& link = plan.backbone.links[l];
    const NetworkLink& origin = board.planned().input.links[l];
    const std::span<const int32_t> used = ledger.Used(l);
    int64_t total = 0, most = 0;
    for (const int32_t bytes : used) {
      total += bytes;
      most = std::max<int64_t>(most, bytes);
    }
    const int64_t capacity = network::CycleCapacityBytes(link, plan.backbone.system);
    BackboneLinkView& view = views.emplace_back();
    view.id = board.link_names()[l];
    view.from = plan.backbone.sites[link.from];
    view.to = plan.backbone.sites[link.to];
    view.title = board.link_titles()[l];
    view.fibre_m = link.fibre_m;
    view.estimated = origin.is_length_estimated;
    view.rate_bps = link.rate_bps;
    view.delay_ns_min = link.delay_ns_min;
    view.delay_ns_max = link.delay_ns_max;
    view.flows = flows[l];
    view.load_permille = PermilleOf(total, std::max<int64_t>(0, capacity) * plan.hypercycle);
    view.fullest_permille = PermilleOf(most, capacity);
    view.buffers = plan.buffers[l];
    view.source = origin.source;
    view.note = origin.note;
  }
  return views;
}

BackboneFlowRow FlowRow(const BackboneBoard& board, FlowIndex flow, const FlowPlan& given,
                        const Viewer& viewer) {
  const store::StoredFlow& stored = StoredOf(board, flow);
  BackboneFlowRow row = RowOf(board, board.plan().flows[flow], given, stored.record.kind);
  const OrganisationId owner = stored.record.ownership.owner;
  const bool is_own = viewer.kind == Viewer::Kind::kOrganisation && viewer.organisation == owner;
  if (owner && (is_own || MaySee(viewer, stored.owner_ownership, stored.owner_city))) {
    row.owner = stored.owner_name;
  }
  row.sample = stored.record.is_sample;
  row.promised = !stored.placement.empty() && !board.IsMoved(flow);
  if (const auto simulated = board.Simulation(); simulated && !simulated->failure) {
    const network::FlowObservation& seen = simulated->report.flows[flow];
    if (seen.delivered > 0) {
      row.latency_ns_seen = NsUp(seen.latency_ps_max);
      row.jitter_ns_seen = NsUp(seen.JitterPs());
    }
  }
  return row;
}

std::vector<BackboneRoute> RoutesOf(const BackboneBoard& board, const FlowRequest& flow,
                                    const FlowPlan& given,
                                    const std::vector<std::vector<int64_t>>& bytes) {
  const network::Backbone& backbone = board.plan().backbone;
  const network::CycleSystem& system = backbone.system;
  std::vector<BackboneRoute> routes;
  for (size_t r = 0; r < given.routes.size(); ++r) {
    const network::Route& from = given.routes[r];
    BackboneRoute& route = routes.emplace_back();
    route.latency_ns_min = from.bounds.latency_ns_min;
    route.latency_ns_max = from.bounds.latency_ns_max;
    route.hold_ns = from.hold_ns;
    for (size_t h = 0; h < from.hops.size(); ++h) {
      const network::Hop& hop = from.hops[h];
      const network::Link& link = backbone.links[hop.link];
      BackboneHop& view = route.hops.emplace_back();
      view.link = board.link_names()[hop.link];
      view.from = SiteRef(board, link.from);
      view.to = SiteRef(board, link.to);
      view.fibre_m = link.fibre_m;
      view.cycle = hop.cycle;
      view.opens_ns = link.phase_ns + hop.cycle * system.cycle_ns - given.opening_ns;
      view.closes_ns = view.opens_ns + system.cycle_ns;
      // The first frame may leave at the opening, the last bit at the close, by a clock that is ε off.
      const int64_t frame_ns =
          network::WireNsDown(flow.frame_bytes + network::kWireOverheadBytes, link.rate_bps);
      view.ready_ns_min = view.opens_ns - system.clock_error_ns + frame_ns + link.delay_ns_min;
      view.ready_ns_max = view.closes_ns + system.clock_error_ns + link.delay_ns_max;
      view.latency_ns_max = hop.latency_ns_max;
      view.fullest_permille = PermilleOf(bytes[r][h], network::CycleCapacityBytes(link, system));
      route.fibre_m += link.fibre_m;
    }
  }
  return routes;
}

BackboneFlowDetail FlowDetail(const BackboneBoard& board, FlowIndex flow, const Viewer& viewer) {
  const network::Plan& plan = board.plan();
  const FlowRequest& request = plan.flows[flow];
  const FlowPlan& given = plan.given[flow];
  std::vector<std::vector<int64_t>> bytes;
  for (const network::Route& route : given.routes) {
    bytes.emplace_back();
    for (const network::Hop& hop : route.hops) {
      bytes.back().push_back(board.ledger().MostUsed(
          {hop.link, hop.cycle, request.interval_ns / plan.backbone.system.cycle_ns}));
    }
  }
  const store::StoredFlow& stored = StoredOf(board, flow);
  BackboneFlowDetail detail;
  detail.flow = FlowRow(board, flow, given, viewer);
  detail.routes = RoutesOf(board, request, given, bytes);
  if (!given.IsCarried()) detail.refusal = RefusalOf(board, request, given.refusal);
  detail.proof = ProofOf(plan, request, given);
  detail.figures_from = stored.record.source;
  detail.note = stored.record.note;
  return detail;
}

Result<AskedFlow> AskedOf(const BackboneBoard& board, const BackboneFlowInput& input) {
  AskedFlow asked;
  BackboneFlow& record = asked.record;
  record.id = IdFor(input);
  record.from = input.from;
  record.to = input.to;
  record.frame_bytes = input.frame_bytes;
  record.packets = input.packets;
  record.interval_ns = input.interval_ns;
  record.latency_ns_max = input.latency_ns_max;
  record.jitter_ns_max = input.jitter_ns_max;
  const std::string arrival = input.arrival.value_or("unaligned");
  record.arrival = arrival == "aligned"    ? FlowArrival::kAligned
                   : arrival == "sporadic" ? FlowArrival::kSporadic
                                           : FlowArrival::kUnaligned;
  record.rank = input.rank;
  const std::string protection = input.protection.value_or("none");
  record.protection = protection == "link"   ? FlowProtection::kLink
                      : protection == "node" ? FlowProtection::kNode
                                             : FlowProtection::kNone;
  record.kind = input.kind.value_or("");
  record.note = input.note.value_or("");
  const PlannedBackbone& planned = board.planned();
  NetworkInput alone;
  alone.backbone = planned.plan.backbone;
  alone.sites = planned.input.sites;
  // By itself only its interval can be wrong: it repeats with the ports' queues only after too long.
  if (const Status built =
          BuildFlows({.sites = planned.stored.sites, .links = {}}, {record}, alone);
      !built) {
    return MakeError(ErrorCode::kInvalidArgument, built.error().message,
                     {.file = {},
                      .line = 0,
                      .field = "/interval_ns",
                      .value = std::to_string(input.interval_ns)});
  }
  if (alone.errors.count > 0) {
    const ingest::RowIssue& issue = alone.errors.first.front();
    return MakeError(
        ErrorCode::kInvalidArgument, issue.message,
        {.file = {}, .line = 0, .field = FieldOf(issue.place.field), .value = issue.place.value});
  }
  asked.request = std::move(alone.flows.front());
  record.from = planned.plan.backbone.sites[asked.request.source];
  record.to = planned.plan.backbone.sites[asked.request.destination];
  return asked;
}

BackboneFlowDetail TrialDetail(const BackboneBoard& board, const AskedFlow& asked,
                               const FlowTrial& trial) {
  BackboneFlowDetail detail;
  detail.flow = RowOf(board, asked.request, trial.given, asked.record.kind);
  detail.routes = RoutesOf(board, asked.request, trial.given, trial.bytes);
  if (!trial.given.IsCarried()) {
    detail.refusal = RefusalOf(board, asked.request, trial.given.refusal);
  }
  detail.proof = ProofOf(board.plan(), asked.request, trial.given);
  detail.note = asked.record.note;
  return detail;
}

}  // namespace lianmeng::app
