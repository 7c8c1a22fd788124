// What the store's queries take and return: plain structs, no behaviour.
//
// Filters: values inside one list are alternatives, the fields of a filter hold together. An empty
// list or an empty optional asks for nothing. Every count and every row is what the viewer may see,
// nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/merged_organisation.h"
#include "model/records.h"

namespace lianmeng::store {

// The kinds of record that the store holds, in the order in which an import writes them.
enum class RecordKind {
  kRegion,
  kPairing,
  kProduct,
  kInput,
  kChain,
  kChainProduct,
  kSpecialisation,
  kOrganisation,
  kOffer,
  kNeed,
  kLink,
  kMeasure,
  kEvent,
  kBackboneSite,
  kFibre,
  kBackboneFlow,
};
inline constexpr int kRecordKinds = 16;

// "organisation", "chain_product", ...: the table's name, also used in the change log.
[[nodiscard]] std::string_view Name(RecordKind kind);

// One page of a list. Pass `next_cursor` of a page as `cursor` to get the page after it.
struct PageRequest {
  int limit = 50;      // 1..kPageLimit, else kInvalidArgument
  std::string cursor;  // empty: from the beginning; otherwise only for the same filter and order
  bool with_total = true;  // false saves the counting
};
inline constexpr int kPageLimit = 500;

template <typename Row>
struct Page {
  std::vector<Row> rows;
  std::string next_cursor;  // empty: this was the last page
  int64_t total = 0;        // of all pages; 0 when with_total is false
  bool partial = false;     // no record held every term of the query; these hold some of them
};

// ---- Organisations

struct OrganisationFilter {
  std::string
      query;  // free text, see docs/formats/store.md; at most the first 128 characters count
  std::vector<RegionCode>
      cities;  // a county counts to its city. Cities and provinces are alternatives
  std::vector<RegionCode> provinces;
  std::vector<ChainId> chains;      // offers a product of the chain
  std::vector<ProductId> products;  // offers the product
  std::vector<Title> titles;
  std::vector<Scale> scales;
  std::vector<OrganisationKind> kinds;
  std::string industry_prefix;  // "C38" finds C3841
  std::optional<bool> has_open_needs;
  std::optional<int64_t> changed_after_ms;  // new or changed since
};

// kRelevance without a query is kName.
enum class OrganisationOrder { kRelevance, kName, kRevenue };

struct OrganisationRow {
  Organisation record;
  int64_t updated_at_ms = 0;
};

struct Facets {
  struct City {
    RegionCode city;
    int64_t count = 0;
  };  // none: region unknown
  struct ChainCount {
    ChainId chain;
    int64_t count = 0;
  };
  struct TitleCount {
    Title title;
    int64_t count = 0;
  };
  struct ScaleCount {
    std::optional<Scale> scale;
    int64_t count = 0;
  };

