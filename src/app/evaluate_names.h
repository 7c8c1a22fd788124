// How well names are resolved (match/names_trial.h), on the firms of the open graph of listed firms
// (docs/formats/ckg.md): its short names against its full names.
//
// Errors:  kNotFound: the folder or company.json. kInvalidArgument: no firm in it. kCancelled.
#pragma once

#include <cstdint>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "match/names_trial.h"

namespace lianmeng::app {

struct EvaluateNamesOptions {
  std::string folder;
  uint64_t seed = 1;
};

struct EvaluatedNames {
  match::NamesTrial trial;
  int64_t lines_left_out = 0;  // that cannot be read, or without a name, full name or code
};

[[nodiscard]] Result<EvaluatedNames> EvaluateNames(const EvaluateNamesOptions& options,
                                                   Progress& progress);

}  // namespace lianmeng::app
