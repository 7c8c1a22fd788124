// What network calculus refuses: records that are wrong in themselves, servers that are given more than they can send,
// and servers whose bursts depend on each other in a circle.

#include <algorithm>
#include <unordered_set>

#include "network/calculus.h"

namespace lianmeng::network {
namespace {

Error At(std::string field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = std::move(field), .value = std::move(value)});
}

std::string Field(std::string_view list, size_t index, std::string_view field) {
  return std::string(list) + "/" + std::to_string(index) + "/" + std::string(field);
}

Status CheckCounts(const ServiceNet& net) {
  const auto too_many = [](std::string_view list, size_t count, size_t max) -> Status {
    if (count <= max) return Ok{};
    const std::string most = std::to_string(max);
    return MakeError(
        ErrorCode::kResourceExhausted, {"至多 " + most + " 个", "at most " + most},
        {.file = {}, .line = 0, .field = std::string(list), .value = std::to_string(count)});
  };
  LM_TRY(too_many("servers", net.servers.size(), kServersMax));
  return too_many("flows", net.flows.size(), kBucketFlowsMax);
}

template <typename Record>
Status CheckIds(std::string_view list, const std::vector<Record>& records) {
  std::unordered_set<std::string_view> seen;
  for (size_t i = 0; i < records.size(); ++i) {
    const std::string& id = records[i].id;
    if (id.empty()) return At(Field(list, i, "id"), id, {"没有名称", "has no name"});
    if (!seen.insert(id).second) {
      return At(Field(list, i, "id"), id, {"重名", "two have this name"});
    }
  }
  return Ok{};
}

Status CheckPositive(std::string field, const Rational& value) {
  if (value > 0) return Ok{};
  return At(std::move(field), FractionText(value), {"必须大于 0", "must be more than 0"});
}

Status CheckNotNegative(std::string field, const Rational& value) {
  if (value >= 0) return Ok{};
  return At(std::move(field), FractionText(value), {"不能小于 0", "must not be less than 0"});
}

Status CheckPath(const ServiceNet& net, size_t f) {
  const std::vector<ServerIndex>& path = net.flows[f].path;
  if (path.empty() || path.size() > kPathServersMax) {
    const std::string most = std::to_string(kPathServersMax);
    return At(Field("flows", f, "path"), std::to_string(path.size()),
              {"应经过 1 到 " + most + " 个服务器", "must pass 1 to " + most + " servers"});
  }
  std::unordered_set<ServerIndex> seen;
  for (size_t k = 0; k < path.size(); ++k) {
    const std::string field = Field("flows", f, "path/" + std::to_string(k));
    if (path[k] >= net.servers.size()) {
      return At(field, std::to_string(path[k]), {"没有这个服务器", "there is no such server"});
    }
    if (!seen.insert(path[k]).second) {
      return At(field, net.servers[path[k]].id,
                {"同一条路径两次经过同一服务器", "a path passes this server twice"});
    }
  }
  return Ok{};
}

Status CheckFlow(const ServiceNet& net, size_t f) {
  const BucketFlow& flow = net.flows[f];
  LM_TRY(CheckPositive(Field("flows", f, "rate"), flow.rate));
  LM_TRY(CheckNotNegative(Field("flows", f, "burst"), flow.burst));
  LM_TRY(CheckNotNegative(Field("flows", f, "frame"), flow.frame));
  if (flow.frame > flow.burst) {
    return At(Field("flows", f, "frame"), FractionText(flow.frame),
              {"最大帧大于突发量 " + FractionText(flow.burst),
               "a frame larger than the burst of " + FractionText(flow.burst)});
  }
  if (flow.priority < 0 || flow.priority > kPriorityMax) {
    const std::string most = std::to_string(kPriorityMax);
    return At(Field("flows", f, "priority"), std::to_string(flow.priority),
              {"应在 0 到 " + most + " 之间", "must lie between 0 and " + most});
  }
  return CheckPath(net, f);
}

