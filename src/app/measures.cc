#include "app/measures.h"

#include <algorithm>
#include <cmath>

#include "app/codes.h"
#include "app/filter_values.h"
#include "app/rows.h"
#include "app/stale.h"
#include "model/names.h"
#include "model/validation.h"
#include "report/exports.h"

namespace lianmeng::app {
namespace {

constexpr int kHistoryShown = 50;
constexpr size_t kMeasuresPerRequest = 100;
constexpr double kCostMaxCny = 1e13;

// ---- Out

std::optional<std::string> LevelText(const std::optional<RiskLevel>& level) {
  if (!level) return std::nullopt;
  return std::string(Code(*level));
}

std::optional<MeasureEffect> EffectOf(const RiskEffect& effect) {
  if (effect == RiskEffect{}) return std::nullopt;
  return MeasureEffect{effect.severity_before, effect.severity_after,
                       LevelText(effect.level_before), LevelText(effect.level_after)};
}

std::optional<std::string> TimeText(const std::optional<int64_t>& time_ms) {
  if (!time_ms) return std::nullopt;
  return FormatUtc(*time_ms);
}

bool IsOpen(MeasureState state) {
  return state != MeasureState::kDone && state != MeasureState::kDropped;
}

bool MayChange(const Viewer& viewer, const Measure& record) {
  return viewer.kind == Viewer::Kind::kOffice && !record.ownership.owner;
}

struct RowContext {
  const Snapshot& snapshot;  // of the viewer: organisations that it does not hold are not named
  const Viewer& viewer;
  Date today;
};

MeasureRow RowOf(const RowContext& context, const store::MeasureRow& stored) {
  const Measure& record = stored.record;
  MeasureRow row;
  row.id = record.id.ToString();
  row.key = record.key;
  row.version = stored.version;
  row.chain = {stored.chain_key, stored.chain_name};
  row.product = {record.product.ToString(), stored.product.name};
  row.kind = Code(record.kind);
  row.state = Code(record.state);
  row.title = record.title;
  row.note = record.note;
  row.responsible = record.responsible;
  const uint32_t lead = context.snapshot.OrganisationIndex(record.responsible_organisation);
  if (lead != kNone) row.lead_organisation = OrganisationRefOf(context.snapshot, lead);
  for (const OrganisationId id : record.organisations) {
    const uint32_t index = context.snapshot.OrganisationIndex(id);
    if (index != kNone) row.organisations.push_back(OrganisationRefOf(context.snapshot, index));
  }
  if (record.due) row.due = record.due->ToString();
  row.overdue = IsOpen(record.state) && record.due && *record.due < context.today;
  row.cost_cny = Cny(record.cost_fen);
  row.effect_computed = EffectOf(record.computed);
  row.effect_method = record.computed_by;
  row.effect_seen = EffectOf(record.seen);
  row.started_at = TimeText(record.started_ms);
  row.ended_at = TimeText(record.ended_ms);
  row.effect_note = record.effect_note;
  row.audience = Code(record.ownership.audience);
  row.sample = record.sample;
  row.source = record.source;
  row.updated_at = FormatUtc(stored.updated_at_ms);
  row.may_change = MayChange(context.viewer, record);
  return row;
}

// ---- Queries

Result<store::MeasureFilter> MakeFilter(const Snapshot& snapshot, const MeasureQuery& query,
                                        Date today) {
  store::MeasureFilter filter;
  LM_ASSIGN(filter.chains, ReadChains(snapshot, query.chains));
  if (!query.product.empty()) {
    filter.product.value = ParseIdValue(query.product).value_or(0);
    if (!filter.product) return BadParameter("product", query.product);
  }
  LM_ASSIGN(filter.states, ReadWords<MeasureState>("state", query.states));
  LM_ASSIGN(filter.kinds, ReadWords<MeasureKind>("kind", query.kinds));
  if (query.overdue) filter.overdue_on = today;
  return filter;
}

// ---- In

Error Wrong(const std::string& field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = field, .value = std::move(value)});
}

// Reads the fields of one input; `at` is its place in the body, "/measures/0".
class InputReader {
 public:
  InputReader(const Snapshot& snapshot, std::string at) : snapshot_(snapshot), at_(std::move(at)) {}

  [[nodiscard]] std::string At(const char* field) const { return at_ + "/" + field; }

  template <typename E>
  Status Choice(const char* field, const std::optional<std::string>& text, E& value) const {
    if (!text) return Ok{};
    for (const auto& name : NamesOf<E>()) {
      if (name.code != *text) continue;
      value = name.value;
      return Ok{};
    }
    return Wrong(At(field), *text, {"不是允许的值", "is not one of the allowed words"});
  }

