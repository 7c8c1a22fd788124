#include "event/table_plan.h"

#include <algorithm>

#include "base/check.h"

namespace lianmeng::event {
namespace {

// The tables of one slot.
class SlotTables {
 public:
  SlotTables(const Event& event, const std::vector<TableIndex>& last)
      : event_(event), last_(last), taken_by_(Index(event.tables), kNowhere) {}

  void Fix(MeetingIndex m, TableIndex table) { taken_by_[Index(table)] = m; }

  void Assign(const std::vector<MeetingIndex>& meetings) {
    std::vector<MeetingIndex> open;
    for (const MeetingIndex m : meetings) {
      const auto [a, b] = Wanted(m);
      if (a != kNowhere && a == b && taken_by_[Index(a)] == kNowhere) {
        Fix(m, a);
      } else {
        open.push_back(m);
      }
    }
    movable_ = open;
    std::vector<MeetingIndex> rest;
    for (const MeetingIndex m : open) {
      std::vector<bool> tried(taken_by_.size());
      if (!Settle(m, tried)) rest.push_back(m);
    }
    TableIndex free = 0;
    for (const MeetingIndex m : rest) {
      while (taken_by_[Index(free)] != kNowhere) ++free;
      Fix(m, free);
    }
  }

  [[nodiscard]] const std::vector<MeetingIndex>& taken_by() const { return taken_by_; }

 private:
  // Where its participants sat last.
  [[nodiscard]] std::pair<TableIndex, TableIndex> Wanted(MeetingIndex m) const {
    const Meeting& meeting = event_.meetings[Index(m)];
    return {last_[Index(meeting.a)], last_[Index(meeting.b)]};
  }

  // An augmenting path of the matching of meetings with wanted tables (Kuhn).
  bool Settle(MeetingIndex m, std::vector<bool>& tried) {
    const auto [a, b] = Wanted(m);
    for (const TableIndex table : {a, b}) {
      if (table == kNowhere || tried[Index(table)]) continue;
      tried[Index(table)] = true;
      const MeetingIndex holder = taken_by_[Index(table)];
      const bool movable = holder == kNowhere ||
                           (std::find(movable_.begin(), movable_.end(), holder) != movable_.end() &&
                            Settle(holder, tried));
      if (!movable) continue;
      Fix(m, table);
      return true;
    }
    return false;
  }

  const Event& event_;
  const std::vector<TableIndex>& last_;
  std::vector<MeetingIndex> taken_by_, movable_;
};

std::vector<std::vector<MeetingIndex>> BySlot(const Event& event, const Placement& placement) {
  std::vector<std::vector<MeetingIndex>> in(Index(event.slots));
  for (size_t m = 0; m < placement.size(); ++m) {
    if (placement[m] != kNowhere) in[Index(placement[m])].push_back(static_cast<MeetingIndex>(m));
  }
  return in;
}

}  // namespace

Seating AssignTables(const Event& event, const Placement& placement, const Seating& kept) {
  Seating seating(placement.size());
  std::vector<TableIndex> last(event.participants.size(), kNowhere);
  const auto in = BySlot(event, placement);
  for (SlotIndex t = 0; t < event.slots; ++t) {
    CHECK(in[Index(t)].size() <= Index(event.tables));
    SlotTables tables(event, last);
    std::vector<MeetingIndex> open;
    for (const MeetingIndex m : in[Index(t)]) {
      const bool stays = Index(m) < kept.size() && kept[Index(m)].slot == t &&
                         kept[Index(m)].table >= 0 && kept[Index(m)].table < event.tables &&
                         tables.taken_by()[Index(kept[Index(m)].table)] == kNowhere;
      if (stays) {
        tables.Fix(m, kept[Index(m)].table);
      } else {
        open.push_back(m);
      }
    }
    tables.Assign(open);
    for (TableIndex table = 0; table < event.tables; ++table) {
      const MeetingIndex m = tables.taken_by()[Index(table)];
      if (m == kNowhere) continue;
      seating[Index(m)] = {t, table};
      last[Index(event.meetings[Index(m)].a)] = table;
      last[Index(event.meetings[Index(m)].b)] = table;
    }
  }
  return seating;
}

int32_t TableChanges(const Event& event, const Seating& seating) {
  Placement placement;
  for (const Seat& seat : seating) placement.push_back(seat.slot);
  std::vector<TableIndex> last(event.participants.size(), kNowhere);
  int32_t changes = 0;
  for (const auto& meetings : BySlot(event, placement)) {
    for (const MeetingIndex m : meetings) {
      const TableIndex table = seating[Index(m)].table;
      for (const ParticipantIndex p : {event.meetings[Index(m)].a, event.meetings[Index(m)].b}) {
        changes += last[Index(p)] != kNowhere && last[Index(p)] != table;
        last[Index(p)] = table;
      }
    }
  }
  return changes;
}

}  // namespace lianmeng::event
