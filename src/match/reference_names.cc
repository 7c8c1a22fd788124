#include "match/reference_names.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>

namespace lianmeng::match {
namespace {

using CharacterPair = std::pair<char32_t, char32_t>;

struct PlainName {
  ParsedName parsed;
  std::u32string standing;  // characters that may stand for the place
  std::string raw, code;
  uint32_t record = 0;
  NameKinds kinds = 0;
  bool is_main = false;

  [[nodiscard]] std::u32string Whole() const { return parsed.place + parsed.core; }
};

struct Ways {
  int64_t matched = 0, adjacent = 0, start = 0;
};

class Reference {
 public:
  Reference(const NameNormaliser& normaliser, const std::vector<NameRecord>& records,
            const NameBlocking& blocking)
      : normaliser_(normaliser), blocking_(blocking) {
    for (uint32_t r = 0; r < records.size(); ++r) {
      std::vector<std::string> all = {records[r].name};
      all.insert(all.end(), records[r].also.begin(), records[r].also.end());
      bool is_main = true;  // the first of its names that holds a letter
      for (const std::string& raw : all) {
        PlainName name = Plain(raw, records[r].region);
        name.record = r;
        name.code = records[r].credit_code;
        if (name.kinds == 0) name.kinds = Plain(records[r].name, "").kinds;
        if (name.kinds == 0) name.kinds = records[r].kinds;
        if (name.parsed.core.empty()) continue;
        name.is_main = std::exchange(is_main, false);
        if (name.parsed.is_full) registered_.insert(r);
        names_.push_back(name);
      }
      main_.push_back(records[r].name);
    }
    for (size_t i = 0; i < names_.size(); ++i) {
      std::set<char32_t> characters;
      for (const char32_t c : names_[i].Whole()) characters.insert(c);
      for (const char32_t c : characters) ++holding_[c];
      for (const CharacterPair& pair : PairsOf(names_[i])) holders_[pair].insert(i);
    }
  }

  std::vector<NameCandidate> Resolve(const NameQuery& asked, const ResolveOptions& options) const {
    PlainName query = Plain(asked.name, asked.region);
    query.code = asked.credit_code;
    std::map<uint32_t, NameCandidate> best;  // by record
    const auto offer = [&](const NameCandidate& c) {
      const auto [found, is_new] = best.try_emplace(c.record, c);
      if (!is_new && Before(c, found->second)) found->second = c;
    };
    if (!query.parsed.core.empty()) {
      for (const size_t i : Candidates(query)) {
        NamePoints points = Points(query, names_[i]);
        Codes(query.code, names_[i].code, points);
        offer({names_[i].record, names_[i].raw, Total(points), points});
      }
    }
    for (const PlainName& name : names_) {
      if (query.code.empty() || !name.is_main || name.code != query.code) continue;
      NamePoints points{};
      points[0] = kNameScoreMax;
      offer({name.record, main_[name.record], kNameScoreMax, points});
    }
    std::vector<NameCandidate> all;
    for (const auto& [record, candidate] : best) all.push_back(candidate);
    std::sort(all.begin(), all.end(), Before);
    const std::vector<NameCandidate> before = all;
    for (size_t i = 0; i < all.size() && all.size() > 1; ++i) {
      const int32_t other = before[i == 0 ? 1 : 0].score;
      if (all[i].points[0] > 0 || other < all[i].score - 50'000 || all[i].score <= 790'000)
        continue;
      all[i].points[12] = 790'000 - all[i].score;
      all[i].score = 790'000;
    }
    std::vector<NameCandidate> out;
    for (const NameCandidate& c : all) {
      if (c.score < options.score_min || out.size() == options.limit) break;
      out.push_back(c);
    }
    return out;
  }

  std::vector<ReferencePair> Duplicates(int32_t score_min) const {
    std::map<std::pair<uint32_t, uint32_t>, int32_t> found;
    for (size_t i = 0; i < names_.size(); ++i) {
      for (size_t j = i + 1; j < names_.size(); ++j) {
        const PlainName &a = names_[i], &b = names_[j];
        const bool is_met = Shares(i, j) || Shares(j, i) || IsSame(i, j) || IsOneCode(i, j);
        const bool is_told = (a.parsed.is_full && b.parsed.is_full) ||
                             !registered_.contains(a.record) || !registered_.contains(b.record);
        if (a.record == b.record || !is_met || !(is_told || IsOneCode(i, j))) continue;
        NamePoints there = Points(a, b), back = Points(b, a);
        if (Total(back) > Total(there)) there = back;
        Codes(a.code, b.code, there);
        const auto key = std::minmax(a.record, b.record);
        if (Total(there) < score_min) continue;
        int32_t& score = found.try_emplace(key, 0).first->second;
        score = std::max(score, Total(there));
      }
    }
    std::vector<ReferencePair> out;
    for (const auto& [records, score] : found)
      out.push_back({records.first, records.second, score});
    return out;
  }

