#include "app/offer_feedback.h"

namespace lianmeng::app {
namespace {

// Whether a reason to decline speaks of the offer, not of the pair alone.
bool IsOfOffer(DeclineReason reason) {
  return reason == DeclineReason::kCapacity || reason == DeclineReason::kTime ||
         reason == DeclineReason::kQuality;
}

}  // namespace

FeedbackByOffer FeedbackOf(const Snapshot& snapshot, const std::vector<MatchStep>& steps,
                           Date today) {
  constexpr int64_t kDayMs = 24 * 3600 * 1000;
  FeedbackByOffer feedback;
  for (const MatchStep& step : steps) {
    if (today.days - step.at_ms / kDayMs > match::kFeedbackDays) continue;
    const uint32_t offer = snapshot.OfferIndex(step.offer);
    if (offer == kNone) continue;
    if (step.state == MatchState::kAgreed || step.state == MatchState::kClosed) {
      ++feedback[offer].agreed;
    } else if (step.state == MatchState::kDeclined && IsOfOffer(*step.reason)) {
      ++feedback[offer].declined;
    }
  }
  return feedback;
}

}  // namespace lianmeng::app
