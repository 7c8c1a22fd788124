#include "network/synthetic_flows.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <queue>
#include <string>

#include "base/random.h"
#include "network/cycles.h"

namespace lianmeng::network {
namespace {

constexpr int64_t kUs = 1'000, kMs = 1'000'000;

// What a kind of flow asks for.
struct Profile {
  std::string_view code, zh, en, figures_from;
  double share = 0;
  std::array<int64_t, 2> intervals_ns = {};  // each as likely
  int64_t frame_bytes_min = 0, frame_bytes_max = 0;
  int64_t packets_min = 1, packets_max = 1;
  int64_t latency_ns_max = 0, jitter_ns_max = 0;
  double aligned_share = 0;
  double link_share = 0, node_share = 0;  // protected by two routes
  int64_t rank = 4;
  size_t centres = 0;  // of the largest sites, the only ends; 0: any site
};

// In the order of FlowKind.
constexpr std::array<Profile, kFlowKinds> kProfiles = {{
    // Closed loops of control send 40 to 250 bytes every few ms; a person who steers by what the cell shows notices
    // from some 20 ms on.
    {.code = "welding",
     .zh = "焊接单元远程控制",
     .en = "remote control of welding cells",
     .figures_from = "3GPP TS 22.104 table 5.2-1",
     .share = 0.30,
     .intervals_ns = {2 * kMs, 4 * kMs},
     .frame_bytes_min = 128,
     .frame_bytes_max = 256,
     .latency_ns_max = 20 * kMs,
     .jitter_ns_max = 50 * kUs,
     .aligned_share = 0.2,
     .link_share = 0.2,
     .node_share = 0.3,
     .rank = 1},
    // Sampled values at 80 a period of 50 Hz, one frame each of some 130 bytes; line differential protection: one way
    // within some 10 ms, jitter of at most a few hundred µs. Asked for is what a deterministic backbone was shown to do.
    {.code = "grid_protection",
     .zh = "电网差动保护",
     .en = "differential protection of power lines",
     .figures_from = "RFC 8578 section 3.1.1; IEC 61850-9-2LE",
     .share = 0.25,
     .intervals_ns = {250 * kUs, 250 * kUs},
     .frame_bytes_min = 130,
     .frame_bytes_max = 160,
     .latency_ns_max = 10 * kMs,
     .jitter_ns_max = 30 * kUs,
     .aligned_share = 0.3,
     .link_share = 0.2,
     .node_share = 0.6,
     .rank = 0},
    // A 5-megapixel camera of 8 bits fills 1 Gb/s at 24 images a second; a tenth to two fifths of that after
    // compression or cropping.
    {.code = "machine_vision",
     .zh = "机器视觉质检",
     .en = "machine vision of inspection lines",
     .figures_from = "GigE Vision; estimate",
     .share = 0.20,
     .intervals_ns = {250 * kUs, 500 * kUs},
     .frame_bytes_min = 1'518,
     .frame_bytes_max = 1'518,
     .packets_min = 4,
     .packets_max = 8,
     .latency_ns_max = 25 * kMs,
     .jitter_ns_max = 100 * kUs,
     .link_share = 0.1,
     .rank = 3},
    // 50 reports a second at 50 Hz; wide-area control within some 50 ms.
    {.code = "synchrophasor",
     .zh = "同步相量测量",
     .en = "wide-area measurement of the grid",
     .figures_from = "IEEE C37.118.2; RFC 8578 section 3.1.1",
     .share = 0.13,
     .intervals_ns = {20 * kMs, 20 * kMs},
     .frame_bytes_min = 128,
     .frame_bytes_max = 320,
     .latency_ns_max = 50 * kMs,
     .jitter_ns_max = 250 * kUs,
     .link_share = 0.3,
     .rank = 2},
    // RoCEv2 with 4,096 bytes of payload and 66 of headers: 1.3 to 2.7 Gb/s a flow.
    {.code = "training",
     .zh = "算力中心间训练",
     .en = "training between computing centres",
     .figures_from = "RoCEv2 MTU 4096; estimate",
     .share = 0.07,
     .intervals_ns = {50 * kUs, 50 * kUs},
     .frame_bytes_min = 4'162,
     .frame_bytes_max = 4'162,
     .packets_min = 2,
     .packets_max = 4,
     .latency_ns_max = 50 * kMs,
     .jitter_ns_max = 100 * kUs,
     .aligned_share = 0.5,
     .rank = 5,
     .centres = 8},
    // 1080p at 50 images a second, 4:2:2, 10 bits: 2,073.6 Mb/s of active picture, which is 10 packets of 1,296 bytes
    // in 50 µs, and 70 bytes of headers each.
    {.code = "film",
     .zh = "影视制作",
     .en = "uncompressed video between studios",
     .figures_from = "SMPTE ST 2110-20, 1080p50 4:2:2 10 bit",
     .share = 0.05,
     .intervals_ns = {50 * kUs, 50 * kUs},
     .frame_bytes_min = 1'366,
     .frame_bytes_max = 1'366,
     .packets_min = 10,
     .packets_max = 10,
     .latency_ns_max = 40 * kMs,
     .jitter_ns_max = 30 * kUs,
     .link_share = 0.4,
     .rank = 3,
     .centres = 12},
}};

const Profile& ProfileOf(FlowKind kind) { return kProfiles[static_cast<size_t>(kind)]; }

constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 4;
constexpr int64_t kCyclesAHop = 3;  // that a hop adds to light and processing, at most as a rule
constexpr int64_t kGravityNs =
    1 * kMs;                    // sites closer than this, 200 km of fibre, are as good as next door
constexpr int kDrawsMax = 200;  // of a pair, before the nearest is taken
constexpr int64_t kTightPermille = 1'020, kPermille = 1'000;

// Shortest paths by delay, hops counted in.
class Paths {
 public:
  explicit Paths(const Backbone& backbone)
      : backbone_(backbone), out_(backbone.sites.size()), from_(backbone.sites.size()) {
    for (LinkIndex l = 0; l < backbone.links.size(); ++l) out_[backbone.links[l].from].push_back(l);
  }