 private:
  PlainName Plain(const std::string& raw, const std::string& region) const {
    PlainName name;
    name.raw = raw;
    name.parsed = normaliser_.Parse(raw);
    normaliser_.Locate(region, name.parsed);
    name.standing = normaliser_.CharactersOf(name.parsed);
    name.kinds = KindsOf(name.parsed);
    return name;
  }

  int64_t Weight(char32_t c) const {
    const auto found = holding_.find(c);
    return Idf(found == holding_.end() ? 0 : found->second);
  }
  int64_t Idf(size_t holding) const {
    const auto n = static_cast<double>(names_.size()), df = static_cast<double>(holding);
    return std::max<int64_t>(1, std::llround(1e6 * std::log(1 + (n - df + 0.5) / (df + 0.5))));
  }

  std::set<CharacterPair> PairsOf(const PlainName& name) const {
    std::set<CharacterPair> pairs;
    const std::u32string whole = name.Whole();
    for (size_t i = 0; i < whole.size(); ++i) {
      for (size_t j = i + 1; j < whole.size(); ++j) {
        if (j < blocking_.length_max && j - i <= blocking_.reach)
          pairs.insert({whole[i], whole[j]});
      }
    }
    for (const char32_t c : name.standing) {
      for (size_t j = 0; j < name.parsed.core.size() && j < blocking_.reach; ++j) {
        pairs.insert({c, name.parsed.core[j]});
      }
    }
    return pairs;
  }

  // The pairs of a name that some name holds and no more than `most`, the rarest first.
  std::vector<CharacterPair> Rarest(const PlainName& name, size_t most) const {
    std::vector<std::pair<size_t, CharacterPair>> known;
    for (const CharacterPair& pair : PairsOf(name)) {
      const auto found = holders_.find(pair);
      if (found == holders_.end() || found->second.size() > blocking_.read_max) continue;
      if (found->second.size() <= most) known.emplace_back(found->second.size(), pair);
    }
    std::sort(known.begin(), known.end());
    std::vector<CharacterPair> pairs;
    for (const auto& [size, pair] : known) pairs.push_back(pair);
    return pairs;
  }

  std::set<size_t> Candidates(const PlainName& query) const {
    PlainName bare = query;
    bare.standing.clear();
    std::map<size_t, int64_t> sums;
    size_t read = 0;
    for (const CharacterPair& pair : Rarest(bare, blocking_.read_max)) {
      const std::set<size_t>& holders = holders_.at(pair);
      if (read + holders.size() > blocking_.read_max) break;
      read += holders.size();
      for (const size_t i : holders) sums[i] += Idf(holders.size());
    }
    std::vector<std::pair<int64_t, size_t>> order;
    for (const auto& [i, sum] : sums) order.emplace_back(-sum, i);
    std::sort(order.begin(), order.end());
    std::set<size_t> kept;
    for (const auto& [sum, i] : order) {
      if (kept.size() < blocking_.scored_max) kept.insert(i);
    }
    size_t same = 0;
    for (size_t i = 0; i < names_.size() && same < blocking_.scored_max; ++i) {
      if (names_[i].parsed.core != query.parsed.core) continue;
      kept.insert(i);
      ++same;
    }
    return kept;
  }

  // True if one of the rarest pairs of name i stands in name j.
  bool Shares(size_t i, size_t j) const {
    std::vector<CharacterPair> pairs = Rarest(names_[i], blocking_.pair_names_max);
    if (pairs.size() > blocking_.pair_keys) pairs.resize(blocking_.pair_keys);
    return std::any_of(pairs.begin(), pairs.end(),
                       [&](const CharacterPair& pair) { return holders_.at(pair).contains(j); });
  }

  // How many names before `i` hold the same by `is_same`.
  size_t Earlier(size_t i, const std::function<bool(const PlainName&)>& is_same) const {
    return static_cast<size_t>(
        std::count_if(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(i), is_same));
  }
  bool IsSame(size_t i, size_t j) const {
    const std::u32string& core = names_[i].parsed.core;
    const auto is_same = [&](const PlainName& name) { return name.parsed.core == core; };
    return is_same(names_[j]) && Earlier(std::min(i, j), is_same) < blocking_.scored_max;
  }
  bool IsOneCode(size_t i, size_t j) const {
    const std::string& code = names_[i].code;
    const auto is_same = [&](const PlainName& name) { return name.is_main && name.code == code; };
    return !code.empty() && is_same(names_[i]) && is_same(names_[j]) &&
           Earlier(std::max(i, j), is_same) < blocking_.pair_names_max;
  }

