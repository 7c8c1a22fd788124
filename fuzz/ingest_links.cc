// Any bytes as a table of links: no crash, and only links that keep their promise.
#include <cmath>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "ingest/csv_reader.h"
#include "ingest/links_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string heading = "supplier,customer,supplier_sector,customer_sector,weight,type\n";
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const bool with_heading = size % 2 == 0;
  CsvReader reader(std::make_unique<MemorySource>(with_heading ? heading + bytes : bytes),
                   {.file = "f"});
  int64_t links = 0;
  const LinksHandlers handlers{.on_link = [&](const PlainLink& link) -> Status {
                                 CHECK(std::isfinite(link.weight) && link.weight >= 0);
                                 CHECK(link.essentiality >= 0 && link.essentiality <= 2);
                                 CHECK(!link.supplier.empty() && !link.customer_sector.empty());
                                 ++links;
                                 return Ok{};
                               },
                               .on_issue = [](const RowIssue& issue) -> Status {
                                 CHECK(!issue.message.zh.empty());
                                 return Ok{};
                               }};
  const Result<LinksCounts> counts = ReadLinks(reader, handlers, Progress::None());
  if (counts) CHECK(counts->accepted == links && counts->read == links + counts->rejected);
  return 0;
}
