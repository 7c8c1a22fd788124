// Merging two organisations and undoing it. docs/names.md, "Merging", says what it means; the tables
// are docs/formats/store.md's.
//
// Two pictures of every reference are kept. A record *names* an organisation as its source does and
// *holds* the one that this is now; where the two differ, organisation_reference has the named one.
// What is held follows from what is named and from the merges that stand, so a merge or its undoing
// settles the records concerned anew, and undoing in any order leaves nothing behind.
#include <algorithm>
#include <map>
#include <tuple>

#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

constexpr std::string_view kListField = "organisations";  // of a measure

// The references of a record to organisations that are columns of their own.
template <typename R, typename Visit>
void VisitEnds(R& r, Visit&& visit) {
  using Record = std::remove_const_t<R>;
  if constexpr (std::is_same_v<Record, Offer> || std::is_same_v<Record, Need>) {
    visit("organisation", r.organisation);
  }
  if constexpr (std::is_same_v<Record, Link>) {
    visit("supplier", r.supplier), visit("customer", r.customer);
  }
  if constexpr (std::is_same_v<Record, Measure>) {
    visit("responsible_organisation", r.responsible_organisation);
  }
  visit("owner", r.ownership.owner);
}

std::string IdsText(const std::vector<OrganisationId>& ids) {
  std::vector<std::string> items;
  for (const OrganisationId id : ids) items.push_back(id.ToString());
  return EncodeList(items);
}

// "INSERT INTO link_aside (id, supplier, ...) VALUES ($1, $2, ...)": the columns of R behind others.
template <typename R>
std::string InsertBehind(std::string_view table, const std::string& first, int first_count) {
  std::string names = first;
  std::string values = "$1";
  for (int i = 2; i <= first_count; ++i) values += ", $" + std::to_string(i);
  int position = first_count + 1;
  for (const std::string& column : ColumnNames<R>()) {
    names += ", " + column;
    values += ", $" + std::to_string(position++);
  }
  return "INSERT INTO " + std::string(table) + " (" + names + ") VALUES (" + values + ")";
}

template <typename R>
void BindCells(Prepared& statement, int position, const R& record) {
  for (const NamedCell& named : Cells(record)) BindCell(statement, position++, named.cell);
}

// Of links that came to be one: which is shown, the first.
auto LinkOrder(const Link& link) {
  return std::make_tuple(link.sample, static_cast<int>(link.status), -link.confidence,
                         -link.year.value_or(0), -link.value_fen_year, link.id);
}

}  // namespace

// ---- What is merged

Status Writer::Impl::LoadMerged() {
  if (merged_loaded_) return Ok{};
  LM_ASSIGN(Prepared rows,
            connection_->Prepare("SELECT id, key, organisation FROM organisation_source"));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) break;
    merged_[rows.Int(0)] = rows.Int(2);
    source_of_key_[std::string(rows.Text(1))] = rows.Int(0);
  }
  merged_loaded_ = true;
  return Ok{};
}

OrganisationId Writer::Impl::Now(OrganisationId id) const {
  const auto found = merged_.find(id.value);
  return found == merged_.end() ? id : OrganisationId{found->second};
}

std::vector<int64_t> Writer::Impl::SourceIds(OrganisationId organisation) const {
  std::vector<int64_t> ids;
  for (const auto& [source, now] : merged_) {
    if (now == organisation.value) ids.push_back(source);
  }
  if (ids.empty()) ids.push_back(organisation.value);
  std::sort(ids.begin(), ids.end());
  return ids;
}

Result<std::vector<int64_t>> Writer::Impl::Ids(const SqlText& sql) {
  LM_ASSIGN(Prepared rows, sql.Prepare(*connection_));
  std::vector<int64_t> ids;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return ids;
    ids.push_back(rows.Int(0));
  }
}

Status Writer::Impl::Fail(Status status) {
  if (!status) failed_ = true;
  return status;
}

// ---- Named and held

template <typename R>
R Writer::Impl::Hold(const R& record, std::vector<Named>& named) const {
  R held = record;
  VisitEnds(held, [&](const char* field, OrganisationId& id) {
    const OrganisationId now = Now(id);
    if (now == id) return;
    named.push_back({field, id.value, {}});
    id = now;
  });
  if constexpr (std::is_same_v<R, Measure>) {
    std::vector<OrganisationId> now;
    for (const OrganisationId id : record.organisations) {
      if (std::find(now.begin(), now.end(), Now(id)) == now.end()) now.push_back(Now(id));
    }
    if (now != record.organisations) {
      named.push_back({std::string(kListField), 0, IdsText(record.organisations)});
      held.organisations = std::move(now);
    }
  }
  return held;
}

