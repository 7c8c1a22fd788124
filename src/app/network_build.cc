#include "app/network_build.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/check.h"
#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/row_fields.h"
#include "network/cycles.h"

namespace lianmeng::app {
namespace {

constexpr size_t kShown = 20;
constexpr int64_t kPermille = 1'000;
constexpr int64_t kPsPerNs = 1'000, kMetresPerKm = 1'000;
constexpr double kMetresPerKmReal = 1'000;

// Beyond these a figure can be used, but is more likely in the wrong unit.
constexpr int64_t kPlausibleRateBpsMin = 1'000'000'000;
constexpr int64_t kPlausibleRateBpsMax = 1'600'000'000'000;
constexpr int64_t kPlausibleLatencyNsMin = 10'000;
constexpr double kFibreToMapMin = 0.95,
                 kFibreToMapMax = 4;  // the map's own error is below a hundredth
constexpr double kStatedToMapMax = 1.2;
constexpr double kMapKmCompared =
    10;  // closer sites lie in one city, and their coordinates are the city's
constexpr int64_t kGbps = 1'000'000'000, kMbps = 1'000'000;

std::string Text(int64_t number) { return std::to_string(number); }

// Where something is wrong, for the lists of errors and warnings.
class Report {
 public:
  explicit Report(NetworkInput& input) : input_(input) {}

  Status Fail(const Place& place, TextPair message) const {
    return input_.errors.Fail(place, std::move(message));
  }
  void Warn(const Place& place, TextPair message) const {
    ++input_.warning_count;
    if (input_.warnings.size() >= kShown) return;
    input_.warnings.push_back({Issue::Severity::kWarning, place, std::move(message)});
  }
  // No such site; asks whether the nearest name was meant while anybody will read it.
  Status FailSite(const Place& place, const std::string& id) const {
    std::vector<std::string> known;
    if (input_.errors.first.size() < kShown) known = input_.backbone.sites;
    return Fail(place, ingest::WithSuggestion({"没有这个站点", "there is no such site"},
                                              Suggest(id, known)));
  }

 private:
  NetworkInput& input_;
};

Place At(const std::string& file, int64_t line, std::string field, std::string_view value) {
  return {.file = file, .line = line, .field = std::move(field), .value = ingest::Excerpt(value)};
}

// The last part of "links/0/rate_bps".
std::string LastPart(const std::string& field) { return field.substr(field.rfind('/') + 1); }

// A backbone of two sites and one link, to have the engine check one record at a time.
network::Backbone SmallBackbone(const network::CycleSystem& system, network::Link link) {
  link.from = 0;
  link.to = 1;
  return {.system = system, .sites = {"1", "2"}, .links = {link}};
}

struct DelayRange {
  int64_t ns_min = 0, ns_max = 0;
};

DelayRange DelayOver(int64_t fibre_m, const NetworkOptions& options) {
  const int64_t light_ps = fibre_m * options.propagation_ps_per_m;
  const int64_t spread_ps =
      fibre_m * options.thermal_ps_per_km_k / kMetresPerKm * options.thermal_k;
  const int64_t half_ns = network::CeilDiv(spread_ps, 2 * kPsPerNs);
  return {light_ps / kPsPerNs - half_ns + options.processing_ns_min,
          network::CeilDiv(light_ps, kPsPerNs) + half_ns + options.processing_ns_max};
}

class TopologyBuilder {
 public:
  TopologyBuilder(const BackboneTopology& topology, const NetworkOptions& options,
                  NetworkInput& input)
      : topology_(topology), options_(options), input_(input), report_(input) {}

  Status Build() {
    LM_TRY(TakeSites());
    for (const FibreLink& link : topology_.links) LM_TRY(TakeLink(link));
    if (input_.errors.count > 0) return Ok{};
    LM_TRY(CheckConnected());
    WeighSites();
    const Status status = network::Validate(input_.backbone);
    return status ? status : Status(InFiles(input_, status.error()));
  }

