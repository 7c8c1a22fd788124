// Firms' names to try resolution on: equal options, the same names on every machine.
//
// A name is a place, a brand of two or three characters drawn so that some are common, a trade and
// a legal form, as registered names are. `doubles` of the records repeat an earlier firm written
// another way: without its place, without its legal form, or with one character wrong.
// Cost: about a microsecond a name.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "match/names.h"

namespace lianmeng::match {

struct SyntheticNames {
  uint32_t records = 100'000;
  double doubles = 0.02;
  uint64_t seed = 1;
};

struct NamesSample {
  std::vector<NameRecord> records;
  std::vector<std::pair<uint32_t, uint32_t>> doubles;  // the firm, then its double
};

[[nodiscard]] NamesSample GenerateNames(const SyntheticNames& options);

}  // namespace lianmeng::match