template <typename R>
void Writer::Impl::ApplyNamed(const std::vector<Named>& named, R& record) const {
  for (const Named& one : named) {
    VisitEnds(record, [&](std::string_view field, OrganisationId& id) {
      if (field == one.field) id.value = one.id;
    });
    if constexpr (std::is_same_v<R, Measure>) {
      if (one.field != kListField) continue;
      record.organisations.clear();
      for (const std::string& item : DecodeList(one.items)) {
        record.organisations.push_back(ItemFrom<OrganisationId>(item));
      }
    }
  }
}

// For store/writer_trade.cc as well: a compiler that inlines every use here leaves no symbol behind.
template void Writer::Impl::ApplyNamed(const std::vector<Named>&, Offer&) const;
template void Writer::Impl::ApplyNamed(const std::vector<Named>&, Need&) const;

Result<std::vector<Writer::Impl::Named>> Writer::Impl::ReadNamed(RecordKind kind, int64_t record) {
  LM_ASSIGN(Prepared rows,
            connection_->Prepare("SELECT field, named, items FROM organisation_reference "
                                 "WHERE kind = $1 AND record = $2 ORDER BY field"));
  rows.Bind(1, Name(kind)).Bind(2, record);
  std::vector<Named> named;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return named;
    named.push_back({std::string(rows.Text(0)), rows.Int(1), std::string(rows.Text(2))});
  }
}

Status Writer::Impl::WriteNamed(RecordKind kind, int64_t record, const std::vector<Named>& named) {
  LM_ASSIGN(
      Prepared clear,
      connection_->Prepare("DELETE FROM organisation_reference WHERE kind = $1 AND record = $2"));
  LM_TRY(clear.Bind(1, Name(kind)).Bind(2, record).Run());
  if (named.empty()) return Ok{};
  LM_ASSIGN(Prepared add,
            connection_->Prepare("INSERT INTO organisation_reference (kind, record, field, named, "
                                 "items) VALUES ($1, $2, $3, $4, $5)"));
  for (const Named& one : named) {
    add.Bind(1, Name(kind)).Bind(2, record).Bind(3, std::string_view(one.field));
    LM_TRY(add.Bind(4, one.id).Bind(5, std::string_view(one.items)).Run());
  }
  return Ok{};
}

// ---- Records that come while organisations are merged

template <typename R>
Result<PutOutcome> Writer::Impl::PutHeld(const R& record) {
  std::vector<Named> named;
  LM_ASSIGN(const PutOutcome outcome, PutOrFail(Hold(record, named)));
  LM_TRY(WriteNamed(Table<R>::kKind, last_id_, named));
  return outcome;
}

Result<PutOutcome> Writer::Impl::PutNamed(const Organisation& record) {
  LM_TRY(LoadMerged());
  if (merged_.empty()) return PutOrFail(record);
  const auto source = source_of_key_.find(record.key);
  if (source == source_of_key_.end()) return PutHeld(record);
  return PutSource(record, OrganisationId{source->second});
}

Result<PutOutcome> Writer::Impl::PutNamed(const Offer& record) {
  LM_TRY(LoadMerged());
  return merged_.empty() ? PutOrFail(record) : PutHeld(record);
}

Result<PutOutcome> Writer::Impl::PutNamed(const Need& record) {
  LM_TRY(LoadMerged());
  return merged_.empty() ? PutOrFail(record) : PutHeld(record);
}

Result<PutOutcome> Writer::Impl::PutNamed(const Link& record) {
  LM_TRY(LoadMerged());
  if (merged_.empty()) return PutOrFail(record);
  const bool merged =
      merged_.contains(record.supplier.value) || merged_.contains(record.customer.value);
  return merged ? PutMergedLink(record) : PutHeld(record);
}

// Whoever changes a measure read it as it is held: what he left as it was keeps the name it had.
Result<PutOutcome> Writer::Impl::PutNamed(const Measure& record) {
  LM_TRY(LoadMerged());
  if (merged_.empty()) return PutOrFail(record);
  LM_ASSIGN(const std::optional<MeasureRow> known, FindMeasure(record.key));
  if (!known) return PutHeld(record);
  LM_ASSIGN(const std::vector<Named> named,
            ReadNamed(RecordKind::kMeasure, known->record.id.value));
  Measure kept = known->record;
  ApplyNamed(named, kept);
  Measure changed = record;
  if (changed.responsible_organisation == known->record.responsible_organisation) {
    changed.responsible_organisation = kept.responsible_organisation;
  }
  if (changed.organisations == known->record.organisations) {
    changed.organisations = kept.organisations;
  }
  if (changed.ownership.owner == known->record.ownership.owner) {
    changed.ownership.owner = kept.ownership.owner;
  }
  return PutHeld(changed);
}

