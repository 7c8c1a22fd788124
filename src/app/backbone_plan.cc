#include "app/backbone_plan.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "app/network_build.h"
#include "app/network_plan.h"
#include "network/cycles.h"
#include "network/plan_checker.h"
#include "network/planner.h"

namespace lianmeng::app {
namespace {

BackboneTopology TopologyOf(const store::StoredBackbone& stored) {
  BackboneTopology topology{.sites = stored.sites, .links = stored.links};
  for (size_t i = 0; i < topology.links.size(); ++i) {
    // Tells the two directions of a fibre from two fibres.
    topology.links[i].line = static_cast<int64_t>(i) + 1;
  }
  return topology;
}

// "业务流 welding-1：没有这个站点 [Suzhou2]"
TextPair Words(const TextPair& subject, const TextPair& message, const std::string& value) {
  const std::string shown = value.empty() ? "" : " [" + value + "]";
  return {subject.zh + "：" + message.zh + shown, subject.en + ": " + message.en + shown};
}

TextPair Words(const Error& error) {
  return Words({"拓扑", "topology"}, error.message, error.place.value);
}

// Sites and links into planned.input. False: they cannot be planned, and problems say why.
bool Build(const BackboneTopology& topology, PlannedBackbone& planned) {
  const NetworkOptions options = OptionsOf(planned.stored.settings);
  NetworkInput& input = planned.input;
  input.backbone.system = options.system;
  const Status built = BuildTopology(topology, options, input);
  for (const ingest::RowIssue& issue : input.errors.first) {
    planned.problems.push_back(
        {Words({"拓扑", "topology"}, issue.message, issue.place.value), std::nullopt});
  }
  if (!built) planned.problems.push_back({Words(built.error()), std::nullopt});
  return built && input.errors.count == 0;
}

// The flows that can be asked of the backbone at all into planned.input; what is wrong with the others into problems.
// Errors: together they repeat only after too long, and none can be planned.
Status TakeFlows(const BackboneTopology& topology, PlannedBackbone& planned) {
  const std::vector<store::StoredFlow>& stored = planned.stored.flows;
  std::vector<BackboneFlow> flows;
  flows.reserve(stored.size());
  for (const store::StoredFlow& flow : stored) {
    flows.push_back(flow.record);
    flows.back().line = static_cast<int64_t>(flows.size()) - 1;  // its place, to know it again
  }
  NetworkInput& input = planned.input;
  LM_TRY(BuildFlows(topology, flows, input));
  size_t told = 0;
  for (const ingest::RowIssue& issue : input.errors.first) {
    if (issue.severity != Issue::Severity::kError) continue;
    ++told;
    const auto place = static_cast<size_t>(issue.place.line);
    const std::string& id = stored[place].record.id;
    planned.problems.push_back(
        {Words({"业务流 " + id, "flow " + id}, issue.message, issue.place.value), place});
  }
  if (const int64_t rest = input.errors.count - static_cast<int64_t>(told); rest > 0) {
    const std::string count = std::to_string(rest);
    planned.problems.push_back({{"另有 " + count + " 处使业务流无法规划",
                                 count + " more things keep flows from being planned"},
                                std::nullopt});
  }
  LM_ASSIGN(const int64_t hypercycle,  // of those that are left
            network::HypercycleOf(input.backbone.system, input.flows));
  const auto links = static_cast<int64_t>(input.backbone.links.size());
  if (links * hypercycle <= network::kSlotsMax && input.flows.size() <= network::kFlowsMax) {
    return Ok{};
  }
  return MakeError(
      ErrorCode::kResourceExhausted,
      {"链路与业务流合在一起要很久才重复，无法规划；请选用互为倍数的间隔",
       "with so many links everything repeats only after too long to be planned; choose "
       "intervals that divide each other"},
      {.file = {}, .line = 0, .field = "interval_ns", .value = std::to_string(hypercycle)});
}

// Whether the hops are links that follow each other from the flow's source to its destination.
bool Leads(const network::Backbone& backbone, const network::FlowRequest& flow,
           const network::Route& route) {
  network::SiteIndex at = flow.source;
  for (const network::Hop& hop : route.hops) {
    if (backbone.links[hop.link].from != at) return false;
    at = backbone.links[hop.link].to;
  }
  return !route.hops.empty() && at == flow.destination;
}

// What each flow of planned.input was promised; nothing where the text is not about this topology any more.
struct Promises {
  std::vector<network::FlowPlan> given;
  std::vector<network::FlowIndex> unreadable;
};

Promises PromisesOf(const PlannedBackbone& planned) {
  const std::vector<network::FlowRequest>& flows = planned.input.flows;
  const PlacementReader reader(planned.input.backbone);
  Promises promises;
  promises.given.resize(flows.size());
  for (network::FlowIndex f = 0; f < flows.size(); ++f) {
    const std::string& text = planned.stored.flows[planned.stored_of[f]].placement;
    if (text.empty()) continue;
    Result<network::FlowPlan> given = reader.Read(text);
    if (given && std::ranges::all_of(given->routes, [&](const network::Route& route) {
          return Leads(planned.input.backbone, flows[f], route);
        })) {
      promises.given[f] = *std::move(given);
    } else {
      promises.unreadable.push_back(f);
    }
  }
  return promises;
}

// One plan with these promises, checked. Errors: as network::ResumePlan.
Status Resume(const Promises& promises, PlannedBackbone& planned) {
  LM_ASSIGN(network::ResumedPlan made,
            network::ResumePlan(planned.input.backbone, planned.input.flows, promises.given,
                                ServerAdmission(), Progress::None()));
  planned.plan = std::move(made.plan);
  planned.moved = std::move(made.moved);
  planned.moved.insert(planned.moved.end(), promises.unreadable.begin(), promises.unreadable.end());
  planned.objection.reset();
  if (const Status checked = network::CheckPlan(planned.plan); !checked) {
    planned.objection = checked.error();
  }
  return Ok{};
}

// Takes back the promise that the checker objects to ("flows/3/given/…"). False if it is about none.
bool Withdraw(const Error& objection, Promises& promises) {
  constexpr std::string_view kFlows = "flows/";
  const std::string& field = objection.place.field;
  if (!field.starts_with(kFlows)) return false;
  size_t flow = promises.given.size();
  std::from_chars(field.data() + kFlows.size(), field.data() + field.size(), flow);
  if (flow >= promises.given.size() || !promises.given[flow].IsCarried()) return false;
  promises.given[flow] = {};
  promises.unreadable.push_back(static_cast<network::FlowIndex>(flow));
  return true;
}

}  // namespace

NetworkOptions OptionsOf(const BackboneSettings& settings) {
  NetworkOptions options;
  network::CycleSystem& system = options.system;
  system.cycle_ns = settings.cycle_ns.value_or(system.cycle_ns);
  system.buffers = settings.buffers.value_or(system.buffers);
  system.clock_error_ns = settings.clock_error_ns.value_or(system.clock_error_ns);
  system.clock_wander_ppb = settings.clock_wander_ppb.value_or(system.clock_wander_ppb);
  system.has_damper = settings.has_damper;
  system.stamp_ns = settings.stamp_ns.value_or(system.stamp_ns);
  options.fibre_factor_permille =
      settings.fibre_factor_permille.value_or(options.fibre_factor_permille);
  options.rate_bps = settings.rate_bps.value_or(options.rate_bps);
  return options;
}

network::AdmissionOptions ServerAdmission() {
  return {.paths = 4, .extra_cycles = 2, .spreads = false, .suggestions_max = 100, .cut = {}};
}

PlannedBackbone PlanBackbone(store::StoredBackbone stored) {
  PlannedBackbone planned;
  planned.stored = std::move(stored);
  if (planned.stored.links.empty()) return planned;
  const BackboneTopology topology = TopologyOf(planned.stored);
  if (!Build(topology, planned)) return planned;
  if (const Status taken = TakeFlows(topology, planned); !taken) {
    planned.problems.push_back(
        {Words({"业务流", "flows"}, taken.error().message, taken.error().place.value),
         std::nullopt});
    planned.input.flows.clear();
    planned.input.flow_lines.clear();
  }
  for (const int64_t line : planned.input.flow_lines) {
    planned.stored_of.push_back(static_cast<size_t>(line));
  }
  Promises promises = PromisesOf(planned);
  const auto begin = std::chrono::steady_clock::now();
  // A promise that the checker objects to is not kept: one flow must not stop all others.
  constexpr int kAttempts = 16;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (const Status made = Resume(promises, planned); !made) {
      planned.problems.push_back({Words(made.error()), std::nullopt});
      planned.plan = {};
      break;
    }
    if (!planned.objection || !Withdraw(*planned.objection, promises)) break;
  }
  planned.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  planned.input.backbone = {};
  planned.input.flows.clear();
  return planned;
}

Status CheckTogether(store::StoredBackbone stored) {
  PlannedBackbone planned;
  planned.stored = std::move(stored);
  const BackboneTopology topology = TopologyOf(planned.stored);
  if (!Build(topology, planned)) return Ok{};
  return TakeFlows(topology, planned);
}

}  // namespace lianmeng::app
