// What the console is told of the backbone: its sites and fibres with their load, the flows with what they asked for, what is
// proven and what was seen, one flow hop by hop, the answer to a question, a cut.
//
// Times are nanoseconds, sizes bytes, rates bits a second, shares thousandths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/views.h"

namespace lianmeng::app {

struct BackboneSiteRef {
  std::string id;
  TextPair name;

  LM_FIELDS(BackboneSiteRef, id, name)
};

struct BackboneSiteView {
  std::string id;
  TextPair name;
  std::optional<double> longitude, latitude;
  int64_t flows = 0;  // carried ones that begin or end there
  std::string source, note;

  LM_FIELDS(BackboneSiteView, id, name, longitude, latitude, flows, source, note)
};

// One direction of a fibre.
struct BackboneLinkView {
  std::string id;        // "Shanghai>Suzhou"; of parallel ones the second is "Shanghai>Suzhou#2"
  std::string from, to;  // ids of sites
  TextPair title;        // "上海>苏州"
  int64_t fibre_m = 0;
  bool estimated = false;  // the length, from a distance on the map
  int64_t rate_bps = 0, delay_ns_min = 0, delay_ns_max = 0;
  int64_t flows = 0;
  int64_t load_permille = 0;     // of the reserved bytes, over all cycles
  int64_t fullest_permille = 0;  // of the reserved bytes of its fullest cycle
  int64_t buffers = 0;           // that its port needs, proven
  std::string source, note;

  LM_FIELDS(BackboneLinkView, id, from, to, title, fibre_m, estimated, rate_bps, delay_ns_min,
            delay_ns_max, flows, load_permille, fullest_permille, buffers, source, note)
};

struct BackboneSystemView {
  int64_t cycle_ns = 0, buffers = 0, clock_error_ns = 0, clock_wander_ppb = 0;
  bool damper = false;
  int64_t hypercycle = 0;  // cycles after which everything repeats

  LM_FIELDS(BackboneSystemView, cycle_ns, buffers, clock_error_ns, clock_wander_ppb, damper,
            hypercycle)
};

struct BackboneCounts {
  int64_t sites = 0, fibres = 0, fibre_m = 0;
  int64_t flows = 0, carried = 0, two_routes = 0, refused = 0;
  int64_t visible = 0;  // flows that the viewer is told of
  int64_t samples = 0;  // flows made by the generator (样例)
  int64_t moved = 0;    // flows that are not carried where they were promised: the topology changed

  LM_FIELDS(BackboneCounts, sites, fibres, fibre_m, flows, carried, two_routes, refused, visible,
            samples, moved)
};

// A kind of application: how many there are, and what such a flow typically asks for.
struct BackboneKindView {
  std::string kind;
  TextPair label;
  int64_t flows = 0, carried = 0;

  LM_FIELDS(BackboneKindView, kind, label, flows, carried)
};

// GET /api/v1/backbone
struct BackboneBoardView {
  bool loaded = false;  // false: no backbone was imported; everything else is empty
  // What keeps the backbone from being planned, then the lists below are empty; or flows that are left out of the plan.
  std::vector<TextPair> problems;
  BackboneSystemView system;
  BackboneCounts counts;
  std::vector<BackboneSiteView> sites;
  std::vector<BackboneLinkView> links;
  std::vector<BackboneKindView> kinds;            // of the flows; those of the program first
  int64_t latency_ns_max = 0, jitter_ns_max = 0;  // the largest proven bounds
  TextPair verdict;  // "每个界都经独立校验程序重新计算", or what the checker objects to
  double milliseconds = 0;  // that planning took
  bool may_reserve = false;

  LM_FIELDS(BackboneBoardView, loaded, problems, system, counts, sites, links, kinds,
            latency_ns_max, jitter_ns_max, verdict, milliseconds, may_reserve)
};

// GET /api/v1/backbone/links/{id}: the cycles of a link. Where there are more than 480 of them, neighbours are put together:
// `cycles_each` of them in each column.
struct BackboneLinkLoad {
  BackboneLinkView link;
  int64_t capacity_bytes = 0;  // of a cycle that flows may have
  int64_t cycles_each = 1;
  std::vector<int64_t> most_bytes, mean_bytes;  // of each column: its fullest cycle, its mean