 private:
  Status TakeSites() {
    for (const BackboneSite& site : topology_.sites) {
      const TextPair name = {site.name.empty() ? site.id : site.name,
                             !site.name_en.empty() ? site.name_en
                             : site.name.empty()   ? site.id
                                                   : site.name};
      if (!AddSite({site.id, name, site.Position(), site.size.value_or(0), site.source, site.note,
                    site.line})) {
        LM_TRY(report_.Fail(At(input_.sites_file, site.line, "id", site.id),
                            {"两个站点重名", "two sites have this name"}));
      }
    }
    if (!topology_.sites.empty()) return Ok{};
    for (const FibreLink& link : topology_.links) {
      for (const std::string& id : {link.from, link.to}) {
        AddSite({id, {id, id}, std::nullopt, 0, {}, {}, 0});
      }
    }
    return Ok{};
  }

  bool AddSite(NetworkSite site) {
    const auto number = static_cast<network::SiteIndex>(input_.sites.size());
    if (!site_of_.emplace(site.id, number).second) return false;
    input_.backbone.sites.push_back(site.id);
    input_.backbone.site_names.push_back(site.name);
    input_.sites.push_back(std::move(site));
    return true;
  }

  [[nodiscard]] Place In(const FibreLink& link, std::string field, std::string_view value) const {
    return At(input_.links_file, link.line, std::move(field), value);
  }

  Status TakeLink(const FibreLink& record) {
    const auto from = site_of_.find(record.from), to = site_of_.find(record.to);
    if (from == site_of_.end())
      LM_TRY(report_.FailSite(In(record, "from", record.from), record.from));
    if (to == site_of_.end()) LM_TRY(report_.FailSite(In(record, "to", record.to), record.to));
    if (from == site_of_.end() || to == site_of_.end()) return Ok{};
    network::Link link{.from = from->second, .to = to->second};
    if (link.from == link.to) {
      return report_.Fail(In(record, "to", record.to),
                          {"两端是同一个站点", "leads to the site it comes from"});
    }
    NetworkLink origin{.line = record.line,
                       .is_length_estimated = !record.fibre_m.has_value(),
                       .map_m = MapLengthM(record, link),
                       .source = record.source,
                       .note = record.note};
    if (!record.fibre_m && !origin.map_m) {
      const network::SiteIndex lost = input_.sites[link.from].position ? link.to : link.from;
      return report_.Fail(
          In(record, "fibre_km", ""),
          {"没有长度，且站点“" + input_.sites[lost].id + "”没有坐标",
           "states no length, and the site [" + input_.sites[lost].id + "] has no coordinates"});
    }
    Complete(record, origin, link);
    const Status checked = network::Validate(SmallBackbone(options_.system, link));
    // The engine's last check, that links reach every site, holds for two.
    if (!checked) return FailLink(record, checked.error());
    // Files count from a frame's last bit, the engine from the end of the gap behind it.
    const int64_t stated_ns = link.delay_ns_min;
    link.delay_ns_min -= network::WireNsUp(network::kGapBytes, link.rate_bps);
    link.delay_ns_max -= network::WireNsDown(network::kGapBytes, link.rate_bps);
    if (link.delay_ns_min < 1) {
      return report_.Fail(
          In(record, "delay_ns_min", std::to_string(stated_ns)),
          {"短于帧间隙在此速率下的时长", "is shorter than the gap between frames at this rate"});
    }
    WarnAboutLink(record, link, origin);
    AddLink(record, link, origin);
    return Ok{};
  }

  // The stated distance, or the one between the coordinates.
  [[nodiscard]] std::optional<int64_t> MapLengthM(const FibreLink& record,
                                                  const network::Link& link) const {
    return record.map_m ? record.map_m : CoordinatesApartM(link);
  }

  [[nodiscard]] std::optional<int64_t> CoordinatesApartM(const network::Link& link) const {
    const auto& from = input_.sites[link.from].position;
    const auto& to = input_.sites[link.to].position;
    if (!from || !to) return std::nullopt;
    // Two sites of one place still have some fibre between them.
    return std::max<int64_t>(1, std::llround(DistanceKm(*from, *to) * kMetresPerKmReal));
  }