  // From `source` to each site; kFar: no way.
  const std::vector<int64_t>& From(SiteIndex source) {
    if (from_[source].empty()) from_[source] = Search(source, {}).ns;
    return from_[source];
  }

  // A second way that shares nothing with the shortest one between the two; kFar: none was found.
  int64_t SecondWay(SiteIndex source, SiteIndex destination) {
    const auto [known, is_new] = second_.try_emplace({source, destination}, kFar);
    if (!is_new) return known->second;
    const Found first = Search(source, {});
    std::vector<bool> is_closed(backbone_.sites.size(), false);
    std::optional<LinkIndex> direct;
    for (SiteIndex at = destination; at != source;) {
      const Link& link = backbone_.links[first.by[at]];
      if (link.from == source && link.to == destination) direct = first.by[at];
      at = link.from;
      is_closed[at] = at != source;
    }
    return known->second =
               Search(source, {.is_closed = is_closed, .closed_pair = direct}).ns[destination];
  }

 private:
  struct Closed {
    std::vector<bool> is_closed = {};      // sites
    std::optional<LinkIndex> closed_pair;  // and every fibre parallel to it
  };
  struct Found {
    std::vector<int64_t> ns;
    std::vector<LinkIndex> by;  // the last link of the way there
  };

  [[nodiscard]] Found Search(SiteIndex source, const Closed& closed) const {
    Found found{std::vector<int64_t>(backbone_.sites.size(), kFar),
                std::vector<LinkIndex>(backbone_.sites.size(), 0)};
    using Entry = std::pair<int64_t, SiteIndex>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    found.ns[source] = 0;
    open.emplace(0, source);
    while (!open.empty()) {
      const auto [ns, at] = open.top();
      open.pop();
      if (ns > found.ns[at]) continue;
      for (const LinkIndex l : out_[at]) {
        const Link& link = backbone_.links[l];
        if (!closed.is_closed.empty() && closed.is_closed[link.to]) continue;
        if (closed.closed_pair && JoinsTheSame(link, backbone_.links[*closed.closed_pair]))
          continue;
        const int64_t there = ns + link.delay_ns_max + kCyclesAHop * backbone_.system.cycle_ns;
        if (there >= found.ns[link.to]) continue;
        found.ns[link.to] = there;
        found.by[link.to] = l;
        open.emplace(there, link.to);
      }
    }
    return found;
  }

  static bool JoinsTheSame(const Link& a, const Link& b) {
    return (a.from == b.from && a.to == b.to) || (a.from == b.to && a.to == b.from);
  }

