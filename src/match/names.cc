// The index: every name's characters, and for two characters the names in which the second follows
// the first. A list of names for a pair of characters serves n-grams and shortened names alike: 讯飞
// is found in 科大讯飞 and 中化 in 中国石油化工.

#include "match/names.h"

#include <algorithm>
#include <limits>

#include "match/names_index.h"

namespace lianmeng::match {
namespace {

constexpr uint64_t kCharactersMax = uint64_t{1} << 20;
constexpr uint64_t kEntriesMax = uint64_t{1} << 24;
constexpr size_t kProgressStep = 4096;
constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();

uint64_t HashOf(std::span<const uint32_t> characters) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const uint32_t c : characters) hash = (hash ^ c) * 0x100000001b3ULL;
  return hash;
}

uint32_t NumberOf(const std::u32string& text,
                  std::unordered_map<std::u32string, uint32_t>& numbers) {
  return numbers.try_emplace(text, static_cast<uint32_t>(numbers.size())).first->second;
}

Error TooMany(const char* zh, const char* en) {
  return MakeError(ErrorCode::kResourceExhausted, {zh, en});
}

}  // namespace

Result<NameIndex> NameIndex::Build(NameNormaliser normaliser, std::vector<NameRecord> records,
                                   Progress& progress, const NameBlocking& blocking) {
  NameIndex index;
  index.blocking_ = blocking;
  index.normaliser_ = std::move(normaliser);
  index.records_ = std::move(records);
  LM_TRY(index.AddEntries(progress));
  index.Weigh();
  LM_TRY(index.BuildKeys(progress));
  return index;
}

Status NameIndex::AddEntries(Progress& progress) {
  NumberOf({}, city_numbers_);  // 0: none
  NumberOf({}, form_numbers_);
  forms_.emplace_back();
  is_registered_.assign(records_.size(), false);
  kinds_.assign(records_.size(), 0);
  for (uint32_t r = 0; r < records_.size(); ++r) {
    if (r % kProgressStep == 0 && progress.Cancelled()) return CancelledError();
    const auto first = static_cast<uint32_t>(entries_.size());
    for (uint32_t which = 0; which <= records_[r].also.size(); ++which) {
      LM_TRY(AddEntry(r, which));
    }
    const std::string& code = records_[r].credit_code;
    if (!code.empty() && first < entries_.size()) codes_[code].push_back(first);
  }
  return Ok{};
}

Status NameIndex::AddEntry(uint32_t record, uint32_t which) {
  Entry entry{.begin = characters_.size(), .record = record, .which = which};
  ParsedName name = normaliser_.Parse(NameOf(entry));
  entry.kinds = KindsOf(name);
  if (which == 0) kinds_[record] = entry.kinds != 0 ? entry.kinds : records_[record].kinds;
  if (entry.kinds == 0) entry.kinds = kinds_[record];
  if (name.core.empty()) return Ok{};
  normaliser_.Locate(records_[record].region, name);
  const std::u32string standing = normaliser_.CharactersOf(name);
  for (const std::u32string_view part :
       {std::u32string_view(standing), std::u32string_view(name.place),
        std::u32string_view(name.core)}) {
    for (const char32_t c : part) {
      const auto next = static_cast<uint32_t>(character_numbers_.size());
      const auto [found, is_new] = character_numbers_.try_emplace(c, next);
      if (is_new) character_codes_.push_back(c);
      characters_.push_back(found->second);
    }
  }
  entry.standing = static_cast<uint8_t>(standing.size());
  entry.place = static_cast<uint8_t>(name.place.size());
  entry.place_last = static_cast<uint8_t>(name.place_last);
  entry.core = static_cast<uint8_t>(name.core.size());
  entry.province = static_cast<int8_t>(name.province);
  entry.city = NumberOf(name.city, city_numbers_);
  entry.form = NumberOf(name.form, form_numbers_);
  if (entry.form == forms_.size()) forms_.push_back(name.form);
  entry.is_full = name.is_full;
  entries_.push_back(entry);
  if (name.is_full) is_registered_[record] = true;
  if (entries_.size() >= kEntriesMax) return TooMany("名称过多", "too many names");
  if (character_codes_.size() >= kCharactersMax) return TooMany("字符过多", "too many characters");
  return Ok{};
}

