// A backbone and its flows from files (docs/formats/backbone.md): what the engine of src/network works on, every figure
// that the files leave open decided by stated options, and everything that is wrong with them said with file and line.
//
// Example:
//   LM_ASSIGN(const NetworkInput input, ReadNetwork({.topology = "links.csv", .flows = "flows.csv"}, {}, progress));
//   if (input.errors.count > 0) …                    // rows that cannot be used: nothing may be planned
// Cost:      the files in memory; some 10 µs a row.
// Errors:    of the files and their headings; of the options, field as there ("cycle_ns"); sites that are not connected,
//            naming them; intervals whose common multiple is too long. kCancelled. Wrong rows are collected in
//            `errors`, all in one pass, and leave an input that must not be used.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/assignment_tables.h"
#include "base/geo.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/text_pair.h"
#include "model/backbone_records.h"
#include "network/backbone.h"

namespace lianmeng::app {

struct NetworkFiles {
  // Node-link .json, .gml, a table of links (.csv, .xlsx), or a folder with links.csv and sites.csv.
  std::string topology;
  // The table of sites beside a table of links. Empty: the file beside it with "sites" for "links" in its name, or the
  // sheet "sites" of the same workbook, if there is one; otherwise the sites are those that links name.
  std::string sites;
  std::string flows;  // .csv or .xlsx; empty: none
};

// What holds where a file says nothing.
struct NetworkOptions {
  network::CycleSystem system;
  // Fibre to map distance: 1.3 to 1.5 is usual for long lines that follow roads and railways.
  int64_t fibre_factor_permille = 1'400;  // 1,000 to 2,000
  int64_t rate_bps = 100'000'000'000;
  // Light in glass: a group index of 1.4682 (ITU-T G.652 fibre at 1,550 nm) is 4.90 ns; 5 leaves room for what lies
  // coiled at splices.
  int64_t propagation_ps_per_m = 5'000;
  // From a frame's last bit on the wire to its lying ready in the queue of its cycle: an assumption about the routers,
  // to be replaced by their data sheet.
  int64_t processing_ns_min = 2'000, processing_ns_max = 2'400;
  // Warmth: 6.7 ppm for each kelvin in a loose tube cable (Bergman, Eng, Johnston, Electronics Letters 19, 1983), which
  // is 33 ps for each km; rounded up. A buried cable sees some 20 K between winter and summer.
  int64_t thermal_ps_per_km_k = 40;
  int64_t thermal_k = 20;
  int64_t reserved_permille = 500;
  // One whole frame of other traffic, the longest there is; less where the ports have a smaller MTU or preempt.
  int64_t best_effort_bytes = network::kFrameBytesMax + network::kWireOverheadBytes;
};

struct NetworkSite {
  std::string id;  // as in backbone.sites
  TextPair name;
  std::optional<GeoPoint> position;
  double size = 1;  // relative: the file's, or how many fibres end there
  std::string source, note;
  int64_t line = 0;  // in the file of sites; 0: only links name it
};

// Where a link of the backbone comes from.
struct NetworkLink {
  int64_t line = 0;                  // in the file of links
  bool is_length_estimated = false;  // from a distance on the map
  std::optional<int64_t> map_m;
  std::string source, note;
};

struct NetworkInput {
  network::Backbone backbone;
  std::vector<network::FlowRequest> flows;
  std::vector<NetworkSite> sites;                  // as backbone.sites
  std::vector<NetworkLink> links;                  // as backbone.links
  std::vector<std::string> flow_kinds;             // as flows; in the file's words, may be empty
  std::vector<int64_t> flow_lines;                 // as flows
  std::string sites_file, links_file, flows_file;  // for messages
  RowErrors errors;
  // What can be used but looks wrong; the first 20.
  std::vector<ingest::RowIssue> warnings;
  int64_t warning_count = 0;
};

[[nodiscard]] Result<NetworkInput> ReadNetwork(const NetworkFiles& files,
                                               const NetworkOptions& options, Progress& progress);

// The same with the records as the files state them: for keeping them. `on_error` is told of every wrong row.
struct NetworkRecords {
  NetworkInput input;
  BackboneTopology topology;
  std::vector<BackboneFlow> flows;
};
[[nodiscard]] Result<NetworkRecords> ReadNetworkRecords(
    const NetworkFiles& files, const NetworkOptions& options, Progress& progress,
    const std::function<Status(const ingest::RowIssue&)>& on_error);

// An error of the engine about "links/3/rate_bps", "sites/3" or "flows/3/interval_ns", with the file and the line that
// this came from. Others are given back as they are.
[[nodiscard]] Error InFiles(const NetworkInput& input, Error error);

}  // namespace lianmeng::app
