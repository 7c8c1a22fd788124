// Compiled against ns-3 into lianmeng_ns3.so; all that the program knows of ns-3. Wires, transmitters and the order of
// events are ns-3's (PointToPointNetDevice, PointToPointChannel, Simulator); it has no cycles, so the gate in front of
// each device is ours.
#include "peer/ns3_module.h"

#include <ns3/core-module.h>
#include <ns3/network-module.h>
#include <ns3/point-to-point-module.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace {

constexpr int64_t kPppBytes = 2;  // that the device puts in front
constexpr uint16_t kProtocol = 0x0800;
constexpr int64_t kRoundingPs = 2;

class Network;

struct Frame {
  ns3::Ptr<ns3::Packet> packet;
  const LianmengNs3Packet* record = nullptr;
  uint32_t hop = 0;
  int64_t label = 0;  // the queue that it was last sent from
  int64_t ready_ps = 0;

  [[nodiscard]] auto Key() const {
    return std::tuple(ready_ps, record->flow, record->route, hop, record->sequence);
  }
};

// C queues in front of one device, opened in turn.
class Gate {
 public:
  Gate(Network& network, uint32_t port) : network_(network), port_(port) {}

  void Connect(const LianmengNs3Port& port);
  void Hold(int64_t cycle, const Frame& frame) { held_[cycle].push_back(frame); }
  void Start();
  void Take(Frame frame, int64_t shift);

 private:
  void Open(int64_t cycle);
  void Close();
  void SendNext();
  void SendBestEffort(int64_t bytes);
  void WireFree(ns3::Ptr<const ns3::Packet> packet);
  bool Receive(ns3::Ptr<ns3::NetDevice> device, ns3::Ptr<const ns3::Packet> packet,
               uint16_t protocol, const ns3::Address& from);

  Network& network_;
  const uint32_t port_;
  ns3::Ptr<ns3::PointToPointNetDevice> sender_, receiver_;
  int64_t delay_ps_min_ = 0;
  ns3::DataRate rate_;
  std::vector<std::deque<Frame>> queues_;
  std::map<int64_t, std::vector<Frame>> held_;
  std::unordered_map<uint64_t, Frame> on_wire_;
  bool is_open_ = false, is_busy_ = false;
  int64_t cycle_ = 0;
};

int64_t NowPs() { return ns3::Simulator::Now().GetPicoSeconds(); }
ns3::Time Until(int64_t instant_ps) {
  return ns3::PicoSeconds(std::max<int64_t>(0, instant_ps - NowPs()));
}

class Network {
 public:
  explicit Network(const LianmengNs3Scenario& scenario) : scenario_(scenario) {
    for (uint32_t p = 0; p < scenario.port_count; ++p) {
      gates_.push_back(std::make_unique<Gate>(*this, p));
      gates_.back()->Connect(scenario.ports[p]);
    }
    left_ = scenario.packet_count;
    for (uint64_t i = 0; i < scenario.packet_count; ++i) {
      const LianmengNs3Packet& record = scenario.packets[i];
      const auto payload = static_cast<uint32_t>(record.wire_bytes - kPppBytes);
      gates_[scenario.hops[record.first_hop].port]->Hold(
          record.cycle, {ns3::Create<ns3::Packet>(payload), &record, 0, 0, record.enters_ps});
    }
  }

  uint64_t Run() {
    if (left_ == 0) return 0;
    for (const auto& gate : gates_) gate->Start();
    ns3::Simulator::Run();
    return dropped_;
  }

  void Arrive(const Frame& frame) {
    scenario_.passed(scenario_.out, frame.record, frame.hop, NowPs());
    if (frame.hop + 1 == frame.record->hops) {
      Leave(1);
      return;
    }
    Frame next = frame;
    ++next.hop;
    next.ready_ps = NowPs();
    const LianmengNs3Hop& hop = scenario_.hops[frame.record->first_hop + next.hop];
    gates_[hop.port]->Take(next, hop.shift);
  }
  void Drop(size_t frames) {
    dropped_ += frames;
    Leave(frames);
  }
  [[nodiscard]] const LianmengNs3Scenario& scenario() const { return scenario_; }

 private:
  void Leave(size_t frames) {
    left_ -= frames;
    if (left_ == 0) ns3::Simulator::Stop();
  }

  const LianmengNs3Scenario& scenario_;
  std::vector<std::unique_ptr<Gate>> gates_;
  uint64_t left_ = 0, dropped_ = 0;
};

void Gate::Connect(const LianmengNs3Port& port) {
  delay_ps_min_ = port.delay_ps_min;
  rate_ = ns3::DataRate(static_cast<uint64_t>(port.rate_bps));
  queues_.resize(static_cast<size_t>(network_.scenario().buffers));
  const auto make = [&] {
    const auto device = ns3::CreateObject<ns3::PointToPointNetDevice>();
    device->SetDataRate(rate_);
    device->SetAddress(ns3::Mac48Address::Allocate());
    device->SetQueue(ns3::CreateObject<ns3::DropTailQueue<ns3::Packet>>());
    const auto node = ns3::CreateObject<ns3::Node>();
    node->AddDevice(device);
    return device;
  };
  sender_ = make();
  receiver_ = make();
  const auto channel = ns3::CreateObject<ns3::PointToPointChannel>();
  channel->SetAttribute("Delay", ns3::TimeValue(ns3::PicoSeconds(delay_ps_min_)));
  sender_->Attach(channel);
  receiver_->Attach(channel);
  sender_->TraceConnectWithoutContext("PhyTxEnd", ns3::MakeCallback(&Gate::WireFree, this));
  receiver_->SetReceiveCallback(ns3::MakeCallback(&Gate::Receive, this));
}

