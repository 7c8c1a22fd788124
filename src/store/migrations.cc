#include "store/migrations.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

#include "store/text_index.h"

namespace lianmeng::store {
namespace {

constexpr std::string_view kBookkeeping = R"sql(
CREATE TABLE migration (
  number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_ms BIGINT NOT NULL
);
)sql";

// Columns that queries filter and sort on come first and long texts last: a row's long tail lies on
// pages that only reading the row itself touches.
constexpr std::string_view kRecords = R"sql(
CREATE TABLE region (
  code BIGINT PRIMARY KEY,
  name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  parent BIGINT REFERENCES region(code) DEFERRABLE INITIALLY DEFERRED,
  longitude_deg DOUBLE PRECISION NOT NULL, latitude_deg DOUBLE PRECISION NOT NULL,
  tile_column BIGINT, tile_row BIGINT, source TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL
);
CREATE INDEX region_parent ON region(parent);

CREATE TABLE pairing (
  region_a BIGINT NOT NULL REFERENCES region(code),
  region_b BIGINT NOT NULL REFERENCES region(code),
  source TEXT NOT NULL, content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  PRIMARY KEY (region_a, region_b)
);
CREATE INDEX pairing_b ON pairing(region_b);

CREATE TABLE product (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL, industry TEXT NOT NULL, unit TEXT NOT NULL,
  price_fen BIGINT, outside_share DOUBLE PRECISION,
  name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  names TEXT NOT NULL, initials TEXT NOT NULL, sort_key TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  aliases TEXT NOT NULL, source TEXT NOT NULL, summary TEXT NOT NULL
);
CREATE INDEX product_sort ON product(sort_key, id);

CREATE TABLE input (
  product BIGINT NOT NULL REFERENCES product(id),
  input BIGINT NOT NULL REFERENCES product(id),
  cost_share DOUBLE PRECISION, essentiality TEXT NOT NULL,
  stock_days DOUBLE PRECISION, qualify_days DOUBLE PRECISION, source TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  PRIMARY KEY (product, input)
);
CREATE INDEX input_input ON input(input);

CREATE TABLE chain (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL, name_en TEXT NOT NULL, team TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  source TEXT NOT NULL, summary_zh TEXT NOT NULL, summary_en TEXT NOT NULL
);

CREATE TABLE chain_product (
  chain BIGINT NOT NULL REFERENCES chain(id),
  product BIGINT NOT NULL REFERENCES product(id),
  segment TEXT NOT NULL, stage BIGINT NOT NULL, final SMALLINT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  PRIMARY KEY (chain, product)
);
CREATE INDEX chain_product_product ON chain_product(product);

CREATE TABLE specialisation (
  chain BIGINT NOT NULL REFERENCES chain(id),
  region BIGINT NOT NULL REFERENCES region(code),
  weight DOUBLE PRECISION NOT NULL, source TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  PRIMARY KEY (chain, region)
);
CREATE INDEX specialisation_region ON specialisation(region);

CREATE TABLE organisation (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner BIGINT REFERENCES organisation(id) DEFERRABLE INITIALLY DEFERRED,
  audience TEXT NOT NULL,
  region BIGINT REFERENCES region(code),
  kind TEXT NOT NULL, scale TEXT, industry TEXT NOT NULL,
  employees BIGINT, revenue_fen_year BIGINT, sample SMALLINT NOT NULL,
  credit_code TEXT NOT NULL,
  name TEXT NOT NULL, names TEXT NOT NULL, initials TEXT NOT NULL, sort_key TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  name_en TEXT NOT NULL, short_name TEXT NOT NULL, aliases TEXT NOT NULL, titles TEXT NOT NULL,
  verified_by TEXT NOT NULL, source TEXT NOT NULL, summary TEXT NOT NULL
);
CREATE INDEX organisation_owner ON organisation(owner);
CREATE INDEX organisation_region ON organisation(region);
CREATE INDEX organisation_credit_code ON organisation(credit_code);
CREATE INDEX organisation_sort ON organisation(sort_key, id);
CREATE INDEX organisation_revenue ON organisation((-COALESCE(revenue_fen_year, -1)), id);

CREATE TABLE organisation_title (
  organisation BIGINT NOT NULL REFERENCES organisation(id),
  title TEXT NOT NULL,
  PRIMARY KEY (organisation, title)
);
CREATE INDEX organisation_title_title ON organisation_title(title, organisation);

CREATE TABLE offer (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner BIGINT REFERENCES organisation(id),
  audience TEXT NOT NULL,
  organisation BIGINT NOT NULL REFERENCES organisation(id),
  product BIGINT REFERENCES product(id),
  kind TEXT NOT NULL, sample SMALLINT NOT NULL,
  capacity_year DOUBLE PRECISION, revenue_share DOUBLE PRECISION,
  price_min_fen BIGINT, price_max_fen BIGINT, lead_time_days BIGINT, utilisation DOUBLE PRECISION,
  valid_until TEXT, content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  regions_served TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX offer_organisation ON offer(organisation);
CREATE INDEX offer_product ON offer(product, organisation);

CREATE TABLE need (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner BIGINT REFERENCES organisation(id),
  audience TEXT NOT NULL,
  organisation BIGINT NOT NULL REFERENCES organisation(id),
  product BIGINT REFERENCES product(id),
  kind TEXT NOT NULL, open SMALLINT NOT NULL, sample SMALLINT NOT NULL,
  quantity DOUBLE PRECISION, price_max_fen BIGINT, needed_by TEXT,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  preferred_regions TEXT NOT NULL, excluded_regions TEXT NOT NULL, wanted_titles TEXT NOT NULL,
  source TEXT NOT NULL, text TEXT NOT NULL, names TEXT NOT NULL
);
CREATE INDEX need_organisation ON need(organisation);
CREATE INDEX need_product ON need(product);
CREATE INDEX need_open ON need((-open), (-id));

CREATE TABLE link (
  id BIGINT PRIMARY KEY,
  owner BIGINT REFERENCES organisation(id),
  audience TEXT NOT NULL,
  supplier BIGINT NOT NULL REFERENCES organisation(id),
  customer BIGINT NOT NULL REFERENCES organisation(id),
  product BIGINT REFERENCES product(id),
  value_fen_year BIGINT NOT NULL, status TEXT NOT NULL, confidence DOUBLE PRECISION NOT NULL,
  year BIGINT, sample SMALLINT NOT NULL, source TEXT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX link_key ON link(supplier, customer, COALESCE(product, 0));
CREATE INDEX link_customer ON link(customer);
CREATE INDEX link_product ON link(product);
CREATE INDEX link_value ON link((-value_fen_year), id);

CREATE TABLE import_run (
  id BIGINT PRIMARY KEY,
  started_ms BIGINT NOT NULL, finished_ms BIGINT NOT NULL, source TEXT NOT NULL,
  inserted BIGINT NOT NULL, updated BIGINT NOT NULL, unchanged BIGINT NOT NULL
);

CREATE TABLE change_log (
  number BIGINT PRIMARY KEY,
  kind TEXT NOT NULL, record_id BIGINT NOT NULL, record_key TEXT NOT NULL,
  run BIGINT NOT NULL, at_ms BIGINT NOT NULL, action TEXT NOT NULL,
  owner_before BIGINT, audience_before TEXT NOT NULL,
  owner_after BIGINT, audience_after TEXT NOT NULL,
  fields TEXT NOT NULL
);
CREATE INDEX change_log_record ON change_log(kind, record_id, record_key);

CREATE TABLE meta (key TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO meta (key, value) VALUES ('data_version', 0);
)sql";

// Effects are columns of their own, so that plain SQL can add them up.
constexpr std::string_view kRiskHistory = R"sql(
CREATE TABLE risk_run (
  id BIGINT PRIMARY KEY,
  at_ms BIGINT NOT NULL, data_version BIGINT NOT NULL,
  rule TEXT NOT NULL, mode TEXT NOT NULL, content BIGINT NOT NULL
);

CREATE TABLE risk_run_point (
  run BIGINT NOT NULL REFERENCES risk_run(id),
  chain BIGINT NOT NULL REFERENCES chain(id),
  product BIGINT NOT NULL REFERENCES product(id),
  level TEXT NOT NULL, score BIGINT NOT NULL,
  severity_largest_maker DOUBLE PRECISION NOT NULL,
  severity_largest_city DOUBLE PRECISION NOT NULL,
  severity_outside DOUBLE PRECISION NOT NULL,
  gravest TEXT NOT NULL, makers_effective DOUBLE PRECISION NOT NULL,
  known_purchases_share DOUBLE PRECISION NOT NULL,
  known_capacity_share DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (run, chain, product)
);
CREATE INDEX risk_run_point_point ON risk_run_point(chain, product, run);

CREATE TABLE measure (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner BIGINT REFERENCES organisation(id),
  audience TEXT NOT NULL,
  chain BIGINT NOT NULL REFERENCES chain(id),
  product BIGINT NOT NULL REFERENCES product(id),
  kind TEXT NOT NULL, state TEXT NOT NULL, due TEXT, cost_fen BIGINT, sample SMALLINT NOT NULL,
  responsible_organisation BIGINT REFERENCES organisation(id),
  effect_severity_before DOUBLE PRECISION, effect_severity_after DOUBLE PRECISION,
  effect_level_before TEXT, effect_level_after TEXT,
  effect_severity_start DOUBLE PRECISION, effect_severity_end DOUBLE PRECISION,
  effect_level_start TEXT, effect_level_end TEXT,
  effect_started_ms BIGINT, effect_ended_ms BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  responsible TEXT NOT NULL, organisations TEXT NOT NULL, effect_computed_by TEXT NOT NULL,
  source TEXT NOT NULL, title TEXT NOT NULL, note TEXT NOT NULL, effect_note TEXT NOT NULL
);
CREATE INDEX measure_point ON measure(chain, product);
CREATE INDEX measure_due ON measure(due);
)sql";

// Pairs that somebody decided to be two organisations; a < b.
constexpr std::string_view kApart = R"sql(
CREATE TABLE organisation_apart (
  a BIGINT NOT NULL REFERENCES organisation(id),
  b BIGINT NOT NULL REFERENCES organisation(id),
  at_ms BIGINT NOT NULL, decided_by TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (a, b)
);
CREATE INDEX organisation_apart_b ON organisation_apart(b);
)sql";

// Steps of pairs of need and offer; the newest of a pair says where it stands.
constexpr std::string_view kMatchSteps = R"sql(
CREATE TABLE match_step (
  id BIGINT PRIMARY KEY,
  need BIGINT NOT NULL REFERENCES need(id),
  offer BIGINT NOT NULL REFERENCES offer(id),
  at_ms BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  made_by TEXT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX match_step_pair ON match_step(need, offer, id);
CREATE INDEX match_step_offer ON match_step(offer, id);
)sql";

// Searches that somebody wants to be told of. `filter` is JSON of the list's own words.
constexpr std::string_view kSavedSearches = R"sql(
CREATE TABLE saved_search (
  id BIGINT PRIMARY KEY,
  viewer TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, filter TEXT NOT NULL,
  created_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL
);
CREATE INDEX saved_search_viewer ON saved_search(viewer, id);
)sql";

