// What a what-if answers with (POST /api/v1/what-if, `risk scenario --json`). Rates are shares of output
// while the shock lasts and all stocks are used up; value_lost_cny is over the scenario's days.
// Definitions: docs/formats/scenario.md.
#pragma once

#include "app/views.h"

namespace lianmeng::app {

// A line of the scenario as it was understood.
struct WhatIfPart {
  TextPair label;
  double lost = 0;
  int64_t units = 0;
  double capacity_cny_year = 0;

  LM_FIELDS(WhatIfPart, label, lost, units, capacity_cny_year)
};

struct WhatIfLoss {
  double rate = 0;      // all stocks used up
  double rate_end = 0;  // on the last day
  double value_lost_cny = 0;
  double output_cny_year = 0;
  std::optional<int64_t>
      onset_day;  // the first day with a loss, from 0; empty: none within the days

  LM_FIELDS(WhatIfLoss, rate, rate_end, value_lost_cny, output_cny_year, onset_day)
};

struct WhatIfInterval {
  double lower = 0;
  double upper = 0;

  LM_FIELDS(WhatIfInterval, lower, upper)
};

struct WhatIfTotal : WhatIfLoss {
  std::optional<WhatIfInterval> rate_interval;  // proven to hold the rate at the fixed point
  std::string mode;                             // certified: there is an interval; or published
  double stop_threshold = 0;
  int64_t steps = 0;
  int64_t units = 0;  // that lose something
  int64_t organisations = 0;
  double milliseconds = 0;

  LM_FIELDS_OF(WhatIfTotal, WhatIfLoss, rate_interval, mode, stop_threshold, steps, units,
               organisations, milliseconds)
};

// `waves`: the rate after each wave.
struct WhatIfChain : WhatIfLoss {
  ChainRef chain;
  std::vector<double> waves;

  LM_FIELDS_OF(WhatIfChain, WhatIfLoss, chain, waves)
};

struct WhatIfCity : WhatIfLoss {
  std::string code;
  TextPair name;
  std::vector<double> waves;

  LM_FIELDS_OF(WhatIfCity, WhatIfLoss, code, name, waves)
};

struct WhatIfProduct : WhatIfLoss {
  ProductRef product;
  std::vector<std::string> chains;
  std::vector<double> waves;

  LM_FIELDS_OF(WhatIfProduct, WhatIfLoss, product, chains, waves)
};

// cause: shock (named in the scenario), supply or demand: what limits the firm most.
struct WhatIfFirm : WhatIfLoss {
  OrganisationRef organisation;
  std::vector<ProductRef> products;  // that it loses, the greatest loss first
  int64_t wave = 0;
  std::string cause;

  LM_FIELDS_OF(WhatIfFirm, WhatIfLoss, organisation, products, wave, cause)
};

struct WhatIfHit {
  OrganisationRef organisation;
  ProductRef product;
  double rate = 0;  // after this wave
  std::string cause;

  LM_FIELDS(WhatIfHit, organisation, product, rate, cause)
};

struct WhatIfWave {
  int64_t step = 0;   // of the cascade
  int64_t units = 0;  // reached for the first time
  int64_t organisations = 0;
  double rate = 0;              // of the whole region after it
  std::vector<WhatIfHit> hits;  // of the units reached, those that lose most, at most 12

  LM_FIELDS(WhatIfWave, step, units, organisations, rate, hits)
};

// Days on which nothing changes.
struct WhatIfPhase {
  int64_t first_day = 0;
  int64_t days = 0;
  double rate = 0;

  LM_FIELDS(WhatIfPhase, first_day, days, rate)
};

struct WhatIf {
  std::optional<std::string> title;
  int64_t days = 0;
  std::vector<WhatIfPart> parts;
  WhatIfTotal total;
  std::vector<WhatIfChain> chains;      // all, in the region's order
  std::vector<WhatIfCity> cities;       // all, in the region's order
  std::vector<WhatIfProduct> products;  // that lose something, by value lost
  std::vector<WhatIfFirm> firms;        // by value lost, at most 100
  std::vector<WhatIfWave> waves;
  std::vector<WhatIfPhase> phases;

  LM_FIELDS(WhatIf, title, days, parts, total, chains, cities, products, firms, waves, phases)
};

}  // namespace lianmeng::app
