// A firm's name taken apart: where it is, what it is called, what it is in law (docs/names.md).
//
// Example:   NameNormaliser({}).Parse("安徽省合肥市讯飞(集团)股份有限公司")
//              -> place "安徽合肥", core "讯飞", form "集团股份有限公司", is_full
// Cost:      a microsecond or two a name, most of it Normalise (base/text.h).
// Determinism: depends on the name and the regions alone.
// Thread-safety: immutable after construction.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace lianmeng::match {

// A region of the platform, beside the places of names_places.h.
struct NamedRegion {
  std::string name;  // "苏州市"
  std::string code;  // GB/T 2260, six digits
};

struct ParsedName {
  std::u32string place;   // as the name begins: "安徽合肥", without 省 and 市
  size_t place_last = 0;  // characters of the last place in `place`: 2 of 安徽合肥
  std::u32string core;    // letters, digits and ideographs, blanks and signs left out; never empty
                          // unless the name has none
  std::u32string form;    // legal form, in the order of the name
  bool is_full = false;   // ends like a registered name: 有限公司, Co., Ltd, Inc ...
  int32_t province = 0;   // first two digits of GB/T 2260; 0: not known
  std::u32string city;    // "合肥"; empty: not known

  friend bool operator==(const ParsedName&, const ParsedName&) = default;
};

class NameNormaliser {
 public:
  explicit NameNormaliser(std::span<const NamedRegion> regions);

  // One that takes nothing apart: the core is every letter as it is written. For measuring what
  // taking apart is worth.
  [[nodiscard]] static NameNormaliser Plain();

  // Invalid UTF-8 becomes U+FFFD, which is no letter. At most the first 64 characters count.
  [[nodiscard]] ParsedName Parse(std::string_view name) const;

  // Sets province and city from a region's code, if there is none yet or it agrees: a code that is
  // not known tells the province alone.
  void Locate(std::string_view code, ParsedName& name) const;

  // Characters that may stand for the place: 粤 for a name in 广东 or in 佛山; 穗粤 for 广州.
  [[nodiscard]] std::u32string CharactersOf(const ParsedName& name) const;

 private:
  struct Place {
    int32_t province = 0;
    std::u32string city;
    std::u32string text;  // without 省, 市 ...
  };
  void Add(std::u32string_view name, const Place& place);
  [[nodiscard]] std::pair<const Place*, size_t> Longest(std::u32string_view text) const;
  void TakePlaces(std::u32string_view& text, ParsedName& name) const;
  [[nodiscard]] std::u32string TakeBrackets(std::u32string_view text, ParsedName& name) const;
  void Note(const Place& place, ParsedName& name) const;

  std::unordered_map<std::u32string, Place> places_;
  std::unordered_map<std::u32string, std::u32string> city_characters_;
  std::unordered_map<std::string, Place> codes_;
  size_t longest_ = 0;
  bool is_plain_ = false;
};

}  // namespace lianmeng::match
