#include "event/halving.h"

#include <algorithm>

namespace lianmeng::event {

Halving::Halving(const Event& event, int32_t wishes_lost, int32_t breaks)
    : sat_(Sat::Tuning::kSatisfiable), model_(event, sat_) {
  sat_.AddAtMost(Not(model_.Wishes()), Index(wishes_lost));
  more_than_ = sat_.Count(model_.Breaks(), Index(breaks));
}

Halving::News Halving::Ask(int32_t bound, int32_t breaks, int64_t conflicts) {
  News news{.better = {}, .bound = bound};
  const int32_t low = std::max(bound, given_up_ + 1), high = breaks - 1;
  const int32_t most = std::min(high, low + (high - low) / 2);
  if (most < 0 || Index(most) >= more_than_.size()) return news;
  const Literal assumed[] = {-more_than_[Index(most)]};
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