  const Backbone& backbone_;
  std::vector<std::vector<LinkIndex>> out_;
  std::vector<std::vector<int64_t>> from_;
  std::map<std::pair<SiteIndex, SiteIndex>, int64_t> second_;
};

class Generator {
 public:
  Generator(const Backbone& backbone, const SyntheticFlows& options)
      : backbone_(backbone), options_(options), paths_(backbone), sizes_(options.site_sizes) {
    if (sizes_.empty()) sizes_.assign(backbone.sites.size(), 1.0);
    for (const Link& link : backbone.links) {
      capacity_bytes_ = std::max(capacity_bytes_, CycleCapacityBytes(link, backbone.system));
    }
  }

  Result<std::vector<SyntheticFlow>> Run() {
    LM_TRY(Check());
    std::vector<double> shares;
    for (const Profile& profile : kProfiles) shares.push_back(profile.share);
    std::array<int64_t, kFlowKinds> made{};
    std::vector<SyntheticFlow> flows;
    flows.reserve(options_.count);
    for (size_t f = 0; f < options_.count; ++f) {
      // Each flow has randomness of its own: more flows change no earlier one.
      Random random = Random(options_.seed).Fork(f);
      const auto kind = static_cast<FlowKind>(random.Weighted(shares));
      FlowRequest request = Draw(ProfileOf(kind), random);
      request.id =
          std::string(Code(kind)) + "-" + std::to_string(++made[static_cast<size_t>(kind)]);
      flows.push_back({std::move(request), kind});
    }
    return flows;
  }

 private:
  Status Check() const {
    LM_TRY(Validate(backbone_));
    const auto fail = [](ErrorCode code, const char* field, std::string value, TextPair message) {
      return MakeError(code, std::move(message),
                       {.file = {}, .line = 0, .field = field, .value = std::move(value)});
    };
    if (options_.count > kFlowsMax) {
      return fail(ErrorCode::kResourceExhausted, "count", std::to_string(options_.count),
                  {"业务流过多", "too many flows"});
    }
    if (backbone_.sites.size() > kSyntheticSitesMax) {
      return fail(ErrorCode::kResourceExhausted, "sites", std::to_string(backbone_.sites.size()),
                  {"站点过多", "too many sites"});
    }
    if (sizes_.size() != backbone_.sites.size() ||
        std::any_of(sizes_.begin(), sizes_.end(), [](double size) { return !(size >= 0); }) ||
        std::count_if(sizes_.begin(), sizes_.end(), [](double size) { return size > 0; }) < 2) {
      return fail(ErrorCode::kInvalidArgument, "size", std::to_string(sizes_.size()),
                  {"每个站点须有不为负的规模，至少两个为正",
                   "each site needs a size that is not negative, and two a positive one"});
    }
    if (!(options_.tight_share >= 0 && options_.tight_share <= 1)) {
      return fail(ErrorCode::kInvalidArgument, "tight_share", std::to_string(options_.tight_share),
                  {"应在 0 到 1 之间", "must lie between 0 and 1"});
    }
    for (const Profile& profile : kProfiles) {
      if (!Intervals(profile).empty()) continue;
      return fail(ErrorCode::kInvalidArgument, "cycle_ns",
                  std::to_string(backbone_.system.cycle_ns),
                  {"应整除“" + std::string(profile.zh) + "”的间隔",
                   "must divide an interval of " + std::string(profile.en)});
    }
    return Ok{};
  }

  [[nodiscard]] std::vector<int64_t> Intervals(const Profile& profile) const {
    std::vector<int64_t> intervals;
    for (const int64_t ns : profile.intervals_ns) {
      if (ns % backbone_.system.cycle_ns == 0) intervals.push_back(ns);
    }
    return intervals;
  }

