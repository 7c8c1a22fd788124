#include "chain/certified_severity.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lianmeng::chain {
namespace {

struct Finals {
  std::vector<NodeIndex> units;
  double capacity = 0;
};

Finals FinalsOf(const UnitNetwork& network, const ChainInput& chain) {
  Finals finals;
  for (const ChainMember& member : chain.members) {
    if (!member.final) continue;
    for (const NodeIndex unit : network.MakersOf(member.product)) {
      finals.units.push_back(unit);
      finals.capacity += network.units[unit].capacity_cny_year;
    }
  }
  return finals;
}

// The width of the index's interval at which no severity's is wider than `tolerance`: a unit weighs
// more in the severity than in the index by at most 1 / the factor.
double IndexTolerance(const UnitNetwork& network, const Finals& finals, double tolerance) {
  double factor = 1.0;
  for (const NodeIndex unit : finals.units) {
    const double part = network.units[unit].capacity_cny_year / finals.capacity;
    if (part > 0) factor = std::min(factor, network.network.index_weight(unit) / part);
  }
  return tolerance * factor;
}

Interval SeverityOf(const UnitNetwork& network, const Finals& finals,
                    const CertifiedCascade& cascade) {
  Interval lost;
  for (const NodeIndex unit : finals.units) {
    const double capacity = network.units[unit].capacity_cny_year;
    lost.lower += capacity * cascade.loss[unit].lower;
    lost.upper += capacity * cascade.loss[unit].upper;
  }
  // Two sums of n products and a quotient err by less than (2 n + 2) · 2^-53 of their value.
  const double rounding = 4.0 * 0x1.0p-53 * (2.0 + static_cast<double>(finals.units.size()));
  return {lost.lower / finals.capacity * (1.0 - rounding),
          std::min(1.0, lost.upper / finals.capacity * (1.0 + rounding))};
}

}  // namespace

Result<CertifiedSeverity> CertifySeverity(const UnitNetwork& network, const ChainInput& chain,
                                          uint32_t product, const CertifySeverityOptions& options) {
  if (product >= network.product_count) {
    return MakeError(ErrorCode::kInvalidArgument, {"没有这个产品", "there is no such product"},
                     {.field = "product", .value = std::to_string(product)});
  }
  const Finals finals = FinalsOf(network, chain);
  CertifiedSeverity proof;
  for (size_t kind = 0; kind < kLossKinds; ++kind) {
    const Shock shock = MakeShock(network, product, static_cast<LossKind>(kind));
    if (shock.nodes.empty()) continue;
    Interval& severity = proof.losses[kind].emplace();
    if (finals.capacity <= 0) continue;
    LM_ASSIGN(const CertifiedCascade cascade,
              CertifyCascade(network.network, shock,
                             {.tolerance = IndexTolerance(network, finals, options.tolerance)}));
    severity = SeverityOf(network, finals, cascade);
    proof.severity.lower = std::max(proof.severity.lower, severity.lower);
    proof.severity.upper = std::max(proof.severity.upper, severity.upper);
  }
  return proof;
}

}  // namespace lianmeng::chain
