#include "event/timetable.h"

#include <algorithm>
#include <atomic>
#include <future>

#include "base/check.h"
#include "event/core_guided.h"
#include "event/halving.h"
#include "event/table_plan.h"
#include "event/timetable_model.h"
#include "event/timetable_search.h"

namespace lianmeng::event {
namespace {

// The first search: enough to place the meetings of an event of published size, few for a few.
constexpr int64_t kFirstMovesPerMeeting = 1'500;
constexpr int64_t kFirstMovesMax = 600'000;
constexpr int64_t kMovesMax = 8'000'000;
constexpr int64_t kConflictsOfRound = 30'000;
constexpr int64_t kConflictsOfQuestion = 60'000;
constexpr int kRoundsOfAnnealing = 2;
constexpr int kRoundsOfSearchOnly = 30;

class Planner {
 public:
  Planner(const Event& event, const TimetableOptions& options) : event_(event), options_(options) {}

  Timetable Plan() {
    if (FindCrowding(event_)) return Infeasible();
    Take(Search(moves_, nullptr, {}));
    if (!TimetableModel::Fits(event_)) return SearchOnly();
    if (Stopped()) return Finish();
    Sat sat;
    const TimetableModel model(event_, sat);
    sat.StopWhen([this] { return Stopped(); });
    sat_ = &sat;
    model_ = &model;
    if (!best_->Valid() && !FindAny()) {
      return Stopped() ? Timetable{} : Infeasible();
    }
    if (best_->Valid() && ProveWishes() && ProveBreaks()) MakeEven();
    return Finish();
  }

 private:
  [[nodiscard]] bool Stopped() const { return options_.stop && options_.stop(); }

  Timetable Infeasible() const {
    Timetable timetable{.status = TimetableStatus::kInfeasible};
    timetable.conflict = FindConflict(event_, options_.stop);
    return timetable;
  }

  // For events whose proof is out of reach: as good as the search makes it.
  Timetable SearchOnly() {
    for (int round = 0; round < kRoundsOfSearchOnly && !Stopped(); ++round) {
      const Placement start = best_->placement;
      Take(Search(NextMoves(), round % 2 == 0 ? &start : nullptr, {}));
    }
    return Finish();
  }

  // One annealing: from the best placement, cooler, or from nothing.
  [[nodiscard]] Found Search(int64_t moves, const Placement* start,
                             const std::function<bool()>& also_stop) {
    SearchOptions search{.moves = moves, .seed = options_.seed + ++searches_};
    if (start != nullptr) search.hot = kWarm;
    search.stop = [this, &also_stop] { return Stopped() || (also_stop && also_stop()); };
    search.good_enough = good_enough_;
    return SearchPlacement(event_, search, start);
  }

  void Take(Found found) {
    if (best_ && best_->Rank() <= found.Rank()) return;
    best_ = std::move(found);
    Tell();
  }

  void Tell() const {
    if (!options_.on_news || !best_->Valid()) return;
    options_.on_news({.best = best_->quality,
                      .wishes_lost_bound = wishes_bound_,
                      .breaks_bound = breaks_bound_});
  }

  void TakeModel() {
    Found found{.placement = model_->Read()};
    found.quality = Judge(event_, found.placement);
    Take(std::move(found));
  }

  // The solver's turn where the search finds no place for some must.
  bool FindAny() {
    for (;;) {
      const Answer answer = sat_->Solve({}, kConflictsOfRound);
      if (answer == Answer::kYes) {
        TakeModel();
        return true;
      }
      if (answer == Answer::kNo || Stopped()) return false;
      Take(Search(NextMoves(), nullptr, {}));
      if (best_->Valid()) return true;
    }
  }

  int64_t NextMoves() { return moves_ = std::min(kMovesMax, moves_ + moves_ / 2); }

