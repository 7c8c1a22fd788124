// What the use cases answer with: the shapes of the HTTP API and of `--json`, described field by
// field in web/src/api/types.ts. Ids are decimal strings; money is in CNY; a missing figure is an
// empty optional.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/fields.h"
#include "base/text_pair.h"

namespace lianmeng::app {

struct Coded {
  std::string code;
  TextPair label;

  LM_FIELDS(Coded, code, label)
};

struct Counts {
  int64_t organisations = 0;
  int64_t products = 0;
  int64_t inputs = 0;
  int64_t chains = 0;
  int64_t offers = 0;
  int64_t needs = 0;
  int64_t open_needs = 0;
  int64_t links = 0;

  LM_FIELDS(Counts, organisations, products, inputs, chains, offers, needs, open_needs, links)
};

struct RegionRef {
  std::string code;
  TextPair name;
  std::string level;
  std::optional<std::string> parent;
  double longitude = 0;
  double latitude = 0;
  std::optional<int64_t> tile_column;
  std::optional<int64_t> tile_row;

  LM_FIELDS(RegionRef, code, name, level, parent, longitude, latitude, tile_column, tile_row)
};

struct RegionName {
  std::string code;
  TextPair name;

  LM_FIELDS(RegionName, code, name)
};

struct ChainRef {
  std::string key;
  TextPair name;

  LM_FIELDS(ChainRef, key, name)
};

struct ProductRef {
  std::string id;
  TextPair name;

  LM_FIELDS(ProductRef, id, name)
};

struct OrganisationRef {
  std::string id;
  std::string name;
  std::string short_name;
  std::optional<RegionName> city;
  bool sample = false;

  LM_FIELDS(OrganisationRef, id, name, short_name, city, sample)
};

struct ViewerView {
  std::string kind;
  TextPair label;
  std::optional<std::string> organisation;

  LM_FIELDS(ViewerView, kind, label, organisation)
};

// GET /api/v1/meta
struct Meta {
  std::string version;
  std::string data_version;
  bool sample = false;
  ViewerView viewer;
  Counts counts;
  std::vector<Coded> titles;
  std::vector<Coded> scales;
  std::vector<Coded> kinds;
  std::vector<Coded> trade_kinds;
  std::vector<Coded> match_states;
  std::vector<Coded> decline_reasons;
  std::vector<Coded> funding_stages;  // the words of terms
  std::vector<Coded> instruments;
  std::vector<Coded> talent_levels;
  std::vector<Coded> engagements;
  std::vector<Coded> cooperation;
  std::vector<Coded> required_terms;
  std::vector<Coded> close_reasons;
  std::vector<RegionRef> regions;
  std::vector<ChainRef> chains;

  LM_FIELDS(Meta, version, data_version, sample, viewer, counts, titles, scales, kinds, trade_kinds,
            match_states, decline_reasons, funding_stages, instruments, talent_levels, engagements, cooperation, required_terms,
            close_reasons, regions, chains)
};

struct CityChain {
  std::string chain;
  int64_t organisations = 0;
  double capacity_cny_year = 0;
  double share = 0;

  LM_FIELDS(CityChain, chain, organisations, capacity_cny_year, share)
};

struct RiskCounts {
  int64_t red = 0;
  int64_t orange = 0;
  int64_t yellow = 0;

  LM_FIELDS(RiskCounts, red, orange, yellow)
};

struct CitySummary {
  std::string code;
  TextPair name;
  RegionName province;
  double longitude = 0;
  double latitude = 0;
  std::optional<int64_t> tile_column;
  std::optional<int64_t> tile_row;
  int64_t organisations = 0;
  double capacity_cny_year = 0;
  std::vector<CityChain> chains;
  RiskCounts risk;

  LM_FIELDS(CitySummary, code, name, province, longitude, latitude, tile_column, tile_row,
            organisations, capacity_cny_year, chains, risk)
};

struct CityFlow {
  std::string from;
  std::string to;
  double value_cny_year = 0;
  int64_t links = 0;
  double reconstructed_share = 0;

