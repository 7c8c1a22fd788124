#include "assign/assignment_search.h"

#include <algorithm>
#include <functional>

namespace lianmeng::assign {
namespace {

constexpr uint32_t kStepsPerReport = 4096;
// Measured with as many bidders as objects, where both searches and reductions are long.
constexpr uint64_t kReductionsPerBidder = 64;
constexpr int kReductionPasses = 2;

Error Cancelled() { return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"}); }

}  // namespace

AssignmentSearch::AssignmentSearch(const Bids& bids)
    : bids_(bids),
      bidder_price_(bids.quantity.size()),
      objects_(bids.capacity.size()),
      unit_begin_(bids.quantity.size() + 1),
      units_used_(bids.quantity.size()),
      object_label_(bids.capacity.size()),
      bidder_label_(bids.quantity.size()) {
  for (size_t j = 0; j < objects_.size(); ++j) objects_[j].room = bids.capacity[j];
  bool repeats = false;
  for (uint32_t b = 0; b < bids.quantity.size(); ++b) {
    const uint32_t units = std::min(bids.quantity[b], Degree(b));
    unit_begin_[b + 1] = unit_begin_[b] + units;
    repeats = repeats || units > 1;
  }
  units_.resize(unit_begin_.back());
  for (uint32_t b = 0; b < bids.quantity.size(); ++b) {
    for (uint32_t t = unit_begin_[b]; t < unit_begin_[b + 1]; ++t) units_[t].bidder = b;
  }
  if (repeats) is_chosen_.resize(bids.arcs.size());
}

Status AssignmentSearch::Run(Progress& progress) {
  PriceWhatHasNoPlace();
  TakeBestPairs();
  LM_TRY(ReduceRows(progress));
  return SearchForAll(progress);
}

Status AssignmentSearch::Resume(const BidState& state, Progress& progress) {
  bidder_price_ = state.bidder_price;
  for (size_t j = 0; j < objects_.size(); ++j) objects_[j].price = state.object_price[j];
  for (const uint32_t arc : state.chosen) {
    const uint32_t bidder = bids_.arcs[arc].need;
    Attach(unit_begin_[bidder] + units_used_[bidder]++, arc);
  }
  return SearchForAll(progress);
}

Status AssignmentSearch::SearchForAll(Progress& progress) {
  progress.Begin({"求最优分配", "Finding the best assignment"},
                 static_cast<int64_t>(bidder_price_.size()));
  for (uint32_t b = 0; b < bidder_price_.size(); ++b) {
    // A bidder whose price has come down to 0 has nothing to gain from another pair.
    const uint32_t units = unit_begin_[b + 1] - unit_begin_[b];
    while (units_used_[b] < units && bidder_price_[b] > 0) Search(b);
    if (b % kStepsPerReport != 0) continue;
    progress.Advance(b);
    if (progress.Cancelled()) return Cancelled();
  }
  FinishPrices();
  return Ok{};
}

// An object without capacity costs more than anybody would pay; no sum counts its price.
void AssignmentSearch::PriceWhatHasNoPlace() {
  const auto& capacity = bids_.capacity;
  if (std::find(capacity.begin(), capacity.end(), 0U) == capacity.end()) return;
  for (const AssignmentEdge& arc : bids_.arcs) {
    Object& object = objects_[arc.offer];
    if (object.room == 0) object.price = std::max(object.price, arc.score);
  }
}

// While all prices of objects are 0, a bidder's price is its best score, and that pair is its to take
// if there is room. This decides most bidders where objects are plentiful.
void AssignmentSearch::TakeBestPairs() {
  for (uint32_t b = 0; b < bidder_price_.size(); ++b) TakeBestPair(b);
}

void AssignmentSearch::TakeBestPair(uint32_t bidder) {
  int64_t best = 0;
  uint32_t best_arc = kNone;
  for (uint32_t a = bids_.begin[bidder]; a < bids_.begin[bidder + 1]; ++a) {
    if (bids_.arcs[a].score <= best) continue;
    best = bids_.arcs[a].score;
    best_arc = a;
  }
  bidder_price_[bidder] = best;
  if (best_arc == kNone || bids_.quantity[bidder] == 0) return;
  if (objects_[bids_.arcs[best_arc].offer].room == 0) return;
  Attach(unit_begin_[bidder] + units_used_[bidder]++, best_arc);
}

// A bidder without a pair takes its best one and pays the object up to where its second best is as
// good; whom it displaces does the same in turn. Each step keeps all conditions and costs one pass
// over the bidder's arcs, where a search would look at many bidders. It ends by itself where objects
// are plentiful; where they are scarce the number of steps is bounded, and searches do the rest.
Status AssignmentSearch::ReduceRows(Progress& progress) {
  uint64_t left = kReductionsPerBidder * bidder_price_.size();
  for (int pass = 0; pass < kReductionPasses; ++pass) {
    for (uint32_t b = 0; b < bidder_price_.size() && left > 0; ++b) {
      for (uint32_t next = b; next != kNone && left > 0; --left) {
        if (left % kStepsPerReport == 0 && progress.Cancelled()) return Cancelled();
        next = WantsOne(next) && units_used_[next] == 0 ? ReduceRow(next) : kNone;
      }
    }
  }
  return Ok{};
}

// Returns whom it displaced.
uint32_t AssignmentSearch::ReduceRow(uint32_t bidder) {
  int64_t best = 0, second = 0;
  uint32_t best_arc = kNone;
  for (uint32_t a = bids_.begin[bidder]; a < bids_.begin[bidder + 1]; ++a) {
    const int64_t gain = bids_.arcs[a].score - objects_[bids_.arcs[a].offer].price;
    if (gain <= second) continue;
    second = std::min(gain, best);
    if (gain <= best) continue;
    best = gain;
    best_arc = a;
  }
  bidder_price_[bidder] = best;
  if (best_arc == kNone) return kNone;
  Object& object = objects_[bids_.arcs[best_arc].offer];
  if (bids_.capacity[bids_.arcs[best_arc].offer] != 1) return kNone;
  uint32_t owner = kNone;
  if (object.room == 0) {
    owner = units_[object.first_unit].bidder;
    // Without a gain two bidders could displace each other for ever.
    if (best == second || !WantsOne(owner)) return kNone;
    Detach(object.first_unit);
    units_used_[owner] = 0;
  }
  bidder_price_[bidder] = second;
  object.price += best - second;
  Attach(unit_begin_[bidder], best_arc);
  units_used_[bidder] = 1;
  return owner;
}

void AssignmentSearch::Search(uint32_t bidder) {
  ++search_;
  heap_.clear();
  objects_reached_.clear();
  bidders_reached_.clear();
  best_ = INT64_MAX;
  bidder_label_[bidder] = {0, kNone, search_};
  bidders_reached_.push_back(bidder);
  ScanBidder(bidder, 0);
  while (!heap_.empty() && heap_.front().distance < best_) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const Waiting next = heap_.back();
    heap_.pop_back();
    const Label& label = next.is_bidder ? bidder_label_[next.node] : object_label_[next.node];
    if (next.distance > label.distance) continue;  // reached more cheaply since
    if (next.is_bidder) {
      ScanBidder(next.node, next.distance);
    } else {
      ScanObject(next.node, next.distance);
    }
  }
  MovePrices();
  Augment(bidder);
}

void AssignmentSearch::ScanBidder(uint32_t bidder, int64_t distance) {
  const int64_t base = distance + bidder_price_[bidder];
  if (base < best_) {
    best_ = base;
    end_bidder_ = bidder;
    end_arc_ = kNone;
  }
  const uint32_t end = bids_.begin[bidder + 1];
  const bool repeats = !is_chosen_.empty();
  for (uint32_t a = bids_.begin[bidder]; a < end; ++a) {
    const AssignmentEdge& arc = bids_.arcs[a];
    const Object& object = objects_[arc.offer];
    const int64_t reached = base + object.price - arc.score;
    if (reached >= best_ || (repeats && is_chosen_[a])) continue;
    if (object.room == 0) {
      ReachObject(a, reached);
      continue;
    }
    best_ = reached;
    end_arc_ = a;
    if (reached == distance) return;  // nothing is nearer
  }
}

void AssignmentSearch::ReachObject(uint32_t arc, int64_t distance) {
  const uint32_t object = bids_.arcs[arc].offer;
  Label& label = object_label_[object];
  if (label.search == search_) {
    if (label.distance <= distance) return;
  } else {
    objects_reached_.push_back(object);
  }
  label = {distance, arc, search_};
  heap_.push_back({distance, object, false});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

// Every unit that a full object serves could be moved away from it.
void AssignmentSearch::ScanObject(uint32_t object, int64_t distance) {
  const int64_t price = objects_[object].price;
  for (uint32_t t = objects_[object].first_unit; t != kNone; t = units_[t].next) {
    const int64_t surplus =
        bids_.arcs[units_[t].arc].score - bidder_price_[units_[t].bidder] - price;
    if (distance + surplus < best_) ReachBidder(t, distance + surplus);
  }
}

void AssignmentSearch::ReachBidder(uint32_t unit, int64_t distance) {
  const uint32_t bidder = units_[unit].bidder;
  Label& label = bidder_label_[bidder];
  if (label.search == search_) {
    if (label.distance <= distance) return;
  } else {
    bidders_reached_.push_back(bidder);
  }
  label = {distance, unit, search_};
  heap_.push_back({distance, bidder, true});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

// What lies nearer than the end moves with it, so that the shortest path costs nothing.
void AssignmentSearch::MovePrices() {
  for (const uint32_t b : bidders_reached_) {
    if (bidder_label_[b].distance < best_) bidder_price_[b] -= best_ - bidder_label_[b].distance;
  }
  for (const uint32_t j : objects_reached_) {
    if (object_label_[j].distance < best_) objects_[j].price += best_ - object_label_[j].distance;
  }
}

// Back along the path: each unit moves to the pair by which the object after it was reached.
void AssignmentSearch::Augment(uint32_t bidder) {
  uint32_t arc = end_arc_;
  uint32_t mover = arc == kNone ? end_bidder_ : bids_.arcs[arc].need;
  while (mover != bidder) {
    const uint32_t unit = bidder_label_[mover].from;
    const uint32_t left = bids_.arcs[units_[unit].arc].offer;
    Detach(unit);
    if (arc != kNone) {
      Attach(unit, arc);
    } else {
      // Its last unit takes the free place, so that the used ones come first.
      const uint32_t last = unit_begin_[mover] + --units_used_[mover];
      if (unit != last) {
        const uint32_t kept = units_[last].arc;
        Detach(last);
        Attach(unit, kept);
      }
    }
    arc = object_label_[left].from;
    mover = bids_.arcs[arc].need;
  }
  if (arc != kNone) Attach(unit_begin_[bidder] + units_used_[bidder]++, arc);
}

void AssignmentSearch::Attach(uint32_t unit, uint32_t arc) {
  Object& object = objects_[bids_.arcs[arc].offer];
  --object.room;
  units_[unit].arc = arc;
  units_[unit].next = object.first_unit;
  object.first_unit = unit;
  if (!is_chosen_.empty()) is_chosen_[arc] = true;
}

void AssignmentSearch::Detach(uint32_t unit) {
  Object& object = objects_[bids_.arcs[units_[unit].arc].offer];
  uint32_t* link = &object.first_unit;
  while (*link != unit) link = &units_[*link].next;
  *link = units_[unit].next;
  ++object.room;
  if (!is_chosen_.empty()) is_chosen_[units_[unit].arc] = false;
  units_[unit].arc = kNone;
}

// A bidder that wants more than there is cannot have all, so its price is 0; one that wants nothing is
// priced above all that it could have, which no sum counts.
void AssignmentSearch::FinishPrices() {
  for (uint32_t b = 0; b < bidder_price_.size(); ++b) {
    if (bids_.quantity[b] > Degree(b)) bidder_price_[b] = 0;
  }
  PriceChosenPairs();
  for (uint32_t b = 0; b < bidder_price_.size(); ++b) {
    if (bids_.quantity[b] > 0) continue;
    for (uint32_t a = bids_.begin[b]; a < bids_.begin[b + 1]; ++a) {
      const AssignmentEdge& arc = bids_.arcs[a];
      bidder_price_[b] = std::max(bidder_price_[b], arc.score - objects_[arc.offer].price);
    }
  }
}

// Where one side of a chosen pair takes part once only, its price takes up what the score exceeds
// the two prices by.
void AssignmentSearch::PriceChosenPairs() {
  for (const Unit& unit : units_) {
    if (unit.arc == kNone) continue;
    const AssignmentEdge& arc = bids_.arcs[unit.arc];
    Object& object = objects_[arc.offer];
    const int64_t surplus = arc.score - bidder_price_[arc.need] - object.price;
    if (surplus == 0) continue;
    if (bids_.capacity[arc.offer] == 1) {
      object.price += surplus;
    } else if (bids_.quantity[arc.need] == 1) {
      bidder_price_[arc.need] += surplus;
    }
  }
}

std::vector<uint32_t> AssignmentSearch::ChosenArcs() const {
  std::vector<uint32_t> chosen;
  chosen.reserve(units_.size());
  for (const Unit& unit : units_) {
    if (unit.arc != kNone) chosen.push_back(unit.arc);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::vector<int64_t> AssignmentSearch::ObjectPrices() const {
  std::vector<int64_t> prices(objects_.size());
  for (size_t j = 0; j < objects_.size(); ++j) prices[j] = objects_[j].price;
  return prices;
}

}  // namespace lianmeng::assign