// Organisations that a person merged. A merged organisation is one row of `organisation`; what each
// source says of it stands in organisation_source, and where a record names a source that is not an
// organisation of its own now, organisation_reference keeps which one it named. So every merge can be
// undone exactly, in any order. Pairs held apart name organisations as they were, hence without
// references to rows that a merge takes away.
constexpr std::string_view kMerges = R"sql(
CREATE TABLE organisation_source (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  organisation BIGINT NOT NULL REFERENCES organisation(id),
  updated_ms BIGINT NOT NULL,
  owner BIGINT, audience TEXT NOT NULL, region BIGINT,
  kind TEXT NOT NULL, scale TEXT, industry TEXT NOT NULL,
  employees BIGINT, revenue_fen_year BIGINT, sample SMALLINT NOT NULL,
  credit_code TEXT NOT NULL, name TEXT NOT NULL,
  name_en TEXT NOT NULL, short_name TEXT NOT NULL, aliases TEXT NOT NULL, titles TEXT NOT NULL,
  verified_by TEXT NOT NULL, source TEXT NOT NULL, summary TEXT NOT NULL
);
CREATE INDEX organisation_source_organisation ON organisation_source(organisation);
CREATE INDEX organisation_source_owner ON organisation_source(owner);

CREATE TABLE organisation_merge (
  id BIGINT PRIMARY KEY,
  stays BIGINT NOT NULL, goes BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, decided_by TEXT NOT NULL, note TEXT NOT NULL,
  undone_ms BIGINT, undone_by TEXT NOT NULL, undone_note TEXT NOT NULL
);
CREATE INDEX organisation_merge_goes ON organisation_merge(goes);