  int64_t total = 0;
  std::vector<City> cities;        // by code
  std::vector<ChainCount> chains;  // by id; an organisation counts in each of its chains
  std::vector<TitleCount> titles;  // in declaration order
  std::vector<ScaleCount> scales;  // in declaration order, unknown last
};

// ---- Offers, needs, links

struct ProductName {  // of a referenced product; empty when there is none
  std::string key;
  TextPair name;
};

struct OrganisationName {
  std::string key;
  std::string name;
  RegionCode region;
};

// What the terms of needs or offers must hold. A record that leaves a term open does not pass.
struct TermFilter {
  std::optional<int64_t> amount_fen;  // lies between the record's bounds; a missing bound is none
  std::vector<FundingStage> stages;
  std::vector<Instrument> instruments;
  std::vector<TalentLevel> levels;
  std::vector<Engagement> engagements;
  std::vector<Cooperation> cooperation;
  std::string sector;  // of capital, or the field of technology: the code or key itself
  std::optional<int> maturity_min;  // level 1..9 or higher
};

struct OfferRow {
  Offer record;
  OrganisationName organisation;
  ProductName product;
  int64_t version = 0;  // 1, and one more for every change
  int64_t updated_at_ms = 0;
};

// Offers of an organisation: {.organisation = id}. Makers of a product: {.product = id, .kinds =
// {TradeKind::kGoods}}. In pinyin order of the organisation, then by id.
struct OfferFilter {
  std::string query;  // names of its product or organisation, or its own text
  OrganisationId organisation;
  ProductId product;
  std::vector<TradeKind> kinds;
  std::vector<ChainId> chains;     // of the offer's product
  std::vector<RegionCode> cities;  // of the organisation
  TermFilter terms;
  std::optional<int64_t> changed_after_ms;  // new or changed since
};

struct NeedRow {
  Need record;
  OrganisationName organisation;
  ProductName product;
  int64_t version = 0;  // 1, and one more for every change
  int64_t updated_at_ms = 0;
};

// With a query by relevance, otherwise open needs first, then the newest (highest id) first.
struct NeedFilter {
  std::string query;  // the need's text and its product's names
  OrganisationId organisation;
  ProductId product;
  std::vector<TradeKind> kinds;
  std::vector<ChainId> chains;     // of the need's product
  std::vector<RegionCode> cities;  // of the organisation
  std::optional<bool> open;
  std::optional<int64_t> changed_after_ms;  // new or changed since
  TermFilter terms;
};

struct LinkRow {
  Link record;
  OrganisationName supplier;
  OrganisationName customer;
  ProductName product;
  int64_t updated_at_ms = 0;
};

// By yearly value, the largest first, then by id.
struct LinkFilter {
  enum class Role { kEither, kSupplier, kCustomer };
  OrganisationId organisation;  // none: all links
  Role role = Role::kEither;    // of `organisation`
  ProductId product;
};

// ---- Measures

struct MeasureRow {
  Measure record;  // without effects for those who may not see them
  int64_t updated_at_ms = 0;
  int64_t version = 0;  // 1 when made, one more with every change
  std::string chain_key;
  TextPair chain_name;
  ProductName product;
};

// Open measures first, then by due date (none last), then by id.
struct MeasureFilter {
  std::vector<ChainId> chains;
  ProductId product;
  std::vector<MeasureKind> kinds;
  std::vector<MeasureState> states;
  std::optional<Date> overdue_on;  // open, and due before this day
};

struct MeasureCounts {
  int64_t by_state[5] = {};  // in the order of MeasureState
  int64_t overdue = 0;       // open, and due before the day asked about
};

// ---- Risk runs

// One point of the history of a risk point.
struct RiskHistoryRow {
  int64_t run = 0;
  int64_t at_ms = 0;
  RiskRunPoint point;
};

// ---- Products and chains

struct ProductRow {
  Product record;
  int64_t updated_at_ms = 0;
};

// With a query by relevance, otherwise in pinyin order.
struct ProductFilter {
  std::string query;
  std::vector<ChainId> chains;
  std::string category;
};

struct InputRow {
  Input record;
  ProductName other;  // the input of a product's inputs; the user of a product's uses
};

struct ChainMembership {
  ChainProduct record;
  Chain chain;
};

struct ChainProductRow {
  ChainProduct record;
  Product product;
  int64_t makers = 0;  // organisations that offer it as goods
};

// ---- Pages: one record with everything shown beside it, read in one snapshot

struct OrganisationPage {
  Organisation record;
  int64_t updated_at_ms = 0;
  std::optional<Region> region;  // as recorded: a city or a county
  std::optional<Region> city;
  std::optional<Region> province;
  std::vector<Chain> chains;  // of the products that it offers
  Page<OfferRow> offers;      // the first kPageLimit of each; more with ListOffers and its kin
  Page<NeedRow> needs;
  Page<LinkRow> links;
};

struct ProductPage {
  Product record;
  int64_t updated_at_ms = 0;
  std::vector<InputRow> inputs;  // what it is made from, the first kPageLimit by product key
  std::vector<InputRow> uses;    // what is made from it, the first kPageLimit by product key
  int64_t uses_total = 0;
  std::vector<ChainMembership> chains;
  Page<OfferRow> makers;  // offers of goods
  Page<NeedRow> needs;    // open needs
};

struct ChainPage {
  Chain record;
  int64_t updated_at_ms = 0;
  std::vector<ChainProductRow> products;  // by stage, then product key
  std::vector<Input> inputs;              // between two products of the chain
  std::vector<Specialisation> specialisations;
  int64_t organisations = 0;  // that offer a product of the chain
};

struct OfferPage {
  OfferRow offer;
  Organisation organisation;
};

struct NeedPage {
  NeedRow need;
  Organisation organisation;
};

// ---- History, counts, imports

struct FieldChange {
  std::string field;   // the column's name
  std::string before;  // JSON text: null, a number or a string
  std::string after;
};

struct Change {
  enum class Action { kInserted, kUpdated, kRemoved };
  RecordKind kind = RecordKind::kOrganisation;
  int64_t id = 0;
  std::string key;
  int64_t at_ms = 0;
  std::string source;  // of the import or edit
  Action action = Action::kInserted;
  std::vector<FieldChange> fields;  // of an update
};

struct Counts {
  int64_t by_kind[kRecordKinds] = {};

