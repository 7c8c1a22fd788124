#include "store/writer.h"

#include <algorithm>
#include <numeric>

#include "store/visible.h"
#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

std::vector<std::string> NamesOf(const Organisation& record) {
  std::vector<std::string> names = {record.name, record.short_name, record.name_en};
  names.insert(names.end(), record.aliases.begin(), record.aliases.end());
  return names;
}

std::vector<std::string> NamesOf(const Product& record) {
  std::vector<std::string> names = {record.name.zh, record.name.en};
  names.insert(names.end(), record.aliases.begin(), record.aliases.end());
  return names;
}

// Names that agree in this many characters count as equal in order, and the id decides.
constexpr size_t kSortCharacters = 64;

std::string SortKey(const std::string& name) {
  return PinyinSortKey(ToUtf8(std::u32string_view(ToUtf32(name)).substr(0, kSortCharacters)));
}

// Columns computed from the record, for ordering and search.
template <typename R>
std::vector<NamedCell> DerivedCells(const R&) {
  return {};
}
template <>
std::vector<NamedCell> DerivedCells(const Organisation& record) {
  const std::vector<std::string> names = NamesOf(record);
  return {{"names", NamesForRank(names)},
          {"initials", InitialsForRank(names)},
          {"sort_key", SortKey(record.name)}};
}
template <>
std::vector<NamedCell> DerivedCells(const Product& record) {
  const std::vector<std::string> names = NamesOf(record);
  return {{"names", NamesForRank(names)},
          {"initials", InitialsForRank(names)},
          {"sort_key", SortKey(record.name.zh)}};
}
template <>
std::vector<NamedCell> DerivedCells(const Need& record) {
  return {{"names", NamesForRank({record.text})}};
}

template <typename R>
concept Owned = requires(const R& record) {
  record.ownership;
};

template <typename R>
Ownership OwnershipOf(const R& record) {
  if constexpr (Owned<R>) return record.ownership;
  return {.audience = Audience::kPublic};
}

// Under which id the history knows a record: none where it names the kind's records by key.
template <typename R>
int64_t LoggedId(int64_t id) {
  if constexpr (requires { Table<R>::kNamedByKey; }) return 0;
  return id;
}

// All columns that a row of R has beside its id, in the order in which they are bound.
template <typename R>
std::vector<std::string> WrittenColumns() {
  std::vector<std::string> columns = ColumnNames<R>();
  for (const NamedCell& derived : DerivedCells(R{})) columns.emplace_back(derived.column);
  columns.emplace_back("content");
  columns.emplace_back("updated_ms");
  return columns;
}

template <typename R>
std::string InsertSql() {
  std::string names = Table<R>::kHasId ? "id" : "";
  std::string values = Table<R>::kHasId ? "$1" : "";
  int position = Table<R>::kHasId ? 2 : 1;
  for (const std::string& column : WrittenColumns<R>()) {
    if (position > 1) names += ", ", values += ", ";
    names += column;
    values += "$" + std::to_string(position++);
  }
  return "INSERT INTO " + std::string(Name(Table<R>::kKind)) + " (" + names + ") VALUES (" +
         values + ")";
}

template <typename R>
std::string UpdateSql() {
  std::string sets;
  int position = Table<R>::kKeyParts + 1;
  for (const std::string& column : WrittenColumns<R>()) {
    sets += (sets.empty() ? "" : ", ") + column + " = $" + std::to_string(position++);
  }
  if constexpr (requires { Table<R>::kVersioned; }) sets += ", version = version + 1";
  return "UPDATE " + std::string(Name(Table<R>::kKind)) + " SET " + sets + " WHERE " +
         std::string(Table<R>::kWhereKey);
}

// The error of one record, with its table and natural key.
template <typename R>
Error AboutRecord(Error error, const R& record) {
  if (error.place.field.empty()) error.place.field = Name(Table<R>::kKind);
  if (error.place.value.empty()) error.place.value = Table<R>::KeyText(record);
  return error;
}

int64_t Sum(const std::array<int64_t, kRecordKinds>& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

void BindOwnership(Prepared& statement, int position, const Ownership& ownership) {
  if (ownership.owner) {
    statement.Bind(position, ownership.owner.value);
  } else {
    statement.BindNull(position);
  }
  statement.Bind(position + 1, Code(ownership.audience));
}

}  // namespace

