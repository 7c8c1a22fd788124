// Any bytes as an event's file: no crash; what is accepted reads the same after it was written, and a
// small one is planned into a timetable that its checker accepts, or said to be impossible.
#include <cstdint>
#include <string>

#include "app/event_file.h"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<EventFile> file = ParseEvent(text, {.file = "f"});
  if (!file) {
    CHECK(!file.error().message.zh.empty() && !file.error().message.en.empty());
    return 0;
  }
  const std::string written = ToJson(ToText(*file)).dump();
  const Result<EventFile> again = ParseEvent(written, {.file = "g"});
  CHECK(again && ToJson(ToText(*again)).dump() == written);
  if (IsSmall(file->event)) Plan(file->event);
  return 0;
}
