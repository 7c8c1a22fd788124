// What steps of matches say of their offers, for scores (match/feedback.h).
#pragma once

#include <map>
#include <vector>

#include "app/snapshot.h"
#include "match/feedback.h"

namespace lianmeng::app {

using FeedbackByOffer = std::map<uint32_t, match::OfferFeedback>;  // by index in the snapshot

// `steps`: the newest of each pair. Those older than match::kFeedbackDays and those of offers that the
// snapshot does not hold are left out.
[[nodiscard]] FeedbackByOffer FeedbackOf(const Snapshot& snapshot,
                                         const std::vector<MatchStep>& steps, Date today);

}  // namespace lianmeng::app
