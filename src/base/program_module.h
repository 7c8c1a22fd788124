// Modules of the program: shared objects that need what is not on every machine (MPI, ns-3) and are opened when asked for
// (docs/decisions/0009-mpi-in-a-module.md).
#pragma once

namespace lianmeng {

// Whether other shared objects may find the module's symbols.
enum class ModuleSymbols { kOwn, kForAll };

// What dlopen gives for a module beside the program, as built, or in lib/lianmeng of its prefix. nullptr if it is in
// neither, or cannot be opened: then dlerror says why.
[[nodiscard]] void* OpenProgramModule(const char* name, ModuleSymbols symbols);

}  // namespace lianmeng
