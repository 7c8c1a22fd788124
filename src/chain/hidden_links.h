// A trial of the reconstruction: hide a share of the known links, reconstruct them, and see how the
// risk points compare with those of the full picture.
//
// The full picture is the published one (chain/unit_network.h, rule 2 where nothing is known) on all
// links. Against it stand two reconstructions from the links that are left: the published rule, and
// the draws of chain/certainty.h, of which the median severity and the most frequent class count.
// The rule and the draws differ even if nothing is hidden (the rule takes known links to be all of a
// purchase, draws fill what they leave open); so the draws are also compared with draws on all links,
// which shows what the hiding alone does.
//
// Example:   LM_ASSIGN(auto trial, TryHiddenLinks(economy, chains, {.share = 0.5, .seed = 7}));
//            trial.draws.rank_correlation
// Cost:      twice that of MeasureCertainty, and two runs of FindRiskPoints.
// Determinism: equal input and options give equal output for any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "chain/certainty.h"

namespace lianmeng::chain {

// Spearman's rank correlation, ties by mean ranks. 0 if either side does not vary.
// Requires:  a.size() == b.size() (checked).
// Source:    Kendall, Gibbons, "Rank Correlation Methods", 5th ed., 1990, sections 1.14 and 3.4.
[[nodiscard]] double RankCorrelation(std::span<const double> a, std::span<const double> b);

// The economy with round(share × links) links left out, chosen at random.
// Requires:  0 <= share <= 1 (checked).
[[nodiscard]] Economy HideLinks(const Economy& economy, double share, uint64_t seed);

// By value, the share of all purchases that known links cover. 0 if nothing is bought.
[[nodiscard]] double KnownShare(const UnitNetworkReport& report);

struct HiddenLinkOptions {
  double share = 0.5;          // of the known links, 0..1
  uint64_t seed = 1;           // of which links are hidden
  CertaintyOptions certainty;  // draws, their seed, rule, threads; organisations are not measured
};

// How one reconstruction compares with the full picture, over all points of all chains.
struct Agreement {
  double rank_correlation = 0;  // of the severities
  double classes_kept = 0;      // share of points with the same class
  // Of the points that are red, orange or yellow in the full picture: the share that keeps its class.
  double listed_kept = 0;
  double error_mean = 0;   // mean |severity − severity of the full picture|
  double value_found = 0;  // Σ min(reconstructed, true) ÷ Σ true over the hidden links of units
};

struct HiddenLinkTrial {
  int64_t links = 0;   // known
  int64_t hidden = 0;  // of them
  int64_t points = 0;  // of all chains
  int64_t listed = 0;  // of them red, orange or yellow in the full picture
  // By value, share of the purchases that known links cover: in the full picture, and of what is left.
  double known_share = 0;
  double known_share_left = 0;
  Agreement rule;   // the published rule on the links that are left
  Agreement draws;  // value_found: mean over the draws
  Agreement alike;  // the draws against draws of the same seed on all links; value_found as draws
  // Share of points whose severity in the full picture lies between the smallest and the largest of
  // the draws, to 0.1 % as shown; the same for the median of the draws on all links.
  double within_range = 0;
  double within_range_alike = 0;
};

// Errors:  kInvalidArgument: share outside 0..1, and those of MeasureCertainty; kCancelled.
[[nodiscard]] Result<HiddenLinkTrial> TryHiddenLinks(const Economy& economy,
                                                     std::span<const ChainInput> chains,
                                                     const HiddenLinkOptions& options = {},
                                                     Progress& progress = Progress::None());

}  // namespace lianmeng::chain