  [[nodiscard]] int64_t of(RecordKind kind) const { return by_kind[static_cast<int>(kind)]; }
};

struct ImportRun {
  int64_t id = 0;
  int64_t started_ms = 0;
  int64_t finished_ms = 0;
  std::string source;
  int64_t inserted = 0;
  int64_t updated = 0;
  int64_t unchanged = 0;
  int64_t removed = 0;
};

// Somebody decided that two organisations of like names are not one.
struct ApartDecision {
  OrganisationId a, b;  // a < b
  int64_t at_ms = 0;    // made by the store
  std::string decided_by;
  std::string note;

  friend bool operator==(const ApartDecision&, const ApartDecision&) = default;
};

// Which pairs of need and offer; whoever asks sees those in which it takes part, the alliance office all.
struct MatchFilter {
  NeedId need;                     // none: of every need
  OfferId offer;                   // none: of every offer
  OrganisationId organisation;     // on either side; none: all
  std::vector<MatchState> states;  // of the newest step; empty: all
};

// A search that a viewer wants to be told of when it finds something new.
struct SavedSearch {
  int64_t id = 0;
  std::string viewer;  // Viewer::CacheKey
  std::string list;    // "needs", "offers", "organisations", "makers"
  std::string name;
  std::string filter;  // JSON
  int64_t created_ms = 0;
  int64_t seen_ms = 0;  // when its results were last looked at

  friend bool operator==(const SavedSearch&, const SavedSearch&) = default;
};

// ---- Merges of organisations (docs/names.md)

// Two organisations that a person decided to be one. Both are named as they were when they merged.
struct Merge {
  int64_t id = 0;
  Organisation stays;  // as each was before
  Organisation goes;
  OrganisationId now;  // the organisation that holds `goes` today
  int64_t at_ms = 0;
  std::string decided_by;
  std::string note;
  std::optional<int64_t> undone_ms;
  std::string undone_by;
  std::string undone_note;
};

struct MergeFilter {
  int64_t merge = 0;            // this one; 0: all
  OrganisationId organisation;  // merges that it came from; none: all
  bool standing = false;        // only those not undone
  int limit = 100;
};

// Somebody thinks that a merged organisation is two.
struct MergeFlag {
  enum class State { kOpen, kDismissed, kUndone };
  int64_t id = 0;
  OrganisationId organisation;  // as it is today
  int64_t at_ms = 0;
  std::string flagged_by;
  std::string note;
  State state = State::kOpen;
  std::optional<int64_t> closed_ms;
  std::string closed_by;
};
inline constexpr int kOpenFlagsMax = 20;  // of one organisation

// What a Writer is told of a decision.
struct MergeDecision {
  OrganisationId stays, goes;
  std::string decided_by;
  std::string note;
};
struct MergeUndoing {
  int64_t merge = 0;
  std::string decided_by;
  std::string note;
};
struct FieldDecision {
  OrganisationId organisation;
  std::string field;      // one of ChosenFields()
  OrganisationId source;  // none: back to the rule
  std::string decided_by;
};

}  // namespace lianmeng::store
