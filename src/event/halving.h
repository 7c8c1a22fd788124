// Timetables with fewer breaks, asked of the solver outright: no more than half-way between what
// is proven and what is known, then more, as it finds that too hard. A yes is a better timetable,
// a no a better bound. Where days are long this finds what annealing does not.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "event/sat.h"
#include "event/timetable_model.h"

namespace lianmeng::event {

class Halving {
 public:
  // With exactly as few wishes lost as `wishes_lost`; asks for fewer than `breaks`.
  // Requires: TimetableModel::Fits(event); the event must outlive this.
  Halving(const Event& event, int32_t wishes_lost, int32_t breaks);

  struct News {
    std::optional<Placement> better;
    int32_t bound = 0;
  };
  // One question between the two, of so many conflicts at most. Deterministic.
  [[nodiscard]] News Ask(int32_t bound, int32_t breaks, int64_t conflicts);
  void StopWhen(std::function<bool()> stop) { sat_.StopWhen(std::move(stop)); }

 private:
  Sat sat_;
  TimetableModel model_;
  std::vector<Literal> more_than_;  // [k]: more than k breaks in all
  int32_t given_up_ = -1;           // so few were too hard for the effort of a question
};

}  // namespace lianmeng::event
