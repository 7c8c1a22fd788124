#include "network/simulator.h"

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include "network/cycles.h"
#include "network/simulator_parts.h"

namespace lianmeng::network {
namespace {

// How it works: a port's cycle is one piece of work, done in the order in which cycles open. All that a cycle sends
// arrived before it opened, so it can be sorted and sent at once; what it sends arrives after it opened, so it lands in
// cycles that are yet to open. No heap of packets, no event for a frame.

constexpr int64_t kPsPerSecond = 1'000'000'000'000;
constexpr int64_t kBitsPerByte = 8;
constexpr uint32_t kNone = UINT32_MAX;

struct Packet {
  int64_t ready_ps = 0;
  uint32_t hop = 0;  // of all hops of all routes
  uint32_t sequence = 0;
};

// Two lines of the processor's cache.
struct alignas(64) Chunk {
  static constexpr uint32_t kSize = 7;
  std::array<Packet, kSize> packets;
  uint32_t next = kNone;
};

// The packets of one cycle of a port: chunks, all of them full but the tail.
struct Bucket {
  uint32_t head = kNone, tail = kNone;
  uint32_t tail_count = 0;
};

// A packet on its way to a bucket.
struct Outgoing {
  Packet packet;
  int64_t cycle = 0, opening_ps = 0;
  LinkIndex port = 0;
};

struct HopRecord {
  LinkIndex port = 0;
  uint32_t wire_bytes = 0;
  int32_t shift_before = 0;  // from the cycle before to this hop's
  uint32_t route = 0;
  FlowIndex flow = 0;
  bool is_last = false;
};

struct RouteRecord {
  FlowIndex flow = 0;
  uint32_t route = 0;
  uint32_t first_hop = 0;
  int64_t interval_cycles = 0;
};

// What a route's source does next.
struct SourceRecord {
  int64_t cycle = 0, interval = 0, intervals = 0;
  uint32_t next = kNone;  // that is due in the same cycle, modulo
};

struct Opening {
  int64_t opening_ps = 0;
  int64_t cycle = 0;
  LinkIndex port = 0;

  friend bool operator<(const Opening& a, const Opening& b) {
    return a.opening_ps != b.opening_ps ? a.opening_ps < b.opening_ps : a.port < b.port;
  }
};

// A port's buckets take turns in a ring long enough for all that lies on the links into it.
struct PortRecord {
  size_t first_bucket = 0;
  int64_t ring_mask = 0;
  int64_t wait_ps_max = 0;  // of packets from other sites, until their cycle opened
  int64_t byte_ps = 0;      // 0: not a whole number
  int64_t rate_bps = 0;
  bool is_cut = false;
};

bool ComesBefore(const Packet& a, const Packet& b) {
  if (a.ready_ps != b.ready_ps) return a.ready_ps < b.ready_ps;
  return a.hop != b.hop ? a.hop < b.hop : a.sequence < b.sequence;
}

class Engine {
 public:
  Engine(const Plan& plan, const SimulationOptions& options, SimulationReport& report)
      : plan_(plan),
        options_(options),
        report_(report),
        buffers_(plan.backbone.system.buffers),
        cycle_ps_(plan.backbone.system.cycle_ns * kPsPerNs),
        egress_(plan, report) {
    LayRoutes();
    LayPorts();
    int64_t interval_max = 1;
    for (const RouteRecord& route : routes_) {
      interval_max = std::max(interval_max, route.interval_cycles);
    }
    const auto ring = [](int64_t least) { return std::bit_ceil(static_cast<uint64_t>(least)); };
    due_.assign(ring(interval_max + 1), kNone);
    sources_.resize(routes_.size());
    slots_.resize(ring(InboundCyclesMax(plan) + 4));
  }

  void Run(const Episode& episode) {
    const World world(plan_, episode);
    world_ = &world;
    StartSources();
    // A cycle opens within one slot of its number, and its sources come two slots ahead.
    for (slot_ = std::max<int64_t>(0, plan_.hypercycle - 3); sources_left_ > 0 || under_way_ > 0;
         ++slot_) {
      InjectSources(slot_ + 2);
      std::vector<Opening>& openings = slots_[Ring(slot_)];
      std::sort(openings.begin(), openings.end());
      // What a broken plan sends at once is inserted behind the one in hand.
      for (in_hand_ = 0; in_hand_ < openings.size(); ++in_hand_) {
        const Opening opening = openings[in_hand_];
        if (in_hand_ + 1 < openings.size()) {
          const Opening& next = openings[in_hand_ + 1];
          PrefetchChunk(BucketOf(next.port, next.cycle).head);
        }
        Send(opening);
      }
      openings.clear();
      in_hand_ = 0;
    }
    egress_.Flush();
    world_ = nullptr;
  }