int64_t WriteCounts::Inserted() const { return Sum(inserted); }
int64_t WriteCounts::Updated() const { return Sum(updated); }
int64_t WriteCounts::Unchanged() const { return Sum(unchanged); }
int64_t WriteCounts::Removed() const { return Sum(removed); }

// ---- Begin and end

Result<std::unique_ptr<Writer::Impl>> Writer::Impl::Begin(const WriterContext& context) {
  std::unique_ptr<Impl> impl(new Impl(context));
  LM_ASSIGN(impl->connection_, context.pool->Borrow(Access::kWrite));
  LM_ASSIGN(Transaction transaction, Transaction::Begin(*impl->connection_, Access::kWrite));
  impl->transaction_.emplace(std::move(transaction));
  impl->now_ms_ = context.clock->NowMs();
  impl->run_ = context.ids->Next();
  LM_ASSIGN(Prepared last, impl->connection_->Prepare("SELECT MAX(number) FROM change_log"));
  LM_ASSIGN(const bool row, last.Step());
  impl->next_change_ = (row ? last.Int(0) : 0) + 1;
  return impl;
}

Writer::Impl::~Impl() {
  // Statements first, then the transaction (which rolls back unless committed), then the
  // connection's loan.
  for (auto& statements : statements_) statements.reset();
  log_.reset();
  transaction_.reset();
  if (connection_ != nullptr) context_.pool->Return(Access::kWrite, std::move(connection_));
}

Result<WriteCounts> Writer::Impl::Commit() {
  if (failed_) {
    return MakeError(ErrorCode::kConflict,
                     {"此前的写入出错，本次修改已全部撤销",
                      "an earlier write failed; all of this write was undone"});
  }
  LM_TRY(IndexOrganisations());
  LM_TRY(RecordRun());
  LM_TRY(CountBackbone());
  LM_ASSIGN(counts_.data_version, ReadDataVersion(*connection_));
  Status committed = transaction_->Commit();
  if (!committed) return ExplainRefusal(committed.error());
  return counts_;
}

Status Writer::Impl::RecordRun() {
  const int64_t changed = counts_.Inserted() + counts_.Updated() + counts_.Removed();
  if (changed + counts_.Unchanged() == 0) return Ok{};
  LM_ASSIGN(Prepared run, connection_->Prepare(
                              "INSERT INTO import_run (id, started_ms, finished_ms, source, "
                              "inserted, updated, unchanged, removed) VALUES ($1, $2, $3, $4, $5, "
                              "$6, $7, $8)"));
  run.Bind(1, run_).Bind(2, now_ms_).Bind(3, context_.clock->NowMs()).Bind(4, context_.source);
  run.Bind(5, counts_.Inserted()).Bind(6, counts_.Updated()).Bind(7, counts_.Unchanged());
  run.Bind(8, counts_.Removed());
  LM_TRY(run.Run());
  // No snapshot rests on these: a change of one leaves them all as they are.
  int64_t beside = 0;
  for (const RecordKind kind : {RecordKind::kMeasure, RecordKind::kEvent, RecordKind::kBackboneSite,
                                RecordKind::kFibre, RecordKind::kBackboneFlow}) {
    const auto i = static_cast<size_t>(kind);
    beside += counts_.inserted[i] + counts_.updated[i] + counts_.removed[i];
  }
  if (changed == beside) return Ok{};
  LM_ASSIGN(Prepared version,
            connection_->Prepare("UPDATE meta SET value = value + 1 WHERE key = 'data_version'"));
  return version.Run();
}

Error Writer::Impl::ExplainRefusal(Error error) {
  if (error.code != ErrorCode::kInvalidArgument) return error;
  // Only these two references are checked as late as this.
  constexpr std::string_view kDangling[][2] = {
      {"organisation.owner",
       "SELECT o.key FROM organisation o LEFT JOIN organisation w ON w.id = o.owner "
       "WHERE o.owner IS NOT NULL AND w.id IS NULL ORDER BY o.key LIMIT 1"},
      {"region.parent",
       "SELECT r.code FROM region r LEFT JOIN region p ON p.code = r.parent "
       "WHERE r.parent IS NOT NULL AND p.code IS NULL ORDER BY r.code LIMIT 1"},
  };
  for (const auto& [field, sql] : kDangling) {
    Result<Prepared> find = connection_->Prepare(sql);
    if (!find) continue;
    const Result<bool> row = find->Step();
    if (!row || !*row) continue;
    error.place.field = field;
    error.place.value = find->Text(0);
    return error;
  }
  return error;
}

