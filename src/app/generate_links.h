// A synthetic national supply network as a plain table of links (docs/formats/links.md), for anyone
// to repeat our figures; and what it measures, so that nobody must believe it.
//
// Firms are F000001, ..., sectors S01, ...; weights whole numbers.
// Determinism: equal options, equal bytes (chain/synthetic_network.h).
#pragma once

#include <optional>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "chain/network_shape.h"
#include "chain/synthetic_network.h"

namespace lianmeng::app {

struct GenerateLinksOptions {
  chain::SyntheticOptions network;
  std::string out;              // empty: standard output
  uint32_t shocks_checked = 0;  // lose so many firms in turn and report how far it reaches
};

struct GenerateLinksReport {
  chain::NetworkShape shape;
  std::optional<chain::ReachShape> reach;
};

[[nodiscard]] Result<GenerateLinksReport> GenerateLinks(const GenerateLinksOptions& options,
                                                        Progress& progress);

}  // namespace lianmeng::app