  // What is known only when all is done.
  void Finish() {
    for (size_t p = 0; p < ports_.size(); ++p) {
      PortObservation& seen = report_.ports[p];
      if (ports_[p].wait_ps_max >= 0) {
        seen.buffers_max = CeilDiv(ports_[p].wait_ps_max, cycle_ps_) + 1;
      }
      if (seen.buffers_max > plan_.buffers[p]) {
        Violate(ViolationKind::kBuffersAbove, static_cast<LinkIndex>(p), {}, 0,
                seen.buffers_max - plan_.buffers[p]);
      }
    }
  }

 private:
  [[nodiscard]] size_t Ring(int64_t slot) const {
    return static_cast<size_t>(slot) & (slots_.size() - 1);
  }
  void LayRoutes() {
    for (FlowIndex f = 0; f < plan_.flows.size(); ++f) {
      const auto wire_bytes =
          static_cast<uint32_t>(plan_.flows[f].frame_bytes + kWireOverheadBytes);
      for (uint32_t r = 0; r < plan_.given[f].routes.size(); ++r) {
        const std::vector<Hop>& hops = plan_.given[f].routes[r].hops;
        routes_.push_back({f, r, static_cast<uint32_t>(hops_.size()),
                           plan_.flows[f].interval_ns / plan_.backbone.system.cycle_ns});
        for (size_t h = 0; h < hops.size(); ++h) {
          const int64_t shift = h == 0 ? 0 : hops[h].cycle - hops[h - 1].cycle;
          hops_.push_back({hops[h].link, wire_bytes, static_cast<int32_t>(shift),
                           static_cast<uint32_t>(routes_.size() - 1), f, h + 1 == hops.size()});
        }
      }
    }
  }

  void LayPorts() {
    const std::vector<Link>& links = plan_.backbone.links;
    std::vector<int64_t> inbound_ns(plan_.backbone.sites.size(), 0);
    for (const Link& link : links) {
      inbound_ns[link.to] = std::max(inbound_ns[link.to], link.delay_ns_max);
    }
    size_t buckets = 0;
    for (const Link& link : links) {
      PortRecord port;
      const int64_t cycles = inbound_ns[link.from] / plan_.backbone.system.cycle_ns + buffers_ + 8;
      port.ring_mask = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(cycles))) - 1;
      port.first_bucket = buckets;
      port.rate_bps = link.rate_bps;
      port.wait_ps_max = -1;
      if (kBitsPerByte * kPsPerSecond % link.rate_bps == 0) {
        port.byte_ps = kBitsPerByte * kPsPerSecond / link.rate_bps;
      }
      buckets += static_cast<size_t>(port.ring_mask) + 1;
      ports_.push_back(port);
    }
    for (const LinkIndex cut : options_.cut) ports_[cut].is_cut = true;
    buckets_.resize(buckets);
  }

  void StartSources() {
    for (uint32_t r = 0; r < routes_.size(); ++r) {
      const RouteRecord& route = routes_[r];
      const Hop& first = plan_.given[route.flow].routes[route.route].hops[0];
      sources_[r] = {.cycle = world_->CycleOf(route.flow, first, 0),
                     .intervals = world_->Intervals(route.flow)};
      if (sources_[r].intervals == 0) continue;
      ++sources_left_;
      ScheduleSource(r);
    }
  }

  void ScheduleSource(uint32_t route) {
    SourceRecord& source = sources_[route];
    uint32_t& head = due_[static_cast<size_t>(source.cycle) & (due_.size() - 1)];
    source.next = head;
    head = route;
  }

  // All sources whose first cycle it is. Those of a later turn of the ring are put back.
  void InjectSources(int64_t cycle) {
    uint32_t& head = due_[static_cast<size_t>(cycle) & (due_.size() - 1)];
    uint32_t route = head;
    head = kNone;
    while (route != kNone) {
      SourceRecord& source = sources_[route];
      const uint32_t next = source.next;
      if (source.cycle == cycle) {
        Inject(route, cycle);
        source.cycle += routes_[route].interval_cycles;
        ++source.interval;
      }
      if (source.interval < source.intervals) {
        ScheduleSource(route);
      } else {
        --sources_left_;
      }
      route = next;
    }
  }

