// How well names are resolved where the answer is known: short names of firms against an index of
// their full names alone, with each feature left out in turn, and full names written another way.
//
// Cost:      seconds for 5,000 firms. Deterministic: equal firms and seed, equal figures.
// A name counts as resolved if the first record has its key, or one of several that share a key.
// Rows "..._in_common" count names alone of which two characters stand in the full name in that order;
// they stand beside the rows over all names, never in their place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/text_pair.h"

namespace lianmeng::match {

struct NamesTrialFirm {
  std::string short_name;
  std::string full_name;
  std::string key;  // equal keys: one firm
};

struct RecallRow {
  std::string code;  // stable, for JSON
  TextPair label;
  int64_t asked = 0, right = 0;            // all firms
  int64_t asked_test = 0, right_test = 0;  // those of the half on which nothing was learnt
};

// Of the short names, those whose first record scores from `from` up to the next band's.
struct ScoreBand {
  int32_t from = 0;
  int64_t names = 0, right = 0;
};

// Why short names are not resolved; the first that applies.
struct Unresolved {
  int64_t strangers = 0;  // no two characters of the name follow each other in the full name
  int64_t rivals = 0;     // another record fits as well, by kNameScale.rival_margin
  int64_t others = 0;
  std::vector<std::string> examples;  // "short: full / found instead", a few of each kind
};

struct NamesTrial {
  int64_t firms = 0, keys = 0;
  int64_t first_is_own_record = 0;  // stricter: not another record of the same key
  std::vector<RecallRow> methods;
  std::vector<RecallRow> written_otherwise;
  std::vector<ScoreBand> bands;
  Unresolved unresolved;
};

// Errors: kCancelled, those of the index.
[[nodiscard]] Result<NamesTrial> RunNamesTrial(const std::vector<NamesTrialFirm>& firms,
                                               uint64_t seed, Progress& progress);

}  // namespace lianmeng::match