  // Raises the bound of one aim and improves what is known, side by side, until they meet.
  // Returns whether they did.
  bool Meet(std::vector<Literal> wishes, int32_t& bound, int32_t Quality::*aim) {
    CoreGuided cores(*sat_, std::move(wishes));
    rounds_ = 0;
    while (best_->quality.*aim > bound) {
      if (Stopped()) return false;
      // No timetable is better than this in the aim at hand and those before it.
      good_enough_.reset();
      if (aim != &Quality::overburdened) good_enough_ = breaks_bound_;
      std::atomic<bool> proven = false;
      std::future<Improved> improved =
          std::async(std::launch::async, [&] { return Improve(bound, aim, proven); });
      const CoreGuided::State state = cores.Run(kConflictsOfRound);
      proven = state == CoreGuided::State::kOptimal;
      Improved other = improved.get();
      CHECK(state != CoreGuided::State::kInfeasible);
      bound = std::max({bound, cores.bound(), other.bound});
      if (proven) {
        TakeModel();
      } else if (other.found) {
        Take(std::move(*other.found));
      }
      Tell();
      if (proven) CHECK(best_->quality.*aim == bound);
    }
    return true;
  }

  struct Improved {
    std::optional<Found> found;
    int32_t bound = 0;
  };

  // The other thread's part of a round: annealing, from the best or from nothing; for breaks,
  // once that has had its chance, mostly the solver. `proven` ends it early, and then nobody
  // looks at the result.
  Improved Improve(int32_t bound, int32_t Quality::*aim, const std::atomic<bool>& proven) {
    ++rounds_;
    if (aim == &Quality::breaks && rounds_ > kRoundsOfAnnealing && rounds_ % 3 != 0) {
      return AskForFewer(bound, proven);
    }
    const bool anew = searches_ % 2 == 0;
    const Placement start = best_->placement;
    return {Search(NextMoves(), anew ? nullptr : &start, [&] { return proven.load(); }), bound};
  }

  Improved AskForFewer(int32_t bound, const std::atomic<bool>& proven) {
    if (!halving_) halving_.emplace(event_, wishes_bound_, best_->quality.breaks);
    halving_->StopWhen([&] { return proven || Stopped(); });
    Halving::News news = halving_->Ask(bound, best_->quality.breaks, kConflictsOfQuestion);
    halving_->StopWhen({});
    Improved improved{.found = {}, .bound = news.bound};
    if (news.better) {
      improved.found = Found{.placement = std::move(*news.better)};
      improved.found->quality = Judge(event_, improved.found->placement);
    }
    return improved;
  }

  bool ProveWishes() {
    const std::vector<Literal> wishes = model_->Wishes();
    if (!Meet(wishes, wishes_bound_, &Quality::wishes_lost)) return false;
    sat_->AddAtMost(Not(wishes), Index(wishes_bound_));  // from here on
    return true;
  }

  bool ProveBreaks() {
    const std::vector<Literal> breaks = model_->Breaks();
    if (!Meet(Not(breaks), breaks_bound_, &Quality::breaks)) return false;
    breaks_proven_ = true;
    sat_->AddAtMost(breaks, Index(breaks_bound_));
    return true;
  }

  // Literals "has more than so many breaks" of all participants that have it.
  [[nodiscard]] std::vector<Literal> HaveMoreThan(int32_t breaks) const {
    std::vector<Literal> literals;
    for (size_t p = 0; p < event_.participants.size(); ++p) {
      const auto& more = model_->MoreBreaksThan(static_cast<ParticipantIndex>(p));
      if (Index(breaks) < more.size()) literals.push_back(more[Index(breaks)]);
    }
    return literals;
  }

  void MakeEven() {
    const std::vector<Literal> more = HaveMoreThan(kBreaksWished);
    int32_t bound = 0;
    if (!Meet(Not(more), bound, &Quality::overburdened)) return;
    sat_->AddAtMost(more, Index(bound));
    LowerSpread();
  }

