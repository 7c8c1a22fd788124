// One function for each command: adds it to the program's options and runs it when chosen.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/context.h"

namespace lianmeng::cli {

void AddImportCommand(CLI::App& program, Context& context);      // import region | ckg
void AddTemplateCommand(CLI::App& program, Context& context);    // template
void AddGenerateCommand(CLI::App& program, Context& context);    // generate region | links | pairs | event
void AddGeneratePairs(CLI::App& generate, Context& context);     // generate pairs
void AddGenerateEvent(CLI::App& generate, Context& context);     // generate event
void AddReportCommand(CLI::App& program, Context& context);      // report
void AddRiskCommand(CLI::App& program, Context& context);        // risk index | points | history | show
void AddRiskCertainty(CLI::App& risk, Context& context);         // risk certainty
void AddRewireCommand(CLI::App& risk, Context& context);         // risk rewire
void AddMeasureCommand(CLI::App& program, Context& context);     // measure list | add | set
void AddEvaluateCommand(CLI::App& program, Context& context);    // evaluate reconstruction | names
void AddEvaluateNames(CLI::App& evaluate, Context& context);     // evaluate names
void AddNamesCommand(CLI::App& program, Context& context);       // names resolve
void AddDuplicatesCommand(CLI::App& program, Context& context);  // duplicates
void AddEvaluateRetrieval(CLI::App& evaluate, Context& context);  // evaluate retrieval
void AddScenarioCommand(CLI::App& risk, Context& context);       // risk scenario
void AddRepairCommand(CLI::App& program, Context& context);      // repair plan
void AddMatchCommand(CLI::App& program, Context& context);       // match
void AddAssignCommands(CLI::App& match, Context& context);       // match assign | verify
void AddEventCommand(CLI::App& program, Context& context);       // event timetable | replan | check
void AddNetworkCommand(CLI::App& program, Context& context);     // network …, see cli/network_commands.h
void AddSearchCommand(CLI::App& program, Context& context);      // search
void AddExportCommand(CLI::App& program, Context& context);      // export
void AddServeCommand(CLI::App& program, Context& context);       // serve
void AddStoreCommand(CLI::App& program, Context& context);       // store check
void AddCompletionCommand(CLI::App& program, Context& context);  // completion bash | zsh | fish

// --db and --viewer for a command that reads the store.
void AddStoreOptions(CLI::App& command, Context& context);
void AddJsonOption(CLI::App& command, Context& context);

inline constexpr const char* kVersion = "0.1.0";

}  // namespace lianmeng::cli