  FlowRequest Draw(const Profile& profile, Random& random) {
    FlowRequest flow;
    const std::vector<int64_t> intervals = Intervals(profile);
    flow.interval_ns = intervals[random.Below(intervals.size())];
    flow.frame_bytes = Between(profile.frame_bytes_min, profile.frame_bytes_max, random);
    const int64_t fitting = capacity_bytes_ / 2 / (flow.frame_bytes + kWireOverheadBytes);
    flow.packets =
        std::clamp<int64_t>(fitting, 1, Between(profile.packets_min, profile.packets_max, random));
    flow.latency_ns_max = profile.latency_ns_max;
    flow.jitter_ns_max = profile.jitter_ns_max;
    flow.rank = profile.rank;
    flow.arrival_window_ns = random.Chance(profile.aligned_share) ? 0 : backbone_.system.cycle_ns;
    const double protection = random.Uniform();
    if (protection < profile.node_share) {
      flow.protection = Protection::kNodeDisjoint;
    } else if (protection < profile.node_share + profile.link_share) {
      flow.protection = Protection::kLinkDisjoint;
    }
    DrawEnds(profile, random, flow);
    if (random.Chance(options_.tight_share)) {
      const int64_t shortest = paths_.From(flow.source)[flow.destination];
      if (shortest < kFar)
        flow.latency_ns_max = CeilDiv(shortest * kTightPermille, kPermille * kUs) * kUs;
    }
    return flow;
  }

  static int64_t Between(int64_t min, int64_t max, Random& random) {
    return min + static_cast<int64_t>(random.Below(static_cast<uint64_t>(max - min + 1)));
  }

  // Source and destination within the flow's latency; where none is drawn, the last pair.
  void DrawEnds(const Profile& profile, Random& random, FlowRequest& flow) {
    const std::vector<double> sizes = SizesFor(profile);
    std::vector<double> pull(sizes.size());
    for (int draw = 0; draw < kDrawsMax; ++draw) {
      flow.source = static_cast<SiteIndex>(random.Weighted(sizes));
      const std::vector<int64_t>& apart = paths_.From(flow.source);
      for (SiteIndex s = 0; s < sizes.size(); ++s) {
        const auto ns = static_cast<double>(std::min(apart[s], kFar) + kGravityNs);
        pull[s] = s == flow.source ? 0 : sizes[s] * static_cast<double>(kGravityNs) / ns;
      }
      flow.destination = static_cast<SiteIndex>(random.Weighted(pull));
      const int64_t ns = flow.protection == Protection::kNone
                             ? apart[flow.destination]
                             : paths_.SecondWay(flow.source, flow.destination);
      if (ns + flow.arrival_window_ns <= flow.latency_ns_max) return;
    }
  }

  // The sizes of the sites that a kind runs between; of the others 0.
  [[nodiscard]] std::vector<double> SizesFor(const Profile& profile) const {
    std::vector<double> sizes = sizes_;
    if (profile.centres == 0 || profile.centres >= sizes.size()) return sizes;
    std::vector<SiteIndex> order(sizes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](SiteIndex a, SiteIndex b) { return sizes_[a] > sizes_[b]; });
    for (size_t i = profile.centres; i < order.size(); ++i) sizes[order[i]] = 0;
    return sizes;
  }

  const Backbone& backbone_;
  const SyntheticFlows& options_;
  Paths paths_;
  std::vector<double> sizes_;
  int64_t capacity_bytes_ = 0;
};

}  // namespace

std::string_view Code(FlowKind kind) { return ProfileOf(kind).code; }

TextPair Label(FlowKind kind) {
  return {std::string(ProfileOf(kind).zh), std::string(ProfileOf(kind).en)};
}

std::string_view FiguresFrom(FlowKind kind) { return ProfileOf(kind).figures_from; }

FlowRequest Typical(FlowKind kind) {
  const Profile& profile = ProfileOf(kind);
  FlowRequest flow;
  flow.frame_bytes = profile.frame_bytes_max;
  flow.packets = profile.packets_max;
  flow.interval_ns = std::min(profile.intervals_ns[0], profile.intervals_ns[1]);
  flow.latency_ns_max = profile.latency_ns_max;
  flow.jitter_ns_max = profile.jitter_ns_max;
  flow.rank = profile.rank;
  const double none_share = 1 - profile.link_share - profile.node_share;
  if (profile.node_share > std::max(profile.link_share, none_share)) {
    flow.protection = Protection::kNodeDisjoint;
  } else if (profile.link_share > none_share) {
    flow.protection = Protection::kLinkDisjoint;
  }
  return flow;
}

Result<std::vector<SyntheticFlow>> GenerateFlows(const Backbone& backbone,
                                                 const SyntheticFlows& options) {
  return Generator(backbone, options).Run();
}

}  // namespace lianmeng::network
