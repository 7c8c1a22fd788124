// What kind of organisation a name says it is: 银行, 大学, 研究院, 公司 ... (docs/names.md).
//
// A name may say two at once (浦发银行股份有限公司: a bank and a company) or none (讯飞).
// Determinism: depends on the name alone. Thread-safety: no state.
#pragma once

#include <cstdint>

#include "match/names_normaliser.h"

namespace lianmeng::match {

enum class NameKind : uint16_t {
  kCompany = 1,
  kBank = 2,
  kSecurities = 4,
  kInsurer = 8,
  kSchool = 16,
  kInstitute = 32,
  kHospital = 64,
  kAssociation = 128,
  kAuthority = 256,
};

// A set of kinds; empty: not known.
using NameKinds = uint16_t;
[[nodiscard]] constexpr NameKinds Only(NameKind kind) { return static_cast<NameKinds>(kind); }

[[nodiscard]] NameKinds KindsOf(const ParsedName& name);

// Both say what they are, and have nothing in common.
[[nodiscard]] constexpr bool AreOtherKinds(NameKinds a, NameKinds b) {
  return a != 0 && b != 0 && (a & b) == 0;
}

}  // namespace lianmeng::match
