#include "app/merge_organisations.h"

#include <algorithm>
#include <cstdio>

#include "app/resolve_names.h"
#include "app/rows.h"
#include "base/text.h"
#include "model/merged_organisation.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

TextPair TrustLabel(SourceTrust trust) {
  switch (trust) {
    case SourceTrust::kVerified:
      return {"已核实", "verified"};
    case SourceTrust::kRegistry:
      return {"登记机关", "public registry"};
    case SourceTrust::kOwn:
      return {"企业自报", "self-reported"};
    case SourceTrust::kOther:
      return {"其他来源", "other source"};
    case SourceTrust::kSample:
      return {"样例", "sample"};
  }
  return {};
}

std::string TrustCode(SourceTrust trust) {
  constexpr const char* kCodes[] = {"sample", "other", "own", "registry", "verified"};
  return kCodes[static_cast<size_t>(trust)];
}

struct FieldLabel {
  std::string_view field;
  TextPair label;
};

const std::vector<FieldLabel>& FieldLabels() {
  static const std::vector<FieldLabel> labels = {
      {"name", {"名称", "Name"}},
      {"short_name", {"简称", "Short name"}},
      {"name_en", {"英文名称", "English name"}},
      {"credit_code", {"统一社会信用代码", "Unified social credit code"}},
      {"region", {"地区", "Region"}},
      {"kind", {"类型", "Kind"}},
      {"industry", {"行业", "Industry"}},
      {"titles", {"称号", "Titles"}},
      {"scale", {"规模", "Scale"}},
      {"employees", {"员工人数", "Employees"}},
      {"revenue_fen_year", {"年营业收入（元）", "Revenue a year (CNY)"}},
      {"summary", {"简介", "Summary"}},
      {"verified_by", {"核实单位", "Verified by"}},
      {"sample", {"样例", "Sample"}},
  };
  return labels;
}

TextPair Same(std::string text) { return {text, text}; }

TextPair RegionText(const Snapshot& snapshot, RegionCode code) {
  const Region* region = snapshot.FindRegion(code);
  return region == nullptr ? Same(code.ToString()) : region->name;
}

TextPair TitlesText(const std::vector<Title>& titles) {
  TextPair all;
  for (const Title title : titles) {
    const TextPair label = Label(title);
    all.zh += (all.zh.empty() ? "" : "、") + label.zh;
    all.en += (all.en.empty() ? "" : ", ") + label.en;
  }
  return all;
}

// "2,000,000".
std::string Grouped(int64_t number) {
  std::string digits = std::to_string(number);
  const size_t first = number < 0 ? 1 : 0;
  for (size_t end = digits.size(); end > first + 3;) {
    end -= 3;
    digits.insert(end, 1, ',');
  }
  return digits;
}

TextPair MoneyText(int64_t fen) {
  if (fen % 100 == 0) return Same(Grouped(fen / 100));
  char cents[8];
  std::snprintf(cents, sizeof cents, ".%02d", static_cast<int>(fen % 100));
  return Same(Grouped(fen / 100) + cents);
}

// What a record says of a field, as people read it; nothing if it says nothing.
std::optional<TextPair> Value(const Snapshot& snapshot, const Organisation& record,
                              std::string_view field) {
  if (!States(record, field)) return std::nullopt;
  if (field == "name") return Same(record.name);
  if (field == "short_name") return Same(record.short_name);
  if (field == "name_en") return Same(record.name_en);
  if (field == "credit_code") return Same(record.credit_code);
  if (field == "region") return RegionText(snapshot, record.region);
  if (field == "kind") return Label(record.kind);
  if (field == "industry") return Same(record.industry);
  if (field == "titles") return TitlesText(record.titles);
  if (field == "scale") return Label(*record.scale);
  if (field == "employees") return Same(Grouped(*record.employees));
  if (field == "revenue_fen_year") return MoneyText(*record.revenue_fen_year);
  if (field == "summary") return Same(record.summary);
  if (field == "verified_by") return Same(record.verified_by);
  return record.sample ? TextPair{"是", "yes"} : TextPair{"否", "no"};
}

bool SameText(const std::optional<TextPair>& a, const std::optional<TextPair>& b) {
  return a && b && a->zh == b->zh && a->en == b->en;
}

NamedOrganisation NameOf(const Snapshot& snapshot, const Organisation& record) {
  const Region* region = snapshot.FindRegion(record.region);
  return {record.id.ToString(), record.key, record.name, record.credit_code,
          region == nullptr ? std::string() : region->name.zh};
}