CREATE TABLE organisation_before (
  merge BIGINT NOT NULL REFERENCES organisation_merge(id),
  id BIGINT NOT NULL,
  key TEXT NOT NULL,
  owner BIGINT, audience TEXT NOT NULL, region BIGINT,
  kind TEXT NOT NULL, scale TEXT, industry TEXT NOT NULL,
  employees BIGINT, revenue_fen_year BIGINT, sample SMALLINT NOT NULL,
  credit_code TEXT NOT NULL, name TEXT NOT NULL,
  name_en TEXT NOT NULL, short_name TEXT NOT NULL, aliases TEXT NOT NULL, titles TEXT NOT NULL,
  verified_by TEXT NOT NULL, source TEXT NOT NULL, summary TEXT NOT NULL,
  PRIMARY KEY (merge, id)
);

CREATE TABLE organisation_reference (
  kind TEXT NOT NULL, record BIGINT NOT NULL, field TEXT NOT NULL,
  named BIGINT NOT NULL, items TEXT NOT NULL,
  PRIMARY KEY (kind, record, field)
);
CREATE INDEX organisation_reference_named ON organisation_reference(named);

CREATE TABLE link_aside (
  id BIGINT PRIMARY KEY,
  owner BIGINT, audience TEXT NOT NULL,
  supplier BIGINT NOT NULL, customer BIGINT NOT NULL, product BIGINT,
  value_fen_year BIGINT NOT NULL, status TEXT NOT NULL, confidence DOUBLE PRECISION NOT NULL,
  year BIGINT, sample SMALLINT NOT NULL, source TEXT NOT NULL
);
CREATE INDEX link_aside_supplier ON link_aside(supplier);
CREATE INDEX link_aside_customer ON link_aside(customer);