  Status Organisation(const char* field, const std::string& text, OrganisationId& id) const {
    id.value = ParseIdValue(text).value_or(0);
    if (snapshot_.OrganisationIndex(id) != kNone) return Ok{};
    return Wrong(At(field), text, {"没有这家机构", "there is no such organisation"});
  }

  Status Organisations(const std::vector<std::string>& texts,
                       std::vector<OrganisationId>& ids) const {
    for (const std::string& text : texts) {
      OrganisationId id;
      LM_TRY(Organisation("organisations", text, id));
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return Ok{};
  }

  Status Due(const std::string& text, std::optional<Date>& due) const {
    due = Date::Parse(text);
    if (due) return Ok{};
    return Wrong(At("due"), text, {"不是 YYYY-MM-DD 形式的日期", "is not a date as YYYY-MM-DD"});
  }

  Status Effect(const std::optional<MeasureEffectInput>& input, Measure& record) const {
    record.computed = {};
    record.computed_by.clear();
    if (!input) return Ok{};
    record.computed.severity_before = input->severity_before;
    record.computed.severity_after = input->severity_after;
    if (input->class_before) {
      LM_TRY(Choice("effect_computed/class_before", input->class_before,
                    record.computed.level_before.emplace()));
    }
    if (input->class_after) {
      LM_TRY(Choice("effect_computed/class_after", input->class_after,
                    record.computed.level_after.emplace()));
    }
    record.computed_by = input->method.value_or("");
    return Ok{};
  }

  // The chain and the product, which must be one of its products.
  Status Point(const MeasureInput& input, Measure& record) const {
    const uint32_t chain = snapshot_.ChainIndex(input.chain);
    if (chain == kNone) {
      return Wrong(At("chain"), input.chain, {"没有这条产业链", "there is no such chain"});
    }
    const uint32_t product =
        snapshot_.ProductIndex(ProductId{ParseIdValue(input.product).value_or(0)});
    const auto& members = snapshot_.members_of_chain[chain];
    const bool member =
        product != kNone && std::any_of(members.begin(), members.end(), [&](uint32_t at) {
          return snapshot_.member_product[at] == product;
        });
    if (!member) {
      return Wrong(At("product"), input.product,
                   {"不是该产业链的产品", "is not a product of this chain"});
    }
    record.chain = snapshot_.chains[chain].id;
    record.product = snapshot_.products[product].id;
    return Ok{};
  }

  Status Check(const Measure& record) const {
    for (const Issue& issue : Validate(record)) {
      if (issue.severity == Issue::Severity::kError)
        return Wrong(At(issue.field.c_str()), issue.value, issue.message);
    }
    return Ok{};
  }

 private:
  const Snapshot& snapshot_;
  std::string at_;
};

std::optional<int64_t> FenOf(const std::optional<double>& cny) {
  if (!cny) return std::nullopt;
  return static_cast<int64_t>(std::llround(*cny * 100));
}

// ---- States, and the effect seen that goes with them

// Takes severity and class from the risk runs, which hold the office's measures alone.
class EffectTaker {
 public:
  EffectTaker(store::Store& store, int64_t now_ms) : store_(store), now_ms_(now_ms) {}

  // The start is taken when the work begins, the end when it is done; a step back forgets them.
  Status Move(Measure& record, MeasureState to) const {
    record.state = to;
    switch (to) {
      case MeasureState::kProposed:
      case MeasureState::kAdopted:
        record.seen = {};
        record.started_ms.reset();
        record.ended_ms.reset();
        return Ok{};
      case MeasureState::kInProgress:
        ForgetEnd(record);
        return record.started_ms ? Status(Ok{}) : Start(record, now_ms_);
      case MeasureState::kDone:
        // Without a start the measure was under way since it was entered.
        if (!record.started_ms)
          LM_TRY(Start(record, record.id ? MadeAtMs(record.id.value) : now_ms_));
        return End(record);
      case MeasureState::kDropped:
        return Ok{};
    }
    return Ok{};
  }

  Status End(Measure& record) const {
    ForgetEnd(record);
    record.ended_ms = now_ms_;
    LM_ASSIGN(const auto point, PointAt(record, now_ms_));
    if (!point) return Ok{};
    record.seen.severity_after = point->point.severity();
    record.seen.level_after = point->point.level;
    return Ok{};
  }

 private:
  static void ForgetEnd(Measure& record) {
    record.seen.severity_after.reset();
    record.seen.level_after.reset();
    record.ended_ms.reset();
  }

