#include "network/saturation.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "network/path_program.h"
#include "network/planner.h"

namespace lianmeng::network {
namespace {

int64_t VolumeOf(const FlowRequest& flow, const Plan& plan) {
  return BurstBytes(flow) * (plan.hypercycle * plan.backbone.system.cycle_ns / flow.interval_ns);
}

int64_t CarriedBytes(const Plan& plan) {
  int64_t bytes = 0;
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    if (plan.given[f].IsCarried()) bytes += VolumeOf(plan.flows[f], plan);
  }
  return bytes;
}

// The flows' commodities, with the routes that admission would try as first columns.
struct Commodities {
  std::vector<Commodity> list;
  std::vector<Column> columns;
  std::vector<uint32_t> of_flow;
};

Commodities Gather(const Plan& plan, const AdmissionOptions& options) {
  Commodities commodities;
  std::map<std::tuple<SiteIndex, SiteIndex, Protection>, uint32_t> number;
  RouteBook book(plan.backbone, options.paths, options.cut);
  for (const FlowRequest& flow : plan.flows) {
    const auto [entry, is_new] =
        number.try_emplace({flow.source, flow.destination, flow.protection},
                           static_cast<uint32_t>(commodities.list.size()));
    const uint32_t c = entry->second;
    commodities.of_flow.push_back(c);
    if (is_new) {
      commodities.list.push_back({flow.source, flow.destination, flow.protection, 0});
      RouteChoices& choices = book.Between(flow.source, flow.destination, flow.protection);
      const bool is_pair = flow.protection != Protection::kNone;
      for (size_t i = 0; const RouteCandidate* route = is_pair ? nullptr : book.Single(choices, i);
           ++i) {
        commodities.columns.push_back({c, {route->path, {}}, 0});
      }
      for (size_t i = 0; const RoutePair* pair = is_pair ? book.Pair(choices, i) : nullptr; ++i) {
        commodities.columns.push_back({c, {pair->first.path, pair->second.path}, 0});
      }
    }
    commodities.list[c].asked_bytes += VolumeOf(flow, plan);
  }
  return commodities;
}

// By rank; among equals the largest first, for they find room hardest.
std::vector<FlowIndex> PackingOrder(const Plan& plan) {
  std::vector<FlowIndex> order(plan.flows.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](FlowIndex f) {
    return std::tuple(plan.flows[f].rank, -BurstBytes(plan.flows[f]), plan.flows[f].interval_ns);
  });
  return order;
}

// Flows go where the program sends their pair's volume, as long as half of a flow's own is left of it.
class Packer {
 public:
  Packer(const Plan& plan, const Commodities& commodities, std::vector<Column> columns,
         Admission& admission)
      : plan_(plan),
        commodities_(commodities),
        columns_(std::move(columns)),
        admission_(admission) {
    first_.assign(commodities.list.size() + 1, columns_.size());
    for (size_t i = columns_.size(); i-- > 0;) first_[columns_[i].commodity] = i;
    for (size_t c = commodities.list.size(); c-- > 0;)
      first_[c] = std::min(first_[c], first_[c + 1]);
  }

  bool Pack(FlowIndex f) {
    const FlowRequest& flow = plan_.flows[f];
    const uint32_t c = commodities_.of_flow[f];
    std::vector<Column*> choices;
    for (size_t i = first_[c]; i < first_[c + 1]; ++i) choices.push_back(&columns_[i]);
    std::ranges::stable_sort(choices, std::ranges::greater{}, &Column::bytes);
    const auto volume = static_cast<double>(VolumeOf(flow, plan_));
    for (Column* column : choices) {
      if (column->bytes < volume / 2) return false;
      const bool is_carried = flow.protection == Protection::kNone
                                  ? admission_.AdmitOn(f, flow, column->paths.first)
                                  : admission_.Admit(f, flow);
      if (!is_carried) continue;
      column->bytes -= volume;
      return true;
    }
    return false;
  }

 private:
  const Plan& plan_;
  const Commodities& commodities_;
  std::vector<Column> columns_;  // bytes: what is left of each
  Admission& admission_;
  std::vector<size_t> first_;  // of each commodity's columns
};

// Everything that the program sends somewhere, then whatever finds room anywhere.
void PackAll(const Commodities& commodities, std::vector<Column> columns,
             const AdmissionOptions& options, Plan& plan) {
  AdmissionOptions roomiest = options;
  roomiest.spreads = true;
  Admission admission(plan.backbone, plan.hypercycle, roomiest);
  Packer packer(plan, commodities, std::move(columns), admission);
  std::vector<FlowIndex> left;
  for (const FlowIndex f : PackingOrder(plan)) {
    if (!packer.Pack(f)) left.push_back(f);
  }
  std::erase_if(left, [&](FlowIndex f) { return admission.Admit(f, plan.flows[f]); });
  plan.given.assign(plan.flows.size(), {});
  for (size_t i = 0; i < left.size(); ++i) {
    plan.given[left[i]].refusal = admission.WhyNot(
        plan.flows[left[i]], i < options.suggestions_max ? Admission::Suggestions::kTried
                                                         : Admission::Suggestions::kNone);
  }
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (admission.Carries(f)) plan.given[f] = admission.Given(f);
  }
  plan.buffers = BuffersOf(plan);
}

}  // namespace

Result<Saturation> Saturate(const Backbone& backbone, const std::vector<FlowRequest>& flows,
                            const AdmissionOptions& options, Progress& progress) {
  // Explained below, if it is the one that is kept.
  AdmissionOptions unexplained = options;
  unexplained.suggestions_max = 0;
  LM_ASSIGN(const Plan first_come, MakePlan(backbone, flows, unexplained, progress));
  Saturation most;
  const Commodities commodities = Gather(first_come, options);
  PathProgram program{.backbone = first_come.backbone,
                      .capacity_bytes = {},
                      .commodities = commodities.list,
                      .first_columns = commodities.columns,
                      .cut = options.cut};
  for (const Link& link : backbone.links) {
    program.capacity_bytes.push_back(
        std::max<int64_t>(0, CycleCapacityBytes(link, backbone.system)) * first_come.hypercycle);
  }
  LM_ASSIGN(PathProgramAnswer answer, SolvePathProgram(program, progress));
  most.columns = answer.columns_tried;
  most.rounds = answer.rounds;
  most.bound_bytes = answer.bound_bytes;
  most.first_come_bytes = CarriedBytes(first_come);
  for (const Commodity& commodity : commodities.list) most.asked_bytes += commodity.asked_bytes;
  most.bound_bytes = std::min(most.bound_bytes, most.asked_bytes);
  most.plan = first_come;
  PackAll(commodities, std::move(answer.columns), options, most.plan);
  most.carried_bytes = CarriedBytes(most.plan);
  if (most.carried_bytes < most.first_come_bytes) {
    LM_ASSIGN(most.plan, MakePlan(backbone, flows, options, progress));
    most.carried_bytes = most.first_come_bytes;
  }
  return most;
}

}  // namespace lianmeng::network
