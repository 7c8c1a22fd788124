// The backbone's records as rows: what store/columns.h says of the other records. Sites, fibres and
// flows have names of their own, and beside them an id of the store's, by which they keep the order
// in which they were first written.
#pragma once

#include <string>

#include "model/backbone_records.h"
#include "store/columns.h"

namespace lianmeng::store {

using SiteEntryId = Id<struct SiteEntryTag>;
using FibreEntryId = Id<struct FibreEntryTag>;
using FlowEntryId = Id<struct FlowEntryTag>;

// Where a record stood in its file is not kept.
struct SiteEntry {
  SiteEntryId id;
  BackboneSite site;
};

struct FibreEntry {
  FibreEntryId id;
  FibreLink fibre;
};

struct FlowEntry {
  FlowEntryId id;
  BackboneFlow flow;    // what it asks for; neither owner nor audience
  Ownership ownership;  // the flow's, where all owned records have theirs

  friend bool operator==(const FlowEntry&, const FlowEntry&) = default;
};

[[nodiscard]] inline FlowEntry EntryOf(const BackboneFlow& record) {
  FlowEntry entry{.flow = record, .ownership = record.ownership};
  entry.flow.ownership = {};
  entry.flow.owner_key.clear();
  entry.flow.line = 0;
  return entry;
}

// kNamedByKey: the history names these by their key, not by their id.
template <>
struct Table<SiteEntry> {
  static constexpr bool kNamedByKey = true;
  static constexpr RecordKind kKind = RecordKind::kBackboneSite;
  static constexpr bool kHasId = true;
  static constexpr int kKeyParts = 1;
  static constexpr std::string_view kWhereKey = "key = $1";
  static void BindKey(Prepared& s, const SiteEntry& r) { s.Bind(1, std::string_view(r.site.id)); }
  static std::string KeyText(const SiteEntry& r) { return r.site.id; }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    auto& site = r.site;
    v("key", site.id), v("number", site.number), v("name", site.name), v("name_en", site.name_en);
    v("longitude_deg", site.longitude_deg), v("latitude_deg", site.latitude_deg);
    v("size", site.size), v("source", site.source), v("note", site.note);
  }
};

template <>
struct Table<FibreEntry> {
  static constexpr bool kNamedByKey = true;
  static constexpr RecordKind kKind = RecordKind::kFibre;
  static constexpr bool kHasId = true;
  static constexpr int kKeyParts = 3;
  static constexpr std::string_view kWhereKey = "from_site = $1 AND to_site = $2 AND parallel = $3";
  static void BindKey(Prepared& s, const FibreEntry& r) {
    s.Bind(1, std::string_view(r.fibre.from)).Bind(2, std::string_view(r.fibre.to));
    s.Bind(3, r.fibre.parallel);
  }
  static std::string KeyText(const FibreEntry& r) {
    return r.fibre.from + ">" + r.fibre.to + "#" + std::to_string(r.fibre.parallel);
  }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    auto& fibre = r.fibre;
    v("from_site", fibre.from), v("to_site", fibre.to), v("parallel", fibre.parallel);
    v("one_way", fibre.is_one_way), v("fibre_m", fibre.fibre_m), v("map_m", fibre.map_m);
    v("fibre_factor_permille", fibre.fibre_factor_permille), v("rate_bps", fibre.rate_bps);
    v("delay_ns_min", fibre.delay_ns_min), v("delay_ns_max", fibre.delay_ns_max);
    v("phase_ns", fibre.phase_ns), v("reserved_permille", fibre.reserved_permille);
    v("best_effort_bytes", fibre.best_effort_bytes);
    v("source", fibre.source), v("note", fibre.note);
  }
};

template <>
struct Table<FlowEntry> {
  static constexpr bool kNamedByKey = true;
  static constexpr RecordKind kKind = RecordKind::kBackboneFlow;
  static constexpr bool kHasId = true;
  static constexpr int kKeyParts = 1;
  static constexpr std::string_view kWhereKey = "key = $1";
  static void BindKey(Prepared& s, const FlowEntry& r) { s.Bind(1, std::string_view(r.flow.id)); }
  static std::string KeyText(const FlowEntry& r) { return r.flow.id; }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    auto& flow = r.flow;
    v("key", flow.id), v("from_site", flow.from), v("to_site", flow.to);
    v("frame_bytes", flow.frame_bytes), v("packets", flow.packets);
    v("interval_ns", flow.interval_ns), v("latency_ns_max", flow.latency_ns_max);
    v("jitter_ns_max", flow.jitter_ns_max), v("arrival", flow.arrival);
    v("arrival_window_ns", flow.arrival_window_ns), v("rank", flow.rank);
    v("protection", flow.protection), v("kind", flow.kind), v("sample", flow.is_sample);
    v("source", flow.source), v("note", flow.note);
    v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
};

// One row at most.
template <>
struct Table<BackboneSettings> {
  static constexpr bool kHasId = false;
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("cycle_ns", r.cycle_ns), v("buffers", r.buffers), v("clock_error_ns", r.clock_error_ns);
    v("clock_wander_ppb", r.clock_wander_ppb), v("damper", r.has_damper);
    v("stamp_ns", r.stamp_ns), v("fibre_factor_permille", r.fibre_factor_permille);
    v("rate_bps", r.rate_bps);
  }
};

}  // namespace lianmeng::store
