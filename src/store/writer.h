// Writing the store: one Writer is one import or edit, one transaction, all or nothing.
//
// Example:
//   LM_ASSIGN(Writer writer, store.Write({.source = "registry-2026.csv"}));
//   LM_ASSIGN(KeyMap keys, writer.LoadKeys());
//   LM_ASSIGN(PutOutcome outcome, writer.Put(organisation));
//   LM_ASSIGN(WriteCounts counts, writer.Commit());
//
// A Writer sees the store as it will be and holds off all other writers until it ends; readers go
// on with the state before it. Without Commit() the destructor rolls everything back. Killed at any
// moment, the store holds the state before or the state after. Cost: some microseconds a record and
// O(1) memory a record, plus one id for each organisation whose searchable text changed. Rows that
// change nothing cost one look-up. Thread-safety: none; one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/result.h"
#include "store/backbone_rows.h"
#include "store/event_rows.h"
#include "store/rows.h"

namespace lianmeng::store {

enum class PutOutcome { kInserted, kUpdated, kUnchanged };

struct WriteOptions {
  std::string
      source;  // file, user or program behind this write; goes into the change log and import_run
};

inline constexpr int64_t kSavedSearchesMax = 100;  // of one viewer
inline constexpr int kRiskRunsKept = 100;
inline constexpr int kRiskMonthsKept = 120;

struct WriteCounts {
  std::array<int64_t, kRecordKinds> inserted{};
  std::array<int64_t, kRecordKinds> updated{};
  std::array<int64_t, kRecordKinds> unchanged{};
  std::array<int64_t, kRecordKinds> removed{};  // of the backbone alone
  int64_t data_version = 0;                     // after the commit

  [[nodiscard]] int64_t Inserted() const;
  [[nodiscard]] int64_t Updated() const;
  [[nodiscard]] int64_t Unchanged() const;
  [[nodiscard]] int64_t Removed() const;
};

// Natural keys that the store knows, for resolving references. Memory: about 100 bytes a key.
struct KeyMap {
  std::unordered_map<std::string, OrganisationId> organisations;
  std::unordered_map<std::string, ProductId> products;
  std::unordered_map<std::string, ChainId> chains;
  std::unordered_map<std::string, OfferId> offers;
  std::unordered_map<std::string, NeedId> needs;
  std::unordered_set<RegionCode> regions;
};

// Which of them to load.
struct KeyKinds {
  bool organisations = true;
  bool products = true;
  bool chains = true;
  bool offers = true;
  bool needs = true;
  bool regions = true;
};

class Writer {
 public:
  class Impl;
  explicit Writer(std::unique_ptr<Impl> impl);  // use Store::Write
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  // Inserts the record, or updates the one of the same natural key: key, or (supplier, customer,
  // product), (product, input), (chain, product), (chain, region), (region_a, region_b), code. An
  // existing record keeps its id whatever record.id says; a new one takes record.id, or a made one
  // if that is none (see LastId). The key of an organisation that was merged finds its source, and
  // its id may be referred to as ever. An owner of none is stored as it is: it means the alliance
  // office. Requires: text is UTF-8 without NUL (checked). Validate() of model/validation.h is the
  // caller's. Errors: kInvalidArgument for a reference to a record that does not exist, kConflict
  // for an id in use.
  //   A region's parent and an organisation's owner may come later in the same write: checked at
  //   Commit. After an error the write can only be rolled back.
  Result<PutOutcome> Put(const Region& record);
  Result<PutOutcome> Put(const Organisation& record);
  Result<PutOutcome> Put(const Product& record);
  Result<PutOutcome> Put(const Input& record);
  Result<PutOutcome> Put(const Chain& record);
  Result<PutOutcome> Put(const ChainProduct& record);
  Result<PutOutcome> Put(const Specialisation& record);
  Result<PutOutcome> Put(const Offer& record);
  Result<PutOutcome> Put(const Need& record);
  Result<PutOutcome> Put(const Link& record);
  Result<PutOutcome> Put(const Pairing& record);
  Result<PutOutcome> Put(const Measure& record);
  // Each change of an offer, a need or a measure makes its version one greater.

  // Each change makes the event's version one greater.
  Result<PutOutcome> Put(const MatchmakingEvent& record);

  // The backbone. Natural keys: a site's id; a fibre's ends and its place among those that are
  // parallel; a flow's id. `line` and `owner_key` are not kept. A fibre's sites must be there; a
  // flow's need not. A flow of which more changed than its owner and audience loses its placement.
  // None of this makes data_version greater.
  Result<PutOutcome> Put(const BackboneSite& record);
  Result<PutOutcome> Put(const FibreLink& record);
  Result<PutOutcome> Put(const BackboneFlow& record);
  Status PutSettings(const BackboneSettings& settings);
  // What a flow is promised from now on. Errors: kNotFound.
  Status PutPlacement(std::string_view flow, std::string_view placement);
  // As before this write; 0: there is no backbone. Nobody else can change it until this write ends.
  Result<int64_t> BackboneVersion();
  // As this write has it, with the version that it will have once this is committed.
  Result<StoredBackbone> LoadBackbone();
  // Errors: kNotFound; kConflict: a fibre begins or ends there.
  Status RemoveSite(std::string_view site);
  // The one of these ends and this place among the parallel ones. Errors: kNotFound.
  Status RemoveFibre(const FibreLink& fibre);
  // Errors: kNotFound.
  Status RemoveFlow(std::string_view flow);

