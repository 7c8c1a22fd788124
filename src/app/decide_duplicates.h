// Decisions that two organisations of like names are not one: they are remembered, are not offered again
// (app/resolve_names.h), and can be taken back. The alliance office decides.
//
// Errors:  kPermissionDenied for anybody else; kNotFound names the key; kInvalidArgument: one record
//          twice, a note of more than 500 characters. kConflict: decided already, or not decided.
#pragma once

#include <string>
#include <vector>

#include "app/names_views.h"
#include "app/platform.h"
#include "base/result.h"

namespace lianmeng::app {

struct ApartInput {
  std::string a, b;  // keys or ids
  std::string note;
};

[[nodiscard]] Result<ApartPair> DecideApart(Platform& platform, const Viewer& viewer,
                                            const ApartInput& input);

// Forgets the decision: the pair may be offered again.
[[nodiscard]] Status Reconsider(Platform& platform, const Viewer& viewer, const ApartInput& input);

// The decisions on pairs that the viewer may see.
[[nodiscard]] Result<ApartList> ListApart(Platform& platform, const Viewer& viewer);

}  // namespace lianmeng::app
