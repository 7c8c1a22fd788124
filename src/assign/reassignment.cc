// Assignment from an earlier answer. What a change breaks of the conditions in assignment_search.h is put right in
// two rounds of searches.
//
// First needs search for what they lack. Places of an offer that has a price but came open are held back in that
// round, since a price must mean that there is no room. Then those offers search for needs, seen from the other side;
// a place that nobody wants at any price ends at 0.
#include <algorithm>
#include <numeric>

#include "assign/assignment.h"
#include "assign/assignment_layout.h"
#include "assign/assignment_search.h"

namespace lianmeng::assign {
namespace {

class ReassignRun {
 public:
  ReassignRun(const AssignmentProblem& problem, const EarlierAssignment& earlier,
              Progress& progress)
      : problem_(problem),
        progress_(progress),
        need_price_(earlier.need_price),
        offer_price_(earlier.offer_price),
        is_chosen_(problem.edges.size()),
        need_pairs_(problem.need_quantity.size()),
        offer_pairs_(problem.offer_capacity.size()) {
    // Any start will do; one within range keeps every sum within 64 bits.
    for (int64_t& price : need_price_) price = std::clamp<int64_t>(price, 0, kPairScoreMax);
    for (int64_t& price : offer_price_) price = std::clamp<int64_t>(price, 0, kPairScoreMax);
    for (const uint32_t e : earlier.chosen) Keep(e);
  }

  Result<Assignment> Run() {
    PriceNewOffers();
    PriceNeeds();
    LM_TRY(SearchFromNeeds());
    if (AnyOfferSearches()) LM_TRY(SearchFromOffers());
    Assignment assignment;
    for (uint32_t e = 0; e < problem_.edges.size(); ++e) {
      if (!is_chosen_[e]) continue;
      assignment.chosen.push_back(e);
      assignment.primal += problem_.edges[e].score;
    }
    assignment.need_price = std::move(need_price_);
    assignment.offer_price = std::move(offer_price_);
    assignment.dual = Bound(problem_, assignment);
    return assignment;
  }

 private:
  [[nodiscard]] int64_t Paid(const AssignmentEdge& edge) const {
    return need_price_[edge.need] + offer_price_[edge.offer];
  }

  // A pair stays if there is room and it is worth its prices.
  void Keep(uint32_t e) {
    const AssignmentEdge& edge = problem_.edges[e];
    if (is_chosen_[e] || edge.score <= 0 || edge.score < Paid(edge)) return;
    if (need_pairs_[edge.need] >= problem_.need_quantity[edge.need]) return;
    if (offer_pairs_[edge.offer] >= problem_.offer_capacity[edge.offer]) return;
    is_chosen_[e] = true;
    ++need_pairs_[edge.need];
    ++offer_pairs_[edge.offer];
  }

  void Drop(uint32_t e) {
    is_chosen_[e] = false;
    --need_pairs_[problem_.edges[e].need];
    --offer_pairs_[problem_.edges[e].offer];
  }

  // An offer without pairs may ask what it likes: then no need is disturbed by it in the first round.
  void PriceNewOffers() {
    for (const AssignmentEdge& edge : problem_.edges) {
      if (offer_pairs_[edge.offer] > 0) continue;
      offer_price_[edge.offer] =
          std::max(offer_price_[edge.offer], edge.score - need_price_[edge.need]);
    }
  }

  // A need that would rather have a pair that it has not asks for as much as that pair gives, and leaves those that
  // give less.
  void PriceNeeds() {
    for (uint32_t e = 0; e < problem_.edges.size(); ++e) {
      const AssignmentEdge& edge = problem_.edges[e];
      if (is_chosen_[e]) continue;
      need_price_[edge.need] =
          std::max(need_price_[edge.need], edge.score - offer_price_[edge.offer]);
    }
    for (uint32_t e = 0; e < problem_.edges.size(); ++e) {
      if (is_chosen_[e] && problem_.edges[e].score < Paid(problem_.edges[e])) Drop(e);
    }
  }

  Status SearchFromNeeds() {
    Layout layout;
    FromNeeds(problem_, layout);
    for (size_t j = 0; j < offer_price_.size(); ++j) {
      if (offer_price_[j] > 0) layout.bids.capacity[j] = static_cast<uint32_t>(offer_pairs_[j]);
    }
    return Search(layout, need_price_, offer_price_);
  }

  [[nodiscard]] bool AnyOfferSearches() const {
    for (size_t j = 0; j < offer_price_.size(); ++j) {
      if (offer_price_[j] > 0 && offer_pairs_[j] < problem_.offer_capacity[j]) return true;
    }
    return false;
  }

  Status SearchFromOffers() {
    Layout layout;
    FromOffers(problem_, layout);
    return Search(layout, offer_price_, need_price_);
  }

  Status Search(const Layout& layout, std::vector<int64_t>& bidder_price,
                std::vector<int64_t>& object_price) {
    BidState state{.chosen = {}, .bidder_price = bidder_price, .object_price = object_price};
    const auto edge_of = [&](uint32_t arc) {
      return layout.edge_of_arc.empty() ? arc : layout.edge_of_arc[arc];
    };
    for (uint32_t arc = 0; arc < problem_.edges.size(); ++arc) {
      if (is_chosen_[edge_of(arc)]) state.chosen.push_back(arc);
    }
    AssignmentSearch search(layout.bids);
    LM_TRY(search.Resume(state, progress_));
    is_chosen_.assign(problem_.edges.size(), false);
    std::fill(need_pairs_.begin(), need_pairs_.end(), 0);
    std::fill(offer_pairs_.begin(), offer_pairs_.end(), 0);
    for (const uint32_t arc : search.ChosenArcs()) {
      const uint32_t e = edge_of(arc);
      is_chosen_[e] = true;
      ++need_pairs_[problem_.edges[e].need];
      ++offer_pairs_[problem_.edges[e].offer];
    }
    bidder_price = search.BidderPrices();
    object_price = search.ObjectPrices();
    return Ok{};
  }

  const AssignmentProblem& problem_;
  Progress& progress_;
  std::vector<int64_t> need_price_, offer_price_;
  std::vector<bool> is_chosen_;
  std::vector<int64_t> need_pairs_, offer_pairs_;
};

}  // namespace

Result<Assignment> Reassign(const AssignmentProblem& problem, const EarlierAssignment& earlier,
                            Progress& progress) {
  return ReassignRun(problem, earlier, progress).Run();
}

}  // namespace lianmeng::assign
