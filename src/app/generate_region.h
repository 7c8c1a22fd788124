// A sample region of any size, made from the facts of a real one: the organisations, offers, needs
// and links that follow stated distributions. Every record is marked as a sample (样例) and carries
// that mark in its name.
//
// Example:   RegionSample sample = GenerateRegion(facts, {.seed = 1, .leads = 600, .suppliers =
// 4000}); Cost:      O(firms × products of a chain + links); 4,600 firms in well under a second.
// Determinism: equal facts and options give equal bytes on every machine (base/random.h).
//
// What the figures follow (data/delta/README.md says why):
//   city          with probability 0.75 by the chain's specialisation, else by all chains' together
//   products      the number of a product's makers falls with the share that is bought outside the
//   region capacity      from the finished goods upwards: what the users of a product need, less
//   what comes from
//                 outside, is divided among its makers by size
//   firm size     log-normal body with a Pareto tail of exponent 1.1 (Axtell, "Zipf distribution of
//   U.S. firm
//                 sizes", Science 293, 2001)
//   links         a customer buys an input from makers in proportion to capacity × exp(-distance /
//   300 km);
//                 a stated share of its inputs is left unobserved, for the reconstruction to fill
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/records.h"

namespace lianmeng::app {

// The facts of a region: what is written by people.
struct RegionFacts {
  std::vector<Region> regions;
  std::vector<Product> products;
  std::vector<Input> inputs;
  std::vector<Chain> chains;
  std::vector<ChainProduct> chain_products;
  std::vector<Specialisation> specialisations;
};

struct RegionSample {
  std::vector<Organisation> organisations;
  std::vector<Offer> offers;
  std::vector<Need> needs;
  std::vector<Link> links;
};

struct GenerateOptions {
  uint64_t seed = 1;
  int leads = 600;
  int suppliers = 4000;
  Date as_of{20759};               // 2026-11-02: the day from which dates of needs and offers count
  double unobserved_share = 0.25;  // of (customer, input) pairs that get no link
};

// Requires: at least one chain with a finished good, one city and one specialisation per chain.
// Errors:   kInvalidArgument names what the facts lack, or an option out of range (1 to 10 million
// firms). Ids in the result are counted from 1 per kind; keys are S000001, S000001-1, S000001-N1,
// ...; those of financiers, universities and institutes (app/generate_terms.h) F001, U001, R001, ...
[[nodiscard]] Result<RegionSample> GenerateRegion(const RegionFacts& facts,
                                                  const GenerateOptions& options);

}  // namespace lianmeng::app
