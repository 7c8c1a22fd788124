#include "app/match_progress.h"

#include <algorithm>

#include "app/codes.h"
#include "app/filter_values.h"
#include "app/rows.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr size_t kNoteLengthMax = 500;

template <typename Id>
Result<Id> IdOf(const char* field, const std::string& text) {
  const std::optional<int64_t> value = ParseIdValue(text);
  if (!value) return BadParameter(field, text);
  return Id{*value};
}

MatchStepView ViewOf(const MatchStep& step) {
  MatchStepView view;
  view.id = std::to_string(step.id);
  view.state = Code(step.state);
  view.state_label = Label(step.state);
  if (step.reason) {
    view.reason = std::string(Code(*step.reason));
    view.reason_label = Label(*step.reason);
  }
  view.note = step.note;
  view.at = FormatUtc(step.at_ms);
  view.by = step.by;
  return view;
}

// Nothing where the snapshot, older than the step, knows one side not yet or no more.
std::optional<MatchCase> CaseOf(const Snapshot& snapshot, const MatchStep& step) {
  const uint32_t need = snapshot.NeedIndex(step.need), offer = snapshot.OfferIndex(step.offer);
  if (need == kNone || offer == kNone) return std::nullopt;
  MatchCase one;
  one.need = step.need.ToString();
  one.customer = OrganisationRefOf(snapshot, snapshot.need_organisation[need]);
  one.need_what = WantedOf(snapshot, need);
  one.offer = step.offer.ToString();
  one.supplier = OrganisationRefOf(snapshot, snapshot.offer_organisation[offer]);
  one.offer_what = OfferedOf(snapshot, offer);
  one.last = ViewOf(step);
  return one;
}

// A step that may be put, but for its `last`.
Result<MatchStep> StepOf(const Snapshot& snapshot, const MatchMoveInput& input) {
  MatchStep step;
  LM_ASSIGN(step.need, IdOf<NeedId>("need", input.need));
  LM_ASSIGN(step.offer, IdOf<OfferId>("offer", input.offer));
  if (snapshot.NeedIndex(step.need) == kNone) return NotFound("需求", "need", input.need);
  if (snapshot.OfferIndex(step.offer) == kNone) return NotFound("供给", "offer", input.offer);
  step.state = *Parse<MatchState>(input.state);  // one of Rules()
  step.note = input.note.value_or("");
  if (input.reason) step.reason = Parse<DeclineReason>(*input.reason);
  if ((step.state == MatchState::kDeclined) != step.reason.has_value()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"谢绝时须说明原因，其他状态不带原因",
                      "a declined match needs a reason, any other state has none"},
                     {.field = "/reason", .value = input.reason.value_or("")});
  }
  return step;
}

Result<std::vector<MatchStep>> StepsOf(Platform& platform, const Viewer& viewer,
                                       const MatchCaseQuery& query) {
  store::MatchFilter filter;
  if (!query.need.empty()) {
    LM_ASSIGN(filter.need, IdOf<NeedId>("need", query.need));
  }
  if (!query.organisation.empty()) {
    LM_ASSIGN(filter.organisation, IdOf<OrganisationId>("organisation", query.organisation));
  }
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  return reader.ListMatches(filter);
}

}  // namespace

FieldRules MatchMoveInput::Rules() {
  return {OneOf("state", CodesOfAll<MatchState>()),
          OneOf("reason", CodesOfAll<DeclineReason>()),
          LengthUpTo("need", 20),
          LengthUpTo("offer", 20),
          LengthUpTo("note", kNoteLengthMax),
          LengthUpTo("last", 20)};
}

Result<MatchStepView> MoveMatch(Platform& platform, const Viewer& viewer,
                                const MatchMoveInput& input) {
  if (viewer.kind != Viewer::Kind::kOffice) {
    return MakeError(ErrorCode::kPermissionDenied, {"只有联盟办公室可以更新对接进展",
                                                    "only the alliance office moves matches on"});
  }
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  LM_ASSIGN(MatchStep step, StepOf(analysis->snapshot(), input));
  step.by = viewer.CacheKey();
  int64_t last = 0;
  if (input.last) {
    const std::optional<int64_t> id = ParseIdValue(*input.last);
    if (!id) return BadParameter("/last", *input.last);
    last = *id;
  }
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(const std::vector<MatchStep> steps, reader.MatchHistory(step.need, step.offer));
    const MatchState now = steps.empty() ? MatchState::kSuggested : steps.back().state;
    if (now == step.state && (steps.empty() || steps.back().id == last)) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"该对接已是这个状态", "the match has this state already"},
                       {.field = "/state", .value = input.state});
    }
  }
  LM_ASSIGN(step, writer.PutMatchStep(step, last));
  LM_TRY(writer.Commit());
  return ViewOf(step);
}

Result<MatchCaseList> ListMatchCases(Platform& platform, const Viewer& viewer,
                                     const MatchCaseQuery& query) {
  LM_ASSIGN(const std::vector<MatchState> wanted, ReadWords<MatchState>("state", query.states));
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  LM_ASSIGN(const std::vector<MatchStep> steps, StepsOf(platform, viewer, query));
  MatchCaseList list;
  for (const auto& name : NamesOf<MatchState>()) {
    list.states.push_back({std::string(name.code), Label(name.value), 0});
  }
  for (const MatchStep& step : steps) {
    std::optional<MatchCase> one = CaseOf(analysis->snapshot(), step);
    if (!one) continue;
    ++list.states[static_cast<size_t>(step.state)].pairs;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), step.state) == wanted.end()) {
      continue;
    }
    list.items.push_back(std::move(*one));
  }
  return list;
}

Result<MatchCaseHistory> GetMatchHistory(Platform& platform, const Viewer& viewer, NeedId need,
                                         OfferId offer) {
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const std::vector<MatchStep> steps, reader.MatchHistory(need, offer));
  MatchCaseHistory history;
  for (const MatchStep& step : steps) history.steps.push_back(ViewOf(step));
  return history;
}

Result<std::vector<MatchStep>> CurrentMatches(Platform& platform, const Viewer& viewer) {
  return StepsOf(platform, viewer, {});
}

Status ExportMatchCases(Platform& platform, const Viewer& viewer, const MatchCaseQuery& query,
                        Language language, report::TableWriter& writer) {
  using report::ColumnType;
  LM_ASSIGN(const MatchCaseList list, ListMatchCases(platform, viewer, query));
  LM_TRY(writer.Begin({{"对接台账", "Matches in progress"},
                       {{{"需求方", "Needs it"}, ColumnType::kText, 28},
                        {{"需求", "Need"}, ColumnType::kText, 24},
                        {{"供给方", "Supplies it"}, ColumnType::kText, 28},
                        {{"供给", "Offer"}, ColumnType::kText, 24},
                        {{"状态", "State"}, ColumnType::kText, 10},
                        {{"原因", "Reason"}, ColumnType::kText, 14},
                        {{"说明", "Note"}, ColumnType::kText, 40},
                        {{"更新时间", "Since"}, ColumnType::kText, 20}}}));
  for (const MatchCase& one : list.items) {
    LM_TRY(writer.Row(std::vector<report::Cell>{
        one.customer.name, one.need_what.In(language), one.supplier.name,
        one.offer_what.In(language), one.last.state_label.In(language),
        one.last.reason_label ? one.last.reason_label->In(language) : std::string(), one.last.note,
        one.last.at}));
  }
  return writer.Finish();
}

}  // namespace lianmeng::app
