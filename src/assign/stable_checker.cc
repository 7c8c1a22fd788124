#include "assign/stable_checker.h"

#include <algorithm>
#include <string>

namespace lianmeng::assign {
namespace {

Error Refuse(const char* field, size_t index, TextPair message) {
  return MakeError(
      ErrorCode::kInvalidArgument, std::move(message),
      {.file = {}, .line = static_cast<int64_t>(index) + 1, .field = field, .value = {}});
}

// What one end holds: how many pairs, and how much it likes the worst.
struct End {
  int64_t room = 0;
  int64_t worst = INT64_MAX;

  [[nodiscard]] bool WouldTake(int64_t score) const { return room > 0 || worst < score; }
  void Hold(int64_t score) {
    --room;
    worst = std::min(worst, score);
  }
};

std::vector<End> Ends(const std::vector<int64_t>& rooms) {
  std::vector<End> ends;
  for (const int64_t room : rooms) ends.push_back({.room = room});
  return ends;
}

}  // namespace

Status CheckStable(const StableProblem& problem, const std::vector<uint32_t>& chosen) {
  const std::vector<AssignmentEdge>& edges = problem.pairs.edges;
  std::vector<bool> is_chosen(edges.size());
  std::vector<End> needs = Ends(problem.pairs.need_quantity);
  std::vector<End> offers = Ends(problem.pairs.offer_capacity);
  for (size_t i = 0; i < chosen.size(); ++i) {
    const uint32_t e = chosen[i];
    if (e >= edges.size()) {
      return Refuse("chosen", i, {"没有这一对", "there is no such pair"});
    }
    if (is_chosen[e]) return Refuse("chosen", i, {"选了两次", "is chosen twice"});
    is_chosen[e] = true;
    const int64_t offer_score = problem.offer_score[e];
    if (edges[e].score <= 0 || offer_score <= 0) {
      return Refuse("chosen", i, {"有一方宁可不要", "one of the two would rather go without"});
    }
    needs[edges[e].need].Hold(edges[e].score);
    offers[edges[e].offer].Hold(offer_score);
    if (needs[edges[e].need].room < 0) {
      return Refuse("chosen", i, {"超出需求的数量", "exceeds the quantity of the need"});
    }
    if (offers[edges[e].offer].room < 0) {
      return Refuse("chosen", i, {"超出供给的能力", "exceeds the capacity of the offer"});
    }
  }
  for (size_t e = 0; e < edges.size(); ++e) {
    if (is_chosen[e] || edges[e].score <= 0 || problem.offer_score[e] <= 0) continue;
    if (problem.pairs.need_quantity[edges[e].need] == 0) continue;
    if (problem.pairs.offer_capacity[edges[e].offer] == 0) continue;
    if (needs[edges[e].need].WouldTake(edges[e].score) &&
        offers[edges[e].offer].WouldTake(problem.offer_score[e])) {
      return Refuse("edge", e, {"双方都更愿意彼此配对", "both would rather be paired"});
    }
  }
  return Ok{};
}

}  // namespace lianmeng::assign
