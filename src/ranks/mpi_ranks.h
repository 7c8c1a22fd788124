// The ranks that `mpirun -n R` started, by the shared module lianmeng_mpi.so, which is opened only
// then.
#pragma once

#include <memory>

#include "base/result.h"
#include "ranks/ranks.h"

namespace lianmeng::ranks {

// True if the environment says that MPI started this process with others.
[[nodiscard]] bool StartedByMpi();

// Processes on this machine that share its cores; 1 if MPI does not say.
[[nodiscard]] int RanksOnThisMachine();

// Once in a process. The last use of the ranks must lie before their destruction, which all ranks
// reach together.
// Errors:  kNotFound if the module is not installed, kIo if MPI does not start.
[[nodiscard]] Result<std::unique_ptr<Ranks>> OpenMpi();

}  // namespace lianmeng::ranks