// A character counts once for each name whose place or core holds it.
void NameIndex::Weigh() {
  std::vector<int64_t> holding(character_codes_.size());
  std::vector<uint32_t> seen(character_codes_.size(), kUnknown);
  for (uint32_t e = 0; e < entries_.size(); ++e) {
    const Entry& entry = entries_[e];
    const uint64_t begin = entry.begin + entry.standing;
    for (uint64_t i = begin; i < begin + entry.place + entry.core; ++i) {
      if (std::exchange(seen[characters_[i]], e) != e) ++holding[characters_[i]];
    }
  }
  const auto names = static_cast<int64_t>(entries_.size());
  for (const int64_t count : holding) character_weights_.push_back(CharacterWeight(names, count));
  weights_.reserve(characters_.size());
  for (const uint32_t c : characters_) weights_.push_back(character_weights_[c]);
}

// Pairs within place and core, and of each standing character with the characters of the core.
void NameIndex::AppendKeys(const Text& text, std::vector<uint64_t>& keys) const {
  const size_t begin = keys.size();
  const auto append = [&](uint32_t a, uint32_t b) {
    if (a != kUnknown && b != kUnknown) keys.push_back(uint64_t{a} << 20 | b);
  };
  const std::span<const uint32_t> whole = text.Whole().characters;
  const size_t size = std::min<size_t>(whole.size(), blocking_.length_max);
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = i + 1; j < size && j - i <= blocking_.reach; ++j) {
      append(whole[i], whole[j]);
    }
  }
  const std::span<const uint32_t> core = text.Core().characters;
  for (const uint32_t c : text.Standing().characters) {
    for (size_t j = 0; j < core.size() && j < blocking_.reach; ++j) append(c, core[j]);
  }
  const auto from = keys.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(from, keys.end());
  keys.erase(std::unique(from, keys.end()), keys.end());
}

Status NameIndex::BuildKeys(Progress& progress) {
  std::vector<uint64_t> found, own;  // key and entry in one number: 40 and 24 bits
  for (uint32_t e = 0; e < entries_.size(); ++e) {
    if (e % kProgressStep == 0 && progress.Cancelled()) return CancelledError();
    own.clear();
    AppendKeys(TextOf(e), own);
    for (const uint64_t key : own) found.push_back(key << 24 | e);
    cores_.emplace_back(HashOf(TextOf(e).Core().characters), e);
  }
  std::sort(cores_.begin(), cores_.end());
  SortPacked(found);
  first_.push_back(0);
  for (size_t i = 0; i < found.size();) {
    size_t end = i;
    while (end < found.size() && found[end] >> 24 == found[i] >> 24) ++end;
    if (end - i <= blocking_.read_max) {  // no query reads a longer list
      keys_.push_back(found[i] >> 24);
      for (size_t k = i; k < end; ++k) {
        lists_.push_back(static_cast<uint32_t>(found[k] & (kEntriesMax - 1)));
      }
      first_.push_back(lists_.size());
    }
    i = end;
  }
  return Ok{};
}

std::span<const uint32_t> NameIndex::ListOf(uint64_t key) const {
  const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
  if (found == keys_.end() || *found != key) return {};
  const auto k = static_cast<size_t>(found - keys_.begin());
  return {lists_.data() + first_[k], lists_.data() + first_[k + 1]};
}

