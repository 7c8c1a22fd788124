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
void AddNetworkGenerate(CLI::App& network, Context& context);  // generate flows

// Cycles, clocks and ports, for a command that reads a topology.
void AddNetworkSystemOptions(CLI::App& command, app::NetworkOptions& network);

}  // namespace lianmeng::cli
