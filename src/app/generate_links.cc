#include "app/generate_links.h"

#include "app/labels.h"
#include "app/links_table.h"

namespace lianmeng::app {
Result<GenerateLinksReport> GenerateLinks(const GenerateLinksOptions& options, Progress& progress) {
  GenerateLinksReport report;
  LM_ASSIGN(const chain::SupplyInput input, chain::GenerateNetwork(options.network));
  const Labels firms('F', input.sector.size());
  const Labels sectors('S', input.sector_count);
  LM_TRY(WriteLinksTable(
      input,
      {.append_firm = [&](uint32_t node, std::string& out) { firms.Append(node, out); },
       .append_sector = [&](uint32_t sector, std::string& out) { sectors.Append(sector, out); }},
      options.out, progress));
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
