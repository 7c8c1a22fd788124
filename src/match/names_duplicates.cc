// Records that may be one firm: names that share one of their rarest pairs of characters, a whole
// name or a credit code are scored against each other, both ways.

#include <tuple>

#include "match/names_index.h"

namespace lianmeng::match {
namespace {

constexpr uint32_t kProgressStep = 1024;

uint64_t Pair(uint32_t a, uint32_t b) { return uint64_t{std::min(a, b)} << 32 | std::max(a, b); }

}  // namespace

Result<std::vector<uint64_t>> NameIndex::PairsToScore(Progress& progress) const {
  std::vector<uint64_t> pairs, keys;
  std::vector<uint32_t> same;
  for (uint32_t e = 0; e < entries_.size(); ++e) {
    if (e % kProgressStep == 0 && progress.Cancelled()) return CancelledError();
    keys.clear();
    same.clear();
    AppendKeys(TextOf(e), keys);
    SortByRarity(keys, blocking_.pair_names_max);
    if (keys.size() > blocking_.pair_keys) keys.resize(blocking_.pair_keys);
    for (const uint64_t key : keys) {
      const std::span<const uint32_t> list = ListOf(key);
      same.insert(same.end(), list.begin(), list.end());
    }
    AppendSame(TextOf(e), same);
    std::sort(same.begin(), same.end());
    same.erase(std::unique(same.begin(), same.end()), same.end());
    for (const uint32_t other : same) {
      if (MayPair(entries_[e], entries_[other])) pairs.push_back(Pair(e, other));
    }
  }
  for (const auto& [code, entries] : codes_) {
    const size_t size = std::min<size_t>(entries.size(), blocking_.pair_names_max);
    for (size_t i = 0; i < size; ++i) {
      for (size_t j = i + 1; j < size; ++j) pairs.push_back(Pair(entries[i], entries[j]));
    }
  }
  SortPacked(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

// Of two records that both have a registered name, only such names are compared: a short name fits too
// many.
bool NameIndex::MayPair(const Entry& a, const Entry& b) const {
  if (a.record == b.record) return false;
  return (a.is_full && b.is_full) || !is_registered_[a.record] || !is_registered_[b.record];
}

NamePair NameIndex::ScorePair(uint64_t pair, Scratch& scratch) const {
  const auto e = static_cast<uint32_t>(pair >> 32), f = static_cast<uint32_t>(pair);
  const Text one = TextOf(e), other = TextOf(f);
  NamePoints points = Score(one, forms_[one.entry.form], other, {}, scratch);
  const NamePoints back = Score(other, forms_[other.entry.form], one, {}, scratch);
  if (Total(back) > Total(points)) points = back;
  const uint32_t a = one.entry.record, b = other.entry.record;
  JudgeCodes(records_[a].credit_code, records_[b].credit_code, points);
  NamePair made{a, b, {}, {}, Total(points), points};
  if (made.score < kNameOffered) return made;  // names are copied for those that may be shown
  made.name_a = NameOf(one.entry);
  made.name_b = NameOf(other.entry);
  return made;
}

Result<std::vector<NamePair>> NameIndex::Duplicates(int32_t score_min, Progress& progress) const {
  LM_ASSIGN(const std::vector<uint64_t> pairs, PairsToScore(progress));
  progress.Begin({"比对名称", "comparing names"}, static_cast<int64_t>(pairs.size()));
  std::vector<NamePair> found;
  Scratch scratch;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i % kProgressStep == 0) {
      if (progress.Cancelled()) return CancelledError();
      progress.Advance(static_cast<int64_t>(i));
    }
    NamePair pair = ScorePair(pairs[i], scratch);
    if (pair.score < score_min) continue;
    if (pair.a > pair.b) {
      std::swap(pair.a, pair.b);
      std::swap(pair.name_a, pair.name_b);
    }
    found.push_back(std::move(pair));
  }
  const auto by_records = [](const NamePair& x, const NamePair& y) {
    return std::tuple(x.a, x.b, -x.score) < std::tuple(y.a, y.b, -y.score);
  };
  std::stable_sort(found.begin(), found.end(), by_records);
  const auto same = [](const NamePair& x, const NamePair& y) { return x.a == y.a && x.b == y.b; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const NamePair& x, const NamePair& y) { return x.score > y.score; });
  return found;
}

}  // namespace lianmeng::match