// ---- Put

template <typename R>
Result<PutOutcome> Writer::Impl::Put(const R& record) {
  Result<PutOutcome> outcome = PutNamed(record);
  if (!outcome) {
    failed_ = true;
    return AboutRecord(std::move(outcome).error(), record);
  }
  const auto kind = static_cast<size_t>(Table<R>::kKind);
  auto& counted = *outcome == PutOutcome::kInserted  ? counts_.inserted
                  : *outcome == PutOutcome::kUpdated ? counts_.updated
                                                     : counts_.unchanged;
  ++counted[kind];
  return outcome;
}

template <typename R>
Result<PutOutcome> Writer::Impl::PutOrFail(const R& record) {
  const std::vector<NamedCell> cells = Cells(record);
  LM_TRY(CheckCells(Table<R>::kKind, cells));
  LM_ASSIGN(Statements* const statements, StatementsOf<R>());
  LM_ASSIGN(const std::optional<Found> found, Find(*statements, record));
  if (!found) {
    LM_TRY(Insert(*statements, record, cells));
    return PutOutcome::kInserted;
  }
  last_id_ = Table<R>::kHasId ? found->id : 0;
  if (found->content == ContentHash(cells)) return PutOutcome::kUnchanged;
  LM_TRY(Update(*statements, record, cells));
  return PutOutcome::kUpdated;
}

template <typename R>
Result<Writer::Impl::Statements*> Writer::Impl::StatementsOf() {
  std::optional<Statements>& slot = statements_[static_cast<size_t>(Table<R>::kKind)];
  if (slot) return &*slot;
  const std::string table(Name(Table<R>::kKind));
  const std::string where = " FROM " + table + " WHERE " + std::string(Table<R>::kWhereKey);
  const std::string id = Table<R>::kHasId ? "id" : "1";
  LM_ASSIGN(Prepared find, connection_->Prepare("SELECT " + id + ", content" + where));
  LM_ASSIGN(Prepared read, connection_->Prepare("SELECT " + SelectList<R>(table) + where));
  LM_ASSIGN(Prepared insert, connection_->Prepare(InsertSql<R>()));
  LM_ASSIGN(Prepared update, connection_->Prepare(UpdateSql<R>()));
  slot.emplace(Statements{std::move(find), std::move(read), std::move(insert), std::move(update)});
  return &*slot;
}

template <typename R>
Result<std::optional<Writer::Impl::Found>> Writer::Impl::Find(Statements& statements,
                                                              const R& record) {
  Table<R>::BindKey(statements.find, record);
  LM_ASSIGN(const bool row, statements.find.Step());
  std::optional<Found> found;
  if (row) found = Found{statements.find.Int(0), statements.find.Int(1)};
  statements.find.Reset();
  return found;
}

template <typename R>
Status Writer::Impl::BindAndRun(Prepared& statement, int position, const R& record,
                                const std::vector<NamedCell>& cells) {
  for (const NamedCell& named : cells) BindCell(statement, position++, named.cell);
  for (const NamedCell& named : DerivedCells(record)) BindCell(statement, position++, named.cell);
  statement.Bind(position, ContentHash(cells)).Bind(position + 1, now_ms_);
  return statement.Run();
}

template <typename R>
Status Writer::Impl::Insert(Statements& statements, const R& record,
                            const std::vector<NamedCell>& cells) {
  int64_t id = 0;
  if constexpr (Table<R>::kHasId) {
    id = record.id ? record.id.value : context_.ids->Next();
    statements.insert.Bind(1, id);
  }
  LM_TRY(BindAndRun(statements.insert, Table<R>::kHasId ? 2 : 1, record, cells));
  last_id_ = id;
  const Ownership ownership = OwnershipOf(record);
  LM_TRY(Log({.kind = Table<R>::kKind,
              .id = LoggedId<R>(id),
              .key = Table<R>::KeyText(record),
              .action = "inserted",
              .before = ownership,
              .after = ownership}));
  return Follow(id, record, static_cast<const R*>(nullptr));
}