  // Tries every way to lay characters of `query`, in order, over equal ones of `name`.
  Ways Best(const std::u32string& query, const std::u32string& name) const {
    Ways best;
    const std::function<void(size_t, size_t, size_t, Ways)> go = [&](size_t i, size_t from,
                                                                     size_t last, Ways ways) {
      const auto total = [](const Ways& w) { return w.matched + w.adjacent + w.start; };
      if (std::tuple(total(ways), ways.matched, ways.adjacent) >
          std::tuple(total(best), best.matched, best.adjacent))
        best = ways;
      if (i == query.size()) return;
      go(i + 1, from, std::u32string::npos, ways);  // this character is not found
      for (size_t j = from; j < name.size(); ++j) {
        if (name[j] != query[i]) continue;
        Ways more = ways;
        more.matched += Weight(query[i]);
        if (i == 0 && j == 0) more.start = Weight(query[i]);
        if (last != std::u32string::npos && j == last + 1) {
          more.adjacent += (Weight(query[i - 1]) + Weight(query[i])) / 2;
        }
        go(i + 1, j + 1, j, more);
      }
    };
    go(0, 0, std::u32string::npos, {});
    return best;
  }

  static int64_t Part(int64_t points, int64_t part, int64_t whole) {
    return points * (part * 1'000'000 / whole) / 1'000'000;
  }

