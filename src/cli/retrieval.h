#pragma once

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace lianmeng::cli {

// evaluate retrieval: --data, --seed, --firms, --threads, --json
void AddEvaluateRetrieval(CLI::App& evaluate, Context& context);

}  // namespace lianmeng::cli
