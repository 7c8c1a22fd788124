// Records of a backbone as the engine's plain data: sites numbered, lengths and delays worked out, every record
// checked. The part of app/network_files.h behind the reading of files.
#pragma once

#include <string>
#include <vector>

#include "app/network_files.h"
#include "model/backbone_records.h"

namespace lianmeng::app {

// Errors: the option's name as field.
[[nodiscard]] Status CheckNetworkOptions(const NetworkOptions& options);

// Sites and links of `topology` into `input`, whose file names are set and whose system is options.system. Wrong records
// go to input.errors.
// Errors: sites that are not connected.
[[nodiscard]] Status BuildTopology(const BackboneTopology& topology, const NetworkOptions& options,
                                   NetworkInput& input);

// Flows into `input`. Requires: BuildTopology was done, with the same topology.
// Errors: intervals whose common multiple is too long.
[[nodiscard]] Status BuildFlows(const BackboneTopology& topology,
                                const std::vector<BackboneFlow>& flows, NetworkInput& input);

}  // namespace lianmeng::app
