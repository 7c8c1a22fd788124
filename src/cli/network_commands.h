// The commands below `lianmeng network`, one file for each group.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace lianmeng::cli {

void AddNetworkPlan(CLI::App& network, Context& context);      // plan | check
void AddNetworkFail(CLI::App& network, Context& context);      // fail
void AddNetworkExport(CLI::App& network, Context& context);    // export
void AddNetworkSimulate(CLI::App& network, Context& context);  // simulate
void AddNetworkBound(CLI::App& network, Context& context);     // bound
void AddNetworkGenerate(CLI::App& network, Context& context);  // generate flows

}  // namespace lianmeng::cli