std::vector<PairField> FieldsOf(const Snapshot& snapshot, const Organisation& a,
                                const Organisation& b) {
  std::vector<PairField> fields;
  for (const FieldLabel& label : FieldLabels()) {
    PairField field{std::string(label.field), label.label, Value(snapshot, a, label.field),
                    Value(snapshot, b, label.field)};
    if (!field.a && !field.b) continue;
    field.differs = field.a && field.b && !SameText(field.a, field.b);
    fields.push_back(std::move(field));
  }
  return fields;
}

DuplicateCard CardOf(const Snapshot& snapshot, DuplicatePair pair) {
  DuplicateCard card;
  static_cast<DuplicatePair&>(card) = std::move(pair);
  const auto record = [&](const NamedOrganisation& named) -> const Organisation& {
    const OrganisationId id{ParseIdValue(named.id).value_or(0)};
    return snapshot.organisations[snapshot.OrganisationIndex(id)];
  };
  const Organisation& a = record(card.a);
  const Organisation& b = record(card.b);
  card.suggested = TrustOf(a) < TrustOf(b) ? "b" : "a";
  card.fields = FieldsOf(snapshot, a, b);
  return card;
}

// The words of the office may name what others must not see.
void KeepForOffice(const Viewer& viewer, MergeRow& row) {
  if (viewer.kind == Viewer::Kind::kOffice) return;
  row.decided_by.clear();
  row.note.clear();
  row.undone_by.clear();
  row.undone_note.clear();
}

Result<MergeList> RowsOf(Platform& platform, const Viewer& viewer,
                         const store::MergeFilter& filter) {
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const std::vector<store::Merge> merges, reader.ListMerges(filter));
  MergeList list;
  for (const store::Merge& merge : merges) {
    MergeRow row{std::to_string(merge.id), NameOf(snapshot, merge.stays),
                 NameOf(snapshot, merge.goes)};
    // The snapshot may be older than the decision.
    const uint32_t now = snapshot.OrganisationIndex(merge.now);
    row.now = now == kNone ? row.goes : NamedOf(snapshot, now);
    row.at = FormatUtc(merge.at_ms);
    row.decided_by = merge.decided_by;
    row.note = merge.note;
    if (merge.undone_ms) row.undone_at = FormatUtc(*merge.undone_ms);
    row.undone_by = merge.undone_by;
    row.undone_note = merge.undone_note;
    KeepForOffice(viewer, row);
    list.items.push_back(std::move(row));
  }
  return list;
}

Result<MergeRow> RowOf(Platform& platform, const Viewer& viewer, int64_t merge) {
  LM_ASSIGN(MergeList list, RowsOf(platform, viewer, {.merge = merge, .limit = 1}));
  if (list.items.empty()) return NotFound("合并记录", "merge", std::to_string(merge));
  return std::move(list.items.front());
}

std::string FlagCode(store::MergeFlag::State state) {
  if (state == store::MergeFlag::State::kDismissed) return "dismissed";
  return state == store::MergeFlag::State::kUndone ? "undone" : "open";
}

Result<FlagRow> FlagRowOf(Platform& platform, const store::MergeFlag& flag) {
  LM_ASSIGN(const auto analysis, platform.Current(Viewer::Office()));
  const Snapshot& snapshot = analysis->snapshot();
  FlagRow row{.id = std::to_string(flag.id)};
  const uint32_t index = snapshot.OrganisationIndex(flag.organisation);
  if (index != kNone) row.organisation = NamedOf(snapshot, index);
  row.at = FormatUtc(flag.at_ms);
  row.flagged_by = flag.flagged_by;
  row.note = flag.note;
  row.state = FlagCode(flag.state);
  return row;
}

std::vector<SourceView> SourceViews(const OrganisationSources& of) {
  std::vector<SourceView> views;
  for (const OrganisationSource& source : of.sources) {
    const SourceTrust trust = TrustOf(source.record);
    views.push_back({source.record.id.ToString(), source.record.key, source.record.name,
                     source.record.source, TrustCode(trust), TrustLabel(trust),
                     FormatUtc(source.updated_at_ms), source.record.id == of.stays});
  }
  return views;
}

bool IsChosen(const OrganisationSources& of, std::string_view field) {
  return std::any_of(of.choices.begin(), of.choices.end(), [&](const FieldChoice& choice) {
    return choice.field == field &&
           std::any_of(of.sources.begin(), of.sources.end(),
                       [&](const auto& source) { return source.record.id == choice.source; });
  });
}

