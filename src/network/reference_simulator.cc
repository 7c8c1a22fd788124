#include "network/reference_simulator.h"

#include <algorithm>
#include <deque>
#include <map>
#include <queue>
#include <tuple>

#include "base/check.h"

namespace lianmeng::network {
namespace {

constexpr int64_t kRoundingPs = 2;

struct Frame {
  FlowIndex flow = 0;
  uint32_t route = 0, hop = 0, sequence = 0;
  int64_t arrival_ps = 0;  // at the first site
  int64_t ready_ps = 0;    // here
  int64_t label = 0;       // the queue that it was last sent from
  int64_t cycle = 0;       // of the port that it was last sent from; the device does not look at it
  int64_t stamp_ns = 0;
};

auto Key(const Frame& frame) {
  return std::tuple(frame.ready_ps, frame.flow, frame.route, frame.hop, frame.sequence);
}

// At one instant, in this order: a last bit leaves, cycles close, frames arrive, cycles open.
enum class EventKind : uint8_t { kSent, kClose, kArrive, kOpen };

struct Event {
  int64_t time_ps = 0;
  EventKind kind = EventKind::kOpen;
  LinkIndex port = 0;
  int64_t cycle = 0;
  Frame frame;

  [[nodiscard]] auto Order() const {
    return std::tuple(time_ps, kind, frame.flow, frame.route, frame.hop, frame.sequence, port);
  }
  friend bool operator>(const Event& a, const Event& b) { return a.Order() > b.Order(); }
};

struct Port {
  std::vector<std::deque<Frame>> queues;
  std::map<int64_t, std::vector<Frame>> held;  // by the ingress, for a cycle
  bool is_open = false;
  int64_t cycle = -1;      // the one that is open, or that opens next
  int64_t start_ps = 0;    // when the wire was free
  int64_t sent_bytes = 0;  // in the open cycle
};

class Reference {
 public:
  Reference(const Plan& plan, const Episode& episode)
      : plan_(plan), system_(plan.backbone.system), world_(plan, episode) {
    run_.flows.resize(plan.flows.size());
    run_.ports.resize(plan.backbone.links.size());
    ports_.resize(plan.backbone.links.size());
    delivered_.resize(plan.flows.size());
  }

  ReferenceRun Run() {
    for (FlowIndex f = 0; f < plan_.flows.size(); ++f) {
      for (int64_t n = 0; n < world_.Intervals(f); ++n) Arrive(f, n);
    }
    for (LinkIndex p = 0; p < ports_.size(); ++p) {
      ports_[p].queues.resize(static_cast<size_t>(system_.buffers));
      ports_[p].cycle = 0;
      events_.push({world_.OpeningPs(p, 0), EventKind::kOpen, p, 0, {}});
    }
    while (left_ > 0) {
      CHECK(!events_.empty());
      const Event event = events_.top();
      events_.pop();
      switch (event.kind) {
        case EventKind::kSent:
          SendNext(event.port, event.cycle);
          break;
        case EventKind::kClose:
          Close(event.port);
          break;
        case EventKind::kArrive:
          Receive(event.frame);
          break;
        case EventKind::kOpen:
          Open(event.port, event.cycle);
          break;
      }
    }
    Observe();
    std::sort(run_.passages.begin(), run_.passages.end());
    return std::move(run_);
  }

 private:
  [[nodiscard]] const Route& RouteOf(const Frame& frame) const {
    return plan_.given[frame.flow].routes[frame.route];
  }

