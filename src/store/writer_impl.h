// Inside of Writer: one transaction, the statements it repeats, and what the text index still owes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/backbone_columns.h"
#include "store/columns.h"
#include "store/reader_rows.h"
#include "store/store_impl.h"
#include "store/text_index.h"
#include "store/writer.h"

namespace lianmeng::store {

class Writer::Impl {
 public:
  static Result<std::unique_ptr<Impl>> Begin(const WriterContext& context);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  template <typename R>
  Result<PutOutcome> Put(const R& record);
  Result<std::optional<MeasureRow>> FindMeasure(MeasureId id);
  Result<std::optional<MeasureRow>> FindMeasure(std::string_view key);
  // The row of an offer or a need, whoever may see it.
  template <typename R>
  Result<std::optional<typename RowOf<R>::Type>> FindRow(int64_t id);
  Result<bool> HasKey(RecordKind kind, std::string_view key);
  Result<std::optional<EventFolder>> FindEvent(EventId id);
  Result<bool> HasEvent(std::string_view key);
  template <typename R>
  Status PutPart(const R& record);
  template <typename R>
  Status RemovePart(const R& record);
  Status PutTimetable(EventId event, TimetableRole role, const StoredTimetable& timetable);
  Status PutSettings(const BackboneSettings& settings);
  Status PutPlacement(std::string_view flow, std::string_view placement);
  Result<int64_t> BackboneVersion();
  Result<StoredBackbone> LoadBackbone();
  template <typename R>
  Status RemoveEntry(const R& named);
  Result<bool> PutRiskRun(const RiskRun& run);
  Result<bool> PutApart(const ApartDecision& decision);
  Result<bool> RemoveApart(OrganisationId a, OrganisationId b);
  Result<MatchStep> PutMatchStep(const MatchStep& step, int64_t last);
  Result<SavedSearch> PutSavedSearch(const SavedSearch& search);
  Result<bool> SeeSavedSearch(std::string_view viewer, int64_t id);
  Result<bool> RemoveSavedSearch(std::string_view viewer, int64_t id);
  Result<int64_t> Merge(const MergeDecision& decision);
  Status UndoMerge(const MergeUndoing& undoing);
  Status ChooseField(const FieldDecision& decision);
  Result<int64_t> PutFlag(const MergeFlag& flag);
  Status DismissFlag(int64_t flag, std::string_view closed_by);
  Result<KeyMap> LoadKeys(const KeyKinds& kinds);
  Result<WriteCounts> Commit();

  [[nodiscard]] const WriteCounts& counts() const { return counts_; }
  [[nodiscard]] int64_t now_ms() const { return now_ms_; }
  [[nodiscard]] int64_t last_id() const { return last_id_; }
  [[nodiscard]] int64_t MakeId() { return context_.ids->Next(); }

 private:
  // The statements for one kind of record, compiled when the first of it comes.
  struct Statements {
    Prepared find;  // id (or 1) and content hash, by natural key
    Prepared read;  // the whole record, by natural key
    Prepared insert;
    Prepared update;
  };
  struct Found {
    int64_t id = 0;
    int64_t content = 0;
  };
  struct Logged {  // one row of the change log
    RecordKind kind;
    int64_t id = 0;
    std::string key;
    std::string_view action;
    Ownership before;
    Ownership after;
    std::string fields;
  };

  explicit Impl(const WriterContext& context) : context_(context) {}

  template <typename R>
  Result<Statements*> StatementsOf();
  template <typename R>
  Result<std::optional<Found>> Find(Statements& statements, const R& record);
  template <typename R>
  Result<PutOutcome> PutOrFail(const R& record);
  template <typename R>
  Status Insert(Statements& statements, const R& record, const std::vector<NamedCell>& cells);
  template <typename R>
  Status Update(Statements& statements, const R& record, const std::vector<NamedCell>& cells);
  template <typename R>
  Status BindAndRun(Prepared& statement, int position, const R& record,
                    const std::vector<NamedCell>& cells);
  Status Log(const Logged& logged);

  // Replaces a record as a whole, found by its id; its natural key may change. The time at which its
  // source last changed it stays.
  template <typename R>
  Status Rewrite(const R& before, const R& after);
  template <typename R>
  Result<std::optional<R>> ReadById(int64_t id);
  Status InsertOrganisation(const Organisation& record);  // that was known: not logged as new

