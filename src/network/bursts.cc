#include "network/bursts.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace lianmeng::network {

BucketSet Without(const BucketSet& flows, const BucketSet& taken) {
  BucketSet rest;
  std::set_difference(flows.begin(), flows.end(), taken.begin(), taken.end(),
                      std::back_inserter(rest));
  return rest;
}

namespace {

// A short fraction that is not smaller: 128 binary digits, of those before the point all.
Rational RoundUp(const Rational& value) {
  constexpr size_t kLong = 256;
  constexpr int kDigits = 128;
  if (BitsOf(value) <= kLong) return value;
  const WholeNumber scale = WholeNumber(1) << kDigits;
  const WholeNumber above = numerator(value) * scale, below = denominator(value);
  return Rational((above + below - 1) / below, scale);
}

}  // namespace

Bursts::Bursts(const ServiceNet& net, Multiplexing multiplexing, Grouping grouping)
    : net_(net),
      multiplexing_(multiplexing),
      grouping_(grouping),
      at_(net.servers.size(), std::vector<BucketSet>(kPriorityMax + 1)),
      latency_(net.servers.size(), std::vector<Rational>(kPriorityMax + 1)),
      before_(net.flows.size()) {
  for (BucketIndex f = 0; f < net.flows.size(); ++f) {
    const BucketFlow& flow = net.flows[f];
    for (size_t k = 0; k < flow.path.size(); ++k) {
      at_[flow.path[k]][static_cast<size_t>(flow.priority)].push_back(f);
      if (k > 0) before_[f].emplace(flow.path[k], flow.path[k - 1]);
    }
  }
  for (size_t s = 0; s < net.servers.size(); ++s) {
    Rational frame_lower = 0;
    for (size_t p = kPriorityMax + 1; p-- > 0;) {
      latency_[s][p] = net.servers[s].latency + frame_lower / net.servers[s].rate;
      for (const BucketIndex f : at_[s][p]) frame_lower = std::max(frame_lower, net.flows[f].frame);
    }
  }
}

const BucketSet& Bursts::At(ServerIndex server, int64_t priority) const {
  return at_[server][static_cast<size_t>(priority)];
}

const Rational& Bursts::Latency(ServerIndex server, int64_t priority) const {
  return latency_[server][static_cast<size_t>(priority)];
}

Rational Bursts::RateOf(const BucketSet& flows) const {
  Rational rate = 0;
  for (const BucketIndex f : flows) rate += net_.flows[f].rate;
  return rate;
}

Rational Bursts::Keep(std::pair<ServerIndex, BucketSet> key, Rational burst) {
  if (known_.size() >= kSetsMax || BitsOf(burst) > kRationalBitsMax) is_exhausted_ = true;
  known_.emplace(std::move(key), burst);
  return burst;
}

Rational Bursts::Arriving(ServerIndex server, const BucketSet& flows) {
  if (is_exhausted_ || flows.empty()) return 0;
  if (grouping_ == Grouping::kTogether) return Together(server, flows);
  const int64_t priority = net_.flows[flows.front()].priority;
  const BucketSet& all = At(server, priority);
  if (2 * flows.size() < all.size()) {
    Rational burst = 0;
    for (const BucketIndex f : flows) burst += OwnOf(server, f);
    return burst;
  }
  Rational burst = OwnOfAll(server, priority);
  for (const BucketIndex f : Without(all, flows)) burst -= OwnOf(server, f);
  return burst;
}

const Rational& Bursts::OwnOf(ServerIndex server, BucketIndex flow) {
  const auto found = own_.find({server, flow});
  if (found != own_.end()) return found->second;
  const auto before = before_[flow].find(server);
  Rational burst = net_.flows[flow].burst;
  if (before != before_[flow].end()) {
    const int64_t priority = net_.flows[flow].priority;
    const BucketSet others = Without(At(before->second, priority), {flow});
    burst = RoundUp(OwnOf(before->second, flow) + Growth(before->second, {flow}, others));
  }
  return own_.emplace(std::pair(server, flow), std::move(burst)).first->second;
}

const Rational& Bursts::OwnOfAll(ServerIndex server, int64_t priority) {
  const auto found = own_of_all_.find({server, priority});
  if (found != own_of_all_.end()) return found->second;
  Rational burst = 0;
  for (const BucketIndex f : At(server, priority)) burst += OwnOf(server, f);
  return own_of_all_.emplace(std::pair(server, priority), std::move(burst)).first->second;
}

Rational Bursts::Together(ServerIndex server, const BucketSet& flows) {
  std::pair<ServerIndex, BucketSet> key(server, flows);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  Rational burst = 0;
  std::map<ServerIndex, BucketSet> from;
  for (const BucketIndex f : flows) {
    const auto before = before_[f].find(server);
    if (before == before_[f].end()) {
      burst += net_.flows[f].burst;
    } else {
      from[before->second].push_back(f);
    }
  }
  const int64_t priority = net_.flows[flows.front()].priority;
  for (const auto& [previous, group] : from) {
    burst +=
        Arriving(previous, group) + Growth(previous, group, Without(At(previous, priority), group));
  }
  return Keep(std::move(key), std::move(burst));
}

// By which a burst grows while the flows pass a server beside others of their priority.
Rational Bursts::Growth(ServerIndex server, const BucketSet& flows, const BucketSet& others) {
  const int64_t priority = net_.flows[flows.front()].priority;
  const Interference beside{.rate = RateOf(others), .burst = Arriving(server, others)};
  return RateOf(flows) * LeftTo(server, priority, beside).latency;
}

Rational Bursts::Meeting(BucketIndex flow, size_t position, const BucketSet& flows) {
  const std::vector<ServerIndex>& path = net_.flows[flow].path;
  if (position == 0) return Arriving(path[position], flows);
  const ServerIndex previous = path[position - 1];
  BucketSet companions, strangers;
  for (const BucketIndex f : flows) {
    CHECK(f != flow);
    const auto before = before_[f].find(path[position]);
    const bool came_along = before != before_[f].end() && before->second == previous;
    (came_along ? companions : strangers).push_back(f);
  }
  Rational burst = Arriving(path[position], strangers);
  if (companions.empty()) return burst;
  const BucketSet others =
      Without(Without(At(previous, net_.flows[companions.front()].priority), companions), {flow});
  return burst + Meeting(flow, position - 1, companions) + Growth(previous, companions, others);
}

Interference Bursts::Higher(ServerIndex server, int64_t priority) {
  Interference higher;
  for (int64_t p = 0; p < priority; ++p) {
    higher.rate += RateOf(At(server, p));
    higher.burst += Arriving(server, At(server, p));
  }
  return higher;
}

Leftover Bursts::LeftTo(ServerIndex server, int64_t priority, const Interference& others) {
  const Rational& rate = net_.servers[server].rate;
  const Interference higher = Higher(server, priority);
  const Rational waiting = rate * Latency(server, priority) + higher.burst;
  const Rational rate_left = rate - higher.rate - others.rate;
  // Where all the rate is taken, flows that are bounded at all find none of it asked for.
  CHECK(rate_left > 0 || is_exhausted_);
  if (multiplexing_ == Multiplexing::kArbitrary) {
    return {.rate = rate_left, .latency = (waiting + others.burst) / rate_left};
  }
  return {.rate = rate_left, .latency = (waiting + others.burst) / (rate - higher.rate)};
}

}  // namespace lianmeng::network