  Status Start(Measure& record, int64_t time_ms) const {
    record.started_ms = time_ms;
    LM_ASSIGN(const auto point, PointAt(record, time_ms));
    if (!point) return Ok{};
    record.seen.severity_before = point->point.severity();
    record.seen.level_before = point->point.level;
    return Ok{};
  }

  // An organisation's measure gets nothing: the runs know what only the office may.
  Result<std::optional<store::RiskHistoryRow>> PointAt(const Measure& record,
                                                       int64_t time_ms) const {
    if (record.ownership.owner) return std::optional<store::RiskHistoryRow>();
    LM_ASSIGN(store::Reader reader, store_.Read(Viewer::Office()));
    return reader.RiskPointAt(record.chain, record.product, time_ms);
  }

  store::Store& store_;
  int64_t now_ms_;
};

Status CheckWriter(const Viewer& viewer) {
  if (viewer.kind == Viewer::Kind::kOffice) return Ok{};
  return MakeError(
      ErrorCode::kPermissionDenied,
      {"只有联盟办公室可以新增或修改措施", "only the alliance office may add or change measures"});
}

Result<Measure> RecordOf(const InputReader& reader, const MeasureInput& input) {
  Measure record;
  LM_TRY(reader.Point(input, record));
  LM_TRY(reader.Choice("kind", input.kind, record.kind));
  LM_TRY(reader.Choice("audience", input.audience, record.ownership.audience));
  record.title = input.title;
  record.note = input.note.value_or("");
  record.responsible = input.responsible.value_or("");
  if (input.lead_organisation) {
    LM_TRY(reader.Organisation("lead_organisation", *input.lead_organisation,
                               record.responsible_organisation));
  }
  LM_TRY(reader.Organisations(input.organisations, record.organisations));
  if (input.due) LM_TRY(reader.Due(*input.due, record.due));
  record.cost_fen = FenOf(input.cost_cny);
  LM_TRY(reader.Effect(input.effect_computed, record));
  return record;
}

Status AddOne(const InputReader& reader, const MeasureInput& input, const EffectTaker& taker,
              store::Writer& writer, MeasureId& id) {
  LM_ASSIGN(Measure record, RecordOf(reader, input));
  record.id.value = writer.MakeId();
  record.key = input.key.value_or("M" + record.id.ToString());
  LM_ASSIGN(const auto taken, writer.FindMeasure(record.key));
  if (taken) {
    return MakeError(ErrorCode::kConflict, {"编号已被使用", "the key is in use"},
                     {.file = {}, .line = 0, .field = reader.At("key"), .value = record.key});
  }
  MeasureState state = record.state;
  LM_TRY(reader.Choice("state", input.state, state));
  LM_TRY(taker.Move(record, state));
  LM_TRY(reader.Check(record));
  id = record.id;
  LM_TRY(writer.Put(record));
  return Ok{};
}

// What was left to the patch, applied to the record as it stands.
Status Apply(const MeasurePatch& patch, const InputReader& reader, const Snapshot& snapshot,
             Measure& record) {
  LM_TRY(reader.Choice("kind", patch.kind, record.kind));
  LM_TRY(reader.Choice("audience", patch.audience, record.ownership.audience));
  if (patch.title) record.title = *patch.title;
  if (patch.note) record.note = *patch.note;
  if (patch.responsible) record.responsible = *patch.responsible;
  if (patch.effect_note) record.effect_note = *patch.effect_note;
  if (patch.lead_organisation) {
    record.responsible_organisation = {};
    if (*patch.lead_organisation) {
      LM_TRY(reader.Organisation("lead_organisation", **patch.lead_organisation,
                                 record.responsible_organisation));
    }
  }
  if (patch.organisations) {
    // Those that the editor cannot see were not in the list that was edited: they stay.
    std::erase_if(record.organisations,
                  [&](OrganisationId id) { return snapshot.OrganisationIndex(id) != kNone; });
    LM_TRY(reader.Organisations(*patch.organisations, record.organisations));
  }
  if (patch.due) {
    record.due.reset();
    if (*patch.due) LM_TRY(reader.Due(**patch.due, record.due));
  }
  if (patch.cost_cny) record.cost_fen = FenOf(*patch.cost_cny);
  if (patch.effect_computed) LM_TRY(reader.Effect(*patch.effect_computed, record));
  return Ok{};
}

constexpr ColumnLabel kFieldLabels[] = {
    {"kind", "类型", "kind"},
    {"state", "状态", "state"},
    {"title", "措施", "title"},
    {"note", "说明", "note"},
    {"responsible", "责任人", "person in charge"},
    {"responsible_organisation", "牵头机构", "lead organisation"},
    {"organisations", "参与机构", "organisations"},
    {"due", "完成期限", "due date"},
    {"cost_fen", "费用", "cost"},
    {"effect_note", "成效说明", "note on the effect"},
    {"audience", "可见范围", "audience"}};

}  // namespace