template <typename R>
Status Writer::Impl::Update(Statements& statements, const R& record,
                            const std::vector<NamedCell>& cells) {
  Table<R>::BindKey(statements.read, record);
  LM_ASSIGN(const bool row, statements.read.Step());
  if (!row) return Contradiction(Name(Table<R>::kKind));  // Find saw it in the same transaction
  R before;
  ReadRecord(statements.read, 0, before);
  statements.read.Reset();
  Table<R>::BindKey(statements.update, record);
  LM_TRY(BindAndRun(statements.update, Table<R>::kKeyParts + 1, record, cells));
  LM_TRY(Log({.kind = Table<R>::kKind,
              .id = LoggedId<R>(last_id_),
              .key = Table<R>::KeyText(record),
              .action = "updated",
              .before = OwnershipOf(before),
              .after = OwnershipOf(record),
              .fields = DifferenceJson(Cells(before), cells)}));
  return Follow(last_id_, record, &before);
}

template <typename R>
Status Writer::Impl::Rewrite(const R& before, const R& after) {
  std::vector<NamedCell> written = Cells(after);
  const int64_t content = ContentHash(written);
  for (NamedCell& derived : DerivedCells(after)) written.push_back(std::move(derived));
  written.push_back({"content", content});
  std::string sets;
  int position = 1;
  for (const NamedCell& named : written) {
    if (position > 1) sets += ", ";
    sets += std::string(named.column) + " = $" + std::to_string(position++);
  }
  if constexpr (requires { Table<R>::kVersioned; }) sets += ", version = version + 1";
  LM_ASSIGN(Prepared update,
            connection_->Prepare("UPDATE " + std::string(Name(Table<R>::kKind)) + " SET " + sets +
                                 " WHERE id = $" + std::to_string(position)));
  update.Bind(position, before.id.value);
  position = 1;
  for (const NamedCell& named : written) BindCell(update, position++, named.cell);
  LM_TRY(update.Run());
  LM_TRY(Log({.kind = Table<R>::kKind,
              .id = LoggedId<R>(before.id.value),
              .key = Table<R>::KeyText(after),
              .action = "updated",
              .before = OwnershipOf(before),
              .after = OwnershipOf(after),
              .fields = DifferenceJson(Cells(before), Cells(after))}));
  return Follow(before.id.value, after, &before);
}

template <typename R>
Result<std::optional<R>> Writer::Impl::ReadById(int64_t id) {
  LM_ASSIGN(Prepared read,
            connection_->Prepare("SELECT " + SelectList<R>("x") + " FROM " +
                                 std::string(Name(Table<R>::kKind)) + " x WHERE x.id = $1"));
  LM_ASSIGN(const bool row, read.Bind(1, id).Step());
  std::optional<R> found;
  if (row) ReadRecord(read, 0, found.emplace());
  return found;
}

Status Writer::Impl::InsertOrganisation(const Organisation& record) {
  LM_ASSIGN(Statements* const statements, StatementsOf<Organisation>());
  const std::vector<NamedCell> cells = Cells(record);
  statements->insert.Bind(1, record.id.value);
  LM_TRY(BindAndRun(statements->insert, 2, record, cells));
  return Follow(record.id.value, record, static_cast<const Organisation*>(nullptr));
}

// What writer_merge.cc needs of each kind.
#define LM_STORE_REWRITE(R)                                               \
  template Result<PutOutcome> Writer::Impl::PutOrFail(const R& record);   \
  template Status Writer::Impl::Rewrite(const R& before, const R& after); \
  template Result<std::optional<R>> Writer::Impl::ReadById<R>(int64_t id);

LM_STORE_REWRITE(Organisation)
LM_STORE_REWRITE(Offer)
LM_STORE_REWRITE(Need)
LM_STORE_REWRITE(Link)
LM_STORE_REWRITE(Measure)
LM_STORE_REWRITE(MatchmakingEvent)
LM_STORE_REWRITE(FlowEntry)
#undef LM_STORE_REWRITE

// What backbone.cc puts.
template Result<PutOutcome> Writer::Impl::Put(const SiteEntry& record);
template Result<PutOutcome> Writer::Impl::Put(const FibreEntry& record);
template Result<PutOutcome> Writer::Impl::Put(const FlowEntry& record);