  void Complete(const FibreLink& record, const NetworkLink& origin, network::Link& link) const {
    const int64_t factor = record.fibre_factor_permille.value_or(options_.fibre_factor_permille);
    link.fibre_m =
        record.fibre_m ? *record.fibre_m : network::CeilDiv(*origin.map_m * factor, kPermille);
    link.rate_bps = record.rate_bps.value_or(options_.rate_bps);
    const DelayRange delay = DelayOver(link.fibre_m, options_);
    link.delay_ns_min = record.delay_ns_min.value_or(delay.ns_min);
    link.delay_ns_max = record.delay_ns_max.value_or(delay.ns_max);
    link.phase_ns = record.phase_ns.value_or(0);
    link.reserved_permille = record.reserved_permille.value_or(options_.reserved_permille);
    link.best_effort_bytes = record.best_effort_bytes.value_or(options_.best_effort_bytes);
  }

  Status FailLink(const FibreLink& record, const Error& error) const {
    const std::string field = LastPart(error.place.field);
    TextPair message = error.message;
    if (field == "rate_bps" && record.rate_bps && *record.rate_bps > 0 &&
        *record.rate_bps < network::kRateBpsMin) {
      const bool is_gbps = *record.rate_bps <= kPlausibleRateBpsMax / kGbps;
      const std::string guess = Text(*record.rate_bps * (is_gbps ? kGbps : kMbps));
      message.zh += "；单位是比特每秒，是否应为 " + guess + "？";
      message.en += "; the unit is bits a second: was " + guess + " meant?";
    }
    return report_.Fail(In(record, field, error.place.value), std::move(message));
  }

  void WarnAboutLink(const FibreLink& record, const network::Link& link,
                     const NetworkLink& origin) {
    if (link.rate_bps < kPlausibleRateBpsMin || link.rate_bps > kPlausibleRateBpsMax) {
      report_.Warn(In(record, "rate_bps", Text(link.rate_bps)),
                   {"骨干链路少见的速率，请核对单位（比特每秒）",
                    "an unusual rate for a backbone; is it in bits a second?"});
    }
    if (const auto earlier = first_line_.emplace(PairOf(link), record.line);
        !earlier.second && !record.is_one_way) {
      const std::string line = Text(earlier.first->second);
      report_.Warn(In(record, "to", record.to),
                   {"与第 " + line + " 行是同一对站点，作为并行光纤；若是反方向请填 one_way",
                    "the sites of line " + line +
                        " again: taken as a parallel fibre; if it is the other direction, say "
                        "one_way"});
    }
    const std::optional<int64_t> apart_m = CoordinatesApartM(link);
    if (!apart_m || static_cast<double>(*apart_m) < kMapKmCompared * kMetresPerKmReal) return;
    const double fibre_ratio = static_cast<double>(link.fibre_m) / static_cast<double>(*apart_m);
    const double map_ratio = static_cast<double>(*origin.map_m) / static_cast<double>(*apart_m);
    if (record.fibre_m && (fibre_ratio < kFibreToMapMin || fibre_ratio > kFibreToMapMax)) {
      WarnAboutLength(record, "fibre_m", Text(*record.fibre_m), *apart_m);
    } else if (record.map_m && (map_ratio > kStatedToMapMax || map_ratio < 1 / kStatedToMapMax)) {
      WarnAboutLength(record, "map_km", Text(*record.map_m / kMetresPerKm), *apart_m);
    }
  }

  void WarnAboutLength(const FibreLink& record, const char* field, const std::string& stated,
                       int64_t apart_m) const {
    report_.Warn(In(record, field, stated),
                 {"站点坐标相距 " + Text(apart_m) + " 米，请核对长度及其单位",
                  "the sites' coordinates are " + Text(apart_m) +
                      " m apart; check the length and its unit"});
  }

  static uint64_t PairOf(const network::Link& link) {
    const auto [low, high] = std::minmax(link.from, link.to);
    return (uint64_t{low} << 32) | high;
  }

  void AddLink(const FibreLink& record, network::Link link, const NetworkLink& origin) {
    input_.backbone.links.push_back(link);
    input_.links.push_back(origin);
    if (record.is_one_way) return;
    std::swap(link.from, link.to);
    input_.backbone.links.push_back(link);
    input_.links.push_back(origin);
  }

