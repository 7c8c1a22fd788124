// Any bytes as an event's file, or, after a zero byte, as the timetable that was told of it: no
// crash; what is accepted reads the same after it was written; a small event is planned into a
// timetable that its checker accepts, or said to be impossible; planning again keeps every rule
// as well.
#include <cstdint>
#include <string>

#include "app/event_file.h"
#include "app/plan_event.h"
#include "base/check.h"
#include "event/timetable.h"
#include "event/timetable_checker.h"

using namespace lianmeng;       // NOLINT(google-build-using-namespace)
using namespace lianmeng::app;  // NOLINT(google-build-using-namespace)

namespace {

bool IsSmall(const event::Event& event) {
  return event.slots <= 6 && event.tables <= 6 && event.participants.size() <= 8 &&
         event.meetings.size() <= 8;
}

void Plan(const event::Event& event) {
  const event::Timetable timetable = event::PlanTimetable(event, {});
  if (timetable.status == event::TimetableStatus::kInfeasible) {
    CHECK(timetable.conflict && !timetable.conflict->requests.empty());
    return;
  }
  CHECK(timetable.status == event::TimetableStatus::kOptimal);
  CHECK(event::CheckTimetable(
            event, timetable.seating,
            {.breaks = timetable.quality.breaks, .wishes_lost = timetable.quality.wishes_lost})
            .ok());
}

void PlanAgain(const EventFile& event, const std::string& text) {
  const Result<TimetableText> before = ParseTimetable(text, {.file = "t"});
  if (!before) return;
  // An answer that the checker refuses is kInternal.
  const Result<TimetableText> after = ReplanEvent(event, *before, {});
  CHECK(after || after.error().code == ErrorCode::kInvalidArgument);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const size_t end = text.find('\0');
  const Result<EventFile> file = ParseEvent(text.substr(0, end), {.file = "f"});
  if (!file) {
    CHECK(!file.error().message.zh.empty() && !file.error().message.en.empty());
    return 0;
  }
  const std::string written = ToJson(ToText(*file)).dump();
  const Result<EventFile> again = ParseEvent(written, {.file = "g"});
  CHECK(again && ToJson(ToText(*again)).dump() == written);
  if (!IsSmall(file->event)) return 0;
  Plan(file->event);
  if (end != std::string::npos) PlanAgain(*file, text.substr(end + 1));
  return 0;
}