Status Writer::Impl::Log(const Logged& logged) {
  backbone_changed_ |= logged.kind == RecordKind::kBackboneSite ||
                       logged.kind == RecordKind::kFibre ||
                       logged.kind == RecordKind::kBackboneFlow;
  if (!log_) {
    LM_ASSIGN(Prepared made,
              connection_->Prepare(
                  "INSERT INTO change_log (number, kind, record_id, record_key, run, at_ms, "
                  "action, owner_before, audience_before, owner_after, audience_after, "
                  "fields) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"));
    log_.emplace(std::move(made));
  }
  log_->Bind(1, next_change_++).Bind(2, Name(logged.kind)).Bind(3, logged.id).Bind(4, logged.key);
  log_->Bind(5, run_).Bind(6, now_ms_).Bind(7, logged.action);
  BindOwnership(*log_, 8, logged.before);
  BindOwnership(*log_, 10, logged.after);
  log_->Bind(12, logged.fields);
  return log_->Run();
}

// ---- What follows from a change

Status Writer::Impl::Follow(int64_t id, const Organisation& record, const Organisation* before) {
  stale_organisations_.insert(id);
  if (before != nullptr && before->titles == record.titles) return Ok{};
  return WriteTitles(id, record, before == nullptr);
}

Status Writer::Impl::WriteTitles(int64_t id, const Organisation& record, bool is_new) {
  if (!is_new) {
    LM_ASSIGN(Prepared clear,
              connection_->Prepare("DELETE FROM organisation_title WHERE organisation = $1"));
    LM_TRY(clear.Bind(1, id).Run());
  }
  if (record.titles.empty()) return Ok{};
  LM_ASSIGN(Prepared add,
            connection_->Prepare("INSERT INTO organisation_title (organisation, title) "
                                 "VALUES ($1, $2) ON CONFLICT DO NOTHING"));
  for (const Title title : record.titles) LM_TRY(add.Bind(1, id).Bind(2, Code(title)).Run());
  return Ok{};
}

Status Writer::Impl::Follow(int64_t id, const Product& record, const Product* before) {
  LM_TRY(connection_->text_index().Put(TextKind::kProduct, id, MakeDocument(NamesOf(record), {})));
  if (before == nullptr || NamesOf(*before) == NamesOf(record)) return Ok{};
  // The text of its makers and of the needs for it holds its names.
  LM_ASSIGN(Prepared makers,
            connection_->Prepare("SELECT DISTINCT organisation FROM offer WHERE product = $1"));
  makers.Bind(1, id);
  while (true) {
    LM_ASSIGN(const bool row, makers.Step());
    if (!row) break;
    stale_organisations_.insert(makers.Int(0));
  }
  LM_ASSIGN(Prepared needs, connection_->Prepare("SELECT id, text FROM need WHERE product = $1"));
  needs.Bind(1, id);
  while (true) {
    LM_ASSIGN(const bool row, needs.Step());
    if (!row) return Ok{};
    LM_TRY(IndexNeed(needs.Int(0), std::string(needs.Text(1)), ProductId{id}));
  }
}

Status Writer::Impl::Follow(int64_t, const Offer& record, const Offer* before) {
  stale_organisations_.insert(record.organisation.value);
  if (before != nullptr) stale_organisations_.insert(before->organisation.value);
  return Ok{};
}

Status Writer::Impl::Follow(int64_t id, const Need& record, const Need*) {
  return IndexNeed(id, record.text, record.product);
}