  // The source's packets of an interval at the policer, and what passes at the ingress's ports.
  void Arrive(FlowIndex f, int64_t interval) {
    const FlowRequest& flow = plan_.flows[f];
    const int64_t error_ps = system_.clock_error_ns * kPsPerNs;
    const int64_t end_ps = world_.WindowEndPs(f, interval);
    const int64_t start_ps = end_ps - flow.arrival_window_ns * kPsPerNs;
    std::vector<OfferedPacket> offered;
    world_.Offer(f, interval, offered);
    int64_t passed = 0;
    for (const OfferedPacket& packet : offered) {
      ++run_.flows[f].sent;
      const int64_t shown_ps = world_.LocalPs(flow.source, packet.arrival_ps);
      if (passed == flow.packets || packet.frame_bytes != flow.frame_bytes ||
          shown_ps < start_ps - error_ps || shown_ps > end_ps + error_ps) {
        ++run_.flows[f].policed;
        continue;
      }
      const auto sequence = static_cast<uint32_t>(interval * flow.packets + passed++);
      const int64_t since_ns =
          world_.StampClockNs(flow.source, packet.arrival_ps) - start_ps / kPsPerNs;
      const int64_t stamp_ns = since_ns - Modulo(since_ns, system_.stamp_ns);
      for (uint32_t r = 0; r < plan_.given[f].routes.size(); ++r) {
        const Hop& hop = plan_.given[f].routes[r].hops[0];
        const int64_t cycle = world_.CycleOf(f, hop, interval);
        const int64_t enters_ps =
            world_.QueuesLast(f) ? world_.OpeningPs(hop.link, cycle) : packet.arrival_ps;
        ports_[hop.link].held[cycle].push_back({.flow = f,
                                                .route = r,
                                                .sequence = sequence,
                                                .arrival_ps = packet.arrival_ps,
                                                .ready_ps = enters_ps,
                                                .stamp_ns = stamp_ns});
        ++left_;
      }
    }
  }

  void Open(LinkIndex p, int64_t cycle) {
    Port& port = ports_[p];
    const int64_t now_ps = world_.OpeningPs(p, cycle);
    const int64_t close_ps = world_.OpeningPs(p, cycle + 1);
    port.is_open = true;
    port.cycle = cycle;
    port.sent_bytes = 0;
    port.start_ps =
        now_ps + WirePs(world_.BestEffortBytes(p, cycle), plan_.backbone.links[p].rate_bps);
    std::deque<Frame>& queue = port.queues[static_cast<size_t>(cycle % system_.buffers)];
    if (const auto held = port.held.find(cycle); held != port.held.end()) {
      queue.insert(queue.end(), held->second.begin(), held->second.end());
      port.held.erase(held);
      std::sort(queue.begin(), queue.end(),
                [](const Frame& a, const Frame& b) { return Key(a) < Key(b); });
    }
    events_.push({close_ps, EventKind::kClose, p, cycle, {}});
    events_.push({close_ps, EventKind::kOpen, p, cycle + 1, {}});
    SendNext(p, cycle);
  }

  void SendNext(LinkIndex p, int64_t cycle) {
    Port& port = ports_[p];
    if (!port.is_open || port.cycle != cycle) return;
    std::deque<Frame>& queue = port.queues[static_cast<size_t>(cycle % system_.buffers)];
    if (queue.empty()) return;
    const Link& link = plan_.backbone.links[p];
    Frame frame = queue.front();
    const int64_t bytes =
        port.sent_bytes + plan_.flows[frame.flow].frame_bytes + kWireOverheadBytes;
    const int64_t end_ps = port.start_ps + WirePs(bytes, link.rate_bps);
    if (end_ps > world_.OpeningPs(p, cycle + 1) + kRoundingPs) return;
    queue.pop_front();
    port.sent_bytes = bytes;
    ++run_.ports[p].packets;
    run_.ports[p].cycle_bytes_max = std::max(run_.ports[p].cycle_bytes_max, bytes);
    frame.ready_ps = end_ps + world_.DelayPs(p, frame.flow, frame.sequence);
    frame.label = cycle % system_.buffers;
    frame.cycle = cycle;
    events_.push({frame.ready_ps, EventKind::kArrive, p, cycle, frame});
    events_.push({end_ps, EventKind::kSent, p, cycle, {}});
  }

  void Close(LinkIndex p) {
    Port& port = ports_[p];
    port.is_open = false;
    std::deque<Frame>& queue = port.queues[static_cast<size_t>(port.cycle % system_.buffers)];
    run_.violations += static_cast<int64_t>(queue.size());
    left_ -= static_cast<int64_t>(queue.size());
    queue.clear();
    ++port.cycle;
  }