  // Parts of the backbone that no fibre joins, told by the sites of each.
  Status CheckConnected() const {
    const size_t count = input_.sites.size();
    if (count == 0) {
      return MakeError(ErrorCode::kInvalidArgument, {"没有光纤", "there is no fibre"},
                       At(input_.links_file, 0, "", ""));
    }
    std::vector<network::SiteIndex> root(count);
    std::iota(root.begin(), root.end(), 0U);
    const auto find = [&](network::SiteIndex site) {
      while (root[site] != site) site = root[site] = root[root[site]];
      return site;
    };
    for (const network::Link& link : input_.backbone.links) {
      const auto [low, high] = std::minmax({find(link.from), find(link.to)});
      root[high] = low;
    }
    std::vector<std::vector<network::SiteIndex>> parts(count);
    for (network::SiteIndex site = 0; site < count; ++site) parts[find(site)].push_back(site);
    std::erase_if(parts, [](const auto& part) { return part.empty(); });
    if (parts.size() == 1) return Ok{};
    return MakeError(ErrorCode::kInvalidArgument,
                     {"网络不连通，分为 " + Text(static_cast<int64_t>(parts.size())) + " 部分：" +
                          NamesOf(parts, "；", " 等"),
                      "is not connected: " + Text(static_cast<int64_t>(parts.size())) +
                          " parts: " + NamesOf(parts, "; ", " and others")},
                     At(input_.links_file, 0, "", ""));
  }

  [[nodiscard]] std::string NamesOf(const std::vector<std::vector<network::SiteIndex>>& parts,
                                    const char* between, const char* others) const {
    constexpr size_t kSitesShown = 5, kPartsShown = 6;
    std::string text;
    for (size_t p = 0; p < parts.size() && p < kPartsShown; ++p) {
      std::vector<std::string> ids;
      for (size_t i = 0; i < parts[p].size() && i < kSitesShown; ++i) {
        ids.push_back(input_.sites[parts[p][i]].id);
      }
      text += (p == 0 ? "" : between) + Join(ids, ", ");
      if (parts[p].size() > kSitesShown) text += others;
    }
    return parts.size() > kPartsShown ? text + between + "…" : text;
  }

  // Where the file states no size, a site with more fibres is taken for a larger one.
  void WeighSites() {
    const bool is_stated = std::any_of(topology_.sites.begin(), topology_.sites.end(),
                                       [](const BackboneSite& site) { return site.size; });
    if (is_stated) return;
    for (const network::Link& link : input_.backbone.links) input_.sites[link.from].size += 1;
  }

  const BackboneTopology& topology_;
  const NetworkOptions& options_;
  NetworkInput& input_;
  Report report_;
  std::unordered_map<std::string, network::SiteIndex> site_of_;
  std::unordered_map<uint64_t, int64_t> first_line_;  // of each pair of sites
};

class FlowsBuilder {
 public:
  FlowsBuilder(const BackboneTopology& topology, NetworkInput& input)
      : input_(input), report_(input) {
    // What a file may call a site, the surest first.
    for (network::SiteIndex s = 0; s < input.sites.size(); ++s)
      site_of_.emplace(input.sites[s].id, s);
    for (const auto member : {&BackboneSite::number, &BackboneSite::name, &BackboneSite::name_en}) {
      std::unordered_map<std::string, int> bearers;
      for (const BackboneSite& site : topology.sites) ++bearers[site.*member];
      for (network::SiteIndex s = 0; s < topology.sites.size() && s < input.sites.size(); ++s) {
        const std::string& name = topology.sites[s].*member;
        if (!name.empty() && bearers[name] == 1) site_of_.emplace(name, s);
      }
    }
    for (const network::Link& link : input.backbone.links) {
      capacity_bytes_ = std::max(capacity_bytes_, CycleCapacityBytes(link, input.backbone.system));
    }
  }

