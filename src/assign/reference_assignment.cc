#include "assign/reference_assignment.h"

#include <optional>
#include <vector>

namespace lianmeng::assign {
namespace {

class PlainPaths {
 public:
  explicit PlainPaths(const AssignmentProblem& problem)
      : problem_(problem),
        need_room_(problem.need_quantity),
        offer_room_(problem.offer_capacity),
        is_chosen_(problem.edges.size()) {}

  int64_t Total() {
    int64_t total = 0;
    for (int64_t gain = AddBestPath(); gain > 0; gain = AddBestPath()) total += gain;
    return total;
  }

 private:
  struct Reach {
    std::optional<int64_t> gain;  // of the best path from a need with room; none: not reached
    size_t edge = 0;              // the last of that path
    bool is_start = false;
  };

  // 0 if no path gains anything.
  int64_t AddBestPath() {
    std::vector<Reach> needs(need_room_.size()), offers(offer_room_.size());
    for (size_t i = 0; i < needs.size(); ++i) {
      if (need_room_[i] > 0) needs[i] = {.gain = 0, .edge = 0, .is_start = true};
    }
    while (Relax(needs, offers)) {
    }
    std::optional<size_t> end;
    for (size_t j = 0; j < offers.size(); ++j) {
      if (offer_room_[j] == 0 || !offers[j].gain || *offers[j].gain <= 0) continue;
      if (!end || *offers[j].gain > *offers[*end].gain) end = j;
    }
    if (!end) return 0;
    const int64_t gain = *offers[*end].gain;
    --offer_room_[*end];
    for (size_t offer = *end;;) {
      const size_t forward = offers[offer].edge;
      is_chosen_[forward] = true;
      const size_t need = problem_.edges[forward].need;
      if (needs[need].is_start) {
        --need_room_[need];
        return gain;
      }
      const size_t backward = needs[need].edge;
      is_chosen_[backward] = false;
      offer = problem_.edges[backward].offer;
    }
  }

  // One pass over all edges; whether any path became better.
  bool Relax(std::vector<Reach>& needs, std::vector<Reach>& offers) const {
    bool better = false;
    for (size_t e = 0; e < problem_.edges.size(); ++e) {
      const AssignmentEdge& edge = problem_.edges[e];
      Reach& need = needs[edge.need];
      Reach& offer = offers[edge.offer];
      if (!is_chosen_[e] && need.gain && (!offer.gain || *offer.gain < *need.gain + edge.score)) {
        offer = {.gain = *need.gain + edge.score, .edge = e, .is_start = false};
        better = true;
      }
      if (is_chosen_[e] && offer.gain && (!need.gain || *need.gain < *offer.gain - edge.score)) {
        need = {.gain = *offer.gain - edge.score, .edge = e, .is_start = false};
        better = true;
      }
    }
    return better;
  }

  const AssignmentProblem& problem_;
  std::vector<int64_t> need_room_, offer_room_;
  std::vector<bool> is_chosen_;
};

}  // namespace

int64_t ReferenceAssignmentTotal(const AssignmentProblem& problem) {
  return PlainPaths(problem).Total();
}

}  // namespace lianmeng::assign