FieldRules MeasureEffectInput::Rules() {
  return {Between("severity_before", 0, 1), Between("severity_after", 0, 1),
          OneOf("class_before", CodesOfAll<RiskLevel>()),
          OneOf("class_after", CodesOfAll<RiskLevel>())};
}

FieldRules MeasureInput::Rules() {
  return {OneOf("kind", CodesOfAll<MeasureKind>()),
          OneOf("state", CodesOfAll<MeasureState>()),
          OneOf("audience", CodesOfAll<Audience>()),
          LengthUpTo("title", 150),
          LengthUpTo("key", 60),
          LengthUpTo("responsible", 150),
          Items("organisations", {.min = 0, .max = 200}),
          Between("cost_cny", 0, kCostMaxCny)};
}

FieldRules MeasuresInput::Rules() {
  return {Items("measures", {.min = 1, .max = kMeasuresPerRequest})};
}

FieldRules MeasurePatch::Rules() {
  return {OneOf("kind", CodesOfAll<MeasureKind>()),
          OneOf("state", CodesOfAll<MeasureState>()),
          OneOf("audience", CodesOfAll<Audience>()),
          LengthUpTo("title", 150),
          LengthUpTo("responsible", 150),
          Items("organisations", {.min = 0, .max = 200}),
          Between("cost_cny", 0, kCostMaxCny)};
}

Result<MeasurePage> ListMeasures(Platform& platform, const Viewer& viewer,
                                 const MeasureQuery& query) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Date today = platform.Today();
  LM_ASSIGN(store::MeasureFilter filter, MakeFilter(analysis->snapshot(), query, today));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found, reader.ListMeasures(filter, {query.limit, query.cursor, true}));
  MeasurePage page;
  page.total = found.total;
  if (!found.next_cursor.empty()) page.next = found.next_cursor;
  for (const store::MeasureRow& row : found.rows) {
    page.items.push_back(RowOf({analysis->snapshot(), viewer, today}, row));
  }
  filter.states.clear();
  filter.overdue_on.reset();
  LM_ASSIGN(const store::MeasureCounts counts, reader.CountMeasures(filter, today));
  const auto of = [&](MeasureState state) { return counts.by_state[static_cast<size_t>(state)]; };
  page.counts = {of(MeasureState::kProposed),   of(MeasureState::kAdopted),
                 of(MeasureState::kInProgress), of(MeasureState::kDone),
                 of(MeasureState::kDropped),    counts.overdue};
  return page;
}

Result<MeasureDetail> GetMeasure(Platform& platform, const Viewer& viewer, MeasureId id) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const store::MeasureRow row, reader.GetMeasure(id));
  MeasureDetail detail;
  static_cast<MeasureRow&>(detail) = RowOf({analysis->snapshot(), viewer, platform.Today()}, row);
  LM_ASSIGN(const auto changes,
            reader.History({store::RecordKind::kMeasure, id.value, {}}, kHistoryShown));
  detail.history = HistoryOf(changes);
  return detail;
}

Result<MeasureList> AddMeasures(Platform& platform, const Viewer& viewer,
                                const std::vector<MeasureInput>& inputs) {
  LM_TRY(CheckWriter(viewer));
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const EffectTaker taker(platform.store(), platform.clock().NowMs());
  std::vector<MeasureId> ids(inputs.size());
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    for (size_t i = 0; i < inputs.size(); ++i) {
      const InputReader reader(analysis->snapshot(), "/measures/" + std::to_string(i));
      LM_TRY(AddOne(reader, inputs[i], taker, writer, ids[i]));
    }
    LM_TRY(writer.Commit());
  }
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  MeasureList list;
  for (const MeasureId id : ids) {
    LM_ASSIGN(const store::MeasureRow row, reader.GetMeasure(id));
    list.measures.push_back(RowOf({analysis->snapshot(), viewer, platform.Today()}, row));
  }
  return list;
}