  LM_FIELDS(CityFlow, from, to, value_cny_year, links, reconstructed_share)
};

struct ChainSummary {
  std::string key;
  TextPair name;
  TextPair summary;
  std::string team;
  int64_t products = 0;
  int64_t organisations = 0;
  double capacity_cny_year = 0;
  int64_t red = 0;
  int64_t orange = 0;
  int64_t yellow = 0;
  int64_t none = 0;
  int64_t unmade = 0;

  LM_FIELDS(ChainSummary, key, name, summary, team, products, organisations, capacity_cny_year, red,
            orange, yellow, none, unmade)
};

struct LinkTotals {
  double observed_value_cny = 0;
  double declared_value_cny = 0;
  double reconstructed_value_cny = 0;
  double cross_city_share = 0;
  double cross_province_share = 0;

  LM_FIELDS(LinkTotals, observed_value_cny, declared_value_cny, reconstructed_value_cny,
            cross_city_share, cross_province_share)
};

struct Severity {
  double largest_maker = 0;
  double largest_city = 0;
  double outside = 0;

  LM_FIELDS(Severity, largest_maker, largest_city, outside)
};

// Since the newest run that differs from the present points: new, worse, better, gone or same.
struct RiskChange {
  std::string kind;
  std::optional<std::string> class_before;
  std::optional<double> severity_before;

  LM_FIELDS(RiskChange, kind, class_before, severity_before)
};

struct RiskChangeCounts {
  std::string since;  // when that run was made
  int64_t new_ = 0;
  int64_t worse = 0;
  int64_t better = 0;
  int64_t gone = 0;
  int64_t same = 0;

  LM_FIELDS(RiskChangeCounts, since, new_, worse, better, gone, same)
};

// Of the draws of the unknown links: in how many the point is of which class.
struct ClassDraws {
  int64_t red = 0;
  int64_t orange = 0;
  int64_t yellow = 0;
  int64_t none = 0;

  LM_FIELDS(ClassDraws, red, orange, yellow, none)
};

// What the unknown links do to a risk point, docs/reconstruction.md.
struct RiskCertainty {
  int64_t draws = 0;
  int64_t seed = 0;
  double severity_smallest = 0;
  double severity_median = 0;
  double severity_largest = 0;
  ClassDraws classes;
  int64_t kept = 0;     // draws with the point's published class
  bool robust = false;  // kept in at least nine draws of ten

  LM_FIELDS(RiskCertainty, draws, seed, severity_smallest, severity_median, severity_largest,
            classes, kept, robust)
};

struct RiskPointRow {
  ChainRef chain;
  ProductRef product;
  std::string segment;
  std::string class_;
  Severity severity;
  double effective_makers = 0;
  int64_t makers = 0;
  std::optional<double> stock_days;
  std::optional<double> qualify_days;
  TextPair summary;
  std::optional<RiskChange> change;  // for the office, where there is an earlier run
  std::optional<RiskCertainty> certainty;

  LM_FIELDS(RiskPointRow, chain, product, segment, class_, severity, effective_makers, makers,
            stock_days, qualify_days, summary, change, certainty)
};

// GET /api/v1/overview
struct Overview {
  Counts counts;
  std::vector<CitySummary> cities;
  std::vector<CityFlow> flows;
  LinkTotals links;
  std::vector<ChainSummary> chains;
  std::vector<RiskPointRow> gravest;

  LM_FIELDS(Overview, counts, cities, flows, links, chains, gravest)
};

struct ChainNode {
  ProductRef product;
  std::string segment;
  int64_t stage = 0;
  bool final = false;
  std::string category;
  int64_t makers = 0;
  double capacity_cny_year = 0;
  std::optional<double> largest_share;
  std::optional<double> effective_makers;
  std::optional<double> outside_share;
  std::string risk;
  double severity = 0;

  LM_FIELDS(ChainNode, product, segment, stage, final, category, makers, capacity_cny_year,
            largest_share, effective_makers, outside_share, risk, severity)
};

struct ChainEdge {
  std::string product;
  std::string input;
  std::optional<double> cost_share;
  bool essential = false;

  LM_FIELDS(ChainEdge, product, input, cost_share, essential)
};

struct CityShare {
  std::string code;
  TextPair name;
  int64_t organisations = 0;
  double capacity_cny_year = 0;
  double share = 0;

