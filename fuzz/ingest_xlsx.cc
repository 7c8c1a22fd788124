// Any bytes as an XLSX file, and any bytes as the parts of one: no crash, no more memory than the
// limits.
#include <zip.h>

#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "ingest/xlsx_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

namespace {

constexpr char kOffice[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

void Read(std::string bytes) {
  auto reader = XlsxReader::OpenMemory(std::move(bytes), {.file = "f",
                                                          .unpacked_bytes_max = 1 << 22,
                                                          .shared_strings_max = 1000,
                                                          .shared_bytes_max = 1 << 16,
                                                          .cell_bytes_max = 1 << 12});
  if (!reader) return;
  Row row;
  int64_t line = 0;
  while (true) {
    const Result<bool> more = (*reader)->Next(row);
    if (!more || !*more) return;
    CHECK(row.line > line);
    line = row.line;
    for (const std::string& cell : row.cells) CHECK(IsValidUtf8(cell));
  }
}

// The parts are stored without packing: the fuzzer sees and changes the XML itself.
std::string Pack(const std::string& sheet, const std::string& shared, const std::string& styles) {
  const std::string relation = std::string("<Relationship Type=\"") + kOffice;
  const std::pair<const char*, std::string> parts[] = {
      {"xl/workbook.xml", "<workbook><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels", "<r>" + relation + "/worksheet\" Id=\"a\" Target=\"s.xml\"/>" +
                                         relation + "/sharedStrings\" Id=\"b\" Target=\"t.xml\"/>" +
                                         relation + "/styles\" Id=\"c\" Target=\"u.xml\"/></r>"},
      {"xl/s.xml", "<worksheet>" + sheet + "</worksheet>"},
      {"xl/t.xml", "<sst>" + shared + "</sst>"},
      {"xl/u.xml", "<styleSheet>" + styles + "</styleSheet>"}};
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, text] : parts) {
    zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name, source, 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  CHECK(zip_close(archive) == 0);
  CHECK(zip_source_open(target) == 0);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 4) {
    case 0:
      Read(text);
      break;
    case 1:
      Read(Pack("<sheetData>" + text + "</sheetData>", "<si><t>x</t></si>", ""));
      break;
    case 2:
      Read(Pack("<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>", text, ""));
      break;
    default:
      Read(Pack("<sheetData><row><c s=\"0\"><v>46082</v></c></row></sheetData>", "", text));
  }
  return 0;
}
