#include "event/halving.h"

#include <algorithm>

namespace lianmeng::event {

Halving::Halving(const Event& event, int32_t wishes_lost, int32_t breaks)
    : sat_(Sat::Tuning::kSatisfiable), model_(event, sat_) {
  std::vector<Literal> lost, more;
  for (size_t m = 0; m < event.meetings.size(); ++m) {
    const Literal placed = model_.Placed(static_cast<MeetingIndex>(m));
    if (placed != 0) lost.push_back(-placed);
  }
  const std::vector<Literal> count = sat_.Count(lost, static_cast<size_t>(wishes_lost) + 1);
  if (static_cast<size_t>(wishes_lost) < count.size()) {
    sat_.Add({-count[static_cast<size_t>(wishes_lost)]});
  }
  for (size_t p = 0; p < event.participants.size(); ++p) {
    const auto& of = model_.MoreBreaksThan(static_cast<ParticipantIndex>(p));
    more.insert(more.end(), of.begin(), of.end());
  }
  more_than_ = sat_.Count(more, static_cast<size_t>(breaks));
}

Halving::News Halving::Ask(int32_t bound, int32_t breaks, int64_t conflicts) {
  News news{.better = {}, .bound = bound};
  const int32_t low = std::max(bound, given_up_ + 1), high = breaks - 1;
  const int32_t most = std::min(high, low + (high - low) / 2);
  if (most < 0 || static_cast<size_t>(most) >= more_than_.size()) return news;
  const Literal assumed[] = {-more_than_[static_cast<size_t>(most)]};
  switch (sat_.Solve(assumed, conflicts)) {
    case Answer::kYes:
      news.better = model_.Read();
      break;
    case Answer::kNo:
      news.bound = most + 1;
      break;
    case Answer::kUnknown:
      given_up_ = most < high ? most : bound - 1;
      break;
  }
  return news;
}

}  // namespace lianmeng::event
