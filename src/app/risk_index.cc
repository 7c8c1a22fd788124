#include "app/risk_index.h"

#include <cmath>
#include <cstdio>
#include <memory>

#include "chain/reference_index.h"
#include "ingest/csv_reader.h"
#include "ingest/links_reader.h"

namespace lianmeng::app {
namespace {

constexpr size_t kIssuesShown = 20;

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdout) std::fclose(file);
  }
};

Status WriteIndex(const chain::ReferenceNetwork& network, const std::vector<double>& index,
                  const std::string& path) {
  const std::unique_ptr<std::FILE, FileCloser> file(path.empty() ? stdout
                                                                 : std::fopen(path.c_str(), "wb"));
  if (file == nullptr)
    return MakeError(ErrorCode::kIo, {"无法写入文件", "cannot write the file"}, {.file = path});
  std::fputs("firm,index\n", file.get());
  std::string row;
  for (size_t firm = 0; firm < index.size(); ++firm) {
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", index[firm]);
    row.clear();
    ingest::AppendCsvRow({network.firms[firm], number}, row);
    row.resize(row.size() - 2);  // line ends of the system, as in the heading
    row += '\n';
    std::fwrite(row.data(), 1, row.size(), file.get());
  }
  if (std::fflush(file.get()) != 0 || std::ferror(file.get()) != 0) {
    return MakeError(ErrorCode::kIo, {"写入文件失败", "writing the file failed"}, {.file = path});
  }
  return Ok{};
}

}  // namespace

Result<RiskIndexReport> ComputeRiskIndex(const RiskIndexOptions& options, Progress& progress) {
  RiskIndexReport report;
  std::vector<chain::ReferenceLink> links;
  ingest::LinksHandlers handlers;
  handlers.on_link = [&](const ingest::PlainLink& link) -> Status {
    links.push_back({std::string(link.supplier), std::string(link.customer),
                     std::string(link.supplier_sector), std::string(link.customer_sector),
                     link.weight, link.essentiality, link.line});
    return Ok{};
  };
  handlers.on_issue = [&](const ingest::RowIssue& issue) -> Status {
    if (issue.severity == Issue::Severity::kError) ++report.errors;
    if (report.first_issues.size() < kIssuesShown) report.first_issues.push_back(issue);
    return Ok{};
  };
  LM_ASSIGN(const std::unique_ptr<ingest::RowReader> reader,
            ingest::CsvReader::Open(options.links));
  LM_TRY(ingest::ReadLinks(*reader, handlers, progress));
  if (report.errors > 0) return report;
  LM_ASSIGN(const chain::ReferenceNetwork network, chain::BuildReferenceNetwork(links));
  report.links = static_cast<int64_t>(links.size());
  report.firms = static_cast<int64_t>(network.firms.size());
  report.self_links = network.self_links;
  report.parallel_links = network.parallel_links;
  report.essentiality_conflicts = network.essentiality_conflicts;
  double total = 0;
  for (double strength : network.strength) total += strength;
  if (!std::isfinite(total)) {
    return MakeError(
        ErrorCode::kInvalidArgument,
        {"权重之和溢出，请换更大的单位", "the sum of the weights overflows; use a larger unit"},
        {.file = options.links, .line = 0, .field = "weight", .value = {}});
  }
  chain::ReferenceOptions reference;
  reference.stop_threshold = options.stop_threshold;
  LM_ASSIGN(const std::vector<double> index, chain::ReferenceIndex(network, reference, progress));
  LM_TRY(WriteIndex(network, index, options.out));
  return report;
}

}  // namespace lianmeng::app