  LM_FIELDS(BackboneLinkLoad, link, capacity_bytes, cycles_each, most_bytes, mean_bytes)
};

struct BackboneFlowRow {
  std::string id;
  std::string kind;
  TextPair kind_label;
  BackboneSiteRef from, to;
  int64_t frame_bytes = 0, packets = 0, interval_ns = 0, arrival_window_ns = 0;
  int64_t rate_bps = 0;  // on the wire
  int64_t rank = 0;
  std::string protection;  // none, link, node
  int64_t latency_ns_asked = 0, jitter_ns_asked = 0;
  bool carried = false;
  int64_t routes = 0, hops = 0;                            // hops of the longest route
  std::optional<int64_t> latency_ns, jitter_ns;            // proven bounds
  std::optional<int64_t> latency_ns_seen, jitter_ns_seen;  // the largest, once simulated
  std::optional<TextPair> refusal;                         // in words
  std::string owner;                                       // empty: the alliance office
  bool sample = false;
  bool promised = false;  // its place is kept whatever comes later

  LM_FIELDS(BackboneFlowRow, id, kind, kind_label, from, to, frame_bytes, packets, interval_ns,
            arrival_window_ns, rate_bps, rank, protection, latency_ns_asked, jitter_ns_asked,
            carried, routes, hops, latency_ns, jitter_ns, latency_ns_seen, jitter_ns_seen, refusal,
            owner, sample, promised)
};

// GET /api/v1/backbone/flows
struct BackboneFlowPage {
  std::vector<BackboneFlowRow> items;  // the most important first
  std::optional<std::string> next;
  int64_t total = 0;
  int64_t carried = 0;  // of the total

  LM_FIELDS(BackboneFlowPage, items, next, total, carried)
};

// One hop in time. Times count from the moment before which the packets of an interval arrive at the first site, by the
// reference clock.
struct BackboneHop {
  std::string link;
  BackboneSiteRef from, to;
  int64_t fibre_m = 0;
  int64_t cycle = 0;                           // in the hypercycle
  int64_t opens_ns = 0, closes_ns = 0;         // when that cycle of the port is open
  int64_t ready_ns_min = 0, ready_ns_max = 0;  // when its packets lie ready at the next site
  int64_t latency_ns_max = 0;                  // proven up to there
  int64_t fullest_permille = 0;  // of the cycles that the flow uses on this link, the fullest

  LM_FIELDS(BackboneHop, link, from, to, fibre_m, cycle, opens_ns, closes_ns, ready_ns_min,
            ready_ns_max, latency_ns_max, fullest_permille)
};

struct BackboneRoute {
  std::vector<BackboneHop> hops;
  int64_t fibre_m = 0;
  int64_t latency_ns_min = 0, latency_ns_max = 0;
  int64_t hold_ns = 0;  // added at the end, so that two routes are as quick

  LM_FIELDS(BackboneRoute, hops, fibre_m, latency_ns_min, latency_ns_max, hold_ns)
};

// A change of the question that alone would admit the flow.
struct BackboneRemedy {
  std::string field;  // latency_ns_max, jitter_ns_max, interval_ns, packets: of BackboneFlowInput
  int64_t value = 0;
  TextPair words;

  LM_FIELDS(BackboneRemedy, field, value, words)
};

struct BackboneRefusal {
  std::string reason;  // no-route, burst, latency, jitter, buffers, full
  TextPair words;      // with the link and the cycle that are in the way
  std::optional<std::string> link;
  std::optional<int64_t> cycle, missing_bytes;
  std::vector<BackboneRemedy> remedies;

  LM_FIELDS(BackboneRefusal, reason, words, link, cycle, missing_bytes, remedies)
};

// GET /api/v1/backbone/flows/{id}, and the answer to a question (POST /api/v1/backbone/answer)
struct BackboneFlowDetail {
  BackboneFlowRow flow;
  std::vector<BackboneRoute> routes;  // none: not carried
  std::optional<BackboneRefusal> refusal;
  TextPair proof;  // in a sentence: what holds, and why
  std::string figures_from, note;
  std::optional<double> milliseconds;  // that the answer took
  bool may_release = false;