Status CheckRates(const ServiceNet& net) {
  std::vector<Rational> taken(net.servers.size(), 0);
  for (const BucketFlow& flow : net.flows) {
    for (const ServerIndex s : flow.path) taken[s] += flow.rate;
  }
  for (size_t s = 0; s < net.servers.size(); ++s) {
    if (taken[s] <= net.servers[s].rate) continue;
    const std::string sum = FractionText(taken[s]), id = net.servers[s].id;
    return At(Field("servers", s, "rate"), FractionText(net.servers[s].rate),
              {"服务器 " + id + " 不稳定：各流速率之和 " + sum + " 超过其速率，积压没有上限",
               "server " + id + " is not stable: its flows send " + sum +
                   " together, more than its rate: no bound holds"});
  }
  return Ok{};
}

using Followers = std::vector<std::vector<ServerIndex>>;

Followers FollowersIn(const ServiceNet& net) {
  Followers followers(net.servers.size());
  for (const BucketFlow& flow : net.flows) {
    for (size_t k = 1; k < flow.path.size(); ++k) {
      followers[flow.path[k - 1]].push_back(flow.path[k]);
    }
  }
  for (std::vector<ServerIndex>& next : followers) {
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
  }
  return followers;
}

// Servers that remain when those that nothing comes to are taken away again and again: all of them have one of them
// before them.
std::vector<bool> InCircles(const Followers& followers) {
  std::vector<size_t> before(followers.size(), 0);
  for (const auto& next : followers) {
    for (const ServerIndex s : next) ++before[s];
  }
  std::vector<bool> remains(followers.size(), true);
  std::vector<ServerIndex> free;
  for (ServerIndex s = 0; s < followers.size(); ++s) {
    if (before[s] == 0) free.push_back(s);
  }
  while (!free.empty()) {
    const ServerIndex s = free.back();
    free.pop_back();
    remains[s] = false;
    for (const ServerIndex next : followers[s]) {
      if (--before[next] == 0) free.push_back(next);
    }
  }
  return remains;
}

Status CheckFeedForward(const ServiceNet& net) {
  const Followers followers = FollowersIn(net);
  const std::vector<bool> remains = InCircles(followers);
  const auto first = std::find(remains.begin(), remains.end(), true);
  if (first == remains.end()) return Ok{};
  // Backwards, for what remains may end in a server outside of every circle but never begins in one.
  std::vector<ServerIndex> walk{static_cast<ServerIndex>(first - remains.begin())};
  for (;;) {
    ServerIndex before = 0;
    while (!remains[before] ||
           !std::binary_search(followers[before].begin(), followers[before].end(), walk.back())) {
      ++before;
    }
    const auto met = std::find(walk.begin(), walk.end(), before);
    const bool is_closed = met != walk.end();
    if (is_closed) walk.erase(walk.begin(), met);
    walk.push_back(before);
    if (is_closed) break;
  }
  std::string circle;
  for (size_t i = walk.size(); i-- > 0;) {
    circle += net.servers[walk[i]].id + (i > 0 ? " → " : "");
  }
  return At("servers", circle,
            {"服务器互相依赖成环，这里的方法只适用于前馈网络",
             "servers depend on each other in a circle; these methods hold where there is none"});
}

}  // namespace

Status Validate(const ServiceNet& net) {
  LM_TRY(CheckCounts(net));
  LM_TRY(CheckIds("servers", net.servers));
  LM_TRY(CheckIds("flows", net.flows));
  for (size_t s = 0; s < net.servers.size(); ++s) {
    LM_TRY(CheckPositive(Field("servers", s, "rate"), net.servers[s].rate));
    LM_TRY(CheckNotNegative(Field("servers", s, "latency"), net.servers[s].latency));
  }
  for (size_t f = 0; f < net.flows.size(); ++f) LM_TRY(CheckFlow(net, f));
  LM_TRY(CheckRates(net));
  return CheckFeedForward(net);
}

}  // namespace lianmeng::network
