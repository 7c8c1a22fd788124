// Any bytes as a table of names: no crash, and only rows that keep their promise.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "ingest/csv_reader.h"
#include "ingest/names_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  CsvReader reader(
      std::make_unique<MemorySource>(size % 2 == 0 ? "name,credit_code,region\n" + bytes : bytes),
      {.file = "f"});
  int64_t names = 0;
  const NamesHandlers handlers{.on_name = [&](const PlainName& row) -> Status {
                                 CHECK(!row.name.empty());
                                 CHECK(row.credit_code.empty() || row.credit_code.size() == 18);
                                 ++names;
                                 return Ok{};
                               },
                               .on_issue = [](const RowIssue& issue) -> Status {
                                 CHECK(!issue.message.zh.empty() && !issue.message.en.empty());
                                 return Ok{};
                               }};
  const Result<PlainCounts> counts = ReadNames(reader, handlers, Progress::None());
  if (counts) CHECK(counts->read == names + counts->rejected);
  return 0;
}
