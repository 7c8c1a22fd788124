#include "app/links_table.h"

#include <charconv>

#include "ingest/csv_reader.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 18;
constexpr size_t kLinksPerReport = 1 << 16;
constexpr size_t kWeightBytesMax = 400;  // the smallest double has some 340 digits

}  // namespace

void AppendCell(std::string_view text, std::string& out) {
  if (text.find_first_of(",\"\r\n ") == std::string_view::npos) {
    out += text;
    return;
  }
  ingest::AppendCsvRow({std::string(text)}, out);
  out.resize(out.size() - 2);  // the line end
}

Status WriteLinksTable(const chain::SupplyInput& input, const LinksTableNames& names,
                       const std::string& path, Progress& progress) {
  progress.Begin({"写出供应关系", "Writing links"}, static_cast<int64_t>(input.links.size()));
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(path));
  std::string bytes = "supplier,customer,supplier_sector,customer_sector,weight,essentiality\r\n";
  for (size_t i = 0; i < input.links.size(); ++i) {
    const chain::SupplyLink& link = input.links[i];
    names.append_firm(link.supplier, bytes);
    bytes += ',';
    names.append_firm(link.customer, bytes);
    bytes += ',';
    names.append_sector(input.sector[link.supplier], bytes);
    bytes += ',';
    names.append_sector(input.sector[link.customer], bytes);
    bytes += ',';
    char weight[kWeightBytesMax];
    bytes.append(
        weight,
        std::to_chars(weight, weight + sizeof weight, link.value, std::chars_format::fixed).ptr);
    bytes += ',';
    bytes += static_cast<char>('0' + static_cast<int>(link.essentiality));
    bytes += "\r\n";
    if (i % kLinksPerReport == 0) {
      progress.Advance(static_cast<int64_t>(i));
      if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    }
    if (bytes.size() < kBufferBytes) continue;
    LM_TRY(file.Write(bytes));
    bytes.clear();
  }
  LM_TRY(file.Write(bytes));
  progress.Advance(static_cast<int64_t>(input.links.size()));
  return file.Finish();
}

}  // namespace lianmeng::app
