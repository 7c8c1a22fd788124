#include "event/timetable_model.h"

#include <algorithm>

namespace lianmeng::event {
bool TimetableModel::Fits(const Event& event) {
  constexpr int64_t kClausesMax = 20'000'000;
  std::vector<int64_t> meetings_of(event.participants.size(), 0);
  int64_t clauses = 0;
  for (const Meeting& meeting : event.meetings) {
    ++meetings_of[Index(meeting.a)];
    ++meetings_of[Index(meeting.b)];
    clauses += event.slots * static_cast<int64_t>(3 + meeting.after.size() * 3);
  }
  int64_t people = 0;
  for (const int64_t meetings : meetings_of) {
    if (meetings == 0) continue;
    ++people;
    clauses += 4 * Sat::ClausesOfCount(event.slots, meetings + 1) +
               int64_t{event.slots} * (event.slots + 4 * meetings);
  }
  if (people > 2 * int64_t{event.tables}) {
    clauses += event.slots * Sat::ClausesOfCount(people, 2 * int64_t{event.tables} + 1);
  }
  return clauses <= kClausesMax;
}

TimetableModel::TimetableModel(const Event& event, Sat& sat, CountBreaks count)
    : event_(event),
      sat_(sat),
      counts_breaks_(count == CountBreaks::kAlways || event.breaks_max.has_value()) {
  AddMeetings();
  AddParticipants();
  AddTables();
  AddOrders();
}

void TimetableModel::AddMeetings() {
  const size_t count = event_.meetings.size();
  at_.assign(count, std::vector<Literal>(Index(event_.slots), 0));
  placed_.assign(count, 0);
  for (size_t m = 0; m < count; ++m) {
    std::vector<Literal> somewhere;
    for (const SlotIndex slot : SlotsOf(event_, static_cast<MeetingIndex>(m))) {
      somewhere.push_back(at_[m][Index(slot)] = sat_.NewVariable());
    }
    sat_.AddAtMostOne(somewhere);
    if (event_.meetings[m].priority == Priority::kWish) {
      placed_[m] = sat_.NewVariable();
      for (const Literal literal : somewhere) sat_.Add({-literal, placed_[m]});
      somewhere.push_back(-placed_[m]);
    }
    sat_.Add(somewhere);
  }
}

void TimetableModel::AddParticipants() {
  std::vector<std::vector<MeetingIndex>> of(event_.participants.size());
  for (size_t m = 0; m < event_.meetings.size(); ++m) {
    of[Index(event_.meetings[m].a)].push_back(static_cast<MeetingIndex>(m));
    of[Index(event_.meetings[m].b)].push_back(static_cast<MeetingIndex>(m));
  }
  busy_.assign(of.size(), std::vector<Literal>(Index(event_.slots), 0));
  more_breaks_.resize(of.size());
  for (size_t p = 0; p < of.size(); ++p) {
    if (!of[p].empty()) AddParticipant(static_cast<ParticipantIndex>(p), of[p]);
  }
}

void TimetableModel::AddParticipant(ParticipantIndex p, const std::vector<MeetingIndex>& meetings) {
  std::vector<Literal>& busy = busy_[Index(p)];
  std::vector<Literal> inputs;
  for (SlotIndex t = 0; t < event_.slots; ++t) {
    std::vector<Literal> here;
    for (const MeetingIndex m : meetings) {
      if (At(m, t) != 0) here.push_back(At(m, t));
    }
    if (here.empty()) continue;
    sat_.AddAtMostOne(here);
    const Literal is_busy = busy[Index(t)] = sat_.NewVariable();
    for (const Literal literal : here) sat_.Add({-literal, is_busy});
    here.push_back(-is_busy);
    sat_.Add(here);
    inputs.push_back(is_busy);
  }
  const bool all_must = std::all_of(meetings.begin(), meetings.end(), [&](MeetingIndex m) {
    return event_.meetings[Index(m)].priority == Priority::kMust;
  });
  // How often it is busy is known: without this the solver must find it out by resolution.
  const size_t limit = event_.participants[Index(p)].meetings_max
                           ? Index(*event_.participants[Index(p)].meetings_max)
                           : meetings.size();
  const std::vector<Literal> count =
      sat_.Count(inputs, std::min(limit, meetings.size()) + 1, Sat::Direction::kBoth);
  if (count.size() > limit) sat_.Add({-count[limit]});
  if (all_must) {
    if (count.size() < meetings.size()) {
      sat_.Add(std::span<const Literal>{});
    } else {
      sat_.Add({count[meetings.size() - 1]});
    }
  }
  if (counts_breaks_) AddBreaks(p, meetings.size(), all_must);
}

void TimetableModel::AddBreaks(ParticipantIndex p, size_t meetings, bool all_must) {
  const std::vector<Literal>& busy = busy_[Index(p)];
  std::vector<Literal> begins, begin_at(busy.size(), 0);
  for (size_t t = 0; t < busy.size(); ++t) {
    if (busy[t] == 0) continue;
    if (t == 0 || busy[t - 1] == 0) {
      begins.push_back(begin_at[t] = busy[t]);
      continue;
    }
    const Literal begin = sat_.NewVariable();
    sat_.Add({-busy[t], busy[t - 1], begin});
    sat_.Add({-begin, busy[t]});
    sat_.Add({-begin, -busy[t - 1]});
    begins.push_back(begin_at[t] = begin);
  }
  const size_t allowed = event_.breaks_max ? Index(*event_.breaks_max) : meetings;
  std::vector<Literal> runs =
      sat_.Count(begins, std::min(meetings, allowed + 2), Sat::Direction::kBoth);
  if (runs.size() > allowed + 1) {
    sat_.Add({-runs[allowed + 1]});
    runs.resize(allowed + 1);
  }
  if (!runs.empty()) runs.erase(runs.begin());
  if (!runs.empty())
    AddOneRun(busy, begin_at,
              {.more_than_one = runs[0], .meetings = meetings, .all_must = all_must});
  for (size_t j = 0; j + 1 < runs.size(); ++j) sat_.Add({-runs[j + 1], runs[j]});
  more_breaks_[Index(p)] = std::move(runs);
}

// Without a break, where the run begins says all: before it and `meetings` slots later there is
// nothing, and, if every meeting takes place, all between is taken.
void TimetableModel::AddOneRun(const std::vector<Literal>& busy, const std::vector<Literal>& begins,
                               const OneRun& run) {
  for (size_t t = 0; t < busy.size(); ++t) {
    if (begins[t] == 0) continue;
    const size_t end = t + run.meetings;
    bool fits = end <= busy.size();
    for (size_t u = 0; u < busy.size(); ++u) {
      const bool inside = u >= t && u < end;
      if (!inside && busy[u] != 0) sat_.Add({run.more_than_one, -begins[t], -busy[u]});
      if (!inside || !run.all_must) continue;
      if (busy[u] != 0) sat_.Add({run.more_than_one, -begins[t], busy[u]});
      fits = fits && busy[u] != 0;
    }
    if (run.all_must && !fits) sat_.Add({run.more_than_one, -begins[t]});
  }
}

void TimetableModel::AddTables() {
  const size_t most = 2 * Index(event_.tables);
  for (SlotIndex t = 0; t < event_.slots; ++t) {
    std::vector<Literal> busy;
    for (const std::vector<Literal>& of : busy_) {
      if (of[Index(t)] != 0) busy.push_back(of[Index(t)]);
    }
    sat_.AddAtMost(busy, most);
  }
}

void TimetableModel::AddOrders() {
  for (size_t m = 0; m < event_.meetings.size(); ++m) {
    for (const MeetingIndex earlier : event_.meetings[m].after) {
      // If `earlier` is at s or later, m is not at s or sooner.
      Literal not_before = 0;
      for (SlotIndex t = event_.slots - 1; t >= 0; --t) {
        const Literal at = At(earlier, t), later = At(static_cast<MeetingIndex>(m), t);
        if (at != 0) {
          const Literal next = sat_.NewVariable();
          sat_.Add({-at, next});
          if (not_before != 0) sat_.Add({-not_before, next});
          not_before = next;
        }
        if (later != 0 && not_before != 0) sat_.Add({-not_before, -later});
      }
    }
  }
}

std::vector<Literal> Not(std::vector<Literal> literals) {
  for (Literal& literal : literals) literal = -literal;
  return literals;
}

std::vector<Literal> TimetableModel::Wishes() const {
  std::vector<Literal> wishes = placed_;
  std::erase(wishes, 0);
  return wishes;
}

std::vector<Literal> TimetableModel::Breaks() const {
  std::vector<Literal> breaks;
  for (const std::vector<Literal>& of : more_breaks_) {
    breaks.insert(breaks.end(), of.begin(), of.end());
  }
  return breaks;
}

Placement TimetableModel::Read() const {
  Placement placement(at_.size(), kNowhere);
  for (size_t m = 0; m < at_.size(); ++m) {
    for (size_t t = 0; t < at_[m].size(); ++t) {
      if (at_[m][t] != 0 && sat_.Value(at_[m][t])) placement[m] = static_cast<SlotIndex>(t);
    }
  }
  return placement;
}

}  // namespace lianmeng::event
