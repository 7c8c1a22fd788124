#include "event/replan.h"

#include "base/check.h"
#include "event/core_guided.h"
#include "event/table_plan.h"
#include "event/timetable_model.h"

namespace lianmeng::event {
namespace {

constexpr int64_t kConflictsOfRound = 5'000;

// Whether the least number was reached before `stop`.
bool Reach(CoreGuided& cores, const std::function<bool()>& stop) {
  for (;;) {
    const CoreGuided::State state = cores.Run(kConflictsOfRound);
    if (state == CoreGuided::State::kOptimal) return true;
    if (state == CoreGuided::State::kInfeasible || (stop && stop())) return false;
  }
}

}  // namespace

Replanned Replan(const Event& event, const Seating& before, const ReplanOptions& options) {
  CHECK(before.size() == event.meetings.size());
  for (const Seat& seat : before) CHECK(seat.slot >= kNowhere);
  Replanned result;
  const auto infeasible = [&] {
    result.status = TimetableStatus::kInfeasible;
    result.conflict = FindConflict(event, options.stop);
    return result;
  };
  if (FindCrowding(event)) return infeasible();
  if (!TimetableModel::Fits(event)) return result;
  Sat sat;
  const TimetableModel model(event, sat, TimetableModel::CountBreaks::kOnlyIfLimited);
  if (options.stop) sat.StopWhen(options.stop);
  std::vector<Literal> stays;
  for (MeetingIndex m = 0; m < static_cast<MeetingIndex>(before.size()); ++m) {
    const SlotIndex slot = before[Index(m)].slot;
    if (slot == kNowhere) continue;
    if (slot < event.slots && model.At(m, slot) != 0) {
      stays.push_back(model.At(m, slot));
      sat.Prefer(model.At(m, slot));
    } else {
      ++result.moved_bound;  // it cannot stay, whatever else happens
    }
  }
  const int32_t cannot_stay = result.moved_bound;
  Placement placement;
  const auto take = [&] { placement = model.Read(); };
  // Something valid first, close to what was told: if time runs out it stands.
  const Answer any = sat.Solve({});
  if (any == Answer::kUnknown) return result;
  if (any == Answer::kNo) return infeasible();
  take();
  CoreGuided wishes(sat, model.Wishes());
  const bool most_wishes = Reach(wishes, options.stop);
  bool fewest_moves = false;
  if (most_wishes) {
    take();
    sat.AddAtMost(Not(model.Wishes()), Index(wishes.bound()));
    CoreGuided moves(sat, stays);
    fewest_moves = Reach(moves, options.stop);
    result.moved_bound = cannot_stay + moves.bound();
    if (fewest_moves) take();
  }
  result.status = fewest_moves ? TimetableStatus::kOptimal : TimetableStatus::kFeasible;
  result.quality = Judge(event, placement);
  result.seating = AssignTables(event, placement, before);
  for (size_t m = 0; m < before.size(); ++m) {
    result.moved += before[m].slot != kNowhere && before[m].slot != placement[m];
  }
  return result;
}

}  // namespace lianmeng::event