  void Receive(const Frame& frame) {
    run_.passages.push_back({frame.flow, frame.route, frame.hop, frame.sequence, frame.ready_ps});
    const std::vector<Hop>& hops = RouteOf(frame).hops;
    if (frame.hop + 1 == hops.size()) {
      Leave(frame);
      return;
    }
    const Hop& next = hops[frame.hop + 1];
    const int64_t shift = next.cycle - hops[frame.hop].cycle;
    const int64_t queue = Modulo(frame.label + shift, system_.buffers);
    Port& port = ports_[next.link];
    // The cycle that this queue will next be opened for; the plan meant frame.cycle + shift.
    const bool meets_open_queue = port.is_open && port.cycle % system_.buffers == queue;
    const int64_t upcoming = port.is_open ? port.cycle + 1 : port.cycle;
    const int64_t taken = upcoming + Modulo(queue - upcoming, system_.buffers);
    if (meets_open_queue || taken != frame.cycle + shift) {
      ++run_.violations;
    } else {
      // Buffers in use: of every cycle from the one that is not yet closed to the packet's.
      int64_t& seen = run_.ports[next.link].buffers_max;
      seen = std::max(seen, taken - port.cycle + 1);
    }
    if (meets_open_queue) {
      --left_;
      return;
    }
    Frame queued = frame;
    ++queued.hop;
    port.queues[static_cast<size_t>(queue)].push_back(queued);
  }

  void Leave(const Frame& frame) {
    --left_;
    const FlowRequest& flow = plan_.flows[frame.flow];
    const Route& route = RouteOf(frame);
    int64_t out_ps = frame.ready_ps;
    if (system_.has_damper) {
      const Link& last = plan_.backbone.links[route.hops.back().link];
      int64_t release_ns = last.phase_ns + (frame.cycle + 1) * system_.cycle_ns +
                           last.delay_ns_max + 2 * system_.clock_error_ns;
      if (flow.arrival_window_ns > 0) {
        release_ns += system_.clock_error_ns + system_.stamp_ns + frame.stamp_ns;
      }
      const int64_t release_ps = world_.ReferencePs(last.to, release_ns * kPsPerNs);
      if (out_ps > release_ps + kRoundingPs) {
        ++run_.violations;
      } else {
        out_ps = release_ps;
      }
    }
    const int64_t latency_ps = out_ps - frame.arrival_ps;
    if (latency_ps < route.bounds.latency_ns_min * kPsPerNs - kRoundingPs) ++run_.violations;
    if (latency_ps > route.bounds.latency_ns_max * kPsPerNs + kRoundingPs) ++run_.violations;
    delivered_[frame.flow][frame.sequence].push_back(latency_ps + route.hold_ns * kPsPerNs);
  }

  void Observe() {
    for (FlowIndex f = 0; f < plan_.flows.size(); ++f) {
      FlowObservation& seen = run_.flows[f];
      for (const auto& [sequence, latencies] : delivered_[f]) {
        const int64_t first_ps = *std::min_element(latencies.begin(), latencies.end());
        seen.latency_ps_min =
            seen.delivered == 0 ? first_ps : std::min(seen.latency_ps_min, first_ps);
        seen.latency_ps_max =
            seen.delivered == 0 ? first_ps : std::max(seen.latency_ps_max, first_ps);
        ++seen.delivered;
        seen.duplicates += static_cast<int64_t>(latencies.size()) - 1;
      }
      seen.lost = seen.sent - seen.policed - seen.delivered;
    }
  }

  const Plan& plan_;
  const CycleSystem& system_;
  const World world_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<Port> ports_;
  std::vector<std::map<uint32_t, std::vector<int64_t>>> delivered_;  // latencies of each packet
  int64_t left_ = 0;  // packets that neither left nor were dropped
  ReferenceRun run_;
};

}  // namespace

ReferenceRun SimulateByReference(const Plan& plan, const Episode& episode) {
  return Reference(plan, episode).Run();
}

}  // namespace lianmeng::network
