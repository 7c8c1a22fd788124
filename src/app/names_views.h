// What is said about names: rows of a file resolved, and records that may be one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/fields.h"

namespace lianmeng::app {

struct NameScorePart {
  std::string code;
  TextPair label;
  double points = 0;      // of 1, as the score
  double points_max = 0;  // 0: a deduction
  TextPair reason;

  LM_FIELDS(NameScorePart, code, label, points, points_max, reason)
};

struct NamedOrganisation {
  std::string id;
  std::string key;
  std::string name;
  std::string credit_code;
  std::string region;

  LM_FIELDS(NamedOrganisation, id, key, name, credit_code, region)
};

struct NameMatch {
  NamedOrganisation organisation;
  std::string matched_name;  // which of its names
  double score = 0;
  std::vector<NameScorePart> parts;

  LM_FIELDS(NameMatch, organisation, matched_name, score, parts)
};

struct ResolvedName {
  int64_t line = 0;
  std::string name;
  std::string verdict;  // nearly_certain, offered, unknown
  std::vector<NameMatch> candidates;

  LM_FIELDS(ResolvedName, line, name, verdict, candidates)
};

struct ResolvedNames {
  int64_t names = 0, nearly_certain = 0, offered = 0, unknown = 0;
  std::vector<ResolvedName> items;

  LM_FIELDS(ResolvedNames, names, nearly_certain, offered, unknown, items)
};

struct DuplicatePair {
  NamedOrganisation a, b;
  double score = 0;
  std::string verdict;  // nearly_certain, offered
  std::vector<NameScorePart> parts;

  LM_FIELDS(DuplicatePair, a, b, score, verdict, parts)
};

struct DuplicateList {
  int64_t organisations = 0;
  int64_t pairs = 0, nearly_certain = 0;  // all there are
  int64_t decided = 0;                    // left out: somebody decided that they are not one
  std::vector<DuplicatePair> items;       // the best, as many as asked for

  LM_FIELDS(DuplicateList, organisations, pairs, nearly_certain, decided, items)
};

// A pair of which somebody decided that it is two organisations.
struct ApartPair {
  NamedOrganisation a, b;
  std::string at;  // UTC
  std::string decided_by;
  std::string note;

  LM_FIELDS(ApartPair, a, b, at, decided_by, note)
};

struct ApartList {
  std::vector<ApartPair> items;  // the newest first

  LM_FIELDS(ApartList, items)
};

}  // namespace lianmeng::app
