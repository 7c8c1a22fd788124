// A plain table of links (docs/formats/links.md) as a supply network, read as a stream: what is held
// is the network, never the file.
//
// Nodes are numbered by rising name, sectors too, so that neither a sum nor a figure depends on the
// order of the lines. Parallel links are added up by rising weight and take the strictest
// essentiality, self-links and links of weight 0 are dropped, as in chain/reference_index.h.
//
// Example:   LM_ASSIGN(LinksNetwork links, ReadLinksNetwork({.file = "links.csv"}, progress));
//            LM_ASSIGN(auto network, chain::SupplyNetwork::Build(links.input));
// Cost:      1.2 million rows in about 1.5 s; MemoryNeeded says how much memory.
// Errors:    of the file and its heading; kResourceExhausted if it will not fit, before the memory
//            is taken; kInvalidArgument if the sum of the weights overflows. Wrong rows are
//            collected, all in one pass, and leave no network.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/name_table.h"
#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"
#include "ingest/sink.h"

namespace lianmeng::app {

struct LinksSize {
  uint64_t links = 0;
  uint64_t firms = 0;
  uint64_t name_bytes = 0;  // of all firms
  int threads = 1;          // that will compute
};
// Memory of the whole program to read so many links, to build their network and to compute on it in
// the most greedy mode: for four links a firm not less than it takes nor above three times of it (a
// test measures).
[[nodiscard]] uint64_t MemoryNeeded(const LinksSize& size);

// What a file will take, judged by its size and its first rows.
struct LinksForecast {
  uint64_t file_bytes = 0;
  uint64_t links = 0;
  uint64_t memory_bytes = 0;
  uint64_t memory_max_bytes = 0;  // 0: not known
};

struct LinksNetworkOptions {
  std::string file;
  uint64_t memory_max_bytes = 0;  // 0: what this process can be given now
  int threads = 1;                // that will compute on it, for the forecast
  // Told before the reading begins, also if it is refused then; files only, not pipes.
  std::function<void(const LinksForecast&)> on_forecast;
};

struct LinksNetwork {
  NameTable firms;                             // by first appearance, a link's supplier first
  std::vector<chain::NodeIndex> node_of_firm;  // in `input`
  NameTable sectors;                           // by first appearance
  std::vector<uint32_t> index_of_sector;       // in `input`
  chain::SupplyInput input;                    // no parallel links, no self-links
  int64_t rows = 0;                            // links read
  int64_t self_links = 0;                      // dropped
  int64_t parallel_links = 0;                  // added to another
  int64_t essentiality_conflicts = 0;          // pairs (customer, input sector) that disagree
  int64_t errors = 0;                          // rows that cannot be used; then `input` is empty
  std::vector<ingest::RowIssue> first_issues;  // at most 20
};

[[nodiscard]] Result<LinksNetwork> ReadLinksNetwork(const LinksNetworkOptions& options,
                                                    Progress& progress);

}  // namespace lianmeng::app
