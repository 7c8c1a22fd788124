// Any bytes as a table of pairs, of capacities and as a certificate: no crash, and only records that
// keep their promise.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/millionths.h"
#include "ingest/certificate_reader.h"
#include "ingest/csv_reader.h"
#include "ingest/pairs_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

namespace {

Status HasWords(const RowIssue& issue) {
  CHECK(!issue.message.zh.empty() && !issue.message.en.empty());
  return Ok{};
}

void AsPairs(const std::string& bytes) {
  CsvReader reader(std::make_unique<MemorySource>(bytes), {.file = "f"});
  int64_t pairs = 0;
  const PairsHandlers handlers{.on_pair = [&](const PlainPair& pair) -> Status {
                                 CHECK(!pair.need.empty() && !pair.offer.empty());
                                 std::string text;
                                 AppendMillionths(*pair.score, text);
                                 CHECK(ParseMillionths(text).value == pair.score);
                                 ++pairs;
                                 return Ok{};
                               },
                               .on_issue = HasWords};
  const Result<PairsCounts> counts = ReadScoredPairs(reader, handlers, Progress::None());
  if (counts) CHECK(counts->read == pairs + counts->rejected);
}

void AsCapacities(const std::string& bytes) {
  CsvReader reader(std::make_unique<MemorySource>(bytes), {.file = "f"});
  const CapacitiesHandlers handlers{.on_capacity = [](const PlainCapacity& row) -> Status {
                                      CHECK(!row.id.empty());
                                      CHECK(row.capacity >= 0 && row.capacity <= UINT32_MAX);
                                      return Ok{};
                                    },
                                    .on_issue = HasWords};
  const Result<PairsCounts> counts = ReadCapacities(reader, handlers, Progress::None());
  if (!counts) CHECK(!counts.error().message.zh.empty());
}

void AsCertificate(const std::string& bytes) {
  const auto take = [](std::string_view, int64_t) -> Status { return Ok{}; };
  for (const CertificateHandlers& handlers :
       {CertificateHandlers{take, take, nullptr}, CertificateHandlers{take, take, take}}) {
    const Result<CertificateTotals> totals = ParseCertificate(bytes, "f", handlers);
    if (!totals) CHECK(!totals.error().message.zh.empty());
    if (totals && totals->has_rules) CHECK(handlers.on_rule_price != nullptr);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  AsPairs(size % 2 == 0 ? "need,offer,score\n" + bytes : bytes);
  AsCapacities(size % 2 == 0 ? "id,capacity\n" + bytes : bytes);
  AsCertificate(bytes);
  return 0;
}
