#include "ingest/region_index.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lianmeng::ingest {
namespace {

constexpr std::array<std::string_view, 12> kEndings = {
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州",
    "自治县",     "地区",         "省",         "市",         "区",     "县"};
constexpr size_t kShortBytesMin = 6;  // two characters: 市区 is not the short form of a name

}  // namespace

std::string ShortRegionName(std::string_view name) {
  for (const std::string_view ending : kEndings) {
    if (name.size() < ending.size() + kShortBytesMin) continue;
    if (name.substr(name.size() - ending.size()) == ending) {
      return std::string(name.substr(0, name.size() - ending.size()));
    }
  }
  return std::string(name);
}

void RegionIndex::Add(const Region& region) {
  if (!codes_.insert(region.code).second) return;
  const auto put = [&](Names& names, const std::string& name) {
    if (name.empty()) return;
    std::vector<RegionCode>& codes = names[name];
    if (std::find(codes.begin(), codes.end(), region.code) == codes.end()) {
      codes.push_back(region.code);
    }
    longest_ = std::max(longest_, name.size());
  };
  const std::string name = Normalise(region.name.zh);
  put(names_, name);
  put(names_, Normalise(region.name.en));
  put(short_names_, ShortRegionName(name));
}

RegionCode RegionIndex::Only(const std::vector<RegionCode>& codes) {
  if (codes.size() == 1) return codes[0];
  if (codes.size() == 2) {
    const RegionCode low = std::min(codes[0], codes[1]);
    const RegionCode high = std::max(codes[0], codes[1]);
    if (low.value % 10000 == 0 && high.value == low.value + 100) return high;
  }
  return {};
}

RegionIndex::Found RegionIndex::Find(std::string_view text) const {
  const std::string name = Normalise(text);
  if (const auto value = ParseIdValue(name)) {
    const RegionCode code{*value};
    if (Has(code)) return {.code = code};
    return {.reason = {"没有这个行政区划代码", "no region has this code"}};
  }
  for (const Names* names : {&names_, &short_names_}) {
    const auto entry = names->find(name);
    if (entry == names->end()) continue;
    if (const RegionCode code = Only(entry->second)) return {.code = code};
    std::vector<std::string> codes;
    for (const RegionCode code : entry->second) codes.push_back(code.ToString());
    const std::string list = Join(codes, ", ");
    return {.reason = {"有几个地区叫这个名字，请填代码：" + list,
                       "several regions have this name, give a code: " + list}};
  }
  std::vector<std::string> candidates;
  for (const auto& [known, codes] : names_) candidates.push_back(known);
  std::sort(candidates.begin(), candidates.end());
  const std::string near = Suggest(name, candidates);
  TextPair reason{"没有这个地区", "there is no such region"};
  if (!near.empty()) {
    reason.zh += "；是不是“" + near + "”？";
    reason.en += "; did you mean [" + near + "]?";
  }
  return {.reason = reason};
}

RegionCode RegionIndex::FindPrefix(std::string_view text) const {
  const std::string name = Normalise(text);
  for (size_t length = std::min(longest_, name.size()); length >= kShortBytesMin; --length) {
    const std::string start = name.substr(0, length);
    for (const Names* names : {&names_, &short_names_}) {
      const auto entry = names->find(start);
      if (entry == names->end()) continue;
      if (const RegionCode code = Only(entry->second)) return code;
      const RegionCode outer = *std::min_element(entry->second.begin(), entry->second.end());
      const int64_t span = outer.value % 10000 == 0 ? 10000 : 100;
      const bool nested =
          std::all_of(entry->second.begin(), entry->second.end(),
                      [&](RegionCode code) { return code.value / span == outer.value / span; });
      return nested && outer.value % span == 0 ? outer : RegionCode{};
    }
  }
  return {};
}

}  // namespace lianmeng::ingest
