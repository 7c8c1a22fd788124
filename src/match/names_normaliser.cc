#include "match/names_normaliser.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "match/names_places.h"

namespace lianmeng::match {
namespace {

constexpr size_t kNameLengthMax = 64;

// Legal forms at the end of a name, the longer before the shorter that it ends with.
constexpr std::array<std::u32string_view, 22> kForms = {
    U"股份有限公司", U"有限责任公司", U"有限公司", U"股份公司", U"集团公司", U"总公司",
    U"分公司",       U"公司",         U"集团",     U"股份",     U"控股",     U"corporation",
    U"incorporated", U"limited",      U"company",  U"holdings", U"group",    U"corp",
    U"gmbh",         U"ltd",          U"inc",      U"plc",
};
constexpr std::array<std::u32string_view, 4> kShortForms = {U"co", U"llc", U"ag", U"sa"};
constexpr std::array<std::u32string_view, 8> kMarksBefore = {U"s*st", U"*st", U"sst", U"退市",
                                                             U"st",   U"pt",  U"xd",  U"dr"};
constexpr std::array<std::u32string_view, 6> kMarksAfter = {U"退市", U"a股", U"b股",
                                                            U"退",   U"a",   U"b"};
constexpr std::array<std::u32string_view, 9> kPlaceEndings = {
    U"壮族自治区", U"回族自治区", U"维吾尔自治区", U"自治区", U"自治州",
    U"地区",       U"省",         U"市",           U"县"};

bool IsIdeograph(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC);
}

bool IsLetter(char32_t c) { return u_isalnum(static_cast<UChar32>(c)) != 0; }

bool IsOpen(char32_t c) { return c == U'(' || c == U'[' || c == U'{' || c == U'〔' || c == U'【'; }
bool IsClose(char32_t c) { return c == U')' || c == U']' || c == U'}' || c == U'〕' || c == U'】'; }

std::u32string Letters(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : text) {
    if (IsLetter(c)) out.push_back(c);
  }
  return out;
}

// Marks of an exchange around a short name: *ST德豪, 深康佳A, 国恒退.
std::u32string_view WithoutMarks(std::u32string_view text) {
  for (const std::u32string_view mark : kMarksBefore) {
    if (text.starts_with(mark) && text.size() > mark.size() && IsIdeograph(text[mark.size()])) {
      text.remove_prefix(mark.size());
      break;
    }
  }
  if (text.size() > 2 && (text[0] == U's' || text[0] == U'n') && IsIdeograph(text[1])) {
    text.remove_prefix(1);
  }
  for (const std::u32string_view mark : kMarksAfter) {
    if (text.ends_with(mark) && text.size() >= mark.size() + 2 &&
        IsIdeograph(text[text.size() - mark.size() - 1])) {
      text.remove_suffix(mark.size());
      break;
    }
  }
  return text;
}

// The size of the legal form at the end, with the signs before it; 0 if there is none.
size_t FormAtEnd(std::u32string_view text) {
  for (const std::u32string_view form : kForms) {
    if (text.ends_with(form)) return form.size();
  }
  for (const std::u32string_view form : kShortForms) {
    if (text.ends_with(form) && text.size() > form.size() &&
        !IsLetter(text[text.size() - form.size() - 1])) {
      return form.size();
    }
  }
  return 0;
}

void TakeForms(std::u32string_view& text, ParsedName& name) {
  while (true) {
    while (!text.empty() && !IsLetter(text.back())) text.remove_suffix(1);
    const size_t size = FormAtEnd(text);
    if (size == 0 || Letters(text.substr(0, text.size() - size)).empty()) return;
    const std::u32string_view form = text.substr(text.size() - size);
    name.is_full = name.is_full || form.ends_with(U"公司") || !IsIdeograph(form.back());
    name.form.insert(0, form);
    text.remove_suffix(size);
  }
}

std::u32string WithoutEnding(std::u32string_view name) {
  for (const std::u32string_view ending : kPlaceEndings) {
    if (name.ends_with(ending) && name.size() >= ending.size() + 2) {
      return std::u32string(name.substr(0, name.size() - ending.size()));
    }
  }
  return std::u32string(name);
}

}  // namespace

