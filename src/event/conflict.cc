#include "event/conflict.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "event/timetable_model.h"

namespace lianmeng::event {
namespace {

using Kind = Request::Kind;

// Attempts to do without one request; a harder question counts as "needed".
constexpr int64_t kConflictsOfOneAttempt = 5'000;

// Meetings on one side, slots of some capacity on the other.
class Matching {
 public:
  Matching(std::vector<std::vector<SlotIndex>> allowed, int32_t slots, int32_t capacity)
      : allowed_(std::move(allowed)), in_(Index(slots)), capacity_(Index(capacity)) {}

  // Meetings that have one place too few together, and enough without any one of them; empty if
  // all have a place. Those reached by alternating paths from one that finds none.
  std::vector<size_t> Crowded() {
    for (size_t m = 0; m < allowed_.size(); ++m) {
      seen_.assign(in_.size(), false);
      if (Settle(m)) continue;
      std::vector<size_t> crowded{m};
      for (size_t t = 0; t < in_.size(); ++t) {
        if (seen_[t]) crowded.insert(crowded.end(), in_[t].begin(), in_[t].end());
      }
      return crowded;
    }
    return {};
  }

 private:
  bool Settle(size_t m) {
    for (const SlotIndex slot : allowed_[m]) {
      const size_t t = Index(slot);
      if (seen_[t]) continue;
      seen_[t] = true;
      if (in_[t].size() < capacity_) {
        in_[t].push_back(m);
        return true;
      }
      for (size_t& holder : in_[t]) {
        if (!Settle(holder)) continue;
        holder = m;
        return true;
      }
    }
    return false;
  }

