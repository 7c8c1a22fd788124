#include "event/timetable_search.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/check.h"
#include "base/random.h"

namespace lianmeng::event {
namespace {

// What a state costs besides breaks: far more than a break, and yet little enough that a must may
// be pushed out on the way to a better place.
constexpr double kMustLost = 6, kWishLost = 4, kBreakOverMax = 3;
// Breaks in one hand cost a little more than the same number spread.
constexpr double kUneven = 0.02;
// A meeting apart from nine others is nearer to no break than five and five: the share of pairs of
// a participant's meetings that lie in different runs counts as well.
constexpr double kScattered = 1.0;

// Meetings in slots without a clash, and what that costs each participant.
class State {
 public:
  explicit State(const Event& event)
      : event_(event),
        slots_(event.slots),
        slot_(event.meetings.size(), kNowhere),
        at_(event.participants.size() * Index(event.slots), kNowhere),
        meetings_of_(event.participants.size(), 0),
        cost_of_(event.participants.size(), 0),
        in_(Index(event.slots)),
        position_(event.meetings.size(), 0),
        before_(event.meetings.size()),
        after_(event.meetings.size()),
        allowed_(event.meetings.size()) {
    for (size_t m = 0; m < slot_.size(); ++m) {
      allowed_[m] = SlotsOf(event, static_cast<MeetingIndex>(m));
      may_.resize((m + 1) * Index(slots_), false);
      for (const SlotIndex t : allowed_[m]) may_[m * Index(slots_) + Index(t)] = true;
      for (const MeetingIndex earlier : event.meetings[m].after) {
        before_[m].push_back(earlier);
        after_[Index(earlier)].push_back(static_cast<MeetingIndex>(m));
      }
      if (!allowed_[m].empty()) lost_.push_back(static_cast<MeetingIndex>(m));
    }
    for (size_t i = 0; i < lost_.size(); ++i) position_[Index(lost_[i])] = i;
  }

  [[nodiscard]] const Placement& placement() const { return slot_; }
  [[nodiscard]] SlotIndex SlotOf(MeetingIndex m) const { return slot_[Index(m)]; }
  [[nodiscard]] const std::vector<SlotIndex>& Allowed(MeetingIndex m) const {
    return allowed_[Index(m)];
  }
  [[nodiscard]] bool May(MeetingIndex m, SlotIndex t) const {
    return may_[Index(m) * Index(slots_) + Index(t)];
  }
  // Meetings that could be somewhere and are nowhere.
  [[nodiscard]] const std::vector<MeetingIndex>& lost() const { return lost_; }
  [[nodiscard]] const std::vector<MeetingIndex>& In(SlotIndex t) const { return in_[Index(t)]; }
  [[nodiscard]] MeetingIndex At(ParticipantIndex p, SlotIndex t) const {
    return at_[Index(p) * Index(slots_) + Index(t)];
  }
  [[nodiscard]] int32_t MeetingsOf(ParticipantIndex p) const { return meetings_of_[Index(p)]; }
  [[nodiscard]] const std::vector<MeetingIndex>& Before(MeetingIndex m) const {
    return before_[Index(m)];
  }
  [[nodiscard]] const std::vector<MeetingIndex>& After(MeetingIndex m) const {
    return after_[Index(m)];
  }

  // Of p, if it were not busy in `from` and were in `to`; kNowhere twice: as it is.
  [[nodiscard]] double CostOf(ParticipantIndex p, SlotIndex from, SlotIndex to) const {
    const MeetingIndex* row = &at_[Index(p) * Index(slots_)];
    int32_t runs = 0, length = 0, squares = 0, all = 0;
    for (SlotIndex t = 0; t <= slots_; ++t) {
      if (t < slots_ && ((row[t] != kNowhere && t != from) || t == to)) {
        ++length;
        continue;
      }
      runs += length > 0;
      squares += length * length;
      all += length;
      length = 0;
    }
    if (runs < 2) return 0;
    const int32_t breaks = runs - 1;
    double cost = breaks + kUneven * breaks * breaks +
                  kScattered * (1 - static_cast<double>(squares) / (all * all));
    if (event_.breaks_max) cost += kBreakOverMax * std::max(0, breaks - *event_.breaks_max);
    return cost;
  }
  [[nodiscard]] double LossOf(MeetingIndex m) const {
    return event_.meetings[Index(m)].priority == Priority::kMust ? kMustLost : kWishLost;
  }