CREATE TABLE organisation_choice (
  organisation BIGINT NOT NULL, field TEXT NOT NULL, source BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, decided_by TEXT NOT NULL,
  PRIMARY KEY (organisation, field)
);

CREATE TABLE organisation_flag (
  id BIGINT PRIMARY KEY,
  organisation BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, flagged_by TEXT NOT NULL, note TEXT NOT NULL,
  state TEXT NOT NULL, closed_ms BIGINT, closed_by TEXT NOT NULL
);
CREATE INDEX organisation_flag_organisation ON organisation_flag(organisation);

CREATE INDEX offer_owner ON offer(owner);
CREATE INDEX need_owner ON need(owner);
CREATE INDEX link_owner ON link(owner);

CREATE TABLE organisation_apart_kept (
  a BIGINT NOT NULL, b BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, decided_by TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (a, b)
);
INSERT INTO organisation_apart_kept SELECT a, b, at_ms, decided_by, note FROM organisation_apart;
DROP TABLE organisation_apart;
ALTER TABLE organisation_apart_kept RENAME TO organisation_apart;
CREATE INDEX organisation_apart_b ON organisation_apart(b);
)sql";

// Terms of capital, talent and technology, and the version by which two who change one record at
// once find out.
constexpr std::string_view kTradeTerms = R"sql(
ALTER TABLE offer ADD COLUMN amount_min_fen BIGINT;
ALTER TABLE offer ADD COLUMN amount_max_fen BIGINT;
ALTER TABLE offer ADD COLUMN stages TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN instruments TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN sectors TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN skills TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN talent_level TEXT;
ALTER TABLE offer ADD COLUMN place BIGINT;
ALTER TABLE offer ADD COLUMN from_day TEXT;
ALTER TABLE offer ADD COLUMN until_day TEXT;
ALTER TABLE offer ADD COLUMN engagements TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN maturity BIGINT;
ALTER TABLE offer ADD COLUMN cooperation TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX offer_kind ON offer(kind);
ALTER TABLE need ADD COLUMN amount_min_fen BIGINT;
ALTER TABLE need ADD COLUMN amount_max_fen BIGINT;
ALTER TABLE need ADD COLUMN stages TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN instruments TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN sectors TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN skills TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN talent_level TEXT;
ALTER TABLE need ADD COLUMN place BIGINT;
ALTER TABLE need ADD COLUMN from_day TEXT;
ALTER TABLE need ADD COLUMN until_day TEXT;
ALTER TABLE need ADD COLUMN engagements TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN maturity BIGINT;
ALTER TABLE need ADD COLUMN cooperation TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN required_terms TEXT NOT NULL DEFAULT '';
ALTER TABLE need ADD COLUMN close_reason TEXT;
ALTER TABLE need ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX need_kind ON need(kind);
)sql";