void Gate::Start() {
  const LianmengNs3Scenario& scenario = network_.scenario();
  ns3::Simulator::Schedule(Until(scenario.opening_ps(scenario.world, port_, 0)), &Gate::Open, this,
                           int64_t{0});
}

// All that happens at this very instant comes first: the cycle before closes, then frames arrive, then this one opens.
void Gate::Open(int64_t cycle) {
  ns3::Simulator::ScheduleNow([this, cycle] {
    ns3::Simulator::ScheduleNow([this, cycle] {
      const LianmengNs3Scenario& scenario = network_.scenario();
      const ns3::Time close = Until(scenario.opening_ps(scenario.world, port_, cycle + 1));
      ns3::Simulator::Schedule(close, &Gate::Close, this);
      ns3::Simulator::Schedule(close, &Gate::Open, this, cycle + 1);
      is_open_ = true;
      std::deque<Frame>& queue =
          queues_[static_cast<size_t>(cycle % static_cast<int64_t>(queues_.size()))];
      if (const auto held = held_.find(cycle); held != held_.end()) {
        queue.insert(queue.end(), held->second.begin(), held->second.end());
        held_.erase(held);
      }
      // First in, first out; of those that came at one instant, by flow, as everywhere else.
      std::sort(queue.begin(), queue.end(),
                [](const Frame& a, const Frame& b) { return a.Key() < b.Key(); });
      SendBestEffort(scenario.best_effort_bytes(scenario.world, port_, cycle));
      SendNext();
    });
  });
}

void Gate::Close() {
  is_open_ = false;
  std::deque<Frame>& queue =
      queues_[static_cast<size_t>(cycle_ % static_cast<int64_t>(queues_.size()))];
  const size_t left = queue.size();
  queue.clear();
  ++cycle_;
  if (left > 0) network_.Drop(left);
}

void Gate::SendBestEffort(int64_t bytes) {
  if (bytes <= kPppBytes) return;
  is_busy_ = true;
  sender_->Send(ns3::Create<ns3::Packet>(static_cast<uint32_t>(bytes - kPppBytes)),
                receiver_->GetAddress(), kProtocol);
}

void Gate::SendNext() {
  if (!is_open_ || is_busy_) return;
  std::deque<Frame>& queue =
      queues_[static_cast<size_t>(cycle_ % static_cast<int64_t>(queues_.size()))];
  if (queue.empty()) return;
  const LianmengNs3Scenario& scenario = network_.scenario();
  const int64_t wire_ps =
      rate_.CalculateBytesTxTime(static_cast<uint32_t>(queue.front().record->wire_bytes))
          .GetPicoSeconds();
  const int64_t close_ps = scenario.opening_ps(scenario.world, port_, cycle_ + 1);
  if (NowPs() + wire_ps > close_ps + kRoundingPs) return;
  Frame frame = queue.front();
  queue.pop_front();
  frame.label = cycle_ % static_cast<int64_t>(queues_.size());
  on_wire_[frame.packet->GetUid()] = frame;
  is_busy_ = true;
  // A copy keeps its identity; the device puts a header on what it is given.
  sender_->Send(frame.packet->Copy(), receiver_->GetAddress(), kProtocol);
}

void Gate::WireFree(ns3::Ptr<const ns3::Packet>) {
  is_busy_ = false;
  ns3::Simulator::ScheduleNow(&Gate::SendNext, this);
}

bool Gate::Receive(ns3::Ptr<ns3::NetDevice>, ns3::Ptr<const ns3::Packet> packet, uint16_t,
                   const ns3::Address&) {
  const auto found = on_wire_.find(packet->GetUid());
  if (found == on_wire_.end()) return true;  // best effort
  const Frame frame = found->second;
  on_wire_.erase(found);
  const LianmengNs3Scenario& scenario = network_.scenario();
  const int64_t delay_ps =
      scenario.delay_ps(scenario.world, port_, frame.record->flow, frame.record->sequence);
  // Processing at the far end, behind the fibre. One step at this instant more, so that cycles which close now close
  // first; Open takes two.
  const auto arrive = [this, frame] { network_.Arrive(frame); };
  if (delay_ps == delay_ps_min_) {
    ns3::Simulator::ScheduleNow(arrive);
  } else {
    ns3::Simulator::Schedule(ns3::PicoSeconds(delay_ps - delay_ps_min_),
                             [arrive] { ns3::Simulator::ScheduleNow(arrive); });
  }
  return true;
}

void Gate::Take(Frame frame, int64_t shift) {
  const auto buffers = static_cast<int64_t>(queues_.size());
  const int64_t queue = (frame.label + shift % buffers) % buffers;
  if (is_open_ && cycle_ % buffers == queue) {
    network_.Drop(1);
    return;
  }
  queues_[static_cast<size_t>(queue)].push_back(frame);
}

uint64_t Run(const LianmengNs3Scenario* scenario) {
  // Once in a process, before the first run: ns-3 does not take it back.
  static const bool in_picoseconds = [] {
    ns3::Time::SetResolution(ns3::Time::PS);
    return true;
  }();
  (void)in_picoseconds;
  uint64_t dropped = 0;
  {
    Network network(*scenario);
    dropped = network.Run();
    ns3::Simulator::Destroy();
  }
  return dropped;
}

}  // namespace

extern "C" const LianmengNs3* lianmeng_ns3() {
  static constexpr LianmengNs3 kFunctions = {Run};
  return &kFunctions;
}
