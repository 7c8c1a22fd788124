// What earlier matches of an offer say about its next ones (docs/matching.md, "After the list").
//
// An offer whose matches were agreed is moved up, one that declined for lack of capacity, time or quality
// is moved down: by kFeedbackStep for each, at most kFeedbackCountMax of each counted. Other reasons to
// decline (price, distance, another was found) speak of one pair and not of the offer, and count for
// nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/text_pair.h"

namespace lianmeng::match {

inline constexpr int32_t kFeedbackStep = 10'000;  // points: one of a hundred
inline constexpr int32_t kFeedbackCountMax = 3;
inline constexpr int32_t kFeedbackDays = 365;  // what is older counts no more

struct OfferFeedback {
  int32_t agreed = 0;
  int32_t declined = 0;  // for lack of capacity, time or quality
};

[[nodiscard]] inline int32_t FeedbackPoints(const OfferFeedback& said) {
  return kFeedbackStep *
         (std::min(said.agreed, kFeedbackCountMax) - std::min(said.declined, kFeedbackCountMax));
}

[[nodiscard]] inline TextPair FeedbackReason(const OfferFeedback& said) {
  const std::string agreed = std::to_string(said.agreed), declined = std::to_string(said.declined);
  return {"近一年达成 " + agreed + " 次，因产能、交期或质量谢绝 " + declined + " 次",
          "agreed " + agreed + " times within a year, declined " + declined +
              " times for capacity, time or quality"};
}

}  // namespace lianmeng::match
