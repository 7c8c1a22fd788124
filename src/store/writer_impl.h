// Inside of Writer: one transaction, the statements it repeats, and what the text index still owes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "store/columns.h"
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
  Result<std::optional<EventFolder>> FindEvent(EventId id);
  Result<bool> HasEvent(std::string_view key);
  template <typename R>
  Status PutPart(const R& record);
  template <typename R>
  Status RemovePart(const R& record);
  Status PutTimetable(EventId event, TimetableRole role, const StoredTimetable& timetable);
  Result<bool> PutRiskRun(const RiskRun& run);
  Result<bool> PutApart(const ApartDecision& decision);
  Result<bool> RemoveApart(OrganisationId a, OrganisationId b);
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

  // What follows from a change of a record. `before` is null for a new one.
  template <typename R>
  Status Follow(int64_t, const R&, const R*) {
    return Ok{};
  }
  Status Follow(int64_t id, const Organisation& record, const Organisation* before);
  Status Follow(int64_t id, const Product& record, const Product* before);
  Status Follow(int64_t id, const Offer& record, const Offer* before);
  Status Follow(int64_t id, const Need& record, const Need* before);

  Status WriteTitles(int64_t id, const Organisation& record, bool is_new);
  Status IndexNeed(int64_t id, const std::string& text, ProductId product);
  Status IndexOrganisation(int64_t id);
  Status IndexOrganisations();
  Status RecordRun();
  Status InsertRiskPoints(int64_t run, const std::vector<RiskRunPoint>& points);
  Status ThinRiskRuns();
  template <typename R>
  Result<std::optional<R>> FindPart(const R& record);
  template <typename R>
  Status RunPart(std::string_view sql, const R& record);
  Status NotePart(EventId event, const char* field, const std::string& before,
                  const std::string& after);
  Result<bool> IsApart(OrganisationId a, OrganisationId b);
  // Names the reference behind a commit that was refused.
  Error ExplainRefusal(Error error);

  WriterContext context_;
  std::unique_ptr<Connection> connection_;
  std::optional<Transaction> transaction_;
  std::optional<Statements> statements_[kRecordKinds];
  std::optional<Prepared> log_;
  std::unordered_set<int64_t> stale_organisations_;  // whose search text must be made anew
  WriteCounts counts_;
  int64_t run_ = 0;
  int64_t now_ms_ = 0;
  int64_t next_change_ = 0;
  int64_t last_id_ = 0;
  bool failed_ = false;
};

}  // namespace lianmeng::store
