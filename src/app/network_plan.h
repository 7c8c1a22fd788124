// Plans of a backbone as JSON files (docs/formats/network-plan.md), and the engine's records of them. A plan stands
// alone: backbone, requests, what was given and what it proves.
//
// Example:   LM_ASSIGN(const network::Plan plan, ReadPlan("PLAN.json"));
//            LM_TRY(network::CheckPlan(plan));
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/json_input.h"
#include "network/plan.h"

namespace lianmeng::app {

// Of names in a plan, in characters: a link's is made of two sites'.
inline constexpr size_t kNameLengthMax = 20'000;
// What any plan stays far below: a day.
inline constexpr double kTimeNsMax = 86'400e9;

struct PlanSystem {
  int64_t cycle_ns = 0, buffers = 0, clock_error_ns = 0, clock_wander_ppb = 0;
  bool damper = false;
  int64_t stamp_ns = 0;

  LM_FIELDS(PlanSystem, cycle_ns, buffers, clock_error_ns, clock_wander_ppb, damper, stamp_ns)
  static FieldRules Rules() { return {}; }
};

struct PlanSiteName {
  std::string zh, en;

  LM_FIELDS(PlanSiteName, zh, en)
  static FieldRules Rules() { return {}; }
};

struct PlanLink {
  std::string id, from, to;
  int64_t fibre_m = 0, rate_bps = 0, delay_ns_min = 0, delay_ns_max = 0, phase_ns = 0;
  int64_t reserved_permille = 0, best_effort_bytes = 0;
  int64_t buffers = 0;

  LM_FIELDS(PlanLink, id, from, to, fibre_m, rate_bps, delay_ns_min, delay_ns_max, phase_ns,
            reserved_permille, best_effort_bytes, buffers)
  static FieldRules Rules() {
    return {LengthUpTo("id", kNameLengthMax), LengthUpTo("from", kNameLengthMax),
            LengthUpTo("to", kNameLengthMax)};
  }
};

struct PlanHop {
  std::string link;
  int64_t cycle = 0, latency_ns_max = 0;

  LM_FIELDS(PlanHop, link, cycle, latency_ns_max)
  static FieldRules Rules() {
    return {LengthUpTo("link", kNameLengthMax), Between("latency_ns_max", 0, kTimeNsMax)};
  }
};

struct PlanRoute {
  int64_t latency_ns_min = 0, latency_ns_max = 0, hold_ns = 0;
  std::vector<PlanHop> hops;

  LM_FIELDS(PlanRoute, latency_ns_min, latency_ns_max, hold_ns, hops)
  static FieldRules Rules() {
    return {Between("latency_ns_min", 0, kTimeNsMax), Between("latency_ns_max", 0, kTimeNsMax),
            Between("hold_ns", 0, kTimeNsMax), Items("hops", {1, network::kLinksMax})};
  }
};

struct PlanGiven {
  int64_t latency_ns_min = 0, latency_ns_max = 0, jitter_ns_max = 0;
  int64_t opening_ns = 0;
  std::vector<PlanRoute> routes;

  LM_FIELDS(PlanGiven, latency_ns_min, latency_ns_max, jitter_ns_max, opening_ns, routes)
  static FieldRules Rules() {
    return {Between("latency_ns_min", 0, kTimeNsMax), Between("latency_ns_max", 0, kTimeNsMax),
            Between("jitter_ns_max", 0, kTimeNsMax), Between("opening_ns", 0, kTimeNsMax),
            Items("routes", {1, 2})};
  }
};

struct PlanRefusal {
  std::string reason;
  std::optional<std::string> link;
  std::optional<int64_t> cycle, missing_bytes;
  // What would admit the flow, each alone.
  std::optional<int64_t> latency_ns_max, jitter_ns_max, interval_ns, packets;

