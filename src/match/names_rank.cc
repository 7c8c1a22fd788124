#include <tuple>
#include <utility>

#include "base/group_by.h"
#include "match/names_index.h"

namespace lianmeng::match {
namespace {

constexpr size_t kCreditCodeSize = 18;

bool ComesFirst(const Ranked& a, const Ranked& b) {
  const int32_t score_a = Total(a.points), score_b = Total(b.points);
  if (score_a != score_b) return score_a > score_b;
  return std::tuple(a.name.size(), std::string_view(a.name), a.record) <
         std::tuple(b.name.size(), std::string_view(b.name), b.record);
}

void DeductRival(int32_t other_score, NamePoints& points) {
  const int32_t score = Total(points);
  const bool is_near = other_score >= score - kNameScale.rival_margin;
  if (points[Slot(NamePartKind::kCode)] > 0 || !is_near) return;
  points[Slot(NamePartKind::kRivals)] = -std::max(0, score - kNameScale.rival_max);
}

}  // namespace

std::vector<NameCandidate> Rank(std::vector<Ranked> ranked, const ResolveOptions& options) {
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return a.record != b.record ? a.record < b.record : ComesFirst(a, b);
  });
  const auto same = [](const Ranked& a, const Ranked& b) { return a.record == b.record; };
  ranked.erase(std::unique(ranked.begin(), ranked.end(), same), ranked.end());
  std::sort(ranked.begin(), ranked.end(), ComesFirst);
  if (ranked.size() > 1) {
    const int32_t first = Total(ranked[0].points), second = Total(ranked[1].points);
    DeductRival(second, ranked[0].points);
    for (size_t i = 1; i < ranked.size(); ++i) DeductRival(first, ranked[i].points);
  }
  std::vector<NameCandidate> candidates;
  for (Ranked& one : ranked) {
    const int32_t score = Total(one.points);
    if (candidates.size() == options.limit || score < options.score_min) break;
    candidates.push_back({one.record, std::move(one.name), score, one.points});
  }
  return candidates;
}

// By the square, a name that fits well keeps its record from two that fit half as well; by the plain
// sum it was moved to a stranger to give a third name something at all.
int32_t WorthTogether(const NameCandidate& candidate) {
  const int64_t score = candidate.score - candidate.points[Slot(NamePartKind::kRivals)];
  return static_cast<int32_t>(score * score / kNameScoreMax);
}

void JudgeCodes(const std::string& a, const std::string& b, NamePoints& points) {
  if (a.empty() || b.empty()) return;
  if (a == b) {
    points = {};
    points[Slot(NamePartKind::kCode)] = kNameScoreMax;
    return;
  }
  if (a.size() != kCreditCodeSize || b.size() != kCreditCodeSize) return;
  points[Slot(NamePartKind::kOtherCode)] = -std::max(0, Total(points) - kNameScale.other_code_max);
}

void SortPacked(std::vector<uint64_t>& values) {
  constexpr int kBits = 11;
  constexpr uint32_t kDigits = 1 << kBits;
  for (int shift = 0; shift < 64; shift += kBits) {
    values = GroupBy(std::span<const uint64_t>(values), kDigits, [shift](uint64_t value) {
               return static_cast<uint32_t>(value >> shift & (kDigits - 1));
             }).items;
  }
}

}  // namespace lianmeng::match