// Matchmaking events with their parts. A participant is an organisation as it was named; which one that
// is now, organisation_source says. A timetable is a text as docs/formats/event.md says, twice:
// what is planned now, and what the participants were told last.
constexpr std::string_view kEvents = R"sql(
CREATE TABLE event (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner BIGINT REFERENCES organisation(id),
  audience TEXT NOT NULL,
  state TEXT NOT NULL, date TEXT NOT NULL,
  slot_minutes BIGINT NOT NULL, morning_slots BIGINT NOT NULL, tables BIGINT NOT NULL,
  breaks_max BIGINT, sample SMALLINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  slot_starts TEXT NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX event_date ON event(date, id);

CREATE TABLE event_participant (
  id BIGINT PRIMARY KEY,
  event BIGINT NOT NULL REFERENCES event(id),
  organisation BIGINT,
  state TEXT NOT NULL, meetings_max BIGINT,
  name TEXT NOT NULL, contact TEXT NOT NULL, unavailable TEXT NOT NULL
);
CREATE UNIQUE INDEX event_participant_organisation ON event_participant(event, organisation);
CREATE INDEX event_participant_of ON event_participant(organisation);

CREATE TABLE event_request (
  id BIGINT PRIMARY KEY,
  event BIGINT NOT NULL REFERENCES event(id),
  a BIGINT NOT NULL REFERENCES event_participant(id),
  b BIGINT NOT NULL REFERENCES event_participant(id),
  asked_by TEXT NOT NULL, priority TEXT NOT NULL, session TEXT NOT NULL, fixed_slot BIGINT,
  state TEXT NOT NULL, valid_until TEXT, note TEXT NOT NULL
);
CREATE INDEX event_request_event ON event_request(event);
CREATE INDEX event_request_a ON event_request(a);
CREATE INDEX event_request_b ON event_request(b);

CREATE TABLE event_timetable (
  event BIGINT NOT NULL REFERENCES event(id),
  role TEXT NOT NULL,
  number BIGINT NOT NULL, made_ms BIGINT NOT NULL, version BIGINT NOT NULL,
  event_text TEXT NOT NULL, timetable_text TEXT NOT NULL,
  PRIMARY KEY (event, role)
);
)sql";