  std::vector<std::vector<SlotIndex>> allowed_;
  std::vector<std::vector<size_t>> in_;
  std::vector<bool> seen_;
  size_t capacity_;
};

std::vector<MeetingIndex> Musts(const Event& event) {
  std::vector<MeetingIndex> musts;
  for (size_t m = 0; m < event.meetings.size(); ++m) {
    if (event.meetings[m].priority == Priority::kMust) {
      musts.push_back(static_cast<MeetingIndex>(m));
    }
  }
  return musts;
}

// Everything that these meetings ask for, and what their participants do. Where breaks are
// limited, any other meeting might fill one, so what hinders the others counts as well.
std::vector<Request> RequestsOf(const Event& event, const std::vector<MeetingIndex>& meetings) {
  std::vector<Request> requests;
  for (const MeetingIndex m : meetings) requests.push_back({Kind::kMeeting, m});
  std::vector<bool> asked(event.meetings.size(), event.breaks_max.has_value());
  for (const MeetingIndex m : meetings) asked[Index(m)] = true;
  std::set<ParticipantIndex> participants;
  for (size_t i = 0; i < asked.size(); ++i) {
    if (!asked[i]) continue;
    const Meeting& meeting = event.meetings[i];
    const MeetingIndex m = static_cast<MeetingIndex>(i);
    participants.insert({meeting.a, meeting.b});
    if (meeting.session != Session::kAny) requests.push_back({Kind::kSession, m});
    if (meeting.fixed_slot) requests.push_back({Kind::kFixedSlot, m});
    for (const MeetingIndex earlier : meeting.after) {
      if (asked[Index(earlier)]) requests.push_back({Kind::kAfter, m, earlier});
    }
  }
  for (const ParticipantIndex p : participants) {
    const Participant& participant = event.participants[Index(p)];
    if (!participant.unavailable.empty()) requests.push_back({Kind::kUnavailable, p});
    if (participant.meetings_max) requests.push_back({Kind::kMeetingsMax, p});
  }
  if (event.breaks_max) requests.push_back({Kind::kBreaksMax});
  return requests;
}

// The event without its wishes, which stand in nobody's way unless breaks are limited.
Event MustsAlone(const Event& event) {
  Event alone = event;
  alone.meetings.clear();
  std::vector<MeetingIndex> becomes(event.meetings.size(), kNowhere);
  for (const MeetingIndex m : Musts(event)) {
    becomes[Index(m)] = static_cast<MeetingIndex>(alone.meetings.size());
    alone.meetings.push_back(event.meetings[Index(m)]);
  }
  for (Meeting& meeting : alone.meetings) {
    for (MeetingIndex& earlier : meeting.after) earlier = becomes[Index(earlier)];
    std::erase(meeting.after, kNowhere);
  }
  return alone;
}

// Whether the musts can be met.
Answer Solve(const Event& event, const std::function<bool()>& stop) {
  if (FindCrowding(event)) return Answer::kNo;
  const Event asked = event.breaks_max ? event : MustsAlone(event);
  if ((stop && stop()) || !TimetableModel::Fits(asked)) return Answer::kUnknown;
  Sat sat;
  if (stop) sat.StopWhen(stop);
  const TimetableModel model(asked, sat, TimetableModel::CountBreaks::kOnlyIfLimited);
  return sat.Solve({}, kConflictsOfOneAttempt);
}

// Leaves out what is not needed, one request after another.
// Requires: not all of them can be met.
Conflict Reduce(const Event& event, std::vector<Request> requests,
                const std::function<bool()>& stop) {
  CHECK(Solve(Only(event, requests), stop) != Answer::kYes);
  Conflict conflict;
  for (size_t i = requests.size(); i-- > 0;) {
    std::vector<Request> fewer = requests;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    const Answer answer = Solve(Only(event, fewer), stop);
    if (answer == Answer::kNo) requests = std::move(fewer);
    if (answer == Answer::kUnknown) conflict.minimal = false;
  }
  conflict.requests = std::move(requests);
  return conflict;
}

// Meetings of which not all can take place: a core of the assumptions that each does.
std::optional<std::vector<MeetingIndex>> CoreOfMeetings(const Event& event,
                                                        const std::function<bool()>& stop) {
  Event wishes = event;
  for (Meeting& meeting : wishes.meetings) meeting.priority = Priority::kWish;
  Sat sat;
  if (stop) sat.StopWhen(stop);
  const TimetableModel model(wishes, sat, TimetableModel::CountBreaks::kOnlyIfLimited);
  std::vector<MeetingIndex> core = Musts(event);
  const auto literals = [&](const std::vector<MeetingIndex>& meetings) {
    std::vector<Literal> assumed;
    for (const MeetingIndex m : meetings) assumed.push_back(model.Placed(m));
    return assumed;
  };
  if (sat.Solve(literals(core)) != Answer::kNo) return std::nullopt;
  const auto keep_failed = [&](std::vector<MeetingIndex>& meetings) {
    std::erase_if(meetings, [&](MeetingIndex m) { return !sat.Failed(model.Placed(m)); });
  };
  keep_failed(core);
  for (size_t i = 0; i < core.size();) {
    std::vector<MeetingIndex> fewer = core;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    if (sat.Solve(literals(fewer), kConflictsOfOneAttempt) == Answer::kNo) {
      keep_failed(fewer);
      core = std::move(fewer);
    } else {
      ++i;
    }
  }
  return core;
}

}  // namespace

Event Only(const Event& event, const std::vector<Request>& requests) {
  Event only = event;
  only.breaks_max.reset();
  for (Participant& participant : only.participants) participant = {};
  for (Meeting& meeting : only.meetings) {
    meeting = {.a = meeting.a, .b = meeting.b, .priority = Priority::kWish};
  }
  for (const Request& request : requests) {
    const size_t i = Index(request.index);
    switch (request.kind) {
      case Kind::kMeeting:
        only.meetings[i].priority = Priority::kMust;
        break;
      case Kind::kSession:
        only.meetings[i].session = event.meetings[i].session;
        break;
      case Kind::kFixedSlot:
        only.meetings[i].fixed_slot = event.meetings[i].fixed_slot;
        break;
      case Kind::kAfter:
        only.meetings[i].after.push_back(request.other);
        break;
      case Kind::kUnavailable:
        only.participants[i].unavailable = event.participants[i].unavailable;
        break;
      case Kind::kMeetingsMax:
        only.participants[i].meetings_max = event.participants[i].meetings_max;
        break;
      case Kind::kBreaksMax:
        only.breaks_max = event.breaks_max;
        break;
    }
  }
  return only;
}

std::optional<Conflict> FindCrowding(const Event& event) {
  const std::vector<MeetingIndex> musts = Musts(event);
  const auto crowded = [&](const std::vector<MeetingIndex>& meetings,
                           int32_t capacity) -> std::vector<MeetingIndex> {
    std::vector<std::vector<SlotIndex>> allowed;
    for (const MeetingIndex m : meetings) allowed.push_back(SlotsOf(event, m));
    std::vector<MeetingIndex> found;
    for (const size_t i : Matching(std::move(allowed), event.slots, capacity).Crowded()) {
      found.push_back(meetings[i]);
    }
    std::sort(found.begin(), found.end());
    return found;
  };
  std::vector<std::vector<MeetingIndex>> of(event.participants.size());
  for (const MeetingIndex m : musts) {
    of[Index(event.meetings[Index(m)].a)].push_back(m);
    of[Index(event.meetings[Index(m)].b)].push_back(m);
  }
  for (size_t p = 0; p < of.size(); ++p) {
    const auto& most = event.participants[p].meetings_max;
    if (most && of[p].size() > Index(*most)) {
      of[p].resize(Index(*most) + 1);
      Conflict conflict{.requests = {}};
      for (const MeetingIndex m : of[p]) conflict.requests.push_back({Kind::kMeeting, m});
      conflict.requests.push_back({Kind::kMeetingsMax, static_cast<int32_t>(p)});
      return conflict;
    }
    const auto found = crowded(of[p], 1);
    if (!found.empty()) return Conflict{.requests = RequestsOf(event, found)};
  }
  const auto found = crowded(musts, event.tables);
  if (!found.empty()) return Conflict{.requests = RequestsOf(event, found)};
  return std::nullopt;
}

std::optional<Conflict> FindConflict(const Event& event, const std::function<bool()>& stop) {
  if (const auto crowding = FindCrowding(event)) {
    return Reduce(event, crowding->requests, stop);
  }
  if (!TimetableModel::Fits(event)) return std::nullopt;
  const auto core = CoreOfMeetings(event, stop);
  if (!core) return std::nullopt;
  return Reduce(event, RequestsOf(event, *core), stop);
}

}  // namespace lianmeng::event
