// Any text as a cell: no crash, values within what they promise, and a reason whenever there is no
// value.
#include <cmath>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "ingest/cell_parsers.h"
#include "ingest/excerpt.h"
#include "ingest/region_index.h"
#include "ingest/region_tables.h"
#include "ingest/rejects_writer.h"
#include "ingest/xlsx_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

namespace {

template <typename T>
void CheckReason(const Parsed<T>& parsed) {
  CHECK(parsed.ok() || (!parsed.reason.zh.empty() && !parsed.reason.en.empty()));
  CHECK(IsValidUtf8(parsed.reason.zh) && IsValidUtf8(parsed.reason.en));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  CHECK(IsValidUtf8(Excerpt(text)));
  if (!IsValidUtf8(text)) return 0;  // readers let no such cell through
  CheckReason(ParseMoney(text));
  CheckReason(ParseInteger(text));
  CheckReason(ParseBoolean(text));
  const Parsed<double> number = ParseNumber(text);
  CheckReason(number);
  CHECK(!number.ok() || std::isfinite(*number.value));
  const Parsed<double> share = ParseShare(text);
  CheckReason(share);
  CHECK(!share.ok() || std::isfinite(*share.value));
  const Parsed<Date> date = ParseDate(text);
  CheckReason(date);
  if (date.ok()) CHECK(Date::Parse(date.value->ToString()) == date.value);
  for (const std::string& item : ParseList(text)) CHECK(!item.empty());
  for (const TableSpec& table : RegionTables()) {
    CHECK(FindColumn(table, text) < static_cast<int>(table.columns.size()));
  }
  RegionIndex index;
  Region region;
  region.code = RegionCode{320500};
  region.name = {text, "Suzhou"};
  index.Add(region);
  (void)index.Find(text);
  (void)index.FindPrefix(text);
  (void)IsDateFormat(text);
  CHECK(GuardFormula(text).substr(0, 1) != "=");
  return 0;
}