  // A measure as this write has it, whoever may see it: for a change that rests on what is there.
  // Nothing if there is none.
  Result<std::optional<MeasureRow>> FindMeasure(MeasureId id);
  Result<std::optional<MeasureRow>> FindMeasure(std::string_view key);
  // The same for an offer and a need.
  Result<std::optional<OfferRow>> FindOffer(OfferId id);
  Result<std::optional<NeedRow>> FindNeed(NeedId id);
  // Whether a record of a kind that has keys is called so. Requires: such a kind.
  Result<bool> HasKey(RecordKind kind, std::string_view key);

  // An event of the alliance office with all of its parts as this write has them; nothing if there is
  // none, or if it is another's.
  Result<std::optional<EventFolder>> FindEvent(EventId id);
  // Whether any event, whoever may see it, has this key.
  Result<bool> HasEvent(std::string_view key);

  // Parts of an event. Each makes the event's version one greater and stands in its history under
  // "participants" or "requests". An id of none is new: LastId tells which one it was given.
  // Errors: kInvalidArgument: the event, the organisation or a participant of a request does not
  //         exist; kConflict: the organisation takes part already.
  Status PutPart(const Participant& record);
  Status PutPart(const MeetingRequest& record);
  // Errors: kConflict: a request names the participant.
  Status RemovePart(const Participant& record);
  Status RemovePart(const MeetingRequest& record);

  // In place of the one in that role. Does not change the event's version: a plan follows from the
  // event and does not alter it.
  Status PutTimetable(EventId event, TimetableRole role, const StoredTimetable& timetable);

  // Records a run unless the newest one says the same (rule, mode and every point). The run's id and
  // time are made here. Returns whether it was recorded.
  // The newest kRiskRunsKept runs are kept, and of those before them the last of each month for
  // kRiskMonthsKept months; what is older goes in the same write.
  Result<bool> PutRiskRun(const RiskRun& run);

  // Remembers that two organisations are not one; in either order. False if that was known: then
  // nothing changes. Errors: kInvalidArgument: one of them does not exist, or both are the same.
  Result<bool> PutApart(const ApartDecision& decision);
  // Forgets it. False if it was not known.
  Result<bool> RemoveApart(OrganisationId a, OrganisationId b);

  // Adds a step; its id and time are made here and returned. `last`: the id of the pair's newest step as the caller
  // knows it, 0 for none. Errors: kConflict: the pair has moved on since; kInvalidArgument: no such
  // need or offer.
  Result<MatchStep> PutMatchStep(const MatchStep& step, int64_t last);

  // Keeps a search; its id and times are made here and returned. Errors: kResourceExhausted: the viewer has
  // kSavedSearchesMax already.
  Result<SavedSearch> PutSavedSearch(const SavedSearch& search);
  // That its results were looked at now. False: the viewer has no such search.
  Result<bool> SeeSavedSearch(std::string_view viewer, int64_t id);
  Result<bool> RemoveSavedSearch(std::string_view viewer, int64_t id);

  // ---- Merges (docs/names.md, "Merging"). Everything that names the one that goes then names the
  // one that stays; a record that comes later under its key changes what that source says. Cost: the
  // records that name it; O(1) for all others.
  // Returns the merge's id. Errors: kInvalidArgument: one does not exist, both are the same.
  // kConflict: decided to be two; audiences that do not nest; records that are shown to a region
  // or to paired cities while the two lie in different ones.
  Result<int64_t> Merge(const MergeDecision& decision);
  // Both are again what their sources say, with what came under their keys since. Merges may be
  // undone in any order. Errors: kNotFound; kConflict: undone already.
  Status UndoMerge(const MergeUndoing& undoing);
  // The source whose value a merged organisation's field shows. Errors: kInvalidArgument: no such
  // field, no source of this organisation, or one that states nothing there.
  Status ChooseField(const FieldDecision& decision);
  // Says that a merged organisation is two. Returns the flag's id. Errors: kConflict: it is not
  // merged; kResourceExhausted: kOpenFlagsMax are open.
  Result<int64_t> PutFlag(const MergeFlag& flag);
  // Errors: kNotFound; kConflict: closed already.
  Status DismissFlag(int64_t flag, std::string_view closed_by);

  // A new id, for a record that others refer to (or that owns itself) before it is put.
  [[nodiscard]] int64_t MakeId();

  // When this write began: the time of all that it writes.
  [[nodiscard]] int64_t NowMs() const;

  // The id of the record of the last successful Put; 0 for kinds without one.
  [[nodiscard]] int64_t LastId() const;

  // As of now, this write's own records included.
  Result<KeyMap> LoadKeys(const KeyKinds& kinds = {});

  [[nodiscard]] const WriteCounts& counts() const;

  // Builds the search text of what changed, then makes everything durable (fsync). The Writer is
  // spent.
  Result<WriteCounts> Commit();
  void Rollback();

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::store