  LM_FIELDS(BackboneFlowDetail, flow, routes, refusal, proof, figures_from, note, milliseconds,
            may_release)
};

// POST /api/v1/backbone/answer: may this flow be carried beside everyone else's? Nothing is changed.
// POST /api/v1/backbone/flows: reserve it.
struct BackboneFlowInput {
  std::optional<std::string> id;  // needed to reserve; made from its ends if absent
  std::string from, to;           // ids or names of sites
  std::optional<std::string> kind;
  int64_t frame_bytes = 0, packets = 1, interval_ns = 0;
  int64_t latency_ns_max = 0, jitter_ns_max = 0;
  std::optional<std::string> arrival;     // aligned, unaligned (if absent), sporadic
  std::optional<int64_t> rank;            // 0 to 7; 4 if absent
  std::optional<std::string> protection;  // none (if absent), link, node
  std::optional<std::string> note;
  std::optional<std::string> audience;  // private if absent

  LM_FIELDS(BackboneFlowInput, id, from, to, kind, frame_bytes, packets, interval_ns,
            latency_ns_max, jitter_ns_max, arrival, rank, protection, note, audience)
  static FieldRules Rules();
};

struct BackboneChange {
  BackboneFlowRow flow;                    // as it is after the cut
  std::string effect;                      // on-one, moved, moved-to-one, lost
  std::vector<std::string> before, after;  // links of its routes
  std::optional<int64_t> latency_ns_before, jitter_ns_before;

  LM_FIELDS(BackboneChange, flow, effect, before, after, latency_ns_before, jitter_ns_before)
};

// GET /api/v1/backbone/cut?a=…&b=… or ?site=…
struct BackboneCut {
  TextPair title;  // what is cut
  std::vector<std::string> links;
  int64_t met = 0, on_one = 0, moved = 0, moved_to_one = 0, lost = 0;  // of all flows
  std::vector<BackboneChange>
      changes;  // of those that the viewer is told of, the most important first; 500 at most
  std::vector<BackboneLinkView> loads;  // of every link afterwards
  TextPair verdict;
  double milliseconds = 0;

  LM_FIELDS(BackboneCut, title, links, met, on_one, moved, moved_to_one, lost, changes, loads,
            verdict, milliseconds)
};

struct BackboneCutRow {
  std::string a, b;  // ids of sites
  TextPair title;
  int64_t on_one = 0, moved = 0, lost = 0;
  double milliseconds = 0;

  LM_FIELDS(BackboneCutRow, a, b, title, on_one, moved, lost, milliseconds)
};

// GET /api/v1/backbone/cuts: every fibre cut alone
struct BackboneCutList {
  bool ready = false;  // false: still being computed; an event "backbone" says when it is there
  std::vector<BackboneCutRow> items;  // those that lose most first

  LM_FIELDS(BackboneCutList, ready, items)
};

// GET /api/v1/backbone/simulation: every packet of many episodes under adversaries that keep the plan's premises
struct BackboneSimulation {
  bool ready = false;  // as of BackboneCutList
  int64_t seed = 0, episodes = 0, packets = 0, packet_hops = 0, delivered = 0, lost = 0,
          policed = 0;
  int64_t violations = 0;
  double latency_share = 0, jitter_share = 0;  // the largest share of a bound that was seen
  std::optional<std::string> jitter_flow;      // whose, if the viewer is told of it
  TextPair verdict;
  double milliseconds = 0;

  LM_FIELDS(BackboneSimulation, ready, seed, episodes, packets, packet_hops, delivered, lost,
            policed, violations, latency_share, jitter_share, jitter_flow, verdict, milliseconds)
};

// A typical flow of a kind, to begin a question with.
struct BackbonePreset {
  std::string kind;
  TextPair label;
  int64_t frame_bytes = 0, packets = 1, interval_ns = 0, latency_ns_max = 0, jitter_ns_max = 0;
  std::string arrival, protection;
  int64_t rank = 0;
  std::string figures_from;

  LM_FIELDS(BackbonePreset, kind, label, frame_bytes, packets, interval_ns, latency_ns_max,
            jitter_ns_max, arrival, protection, rank, figures_from)
};

// GET /api/v1/backbone/presets
struct BackbonePresetList {
  std::vector<BackbonePreset> items;

  LM_FIELDS(BackbonePresetList, items)
};

}  // namespace lianmeng::app