// As a measure: whoever left the owner as it was read it as it is held.
Result<PutOutcome> Writer::Impl::PutNamed(const FlowEntry& record) {
  LM_TRY(LoadMerged());
  if (merged_.empty()) return PutOrFail(record);
  int64_t id = 0;
  OrganisationId held;
  {
    LM_ASSIGN(Prepared find,
              connection_->Prepare("SELECT id, owner FROM backbone_flow WHERE key = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, std::string_view(record.flow.id)).Step());
    if (!row) return PutHeld(record);
    id = find.Int(0);
    held.value = find.Int(1);
  }
  FlowEntry changed = record;
  if (changed.ownership.owner == held) {
    LM_ASSIGN(const std::vector<Named> named, ReadNamed(RecordKind::kBackboneFlow, id));
    ApplyNamed(named, changed);
  }
  return PutHeld(changed);
}

Result<PutOutcome> Writer::Impl::PutSource(const Organisation& record, OrganisationId source) {
  LM_TRY(CheckCells(RecordKind::kOrganisation, Cells(record)));
  Organisation before;
  {
    LM_ASSIGN(Prepared read, connection_->Prepare("SELECT " + SelectList<Organisation>("s") +
                                                  " FROM organisation_source s WHERE s.id = $1"));
    LM_ASSIGN(const bool row, read.Bind(1, source.value).Step());
    if (!row) return Contradiction("organisation_source");
    ReadRecord(read, 0, before);
  }
  last_id_ = source.value;
  Organisation after = record;
  after.id = source;
  if (after == before) return PutOutcome::kUnchanged;
  const OrganisationId now = Now(source);
  LM_TRY(WriteSource({.record = after, .updated_at_ms = now_ms_}, now));
  LM_TRY(Recompute(now));
  return PutOutcome::kUpdated;
}

Status Writer::Impl::WriteSource(const OrganisationSource& source, OrganisationId organisation) {
  LM_ASSIGN(Prepared clear, connection_->Prepare("DELETE FROM organisation_source WHERE id = $1"));
  LM_TRY(clear.Bind(1, source.record.id.value).Run());
  LM_ASSIGN(Prepared add, connection_->Prepare(InsertBehind<Organisation>(
                              "organisation_source", "id, organisation, updated_ms", 3)));
  add.Bind(1, source.record.id.value).Bind(2, organisation.value).Bind(3, source.updated_at_ms);
  BindCells(add, 4, source.record);
  LM_TRY(add.Run());
  merged_[source.record.id.value] = organisation.value;
  source_of_key_[source.record.key] = source.record.id.value;
  return Ok{};
}

// ---- Links

Result<std::vector<Writer::Impl::Settled>> Writer::Impl::LinksOf(
    const std::vector<int64_t>& organisations) {
  std::vector<Settled> links;
  SqlText visible;
  const std::string held = visible.BindList(organisations);
  visible << "SELECT id FROM link WHERE supplier IN " << held << " UNION SELECT id FROM link WHERE "
          << "customer IN " << held << " UNION SELECT id FROM link WHERE owner IN " << held
          << " UNION SELECT record FROM organisation_reference WHERE kind = 'link' AND named IN "
          << held << " ORDER BY 1";
  LM_ASSIGN(const std::vector<int64_t> ids, Ids(visible));
  for (const int64_t id : ids) {
    LM_ASSIGN(std::optional<Link> link, ReadById<Link>(id));
    if (!link) return Contradiction("organisation_reference");
    LM_ASSIGN(const std::vector<Named> named, ReadNamed(RecordKind::kLink, id));
    ApplyNamed(named, *link);
    links.push_back({*link, false});
  }
  SqlText aside;
  const std::string named = aside.BindList(organisations);
  aside << "SELECT " << SelectList<Link>("x") << " FROM link_aside x WHERE x.supplier IN " << named
        << " OR x.customer IN " << named << " ORDER BY x.id";
  LM_ASSIGN(Prepared rows, aside.Prepare(*connection_));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return links;
    ReadRecord(rows, 0, links.emplace_back(Settled{{}, true}).named);
  }
}

Result<PutOutcome> Writer::Impl::PutMergedLink(const Link& record) {
  LM_TRY(CheckCells(RecordKind::kLink, Cells(record)));
  const OrganisationId supplier = Now(record.supplier);
  const OrganisationId customer = Now(record.customer);
  // All that are, or would be, one link with it.
  std::vector<Settled> links;
  {
    SqlText sql;
    sql << "SELECT id FROM link WHERE supplier = " << sql.Bind(supplier.value)
        << " AND customer = " << sql.Bind(customer.value)
        << " AND COALESCE(product, 0) = " << sql.Bind(record.product.value);
    LM_ASSIGN(const std::vector<int64_t> ids, Ids(sql));
    for (const int64_t id : ids) {
      LM_ASSIGN(std::optional<Link> link, ReadById<Link>(id));
      if (!link) return Contradiction("link");
      LM_ASSIGN(const std::vector<Named> named, ReadNamed(RecordKind::kLink, id));
      ApplyNamed(named, *link);
      links.push_back({*link, false});
    }
  }
  {
    SqlText sql;
    sql << "SELECT " << SelectList<Link>("x") << " FROM link_aside x WHERE x.supplier IN "
        << sql.BindList(SourceIds(supplier)) << " AND x.customer IN "
        << sql.BindList(SourceIds(customer))
        << " AND COALESCE(x.product, 0) = " << sql.Bind(record.product.value) << " ORDER BY x.id";
    LM_ASSIGN(Prepared rows, sql.Prepare(*connection_));
    while (true) {
      LM_ASSIGN(const bool row, rows.Step());
      if (!row) break;
      ReadRecord(rows, 0, links.emplace_back(Settled{{}, true}).named);
    }
  }
  const auto known = std::find_if(links.begin(), links.end(), [&](const Settled& link) {
    return link.named.supplier == record.supplier && link.named.customer == record.customer;
  });
  Link put = record;
  PutOutcome outcome = PutOutcome::kInserted;
  if (known != links.end()) {
    put.id = known->named.id;
    last_id_ = put.id.value;
    if (known->named == put) return PutOutcome::kUnchanged;
    known->named = put;
    outcome = PutOutcome::kUpdated;
  } else {
    if (!put.id) put.id.value = context_.ids->Next();
    links.push_back({put, true});
  }
  LM_TRY(PlaceLinks(std::move(links)));
  last_id_ = put.id.value;
  return outcome;
}

Status Writer::Impl::SetAside(const Link& named) {
  LM_ASSIGN(Prepared clear, connection_->Prepare("DELETE FROM link_aside WHERE id = $1"));
  LM_TRY(clear.Bind(1, named.id.value).Run());
  LM_ASSIGN(Prepared add, connection_->Prepare(InsertBehind<Link>("link_aside", "id", 1)));
  BindCells(add.Bind(1, named.id.value), 2, named);
  return add.Run();
}

Status Writer::Impl::TakeBack(const Link& named) {
  LM_ASSIGN(Prepared clear, connection_->Prepare("DELETE FROM link_aside WHERE id = $1"));
  LM_TRY(clear.Bind(1, named.id.value).Run());
  std::vector<Named> names;
  const Link held = Hold(named, names);
  LM_ASSIGN(Prepared add,
            connection_->Prepare(InsertBehind<Link>("link", "id, content, updated_ms", 3)));
  add.Bind(1, held.id.value).Bind(2, ContentHash(Cells(held))).Bind(3, now_ms_);
  BindCells(add, 4, held);
  LM_TRY(add.Run());
  return WriteNamed(RecordKind::kLink, held.id.value, names);
}

// Of links with the same ends and product one is shown; a link to oneself is not. What is not shown
// stands aside until a merge is undone.
Status Writer::Impl::PlaceLinks(std::vector<Settled> links) {
  std::map<std::tuple<int64_t, int64_t, int64_t>, const Settled*> shown;
  for (const Settled& link : links) {
    const OrganisationId supplier = Now(link.named.supplier);
    const OrganisationId customer = Now(link.named.customer);
    if (supplier == customer) continue;
    const Settled*& best = shown[{supplier.value, customer.value, link.named.product.value}];
    if (best == nullptr || LinkOrder(link.named) < LinkOrder(best->named)) best = &link;
  }
  const auto is_shown = [&](const Settled& link) {
    const auto found = shown.find(
        {Now(link.named.supplier).value, Now(link.named.customer).value, link.named.product.value});
    return found != shown.end() && found->second == &link;
  };
  // What goes makes room for what comes: two rows never have the same ends at one time.
  LM_ASSIGN(Prepared remove, connection_->Prepare("DELETE FROM link WHERE id = $1"));
  for (const Settled& link : links) {
    if (is_shown(link)) continue;
    if (!link.aside) {
      LM_TRY(remove.Bind(1, link.named.id.value).Run());
      LM_TRY(WriteNamed(RecordKind::kLink, link.named.id.value, {}));
    }
    LM_TRY(SetAside(link.named));
  }
  for (const Settled& link : links) {
    if (!is_shown(link) || link.aside) continue;
    std::vector<Named> named;
    const Link held = Hold(link.named, named);
    LM_ASSIGN(const std::optional<Link> before, ReadById<Link>(held.id.value));
    if (!before) return Contradiction("link");
    if (!(*before == held)) LM_TRY(Rewrite(*before, held));
    LM_TRY(WriteNamed(RecordKind::kLink, held.id.value, named));
  }
  for (const Settled& link : links) {
    if (is_shown(link) && link.aside) LM_TRY(TakeBack(link.named));
  }
  return Ok{};
}

// ---- Settling what names an organisation that was merged or is its own again

template <typename R>
Status Writer::Impl::Settle(const std::string& where, const std::vector<int64_t>& sources) {
  const RecordKind kind = Table<R>::kKind;
  SqlText sql;
  sql << "SELECT id FROM " << Name(kind) << " WHERE " << where
      << " UNION SELECT record FROM organisation_reference WHERE kind = '" << Name(kind)
      << "' AND (named IN " << sql.BindList(sources) << " OR field = '" << kListField
      << "') ORDER BY 1";
  LM_ASSIGN(const std::vector<int64_t> ids, Ids(sql));
  for (const int64_t id : ids) {
    LM_ASSIGN(const std::optional<R> before, ReadById<R>(id));
    if (!before) return Contradiction("organisation_reference");
    LM_ASSIGN(std::vector<Named> named, ReadNamed(kind, id));
    R record = *before;
    ApplyNamed(named, record);
    named.clear();
    const R held = Hold(record, named);
    if (!(held == *before)) LM_TRY(Rewrite(*before, held));
    LM_TRY(WriteNamed(kind, id, named));
  }
  return Ok{};
}

// Organisations that another one owns. A merged one follows from its sources.
Status Writer::Impl::SettleOrganisations(OrganisationId moved,
                                         const std::vector<int64_t>& sources) {
  SqlText merged;
  merged << "SELECT DISTINCT organisation FROM organisation_source WHERE owner IN "
         << merged.BindList(sources) << " ORDER BY 1";
  LM_ASSIGN(const std::vector<int64_t> owned, Ids(merged));
  std::string where = "owner = " + moved.ToString() + " AND id <> " + moved.ToString() +
                      " AND NOT EXISTS (SELECT 1 FROM organisation_source s WHERE s.organisation = "
                      "organisation.id)";
  LM_TRY(Settle<Organisation>(where, sources));
  for (const int64_t id : owned) {
    if (OrganisationId{id} != moved) LM_TRY(Recompute(OrganisationId{id}));
  }
  return Ok{};
}

// `moved`: the organisation that is going, or has come back; `sources`: what it consists of; `other`:
// the one that it joins or leaves.
Status Writer::Impl::SettleAll(OrganisationId moved, const std::vector<int64_t>& sources,
                               OrganisationId other) {
  const std::string id = moved.ToString();
  const std::string held = "organisation = " + id + " OR owner = " + id;
  LM_TRY(SettleOrganisations(moved, sources));
  LM_TRY(Settle<Offer>(held, sources));
  LM_TRY(Settle<Need>(held, sources));
  LM_TRY(Settle<MatchmakingEvent>("owner = " + id, sources));
  LM_TRY(Settle<FlowEntry>("owner = " + id, sources));
  LM_TRY(Settle<Measure>("responsible_organisation = " + id + " OR owner = " + id +
                             " OR organisations LIKE '%" + id + "%'",
                         sources));
  // All links of both sides: some fell together, or come apart.
  std::vector<int64_t> both = SourceIds(other);
  both.insert(both.end(), sources.begin(), sources.end());
  both.push_back(moved.value);
  std::sort(both.begin(), both.end());
  both.erase(std::unique(both.begin(), both.end()), both.end());
  LM_ASSIGN(std::vector<Settled> links, LinksOf(both));
  return PlaceLinks(std::move(links));
}

}  // namespace lianmeng::store
