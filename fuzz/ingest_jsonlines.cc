// Any bytes as JSON lines: no crash, and the same rows however the buffer is cut.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "ingest/json_lines_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

namespace {

std::string Read(const std::string& bytes, size_t step) {
  JsonLinesReader reader(std::make_unique<MemorySource>(bytes, step),
                         {.file = "f", .fields = {"a", "b"}, .line_bytes_max = 4096});
  std::string text;
  Row row;
  while (true) {
    const Result<bool> more = reader.Next(row);
    if (!more) {
      text += more.error().Describe(Language::kEnglish) + "\n";
      if (!reader.CanGoOn()) return text;
      continue;
    }
    if (!*more) return text;
    text += std::to_string(row.line) + ":";
    for (const std::string& cell : row.cells) {
      CHECK(IsValidUtf8(cell));
      text += cell + "|";
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  CHECK(Read(bytes, 0) == Read(bytes, 1));
  return 0;
}