void NameIndex::SortByRarity(std::vector<uint64_t>& keys, size_t entries_max) const {
  std::erase_if(keys, [&](uint64_t key) {
    const size_t size = ListOf(key).size();
    return size == 0 || size > entries_max;
  });
  const auto rank = [&](uint64_t key) {
    return std::tuple(ListOf(key).size(), character_codes_[key >> 20],
                      character_codes_[key & (kCharactersMax - 1)]);
  };
  std::sort(keys.begin(), keys.end(), [&](uint64_t a, uint64_t b) { return rank(a) < rank(b); });
}

const std::string& NameIndex::NameOf(const Entry& entry) const {
  const NameRecord& record = records_[entry.record];
  return entry.which == 0 ? record.name : record.also[entry.which - 1];
}

NameIndex::Text NameIndex::TextOf(uint32_t e) const {
  const Entry& entry = entries_[e];
  const size_t size = size_t{entry.standing} + entry.place + entry.core;
  const bool is_weighed = !weights_.empty();
  return {{characters_.data() + entry.begin, size},
          is_weighed ? std::span(weights_).subspan(entry.begin, size) : std::span<const int32_t>(),
          entry};
}

NameIndex::QueryText NameIndex::TextOf(const NameQuery& query) const {
  ParsedName name = normaliser_.Parse(query.name);
  normaliser_.Locate(query.region, name);
  QueryText out;
  const std::u32string text = name.place + name.core;
  const int32_t unseen = CharacterWeight(static_cast<int64_t>(entries_.size()), 0);
  for (const char32_t c : text) {
    const auto found = character_numbers_.find(c);
    const bool is_known = found != character_numbers_.end();
    out.characters.push_back(is_known ? found->second : kUnknown);
    out.weights.push_back(is_known ? character_weights_[found->second] : unseen);
  }
  Entry& entry = out.text.entry;
  entry.place = static_cast<uint8_t>(name.place.size());
  entry.place_last = static_cast<uint8_t>(name.place_last);
  entry.core = static_cast<uint8_t>(name.core.size());
  entry.province = static_cast<int8_t>(name.province);
  const auto city = city_numbers_.find(name.city);
  entry.city = city == city_numbers_.end() ? kUnknown : city->second;
  entry.is_full = name.is_full;
  entry.kinds = KindsOf(name);
  entry.form = name.form.empty() ? 0 : kUnknown;  // its text is beside it
  out.form = name.form;
  out.text.characters = out.characters;
  out.text.weights = out.weights;
  return out;
}

void NameIndex::AppendSame(const Text& text, std::vector<uint32_t>& entries) const {
  const std::span<const uint32_t> core = text.Core().characters;
  const uint64_t hash = HashOf(core);
  size_t taken = 0;
  for (auto i = std::lower_bound(cores_.begin(), cores_.end(), std::pair(hash, uint32_t{0}));
       i != cores_.end() && i->first == hash && taken < blocking_.scored_max; ++i) {
    const std::span<const uint32_t> other = TextOf(i->second).Core().characters;
    if (!std::equal(core.begin(), core.end(), other.begin(), other.end())) continue;
    entries.push_back(i->second);
    ++taken;
  }
}

