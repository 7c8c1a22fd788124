// lianmeng network: the deterministic backbone (docs/network.md).

#include "cli/commands.h"
#include "cli/network_commands.h"

namespace lianmeng::cli {

void AddNetworkCommand(CLI::App& program, Context& context) {
  CLI::App* network = program.add_subcommand("network",
                                             "确定性骨干网：规划、证明、仿真、导出 plan, prove, "
                                             "simulate and print a deterministic backbone");
  network->require_subcommand(1);
  AddNetworkPlan(*network, context);
  AddNetworkFail(*network, context);
  AddNetworkExport(*network, context);
  AddNetworkBound(*network, context);
  AddNetworkGenerate(*network, context);
  AddNetworkImport(*network, context);
  AddNetworkSimulate(*network, context);
}

}  // namespace lianmeng::cli
