// An event's rules as clauses: which meeting is in which slot, when each participant is busy, and
// how many breaks that makes.
//
// A meeting has one variable for each slot that it may be in. A participant is busy in a slot if
// one of its meetings is there; a run of busy slots begins where it is busy and was not before;
// breaks are runs less one. A slot holds `tables` meetings exactly if at most twice as many
// participants are busy in it: the counter over participants is a fraction of one over meetings.
// Source:  Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret, "Constraint solving
//          approaches to the business-to-business meeting scheduling problem", JAIR 74 (2022),
//          for the problem and the implied counts; the runs are ours.
#pragma once

#include <vector>

#include "event/event.h"
#include "event/sat.h"

namespace lianmeng::event {

// "Not" of each.
[[nodiscard]] std::vector<Literal> Not(std::vector<Literal> literals);

class TimetableModel {
 public:
  // Whether the clauses of one model of the event stay within some 2 GB of memory. Those of
  // published events do by far (docs/benchmarks.md); hundreds of tables for thousands of
  // participants do not.
  [[nodiscard]] static bool Fits(const Event& event);

  // kOnlyIfLimited: without breaks, unless the event limits them; for who does not ask for few.
  // MoreBreaksThan is empty then.
  enum class CountBreaks : uint8_t { kAlways, kOnlyIfLimited };
  // Requires: Validate(event), Fits(event); event and sat outlive the model.
  // Size:     about meetings × slots + participants × slots × (log of counts) variables.
  TimetableModel(const Event& event, Sat& sat, CountBreaks count = CountBreaks::kAlways);

  // 0 where the meeting cannot be.
  [[nodiscard]] Literal At(MeetingIndex meeting, SlotIndex slot) const {
    return at_[Index(meeting)][Index(slot)];
  }
  // A wish's literal "it takes place"; 0 for a meeting that must.
  [[nodiscard]] Literal Placed(MeetingIndex meeting) const { return placed_[Index(meeting)]; }
  // [j] holds if the participant has more than j breaks.
  [[nodiscard]] const std::vector<Literal>& MoreBreaksThan(ParticipantIndex p) const {
    return more_breaks_[Index(p)];
  }
  // The literals "it takes place" of all wishes.
  [[nodiscard]] std::vector<Literal> Wishes() const;
  // As many of these hold as there are breaks in all.
  [[nodiscard]] std::vector<Literal> Breaks() const;
  // After kYes.
  [[nodiscard]] Placement Read() const;

 private:
  void AddMeetings();
  void AddParticipants();
  void AddParticipant(ParticipantIndex p, const std::vector<MeetingIndex>& meetings);
  void AddBreaks(ParticipantIndex p, size_t meetings, bool all_must);
  struct OneRun {
    Literal more_than_one = 0;  // "there is a break"
    size_t meetings = 0;
    bool all_must = false;
  };
  void AddOneRun(const std::vector<Literal>& busy, const std::vector<Literal>& begins,
                 const OneRun& run);
  void AddTables();
  void AddOrders();

  const Event& event_;
  Sat& sat_;
  const bool counts_breaks_;
  std::vector<std::vector<Literal>> at_;
  std::vector<Literal> placed_;
  std::vector<std::vector<Literal>> busy_;
  std::vector<std::vector<Literal>> more_breaks_;
};

}  // namespace lianmeng::event
