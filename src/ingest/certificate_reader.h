// The certificate of an assignment (docs/formats/assignment.md): a JSON file of totals and prices.
//
// Cost:      the file in memory, and some 100 ns a price.
// Errors:    kInvalidArgument: not JSON of this form, with the field and, where known, the line;
//            kResourceExhausted above 2 GiB. Those of the file and of the callbacks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lianmeng::ingest {

struct CertificateTotals {
  int64_t primal = 0;
  int64_t dual = 0;
  bool has_rules = false;  // prices are billionths, and rules have some
};

// In the order of the file; the view is valid during the call only.
struct CertificateHandlers {
  std::function<Status(std::string_view id, int64_t price)> on_need_price;
  std::function<Status(std::string_view id, int64_t price)> on_offer_price;
  // Of an assignment under rules. None given: such a certificate is refused.
  std::function<Status(std::string_view rule, int64_t price)> on_rule_price;
};

[[nodiscard]] Result<CertificateTotals> ReadCertificate(const std::string& file,
                                                        const CertificateHandlers& handlers);
// From memory; `file` for messages.
[[nodiscard]] Result<CertificateTotals> ParseCertificate(std::string text, const std::string& file,
                                                         const CertificateHandlers& handlers);

}  // namespace lianmeng::ingest