  void Inject(uint32_t route, int64_t cycle) {
    const RouteRecord& record = routes_[route];
    const FlowRequest& flow = plan_.flows[record.flow];
    const int64_t interval = sources_[route].interval;
    world_->Offer(record.flow, interval, offered_);
    if (offered_.empty()) return;
    const auto sent = static_cast<int64_t>(offered_.size());
    const int64_t policed = Police(plan_, *world_, record.flow, interval, offered_);
    if (record.route == 0) {
      report_.flows[record.flow].sent += sent;
      report_.flows[record.flow].policed += policed;
    }
    const LinkIndex port = hops_[record.first_hop].port;
    const int64_t opening_ps = world_->OpeningPs(port, cycle);
    const bool is_last = world_->QueuesLast(record.flow);
    auto sequence = static_cast<uint32_t>(interval * flow.packets);
    for (const OfferedPacket& packet : offered_) {
      Append({.packet = {.ready_ps = is_last ? opening_ps : packet.arrival_ps,
                         .hop = record.first_hop,
                         .sequence = sequence++},
              .cycle = cycle,
              .opening_ps = opening_ps,
              .port = port});
    }
  }

  [[nodiscard]] Bucket& BucketOf(LinkIndex port, int64_t cycle) {
    const PortRecord& record = ports_[port];
    return buckets_[record.first_bucket + static_cast<size_t>(cycle & record.ring_mask)];
  }

  void Append(const Outgoing& outgoing) {
    Bucket& bucket = BucketOf(outgoing.port, outgoing.cycle);
    if (bucket.tail_count == Chunk::kSize || bucket.tail == kNone) {
      const uint32_t chunk = NewChunk();
      if (bucket.tail == kNone) {
        bucket.head = chunk;
        Schedule({outgoing.opening_ps, outgoing.cycle, outgoing.port});
      } else {
        chunks_[bucket.tail].next = chunk;
      }
      bucket.tail = chunk;
      bucket.tail_count = 0;
    }
    chunks_[bucket.tail].packets[bucket.tail_count++] = outgoing.packet;
    ++under_way_;
  }

  // What is under way fills more than the processor's cache: asks for where each packet goes before it goes there.
  void AppendOutgoing() {
    for (const Outgoing& outgoing : outgoing_) {
      const Bucket& bucket = BucketOf(outgoing.port, outgoing.cycle);
      if (bucket.tail == kNone) continue;
      __builtin_prefetch(&chunks_[bucket.tail].packets[bucket.tail_count % Chunk::kSize], 1);
    }
    for (const Outgoing& outgoing : outgoing_) Append(outgoing);
    outgoing_.clear();
  }

  uint32_t NewChunk() {
    if (free_ == kNone) {
      chunks_.emplace_back();
      return static_cast<uint32_t>(chunks_.size() - 1);
    }
    const uint32_t chunk = free_;
    free_ = chunks_[chunk].next;
    chunks_[chunk].next = kNone;
    return chunk;
  }

  void Schedule(const Opening& opening) {
    const int64_t slot = std::max<int64_t>(0, opening.opening_ps / cycle_ps_);
    std::vector<Opening>& openings = slots_[Ring(slot)];
    if (slot != slot_) {
      openings.push_back(opening);
      return;
    }
    const auto behind = openings.begin() + static_cast<ptrdiff_t>(in_hand_);
    openings.insert(std::upper_bound(behind, openings.end(), opening), opening);
  }

  void PrefetchChunk(uint32_t chunk) const {
    constexpr size_t kLine = 64;
    const auto* bytes = reinterpret_cast<const char*>(&chunks_[chunk]);
    for (size_t at = 0; at < sizeof(Chunk); at += kLine) __builtin_prefetch(bytes + at);
  }

  // Takes the packets of a cycle out of its bucket into in_queue_, first in first.
  void TakeQueue(const Opening& opening) {
    Bucket& bucket = BucketOf(opening.port, opening.cycle);
    in_queue_.clear();
    for (uint32_t c = bucket.head; c != kNone;) {
      Chunk& chunk = chunks_[c];
      const uint32_t next = chunk.next;
      if (next != kNone) PrefetchChunk(next);
      const uint32_t count = c == bucket.tail ? bucket.tail_count : Chunk::kSize;
      in_queue_.insert(in_queue_.end(), chunk.packets.begin(), chunk.packets.begin() + count);
      chunk.next = free_;
      free_ = c;
      c = next;
    }
    bucket = {};
    under_way_ -= static_cast<int64_t>(in_queue_.size());
    if (!std::is_sorted(in_queue_.begin(), in_queue_.end(), ComesBefore)) {
      std::sort(in_queue_.begin(), in_queue_.end(), ComesBefore);
    }
  }

