#include "assign/stable_matching.h"

#include <algorithm>
#include <numeric>
#include <queue>

#include "base/check.h"

namespace lianmeng::assign {
namespace {

class DeferredAcceptance {
 public:
  DeferredAcceptance(const StableProblem& problem, Proposer proposer)
      : problem_(problem), needs_propose_(proposer == Proposer::kNeeds) {
    CHECK(problem.offer_score.size() == problem.pairs.edges.size());
    const auto& quantity = problem.pairs.need_quantity;
    const auto& capacity = problem.pairs.offer_capacity;
    wanted_ = needs_propose_ ? quantity : capacity;
    room_ = needs_propose_ ? capacity : quantity;
    list_.resize(wanted_.size());
    for (uint32_t e = 0; e < problem.pairs.edges.size(); ++e) {
      const bool wished = problem.pairs.edges[e].score > 0 && problem.offer_score[e] > 0;
      if (wished) list_[ProposerOf(e)].push_back(e);
    }
    for (std::vector<uint32_t>& list : list_) {
      std::sort(list.begin(), list.end(), [this](uint32_t a, uint32_t b) {
        return std::pair(-Liking(a), a) < std::pair(-Liking(b), b);
      });
    }
    held_.resize(room_.size());
    next_.assign(wanted_.size(), 0);
  }

  std::vector<uint32_t> Run() {
    std::vector<uint32_t> open(wanted_.size());
    std::iota(open.begin(), open.end(), 0U);
    while (!open.empty()) {
      const uint32_t p = open.back();
      open.pop_back();
      while (wanted_[p] > 0 && next_[p] < list_[p].size()) {
        const uint32_t turned_away = Propose(list_[p][next_[p]++]);
        if (turned_away == kNobody) continue;
        if (ProposerOf(turned_away) != p) open.push_back(ProposerOf(turned_away));
      }
    }
    std::vector<uint32_t> chosen;
    for (Held& held : held_) {
      for (; !held.empty(); held.pop()) chosen.push_back(held.top().edge);
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

 private:
  static constexpr uint32_t kNobody = UINT32_MAX;

  struct Proposal {
    int64_t liking;
    uint32_t edge;
    // The one liked least, of equals the later, is on top and goes first.
    friend bool operator<(const Proposal& a, const Proposal& b) {
      return a.liking != b.liking ? a.liking > b.liking : a.edge < b.edge;
    }
  };
  using Held = std::priority_queue<Proposal>;

  [[nodiscard]] uint32_t ProposerOf(uint32_t e) const {
    const AssignmentEdge& edge = problem_.pairs.edges[e];
    return needs_propose_ ? edge.need : edge.offer;
  }
  [[nodiscard]] uint32_t ReceiverOf(uint32_t e) const {
    const AssignmentEdge& edge = problem_.pairs.edges[e];
    return needs_propose_ ? edge.offer : edge.need;
  }
  // The proposer's, for the receiver, and the receiver's.
  [[nodiscard]] int64_t Liking(uint32_t e) const {
    return needs_propose_ ? problem_.pairs.edges[e].score : problem_.offer_score[e];
  }
  [[nodiscard]] int64_t ReceiversLiking(uint32_t e) const {
    return needs_propose_ ? problem_.offer_score[e] : problem_.pairs.edges[e].score;
  }

  // Returns the proposal that the receiver turns away, which may be this one.
  uint32_t Propose(uint32_t e) {
    const uint32_t receiver = ReceiverOf(e);
    Held& held = held_[receiver];
    --wanted_[ProposerOf(e)];
    held.push({ReceiversLiking(e), e});
    if (static_cast<int64_t>(held.size()) <= room_[receiver]) return kNobody;
    const uint32_t least = held.top().edge;
    held.pop();
    ++wanted_[ProposerOf(least)];
    return least;
  }

  const StableProblem& problem_;
  const bool needs_propose_;
  std::vector<int64_t> wanted_, room_;       // pairs still wanted; room in all
  std::vector<std::vector<uint32_t>> list_;  // of each proposer, best first
  std::vector<Held> held_;
  std::vector<size_t> next_;
};

}  // namespace

std::vector<uint32_t> MatchStably(const StableProblem& problem, Proposer proposer) {
  return DeferredAcceptance(problem, proposer).Run();
}

}  // namespace lianmeng::assign