  // Asks for a smaller spread until there is none: whoever has fewest, nobody has `spread` more.
  // The fewest breaks of anyone cannot exceed the mean. Where a wish is lost, which one decides
  // who has two meetings at all, and with them a part in the spread: then nothing is claimed.
  void LowerSpread() {
    even_proven_ = best_->quality.spread == 0;
    if (even_proven_ || wishes_bound_ > 0) return;
    const int32_t participants = static_cast<int32_t>(WithTwoMeetings().size());
    const int32_t mean = participants == 0 ? 0 : best_->quality.breaks / participants;
    while (best_->quality.spread > SpreadBound(participants)) {
      bool lower = false;
      for (int32_t fewest = 0; fewest <= mean && !lower; ++fewest) {
        const Answer answer = AskSpread(fewest, best_->quality.spread - 1);
        if (answer == Answer::kUnknown) return;
        lower = answer == Answer::kYes;
      }
      if (!lower) break;
      const int32_t before = best_->quality.spread;
      TakeModel();
      CHECK(best_->quality.spread < before);
    }
    even_proven_ = true;
  }

  // Every participant with two meetings has `fewest` breaks or more and at most `spread` above
  // that.
  Answer AskSpread(int32_t fewest, int32_t spread) {
    std::vector<Literal> assumed = Not(HaveMoreThan(fewest + spread));
    if (fewest > 0) {
      for (const ParticipantIndex p : WithTwoMeetings()) {
        const auto& more = model_->MoreBreaksThan(p);
        if (Index(fewest) > more.size()) return Answer::kNo;
        assumed.push_back(more[Index(fewest) - 1]);
      }
    }
    for (;;) {
      const Answer answer = sat_->Solve(assumed, kConflictsOfRound);
      if (answer != Answer::kUnknown || Stopped()) return answer;
    }
  }

  [[nodiscard]] std::vector<ParticipantIndex> WithTwoMeetings() const {
    std::vector<ParticipantIndex> of;
    const std::vector<Day> days = DaysOf(event_, best_->placement);
    for (size_t p = 0; p < days.size(); ++p) {
      if (days[p].meetings >= 2) of.push_back(static_cast<ParticipantIndex>(p));
    }
    return of;
  }

  // 0 only if all can have the same.
  [[nodiscard]] int32_t SpreadBound(int32_t participants) const {
    return participants == 0 || best_->quality.breaks % participants == 0 ? 0 : 1;
  }

  Timetable Finish() {
    Timetable timetable;
    timetable.wishes_lost_bound = wishes_bound_;
    timetable.breaks_bound = breaks_bound_;
    if (!best_->Valid()) return timetable;
    const Quality none;  // nothing is better than no wish lost and no break
    breaks_proven_ |= best_->quality == none;
    even_proven_ |= best_->quality == none;
    timetable.status = breaks_proven_ ? TimetableStatus::kOptimal : TimetableStatus::kFeasible;
    timetable.quality = best_->quality;
    timetable.even_proven = even_proven_;
    timetable.seating = AssignTables(event_, best_->placement);
    timetable.table_changes = TableChanges(event_, timetable.seating);
    return timetable;
  }

  static constexpr double kWarm = 0.3;

  const Event& event_;
  const TimetableOptions& options_;
  std::optional<Found> best_;
  Sat* sat_ = nullptr;
  const TimetableModel* model_ = nullptr;
  uint64_t searches_ = 0;
  int64_t moves_ =
      std::min(kFirstMovesMax, kFirstMovesPerMeeting* static_cast<int64_t>(event_.meetings.size()));
  int rounds_ = 0;
  std::optional<Halving> halving_;
  int32_t wishes_bound_ = 0, breaks_bound_ = 0;
  std::optional<int32_t> good_enough_;
  bool breaks_proven_ = false, even_proven_ = false;
};

}  // namespace

Timetable PlanTimetable(const Event& event, const TimetableOptions& options) {
  return Planner(event, options).Plan();
}

}  // namespace lianmeng::event
