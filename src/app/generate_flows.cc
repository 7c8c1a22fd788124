#include "app/generate_flows.h"

#include "ingest/csv_reader.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr int64_t kNsPerUs = 1'000;

std::string Protection(network::Protection protection) {
  switch (protection) {
    case network::Protection::kLinkDisjoint:
      return "link";
    case network::Protection::kNodeDisjoint:
      return "node";
    case network::Protection::kNone:
      break;
  }
  return "none";
}

// Whole microseconds: so the kinds are made.
std::string Us(int64_t ns) { return std::to_string(ns / kNsPerUs); }

std::string Table(const std::vector<network::SyntheticFlow>& flows,
                  const std::vector<std::string>& sites) {
  std::string text;
  ingest::AppendCsvRow({"id", "source", "destination", "frame_bytes", "packets", "interval_us",
                        "latency_us_max", "jitter_us_max", "arrival", "rank", "protection", "kind",
                        "sample", "audience", "figures_from"},
                       text);
  for (const network::SyntheticFlow& flow : flows) {
    const network::FlowRequest& request = flow.request;
    ingest::AppendCsvRow(
        {request.id, sites[request.source], sites[request.destination],
         std::to_string(request.frame_bytes), std::to_string(request.packets),
         Us(request.interval_ns), Us(request.latency_ns_max), Us(request.jitter_ns_max),
         request.arrival_window_ns == 0 ? "aligned" : "unaligned", std::to_string(request.rank),
         Protection(request.protection), std::string(network::Code(flow.kind)), "1",
         std::string(Code(Audience::kPublic)), std::string(network::FiguresFrom(flow.kind))},
        text);
  }
  return text;
}

}  // namespace

Result<GenerateFlowsReport> GenerateFlows(const GenerateFlowsOptions& options, Progress& progress) {
  GenerateFlowsReport report;
  LM_ASSIGN(report.input, ReadNetwork(options.files, options.network, progress));
  if (report.input.errors.count > 0) return report;
  network::SyntheticFlows wanted = options.flows;
  wanted.site_sizes.clear();
  for (const NetworkSite& site : report.input.sites) wanted.site_sizes.push_back(site.size);
  LM_ASSIGN(const std::vector<network::SyntheticFlow> flows,
            network::GenerateFlows(report.input.backbone, wanted));
  for (const network::SyntheticFlow& flow : flows) {
    ++report.made[static_cast<size_t>(flow.kind)];
    if (flow.request.protection != network::Protection::kNone) ++report.is_protected;
  }
  if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  LM_TRY(report::WriteWholeFile(options.out, Table(flows, report.input.backbone.sites)));
  return report;
}

}  // namespace lianmeng::app
