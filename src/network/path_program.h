// The linear program over paths behind network/saturation.h: how much of each pair's volume goes by which of its routes,
// so that the most is carried; and a bound that holds for any plan. Internal to network.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "network/backbone.h"
#include "network/paths.h"

namespace lianmeng::network {

// All flows between two sites that ask for the same protection.
struct Commodity {
  SiteIndex from = 0, to = 0;
  Protection protection = Protection::kNone;
  int64_t asked_bytes = 0;  // in a hypercycle
};

// A route of a commodity: the links of one path, or of both of a pair.
struct Column {
  uint32_t commodity = 0;
  PathPair paths;  // the second is empty where one is enough
  double bytes = 0;
};

struct PathProgramAnswer {
  std::vector<Column> columns;  // those that carry something, by commodity
  int64_t bound_bytes = 0;
  int64_t columns_tried = 0, rounds = 0;
};

struct PathProgram {
  const Backbone& backbone;
  std::vector<int64_t> capacity_bytes;  // of each link, in a hypercycle
  std::vector<Commodity> commodities;
  std::vector<Column> first_columns;
  std::vector<LinkIndex> cut;
};

// Errors: kInternal if CLP finds no optimum; kCancelled.
[[nodiscard]] Result<PathProgramAnswer> SolvePathProgram(const PathProgram& program,
                                                         Progress& progress);

}  // namespace lianmeng::network
