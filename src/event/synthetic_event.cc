#include "event/synthetic_event.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/random.h"

namespace lianmeng::event {
namespace {

Status Check(const SyntheticEvent& options) {
  const auto wrong = [](std::string field, const auto& value, TextPair message) {
    return MakeError(
        ErrorCode::kInvalidArgument, std::move(message),
        {.file = {}, .line = 0, .field = std::move(field), .value = std::to_string(value)});
  };
  const struct {
    const char* field;
    int32_t value, low, high;
  } counts[] = {{"participants", options.participants, 2, kParticipantsMax},
                {"meetings", options.meetings, 0, kMeetingsMax},
                {"slots", options.slots, 1, kSlotsMax},
                {"morning_slots", options.morning_slots.value_or(0), 0, options.slots},
                {"tables", options.tables, 1, kTablesMax}};
  for (const auto& [field, value, low, high] : counts) {
    if (value >= low && value <= high) continue;
    const std::string from = std::to_string(low), to = std::to_string(high);
    return wrong(
        field, value,
        {"应在 " + from + " 到 " + to + " 之间", "must lie between " + from + " and " + to});
  }
  const std::pair<const char*, double> shares[] = {{"session_share", options.session_share},
                                                   {"unavailable_share", options.unavailable_share},
                                                   {"fixed_share", options.fixed_share},
                                                   {"after_share", options.after_share},
                                                   {"wish_share", options.wish_share}};
  for (const auto& [field, value] : shares) {
    if (value >= 0 && value <= 1) continue;
    return wrong(field, value, {"应在 0 到 1 之间", "must lie between 0 and 1"});
  }
  if (!(options.unevenness >= 0 && options.unevenness <= 3)) {
    return wrong("unevenness", options.unevenness,
                 {"应在 0 到 3 之间", "must lie between 0 and 3"});
  }
  const int32_t at_once = std::min(options.tables, options.participants / 2);
  if (int64_t{options.meetings} > int64_t{at_once} * options.slots) {
    return wrong("meetings", options.meetings,
                 {"超出全部时段能容纳的场数", "more than all slots can hold"});
  }
  return Ok{};
}

class Maker {
 public:
  explicit Maker(const SyntheticEvent& options) : options_(options), random_(options.seed) {}

  Result<Event> Make() {
    event_.slots = options_.slots;
    event_.morning_slots = options_.morning_slots.value_or(options_.slots * 4 / 7);
    event_.tables = options_.tables;
    event_.participants.resize(Index(options_.participants));
    for (int32_t p = 0; p < options_.participants; ++p) {
      popularity_.push_back(random_.LogNormal(0, options_.unevenness));
    }
    std::vector<int32_t> per_slot(Index(options_.slots), options_.meetings / options_.slots);
    for (int32_t i = 0; i < options_.meetings % options_.slots; ++i) ++per_slot[Index(i)];
    for (SlotIndex t = 0; t < options_.slots; ++t) {
      if (!FillSlot(t, per_slot[Index(t)])) {
        return MakeError(ErrorCode::kInvalidArgument,
                         {"参加者太少，凑不出这么多不同的配对",
                          "too few participants for so many different pairs"},
                         {.file = {},
                          .line = 0,
                          .field = "participants",
                          .value = std::to_string(options_.participants)});
      }
    }
    Shuffle();
    AddWishes();
    return std::move(event_);
  }

 private:
  // Draws the slot's pairs; a slot that gets stuck is drawn again a few times.
  bool FillSlot(SlotIndex slot, int32_t count) {
    for (int attempt = 0; attempt < 200; ++attempt) {
      std::vector<std::pair<int32_t, int32_t>> pairs;
      std::vector<double> weight = popularity_;
      for (int32_t tries = 0; static_cast<int32_t>(pairs.size()) < count && tries < 50 * count;
           ++tries) {
        const int32_t a = static_cast<int32_t>(random_.Weighted(weight));
        const double kept = std::exchange(weight[Index(a)], 0);
        const int32_t b = static_cast<int32_t>(random_.Weighted(weight));
        const std::pair<int32_t, int32_t> pair = std::minmax(a, b);
        if (met_.contains(pair)) {
          weight[Index(a)] = kept;
          continue;
        }
        weight[Index(b)] = 0;
        pairs.push_back(pair);
      }
      if (static_cast<int32_t>(pairs.size()) < count) continue;
      for (const auto& pair : pairs) {
        met_.insert(pair);
        Meeting meeting;
        meeting.a = pair.first;
        meeting.b = pair.second;
        event_.meetings.push_back(meeting);
        slot_.push_back(slot);
      }
      return true;
    }
    return false;
  }

  // Meetings in no order that would give the slots away.
  void Shuffle() {
    for (size_t i = event_.meetings.size(); i > 1; --i) {
      const size_t j = random_.Below(i);
      std::swap(event_.meetings[i - 1], event_.meetings[j]);
      std::swap(slot_[i - 1], slot_[j]);
    }
  }

  void AddWishes() {
    std::vector<std::vector<MeetingIndex>> of(event_.participants.size());
    for (size_t m = 0; m < event_.meetings.size(); ++m) {
      of[Index(event_.meetings[m].a)].push_back(static_cast<MeetingIndex>(m));
      of[Index(event_.meetings[m].b)].push_back(static_cast<MeetingIndex>(m));
    }
    for (size_t m = 0; m < event_.meetings.size(); ++m) {
      Meeting& meeting = event_.meetings[m];
      if (random_.Chance(options_.session_share)) {
        meeting.session = slot_[m] < event_.morning_slots ? Session::kMorning : Session::kAfternoon;
      }
      if (random_.Chance(options_.fixed_share)) meeting.fixed_slot = slot_[m];
      if (random_.Chance(options_.wish_share)) meeting.priority = Priority::kWish;
      if (random_.Chance(options_.after_share)) {
        const auto& others = of[Index(meeting.a)];
        const MeetingIndex other = others[random_.Below(others.size())];
        if (slot_[Index(other)] < slot_[m]) meeting.after.push_back(other);
      }
    }
    for (size_t p = 0; p < of.size(); ++p) {
      if (!random_.Chance(options_.unavailable_share)) continue;
      std::vector<bool> busy(Index(event_.slots));
      for (const MeetingIndex m : of[p]) busy[Index(slot_[Index(m)])] = true;
      for (SlotIndex t = 0; t < event_.slots; ++t) {
        if (!busy[Index(t)] && random_.Chance(0.25)) {
          event_.participants[p].unavailable.push_back(t);
        }
      }
    }
  }

  const SyntheticEvent& options_;
  Random random_;
  Event event_;
  std::vector<double> popularity_;
  std::set<std::pair<int32_t, int32_t>> met_;
  std::vector<SlotIndex> slot_;
};

}  // namespace

Result<Event> MakeSyntheticEvent(const SyntheticEvent& options) {
  LM_TRY(Check(options));
  return Maker(options).Make();
}

}  // namespace lianmeng::event
