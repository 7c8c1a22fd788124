// The severity of a risk point with the certainty of its numerics: an interval that holds the
// severity at the true fixed point of the cascade (chain/certified_cascade.h), beside the published
// figure, which stops when a step changes nothing by more than RiskOptions::stop_threshold.
//
// The severity of a loss is Σ capacity_u · loss_u / Σ capacity_u over the makers u of the chain's
// finished goods (docs/risk-points.md); with an interval for each loss_u it lies between the same
// sums of the lower and of the upper ends, rounded outwards. The published iteration starts from the
// shock and never passes the fixed point: its severity is no greater than the upper end.
//
// Example:   LM_ASSIGN(auto proof, CertifySeverity(units, chain, product, {}));
// Cost:      three certified cascades: milliseconds on 8,000 units.
// Determinism: equal input, equal output.
#pragma once

#include <array>
#include <optional>

#include "base/result.h"
#include "chain/certified_cascade.h"
#include "chain/risk_points.h"

namespace lianmeng::chain {

struct CertifySeverityOptions {
  double tolerance = 1e-4;  // greatest width of a severity's interval, > 0
};

struct CertifiedSeverity {
  std::array<std::optional<Interval>, kLossKinds> losses;  // by LossKind; none: does not apply
  Interval severity;                                       // of the greatest of them
};

// Errors:  kInvalidArgument: the product is out of range, or the tolerance not positive.
[[nodiscard]] Result<CertifiedSeverity> CertifySeverity(const UnitNetwork& network,
                                                        const ChainInput& chain, uint32_t product,
                                                        const CertifySeverityOptions& options = {});

}  // namespace lianmeng::chain