  LM_FIELDS(CityShare, code, name, organisations, capacity_cny_year, share)
};

struct ChainLeader {
  OrganisationRef organisation;
  std::vector<ProductRef> products;
  double capacity_cny_year = 0;
  std::optional<double> systemic_index;

  LM_FIELDS(ChainLeader, organisation, products, capacity_cny_year, systemic_index)
};

// GET /api/v1/chains/{key}
struct ChainDetail {
  std::string key;
  TextPair name;
  TextPair summary;
  std::string team;
  std::string source;
  std::vector<ChainNode> nodes;
  std::vector<ChainEdge> edges;
  std::vector<CityShare> cities;
  std::vector<ChainLeader> leaders;

  LM_FIELDS(ChainDetail, key, name, summary, team, source, nodes, edges, cities, leaders)
};

struct RiskReason {
  std::string rule;
  bool fired = false;
  TextPair text;

  LM_FIELDS(RiskReason, rule, fired, text)
};

struct ShockedUnit {
  std::optional<OrganisationRef> organisation;
  bool outside = false;
  ProductRef product;

  LM_FIELDS(ShockedUnit, organisation, outside, product)
};

struct FinalLoss {
  std::optional<OrganisationRef> organisation;
  ProductRef product;
  double capacity_cny_year = 0;
  double remaining = 0;

  LM_FIELDS(FinalLoss, organisation, product, capacity_cny_year, remaining)
};

struct UnitLoss {
  std::optional<OrganisationRef> organisation;
  ProductRef product;
  double loss = 0;
  int64_t step = 0;

  LM_FIELDS(UnitLoss, organisation, product, loss, step)
};

// A figure with proof: at the true fixed point of the cascade it lies between the two.
struct CertifiedFigure {
  double lower = 0;
  double upper = 0;

  LM_FIELDS(CertifiedFigure, lower, upper)
};

struct RiskLoss {
  std::string kind;
  TextPair label;
  std::vector<ShockedUnit> shocked;
  int64_t shocked_count = 0;
  double severity = 0;                                // published: of an iteration that stops
  std::optional<CertifiedFigure> severity_certified;  // null: the loss does not apply
  int64_t units_touched = 0;
  int64_t steps = 0;
  double final_output_cny_year = 0;
  double final_output_lost_cny_year = 0;
  std::vector<FinalLoss> finals;
  std::vector<UnitLoss> worst;

  LM_FIELDS(RiskLoss, kind, label, shocked, shocked_count, severity, severity_certified,
            units_touched, steps, final_output_cny_year, final_output_lost_cny_year, finals, worst)
};

struct RiskMaker {
  std::optional<OrganisationRef> organisation;
  bool outside = false;
  double capacity_cny_year = 0;
  double share = 0;
  std::optional<double> utilisation;

  LM_FIELDS(RiskMaker, organisation, outside, capacity_cny_year, share, utilisation)
};

struct ProductUser {
  ProductRef product;
  bool essential = false;
  std::optional<double> cost_share;
  std::optional<double> stock_days;
  std::optional<double> qualify_days;

  LM_FIELDS(ProductUser, product, essential, cost_share, stock_days, qualify_days)
};

struct NetworkFacts {
  int64_t units = 0;
  int64_t links = 0;
  double reconstructed_share = 0;

  LM_FIELDS(NetworkFacts, units, links, reconstructed_share)
};

// GET /api/v1/risk-points/{chain}/{product}
struct RiskPointDetail : RiskPointRow {
  std::vector<RiskReason> reasons;
  TextPair rule;
  std::vector<RiskLoss> losses;
  CertifiedFigure severity_certified;  // of the greatest of them
  std::vector<RiskMaker> makers_list;
  double spare_capacity_cny_year = 0;
  double lost_capacity_cny_year = 0;
  std::vector<ProductUser> users;
  std::string definition;
  NetworkFacts network;

  LM_FIELDS_OF(RiskPointDetail, RiskPointRow, reasons, rule, losses, severity_certified,
               makers_list, spare_capacity_cny_year, lost_capacity_cny_year, users, definition,
               network)
};

// `risk certainty --json`
struct CertaintyRow {
  ProductRef product;
  std::string class_;
  double severity = 0;  // of the published picture
  RiskCertainty certainty;

