// Successive shortest paths for assign/assignment.h, from the side that bids ("bidders") to the other
// ("objects"). Internal to assign.
//
// Kept true throughout, u the bidders' prices and v the objects':
//   u >= 0, v >= 0;  a pair not chosen has score <= u + v, a chosen one score >= u + v;
//   v > 0 only where an object is full;  u > 0 only where a bidder has all that it wants, or where
//   its search is still to come.
// At the end these are the conditions of complementary slackness, so that both sums are equal.
//
// A search is Dijkstra's from one bidder over reduced costs, which are never negative. It ends at the
// nearest of: an object with room; a bidder reached that rather goes without (it gives up u). What
// is not nearer than the best end known is not looked at, and only what was reached is reset.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "assign/assignment_records.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::assign {

// A problem as one side sees it: `need` of an edge is the bidder, `offer` the object.
struct Bids {
  std::span<const AssignmentEdge> arcs;  // rising by bidder
  std::vector<uint32_t> begin;           // of each bidder's arcs, and their end
  std::vector<uint32_t> quantity;        // of the bidders; may exceed their number of arcs
  std::vector<uint32_t> capacity;        // of the objects
};

// Where a search is taken up again: pairs and prices that keep the conditions above.
struct BidState {
  std::vector<uint32_t> chosen;  // arcs, within all quantities and capacities
  std::vector<int64_t> bidder_price, object_price;
};

class AssignmentSearch {
 public:
  explicit AssignmentSearch(const Bids& bids);

  // Errors: kCancelled.
  [[nodiscard]] Status Run(Progress& progress);
  // Searches for what `state` leaves open alone. Errors: kCancelled.
  [[nodiscard]] Status Resume(const BidState& state, Progress& progress);

  // Of the arcs, rising by bidder. Valid after Run, as are the prices.
  [[nodiscard]] std::vector<uint32_t> ChosenArcs() const;
  [[nodiscard]] std::vector<int64_t> BidderPrices() const { return bidder_price_; }
  [[nodiscard]] std::vector<int64_t> ObjectPrices() const;

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Object {
    int64_t price = 0;
    uint32_t room = 0;
    uint32_t first_unit = kNone;  // list of the units that it serves
  };
  // One of the pairs that a bidder can have: as many as it wants, at most one for each arc.
  struct Unit {
    uint32_t bidder = 0;
    uint32_t arc = kNone;   // chosen for it
    uint32_t next = kNone;  // of the same object
  };
  struct Label {
    int64_t distance = 0;
    uint32_t from = kNone;  // of an object: the arc; of a bidder: the unit that would be moved
    uint32_t search = 0;    // in which the label was set
  };
  struct Waiting {
    int64_t distance = 0;
    uint32_t node = 0;
    bool is_bidder = false;
    friend auto operator<=>(const Waiting&, const Waiting&) = default;
  };

  [[nodiscard]] Status SearchForAll(Progress& progress);
  void PriceWhatHasNoPlace();
  void TakeBestPairs();
  void TakeBestPair(uint32_t bidder);
  [[nodiscard]] Status ReduceRows(Progress& progress);
  [[nodiscard]] uint32_t ReduceRow(uint32_t bidder);
  void Search(uint32_t bidder);
  void ScanBidder(uint32_t bidder, int64_t distance);
  void ScanObject(uint32_t object, int64_t distance);
  void ReachObject(uint32_t arc, int64_t distance);
  void ReachBidder(uint32_t unit, int64_t distance);
  void MovePrices();
  void Augment(uint32_t bidder);
  void Attach(uint32_t unit, uint32_t arc);
  void Detach(uint32_t unit);
  [[nodiscard]] uint32_t Degree(uint32_t bidder) const {
    return bids_.begin[bidder + 1] - bids_.begin[bidder];
  }
  [[nodiscard]] bool WantsOne(uint32_t bidder) const {
    return unit_begin_[bidder + 1] == unit_begin_[bidder] + 1;
  }
  void FinishPrices();
  void PriceChosenPairs();

  const Bids& bids_;
  std::vector<int64_t> bidder_price_;
  std::vector<Object> objects_;
  std::vector<uint32_t> unit_begin_;
  std::vector<Unit> units_;
  std::vector<uint32_t> units_used_;  // by each bidder, the first of its own
  std::vector<bool> is_chosen_;       // arcs; empty where every bidder wants one
  // Of the current search.
  std::vector<Label> object_label_, bidder_label_;
  std::vector<uint32_t> objects_reached_, bidders_reached_;
  std::vector<Waiting> heap_;
  uint32_t search_ = 0;
  int64_t best_ = 0;             // distance of the nearest end known
  uint32_t end_arc_ = kNone;     // into an object with room, or
  uint32_t end_bidder_ = kNone;  // who goes without
};

}  // namespace lianmeng::assign