std::vector<SourceField> SourceFields(const Snapshot& snapshot, const OrganisationSources& of) {
  std::vector<SourceField> fields;
  for (const FieldLabel& label : FieldLabels()) {
    SourceField field{std::string(label.field), label.label, {}, {}, IsChosen(of, label.field)};
    const std::optional<TextPair>* first = nullptr;
    for (const OrganisationSource& source : of.sources) {
      field.values.push_back(Value(snapshot, source.record, label.field));
    }
    for (const std::optional<TextPair>& value : field.values) {
      if (!value) continue;
      if (first == nullptr) first = &value;
      field.differs = field.differs || !SameText(*first, value);
    }
    if (first == nullptr) continue;
    field.shown = static_cast<int64_t>(ShownSource(of, label.field));
    fields.push_back(std::move(field));
  }
  return fields;
}

Result<int64_t> IdOf(const std::string& text, std::string_view zh, std::string_view en) {
  const std::optional<int64_t> id = ParseIdValue(text);
  if (!id) return NotFound(zh, en, text);
  return *id;
}

}  // namespace

Status CheckOffice(const Viewer& viewer) {
  if (viewer.kind == Viewer::Kind::kOffice) return Ok{};
  return MakeError(ErrorCode::kPermissionDenied,
                   {"只有联盟办公室可以判断两个机构是否同一家",
                    "only the alliance office decides whether two organisations are one"});
}

Status CheckNote(const std::string& note) {
  if (!IsValidUtf8(note)) {
    return MakeError(ErrorCode::kInvalidArgument, {"不是 UTF-8", "is not UTF-8"},
                     {.field = "note"});
  }
  if (ToUtf32(note).size() <= kMergeNoteMax) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument,
                   {"说明超过 500 个字", "the note is longer than 500 characters"},
                   {.field = "note"});
}

Result<OrganisationId> FindOrganisation(Platform& platform, const Viewer& viewer,
                                        const std::string& text) {
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  const Result<OrganisationId> by_key = reader.FindOrganisation(text);
  if (by_key) return *by_key;
  if (by_key.error().code != ErrorCode::kNotFound) return by_key.error();
  const Result<store::OrganisationPage> by_id =
      reader.GetOrganisation(OrganisationId{ParseIdValue(text).value_or(0)});
  if (by_id) return by_id->record.id;
  if (by_id.error().code != ErrorCode::kNotFound) return by_id.error();
  return NotFound("机构", "organisation", text);
}

Result<DuplicatePage> ReviewDuplicates(Platform& platform, const Viewer& viewer,
                                       const ReviewSlice& slice) {
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  std::vector<store::ApartDecision> apart;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(apart, reader.ListApart());
  }
  LM_ASSIGN(DuplicateList list,
            ListDuplicates(*analysis, apart, {.limit = slice.limit, .skip = slice.skip},
                           Progress::None()));
  DuplicatePage page{list.organisations, list.pairs, list.nearly_certain, list.decided, {}, {}};
  for (DuplicatePair& pair : list.items) {
    page.items.push_back(CardOf(analysis->snapshot(), std::move(pair)));
  }
  const int64_t end = slice.skip + static_cast<int64_t>(page.items.size());
  if (end < page.pairs && !page.items.empty()) page.next = end;
  return page;
}

Result<MergeRow> MergeOrganisations(Platform& platform, const Viewer& viewer,
                                    const MergeInput& input) {
  LM_TRY(CheckOffice(viewer));
  store::MergeDecision decision{.decided_by = viewer.CacheKey(), .note = input.note.value_or("")};
  LM_TRY(CheckNote(decision.note));
  LM_ASSIGN(decision.stays, FindOrganisation(platform, viewer, input.stays));
  LM_ASSIGN(decision.goes, FindOrganisation(platform, viewer, input.goes));
  if (decision.stays == decision.goes) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"两个机构是同一条记录", "the two organisations are one record"},
                     {.field = "organisation", .value = input.goes});
  }
  int64_t merge = 0;
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_ASSIGN(merge, writer.Merge(decision));
    LM_TRY(writer.Commit());
  }
  return RowOf(platform, viewer, merge);
}

