#include "app/filter_values.h"

namespace lianmeng::app {

constexpr size_t kRegionDigits = 6;

Result<std::vector<RegionCode>> ReadRegions(const char* field,
                                            const std::vector<std::string>& texts) {
  std::vector<RegionCode> codes;
  for (const std::string& text : texts) {
    const std::optional<int64_t> value = ParseIdValue(text);
    if (!value || text.size() != kRegionDigits) return BadParameter(field, text);
    codes.push_back(RegionCode{*value});
  }
  return codes;
}

Result<std::vector<ChainId>> ReadChains(const Snapshot& snapshot,
                                        const std::vector<std::string>& keys) {
  std::vector<ChainId> chains;
  for (const std::string& key : keys) {
    const uint32_t chain = snapshot.ChainIndex(key);
    if (chain == kNone) return BadParameter("chain", key);
    chains.push_back(snapshot.chains[chain].id);
  }
  return chains;
}

}  // namespace lianmeng::app
