// An adversary for network calculus: random feed-forward networks of whole numbers, and what happens in them when servers
// are as lazy as they may be, serve in the worst order that they may, and sources send as much as they may. What is seen
// there is a lower bound of the worst.
//
// Time goes in ticks. Data that come at tick n may leave a server at tick n, and come to the next at tick n: whole ticks
// are all that a server of latency >= 1 tick takes longer than none. In a backlogged period that begins at tick b, a
// server has sent rate · (n + 1 - b - latency) by tick n, which is what its curve asks until tick n + 1.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "network/calculus.h"

namespace lianmeng::network::testing {

struct Observed {
  std::vector<int64_t> delay;    // of each flow
  std::vector<int64_t> backlog;  // of each server
};

class Adversary {
 public:
  explicit Adversary(uint64_t seed) : seed_(seed), random_(seed) {}

  [[nodiscard]] uint64_t seed() const { return seed_; }

  // A few servers in a row that flows pass upwards, some leaving others out; no server has more than its rate.
  [[nodiscard]] ServiceNet MakeNet() {
    ServiceNet net;
    const int servers = Draw(1, 6), flows = Draw(2, 6);
    std::vector<int64_t> taken(static_cast<size_t>(servers), 0);
    for (int f = 0; f < flows; ++f) {
      BucketFlow flow{"f" + std::to_string(f), Draw(1, 4), Draw(0, 30)};
      const bool is_straight = Draw(0, 1) == 0;
      const int first = Draw(0, servers - 1), last = Draw(first, servers - 1);
      for (int s = first; s <= last; ++s) {
        if (s != first && !is_straight && Draw(0, 2) == 0) continue;
        flow.path.push_back(static_cast<ServerIndex>(s));
        taken[static_cast<size_t>(s)] += static_cast<int64_t>(numerator(flow.rate));
      }
      if (Draw(0, 3) == 0) flow.priority = Draw(0, 2);
      net.flows.push_back(std::move(flow));
    }
    for (int s = 0; s < servers; ++s) {
      const int64_t rate = std::max<int64_t>(taken[static_cast<size_t>(s)], 1) + Draw(0, 4);
      net.servers.push_back({"s" + std::to_string(s), rate, Draw(1, 5)});
    }
    return net;
  }

  [[nodiscard]] Observed Run(const ServiceNet& net) {
    Begin(net);
    for (int64_t tick = 0; tick < kTicks; ++tick) {
      for (size_t f = 0; f < net.flows.size(); ++f) Send(net, f, tick);
      for (size_t s = 0; s < net.servers.size(); ++s) Serve(net, s, tick);
    }
    return seen_;
  }

 private:
  static constexpr int64_t kTicks = 150;

  struct Chunk {
    size_t flow = 0;
    int64_t amount = 0, sent_tick = 0;
  };
  struct Queue {
    std::vector<Chunk> arriving;  // at this tick
    std::deque<Chunk> waiting;    // in the order in which they came
    std::vector<size_t> order;    // of flows, the first served first
    int64_t busy_since = -1, served = 0, backlog = 0;
  };

  int Draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  void Begin(const ServiceNet& net) {
    seen_ = {std::vector<int64_t>(net.flows.size(), 0),
             std::vector<int64_t>(net.servers.size(), 0)};
    queues_.assign(net.servers.size(), {});
    tokens_.clear();
    start_.clear();
    is_greedy_.clear();
    for (const BucketFlow& flow : net.flows) {
      tokens_.push_back(static_cast<int64_t>(numerator(flow.burst)));
      start_.push_back(Draw(0, 1) == 0 ? 0 : Draw(0, 40));
      is_greedy_.push_back(Draw(0, 3) != 0);
    }
    victim_ = static_cast<size_t>(Draw(0, static_cast<int>(net.flows.size()) - 1));
    for (Queue& queue : queues_) {
      for (size_t f = 0; f < net.flows.size(); ++f) queue.order.push_back(f);
      std::shuffle(queue.order.begin(), queue.order.end(), random_);
      // Mostly one flow is served last; sometimes it goes first somewhere, and bunches the others.
      if (Draw(0, 4) != 0) std::erase(queue.order, victim_), queue.order.push_back(victim_);
      std::stable_sort(queue.order.begin(), queue.order.end(), [&](size_t a, size_t b) {
        return net.flows[a].priority < net.flows[b].priority;
      });
    }
  }

