#include "base/program_module.h"

#include <dlfcn.h>

#include <filesystem>

namespace lianmeng {

void* OpenProgramModule(const char* name, ModuleSymbols symbols) {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) return nullptr;
  const std::filesystem::path folder = program.parent_path();
  const int scope = symbols == ModuleSymbols::kForAll ? RTLD_GLOBAL : RTLD_LOCAL;
  for (const auto& path : {folder / name, folder.parent_path() / "lib" / "lianmeng" / name}) {
    if (!std::filesystem::exists(path, failed)) continue;
    if (void* module = dlopen(path.c_str(), RTLD_NOW | scope)) return module;
  }
  return nullptr;
}

}  // namespace lianmeng