  // What it would cost that p stops being busy in `from` and is busy in `to` instead.
  [[nodiscard]] double CostOfShift(ParticipantIndex p, SlotIndex from, SlotIndex to) const {
    return CostOf(p, from, to) - cost_of_[Index(p)];
  }

  // Both leave the cost of breaks behind them changed; each returns by how much.
  double Place(MeetingIndex m, SlotIndex t) {
    RemoveFrom(lost_, m);
    AddTo(in_[Index(t)], m);
    slot_[Index(m)] = t;
    double cost = 0;
    for (const ParticipantIndex p : {Of(m).a, Of(m).b}) {
      at_[Index(p) * Index(slots_) + Index(t)] = m;
      cost -= cost_of_[Index(p)];
      cost += cost_of_[Index(p)] = CostOf(p, kNowhere, kNowhere);
      ++meetings_of_[Index(p)];
    }
    return cost - LossOf(m);
  }
  double Remove(MeetingIndex m) {
    const SlotIndex t = slot_[Index(m)];
    RemoveFrom(in_[Index(t)], m);
    AddTo(lost_, m);
    slot_[Index(m)] = kNowhere;
    double cost = 0;
    for (const ParticipantIndex p : {Of(m).a, Of(m).b}) {
      at_[Index(p) * Index(slots_) + Index(t)] = kNowhere;
      cost -= cost_of_[Index(p)];
      cost += cost_of_[Index(p)] = CostOf(p, kNowhere, kNowhere);
      --meetings_of_[Index(p)];
    }
    return cost + LossOf(m);
  }

  [[nodiscard]] const Meeting& Of(MeetingIndex m) const { return event_.meetings[Index(m)]; }

 private:
  void AddTo(std::vector<MeetingIndex>& list, MeetingIndex m) {
    position_[Index(m)] = list.size();
    list.push_back(m);
  }
  void RemoveFrom(std::vector<MeetingIndex>& list, MeetingIndex m) {
    const size_t at = position_[Index(m)];
    list[at] = list.back();
    position_[Index(list[at])] = at;
    list.pop_back();
  }

  const Event& event_;
  int32_t slots_;
  Placement slot_;
  std::vector<MeetingIndex> at_;  // participants × slots
  std::vector<int32_t> meetings_of_;
  std::vector<double> cost_of_;
  std::vector<std::vector<MeetingIndex>> in_;
  std::vector<MeetingIndex> lost_;
  std::vector<size_t> position_;  // in lost_ or in its slot's list
  std::vector<std::vector<MeetingIndex>> before_, after_;
  std::vector<std::vector<SlotIndex>> allowed_;
  std::vector<bool> may_;
};

// The meetings that change between two slots together.
struct Chain {
  std::vector<MeetingIndex> meetings;
  int32_t arriving = 0;  // in the second slot, less those that leave it
  double cost = 0;
};

class Annealing {
 public:
  Annealing(const Event& event, const SearchOptions& options)
      : event_(event), options_(options), random_(options.seed), state_(event) {}

  Found Run(const Placement* start) {
    if (start != nullptr) Adopt(*start);
    best_.placement = state_.placement();
    Rate(best_);
    const double cooling = std::log(options_.cold / options_.hot);
    for (int64_t move = 0; move < options_.moves; ++move) {
      if (move % 1024 == 0) {
        if (options_.stop && options_.stop()) break;
        if (GoodEnough()) break;
        temperature_ = options_.hot * std::exp(cooling * static_cast<double>(move) /
                                               static_cast<double>(options_.moves));
      }
      const bool insert = !state_.lost().empty() && random_.Below(4) == 0;
      if (insert ? TryInsert() : TryExchange()) Remember();
    }
    return best_;
  }

 private:
  void Adopt(const Placement& start) {
    for (MeetingIndex m = 0; Index(m) < start.size() && Index(m) < event_.meetings.size(); ++m) {
      const SlotIndex t = start[Index(m)];
      if (t == kNowhere || !state_.May(m, t) || !Clashes(m, t).empty()) continue;
      cost_ += state_.Place(m, t);
    }
  }

  [[nodiscard]] bool GoodEnough() const {
    return options_.good_enough && best_.Valid() && best_.quality.wishes_lost == 0 &&
           best_.quality.breaks <= *options_.good_enough;
  }

