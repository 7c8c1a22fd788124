// The whole program as a function: parses the command line, runs one command, returns the exit status.
#pragma once

namespace lianmeng::cli {

// Never throws, never exits. Exit statuses: cli/context.h.
[[nodiscard]] int Run(int argc, const char* const* argv);

}  // namespace lianmeng::cli