Result<MergeRow> UndoMerge(Platform& platform, const Viewer& viewer, const std::string& merge,
                           const std::string& note) {
  LM_TRY(CheckOffice(viewer));
  LM_TRY(CheckNote(note));
  LM_ASSIGN(const int64_t id, IdOf(merge, "合并记录", "merge"));
  LM_TRY(RowOf(platform, viewer, id));  // or the office may not see it
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_TRY(writer.UndoMerge({.merge = id, .decided_by = viewer.CacheKey(), .note = note}));
    LM_TRY(writer.Commit());
  }
  return RowOf(platform, viewer, id);
}

Result<MergeList> ListMerges(Platform& platform, const Viewer& viewer, const MergeQuery& query) {
  store::MergeFilter filter{.standing = query.standing, .limit = query.limit};
  if (!query.organisation.empty()) {
    LM_ASSIGN(filter.organisation, FindOrganisation(platform, viewer, query.organisation));
  }
  return RowsOf(platform, viewer, filter);
}

Result<OrganisationSourcesView> ListSources(Platform& platform, const Viewer& viewer,
                                            OrganisationId organisation) {
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  OrganisationSources of;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    Result<OrganisationSources> read = reader.SourcesOf(organisation);
    if (!read && read.error().code == ErrorCode::kNotFound) {
      return NotFound("机构", "organisation", organisation.ToString());
    }
    LM_ASSIGN(of, std::move(read));
  }
  OrganisationSourcesView view;
  view.organisation = of.stays.ToString();
  view.merged = of.sources.size() > 1;
  view.sources = SourceViews(of);
  view.fields = SourceFields(analysis->snapshot(), of);
  LM_ASSIGN(MergeList merges,
            RowsOf(platform, viewer, {.organisation = of.stays, .standing = true}));
  view.merges = std::move(merges.items);
  return view;
}

Result<OrganisationSourcesView> ChooseField(Platform& platform, const Viewer& viewer,
                                            OrganisationId organisation,
                                            const FieldChoiceInput& input) {
  LM_TRY(CheckOffice(viewer));
  LM_ASSIGN(const OrganisationId now, FindOrganisation(platform, viewer, organisation.ToString()));
  store::FieldDecision decision{
      .organisation = now, .field = input.field, .decided_by = viewer.CacheKey()};
  if (input.source) {
    LM_ASSIGN(decision.source.value, IdOf(*input.source, "来源", "source"));
  }
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_TRY(writer.ChooseField(decision));
    LM_TRY(writer.Commit());
  }
  return ListSources(platform, viewer, now);
}

Result<FlagRow> FlagMerge(Platform& platform, const Viewer& viewer, const std::string& organisation,
                          const std::string& note) {
  LM_TRY(CheckNote(note));
  store::MergeFlag flag{.flagged_by = viewer.CacheKey(), .note = note};
  LM_ASSIGN(flag.organisation, FindOrganisation(platform, viewer, organisation));
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    flag.at_ms = writer.NowMs();
    LM_ASSIGN(flag.id, writer.PutFlag(flag));
    LM_TRY(writer.Commit());
  }
  // Whoever flags is told what he may see himself.
  LM_ASSIGN(const auto analysis, platform.Current(viewer));
  const uint32_t index = analysis->snapshot().OrganisationIndex(flag.organisation);
  FlagRow row{.id = std::to_string(flag.id)};
  if (index != kNone) row.organisation = NamedOf(analysis->snapshot(), index);
  row.at = FormatUtc(flag.at_ms);
  row.flagged_by = flag.flagged_by;
  row.note = flag.note;
  row.state = FlagCode(flag.state);
  return row;
}

Result<FlagList> ListFlags(Platform& platform, const Viewer& viewer) {
  std::vector<store::MergeFlag> flags;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(flags, reader.ListFlags());
  }
  FlagList list;
  for (const store::MergeFlag& flag : flags) {
    LM_ASSIGN(list.items.emplace_back(), FlagRowOf(platform, flag));
  }
  return list;
}

Result<FlagRow> DismissFlag(Platform& platform, const Viewer& viewer, const std::string& flag) {
  LM_TRY(CheckOffice(viewer));
  LM_ASSIGN(const int64_t id, IdOf(flag, "质疑", "flag"));
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_TRY(writer.DismissFlag(id, viewer.CacheKey()));
    LM_TRY(writer.Commit());
  }
  LM_ASSIGN(const FlagList list, ListFlags(platform, viewer));
  for (const FlagRow& row : list.items) {
    if (row.id == flag) return row;
  }
  return NotFound("质疑", "flag", flag);
}

}  // namespace lianmeng::app