  // ---- Merges. A record *names* organisations as its source does; it *holds* them as they stand now.
  // Of one record, what it names where that is not what it holds.
  struct Named {
    std::string field;
    int64_t id = 0;
    std::string items;  // of a list
  };
  struct Settled {  // a link as it is named, and where it stands
    Link named;
    bool aside = false;
  };
  Status LoadMerged();
  [[nodiscard]] OrganisationId Now(OrganisationId id) const;
  template <typename R>
  Result<PutOutcome> PutNamed(const R& record) {
    return PutOrFail(record);
  }
  Result<PutOutcome> PutNamed(const Organisation& record);
  Result<PutOutcome> PutNamed(const Offer& record);
  Result<PutOutcome> PutNamed(const Need& record);
  Result<PutOutcome> PutNamed(const Link& record);
  Result<PutOutcome> PutNamed(const Measure& record);
  Result<PutOutcome> PutNamed(const FlowEntry& record);
  template <typename R>
  Result<PutOutcome> PutHeld(const R& record);
  Result<PutOutcome> PutSource(const Organisation& record, OrganisationId source);
  Result<PutOutcome> PutMergedLink(const Link& record);
  template <typename R>
  R Hold(const R& record, std::vector<Named>& named) const;
  template <typename R>
  void ApplyNamed(const std::vector<Named>& named, R& record) const;
  Result<std::vector<Named>> ReadNamed(RecordKind kind, int64_t record);
  Status WriteNamed(RecordKind kind, int64_t record, const std::vector<Named>& named);
  template <typename R>
  Status Settle(const std::string& where, const std::vector<int64_t>& sources);
  Status SettleAll(OrganisationId moved, const std::vector<int64_t>& sources, OrganisationId other);
  Status SettleOrganisations(OrganisationId moved, const std::vector<int64_t>& sources);
  Result<std::vector<Settled>> LinksOf(const std::vector<int64_t>& organisations);
  Status PlaceLinks(std::vector<Settled> links);
  Status SetAside(const Link& named);
  Status TakeBack(const Link& named);
  Result<OrganisationSources> ReadSources(OrganisationId organisation);
  Status WriteSource(const OrganisationSource& source, OrganisationId organisation);
  Status MakeSource(OrganisationId organisation);
  Status Recompute(OrganisationId organisation);
  Status Dissolve(OrganisationId organisation);
  Status SetUpdated(OrganisationId organisation, int64_t time_ms);
  Status CheckMerge(const MergeDecision& decision);
  Status CheckPlaces(const Organisation& stays, const Organisation& goes);
  Status RecordMerge(int64_t id, const MergeDecision& decision);
  Result<OrganisationId> StandingMerge(int64_t merge);
  Status MergeOrFail(int64_t id, const MergeDecision& decision);
  Status UndoOrFail(const MergeUndoing& undoing, OrganisationId goes);
  Result<int64_t> CountOpenFlags(OrganisationId organisation);
  Result<bool> HasRow(const SqlText& sql);
  Result<std::vector<int64_t>> SourcesThatLeave(int64_t merge, OrganisationId goes);
  Status ForgetChoices(OrganisationId organisation, const std::vector<int64_t>& sources);
  Status CloseUndone(const MergeUndoing& undoing, OrganisationId was);
  Result<std::vector<int64_t>> Ids(const SqlText& sql);
  [[nodiscard]] std::vector<int64_t> SourceIds(OrganisationId organisation) const;
  Status Fail(Status status);

  // What follows from a change of a record. `before` is null for a new one.
  template <typename R>
  Status Follow(int64_t, const R&, const R*) {
    return Ok{};
  }
  Status Follow(int64_t id, const Organisation& record, const Organisation* before);
  Status Follow(int64_t id, const Product& record, const Product* before);
  Status Follow(int64_t id, const Offer& record, const Offer* before);
  Status Follow(int64_t id, const Need& record, const Need* before);
  Status Follow(int64_t id, const FlowEntry& record, const FlowEntry* before);

  Status WriteTitles(int64_t id, const Organisation& record, bool is_new);
  Status IndexNeed(int64_t id, const std::string& text, ProductId product);
  Status IndexOrganisation(int64_t id);
  Status IndexOrganisations();
  Status RecordRun();
  Status CountBackbone();  // its version, if it changed
  Status InsertRiskPoints(int64_t run, const std::vector<RiskRunPoint>& points);
  Status ThinRiskRuns();
  template <typename R>
  Result<std::optional<R>> FindPart(const R& record);
  template <typename R>
  Status RunPart(std::string_view sql, const R& record);
  Status NotePart(EventId event, const char* field, const std::string& before,
                  const std::string& after);
  Result<bool> IsApart(OrganisationId a, OrganisationId b);
  Result<bool> ChangeSavedSearch(Prepared change);
  // Names the reference behind a commit that was refused.
  Error ExplainRefusal(Error error);

  WriterContext context_;
  std::unique_ptr<Connection> connection_;
  std::optional<Transaction> transaction_;
  std::optional<Statements> statements_[kRecordKinds];
  std::optional<Prepared> log_;
  std::unordered_set<int64_t> stale_organisations_;  // whose search text must be made anew
  WriteCounts counts_;
  bool backbone_changed_ = false;
  bool merged_loaded_ = false;
  std::unordered_map<int64_t, int64_t> merged_;             // source -> organisation
  std::unordered_map<std::string, int64_t> source_of_key_;  // key -> source
  int64_t run_ = 0;
  int64_t now_ms_ = 0;
  int64_t next_change_ = 0;
  int64_t last_id_ = 0;
  bool failed_ = false;
};

}  // namespace lianmeng::store
