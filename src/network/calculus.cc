#include "network/calculus.h"

#include <algorithm>
#include <set>

#include "network/bursts.h"

namespace lianmeng::network {
namespace {

// Delay and backlog of all flows of a priority at each server, added up along the path.
Bound TotalFlow(const ServiceNet& net, Bursts& bursts, BucketIndex f, Multiplexing multiplexing) {
  const BucketFlow& flow = net.flows[f];
  const bool is_fifo = multiplexing == Multiplexing::kFifo;
  Bound bound;
  bound.method = is_fifo ? Method::kTfaFifo : Method::kTfaArbitrary;
  bound.delay = 0;
  for (const ServerIndex s : flow.path) {
    const BucketSet& all = bursts.At(s, flow.priority);
    const Rational rate = bursts.RateOf(all), burst = bursts.Arriving(s, all);
    const Leftover left = bursts.LeftTo(s, flow.priority, {});
    ServerStep step{.server = s,
                    .rate_left = left.rate,
                    .latency_left = left.latency,
                    .burst_others = burst,
                    .burst_leaving = burst + rate * left.latency,
                    .backlog = burst + rate * left.latency};
    if (is_fifo || all.size() == 1) {  // a flow alone is served in its own order
      step.delay = left.latency + burst / left.rate;
    } else if (left.rate > rate) {
      step.delay = (left.rate * left.latency + burst) / (left.rate - rate);
    }
    bound.backlog = std::max(bound.backlog, step.backlog);
    if (!step.delay) {
      bound.delay.reset();
    } else if (bound.delay) {
      *bound.delay += *step.delay;
    }
    bound.steps.push_back(std::move(step));
  }
  return bound;
}

// Adds a server's left-over service to what the path gives the flow so far.
void Join(const BucketFlow& flow, ServerStep step, Bound& bound) {
  bound.rate_left =
      bound.steps.empty() ? step.rate_left : std::min(bound.rate_left, step.rate_left);
  bound.latency_left += step.latency_left;
  step.burst_leaving = step.backlog = flow.burst + flow.rate * bound.latency_left;
  bound.backlog = step.backlog;
  bound.steps.push_back(std::move(step));
}

Bound SeparatedFlow(const ServiceNet& net, Bursts& bursts, BucketIndex f,
                    Multiplexing multiplexing) {
  const BucketFlow& flow = net.flows[f];
  // The flow's own part in its companions' delay: left out by theorem 3 in any order, by theorem 4 in FIFO order on a
  // path of two servers. Longer ones were not proven.
  const bool is_own_part_out = multiplexing == Multiplexing::kArbitrary || flow.path.size() <= 2;
  Bound bound;
  bound.method = multiplexing == Multiplexing::kFifo ? Method::kSfaFifo : Method::kSfaArbitrary;
  for (size_t k = 0; k < flow.path.size(); ++k) {
    const ServerIndex s = flow.path[k];
    const BucketSet others = Without(bursts.At(s, flow.priority), {f});
    const Interference beside{
        .rate = bursts.RateOf(others),
        .burst = is_own_part_out ? bursts.Meeting(f, k, others) : bursts.Arriving(s, others)};
    const Leftover left = bursts.LeftTo(s, flow.priority, beside);
    Join(flow,
         {.server = s,
          .rate_left = left.rate,
          .latency_left = left.latency,
          .burst_others = beside.burst + bursts.Higher(s, flow.priority).burst},
         bound);
  }
  bound.delay = bound.latency_left + flow.burst / bound.rate_left;
  return bound;
}

// Servers of a flow's path that another flow passes one after the other, as positions of the path.
struct Stretch {
  size_t first = 0, last = 0;
  int64_t priority = 0;

