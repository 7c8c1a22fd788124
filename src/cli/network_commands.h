// The commands below `lianmeng network`, one file for each group.
#pragma once

#include <CLI/CLI.hpp>

#include "app/network_files.h"
#include "cli/context.h"

namespace lianmeng::cli {

void AddNetworkPlan(CLI::App& network, Context& context);      // plan | check
void AddNetworkFail(CLI::App& network, Context& context);      // fail
void AddNetworkExport(CLI::App& network, Context& context);    // export
void AddNetworkSimulate(CLI::App& network, Context& context);  // simulate
void AddNetworkBound(CLI::App& network, Context& context);     // bound
void AddNetworkImport(CLI::App& network, Context& context);    // import
void AddNetworkGenerate(CLI::App& network, Context& context);  // generate flows

// The files of a topology.
void AddTopologyOptions(CLI::App& command, app::NetworkFiles& files);
// The cycle, and what holds where a topology says nothing.
void AddCycleOptions(CLI::App& command, app::NetworkOptions& network);
// Clocks, queues and ports.
void AddSystemOptions(CLI::App& command, app::NetworkOptions& network);

}  // namespace lianmeng::cli