// Entries of the rarest pairs of characters, as many as may be read; of these the ones with the
// greatest sum of weights; and those that are the same, whatever their characters.
std::vector<uint32_t> NameIndex::Candidates(const Text& query) const {
  std::vector<uint64_t> keys;
  AppendKeys(query, keys);
  SortByRarity(keys, blocking_.read_max);
  std::vector<uint64_t> read;  // entry and weight in one number
  const auto names = static_cast<int64_t>(entries_.size());
  for (const uint64_t key : keys) {
    const std::span<const uint32_t> list = ListOf(key);
    if (read.size() + list.size() > blocking_.read_max) break;
    const auto weight =
        static_cast<uint64_t>(CharacterWeight(names, static_cast<int64_t>(list.size())));
    for (const uint32_t e : list) read.push_back(uint64_t{e} << 32 | weight);
  }
  std::sort(read.begin(), read.end());
  std::vector<std::pair<uint64_t, uint32_t>> sums;  // weight, entry
  for (const uint64_t one : read) {
    const auto e = static_cast<uint32_t>(one >> 32);
    if (sums.empty() || sums.back().second != e) sums.emplace_back(0, e);
    sums.back().first += one & UINT32_MAX;
  }
  const auto heavier = [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  const size_t kept = std::min<size_t>(sums.size(), blocking_.scored_max);
  std::partial_sort(sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(kept), sums.end(),
                    heavier);
  std::vector<uint32_t> entries;
  for (size_t i = 0; i < kept; ++i) entries.push_back(sums[i].second);
  AppendSame(query, entries);
  return entries;
}

// Two characters that are a trade word stand for that word and are no initials of others.
bool NameIndex::IsTrade(const NameText& text) const {
  const std::span<const uint32_t> c = text.characters;
  return c.size() == 2 && IsTradeWord(character_codes_[c[0]], character_codes_[c[1]]);
}

// The query's core is compared with that of the entry where the entry says nothing else of the
// place.
NamePoints NameIndex::BestTextPoints(const Text& query, const Text& entry,
                                     const NameFeatures& features, Scratch& scratch) const {
  NamePoints best{};
  const bool may_abbreviate =
      query.entry.form != 0 && !query.entry.is_full && features.neighbour && features.subsequence;
  const auto take = [&](const NameText& q, const NameText& r, bool begins_with_place) {
    NamePoints points = TextPoints(q, r, features, scratch.alignments);
    if (may_abbreviate && AreInitials(q, r) && !IsTrade(q)) {
      const int32_t lacking = kNameScale.initials - points[Slot(NamePartKind::kNeighbour)];
      points[Slot(NamePartKind::kInitials)] = std::max(0, lacking);
    }
    if (begins_with_place) points[Slot(NamePartKind::kStart)] /= 2;
    if (Total(points) > Total(best)) best = points;
  };
  const NameText whole = query.Whole(), core = entry.Core();
  const Entry &q = query.entry, &r = entry.entry;
  const bool is_nation = q.province == 0 || (r.place > 0 && r.province == 0);  // 中国
  const bool is_elsewhere =
      is_nation ||
      (r.province != 0 && (q.province != r.province || (q.city != 0 && q.city != r.city)));
  if (q.place == 0 || !is_elsewhere || !features.place) take(query.Core(), core, false);
  if (q.place > 0) take(whole, core, false);
  if (r.place > 0) take(whole, entry.Whole(), false);
  if (r.place > r.place_last) take(whole, entry.LastPlace(), false);
  for (const uint32_t c : entry.Standing().characters) {
    if (whole.characters[0] != c || !features.place) continue;
    scratch.characters.assign(1, c);
    scratch.weights.assign(1, whole.weights[0]);
    scratch.characters.insert(scratch.characters.end(), core.characters.begin(),
                              core.characters.end());
    scratch.weights.insert(scratch.weights.end(), core.weights.begin(), core.weights.end());
    take(whole, {scratch.characters, scratch.weights, 0, 1}, true);
  }
  return best;
}

// 万马股份 is rather 浙江万马股份有限公司 than 万马科技股份有限公司, which would be called 万马科技: its form
// tells no more than none.
void NameIndex::JudgeForm(const Text& query, std::u32string_view form, const Text& entry,
                          NamePoints& points) const {
  const std::u32string& other = forms_[entry.entry.form];
  int32_t& part = points[Slot(NamePartKind::kForm)];
  if (form.empty()) {
    part = kNameScale.form / 2;
  } else if (other.find(form) != std::u32string::npos) {
    const std::span<const uint32_t> core = entry.Core().characters;
    const bool is_head = !query.entry.is_full && query.entry.core == 2 && core.size() >= 4 &&
                         points[Slot(NamePartKind::kStart)] == kNameScale.start &&
                         points[Slot(NamePartKind::kNeighbour)] == kNameScale.neighbour;
    part = kNameScale.form;
    if (is_head && IsTradeWord(character_codes_[core[2]], character_codes_[core[3]])) {
      points[Slot(NamePartKind::kTrade)] = -kNameScale.trade;
    }
  }
}

NamePoints NameIndex::Score(const Text& query, std::u32string_view form, const Text& entry,
                            const NameFeatures& features, Scratch& scratch) const {
  NamePoints points = BestTextPoints(query, entry, features, scratch);
  if (points[Slot(NamePartKind::kText)] == 0) return {};
  const Entry &q = query.entry, &r = entry.entry;
  const bool is_known = q.province != 0 && r.province != 0;
  const bool is_apart =
      is_known && (q.province != r.province || (q.city != 0 && r.city != 0 && q.city != r.city));
  const bool is_same = is_known && q.province == r.province && q.city == r.city;
  if (features.place) {
    // Of a firm named after the country the short name says so: 交建 is no 中国交建.
    const bool is_nation = r.place > 0 && r.province == 0;
    const bool lacks_nation = is_nation && q.place == 0 && q.province == 0 &&
                              query.Whole().characters[0] != entry.Whole().characters[0];
    const int32_t unknown = lacks_nation ? 0 : kNameScale.place / 2;
    points[Slot(NamePartKind::kPlace)] = is_apart ? 0 : (is_same ? kNameScale.place : unknown);
  }
  if (features.form) JudgeForm(query, form, entry, points);
  if (features.kind && AreOtherKinds(q.kinds, r.kinds)) {
    points[Slot(NamePartKind::kKind)] = -std::min(kNameScale.other_kind, Total(points));
  }
  if (q.is_full && r.is_full && features.rest) {
    int32_t& other = points[Slot(NamePartKind::kOtherFirm)];
    const int64_t left = kNameScale.rest - points[Slot(NamePartKind::kRest)];
    other = -static_cast<int32_t>(left * kNameScale.other_firm / kNameScale.rest);
    if (is_apart && features.place) other -= kNameScale.other_place;
    const auto is_equal = [](const NameText& a, const NameText& b) {
      return std::equal(a.characters.begin(), a.characters.end(), b.characters.begin(),
                        b.characters.end());
    };
    const bool is_one_name = forms_[r.form] == form && is_equal(query.Core(), entry.Core()) &&
                             (is_same || is_equal(query.Whole(), entry.Whole()));
    if (!is_one_name) other -= std::max(0, Total(points) - kNameScale.other_firm_max);
    other = std::max(other, other - Total(points));  // never below 0
  }
  return points;
}

std::vector<NameCandidate> NameIndex::Resolve(const NameQuery& query,
                                              const ResolveOptions& options) const {
  const QueryText text = TextOf(query);
  if (text.text.entry.core == 0 && query.credit_code.empty()) return {};
  Scratch scratch;
  std::vector<Ranked> ranked;
  if (text.text.entry.core > 0) {
    for (const uint32_t e : Candidates(text.text)) {
      const Entry& entry = entries_[e];
      NamePoints points = Score(text.text, text.form, TextOf(e), options.features, scratch);
      JudgeCodes(query.credit_code, records_[entry.record].credit_code, points);
      ranked.push_back({entry.record, NameOf(entry), points});
    }
  }
  const auto same = codes_.find(query.credit_code);
  if (!query.credit_code.empty() && same != codes_.end()) {
    for (const uint32_t e : same->second) {
      NamePoints points{};
      points[Slot(NamePartKind::kCode)] = kNameScoreMax;
      ranked.push_back({entries_[e].record, records_[entries_[e].record].name, points});
    }
  }
  return Rank(std::move(ranked), options);
}

size_t NameIndex::memory_bytes() const {
  return entries_.capacity() * sizeof(Entry) + characters_.capacity() * 4 +
         weights_.capacity() * 4 + keys_.capacity() * 8 + first_.capacity() * 8 +
         lists_.capacity() * 4 + cores_.capacity() * sizeof(cores_[0]);
}

}  // namespace lianmeng::match
