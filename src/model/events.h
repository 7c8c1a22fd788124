// Matchmaking events (对接会): the event, who takes part, who wants to meet whom, and what comes of a
// request before it is planned. Slots and tables count from 1, as people count them.
//
// What is planned of it, the timetable, is the engine's (event/event.h); app/event_plans.h makes
// the one from the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "model/names.h"
#include "model/records.h"
#include "model/validation.h"

namespace lianmeng {

using EventId = Id<struct EventTag>;
using ParticipantId = Id<struct ParticipantTag>;
using MeetingRequestId = Id<struct MeetingRequestTag>;

enum class EventState { kDraft, kInviting, kPlanned, kClosed };

struct MatchmakingEvent {
  EventId id;
  std::string key;
  std::string title;
  std::string place;
  Date date;
  EventState state = EventState::kDraft;
  std::vector<std::string> slot_starts;  // "09:00", by the clock there, rising
  int slot_minutes = 0;
  int morning_slots = 0;          // the first ones
  int tables = 0;                 // meetings that one slot can hold
  std::optional<int> breaks_max;  // of each participant
  std::string note;
  bool sample = false;
  std::string source;
  Ownership ownership;

  [[nodiscard]] int slots() const { return static_cast<int>(slot_starts.size()); }
  friend bool operator==(const MatchmakingEvent&, const MatchmakingEvent&) = default;
};

enum class ParticipantState { kInvited, kAccepted, kDeclined };

// An organisation of the region, or a guest who is known by name alone.
struct Participant {
  ParticipantId id;
  EventId event;
  OrganisationId organisation;  // none: a guest
  std::string name;             // of a guest; of an organisation what it was called when invited
  std::string contact;          // who comes
  ParticipantState state = ParticipantState::kInvited;
  std::vector<int> unavailable;  // slots in which it cannot come
  std::optional<int> meetings_max;

  friend bool operator==(const Participant&, const Participant&) = default;
};

enum class RequestAsker { kOffice, kA, kB };
enum class RequestPriority { kMust, kWish, kNoThanks };
enum class RequestSession { kAny, kMorning, kAfternoon };
// kExpired is never stored: it is what an asked request is after its last day (EffectiveState).
enum class RequestState { kAsked, kAccepted, kDeclined, kExpired };

// One of two participants, or the office for them, wants them to meet, or does not.
struct MeetingRequest {
  MeetingRequestId id;
  EventId event;
  ParticipantId a, b;
  RequestAsker asked_by = RequestAsker::kOffice;
  RequestPriority priority = RequestPriority::kWish;
  RequestSession session = RequestSession::kAny;
  std::optional<int> fixed_slot;
  RequestState state = RequestState::kAsked;
  std::optional<Date> valid_until;  // the last day on which it can be answered
  std::string note;                 // why: for people

  friend bool operator==(const MeetingRequest&, const MeetingRequest&) = default;
};

[[nodiscard]] RequestState EffectiveState(const MeetingRequest& request, Date today);

// Why a request is not planned; kNone: it is.
enum class Hindrance {
  kNone,
  kUnanswered,
  kExpired,
  kDeclined,
  kNoThanks,               // this request, or another of the two, says so
  kParticipantUnanswered,  // one of the two has not said that it comes
  kParticipantDeclined,
};

// Of each request, in their order. A request that nobody answered blocks nothing, and a no-thanks of
// either side means that the two are not met, whatever else is asked for.
// Cost: O(n log n).
[[nodiscard]] std::vector<Hindrance> HindrancesOf(const std::vector<Participant>& participants,
                                                  const std::vector<MeetingRequest>& requests,
                                                  Date today);

inline constexpr int kEventSlotsMax = 200;
inline constexpr int kEventTablesMax = 1'000;
inline constexpr int kEventParticipantsMax = 5'000;
inline constexpr int kEventRequestsMax = 20'000;

// "09:05" as minutes since midnight; nothing if it is none.
[[nodiscard]] std::optional<int> MinutesOfDay(std::string_view text);

[[nodiscard]] Issues Validate(const MatchmakingEvent& record);
// Of a participant or request of `event`.
[[nodiscard]] Issues Validate(const Participant& record, const MatchmakingEvent& event);
[[nodiscard]] Issues Validate(const MeetingRequest& record, const MatchmakingEvent& event);

template <>
std::span<const EnumName<EventState>> NamesOf<EventState>();
template <>
std::span<const EnumName<ParticipantState>> NamesOf<ParticipantState>();
template <>
std::span<const EnumName<RequestAsker>> NamesOf<RequestAsker>();
template <>
std::span<const EnumName<RequestPriority>> NamesOf<RequestPriority>();
template <>
std::span<const EnumName<RequestSession>> NamesOf<RequestSession>();
template <>
std::span<const EnumName<RequestState>> NamesOf<RequestState>();
template <>
std::span<const EnumName<Hindrance>> NamesOf<Hindrance>();

}  // namespace lianmeng
