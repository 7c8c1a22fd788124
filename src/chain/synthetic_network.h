// A synthetic supply network of national size, as hard for an engine as those that tax offices hold:
// scale-free with real hubs, a strongly connected core, firms that only feed or are only fed by it.
//
// Example:   LM_ASSIGN(SupplyInput input, GenerateNetwork({.firms = 250'000, .links = 1'200'000}));
//
// What it follows (docs/formats/links.md names the command that measures it):
//   bow-tie       26 % of the firms form the core (Diem et al. 2022: 26 % in Hungary); 26 % only
//                 feed it, 38 % are only fed by it, 8 % hang on one of these, 2 % stand apart in
//                 pieces of two to four. Large firms are more often in the core.
//   degrees       number of customers with a Pareto tail of exponent 1.1, of suppliers 1.6 (Mizuno,
//                 Souma, Watanabe 2015, Japan: 1.0 and 1.5), correlated 0.5 for one firm
//                 (Bacilieri et al. 2023, Hungary: 0.53). No pair is linked twice, which leaves hubs
//                 fewer hubs to link to: the network is disassortative, as measured ones are.
//   sectors       of unequal size; a sector buys much from few others, a little from the rest
//   weights       log-normal around the geometric mean of both firms' sizes, whole numbers >= 1
//   essentiality  a table of sector pairs: one half replaceable, a fifth essential, the rest
//                 irrelevant, exactly, but for rounding
// Firms carry no trace of any of this in their numbers, links stand in random order.
//
// Cost:      O(N + L): 250,000 firms and 1.2 million links in about a second; 45 bytes a link.
// Determinism: equal options, equal network: draws are base/random.h's, and what the mathematical
//            library computes is rounded before it is compared.
// Sources:   Diem, Borsos, Reisch, Kertész, Thurner, Scientific Reports 12:7719 (2022); the size of
//            the default is near theirs of 2023 (arXiv 2302.11451: 243,399 firms, 1,104,141 links).
//            Bacilieri, Borsos, Astudillo-Estevez, Lafond, "Firm-level production networks: what do
//            we (really) know?", INET Oxford Working Paper 2023-08. Mizuno, Souma, Watanabe,
//            "Buyer-supplier networks and aggregate volatility", RIETI 15-E-056 (2015).
#pragma once

#include <cstdint>

#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

struct SyntheticOptions {
  uint32_t firms = 250'000;    // 100 .. 50 million
  uint64_t links = 1'200'000;  // 2 .. firms / 50 for each firm, below 2^31
  uint32_t sectors = 88;       // 1 .. 10,000
  uint64_t seed = 1;
};

// Exactly options.firms nodes, each with a link, and options.links links, no two of them between the
// same firms in the same direction, none from a firm to itself.
// Errors:  kInvalidArgument names the option that is out of range.
[[nodiscard]] Result<SupplyInput> GenerateNetwork(const SyntheticOptions& options);

}  // namespace lianmeng::chain