  NamePoints TextOnly(const std::u32string& query, const std::u32string& name) const {
    const Ways ways = Best(query, name);
    int64_t whole = 0, other = 0, pairs = 0;
    for (const char32_t c : query) whole += Weight(c);
    for (const char32_t c : name) other += Weight(c);
    for (size_t i = 1; i < query.size(); ++i)
      pairs += (Weight(query[i - 1]) + Weight(query[i])) / 2;
    NamePoints points{};
    if (ways.matched == 0) return points;
    points[1] = static_cast<int32_t>(Part(Part(400'000, ways.matched, whole), ways.matched, whole));
    points[2] = pairs == 0 ? 150'000 : static_cast<int32_t>(Part(150'000, ways.adjacent, pairs));
    points[3] = ways.start > 0 ? 100'000 : 0;
    points[4] = static_cast<int32_t>(Part(150'000, ways.matched, other));
    return points;
  }

  // The first characters of pieces: of each place, and of the core cut in twos from its end, what is
  // left in front being part of the first piece.
  static std::u32string FirstsOf(std::u32string core, const std::vector<std::u32string>& places) {
    std::u32string firsts;
    while (core.size() >= 4) {
      firsts.insert(0, 1, core[core.size() - 2]);
      core.resize(core.size() - 2);
    }
    firsts.insert(0, 1, core[0]);
    for (size_t i = places.size(); i > 0; --i) firsts.insert(0, 1, places[i - 1][0]);
    return firsts;
  }
  static bool AreFirsts(const std::u32string& query, const std::u32string& firsts) {
    if (query.size() < 2 || query.size() > 3 || query[0] != firsts[0]) return false;
    if (query.size() == 2 && IsTradeWord(query[0], query[1])) return false;
    size_t from = 0;
    for (const char32_t c : query) {
      from = firsts.find(c, from);
      if (from++ == std::u32string::npos) return false;
    }
    return true;
  }

  NamePoints Points(const PlainName& q, const PlainName& r) const {
    const bool is_q_placed = q.parsed.province != 0, is_r_placed = r.parsed.province != 0;
    const bool is_other_province = q.parsed.province != r.parsed.province;
    const bool is_other_city = q.parsed.city != r.parsed.city;
    std::vector<NamePoints> ways;
    const bool is_r_elsewhere =
        (!r.parsed.place.empty() && !is_r_placed) ||
        (is_r_placed && (is_other_province || (!q.parsed.city.empty() && is_other_city)));
    const std::u32string& r_core = r.parsed.core;
    const size_t first = r.parsed.place.size() - r.parsed.place_last;
    const std::u32string place = r.parsed.place.substr(first);
    const auto lay = [&](const std::u32string& query, const std::u32string& name,
                         const std::vector<std::u32string>& places) {
      NamePoints way = TextOnly(query, name);
      if (!q.parsed.is_full && !q.parsed.form.empty() &&
          AreFirsts(query, FirstsOf(r_core, places))) {
        way[7] = std::max(0, 100'000 - way[2]);
      }
      ways.push_back(way);
    };
    if (q.parsed.place.empty() || (is_q_placed && !is_r_elsewhere)) {
      lay(q.parsed.core, r_core, {});
    }
    if (!q.parsed.place.empty()) lay(q.Whole(), r_core, {});
    if (first > 0) lay(q.Whole(), r.Whole(), {r.parsed.place, place});
    if (first == 0 && !place.empty()) lay(q.Whole(), r.Whole(), {place});
    if (first > 0) lay(q.Whole(), place + r_core, {place});
    for (const char32_t c : r.standing) {
      if (q.Whole()[0] != c) continue;
      lay(q.Whole(), c + r_core, {std::u32string(1, c)});
      ways.back()[3] /= 2;
    }
    NamePoints points{};
    for (const NamePoints& way : ways) {
      if (Total(way) > Total(points)) points = way;
    }
    if (points[1] == 0) return {};
    const bool is_known = is_q_placed && is_r_placed;
    const bool is_apart =
        is_known &&
        (is_other_province || (!q.parsed.city.empty() && !r.parsed.city.empty() && is_other_city));
    const bool is_same = is_known && !is_other_province && !is_other_city;
    const bool lacks_nation = !is_r_placed && !r.parsed.place.empty() && !is_q_placed &&
                              q.parsed.place.empty() && q.parsed.core[0] != U'中';
    points[5] = is_apart || lacks_nation ? 0 : (is_same ? 100'000 : 50'000);
    const std::u32string& core = r.parsed.core;
    if (q.parsed.form.empty()) {
      points[6] = 50'000;
    } else if (r.parsed.form.find(q.parsed.form) != std::u32string::npos) {
      const bool is_head = !q.parsed.is_full && q.parsed.core.size() == 2 && core.size() >= 4 &&
                           points[3] == 100'000 && points[2] == 150'000;
      points[6] = 100'000;
      if (is_head && IsTradeWord(core[2], core[3])) points[8] = -50'000;
    }
    if (q.kinds != 0 && r.kinds != 0 && (q.kinds & r.kinds) == 0) {
      points[9] = -std::min(300'000, Total(points));
    }
    if (q.parsed.is_full && r.parsed.is_full) {
      const int64_t left = 150'000 - points[4];
      const int64_t apart = is_apart ? 150'000 : 0;
      int64_t other = left * 800'000 / 150'000 + apart;
      const bool is_one_name = q.parsed.core == core && q.parsed.form == r.parsed.form &&
                               (is_same || q.parsed.place == r.parsed.place);
      if (!is_one_name) other += std::max<int64_t>(0, Total(points) - other - 790'000);
      points[10] = -static_cast<int32_t>(std::min<int64_t>(other, Total(points)));
    }
    return points;
  }

  static void Codes(const std::string& a, const std::string& b, NamePoints& points) {
    if (a.empty() || b.empty()) return;
    if (a == b) {
      points = {};
      points[0] = 1'000'000;
    } else if (a.size() == 18 && b.size() == 18 && Total(points) > 490'000) {
      points[11] = 490'000 - Total(points);
    }
  }

  static bool Before(const NameCandidate& a, const NameCandidate& b) {
    return std::tuple(-a.score, a.name.size(), a.name, a.record) <
           std::tuple(-b.score, b.name.size(), b.name, b.record);
  }

  const NameNormaliser& normaliser_;
  const NameBlocking& blocking_;
  std::vector<PlainName> names_;
  std::vector<std::string> main_;
  std::set<uint32_t> registered_;
  std::map<char32_t, size_t> holding_;
  std::map<CharacterPair, std::set<size_t>> holders_;
};

}  // namespace

std::vector<NameCandidate> ReferenceResolve(const NameNormaliser& normaliser,
                                            const std::vector<NameRecord>& records,
                                            const NameBlocking& blocking, const NameQuery& query,
                                            const ResolveOptions& options) {
  return Reference(normaliser, records, blocking).Resolve(query, options);
}

std::vector<ReferencePair> ReferenceDuplicates(const NameNormaliser& normaliser,
                                               const std::vector<NameRecord>& records,
                                               const NameBlocking& blocking, int32_t score_min) {
  return Reference(normaliser, records, blocking).Duplicates(score_min);
}

}  // namespace lianmeng::match