  void Send(const Opening& opening) {
    TakeQueue(opening);
    const PortRecord& port = ports_[opening.port];
    const int64_t close_ps = world_->OpeningPs(opening.port, opening.cycle + 1);
    const int64_t start_ps =
        opening.opening_ps +
        WirePs(world_->BestEffortBytes(opening.port, opening.cycle), port.rate_bps);
    constexpr size_t kAhead = 8;
    int64_t bytes = 0;
    size_t sent = 0;
    for (; sent < in_queue_.size(); ++sent) {
      const Packet& packet = in_queue_[sent];
      const HopRecord& hop = hops_[packet.hop];
      if (sent + kAhead < in_queue_.size()) {
        __builtin_prefetch(&hops_[in_queue_[sent + kAhead].hop]);
      }
      const int64_t upto = bytes + hop.wire_bytes;
      const int64_t end_ps =
          start_ps + (port.byte_ps != 0 ? upto * port.byte_ps : WirePs(upto, port.rate_bps));
      if (end_ps > close_ps + kRoundingPs) {
        Drop(ViolationKind::kNotSent, opening, end_ps - close_ps, sent);
        break;
      }
      bytes = upto;
      if (port.is_cut) continue;
      const int64_t ready_ps = end_ps + world_->DelayPs(opening.port, hop.flow, packet.sequence);
      if (options_.trace != nullptr) Trace(packet, hop, ready_ps);
      if (hop.is_last) {
        egress_.Receive(*world_, {hop.flow, routes_[hop.route].route, packet.sequence, ready_ps,
                                  opening.cycle});
      } else {
        Forward(packet, ready_ps, opening.cycle);
      }
    }
    AppendOutgoing();
    PortObservation& seen = report_.ports[opening.port];
    seen.packets += static_cast<int64_t>(sent);
    seen.cycle_bytes_max = std::max(seen.cycle_bytes_max, bytes);
    report_.packet_hops += static_cast<int64_t>(sent);
  }

  // Into the queue of the next port that the label and the flow's shift say. The plan's cycle is where that leads if
  // the packet is neither late nor too early; otherwise the device decides, which knows the label alone.
  void Forward(const Packet& packet, int64_t ready_ps, int64_t cycle) {
    const HopRecord& hop = hops_[packet.hop + 1];
    const Packet next{ready_ps, packet.hop + 1, packet.sequence};
    const int64_t planned = cycle + hop.shift_before;
    const int64_t opening_ps = world_->OpeningPs(hop.port, planned);
    PortRecord& port = ports_[hop.port];
    if (ready_ps <= opening_ps && ready_ps >= world_->OpeningPs(hop.port, planned - buffers_ + 1))
        [[likely]] {
      port.wait_ps_max = std::max(port.wait_ps_max, opening_ps - ready_ps);
      Direct({next, planned, opening_ps, hop.port});
      return;
    }
    const bool is_late = ready_ps > opening_ps;
    const int64_t free_ps = world_->OpeningPs(hop.port, planned - buffers_ + 1);
    Violate(is_late ? ViolationKind::kTooLate : ViolationKind::kBufferTaken, hop.port, next,
            ready_ps, is_late ? ready_ps - opening_ps : free_ps - ready_ps);
    // The next cycle to open, at this very instant or later.
    int64_t upcoming = ready_ps / cycle_ps_ - 1;
    while (world_->OpeningPs(hop.port, upcoming) < ready_ps) ++upcoming;
    const bool is_one_open = world_->OpeningPs(hop.port, upcoming) > ready_ps;
    const int64_t label = Modulo(cycle, buffers_);
    const int64_t queue = Modulo(label + hop.shift_before, buffers_);
    if (is_one_open && Modulo(upcoming - 1, buffers_) == queue) return;  // into an open queue
    const int64_t taken = upcoming + Modulo(queue - upcoming, buffers_);
    Direct({next, taken, world_->OpeningPs(hop.port, taken), hop.port});
  }

  void Direct(const Outgoing& outgoing) {
    __builtin_prefetch(&BucketOf(outgoing.port, outgoing.cycle), 1);
    outgoing_.push_back(outgoing);
  }

