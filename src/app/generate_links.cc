#include "app/generate_links.h"

#include <charconv>
#include <string_view>

#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 18;
constexpr size_t kLinksPerReport = 1 << 16;

// A letter and a number from 1 of as many digits as the last one has.
class Labels {
 public:
  Labels(char letter, uint64_t count) : letter_(letter), digits_(std::to_string(count).size()) {}
  void Append(uint64_t index, std::string& out) const {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, index + 1).ptr;
    out += letter_;
    out.append(digits_ - static_cast<size_t>(end - text), '0');
    out.append(text, end);
  }

 private:
  char letter_;
  size_t digits_;
};

Status WriteLinks(const chain::SupplyInput& input, const std::string& path, Progress& progress) {
  progress.Begin({"写出供应关系", "Writing links"}, static_cast<int64_t>(input.links.size()));
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(path));
  const Labels firms('F', input.sector.size());
  const Labels sectors('S', input.sector_count);
  std::string bytes = "supplier,customer,supplier_sector,customer_sector,weight,essentiality\r\n";
  for (size_t i = 0; i < input.links.size(); ++i) {
    const chain::SupplyLink& link = input.links[i];
    firms.Append(link.supplier, bytes);
    bytes += ',';
    firms.Append(link.customer, bytes);
    bytes += ',';
    sectors.Append(input.sector[link.supplier], bytes);
    bytes += ',';
    sectors.Append(input.sector[link.customer], bytes);
    bytes += ',';
    char weight[32];
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

}  // namespace

Result<GenerateLinksReport> GenerateLinks(const GenerateLinksOptions& options, Progress& progress) {
  GenerateLinksReport report;
  LM_ASSIGN(const chain::SupplyInput input, chain::GenerateNetwork(options.network));
  LM_TRY(WriteLinks(input, options.out, progress));
  LM_ASSIGN(report.shape, chain::MeasureShape(input));
  if (options.shocks_checked == 0) return report;
  LM_ASSIGN(const chain::SupplyNetwork network, chain::SupplyNetwork::Build(input));
  progress.Begin({"逐家冲击抽查", "Losing some firms in turn"}, options.shocks_checked);
  LM_ASSIGN(
      report.reach,
      chain::MeasureReach(network, {.shocks = options.shocks_checked, .seed = options.network.seed},
                          progress));
  return report;
}

}  // namespace lianmeng::app