  // Cheap unless the state may be better than the best: the cost orders nearly as the ranks do.
  void Remember() {
    if (cost_ > best_cost_ - 1e-9) return;
    Found found{.placement = state_.placement()};
    Rate(found);
    best_cost_ = cost_;
    if (found.Rank() < best_.Rank()) best_ = std::move(found);
  }

  void Rate(Found& found) const {
    found.quality = Judge(event_, found.placement);
    found.musts_lost = 0;
    for (size_t m = 0; m < found.placement.size(); ++m) {
      found.musts_lost +=
          found.placement[m] == kNowhere && event_.meetings[m].priority == Priority::kMust;
    }
    found.breaks_over_max = 0;
    if (!event_.breaks_max) return;
    for (const Day& day : DaysOf(event_, found.placement)) {
      found.breaks_over_max += std::max(0, day.breaks - *event_.breaks_max);
    }
  }

  [[nodiscard]] bool Accept(double cost) {
    return cost <= 0 || random_.Uniform() < std::exp(-cost / temperature_);
  }

  // Everything that must leave so that m can be in t. With full tables one of its slot at random.
  std::vector<MeetingIndex>& Clashes(MeetingIndex m, SlotIndex t) {
    clashes_.clear();
    const auto add = [this](MeetingIndex other) {
      if (std::find(clashes_.begin(), clashes_.end(), other) == clashes_.end()) {
        clashes_.push_back(other);
      }
    };
    const Meeting& meeting = state_.Of(m);
    for (const ParticipantIndex p : {meeting.a, meeting.b}) {
      if (state_.At(p, t) != kNowhere) {
        add(state_.At(p, t));
      } else if (event_.participants[Index(p)].meetings_max &&
                 state_.MeetingsOf(p) >= *event_.participants[Index(p)].meetings_max) {
        if (const MeetingIndex other = AnyOf(p); other != kNowhere) add(other);
      }
    }
    for (const MeetingIndex e : state_.Before(m)) {
      if (state_.SlotOf(e) != kNowhere && state_.SlotOf(e) >= t) add(e);
    }
    for (const MeetingIndex l : state_.After(m)) {
      if (state_.SlotOf(l) != kNowhere && state_.SlotOf(l) <= t) add(l);
    }
    const auto& in = state_.In(t);
    const auto leaving = std::count_if(clashes_.begin(), clashes_.end(), [&](MeetingIndex other) {
      return state_.SlotOf(other) == t;
    });
    if (static_cast<int64_t>(in.size()) - leaving >= event_.tables && !in.empty()) {
      add(in[random_.Below(in.size())]);
    }
    return clashes_;
  }

  [[nodiscard]] MeetingIndex AnyOf(ParticipantIndex p) {
    const SlotIndex from = static_cast<SlotIndex>(random_.Below(Index(event_.slots)));
    for (SlotIndex i = 0; i < event_.slots; ++i) {
      const MeetingIndex m = state_.At(p, (from + i) % event_.slots);
      if (m != kNowhere) return m;
    }
    return kNowhere;
  }

  bool TryInsert() {
    if (event_.tables == 0) return false;
    const MeetingIndex m = state_.lost()[random_.Below(state_.lost().size())];
    for (const ParticipantIndex p : {state_.Of(m).a, state_.Of(m).b}) {
      if (event_.participants[Index(p)].meetings_max == 0) return false;
    }
    const auto& slots = state_.Allowed(m);
    const SlotIndex t = slots[random_.Below(slots.size())];
    const std::vector<MeetingIndex> leaving = Clashes(m, t);
    std::vector<SlotIndex> from;
    double cost = 0;
    for (const MeetingIndex other : leaving) {
      from.push_back(state_.SlotOf(other));
      cost += state_.Remove(other);
    }
    cost += state_.Place(m, t);
    if (Accept(cost)) {
      cost_ += cost;
      return true;
    }
    state_.Remove(m);
    for (size_t i = leaving.size(); i-- > 0;) state_.Place(leaving[i], from[i]);
    return false;
  }