  LM_FIELDS(CertaintyRow, product, class_, severity, certainty)
};

struct CertaintyTable {
  ChainRef chain;
  int64_t draws = 0;
  int64_t seed = 0;
  double known_share = 0;  // of the purchases, by value
  std::vector<CertaintyRow> items;

  LM_FIELDS(CertaintyTable, chain, draws, seed, known_share, items)
};

struct ReconstructionScore {
  double rank_correlation = 0;
  double classes_kept = 0;
  double listed_kept = 0;
  double severity_error_mean = 0;
  double value_found = 0;

  LM_FIELDS(ReconstructionScore, rank_correlation, classes_kept, listed_kept, severity_error_mean,
            value_found)
};

// `evaluate reconstruction --json`
struct ReconstructionTrial {
  int64_t links = 0;
  int64_t hidden = 0;
  int64_t draws = 0;
  int64_t points = 0;
  int64_t listed = 0;
  double known_share = 0;
  double known_share_left = 0;
  ReconstructionScore rule;
  ReconstructionScore median;        // of the draws
  ReconstructionScore median_alike;  // the same against the median of draws on all links
  double within_range = 0;
  double within_range_alike = 0;

  LM_FIELDS(ReconstructionTrial, links, hidden, draws, points, listed, known_share,
            known_share_left, rule, median, median_alike, within_range, within_range_alike)
};

struct OrganisationRow {
  std::string id;
  std::string key;
  std::string name;
  std::string short_name;
  std::string kind;
  std::optional<RegionName> city;
  std::optional<RegionName> province;
  std::vector<std::string> titles;
  std::optional<std::string> scale;
  std::optional<int64_t> employees;
  std::optional<double> revenue_cny_year;
  std::vector<ProductRef> products;
  int64_t product_count = 0;
  bool sample = false;
  std::string audience;

  LM_FIELDS(OrganisationRow, id, key, name, short_name, kind, city, province, titles, scale,
            employees, revenue_cny_year, products, product_count, sample, audience)
};

struct Facet {
  std::string code;
  TextPair label;
  int64_t count = 0;

  LM_FIELDS(Facet, code, label, count)
};

struct OrganisationFacets {
  std::vector<Facet> city;
  std::vector<Facet> province;
  std::vector<Facet> chain;
  std::vector<Facet> title;
  std::vector<Facet> scale;

  LM_FIELDS(OrganisationFacets, city, province, chain, title, scale)
};

struct OrganisationPage {
  std::vector<OrganisationRow> items;
  std::optional<std::string> next;
  int64_t total = 0;
  OrganisationFacets facets;

  LM_FIELDS(OrganisationPage, items, next, total, facets)
};

// Terms of trades beyond goods (model/terms.h), given and received alike: in answers and in the
// bodies of POST and PATCH. What is left open is null or empty.
struct CapitalFacts {
  std::optional<double> amount_min_cny;
  std::optional<double> amount_max_cny;
  std::vector<std::string> stages;
  std::vector<std::string> instruments;
  std::vector<std::string> sectors;  // chains' keys or GB/T 4754 codes

  LM_FIELDS(CapitalFacts, amount_min_cny, amount_max_cny, stages, instruments, sectors)
  static FieldRules Rules();
};

struct TalentFacts {
  std::optional<std::string> role;
  std::vector<std::string> skills;
  std::optional<std::string> level;
  std::optional<std::string> place;  // GB/T 2260 code
  std::optional<std::string> from;   // YYYY-MM-DD
  std::optional<std::string> until;
  std::vector<std::string> engagements;

  LM_FIELDS(TalentFacts, role, skills, level, place, from, until, engagements)
  static FieldRules Rules();
};

struct TechnologyFacts {
  std::vector<std::string> fields;  // IPC classes or chains' keys
  std::optional<int64_t> maturity;  // 1..9
  std::vector<std::string> cooperation;

