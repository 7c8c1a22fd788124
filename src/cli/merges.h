// Commands on merges of organisations, below `duplicates`.
#pragma once

#include "cli/commands.h"

namespace lianmeng::cli {

// merge, undo, merges, flag, flags, dismiss, sources
void AddMergeCommands(CLI::App& duplicates, Context& context);

}  // namespace lianmeng::cli
