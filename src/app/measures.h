// Measures against risk points (补链, 固链, 强链): the register, and the effects computed before and
// seen after.
//
// Example:
//   MeasureInput input{.chain = "robot", .product = id, .kind = "secure", .title = "第二供方"};
//   input.effect_computed = {.severity_before = 0.31, .severity_after = 0.12, .method = "repair"};
//   LM_ASSIGN(const MeasureList added, AddMeasures(*platform, Viewer::Office(), {{input}}));
//   LM_ASSIGN(const MeasureRow moved, ChangeMeasure(*platform, Viewer::Office(), id,
//                                                   {.version = 1, .state = "in_progress"}));
//
// Who may do what: those who may see a measure see its plan; its effects are for the office and its
// owner. The office changes its own measures (until accounts exist, nobody else writes).
// Two who change one measure at once: the second is told what the first changed (kConflict).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/json_input.h"
#include "app/platform.h"
#include "app/views.h"
#include "report/table.h"

namespace lianmeng::app {

struct MeasureQuery {
  std::vector<std::string> chains;  // keys
  std::string product;              // id; empty: all
  std::vector<std::string> states;
  std::vector<std::string> kinds;
  bool overdue = false;
  int limit = 100;
  std::string cursor;
};

// What a method says the measure will do, given by whoever computed it.
struct MeasureEffectInput {
  std::optional<double> severity_before;
  std::optional<double> severity_after;
  std::optional<std::string> class_before;
  std::optional<std::string> class_after;
  std::optional<std::string> method;  // with its numbers: what a reader needs to judge it

  LM_FIELDS(MeasureEffectInput, severity_before, severity_after, class_before, class_after, method)
  static FieldRules Rules();
};

struct MeasureInput {
  std::string chain;    // key
  std::string product;  // id
  std::string kind;
  std::string title;
  std::optional<std::string> key;  // made if left out
  std::optional<std::string> note;
  std::optional<std::string> responsible;        // a team or a person
  std::optional<std::string> lead_organisation;  // id
  std::vector<std::string> organisations;        // ids
  std::optional<std::string> due;                // YYYY-MM-DD
  std::optional<double> cost_cny;
  std::optional<std::string> state;     // proposed
  std::optional<std::string> audience;  // alliance
  std::optional<MeasureEffectInput> effect_computed;

  LM_FIELDS(MeasureInput, chain, product, kind, title, key, note, responsible, lead_organisation,
            organisations, due, cost_cny, state, audience, effect_computed)
  static FieldRules Rules();
};

// The body of POST: a plan's measures are all taken or none is.
struct MeasuresInput {
  std::vector<MeasureInput> measures;

  LM_FIELDS(MeasuresInput, measures)
  static FieldRules Rules();
};

// The body of PATCH: what is left out stays; null empties what may be empty.
struct MeasurePatch {
  int64_t version = 0;  // as the client last saw it
  std::optional<std::string> kind;
  std::optional<std::string> state;
  std::optional<std::string> title;
  std::optional<std::string> note;
  std::optional<std::string> responsible;
  std::optional<std::optional<std::string>> lead_organisation;
  std::optional<std::vector<std::string>> organisations;
  std::optional<std::optional<std::string>> due;
  std::optional<std::optional<double>> cost_cny;
  std::optional<std::string> audience;
  std::optional<std::optional<MeasureEffectInput>> effect_computed;
  std::optional<std::string> effect_note;
  // Of a measure that is done: take the effect again from the newest run, because its data came late.
  std::optional<bool> retake_effect;

  LM_FIELDS(MeasurePatch, version, kind, state, title, note, responsible, lead_organisation,
            organisations, due, cost_cny, audience, effect_computed, effect_note, retake_effect)
  static FieldRules Rules();
};

// Errors: kInvalidArgument for an unknown chain, product, state or kind, and a bad cursor.
[[nodiscard]] Result<MeasurePage> ListMeasures(Platform& platform, const Viewer& viewer,
                                               const MeasureQuery& query);
[[nodiscard]] Result<MeasureDetail> GetMeasure(Platform& platform, const Viewer& viewer,
                                               MeasureId id);

// In the order given. Errors: kPermissionDenied unless the office asks; kInvalidArgument with the
// place, "/measures/0/due", and the value; kConflict for a key in use. Nothing is added then.
[[nodiscard]] Result<MeasureList> AddMeasures(Platform& platform, const Viewer& viewer,
                                              const std::vector<MeasureInput>& inputs);

// Errors: kNotFound; kPermissionDenied; kInvalidArgument; kConflict if the measure has another
// version: the message names what was changed since, `place.value` is the present version.
[[nodiscard]] Result<MeasureRow> ChangeMeasure(Platform& platform, const Viewer& viewer,
                                               MeasureId id, const MeasurePatch& patch);

// Every measure of the query, whatever its limit and cursor.
[[nodiscard]] Status ExportMeasures(Platform& platform, const Viewer& viewer,
                                    const MeasureQuery& query, Language language,
                                    report::TableWriter& writer);

// A measure of a table as it is to be put: new, or with the effects of the one of the same key; a
// change of state takes the effect seen as ChangeMeasure does.
[[nodiscard]] Result<Measure> MergeMeasure(store::Store& store, store::Writer& writer,
                                           const Measure& record);

}  // namespace lianmeng::app