// The deterministic backbone. A flow names its sites without a reference: it outlives them. Its
// placement is a text as docs/formats/network-plan.md says, where it was promised to be carried.
constexpr std::string_view kBackbone = R"sql(
CREATE TABLE backbone_site (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT NOT NULL,
  longitude_deg DOUBLE PRECISION, latitude_deg DOUBLE PRECISION, size DOUBLE PRECISION,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  source TEXT NOT NULL, note TEXT NOT NULL
);

CREATE TABLE backbone_fibre (
  id BIGINT PRIMARY KEY,
  from_site TEXT NOT NULL REFERENCES backbone_site(key),
  to_site TEXT NOT NULL REFERENCES backbone_site(key),
  parallel BIGINT NOT NULL, one_way SMALLINT NOT NULL,
  fibre_m BIGINT, map_m BIGINT, fibre_factor_permille BIGINT, rate_bps BIGINT,
  delay_ns_min BIGINT, delay_ns_max BIGINT, phase_ns BIGINT, reserved_permille BIGINT,
  best_effort_bytes BIGINT,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  source TEXT NOT NULL, note TEXT NOT NULL
);
CREATE UNIQUE INDEX backbone_fibre_ends ON backbone_fibre(from_site, to_site, parallel);
CREATE INDEX backbone_fibre_to ON backbone_fibre(to_site);

CREATE TABLE backbone_flow (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner BIGINT REFERENCES organisation(id),
  audience TEXT NOT NULL,
  from_site TEXT NOT NULL, to_site TEXT NOT NULL, frame_bytes BIGINT NOT NULL,
  packets BIGINT, interval_ns BIGINT, latency_ns_max BIGINT, jitter_ns_max BIGINT,
  arrival TEXT, arrival_window_ns BIGINT, rank BIGINT, protection TEXT NOT NULL,
  kind TEXT NOT NULL, sample SMALLINT NOT NULL,
  content BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
  source TEXT NOT NULL, note TEXT NOT NULL, placement TEXT NOT NULL DEFAULT ''
);
CREATE INDEX backbone_flow_owner ON backbone_flow(owner);

CREATE TABLE backbone_settings (
  cycle_ns BIGINT, buffers BIGINT, clock_error_ns BIGINT, clock_wander_ppb BIGINT,
  damper SMALLINT NOT NULL, stamp_ns BIGINT, fibre_factor_permille BIGINT, rate_bps BIGINT
);

INSERT INTO meta (key, value) VALUES ('backbone_version', 0);
ALTER TABLE import_run ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;
)sql";

constexpr Migration kMigrations[] = {
    {.number = 1, .name = "records", .sql = kRecords, .text_index = true},
    {.number = 2, .name = "risk_history", .sql = kRiskHistory, .text_index = false},
    {.number = 3, .name = "apart", .sql = kApart, .text_index = false},
    {.number = 4, .name = "match_steps", .sql = kMatchSteps, .text_index = false},
    {.number = 5, .name = "saved_searches", .sql = kSavedSearches, .text_index = false},
    {.number = 6, .name = "merges", .sql = kMerges, .text_index = false},
    {.number = 7, .name = "trade_terms", .sql = kTradeTerms, .text_index = false},
    {.number = 8, .name = "events", .sql = kEvents, .text_index = false},
    {.number = 9, .name = "backbone", .sql = kBackbone, .text_index = false},
};