  Status Build(const std::vector<BackboneFlow>& flows) {
    for (const BackboneFlow& flow : flows) LM_TRY(TakeFlow(flow));
    if (input_.errors.count > 0) return Ok{};
    if (const Status status = network::Validate(input_.backbone, input_.flows); !status) {
      return InFiles(input_, status.error());
    }
    const Result<int64_t> hypercycle = network::HypercycleOf(input_.backbone.system, input_.flows);
    return hypercycle ? Status(Ok{}) : Status(InFiles(input_, hypercycle.error()));
  }

 private:
  [[nodiscard]] Place In(const BackboneFlow& flow, std::string field,
                         std::string_view value) const {
    return At(input_.flows_file, flow.line, std::move(field), value);
  }

  Status TakeFlow(const BackboneFlow& record) {
    if (const auto seen = line_of_.emplace(record.id, record.line); !seen.second) {
      const std::string line = Text(seen.first->second);
      LM_TRY(report_.Fail(In(record, "id", record.id),
                          {"与第 " + line + " 行的业务流重名",
                           "the flow of line " + line + " has this name, too"}));
    }
    const auto from = site_of_.find(record.from), to = site_of_.find(record.to);
    if (from == site_of_.end()) {
      LM_TRY(report_.FailSite(In(record, "source", record.from), record.from));
    }
    if (to == site_of_.end()) {
      LM_TRY(report_.FailSite(In(record, "destination", record.to), record.to));
    }
    if (from == site_of_.end() || to == site_of_.end()) return Ok{};
    network::FlowRequest flow = RequestOf(record);
    flow.source = from->second;
    flow.destination = to->second;
    if (flow.source == flow.destination) {
      return report_.Fail(In(record, "destination", record.to),
                          {"起点和终点是同一个站点", "source and destination are the same site"});
    }
    if (!CheckAlone(record, flow)) return Ok{};
    input_.flows.push_back(std::move(flow));
    input_.flow_kinds.push_back(record.kind);
    input_.flow_lines.push_back(record.line);
    return Ok{};
  }

  [[nodiscard]] network::FlowRequest RequestOf(const BackboneFlow& record) const {
    network::FlowRequest flow;
    flow.id = record.id;
    flow.frame_bytes = record.frame_bytes;
    flow.packets = record.packets.value_or(1);
    flow.interval_ns = *record.interval_ns;
    flow.latency_ns_max = *record.latency_ns_max;
    flow.jitter_ns_max = *record.jitter_ns_max;
    flow.rank = record.rank.value_or(flow.rank);
    flow.arrival_window_ns = WindowOf(record);
    switch (record.protection) {
      case FlowProtection::kNone:
        break;
      case FlowProtection::kLink:
        flow.protection = network::Protection::kLinkDisjoint;
        break;
      case FlowProtection::kNode:
        flow.protection = network::Protection::kNodeDisjoint;
        break;
    }
    return flow;
  }

  [[nodiscard]] int64_t WindowOf(const BackboneFlow& record) const {
    if (record.arrival_window_ns) return *record.arrival_window_ns;
    const network::CycleSystem& system = input_.backbone.system;
    const int64_t most = std::max<int64_t>(0, *record.interval_ns - 2 * system.clock_error_ns);
    switch (record.arrival.value_or(FlowArrival::kUnaligned)) {
      case FlowArrival::kAligned:
        return 0;
      case FlowArrival::kSporadic:
        return most;
      case FlowArrival::kUnaligned:
      case FlowArrival::kWindow:
        break;
    }
    return std::min(system.cycle_ns, most);
  }