  // All that the token bucket holds, or some of it.
  void Send(const ServiceNet& net, size_t f, int64_t tick) {
    const BucketFlow& flow = net.flows[f];
    const auto rate = static_cast<int64_t>(numerator(flow.rate));
    const auto burst = static_cast<int64_t>(numerator(flow.burst));
    // The bucket holds the burst at each moment; what a tick brings can be sent with it.
    if (tick > 0) tokens_[f] = std::min(burst, tokens_[f] + rate);
    if (tick < start_[f] || tokens_[f] <= 0) return;
    const int64_t amount = is_greedy_[f]     ? tokens_[f]
                           : Draw(0, 3) == 0 ? Draw(0, static_cast<int>(tokens_[f]))
                                             : 0;
    if (amount == 0) return;
    tokens_[f] -= amount;
    queues_[flow.path[0]].arriving.push_back({f, amount, tick});
  }

  [[nodiscard]] static ServerIndex After(const BucketFlow& flow, size_t s) {
    const auto at = std::find(flow.path.begin(), flow.path.end(), s);
    return at + 1 == flow.path.end() ? UINT32_MAX : *(at + 1);
  }

  void Accept(Queue& queue, size_t s, int64_t tick) {
    // Of what comes at one tick, the order is the server's.
    std::stable_sort(
        queue.arriving.begin(), queue.arriving.end(),
        [&](const Chunk& a, const Chunk& b) { return (a.flow == victim_) < (b.flow == victim_); });
    for (const Chunk& chunk : queue.arriving) {
      if (queue.backlog == 0) {
        queue.busy_since = tick;
        queue.served = 0;
      }
      queue.backlog += chunk.amount;
      queue.waiting.push_back(chunk);
    }
    queue.arriving.clear();
    seen_.backlog[s] = std::max(seen_.backlog[s], queue.backlog);
  }

  // The chunk that goes first, of those that wait.
  std::deque<Chunk>::iterator Next(const ServiceNet& net, Queue& queue) {
    if (net.multiplexing == Multiplexing::kFifo) {
      return std::min_element(queue.waiting.begin(), queue.waiting.end(),
                              [&](const Chunk& a, const Chunk& b) {
                                return net.flows[a.flow].priority < net.flows[b.flow].priority;
                              });
    }
    for (const size_t f : queue.order) {
      const auto found = std::find_if(queue.waiting.begin(), queue.waiting.end(),
                                      [&](const Chunk& chunk) { return chunk.flow == f; });
      if (found != queue.waiting.end()) return found;
    }
    return queue.waiting.end();
  }

  void Serve(const ServiceNet& net, size_t s, int64_t tick) {
    Queue& queue = queues_[s];
    Accept(queue, s, tick);
    const auto rate = static_cast<int64_t>(numerator(net.servers[s].rate));
    const auto latency = static_cast<int64_t>(numerator(net.servers[s].latency));
    const int64_t due = rate * std::max<int64_t>(0, tick + 1 - queue.busy_since - latency);
    while (queue.backlog > 0 && queue.served < due) {
      const auto next = Next(net, queue);
      const int64_t amount = std::min(next->amount, due - queue.served);
      Forward(net, s, {next->flow, amount, next->sent_tick}, tick);
      queue.served += amount;
      queue.backlog -= amount;
      next->amount -= amount;
      if (next->amount == 0) queue.waiting.erase(next);
    }
  }

  void Forward(const ServiceNet& net, size_t s, const Chunk& chunk, int64_t tick) {
    const ServerIndex after = After(net.flows[chunk.flow], s);
    if (after != UINT32_MAX) {
      queues_[after].arriving.push_back(chunk);
    } else {
      seen_.delay[chunk.flow] = std::max(seen_.delay[chunk.flow], tick - chunk.sent_tick);
    }
  }

  uint64_t seed_;
  std::mt19937_64 random_;
  Observed seen_;
  std::vector<Queue> queues_;
  std::vector<int64_t> tokens_, start_;
  std::vector<bool> is_greedy_;
  size_t victim_ = 0;
};

}  // namespace lianmeng::network::testing
