#include "match/names_score.h"

#include <algorithm>
#include <cmath>

namespace lianmeng::match {
namespace {

bool Better(const Alignment& a, const Alignment& b) {
  if (a.total() != b.total()) return a.total() > b.total();
  return a.matched != b.matched ? a.matched > b.matched : a.adjacent > b.adjacent;
}

// points * part / whole, rounded down.
int32_t Share(int32_t points, int64_t part, int64_t whole) {
  return static_cast<int32_t>(points * (part * kNameScoreMax / whole) / kNameScoreMax);
}

int64_t Sum(std::span<const int32_t> weights) {
  int64_t sum = 0;
  for (const int32_t weight : weights) sum += weight;
  return sum;
}

int64_t PairSum(std::span<const int32_t> weights) {
  int64_t sum = 0;
  for (size_t i = 1; i < weights.size(); ++i) {
    sum += (int64_t{weights[i - 1]} + weights[i]) / 2;
  }
  return sum;
}

struct PartName {
  std::string_view code, zh, en;
  int32_t max;
};

constexpr std::array<PartName, kNamePartCount> kPartNames = {{
    {"code", "信用代码", "credit code", kNameScoreMax},
    {"text", "文字", "characters", kNameScale.text},
    {"neighbour", "相邻", "neighbours", kNameScale.neighbour},
    {"start", "开头", "beginning", kNameScale.start},
    {"rest", "其余", "left over", kNameScale.rest},
    {"place", "地区", "place", kNameScale.place},
    {"form", "组织形式", "legal form", kNameScale.form},
    {"initials", "首字缩写", "initials", kNameScale.initials},
    {"trade", "行业词", "trade word", 0},
    {"kind", "机构类别", "kind of organisation", 0},
    {"other_firm", "另一家的全称", "another firm's name", 0},
    {"other_code", "代码不同", "another code", 0},
    {"rivals", "不止一家", "more than one", 0},
}};

constexpr std::array<std::u32string_view, 34> kTradeWords = {
    U"科技", U"电子", U"药业", U"新材", U"生物", U"智能", U"环保", U"医疗", U"电气",
    U"证券", U"光电", U"能源", U"信息", U"软件", U"制药", U"医药", U"环境", U"技术",
    U"通信", U"高科", U"动力", U"电力", U"国际", U"电器", U"健康", U"精工", U"传媒",
    U"通讯", U"光学", U"文化", U"生态", U"发展", U"家居", U"纸业"};

}  // namespace

bool IsTradeWord(char32_t first, char32_t second) {
  return std::any_of(kTradeWords.begin(), kTradeWords.end(), [&](std::u32string_view word) {
    return word[0] == first && word[1] == second;
  });
}

Alignment Align(const NameText& query, const NameText& record, const NameFeatures& features,
                std::vector<Alignment>& scratch) {
  const size_t rows = query.characters.size(), columns = record.characters.size();
  // ending: the best that ends with the match (i, j), or none; before: the best within [0, i) x [0,
  // j).
  scratch.assign(2 * (columns + 1) + 2 * (columns + 1), {});
  const std::span<Alignment> all(scratch);
  auto ending = all.subspan(0, columns + 1), ending_next = all.subspan(columns + 1, columns + 1);
  auto before = all.subspan(2 * (columns + 1), columns + 1);
  auto before_next = all.subspan(3 * (columns + 1), columns + 1);
  const auto& characters = record.characters;
  for (size_t i = 0; i < rows; ++i) {
    const auto begin = characters.begin();
    const auto met = std::find(begin, characters.end(), query.characters[i]);
    const auto first = static_cast<size_t>(met - begin);
    std::fill(ending_next.begin(), ending_next.end(), Alignment{});
    std::copy_n(before.begin(), first + 1, before_next.begin());  // nothing new so far
    for (size_t j = first; j < columns; ++j) {
      Alignment& best = before_next[j + 1];
      best = Better(before_next[j], before[j + 1]) ? before_next[j] : before[j + 1];
      if (query.characters[i] != characters[j]) continue;
      const int32_t weight = query.weights[i];
      Alignment& here = ending_next[j + 1];
      if (features.subsequence) here = before[j];
      if (i > 0 && ending[j].matched > 0) {
        Alignment joined = ending[j];
        joined.adjacent += (int64_t{query.weights[i - 1]} + weight) / 2;
        if (Better(joined, here)) here = joined;
      }
      if (i == 0 && j == 0) here.start = weight;
      here.matched += weight;
      if (Better(here, best)) best = here;
    }
    std::swap(ending, ending_next);
    std::swap(before, before_next);
  }
  return before[columns];
}

bool AreInitials(const NameText& query, const NameText& record) {
  const size_t count = query.characters.size(), size = record.characters.size();
  if (count < 2 || count > 3 || query.characters[0] != record.characters[0]) return false;
  size_t found = 1;
  for (size_t j = 1; j < size && found < count; ++j) {
    const bool is_in_core = j >= record.core + 2 && (size - j) % 2 == 0;
    const bool is_first = is_in_core || j == record.core || j == record.last_place;
    if (is_first && record.characters[j] == query.characters[found]) ++found;
  }
  return found == count;
}

NamePoints TextPoints(const NameText& query, const NameText& record, const NameFeatures& features,
                      std::vector<Alignment>& scratch) {
  const Alignment found = Align(query, record, features, scratch);
  const auto at = [](NamePartKind kind) { return static_cast<size_t>(kind); };
  NamePoints points{};
  if (found.matched == 0) return points;
  const int64_t whole = Sum(query.weights);
  const int32_t once = Share(kNameScale.text, found.matched, whole);
  points[at(NamePartKind::kText)] = Share(once, found.matched, whole);
  if (features.neighbour) {
    const int64_t pairs = PairSum(query.weights);
    points[at(NamePartKind::kNeighbour)] =
        pairs == 0 ? kNameScale.neighbour : Share(kNameScale.neighbour, found.adjacent, pairs);
  }
  if (features.start && found.start > 0) points[at(NamePartKind::kStart)] = kNameScale.start;
  if (features.rest) {
    points[at(NamePartKind::kRest)] = Share(kNameScale.rest, found.matched, Sum(record.weights));
  }
  return points;
}

int32_t CharacterWeight(int64_t names, int64_t holding) {
  const auto n = static_cast<double>(names), df = static_cast<double>(holding);
  const auto weight = std::llround(1e6 * std::log(1.0 + (n - df + 0.5) / (df + 0.5)));
  return static_cast<int32_t>(std::max<long long>(1, weight));
}

std::string_view Code(NamePartKind kind) { return kPartNames[static_cast<size_t>(kind)].code; }

TextPair Label(NamePartKind kind) {
  const PartName& name = kPartNames[static_cast<size_t>(kind)];
  return {std::string(name.zh), std::string(name.en)};
}

int32_t PartMax(NamePartKind kind) { return kPartNames[static_cast<size_t>(kind)].max; }

}  // namespace lianmeng::match
