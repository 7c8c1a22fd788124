// One change of one matchmaking event by its owner: what every such use case begins with.
#pragma once

#include <memory>

#include "app/codes.h"
#include "app/platform.h"
#include "store/store.h"

namespace lianmeng::app {

struct EventEdit {
  std::shared_ptr<Analysis> analysis;
  store::Writer writer;       // open; holds off other writers
  store::EventFolder folder;  // as `writer` has it: organisations as they were named
  Date today;
  // The participants' organisations as they are now: a merged one is the one that it became.
  std::vector<OrganisationId> organisations;
};

enum class ClosedEvent { kRefuse, kAllow };

// Errors: kNotFound; kPermissionDenied unless the office asks for an event of its own; kConflict for
//         an event that is closed, if that is refused.
[[nodiscard]] Result<EventEdit> BeginEventEdit(Platform& platform, const Viewer& viewer, EventId id,
                                               ClosedEvent closed = ClosedEvent::kRefuse);

// kPermissionDenied unless the office asks.
[[nodiscard]] Status CheckEventWriter(const Viewer& viewer);

// kInvalidArgument of a field, a JSON pointer into what the client sent.
[[nodiscard]] Error WrongField(std::string field, std::string value, TextPair message);

// The first error of a record as one of the client's, `at` the record's place in what it sent.
[[nodiscard]] Status CheckRecord(const std::string& at, const Issues& issues);

// The value whose code this is; the field stays as it is if there is no text.
template <typename E>
[[nodiscard]] Status ReadChoice(const std::string& field, const std::optional<std::string>& text,
                                E& value) {
  if (!text) return Ok{};
  for (const auto& name : NamesOf<E>()) {
    if (name.code != *text) continue;
    value = name.value;
    return Ok{};
  }
  return WrongField(field, *text, {"不是允许的值", "is not one of the allowed words"});
}

[[nodiscard]] Result<Date> ReadDate(const std::string& field, const std::string& text);

}  // namespace lianmeng::app
