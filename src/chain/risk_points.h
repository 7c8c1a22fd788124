// Chain-break risk points (断链风险点): for each product of a chain, what its loss would do to the
// chain's final output, whether others could step in, and whether there is time; and a class by a
// rule stated in full.
//
// The definition, in both languages and with a worked example, is docs/risk-points.md; this
// computes it.
//
// Example:   LM_ASSIGN(auto risks, FindRiskPoints(units, chains, {}));
//            risks[0].points[0].conditions[2].text.zh
// Cost:      three cascades for each distinct product, in parallel; eight chains of 60 products on
//            8,000 units and 50,000 links: seconds on two threads (bench/chain_index.cc).
// Determinism: equal input, equal output, whatever the number of threads; ties to the lower index.
// Thread-safety: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/text_pair.h"
#include "chain/cascade.h"
#include "chain/unit_network.h"

namespace lianmeng::chain {

enum class LossKind : uint8_t {
  kLargestMaker,  // the product's largest maker in the region stops making it
  kLargestCity,   // all its makers in the city that makes most of it stop
  kOutside,       // nothing of it comes from outside the region
};
inline constexpr size_t kLossKinds = 3;

enum class RiskClass : uint8_t { kNone, kYellow, kOrange, kRed };  // rising

// "largest_maker", "largest_city", "outside"; "none", "yellow", "orange", "red": stable names for
// JSON.
[[nodiscard]] std::string_view Code(LossKind kind);
[[nodiscard]] std::string_view Code(RiskClass risk_class);
[[nodiscard]] TextPair Label(LossKind kind);         // 最大企业停产, ...
[[nodiscard]] TextPair Label(RiskClass risk_class);  // 红色, ...

struct ChainMember {
  uint32_t product = 0;
  bool final = false;  // a finished good of the chain
};

struct ChainInput {
  std::vector<ChainMember> members;  // each product once
};

// The published rule. The score of a point is
//   0 to 3  level of severity: 1 from severity_low, 2 from severity_medium, 3 from severity_high,
//           else 0
//   + 1     hard to substitute: effective makers < makers_few, or the others' spare capacity <
//           spare_enough × the capacity that the gravest loss takes
//   + 1     no time: the smallest stock cover ends before another source is qualified (both must be
//           known)
// and the class: 5 red, 4 orange, 3 yellow, less none. Numbers are compared as they are shown:
// severity to 0.1 %, makers and spare ratio to 0.01, days to whole days.
struct RiskRule {
  double severity_high = 0.10;
  double severity_medium = 0.03;
  double severity_low = 0.01;
  double makers_few = 3.0;
  double spare_enough = 1.0;

  friend bool operator==(const RiskRule&, const RiskRule&) = default;
};

struct RiskOptions {
  RiskRule rule;
  // Finer than the index's published 1e-2: at that threshold a loss that passes one stage at less
  // than 1 % never reaches the next, and a chain has many stages.
  double stop_threshold = 1e-4;
  int threads = 0;       // 0: as many as the machine has
  int firms_shown = 10;  // firms that lose most, in each loss's evidence
};

struct FirmLoss {
  uint32_t organisation = 0;
  double lost_cny_year = 0;  // Σ over its units that are not shocked themselves, s_u · (1 − h_u)
  double lost_share = 0;     // of Σ s_u over all its units

  friend bool operator==(const FirmLoss&, const FirmLoss&) = default;
};

struct UnitLoss {
  NodeIndex unit = 0;
  double capacity_cny_year = 0;
  double lost_share = 0;  // 1 − h_u

  friend bool operator==(const UnitLoss&, const UnitLoss&) = default;
};

// One of the three losses and what it does. severity = Σ capacity · lost_share over final_losses /
// final capacity.
struct LossEvidence {
  LossKind kind = LossKind::kLargestMaker;
  bool applies = false;                // false: there is no such source, everything below is empty
  std::vector<NodeIndex> shocked;      // units, by falling capacity
  uint32_t city = kNone;               // of kLargestCity
  double severity = 0;                 // 0..1
  std::vector<UnitLoss> final_losses;  // makers of the chain's finished goods that lose something
  double capacity_lost_cny_year = 0;   // of the shocked units
  double spare_cny_year = 0;           // of the makers that remain; the outside counts 0
  double spare_ratio = 0;              // spare / lost
  // Units of the region that lose 10^-6 of their output or more, the shocked included.
  int64_t units_touched = 0;
  int steps = 0;                // of the cascade
  std::vector<FirmLoss> firms;  // that lose most beside the shocked units, by falling loss
};

struct MakerShare {
  uint32_t organisation = kNone;  // kNone: all sources outside the region, counted as one maker
  double capacity_cny_year = 0;

