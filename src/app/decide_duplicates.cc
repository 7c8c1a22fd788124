#include "app/decide_duplicates.h"

#include "app/merge_organisations.h"
#include "app/resolve_names.h"
#include "app/rows.h"

namespace lianmeng::app {
namespace {

struct TwoRecords {
  OrganisationId a, b;
};

Result<TwoRecords> Check(Platform& platform, const Viewer& viewer, const ApartInput& input) {
  LM_TRY(CheckOffice(viewer));
  LM_TRY(CheckNote(input.note));
  TwoRecords two;
  LM_ASSIGN(two.a, FindOrganisation(platform, viewer, input.a));
  LM_ASSIGN(two.b, FindOrganisation(platform, viewer, input.b));
  if (two.a == two.b) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"两个机构是同一条记录", "the two organisations are one record"},
                     {.field = "organisation", .value = input.b});
  }
  return two;
}

Error Conflict(TextPair message, const ApartInput& input) {
  return MakeError(ErrorCode::kConflict, std::move(message),
                   {.field = "organisation", .value = input.a + ", " + input.b});
}

ApartPair PairOf(const Snapshot& snapshot, const store::ApartDecision& decision) {
  return {NamedOf(snapshot, snapshot.OrganisationIndex(decision.a)),
          NamedOf(snapshot, snapshot.OrganisationIndex(decision.b)), FormatUtc(decision.at_ms),
          decision.decided_by, decision.note};
}

}  // namespace

Result<ApartPair> DecideApart(Platform& platform, const Viewer& viewer, const ApartInput& input) {
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(const TwoRecords two, Check(platform, viewer, input));
  store::ApartDecision decision{
      .a = two.a, .b = two.b, .at_ms = 0, .decided_by = viewer.CacheKey(), .note = input.note};
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  LM_ASSIGN(const bool is_new, writer.PutApart(decision));
  if (!is_new) {
    return Conflict({"已经判断过不是同一家", "it was decided already that they are not one"},
                    input);
  }
  decision.at_ms = writer.NowMs();
  LM_TRY(writer.Commit());
  return PairOf(snapshot, decision);
}

Status Reconsider(Platform& platform, const Viewer& viewer, const ApartInput& input) {
  LM_ASSIGN(const TwoRecords two, Check(platform, viewer, input));
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  LM_ASSIGN(const bool was_known, writer.RemoveApart(two.a, two.b));
  if (!was_known) {
    return Conflict({"没有判断过这两个机构", "nothing was decided on these two"}, input);
  }
  LM_TRY(writer.Commit());
  return Ok{};
}

Result<ApartList> ListApart(Platform& platform, const Viewer& viewer) {
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  std::vector<store::ApartDecision> decisions;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(decisions, reader.ListApart());
  }
  ApartList list;
  for (const store::ApartDecision& decision : decisions) {
    // The snapshot may be older than the decision.
    if (snapshot.OrganisationIndex(decision.a) == kNone) continue;
    if (snapshot.OrganisationIndex(decision.b) == kNone) continue;
    list.items.push_back(PairOf(snapshot, decision));
    if (viewer.kind == Viewer::Kind::kOffice) continue;
    // The office writes for itself; its words may name what others must not see.
    list.items.back().decided_by.clear();
    list.items.back().note.clear();
  }
  return list;
}

}  // namespace lianmeng::app
