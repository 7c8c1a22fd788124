// The commands of `lianmeng event` that read or write the database.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace lianmeng::cli {

void AddEventStoreCommands(CLI::App& event, Context& context);  // event list | sample

}  // namespace lianmeng::cli
