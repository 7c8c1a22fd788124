// Any bytes as a CSV file: no crash, and the same rows however the buffer is cut.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "ingest/csv_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

namespace {

std::string Read(const std::string& bytes, size_t step) {
  CsvReader reader(std::make_unique<MemorySource>(bytes, step),
                   {.file = "f", .field_bytes_max = 4096, .row_bytes_max = 8192, .fields_max = 64});
  std::string text;
  Row row;
  while (true) {
    const Result<bool> more = reader.Next(row);
    if (!more) {
      const std::string told = more.error().Describe(Language::kEnglish);
      CHECK(IsValidUtf8(told));
      text += told + "\n";
      if (!reader.CanGoOn()) return text;
      continue;
    }
    if (!*more) return text;
    text += std::to_string(row.line) + ":";
    for (const std::string& cell : row.cells) {
      CHECK(IsValidUtf8(cell));
      text += cell + "|";
    }
    text += "\n";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  CHECK(Read(bytes, 0) == Read(bytes, 1));
  return 0;
}