  friend bool operator==(const MakerShare&, const MakerShare&) = default;
};

enum class ConditionKind : uint8_t { kSeverity, kFewMakers, kSpareShort, kNoTime };

// "severity", "few_makers", "spare_short", "no_time".
[[nodiscard]] std::string_view Code(ConditionKind kind);

struct Condition {
  ConditionKind kind = ConditionKind::kSeverity;
  bool fired = false;
  TextPair text;  // with the numbers
};

struct RiskPoint {
  uint32_t product = 0;
  bool final = false;
  RiskClass risk_class = RiskClass::kNone;
  int score = 0;                               // 0..5, by RiskRule
  double severity = 0;                         // the largest of the losses' severities
  LossKind gravest = LossKind::kLargestMaker;  // which of them; the first on a tie
  std::array<LossEvidence, kLossKinds> losses;

  // Substitutability: effective makers = (Σ capacity)² / Σ capacity², 0 if there is none.
  double makers_effective = 0;
  std::vector<MakerShare> makers;  // by falling capacity
  // Time, over the uses of this product as an essential input of the chain's products that are made
  // in the region; absent if there is none or the number is not known.
  std::optional<double> stock_days;    // smallest
  uint32_t stock_user = kNone;         // product that has it
  std::optional<double> qualify_days;  // largest
  uint32_t qualify_user = kNone;

  std::array<Condition, 4> conditions;  // in the order of ConditionKind
  TextPair rule;                        // the sum that gave the class
  // How much of the picture is known: value of purchases of this product by known links / of all,
  // and makers in the region whose capacity is known / all.
  double known_purchases_share = 0;
  double known_capacity_share = 0;
};

struct ChainRisk {
  RiskRule rule;  // that made the classes
  // Of the makers of the chain's finished goods; 0: no severity can be computed.
  double final_capacity_cny_year = 0;
  std::vector<RiskPoint> points;  // by class, then severity, both falling, then product
};

// result[c] belongs to chains[c].
// Errors:  kInvalidArgument: a product out of range or twice in one chain; kCancelled.
[[nodiscard]] Result<std::vector<ChainRisk>> FindRiskPoints(const UnitNetwork& network,
                                                            std::span<const ChainInput> chains,
                                                            const RiskOptions& options = {},
                                                            Progress& progress = Progress::None());

// The shock of a loss, to replay it with RunCascade and show it wave by wave. Empty if the loss
// does not apply.
[[nodiscard]] Shock MakeShock(const UnitNetwork& network, uint32_t product, LossKind kind);

struct SizedMaker {
  NodeIndex node = 0;
  uint32_t city = kNone;
  double capacity_cny_year = 0;
};

// The same from a list of makers; ties of size go to the first of them.
[[nodiscard]] Shock MakeShock(std::span<const SizedMaker> makers, NodeIndex outside, LossKind kind);

// All units of an organisation lost.
[[nodiscard]] Shock LoseOrganisation(const UnitNetwork& network, uint32_t organisation);

struct OrganisationRisk {
  // Σ_j (s_j / Σ s) (1 − h_j) over the region's units, all of the organisation's units lost.
  double index = 0;
  // The part of it that are the organisation's own units: Σ over them of s_j / Σ s.
  double own_share = 0;
  int64_t units_touched = 0;
  int steps = 0;
};

// The systemic index of each organisation (0 for one that makes nothing). Cost: one cascade each,
// in parallel. Stops by options.stop_threshold, the published 1e-2 unless changed.
[[nodiscard]] Result<std::vector<OrganisationRisk>> IndexOrganisations(
    const UnitNetwork& network, const CascadeOptions& options = {},
    Progress& progress = Progress::None());

}  // namespace lianmeng::chain
