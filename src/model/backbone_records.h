// The records of a backbone as files state them (docs/formats/backbone.md): sites, fibres and flows, with where each
// figure comes from. What a file leaves open is empty here; app/network_files.h decides it.
//
// Lengths are metres, times nanoseconds, rates bits a second, sizes bytes. `line` is where a record stands in its file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/geo.h"
#include "model/names.h"
#include "model/records.h"

namespace lianmeng {

struct BackboneSite {
  std::string id;      // unique; what flows name
  std::string number;  // of graph files: the id that edges use
  std::string name, name_en;
  std::optional<double> longitude_deg, latitude_deg;  // WGS 84
  std::optional<double> size;  // relative, in any unit: how much traffic begins and ends there
  std::string source, note;    // where the figures come from; anything else
  int64_t line = 0;

  // Empty unless both coordinates are known.
  [[nodiscard]] std::optional<GeoPoint> Position() const {
    if (!longitude_deg || !latitude_deg) return std::nullopt;
    return GeoPoint{*longitude_deg, *latitude_deg};
  }
  friend bool operator==(const BackboneSite&, const BackboneSite&) = default;
};

// One fibre, or a pair of them: one direction or both.
struct FibreLink {
  std::string from, to;  // ids of sites
  int64_t parallel = 1;  // among the fibres stated from the one to the other, in their order
  bool is_one_way = false;
  std::optional<int64_t> fibre_m;                // along the fibre
  std::optional<int64_t> map_m;                  // as the crow flies
  std::optional<int64_t> fibre_factor_permille;  // fibre to map
  std::optional<int64_t> rate_bps;
  std::optional<int64_t> delay_ns_min, delay_ns_max;
  std::optional<int64_t> phase_ns;
  std::optional<int64_t> reserved_permille;
  std::optional<int64_t> best_effort_bytes;
  std::string source, note;
  int64_t line = 0;

  friend bool operator==(const FibreLink&, const FibreLink&) = default;
};

struct BackboneTopology {
  std::vector<BackboneSite> sites;  // none: the sites are those that links name
  std::vector<FibreLink> links;

  friend bool operator==(const BackboneTopology&, const BackboneTopology&) = default;
};

// How the packets of an interval come to the first site.
enum class FlowArrival {
  kAligned,    // at the opening of the flow's cycle
  kUnaligned,  // the interval is kept, the cycle is not
  kSporadic,   // anywhere in the interval
  kWindow,     // within a stated window
};

enum class FlowProtection {
  kNone,
  kLink,  // two routes that share no fibre
  kNode,  // nor a site between the ends
};

struct BackboneFlow {
  std::string id;
  std::string from, to;  // sites
  int64_t frame_bytes = 0;
  std::optional<int64_t> packets;
  std::optional<int64_t> interval_ns, latency_ns_max, jitter_ns_max;
  std::optional<FlowArrival> arrival;
  std::optional<int64_t> arrival_window_ns;  // of kWindow
  std::optional<int64_t> rank;               // 0 is the most important
  FlowProtection protection = FlowProtection::kNone;
  std::string kind;          // of application, in the file's words
  std::string source, note;  // where the figures come from; anything else
  bool is_sample = false;    // made by the generator (样例)
  std::string owner_key;  // of files: key of the organisation whose flow it is; empty: the office's
  Ownership ownership;    // of the store; in files its audience alone
  int64_t line = 0;

  friend bool operator==(const BackboneFlow&, const BackboneFlow&) = default;
};

// How the backbone's operator runs it: what the records leave open. What is empty here too is the program's own
// (app/network_files.h).
struct BackboneSettings {
  std::optional<int64_t> cycle_ns, buffers, clock_error_ns, clock_wander_ppb;
  bool has_damper = false;
  std::optional<int64_t> stamp_ns;  // of the damper
  std::optional<int64_t> fibre_factor_permille, rate_bps;

  friend bool operator==(const BackboneSettings&, const BackboneSettings&) = default;
};

template <>
std::span<const EnumName<FlowArrival>> NamesOf<FlowArrival>();
template <>
std::span<const EnumName<FlowProtection>> NamesOf<FlowProtection>();

}  // namespace lianmeng