Status Writer::Impl::IndexNeed(int64_t id, const std::string& text, ProductId product) {
  std::vector<std::string> texts = {text};
  if (product) {
    LM_ASSIGN(Prepared find,
              connection_->Prepare("SELECT name_zh, name_en, aliases FROM product WHERE id = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, product.value).Step());
    if (row) {
      texts.emplace_back(find.Text(0));
      texts.emplace_back(find.Text(1));
      for (std::string& alias : DecodeList(find.Text(2))) texts.push_back(std::move(alias));
    }
  }
  return connection_->text_index().Put(TextKind::kNeed, id, MakeDocument({}, texts));
}

Status Writer::Impl::IndexOrganisations() {
  std::vector<int64_t> ids(stale_organisations_.begin(), stale_organisations_.end());
  stale_organisations_.clear();
  std::sort(ids.begin(), ids.end());
  for (const int64_t id : ids) LM_TRY(IndexOrganisation(id));
  return Ok{};
}

Status Writer::Impl::IndexOrganisation(int64_t id) {
  Organisation record;
  {
    LM_ASSIGN(Prepared read, connection_->Prepare("SELECT " + SelectList<Organisation>("o") +
                                                  " FROM organisation o WHERE o.id = $1"));
    LM_ASSIGN(const bool row, read.Bind(1, id).Step());
    if (!row) return Contradiction(Name(RecordKind::kOrganisation));
    ReadRecord(read, 0, record);
  }
  std::vector<std::string> texts = {record.summary};
  LM_ASSIGN(Prepared offers,
            connection_->Prepare("SELECT f.owner, f.audience, p.name_zh, p.name_en, p.aliases "
                                 "FROM offer f JOIN product p ON p.id = f.product "
                                 "WHERE f.organisation = $1 ORDER BY f.id"));
  offers.Bind(1, id);
  while (true) {
    LM_ASSIGN(const bool row, offers.Step());
    if (!row) break;
    const Ownership offer{.owner = OrganisationId{offers.Int(0)},
                          .audience = FromCode<Audience>(offers.Text(1))};
    // Otherwise a search could tell what a confidential offer says to those who see the
    // organisation only.
    if (!SeenByAllWhoSee(offer, record.ownership)) continue;
    texts.emplace_back(offers.Text(2));
    texts.emplace_back(offers.Text(3));
    for (std::string& alias : DecodeList(offers.Text(4))) texts.push_back(std::move(alias));
  }
  return connection_->text_index().Put(TextKind::kOrganisation, id,
                                       MakeDocument(NamesOf(record), texts));
}

// ---- Keys

namespace {

template <typename IdType>
Status LoadKeysOf(Connection& connection, RecordKind kind,
                  std::unordered_map<std::string, IdType>& keys) {
  LM_ASSIGN(Prepared list, connection.Prepare("SELECT key, id FROM " + std::string(Name(kind))));
  while (true) {
    LM_ASSIGN(const bool row, list.Step());
    if (!row) return Ok{};
    keys.emplace(list.Text(0), IdType{list.Int(1)});
  }
}

}  // namespace

Result<KeyMap> Writer::Impl::LoadKeys(const KeyKinds& kinds) {
  KeyMap keys;
  Connection& from = *connection_;
  if (kinds.organisations) {
    LM_TRY(LoadMerged());
    LM_TRY(LoadKeysOf(from, RecordKind::kOrganisation, keys.organisations));
    for (const auto& [key, id] : source_of_key_) keys.organisations[key] = OrganisationId{id};
  }
  if (kinds.products) LM_TRY(LoadKeysOf(from, RecordKind::kProduct, keys.products));
  if (kinds.chains) LM_TRY(LoadKeysOf(from, RecordKind::kChain, keys.chains));
  if (kinds.offers) LM_TRY(LoadKeysOf(from, RecordKind::kOffer, keys.offers));
  if (kinds.needs) LM_TRY(LoadKeysOf(from, RecordKind::kNeed, keys.needs));
  if (!kinds.regions) return keys;
  LM_ASSIGN(Prepared list, from.Prepare("SELECT code FROM region"));
  while (true) {
    LM_ASSIGN(const bool row, list.Step());
    if (!row) return keys;
    keys.regions.insert(RegionCode{list.Int(0)});
  }
}

// ---- Writer

Result<Writer> OpenWriter(const WriterContext& context) {
  LM_ASSIGN(std::unique_ptr<Writer::Impl> impl, Writer::Impl::Begin(context));
  return Writer(std::move(impl));
}

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

#define LM_STORE_PUT(R)                             \
  Result<PutOutcome> Writer::Put(const R& record) { \
    CHECK(impl_ != nullptr);                        \
    return impl_->Put(record);                      \
  }

LM_STORE_PUT(Region)
LM_STORE_PUT(Organisation)
LM_STORE_PUT(Product)
LM_STORE_PUT(Input)
LM_STORE_PUT(Chain)
LM_STORE_PUT(ChainProduct)
LM_STORE_PUT(Specialisation)
LM_STORE_PUT(Offer)
LM_STORE_PUT(Need)
LM_STORE_PUT(Link)
LM_STORE_PUT(Pairing)
LM_STORE_PUT(Measure)
LM_STORE_PUT(MatchmakingEvent)
#undef LM_STORE_PUT

Result<int64_t> Writer::Merge(const MergeDecision& decision) {
  CHECK(impl_ != nullptr);
  return impl_->Merge(decision);
}

Status Writer::UndoMerge(const MergeUndoing& undoing) {
  CHECK(impl_ != nullptr);
  return impl_->UndoMerge(undoing);
}

Status Writer::ChooseField(const FieldDecision& decision) {
  CHECK(impl_ != nullptr);
  return impl_->ChooseField(decision);
}

Result<int64_t> Writer::PutFlag(const MergeFlag& flag) {
  CHECK(impl_ != nullptr);
  return impl_->PutFlag(flag);
}

Status Writer::DismissFlag(int64_t flag, std::string_view closed_by) {
  CHECK(impl_ != nullptr);
  return impl_->DismissFlag(flag, closed_by);
}

int64_t Writer::MakeId() {
  CHECK(impl_ != nullptr);
  return impl_->MakeId();
}

int64_t Writer::NowMs() const {
  CHECK(impl_ != nullptr);
  return impl_->now_ms();
}

int64_t Writer::LastId() const {
  CHECK(impl_ != nullptr);
  return impl_->last_id();
}

Result<std::optional<MeasureRow>> Writer::FindMeasure(MeasureId id) {
  CHECK(impl_ != nullptr);
  return impl_->FindMeasure(id);
}

Result<std::optional<MeasureRow>> Writer::FindMeasure(std::string_view key) {
  CHECK(impl_ != nullptr);
  return impl_->FindMeasure(key);
}

Result<std::optional<OfferRow>> Writer::FindOffer(OfferId id) {
  CHECK(impl_ != nullptr);
  return impl_->FindRow<Offer>(id.value);
}

Result<std::optional<NeedRow>> Writer::FindNeed(NeedId id) {
  CHECK(impl_ != nullptr);
  return impl_->FindRow<Need>(id.value);
}

Result<bool> Writer::HasKey(RecordKind kind, std::string_view key) {
  CHECK(impl_ != nullptr);
  return impl_->HasKey(kind, key);
}

Result<bool> Writer::PutApart(const ApartDecision& decision) {
  CHECK(impl_ != nullptr);
  return impl_->PutApart(decision);
}

Result<bool> Writer::RemoveApart(OrganisationId a, OrganisationId b) {
  CHECK(impl_ != nullptr);
  return impl_->RemoveApart(a, b);
}

Result<MatchStep> Writer::PutMatchStep(const MatchStep& step, int64_t last) {
  CHECK(impl_ != nullptr);
  return impl_->PutMatchStep(step, last);
}

Result<SavedSearch> Writer::PutSavedSearch(const SavedSearch& search) {
  CHECK(impl_ != nullptr);
  return impl_->PutSavedSearch(search);
}

Result<bool> Writer::SeeSavedSearch(std::string_view viewer, int64_t id) {
  CHECK(impl_ != nullptr);
  return impl_->SeeSavedSearch(viewer, id);
}

Result<bool> Writer::RemoveSavedSearch(std::string_view viewer, int64_t id) {
  CHECK(impl_ != nullptr);
  return impl_->RemoveSavedSearch(viewer, id);
}

Result<bool> Writer::PutRiskRun(const RiskRun& run) {
  CHECK(impl_ != nullptr);
  return impl_->PutRiskRun(run);
}

Result<KeyMap> Writer::LoadKeys(const KeyKinds& kinds) {
  CHECK(impl_ != nullptr);
  return impl_->LoadKeys(kinds);
}

const WriteCounts& Writer::counts() const {
  CHECK(impl_ != nullptr);
  return impl_->counts();
}

Result<WriteCounts> Writer::Commit() {
  CHECK(impl_ != nullptr);
  const std::unique_ptr<Impl> impl = std::move(impl_);
  return impl->Commit();
}

void Writer::Rollback() { impl_.reset(); }

}  // namespace lianmeng::store