  LM_FIELDS(TechnologyFacts, fields, maturity, cooperation)
  static FieldRules Rules();
};

struct OfferRow {
  std::string id;
  std::string kind;
  std::optional<ProductRef> product;
  std::string text;
  std::optional<double> capacity_year;
  std::string unit;
  std::optional<double> utilisation;
  std::optional<double> price_min_cny;
  std::optional<double> price_max_cny;
  std::optional<int64_t> lead_time_days;
  std::vector<RegionName> regions_served;
  std::optional<std::string> valid_until;
  std::optional<CapitalFacts> capital;  // of this kind alone
  std::optional<TalentFacts> talent;
  std::optional<TechnologyFacts> technology;
  std::string audience;
  bool sample = false;

  LM_FIELDS(OfferRow, id, kind, product, text, capacity_year, unit, utilisation, price_min_cny,
            price_max_cny, lead_time_days, regions_served, valid_until, capital, talent, technology,
            audience, sample)
};

struct PartnerRow {
  OrganisationRef organisation;
  ProductRef product;
  double value_cny_year = 0;
  std::string status;
  double confidence = 0;
  std::optional<int64_t> year;

  LM_FIELDS(PartnerRow, organisation, product, value_cny_year, status, confidence, year)
};

struct NeedRow {
  std::string id;
  OrganisationRef organisation;
  std::string kind;
  std::optional<ProductRef> product;
  std::string text;
  std::optional<double> quantity;
  std::string unit;
  std::optional<double> price_max_cny;
  std::optional<std::string> needed_by;
  std::vector<RegionName> preferred_regions;
  std::vector<RegionName> excluded_regions;
  std::vector<std::string> wanted_titles;
  std::optional<CapitalFacts> capital;  // of this kind alone
  std::optional<TalentFacts> talent;
  std::optional<TechnologyFacts> technology;
  std::vector<std::string> required_terms;  // on which the need insists
  bool open = false;
  std::optional<std::string> close_reason;
  std::string audience;
  bool sample = false;
  std::optional<int64_t> candidates;
  std::optional<double> best_score;

  LM_FIELDS(NeedRow, id, organisation, kind, product, text, quantity, unit, price_max_cny,
            needed_by, preferred_regions, excluded_regions, wanted_titles, capital, talent,
            technology, required_terms, open, close_reason, audience, sample, candidates,
            best_score)
};

struct FieldChange {
  std::string field;
  std::string before;
  std::string after;

  LM_FIELDS(FieldChange, field, before, after)
};

struct HistoryEntry {
  std::string at;
  std::string action;
  std::string source;
  std::vector<FieldChange> fields;

  LM_FIELDS(HistoryEntry, at, action, source, fields)
};

// Of a figure over draws of the unknown links.
struct DrawSpread {
  int64_t draws = 0;
  double smallest = 0;
  double median = 0;
  double largest = 0;

  LM_FIELDS(DrawSpread, draws, smallest, median, largest)
};

// GET /api/v1/organisations/{id}
struct OrganisationDetail : OrganisationRow {
  std::string name_en;
  std::vector<std::string> aliases;
  std::string credit_code;
  std::optional<bool> credit_code_valid;
  std::string industry;
  std::string summary;
  std::string verified_by;
  std::string source;
  std::optional<std::string> updated_at;
  std::optional<double> systemic_index;
  std::optional<int64_t> systemic_rank;
  std::optional<DrawSpread> systemic_spread;
  std::vector<OfferRow> offers;
  std::vector<NeedRow> needs;
  std::vector<PartnerRow> suppliers;
  std::vector<PartnerRow> customers;
  std::vector<ChainRef> chains;
  std::vector<HistoryEntry> history;

  LM_FIELDS_OF(OrganisationDetail, OrganisationRow, name_en, aliases, credit_code,
               credit_code_valid, industry, summary, verified_by, source, updated_at,
               systemic_index, systemic_rank, systemic_spread, offers, needs, suppliers, customers,
               chains, history)
};

struct ProductRow {
  std::string id;
  std::string key;
  TextPair name;
  std::string category;
  std::vector<ChainRef> chains;
  int64_t makers = 0;
  std::string unit;
  std::optional<double> price_cny;
  std::optional<double> outside_share;

  LM_FIELDS(ProductRow, id, key, name, category, chains, makers, unit, price_cny, outside_share)
};

struct ProductPage {
  std::vector<ProductRow> items;
  std::optional<std::string> next;
  int64_t total = 0;