  LM_FIELDS(PlanRefusal, reason, link, cycle, missing_bytes, latency_ns_max, jitter_ns_max,
            interval_ns, packets)
  static FieldRules Rules() {
    return {OneOf("reason", {"no-route", "burst", "latency", "jitter", "buffers", "full"}),
            LengthUpTo("link", kNameLengthMax)};
  }
};

struct PlanFlow {
  std::string id, source, destination;
  int64_t frame_bytes = 0, packets = 0, interval_ns = 0, latency_ns_max = 0, jitter_ns_max = 0;
  int64_t arrival_window_ns = 0, rank = 0;
  std::string protection;
  std::optional<PlanGiven> given;  // or
  std::optional<PlanRefusal> refusal;

  LM_FIELDS(PlanFlow, id, source, destination, frame_bytes, packets, interval_ns, latency_ns_max,
            jitter_ns_max, arrival_window_ns, rank, protection, given, refusal)
  static FieldRules Rules() {
    return {LengthUpTo("id", kNameLengthMax), LengthUpTo("source", kNameLengthMax),
            LengthUpTo("destination", kNameLengthMax),
            OneOf("protection", {"none", "link", "node"})};
  }
};

struct PlanText {
  std::string format;
  int64_t version = 0;
  PlanSystem system;
  int64_t hypercycle = 0;
  std::vector<std::string> sites;
  std::vector<PlanSiteName> site_names;  // as sites, or none
  std::vector<PlanLink> links;
  std::vector<std::string> cut;  // ids of links
  std::vector<PlanFlow> flows;

  LM_FIELDS(PlanText, format, version, system, hypercycle, sites, site_names, links, cut, flows)
  static FieldRules Rules() {
    return {
        OneOf("format", {"lianmeng-network-plan"}), Between("version", 1, 1),
        Items("sites", {0, network::kSitesMax}),    Items("site_names", {0, network::kSitesMax}),
        Items("links", {0, network::kLinksMax}),    Items("cut", {0, network::kLinksMax}),
        Items("flows", {0, network::kFlowsMax})};
  }
};

// "南京>合肥"; of parallel links the second is "南京>合肥#2".
[[nodiscard]] std::vector<std::string> LinkNames(const network::Backbone& backbone);
// The same as people call it: by the names of its sites where they have some.
[[nodiscard]] std::vector<TextPair> LinkTitles(const network::Backbone& backbone);
// By its id, or as people call it. Cost: linear.
[[nodiscard]] std::optional<network::SiteIndex> FindSite(const network::Backbone& backbone,
                                                         std::string_view name);
[[nodiscard]] TextPair SiteTitle(const network::Backbone& backbone, network::SiteIndex site);

// "none", "link", "node", and "no-route", "burst", …: the words of the files and of the API.
[[nodiscard]] const char* Word(network::Protection protection);
[[nodiscard]] const char* Word(network::RefusalReason reason);

[[nodiscard]] PlanText ToText(const network::Plan& plan);

// What one carried flow was given, as a line of JSON: "given" of the plan's format. Requires: names as LinkNames.
[[nodiscard]] std::string PlacementText(const network::FlowPlan& given,
                                        const std::vector<std::string>& link_names);

// The same back, of many flows of one backbone. Errors of Read: as ReadPlan, without file and line.
class PlacementReader {
 public:
  explicit PlacementReader(const network::Backbone& backbone);
  [[nodiscard]] Result<network::FlowPlan> Read(std::string_view text) const;

 private:
  std::unordered_map<std::string, network::LinkIndex> links_;  // by name
};

// Errors: as ReadJson and network::Validate, with file, line, JSON pointer and value; a name of a site, link or flow
//         that nobody has or that is given twice; a flow with both an answer and a refusal, or neither. Whether what is
//         given is proven is the checker's matter (network/plan_checker.h).
[[nodiscard]] Result<network::Plan> ReadPlan(const std::string& path);
[[nodiscard]] Result<std::string> ReadPlanText(const std::string& path);
[[nodiscard]] Result<network::Plan> ParsePlan(std::string_view text, const JsonSource& source);

// UTF-8, a link and a flow on a line each.
[[nodiscard]] std::string PlanDocument(const network::Plan& plan);
// The same, put under its name once complete.
[[nodiscard]] Status WritePlan(const network::Plan& plan, const std::string& path);

}  // namespace lianmeng::app