  // False: it was reported.
  bool CheckAlone(const BackboneFlow& record, const network::FlowRequest& flow) {
    const network::Link any{.fibre_m = 1,
                            .rate_bps = network::kRateBpsMax,
                            .delay_ns_min = 1'000,
                            .delay_ns_max = 1'000};
    network::FlowRequest alone = flow;
    alone.source = 0;
    alone.destination = 1;
    const Status checked = network::Validate(SmallBackbone(input_.backbone.system, any), {alone});
    if (!checked) {
      const Error& error = checked.error();
      (void)report_.Fail(In(record, LastPart(error.place.field), error.place.value), error.message);
      return false;
    }
    return CheckSize(record, flow);
  }

  bool CheckSize(const BackboneFlow& record, const network::FlowRequest& flow) {
    if (input_.backbone.links.empty()) return true;  // wrong links were reported
    const std::string most = Text(capacity_bytes_);
    if (flow.frame_bytes + network::kWireOverheadBytes > capacity_bytes_) {
      (void)report_.Fail(
          In(record, "frame_bytes", Text(flow.frame_bytes)),
          {"一个包（连同线路开销 20 字节）放不进任何链路的一个周期，至多 " + most + " 字节",
           "with its 20 bytes of wire overhead it fits into no link's cycle, of at most " + most +
               " bytes"});
      return false;
    }
    if (network::BurstBytes(flow) > capacity_bytes_) {
      report_.Warn(
          In(record, "packets", Text(flow.packets)),
          {"每间隔 " + Text(network::BurstBytes(flow)) + " 字节放不进任何链路的一个周期（至多 " +
               most + "），此流不会被接纳；请缩短间隔",
           Text(network::BurstBytes(flow)) +
               " bytes in an interval fit into no link's cycle, of at most " + most +
               ": it will not be admitted; shorten the interval"});
    }
    if (flow.latency_ns_max < kPlausibleLatencyNsMin) {
      report_.Warn(In(record, "latency_ns_max", Text(flow.latency_ns_max)),
                   {"时延上限不到 10 微秒，请核对单位", "is below 10 µs; check its unit"});
    }
    return true;
  }

  NetworkInput& input_;
  Report report_;
  std::unordered_map<std::string, network::SiteIndex> site_of_;
  std::unordered_map<std::string, int64_t> line_of_;
  int64_t capacity_bytes_ = 0;
};

Status Between(const char* field, int64_t value, int64_t min, int64_t max) {
  if (value >= min && value <= max) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument,
                   {"应在 " + Text(min) + " 到 " + Text(max) + " 之间",
                    "must lie between " + Text(min) + " and " + Text(max)},
                   At("", 0, field, Text(value)));
}

}  // namespace

Status CheckNetworkOptions(const NetworkOptions& options) {
  constexpr int64_t kPropagationPsMin = 3'336, kPropagationPsMax = 10'000;  // no quicker than light
  constexpr int64_t kProcessingNsMax = 10'000'000;
  constexpr int64_t kThermalPsMax = 1'000, kThermalKMax = 200;
  LM_TRY(Between("fibre_factor_permille", options.fibre_factor_permille, 1'000, 2'000));
  LM_TRY(Between("rate_bps", options.rate_bps, network::kRateBpsMin, network::kRateBpsMax));
  LM_TRY(Between("propagation_ps_per_m", options.propagation_ps_per_m, kPropagationPsMin,
                 kPropagationPsMax));
  LM_TRY(Between("processing_ns_max", options.processing_ns_max, 0, kProcessingNsMax));
  LM_TRY(Between("processing_ns_min", options.processing_ns_min, 0, options.processing_ns_max));
  LM_TRY(Between("thermal_ps_per_km_k", options.thermal_ps_per_km_k, 0, kThermalPsMax));
  LM_TRY(Between("thermal_k", options.thermal_k, 0, kThermalKMax));
  LM_TRY(Between("reserved_permille", options.reserved_permille, 0, kPermille));
  LM_TRY(Between("best_effort_bytes", options.best_effort_bytes, 0,
                 network::kFrameBytesMax + network::kWireOverheadBytes));
  const network::Link any{
      .fibre_m = 1, .rate_bps = network::kRateBpsMax, .delay_ns_min = 1'000, .delay_ns_max = 1'000};
  const Status checked = network::Validate(SmallBackbone(options.system, any));
  if (checked) return checked;
  Error error = checked.error();
  error.place.field = LastPart(error.place.field);
  return error;
}

Status BuildTopology(const BackboneTopology& topology, const NetworkOptions& options,
                     NetworkInput& input) {
  return TopologyBuilder(topology, options, input).Build();
}

Status BuildFlows(const BackboneTopology& topology, const std::vector<BackboneFlow>& flows,
                  NetworkInput& input) {
  return FlowsBuilder(topology, input).Build(flows);
}

}  // namespace lianmeng::app
