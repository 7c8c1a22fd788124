// Finds regions by code or name. Internal to ingest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text_pair.h"
#include "model/records.h"

namespace lianmeng::ingest {

class RegionIndex {
 public:
  void Add(const Region& region);
  [[nodiscard]] bool Has(RegionCode code) const { return codes_.count(code) > 0; }

  struct Found {
    RegionCode code;  // none: not found
    TextPair reason;  // why
  };
  // By code, full name ("苏州市"), short name ("苏州") or English name. A municipality's name means
  // its city, if that is there (310100 beside 310000); any other name that fits several regions is
  // refused.
  [[nodiscard]] Found Find(std::string_view text) const;

  // The region with the longest name, full or short, that `name` begins with; none if no name fits
  // or several do. Of regions that share a name and lie in each other the outer one is meant: 吉林…
  // is in the province.
  [[nodiscard]] RegionCode FindPrefix(std::string_view name) const;

 private:
  using Names = std::unordered_map<std::string, std::vector<RegionCode>>;
  [[nodiscard]] static RegionCode Only(const std::vector<RegionCode>& codes);

  std::unordered_set<RegionCode> codes_;
  Names names_;         // normalised full and English names
  Names short_names_;   // normalised, without 市, 省, ...
  size_t longest_ = 0;  // bytes of the longest of them
};

// "苏州" for "苏州市", "新疆" for "新疆维吾尔自治区"; the name itself if nothing can be left out.
[[nodiscard]] std::string ShortRegionName(std::string_view name);

}  // namespace lianmeng::ingest