NameNormaliser::NameNormaliser(std::span<const NamedRegion> regions) {
  for (const ProvinceNames& province : Provinces()) {
    const std::u32string name = ToUtf32(province.name);
    Add(name, {.province = province.code, .city = {}, .text = name});
    codes_[std::to_string(province.code)] = {province.code, {}, name};
    if (province.cities.empty()) continue;
    for (const std::string& city : Split(province.cities, ' ')) {
      const std::u32string wide = ToUtf32(city);
      Add(wide, {.province = province.code, .city = wide, .text = wide});
    }
  }
  Add(U"中国", {.province = 0, .city = {}, .text = U"中国"});
  for (const CityCharacter& one : CityCharacters()) {
    city_characters_[ToUtf32(one.city)] += ToUtf32(one.character);
  }
  for (const NamedRegion& region : regions) {
    const std::u32string name = Letters(ToUtf32(Normalise(region.name)));
    const std::u32string bare = WithoutEnding(name);
    const bool has_code =
        region.code.size() == 6 && std::all_of(region.code.begin(), region.code.end(),
                                               [](char c) { return c >= '0' && c <= '9'; });
    if (bare.size() < 2 || !has_code) continue;
    Place place{std::stoi(region.code.substr(0, 2)), {}, bare};
    // 310100 is the city of a municipality: the same place as the province.
    const auto province = codes_.find(region.code.substr(0, 2));
    if (province == codes_.end() || province->second.text != bare) place.city = bare;
    codes_[region.code] = place;
    Add(bare, place);
  }
}

NameNormaliser NameNormaliser::Plain() {
  NameNormaliser plain({});
  plain.is_plain_ = true;
  return plain;
}

void NameNormaliser::Add(std::u32string_view name, const Place& place) {
  places_.try_emplace(std::u32string(name), place);
  longest_ = std::max(longest_, name.size());
}

std::pair<const NameNormaliser::Place*, size_t> NameNormaliser::Longest(
    std::u32string_view text) const {
  for (size_t size = std::min(longest_, text.size()); size >= 2; --size) {
    const auto found = places_.find(std::u32string(text.substr(0, size)));
    if (found == places_.end()) continue;
    for (const std::u32string_view ending : kPlaceEndings) {
      if (text.substr(size).starts_with(ending)) return {&found->second, size + ending.size()};
    }
    return {&found->second, size};
  }
  return {nullptr, 0};
}

void NameNormaliser::Note(const Place& place, ParsedName& name) const {
  if (name.province == 0) name.province = place.province;
  if (name.province == place.province && name.city.empty()) name.city = place.city;
}

// Up to two places: 安徽省合肥市. What is left must hold two characters at least.
void NameNormaliser::TakePlaces(std::u32string_view& text, ParsedName& name) const {
  for (int i = 0; i < 2; ++i) {
    while (!text.empty() && !IsLetter(text.front())) text.remove_prefix(1);
    const auto [place, size] = Longest(text);
    if (place == nullptr || Letters(text.substr(size)).size() < 2) return;
    if (name.province != 0 && place->province != 0 && name.province != place->province) return;
    Note(*place, name);
    name.place += place->text;
    name.place_last = place->text.size();
    text.remove_prefix(size);
  }
}

// A place in brackets is noted, 集团 in brackets is form, what stands in brackets at the end of a
// full name is left out; any other text stays.
std::u32string NameNormaliser::TakeBrackets(std::u32string_view text, ParsedName& name) const {
  std::u32string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsOpen(text[i])) {
      out.push_back(text[i]);
      continue;
    }
    size_t end = i + 1;
    while (end < text.size() && !IsClose(text[end])) ++end;
    const std::u32string inside = Letters(text.substr(i + 1, end - i - 1));
    const auto [place, size] = Longest(inside);
    ParsedName before;
    std::u32string_view kept(out);
    TakeForms(kept, before);
    if (place != nullptr && size == inside.size()) {
      Note(*place, name);
    } else if (end + 1 < text.size() || !before.is_full) {
      out += inside;
    }
    i = end;
  }
  return out;
}

ParsedName NameNormaliser::Parse(std::string_view raw) const {
  ParsedName name;
  if (is_plain_) {
    name.core = Letters(ToUtf32(raw)).substr(0, kNameLengthMax);
    return name;
  }
  std::u32string wide = ToUtf32(Normalise(raw));
  if (wide.size() > kNameLengthMax) wide.resize(kNameLengthMax);
  const std::u32string flat = TakeBrackets(wide, name);
  std::u32string_view text(flat);
  TakeForms(text, name);
  if (!name.is_full) text = WithoutMarks(text);
  TakePlaces(text, name);
  name.core = Letters(text);
  // 讯飞公司 is how people speak of it, not what the register says.
  if (name.form == U"公司" && name.place.empty() && name.core.size() <= 2) name.is_full = false;
  return name;
}

void NameNormaliser::Locate(std::string_view code, ParsedName& name) const {
  auto found = codes_.find(std::string(code));
  if (found == codes_.end()) found = codes_.find(std::string(code.substr(0, 2)));
  if (found != codes_.end()) Note(found->second, name);
}

std::u32string NameNormaliser::CharactersOf(const ParsedName& name) const {
  std::u32string out;
  const auto city = city_characters_.find(name.city);
  if (city != city_characters_.end()) out = city->second;
  for (const ProvinceNames& province : Provinces()) {
    if (province.code == name.province) out += ToUtf32(province.characters);
  }
  return out;
}

}  // namespace lianmeng::match
