// What makes a record valid, in one place: readers, the API and the generator all call these.
//
// Each function returns everything that is wrong with one record, with the field's name as in
// docs/formats/region.md and the offending value. A warning is reported and the record is taken;
// an error rejects it. References to other records are the reader's and the store's to check.
#pragma once

#include <string>
#include <vector>

#include "base/text_pair.h"
#include "model/records.h"

namespace lianmeng {

struct Issue {
  enum class Severity { kWarning, kError };
  Severity severity = Severity::kError;
  std::string field;
  std::string value;
  TextPair message;

  friend bool operator==(const Issue&, const Issue&) = default;
};

using Issues = std::vector<Issue>;

[[nodiscard]] Issues Validate(const Region& record);
[[nodiscard]] Issues Validate(const Organisation& record);
[[nodiscard]] Issues Validate(const Product& record);
[[nodiscard]] Issues Validate(const Input& record);
[[nodiscard]] Issues Validate(const Chain& record);
[[nodiscard]] Issues Validate(const ChainProduct& record);
[[nodiscard]] Issues Validate(const Specialisation& record);
[[nodiscard]] Issues Validate(const Offer& record);
[[nodiscard]] Issues Validate(const Need& record);
[[nodiscard]] Issues Validate(const Link& record);
[[nodiscard]] Issues Validate(const Pairing& record);
[[nodiscard]] Issues Validate(const Measure& record);

[[nodiscard]] bool HasError(const Issues& issues);

// True if the 18th character is the check digit of GB 32100-2015 (weights 3^(i-1) mod 31 over the
// alphabet of digits and capital letters without I, O, S, V, Z). False also for a wrong length or character.
[[nodiscard]] bool CreditCodeIsValid(std::string_view code);

// The check digit for the first 17 characters; 0 if one of them is not in the alphabet.
[[nodiscard]] char CreditCodeCheckDigit(std::string_view first17);

}  // namespace lianmeng