  LM_FIELDS(ProductPage, items, next, total)
};

struct ProductPosition {
  ChainRef chain;
  std::string segment;
  int64_t stage = 0;
  bool final = false;
  std::string risk;
  double severity = 0;

  LM_FIELDS(ProductPosition, chain, segment, stage, final, risk, severity)
};

struct ProductInput {
  ProductRef product;
  std::optional<double> cost_share;
  bool essential = false;
  std::optional<double> stock_days;
  std::optional<double> qualify_days;
  int64_t makers = 0;
  std::string source;

  LM_FIELDS(ProductInput, product, cost_share, essential, stock_days, qualify_days, makers, source)
};

struct ProductUse {
  ProductRef product;
  std::optional<double> cost_share;
  bool essential = false;
  int64_t makers = 0;

  LM_FIELDS(ProductUse, product, cost_share, essential, makers)
};

struct ProductMaker {
  OrganisationRef organisation;
  OfferRow offer;
  double capacity_cny_year = 0;
  double share = 0;

  LM_FIELDS(ProductMaker, organisation, offer, capacity_cny_year, share)
};

struct ProductCity {
  std::string code;
  TextPair name;
  int64_t makers = 0;
  double share = 0;

  LM_FIELDS(ProductCity, code, name, makers, share)
};

// GET /api/v1/products/{id}
struct ProductDetail : ProductRow {
  std::vector<std::string> aliases;
  std::string industry;
  std::string summary;
  std::string source;
  double capacity_cny_year = 0;
  std::vector<ProductPosition> positions;
  std::vector<ProductInput> inputs;
  std::vector<ProductUse> used_in;
  std::vector<ProductMaker> makers_list;
  std::vector<ProductCity> cities;

  LM_FIELDS_OF(ProductDetail, ProductRow, aliases, industry, summary, source, capacity_cny_year,
               positions, inputs, used_in, makers_list, cities)
};

struct RiskPointPage {
  std::vector<RiskPointRow> items;
  std::optional<std::string> next;
  int64_t total = 0;
  std::optional<RiskChangeCounts> changes;  // of the chains asked for, whatever the class

  LM_FIELDS(RiskPointPage, items, next, total, changes)
};

// A risk point that is not what it was.
struct ChangedRiskPoint {
  ProductRef product;
  std::string kind;
  std::optional<std::string> class_before;
  std::optional<std::string> class_now;
  std::optional<double> severity_before;
  std::optional<double> severity_now;

  LM_FIELDS(ChangedRiskPoint, product, kind, class_before, class_now, severity_before, severity_now)
};

struct RiskChangesOfChain {
  ChainRef chain;
  RiskChangeCounts counts;
  std::vector<ChangedRiskPoint> points;

  LM_FIELDS(RiskChangesOfChain, chain, counts, points)
};

// GET /api/v1/risk-changes
struct RiskChanges {
  std::optional<std::string> since;  // of the run compared with; null: there is no earlier one
  bool method_changed = false;       // the rule or the engine's mode differs: not the data alone
  RiskChangeCounts counts;
  std::vector<RiskChangesOfChain> chains;

  LM_FIELDS(RiskChanges, since, method_changed, counts, chains)
};

struct RiskHistoryPoint {
  std::string at;
  std::string class_;
  int64_t score = 0;
  Severity severity;
  std::string gravest;
  double effective_makers = 0;
  double known_purchases_share = 0;
  double known_capacity_share = 0;

  LM_FIELDS(RiskHistoryPoint, at, class_, score, severity, gravest, effective_makers,
            known_purchases_share, known_capacity_share)
};

// GET /api/v1/risk-points/{chain}/{product}/history
struct RiskHistory {
  ChainRef chain;
  ProductRef product;
  std::vector<RiskHistoryPoint> runs;

  LM_FIELDS(RiskHistory, chain, product, runs)
};

struct MeasureEffect {
  std::optional<double> severity_before;
  std::optional<double> severity_after;
  std::optional<std::string> class_before;
  std::optional<std::string> class_after;