  friend auto operator<=>(const Stretch&, const Stretch&) = default;
};

// Where others run along a flow's path. Those of one stretch are taken together.
std::map<Stretch, BucketSet> StretchesAlong(const ServiceNet& net, BucketIndex f) {
  const BucketFlow& flow = net.flows[f];
  std::map<ServerIndex, size_t> position;
  for (size_t k = 0; k < flow.path.size(); ++k) position.emplace(flow.path[k], k);
  std::map<Stretch, BucketSet> stretches;
  for (BucketIndex g = 0; g < net.flows.size(); ++g) {
    const BucketFlow& other = net.flows[g];
    if (g == f || other.priority > flow.priority) continue;
    std::optional<Stretch> open;
    for (const ServerIndex s : other.path) {
      const auto at = position.find(s);
      const bool goes_on = open && at != position.end() && at->second == open->last + 1;
      if (open && !goes_on) {
        stretches[*open].push_back(g);
        open.reset();
      }
      if (at == position.end()) continue;
      if (!goes_on) open = Stretch{.first = at->second, .priority = other.priority};
      open->last = at->second;
    }
    if (open) stretches[*open].push_back(g);
  }
  return stretches;
}

Bound PayOnce(const ServiceNet& net, Bursts& bursts, BucketIndex f) {
  const BucketFlow& flow = net.flows[f];
  const size_t length = flow.path.size();
  std::vector<Interference> joining(length);  // burst: joins here; rate: of all that are here
  for (const auto& [stretch, others] : StretchesAlong(net, f)) {
    joining[stretch.first].burst += bursts.Arriving(flow.path[stretch.first], others);
    const Rational rate = bursts.RateOf(others);
    for (size_t k = stretch.first; k <= stretch.last; ++k) joining[k].rate += rate;
  }
  Rational rate_left = net.servers[flow.path[0]].rate - joining[0].rate;
  for (size_t k = 1; k < length; ++k) {
    rate_left = std::min<Rational>(rate_left, net.servers[flow.path[k]].rate - joining[k].rate);
  }
  Bound bound;
  bound.method = Method::kPmooArbitrary;
  for (size_t k = 0; k < length; ++k) {
    const ServerIndex s = flow.path[k];
    const Rational& latency = bursts.Latency(s, flow.priority);
    Join(flow,
         {.server = s,
          .rate_left = net.servers[s].rate - joining[k].rate,
          .latency_left = latency + (joining[k].rate * latency + joining[k].burst) / rate_left,
          .burst_others = joining[k].burst},
         bound);
  }
  bound.delay = bound.latency_left + flow.burst / bound.rate_left;
  return bound;
}

size_t BestOf(const std::vector<Bound>& bounds) {
  size_t best = 0;
  for (size_t i = 1; i < bounds.size(); ++i) {
    const std::optional<Rational>& delay = bounds[i].delay;
    if (delay && (!bounds[best].delay || *delay < *bounds[best].delay)) best = i;
  }
  return best;
}

// Burst and buffer of all flows of a server, whatever their priorities: a server sends some of them whenever there is
// something to send.
ServerBounds Total(const ServiceNet& net, Bursts& bursts, ServerIndex s) {
  ServerBounds total;
  for (int64_t p = 0; p <= kPriorityMax; ++p) {
    total.rate_taken += bursts.RateOf(bursts.At(s, p));
    total.burst += bursts.Arriving(s, bursts.At(s, p));
  }
  total.backlog = total.burst + total.rate_taken * net.servers[s].latency;
  return total;
}

Error Exhausted() {
  return MakeError(
      ErrorCode::kResourceExhausted,
      {"网络内部要计算的突发过多，请拆分网络或减少流",
       "too many bursts to compute inside the network: split it, or take fewer flows"});
}

}  // namespace

std::string_view Name(Method method) {
  switch (method) {
    case Method::kTfaFifo:
      return "tfa-fifo";
    case Method::kSfaFifo:
      return "sfa-fifo";
    case Method::kTfaArbitrary:
      return "tfa-arbitrary";
    case Method::kSfaArbitrary:
      return "sfa-arbitrary";
    case Method::kPmooArbitrary:
      return "pmoo-arbitrary";
  }
  return "";
}

namespace {

// Nothing if the bursts are too many.
std::optional<NetBounds> BoundWith(const ServiceNet& net, Grouping grouping) {
  const bool is_fifo = net.multiplexing == Multiplexing::kFifo;
  Bursts fifo(net, Multiplexing::kFifo, grouping);
  Bursts arbitrary(net, Multiplexing::kArbitrary, grouping);
  const auto is_exhausted = [&] { return fifo.IsExhausted() || arbitrary.IsExhausted(); };
  NetBounds result;
  result.is_flow_by_flow = grouping == Grouping::kFlowByFlow;
  for (BucketIndex f = 0; f < net.flows.size() && !is_exhausted(); ++f) {
    FlowBounds& flow = result.flows.emplace_back();
    if (is_fifo) {
      flow.bounds.push_back(TotalFlow(net, fifo, f, Multiplexing::kFifo));
      flow.bounds.push_back(SeparatedFlow(net, fifo, f, Multiplexing::kFifo));
    }
    flow.bounds.push_back(TotalFlow(net, arbitrary, f, Multiplexing::kArbitrary));
    flow.bounds.push_back(SeparatedFlow(net, arbitrary, f, Multiplexing::kArbitrary));
    flow.bounds.push_back(PayOnce(net, arbitrary, f));
    flow.best = BestOf(flow.bounds);
  }
  for (ServerIndex s = 0; s < net.servers.size() && !is_exhausted(); ++s) {
    result.servers.push_back(Total(net, is_fifo ? fifo : arbitrary, s));
  }
  if (is_exhausted()) return std::nullopt;
  return result;
}

}  // namespace

Result<NetBounds> BoundNet(const ServiceNet& net) {
  LM_TRY(Validate(net));
  std::optional<NetBounds> bounds = BoundWith(net, Grouping::kTogether);
  if (!bounds) bounds = BoundWith(net, Grouping::kFlowByFlow);
  if (!bounds) return Exhausted();
  return *std::move(bounds);
}

}  // namespace lianmeng::network