Result<MeasureRow> ChangeMeasure(Platform& platform, const Viewer& viewer, MeasureId id,
                                 const MeasurePatch& patch) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(const store::MeasureRow seen, reader.GetMeasure(id));
    LM_TRY(CheckWriter(viewer));
    if (!MayChange(viewer, seen.record)) {
      return MakeError(ErrorCode::kPermissionDenied,
                       {"这条措施属于其他机构", "the measure belongs to another organisation"},
                       {.file = {}, .line = 0, .field = "id", .value = id.ToString()});
    }
  }
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_ASSIGN(const std::optional<store::MeasureRow> row, writer.FindMeasure(id));
    if (!row) return NotFound("措施", "measure", id.ToString());
    if (row->version != patch.version) {
      return RefuseStale(platform.store(), viewer,
                         {.name = {"这条措施", "the measure"},
                          .record = {store::RecordKind::kMeasure, id.value, {}},
                          .version = row->version,
                          .version_seen = patch.version},
                         kFieldLabels);
    }
    Measure record = row->record;
    const InputReader reader(analysis->snapshot(), "");
    LM_TRY(Apply(patch, reader, analysis->snapshot(), record));
    const EffectTaker taker(platform.store(), platform.clock().NowMs());
    MeasureState state = record.state;
    LM_TRY(reader.Choice("state", patch.state, state));
    if (state != record.state) LM_TRY(taker.Move(record, state));
    if (patch.retake_effect.value_or(false)) {
      if (record.state != MeasureState::kDone) {
        return Wrong(
            "/retake_effect", "true",
            {"只有已完成的措施可以重新取成效", "only a measure that is done has an effect"});
      }
      LM_TRY(taker.End(record));
    }
    LM_TRY(reader.Check(record));
    LM_TRY(writer.Put(record));
    LM_TRY(writer.Commit());
  }
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const store::MeasureRow row, reader.GetMeasure(id));
  return RowOf({analysis->snapshot(), viewer, platform.Today()}, row);
}

Status ExportMeasures(Platform& platform, const Viewer& viewer, const MeasureQuery& query,
                      Language language, report::TableWriter& writer) {
  MeasureQuery each = query;
  each.limit = store::kPageLimit;
  each.cursor.clear();
  LM_TRY(writer.Begin(report::MeasureTable()));
  while (true) {
    LM_ASSIGN(const MeasurePage page, ListMeasures(platform, viewer, each));
    for (const MeasureRow& row : page.items) {
      report::MeasureRow line;
      line.key = row.key;
      line.chain = row.chain.name;
      line.product = row.product.name;
      line.kind = Label(*Parse<MeasureKind>(row.kind));
      line.state = Label(*Parse<MeasureState>(row.state));
      line.title = row.title;
      line.note = row.note;
      line.responsible = row.responsible;
      if (row.lead_organisation) line.lead_organisation = row.lead_organisation->name;
      for (const OrganisationRef& organisation : row.organisations) {
        line.organisations.push_back(organisation.name);
      }
      if (row.due) line.due = Date::Parse(*row.due);
      line.overdue = row.overdue;
      line.cost_cny = row.cost_cny;
      const auto effect = [](const std::optional<MeasureEffect>& from, report::EffectCells& to) {
        if (!from) return;
        to.severity_before = from->severity_before;
        to.severity_after = from->severity_after;
        if (from->class_before) to.level_before = Label(*Parse<RiskLevel>(*from->class_before));
        if (from->class_after) to.level_after = Label(*Parse<RiskLevel>(*from->class_after));
      };
      effect(row.effect_computed, line.computed);
      effect(row.effect_seen, line.seen);
      line.effect_note = row.effect_note;
      LM_TRY(writer.Row(report::ToCells(line, language)));
    }
    if (!page.next) break;
    each.cursor = *page.next;
  }
  return writer.Finish();
}

Result<Measure> MergeMeasure(store::Store& store, store::Writer& writer, const Measure& record) {
  Measure merged = record;
  LM_ASSIGN(const auto stored, writer.FindMeasure(record.key));
  if (stored) {
    merged.id = stored->record.id;
    merged.computed = stored->record.computed;
    merged.computed_by = stored->record.computed_by;
    merged.seen = stored->record.seen;
    merged.started_ms = stored->record.started_ms;
    merged.ended_ms = stored->record.ended_ms;
    merged.effect_note = stored->record.effect_note;
    merged.ownership.owner = stored->record.ownership.owner;
    merged.state = stored->record.state;
  } else {
    merged.id.value = writer.MakeId();
    merged.state = MeasureState::kProposed;
  }
  if (merged.state != record.state) {
    const EffectTaker taker(store, writer.NowMs());
    LM_TRY(taker.Move(merged, record.state));
  }
  return merged;
}

}  // namespace lianmeng::app
