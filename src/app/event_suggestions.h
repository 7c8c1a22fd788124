// Who of an event's participants should meet whom: the needs of the one against the offers of the
// other, by the rules of docs/matching.md.
#pragma once

#include "app/event_views.h"
#include "app/platform.h"

namespace lianmeng::app {

// At most `limit` pairs, the best first; each pair once, with the best of its needs and offers. Pairs
// with any request, asked, declined or not wanted, and participants that do not come are left out.
// Cost: one look-up of the matching engine for each open need and offer of the participants.
// Errors: kNotFound; kPermissionDenied unless the owner asks.
[[nodiscard]] Result<EventSuggestions> SuggestMeetings(Platform& platform, const Viewer& viewer,
                                                       EventId id, int limit);

}  // namespace lianmeng::app
