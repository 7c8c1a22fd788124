#include "app/event_edit.h"

#include "app/rows.h"

namespace lianmeng::app {

Status CheckEventWriter(const Viewer& viewer) {
  if (viewer.kind == Viewer::Kind::kOffice) return Ok{};
  return MakeError(ErrorCode::kPermissionDenied,
                   {"只有联盟办公室可以新增或修改对接会",
                    "only the alliance office may add or change matchmaking events"});
}

Result<EventEdit> BeginEventEdit(Platform& platform, const Viewer& viewer, EventId id,
                                 ClosedEvent closed) {
  LM_ASSIGN(std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  std::vector<OrganisationId> organisations;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(const store::EventFolder seen, reader.GetEvent(id));
    LM_TRY(CheckEventWriter(viewer));
    if (!seen.row.managed) {
      return MakeError(ErrorCode::kPermissionDenied,
                       {"这场对接会属于其他机构", "the event belongs to another organisation"},
                       {.file = {}, .line = 0, .field = "id", .value = id.ToString()});
    }
    for (const Participant& one : seen.participants) {
      if (one.organisation) organisations.push_back(one.organisation);
    }
  }
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  LM_ASSIGN(auto folder, writer.FindEvent(id));
  if (!folder) return NotFound("对接会", "event", id.ToString());
  if (closed == ClosedEvent::kRefuse && folder->row.record.state == EventState::kClosed) {
    return MakeError(ErrorCode::kConflict,
                     {"这场对接会已结束，请先改回状态", "the event is closed; reopen it first"},
                     {.file = {}, .line = 0, .field = "state", .value = "closed"});
  }
  return EventEdit{std::move(analysis), std::move(writer), *std::move(folder), platform.Today(),
                   std::move(organisations)};
}

Error WrongField(std::string field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = std::move(field), .value = std::move(value)});
}

Status CheckRecord(const std::string& at, const Issues& issues) {
  for (const Issue& issue : issues) {
    if (issue.severity != Issue::Severity::kError) continue;
    return WrongField(at + "/" + issue.field, issue.value, issue.message);
  }
  return Ok{};
}

Result<Date> ReadDate(const std::string& field, const std::string& text) {
  const std::optional<Date> date = Date::Parse(text);
  if (date) return *date;
  return WrongField(field, text, {"不是 YYYY-MM-DD 形式的日期", "is not a date as YYYY-MM-DD"});
}

}  // namespace lianmeng::app