  void Trace(const Packet& packet, const HopRecord& hop, int64_t ready_ps) const {
    const RouteRecord& route = routes_[hop.route];
    options_.trace->push_back(
        {hop.flow, route.route, packet.hop - route.first_hop, packet.sequence, ready_ps});
  }

  // What is left in a queue at its close.
  void Drop(ViolationKind kind, const Opening& opening, int64_t by_ps, size_t first) {
    for (size_t i = first; i < in_queue_.size(); ++i) {
      Violate(kind, opening.port, in_queue_[i], opening.opening_ps, by_ps);
    }
  }

  void Violate(ViolationKind kind, LinkIndex link, const Packet& packet, int64_t time_ps,
               int64_t by_ps) {
    ++report_.violations;
    if (report_.first_violations.size() >= kViolationsKept) return;
    const RouteRecord route = hops_.empty() ? RouteRecord{} : routes_[hops_[packet.hop].route];
    report_.first_violations.push_back({kind, route.flow, route.route, packet.sequence, link,
                                        time_ps, by_ps,
                                        static_cast<uint32_t>(report_.episodes.size() - 1)});
  }

  const Plan& plan_;
  const SimulationOptions& options_;
  SimulationReport& report_;
  const int64_t buffers_;
  const int64_t cycle_ps_;
  Egress egress_;
  const World* world_ = nullptr;

  std::vector<HopRecord> hops_;
  std::vector<RouteRecord> routes_;
  std::vector<PortRecord> ports_;
  std::vector<Bucket> buckets_;
  std::vector<Chunk> chunks_;
  uint32_t free_ = kNone;
  int64_t under_way_ = 0;  // packets in buckets

  std::vector<std::vector<Opening>> slots_;  // cycles to open in [slot · T, (slot + 1) · T)
  int64_t slot_ = 0;
  size_t in_hand_ = 0;

  std::vector<SourceRecord> sources_;  // of each route
  std::vector<uint32_t> due_;  // for each cycle, modulo, a list of routes through their records
  int64_t sources_left_ = 0;
  std::vector<OfferedPacket> offered_;
  std::vector<Packet> in_queue_;
  std::vector<Outgoing> outgoing_;
};

// Flows are set beside their bounds once all has been seen.
void Conclude(const Plan& plan, SimulationReport& report) {
  const auto share = [](int64_t observed_ps, int64_t bound_ns) {
    if (bound_ns == 0) return observed_ps == 0 ? 0.0 : 2.0;
    return static_cast<double>(observed_ps) / (static_cast<double>(bound_ns) * kPsPerNs);
  };
  for (FlowIndex f = 0; f < report.flows.size(); ++f) {
    FlowObservation& seen = report.flows[f];
    seen.lost = seen.sent - seen.policed - seen.delivered;
    report.sent += seen.sent;
    report.policed += seen.policed;
    report.delivered += seen.delivered;
    report.lost += seen.lost;
    if (seen.delivered == 0) continue;
    const DelayBounds& bounds = plan.given[f].bounds;
    const double latency = share(seen.latency_ps_max, bounds.latency_ns_max);
    const double jitter = share(seen.JitterPs(), bounds.JitterNs());
    if (latency > report.latency.share) report.latency = {latency, f};
    if (jitter > report.jitter.share) report.jitter = {jitter, f};
  }
}

}  // namespace

Result<SimulationReport> Simulate(const Plan& plan, const std::vector<Episode>& episodes,
                                  const SimulationOptions& options) {
  LM_TRY(ValidateForSimulation(plan));
  for (const LinkIndex cut : options.cut) {
    if (cut < plan.backbone.links.size()) continue;
    return MakeError(ErrorCode::kInvalidArgument, {"没有这条链路", "there is no such link"},
                     {.file = {}, .line = 0, .field = "cut", .value = std::to_string(cut)});
  }
  SimulationReport report;
  report.flows.resize(plan.flows.size());
  report.ports.resize(plan.backbone.links.size());
  Engine engine(plan, options, report);
  for (const Episode& episode : episodes) {
    report.episodes.push_back(episode);
    engine.Run(episode);
  }
  engine.Finish();
  Conclude(plan, report);
  return report;
}

Result<SimulationReport> Simulate(const Plan& plan, const SimulationOptions& options) {
  LM_TRY(ValidateForSimulation(plan));
  return Simulate(plan, EpisodesFor(plan, options), options);
}

}  // namespace lianmeng::network