std::string Checksum(const Migration& migration, std::string_view index_sql) {
  uint64_t state = Fnv1a(migration.sql);
  if (migration.text_index) state = Fnv1a(index_sql, state);
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(state));
  return text;
}

using Applied = std::map<int64_t, std::string>;  // checksum by number

Result<Applied> ReadApplied(Connection& connection) {
  LM_ASSIGN(Prepared list, connection.Prepare("SELECT number, checksum FROM migration"));
  Applied applied;
  while (true) {
    LM_ASSIGN(const bool row, list.Step());
    if (!row) return applied;
    applied.emplace(list.Int(0), list.Text(1));
  }
}

Status CheckApplied(const Applied& applied, std::span<const Migration> migrations,
                    std::string_view index_sql) {
  for (const auto& [number, checksum] : applied) {
    if (number < 1 || number > static_cast<int64_t>(migrations.size())) {
      return MakeError(
          ErrorCode::kInvalidArgument,
          {"数据库由更新版本的程序建立，请升级本程序",
           "the database was made by a newer version of this program; upgrade the program"},
          {.field = "migration", .value = std::to_string(number)});
    }
    const Migration& migration = migrations[static_cast<size_t>(number - 1)];
    if (checksum != Checksum(migration, index_sql)) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"数据库的结构与本程序所知的不一致",
                        "the database's schema is not the one that this program knows"},
                       {.field = "migration", .value = std::string(migration.name)});
    }
  }
  return Ok{};
}

Status Apply(Connection& connection, const Migration& migration, int64_t now_ms) {
  const std::string_view index_sql = connection.text_index().CreateSql();
  LM_TRY(connection.Execute(migration.sql));
  if (migration.text_index) LM_TRY(connection.Execute(index_sql));
  LM_ASSIGN(Prepared note, connection.Prepare("INSERT INTO migration (number, name, checksum, "
                                              "applied_ms) VALUES ($1, $2, $3, $4)"));
  note.Bind(1, migration.number).Bind(2, migration.name);
  note.Bind(3, Checksum(migration, index_sql)).Bind(4, now_ms);
  return note.Run();
}

// The migrations that were applied; nothing when the database is empty.
Result<std::optional<Applied>> Inspect(Connection& connection) {
  LM_ASSIGN(const std::vector<std::string> tables, connection.Tables());
  if (std::find(tables.begin(), tables.end(), "migration") != tables.end()) {
    LM_ASSIGN(Applied applied, ReadApplied(connection));
    return std::optional<Applied>(std::move(applied));
  }
  if (tables.empty()) return std::optional<Applied>();
  return MakeError(ErrorCode::kInvalidArgument,
                   {"该文件是其他程序的数据库", "the file is a database of another program"},
                   {.field = "db", .value = tables.front()});
}

}  // namespace

std::span<const Migration> Migrations() { return kMigrations; }

Status Migrate(Connection& connection, std::span<const Migration> migrations, int64_t now_ms) {
  const std::string_view index_sql = connection.text_index().CreateSql();
  // Looked at without the write lock first: opening an up-to-date store waits for no writer.
  LM_ASSIGN(std::optional<Applied> applied, Inspect(connection));
  if (applied) {
    LM_TRY(CheckApplied(*applied, migrations, index_sql));
    if (applied->size() == migrations.size()) return Ok{};
  }
  LM_ASSIGN(Transaction transaction, Transaction::Begin(connection, Access::kWrite));
  LM_ASSIGN(applied, Inspect(connection));  // another process may have been quicker
  if (!applied) {
    LM_TRY(connection.Execute(kBookkeeping));
    applied.emplace();
  }
  LM_TRY(CheckApplied(*applied, migrations, index_sql));
  for (const Migration& migration : migrations) {
    if (applied->count(migration.number) == 0) LM_TRY(Apply(connection, migration, now_ms));
  }
  return transaction.Commit();
}

}  // namespace lianmeng::store