  LM_FIELDS(MeasureEffect, severity_before, severity_after, class_before, class_after)
};

struct MeasureRow {
  std::string id;
  std::string key;
  int64_t version = 0;  // give it back with a change
  ChainRef chain;
  ProductRef product;
  std::string kind;
  std::string state;
  std::string title;
  std::string note;
  std::string responsible;
  std::optional<OrganisationRef> lead_organisation;
  std::vector<OrganisationRef> organisations;
  std::optional<std::string> due;
  bool overdue = false;
  std::optional<double> cost_cny;
  // For the office and the measure's owner; null for others.
  std::optional<MeasureEffect> effect_computed;
  std::string effect_method;
  std::optional<MeasureEffect> effect_seen;
  std::optional<std::string> started_at;
  std::optional<std::string> ended_at;
  std::string effect_note;
  std::string audience;
  bool sample = false;
  std::string source;
  std::string updated_at;
  bool may_change = false;  // by this viewer

  LM_FIELDS(MeasureRow, id, key, version, chain, product, kind, state, title, note, responsible,
            lead_organisation, organisations, due, overdue, cost_cny, effect_computed,
            effect_method, effect_seen, started_at, ended_at, effect_note, audience, sample, source,
            updated_at, may_change)
};

struct MeasureCounts {
  int64_t proposed = 0;
  int64_t adopted = 0;
  int64_t in_progress = 0;
  int64_t done = 0;
  int64_t dropped = 0;
  int64_t overdue = 0;

  LM_FIELDS(MeasureCounts, proposed, adopted, in_progress, done, dropped, overdue)
};

// GET /api/v1/measures
struct MeasurePage {
  std::vector<MeasureRow> items;
  std::optional<std::string> next;
  int64_t total = 0;
  MeasureCounts counts;  // of the filter, whatever the state

  LM_FIELDS(MeasurePage, items, next, total, counts)
};

// GET /api/v1/measures/{id}
struct MeasureDetail : MeasureRow {
  std::vector<HistoryEntry> history;

  LM_FIELDS_OF(MeasureDetail, MeasureRow, history)
};

// POST /api/v1/measures
struct MeasureList {
  std::vector<MeasureRow> measures;

  LM_FIELDS(MeasureList, measures)
};

// GET /api/v1/systemic-firms
struct SystemicFirm {
  int64_t rank = 0;
  OrganisationRef organisation;
  double index = 0;      // share of the region's output lost if the firm fails
  double own_share = 0;  // the part of it that is the firm's own output
  int64_t units_touched = 0;
  int64_t steps = 0;
  std::vector<ProductRef> products;
  std::vector<ChainRef> chains;

  LM_FIELDS(SystemicFirm, rank, organisation, index, own_share, units_touched, steps, products,
            chains)
};

struct SystemicFirmPage {
  bool ready = false;  // false: still being computed
  std::vector<SystemicFirm> items;
  std::optional<std::string> next;
  int64_t total = 0;

  LM_FIELDS(SystemicFirmPage, ready, items, next, total)
};

// Time to survive against time to recover (docs/time.md).
struct TimeLimit {
  ProductRef product;  // made from
  ProductRef input;    // this input, of which the stock is
  std::optional<double> stock_days;
  double days_per_day = 0;  // days of survival that one more day of stock brings, at most
  double cny_per_day = 0;   // loss until recovery that it saves, at most

  LM_FIELDS(TimeLimit, product, input, stock_days, days_per_day, cny_per_day)
};

struct TimeFinal {
  ProductRef product;
  double loss_cny = 0;  // until recovery
  bool limits = false;  // its demand is what ends the survival

  LM_FIELDS(TimeFinal, product, loss_cny, limits)
};

struct TimeLoss {
  std::string kind;
  TextPair label;
  TextPair summary;
  bool applies = false;
  double supply_share = 0;             // what can still be had, over what is normally had
  std::optional<double> survive_days;  // null: the horizon or more
  bool at_least = false;               // a stock that is not known, counted as 0, limits it
  std::optional<bool> exposed;         // null: not known
  double loss_cny_day = 0;             // once all stocks are gone
  std::optional<double> loss_cny;      // until recovery; null: time to recover not known
  bool loss_at_most = false;
  double risk_exposure = 0;
  // One more day of this product in stock with all its users: survival gained, loss saved; at most.
  double stock_day_days = 0;
  double stock_day_cny = 0;
  std::vector<TimeLimit> limits;
  std::vector<TimeFinal> finals;