  // Follows the chain of `m` between its slot and `to`; false if one of it may not change.
  bool Follow(MeetingIndex m, SlotIndex to, Chain& chain) {
    const SlotIndex from = state_.SlotOf(m);
    chain.meetings.assign(1, m);
    chain.arriving = 1;
    chain.cost = 0;
    if (!state_.May(m, to)) return false;
    for (ParticipantIndex p : {state_.Of(m).a, state_.Of(m).b}) {
      SlotIndex here = from, there = to;
      for (;;) {
        const MeetingIndex next = state_.At(p, there);
        if (next == kNowhere) {
          chain.cost += state_.CostOfShift(p, here, there);
          break;
        }
        if (next == m) return true;  // a circle: nobody is busy at another time than before
        if (!state_.May(next, here)) return false;
        chain.meetings.push_back(next);
        chain.arriving += there == to ? -1 : 1;
        p = state_.Of(next).a == p ? state_.Of(next).b : state_.Of(next).a;
        std::swap(here, there);
      }
    }
    return true;
  }

  // Whether all orders hold when the meetings of the chains change sides.
  [[nodiscard]] bool OrdersHold(const Chain& chain, SlotIndex from, SlotIndex to) {
    const auto slot_then = [&](MeetingIndex m) {
      const SlotIndex t = state_.SlotOf(m);
      const bool moves = std::find(moving_.begin(), moving_.end(), m) != moving_.end();
      return !moves ? t : t == from ? to : from;
    };
    return std::all_of(chain.meetings.begin(), chain.meetings.end(), [&](MeetingIndex m) {
      const SlotIndex t = slot_then(m);
      const auto& before = state_.Before(m);
      const auto& after = state_.After(m);
      return std::all_of(before.begin(), before.end(),
                         [&](MeetingIndex e) { return slot_then(e) < t; }) &&
             std::all_of(after.begin(), after.end(), [&](MeetingIndex l) {
               const SlotIndex then = slot_then(l);
               return then == kNowhere || then > t;
             });
    });
  }

  // A second chain that takes as many out of `to` as the first brings too many.
  bool FollowBack(SlotIndex from, SlotIndex to) {
    const auto& in = state_.In(to);
    constexpr int kTries = 3;
    for (int i = 0; i < kTries && !in.empty(); ++i) {
      const MeetingIndex m = in[random_.Below(in.size())];
      if (std::find(chain_.meetings.begin(), chain_.meetings.end(), m) != chain_.meetings.end()) {
        continue;
      }
      if (Follow(m, from, back_) && back_.arriving == 1) return true;
    }
    return false;
  }

  bool TryExchange() {
    const MeetingIndex m = static_cast<MeetingIndex>(random_.Below(event_.meetings.size()));
    const SlotIndex from = state_.SlotOf(m);
    if (from == kNowhere) return false;
    const auto& slots = state_.Allowed(m);
    const SlotIndex to = slots[random_.Below(slots.size())];
    if (to == from || !Follow(m, to, chain_)) return false;
    double cost = chain_.cost;
    const bool full = (chain_.arriving > 0 && Full(to)) || (chain_.arriving < 0 && Full(from));
    bool both = false;
    if (full) {
      if (chain_.arriving < 0 || !FollowBack(from, to)) return false;
      both = true;
      cost += back_.cost;
    }
    if (!Accept(cost)) return false;
    moving_ = chain_.meetings;
    if (both) moving_.insert(moving_.end(), back_.meetings.begin(), back_.meetings.end());
    if (!OrdersHold(chain_, from, to) || (both && !OrdersHold(back_, from, to))) return false;
    Swap(from, to);
    cost_ += cost;
    return true;
  }

  [[nodiscard]] bool Full(SlotIndex t) const {
    return static_cast<int32_t>(state_.In(t).size()) >= event_.tables;
  }

  void Swap(SlotIndex from, SlotIndex to) {
    std::vector<SlotIndex> target;
    for (const MeetingIndex m : moving_) {
      target.push_back(state_.SlotOf(m) == from ? to : from);
      state_.Remove(m);
    }
    for (size_t i = 0; i < moving_.size(); ++i) state_.Place(moving_[i], target[i]);
  }

  const Event& event_;
  const SearchOptions& options_;
  Random random_;
  State state_;
  double cost_ = 0, best_cost_ = INFINITY, temperature_ = 1;
  Found best_;
  Chain chain_, back_;
  std::vector<MeetingIndex> moving_, clashes_;
};

}  // namespace

Found SearchPlacement(const Event& event, const SearchOptions& options, const Placement* start) {
  if (event.meetings.empty()) return {};
  return Annealing(event, options).Run(start);
}

}  // namespace lianmeng::event
