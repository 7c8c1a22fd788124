// The rules of an assignment as a file tells them (docs/formats/assignment.md, RULES), as the engine's:
// pairs that must be chosen or must not, limits of organisations, floors of kinds of pairs.
//
// Errors:  as ReadJson, with file, line, JSON pointer and value; an id, label or organisation that no
//          table names; a pair that is no candidate and must be chosen; a pair that must be and must
//          not; one floor or limit told twice; a share of more than four decimals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/assignment_tables.h"
#include "app/json_input.h"
#include "assign/ruled_assignment.h"
#include "base/text_pair.h"

namespace lianmeng::app {

struct RulePair {
  std::string need, offer;

  LM_FIELDS(RulePair, need, offer)
  static FieldRules Rules() { return {}; }
};

struct RuleLimit {
  std::string organisation;
  int64_t pairs = 0;

  LM_FIELDS(RuleLimit, organisation, pairs)
  static FieldRules Rules() { return {Between("pairs", 0, 4e9)}; }
};

struct RuleFloor {
  std::string label;
  std::optional<double> share;  // of all pairs chosen; either this or
  std::optional<int64_t> pairs;

  LM_FIELDS(RuleFloor, label, share, pairs)
  static FieldRules Rules() { return {Between("share", 0, 1), Between("pairs", 0, 4e9)}; }
};

struct RulesText {
  static constexpr size_t kItemsMax = 100'000;

  std::vector<RulePair> must, exclude;
  std::optional<int64_t> pairs_per_organisation;  // of each that has no limit of its own
  std::vector<RuleLimit> limits;
  std::vector<RuleFloor> floors;

  LM_FIELDS(RulesText, must, exclude, pairs_per_organisation, limits, floors)
  static FieldRules Rules() {
    return {Items("must", {0, kItemsMax}), Items("exclude", {0, kItemsMax}),
            Between("pairs_per_organisation", 0, 4e9), Items("limits", {0, kItemsMax}),
            Items("floors", {0, 100})};
  }
};

struct AssignmentRules {
  std::vector<uint32_t> must, excluded;  // edges, rising
  std::vector<assign::AssignmentRule> rules;
  std::vector<std::string> names;  // of the rules, none twice; as in certificates
  std::vector<TextPair> words;     // of the rules, for people
};

// Excluded pairs get score 0 in `tables`: such are never chosen.
[[nodiscard]] Result<AssignmentRules> ReadAssignmentRules(const std::string& path,
                                                          AssignmentTables& tables);

}  // namespace lianmeng::app