  LM_FIELDS(TimeLoss, kind, label, summary, applies, supply_share, survive_days, at_least, exposed,
            loss_cny_day, loss_cny, loss_at_most, risk_exposure, stock_day_days, stock_day_cny,
            limits, finals)
};

struct RiskTime {
  ChainRef chain;
  ProductRef product;
  std::optional<double> recover_days;
  std::optional<ProductRef> recover_user;  // that takes so long to qualify another source
  double final_output_cny_day = 0;
  double horizon_days = 0;
  std::vector<TimeLoss> losses;
  std::string definition;

  LM_FIELDS(RiskTime, chain, product, recover_days, recover_user, final_output_cny_day,
            horizon_days, losses, definition)
};

struct RiskTimeTable {
  ChainRef chain;
  double final_output_cny_day = 0;
  int64_t programs = 0;  // linear programs solved, each with its certificate checked
  int64_t rows_max = 0;  // of the largest
  std::vector<RiskTime> items;

  LM_FIELDS(RiskTimeTable, chain, final_output_cny_day, programs, rows_max, items)
};

struct NeedPage {
  std::vector<NeedRow> items;
  std::optional<std::string> next;
  int64_t total = 0;

  LM_FIELDS(NeedPage, items, next, total)
};

// GET, POST and PATCH of one need
struct NeedDetail : NeedRow {
  std::string key;
  int64_t version = 0;      // give it back with a change
  bool may_change = false;  // by this viewer
  std::string source;
  std::string updated_at;
  std::vector<HistoryEntry> history;

  LM_FIELDS_OF(NeedDetail, NeedRow, key, version, may_change, source, updated_at, history)
};

struct OfferListRow : OfferRow {
  OrganisationRef organisation;

  LM_FIELDS_OF(OfferListRow, OfferRow, organisation)
};

// GET /api/v1/offers
struct OfferPage {
  std::vector<OfferListRow> items;
  std::optional<std::string> next;
  int64_t total = 0;

  LM_FIELDS(OfferPage, items, next, total)
};

// GET, POST and PATCH of one offer
struct OfferDetail : OfferListRow {
  std::string key;
  int64_t version = 0;
  bool may_change = false;
  std::string source;
  std::string updated_at;
  std::vector<HistoryEntry> history;

  LM_FIELDS_OF(OfferDetail, OfferListRow, key, version, may_change, source, updated_at, history)
};

struct MatchPart {
  std::string part;
  TextPair label;
  double points = 0;
  double max = 0;
  TextPair reason;

  LM_FIELDS(MatchPart, part, label, points, max, reason)
};

struct MatchRow {
  OrganisationRef organisation;
  std::vector<std::string> titles;
  OfferRow offer;
  double score = 0;
  std::vector<MatchPart> parts;

  LM_FIELDS(MatchRow, organisation, titles, offer, score, parts)
};

struct Excluded {
  std::string rule;
  TextPair label;
  int64_t count = 0;

  LM_FIELDS(Excluded, rule, label, count)
};

struct PartWeight {
  std::string part;
  TextPair label;
  double max = 0;

  LM_FIELDS(PartWeight, part, label, max)
};

// GET /api/v1/needs/{id}/matches
struct NeedMatches {
  NeedRow need;
  std::vector<MatchRow> matches;
  int64_t considered = 0;
  std::vector<Excluded> excluded;
  std::vector<PartWeight> weights;

  LM_FIELDS(NeedMatches, need, matches, considered, excluded, weights)
};

struct NeedRef {
  std::string id;
  std::string text;
  OrganisationRef organisation;

  LM_FIELDS(NeedRef, id, text, organisation)
};

// GET /api/v1/search
struct SearchResult {
  std::vector<OrganisationRef> organisations;
  std::vector<ProductRef> products;
  std::vector<ChainRef> chains;
  std::vector<NeedRef> needs;

  LM_FIELDS(SearchResult, organisations, products, chains, needs)
};

}  // namespace lianmeng::app
