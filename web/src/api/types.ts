// The shapes of the HTTP API (/api/v1), as the console reads them. The server's side is src/app/views.h;
// tests/http/openapi_test.cc and the browser tests hold the two together.
//
// Ids are decimal strings (63-bit). Money is in CNY as a number with at most two decimals. Shares are 0..1.
// A missing figure is null: the console shows "—", never 0.

export interface Text { zh: string; en: string }

/** RFC 9457 problem+json. `errors` names each field at fault. */
export interface Problem {
  type: string
  title: Text
  status: number
  detail: Text
  code: string
  errors?: { field: string; value: string; detail: Text }[]
}

export interface Page<T> { items: T[]; next: string | null; total: number }

export type Audience = 'public' | 'alliance' | 'region' | 'pairing' | 'private'
export type TradeKind = 'goods' | 'technology' | 'capital' | 'talent' | 'computing' | 'service'
export type Segment = 'upstream' | 'midstream' | 'downstream'
export type RiskClass = 'red' | 'orange' | 'yellow' | 'none'
export type LinkStatus = 'observed' | 'declared' | 'reconstructed'

/** GET /api/v1/meta: what is loaded and who is looking. */
export interface Meta {
  version: string
  data_version: string
  sample: boolean // true if any organisation shown is made by the generator (样例)
  viewer: { kind: 'public' | 'organisation' | 'office'; label: Text; organisation: string | null }
  counts: Counts
  titles: Coded[]
  scales: Coded[]
  kinds: Coded[] // of organisations
  trade_kinds: Coded[]
  match_states: Coded[]; decline_reasons: Coded[]
  funding_stages: Coded[] // the words of terms
  instruments: Coded[]
  talent_levels: Coded[]
  engagements: Coded[]
  cooperation: Coded[]
  required_terms: Coded[]
  close_reasons: Coded[]
  regions: RegionRef[] // provinces, then cities
  chains: ChainRef[]
}
export interface Coded { code: string; label: Text }
export interface Counts {
  organisations: number; products: number; inputs: number; chains: number
  offers: number; needs: number; open_needs: number; links: number
}
export interface RegionRef {
  code: string; name: Text; level: 'province' | 'city' | 'county'; parent: string | null
  longitude: number; latitude: number; tile_column: number | null; tile_row: number | null
}
export interface ChainRef { key: string; name: Text }
export interface ProductRef { id: string; name: Text }
export interface OrganisationRef { id: string; name: string; short_name: string; city: RegionName | null; sample: boolean }
export interface RegionName { code: string; name: Text }

/** GET /api/v1/overview */
export interface Overview {
  counts: Counts
  cities: CitySummary[]
  flows: CityFlow[] // between two different cities, largest value first, at most 60
  links: { observed_value_cny: number; declared_value_cny: number; reconstructed_value_cny: number; cross_city_share: number; cross_province_share: number }
  chains: ChainSummary[]
  gravest: RiskPointRow[] // ten
}
export interface CitySummary {
  code: string; name: Text; province: RegionName
  longitude: number; latitude: number; tile_column: number | null; tile_row: number | null
  organisations: number
  capacity_cny_year: number // value of the makers' capacity
  chains: { chain: string; organisations: number; capacity_cny_year: number; share: number }[] // share of the chain's capacity in the region
  risk: { red: number; orange: number; yellow: number } // risk points whose largest maker or largest city lies here
}
export interface CityFlow { from: string; to: string; value_cny_year: number; links: number; reconstructed_share: number }
export interface ChainSummary {
  key: string; name: Text; summary: Text; team: string
  products: number; organisations: number; capacity_cny_year: number
  red: number; orange: number; yellow: number; none: number
  unmade: number // products of the chain that nobody in the region makes
}

/** GET /api/v1/chains/{key} */
export interface ChainDetail {
  key: string; name: Text; summary: Text; team: string; source: string
  nodes: ChainNode[]
  edges: ChainEdge[]
  cities: { code: string; name: Text; organisations: number; capacity_cny_year: number; share: number }[]
  leaders: { organisation: OrganisationRef; products: ProductRef[]; capacity_cny_year: number; systemic_index: number | null }[] // ten
}
export interface ChainNode {
  product: ProductRef; segment: Segment; stage: number; final: boolean; category: string
  makers: number; capacity_cny_year: number; largest_share: number | null
  effective_makers: number | null; outside_share: number | null
  risk: RiskClass; severity: number // the greatest of the three
}
export interface ChainEdge { product: string; input: string; cost_share: number | null; essential: boolean } // ids

/** GET /api/v1/risk-points?chain=&class=&q=&limit=&cursor= (gravest first) */
export interface RiskPointRow {
  chain: ChainRef; product: ProductRef; segment: Segment; class: RiskClass
  severity: { largest_maker: number; largest_city: number; outside: number }
  effective_makers: number; makers: number
  stock_days: number | null; qualify_days: number | null
  summary: Text // one line: why
  change: RiskChange | null // for the office, where there is an earlier run
  certainty: RiskCertainty | null // null until computed
}
export type RiskChangeKind = 'new' | 'worse' | 'better' | 'gone' | 'same'
export interface RiskChange { kind: RiskChangeKind; class_before: RiskClass | null; severity_before: number | null }
export interface RiskChangeCounts { since: string; new: number; worse: number; better: number; gone: number; same: number }
/** GET /api/v1/risk-points */
export interface RiskPointPage extends Page<RiskPointRow> { changes: RiskChangeCounts | null }
/** GET /api/v1/risk-changes: since the newest run that differs from the present points. */
export interface RiskChanges {
  since: string | null
  method_changed: boolean // the rule or the engine's mode differs, not the data alone
  counts: RiskChangeCounts
  chains: { chain: ChainRef; counts: RiskChangeCounts; points: ChangedRiskPoint[] }[]
}
export interface ChangedRiskPoint {
  product: ProductRef; kind: RiskChangeKind
  class_before: RiskClass | null; class_now: RiskClass | null; severity_before: number | null; severity_now: number | null
}
/** GET /api/v1/risk-points/{chain}/{product}/history */
export interface RiskHistory { chain: ChainRef; product: ProductRef; runs: RiskHistoryPoint[] }
export interface RiskHistoryPoint {
  at: string; class: RiskClass; score: number
  severity: { largest_maker: number; largest_city: number; outside: number }
  gravest: 'largest_maker' | 'largest_city' | 'outside'; effective_makers: number
  known_purchases_share: number; known_capacity_share: number
}
/** GET /api/v1/systemic-firms */
export interface SystemicFirm {
  rank: number; organisation: OrganisationRef
  index: number // share of the region's output lost if the firm stops
  own_share: number // the part of it that is the firm's own output
  units_touched: number; steps: number; products: ProductRef[]; chains: ChainRef[]
}
export interface SystemicFirmPage extends Page<SystemicFirm> { ready: boolean }

export type MeasureKind = 'add' | 'secure' | 'strengthen'
export type MeasureState = 'proposed' | 'adopted' | 'in_progress' | 'done' | 'dropped'
export interface MeasureEffect { severity_before: number | null; severity_after: number | null; class_before: RiskClass | null; class_after: RiskClass | null }
export interface MeasureRow {
  id: string; key: string
  version: number // given back with a change
  chain: ChainRef; product: ProductRef; kind: MeasureKind; state: MeasureState
  title: string; note: string; responsible: string
  lead_organisation: OrganisationRef | null; organisations: OrganisationRef[]
  due: string | null; overdue: boolean; cost_cny: number | null
  effect_computed: MeasureEffect | null; effect_method: string // for the office and the measure's owner
  effect_seen: MeasureEffect | null; started_at: string | null; ended_at: string | null; effect_note: string
  audience: Audience; sample: boolean; source: string; updated_at: string; may_change: boolean
}
/** GET /api/v1/measures */
export interface MeasurePage extends Page<MeasureRow> { counts: Record<MeasureState | 'overdue', number> }
/** GET /api/v1/measures/{id} */
export interface MeasureDetail extends MeasureRow { history: OrganisationDetail['history'] }
/** POST /api/v1/measures takes { measures: MeasureInput[] } and answers { measures: MeasureRow[] }. */
export interface MeasureInput {
  chain: string; product: string; kind: MeasureKind; title: string
  key?: string; note?: string; responsible?: string; lead_organisation?: string; organisations?: string[]
  due?: string; cost_cny?: number; state?: MeasureState; audience?: Audience
  effect_computed?: Partial<MeasureEffect> & { method?: string }
}
/** PATCH /api/v1/measures/{id}: what is left out stays, null empties. */
export interface MeasurePatch {
  version: number; kind?: MeasureKind; state?: MeasureState; title?: string; note?: string; responsible?: string
  lead_organisation?: string | null; organisations?: string[]; due?: string | null; cost_cny?: number | null
  audience?: Audience; effect_computed?: MeasureInput['effect_computed'] | null; effect_note?: string; retake_effect?: boolean
}
/** What other possible links would make of a point: draws of the unknown links (docs/reconstruction.md). */
export interface RiskCertainty {
  draws: number; seed: number
  severity_smallest: number; severity_median: number; severity_largest: number // of the greatest of the three losses
  classes: { red: number; orange: number; yellow: number; none: number } // draws in each class
  kept: number // draws in the point's published class
  robust: boolean // kept in at least nine draws of ten
}
/** GET /api/v1/risk-points/{chain}/{product} */
export interface RiskPointDetail extends RiskPointRow {
  reasons: { rule: string; fired: boolean; text: Text }[]
  rule: Text // the rule in full
  losses: RiskLoss[] // three
  severity_certified: { lower: number; upper: number } // of the greatest of them, at the true fixed point
  makers_list: { organisation: OrganisationRef | null; outside: boolean; capacity_cny_year: number; share: number; utilisation: number | null }[]
  spare_capacity_cny_year: number
  lost_capacity_cny_year: number
  users: { product: ProductRef; essential: boolean; cost_share: number | null; stock_days: number | null; qualify_days: number | null }[]
  definition: string // path of the published definition, in the console's docs
  network: { units: number; links: number; reconstructed_share: number }
}
export interface RiskLoss {
  kind: 'largest_maker' | 'largest_city' | 'outside'
  label: Text
  shocked: { organisation: OrganisationRef | null; outside: boolean; product: ProductRef }[] // at most 50
  shocked_count: number
  severity: number
  severity_certified: { lower: number; upper: number } | null // at the true fixed point; null: there is no such loss
  units_touched: number
  steps: number
  final_output_cny_year: number
  final_output_lost_cny_year: number
  finals: { organisation: OrganisationRef | null; product: ProductRef; capacity_cny_year: number; remaining: number }[] // finished-good makers that lose, at most 500
  worst: { organisation: OrganisationRef | null; product: ProductRef; loss: number; step: number }[] // at most 10
}

/** GET /api/v1/risk-points/{chain}/{product}/time: time to survive against time to recover (docs/time.md) */
export interface RiskTime {
  chain: ChainRef; product: ProductRef
  recover_days: number | null
  recover_user: ProductRef | null // that takes so long to qualify another source
  final_output_cny_day: number
  horizon_days: number
  losses: TimeLoss[] // three
  definition: string
}
export interface TimeLoss {
  kind: 'largest_maker' | 'largest_city' | 'outside'
  label: Text; summary: Text
  applies: boolean
  supply_share: number // what can still be had, over what is normally had
  survive_days: number | null // null: the horizon or more
  at_least: boolean // a stock that is not known, counted as 0, limits it
  exposed: boolean | null
  loss_cny_day: number // once all stocks are gone
  loss_cny: number | null // until recovery
  loss_at_most: boolean
  risk_exposure: number
  stock_day_days: number // one more day of this product with all its users: survival gained, loss saved; at most
  stock_day_cny: number
  limits: { product: ProductRef; input: ProductRef; stock_days: number | null; days_per_day: number; cny_per_day: number }[]
  finals: { product: ProductRef; loss_cny: number; limits: boolean }[]
}

/** POST /api/v1/what-if takes a Scenario (docs/formats/scenario.md); .xlsx and .csv take the same. */
export interface ScenarioShock {
  firm?: string; product?: string; industry?: string; city?: string; province?: string
  outside?: boolean // what comes from outside the region
  lost: number
}
export interface Scenario { title?: string; days: number; shocks: ScenarioShock[] }
export interface WhatIfLoss {
  rate: number // all stocks used up
  rate_end: number // on the last day
  value_lost_cny: number // within the scenario's days
  output_cny_year: number
  onset_day: number | null // from 0
}
export type Cause = 'shock' | 'supply' | 'demand'
export interface WhatIf {
  title: string | null
  days: number
  parts: { label: Text; lost: number; units: number; capacity_cny_year: number }[] // one for each shock
  total: WhatIfLoss & {
    rate_interval: { lower: number; upper: number } | null
    mode: 'published' | 'certified'; stop_threshold: number
    steps: number; units: number; organisations: number; milliseconds: number
  }
  chains: (WhatIfLoss & { chain: ChainRef; waves: number[] })[]
  cities: (WhatIfLoss & { code: string; name: Text; waves: number[] })[] // all
  products: (WhatIfLoss & { product: ProductRef; chains: string[]; waves: number[] })[] // that lose something
  firms: (WhatIfLoss & { organisation: OrganisationRef; products: ProductRef[]; wave: number; cause: Cause })[] // at most 100
  waves: {
    step: number; units: number; organisations: number; rate: number
    hits: { organisation: OrganisationRef; product: ProductRef; rate: number; cause: Cause }[] // at most 12
  }[]
  phases: { first_day: number; days: number; rate: number }[]
}

/** GET /api/v1/organisations?q=&city=&province=&chain=&title=&scale=&kind=&order=&limit=&cursor= (filters may repeat) */
export interface OrganisationRow {
  id: string; key: string; name: string; short_name: string; kind: string
  city: RegionName | null; province: RegionName | null
  titles: string[]; scale: string | null; employees: number | null; revenue_cny_year: number | null
  products: ProductRef[] // at most 5
  product_count: number
  sample: boolean; audience: Audience
}
export interface OrganisationPage extends Page<OrganisationRow> {
  facets: { city: Facet[]; province: Facet[]; chain: Facet[]; title: Facet[]; scale: Facet[] }
}
export interface Facet { code: string; label: Text; count: number }
// GET /api/v1/organisations.xlsx and .csv: the same filters, every row.

/** GET /api/v1/organisations/{id} */
export interface OrganisationDetail extends OrganisationRow {
  name_en: string; aliases: string[]; credit_code: string; credit_code_valid: boolean | null
  industry: string; summary: string; verified_by: string; source: string; updated_at: string | null
  systemic_index: number | null // share of the region's output lost if this organisation stops (docs/risk-points.md)
  systemic_rank: number | null
  systemic_spread: { draws: number; smallest: number; median: number; largest: number } | null // over draws of the unknown links
  offers: OfferRow[]
  needs: NeedRow[]
  suppliers: PartnerRow[]
  customers: PartnerRow[]
  chains: ChainRef[]
  history: { at: string; action: 'inserted' | 'updated'; source: string; fields: { field: string; before: string; after: string }[] }[]
}
/** Terms of trades beyond goods, in answers and in the bodies of POST and PATCH; what is left open is null or empty. */
export interface CapitalFacts { amount_min_cny: number | null; amount_max_cny: number | null; stages: string[]; instruments: string[]; sectors: string[] }
export interface TalentFacts { role: string | null; skills: string[]; level: string | null; place: string | null; from: string | null; until: string | null; engagements: string[] }
export interface TechnologyFacts { fields: string[]; maturity: number | null; cooperation: string[] }
export interface TradeTerms { capital: CapitalFacts | null; talent: TalentFacts | null; technology: TechnologyFacts | null }
export interface OfferRow extends TradeTerms {
  id: string; kind: TradeKind; product: ProductRef | null; text: string
  capacity_year: number | null; unit: string; utilisation: number | null
  price_min_cny: number | null; price_max_cny: number | null; lead_time_days: number | null
  regions_served: RegionName[]; valid_until: string | null; audience: Audience; sample: boolean
}
export interface PartnerRow {
  organisation: OrganisationRef; product: ProductRef
  value_cny_year: number; status: LinkStatus; confidence: number; year: number | null
}

/** GET /api/v1/products?q=&chain=&category=&limit=&cursor= */
export interface ProductRow { id: string; key: string; name: Text; category: string; chains: ChainRef[]; makers: number; unit: string; price_cny: number | null; outside_share: number | null }
/** GET /api/v1/products/{id} */
export interface ProductDetail extends ProductRow {
  aliases: string[]; industry: string; summary: string; source: string
  capacity_cny_year: number
  positions: { chain: ChainRef; segment: Segment; stage: number; final: boolean; risk: RiskClass; severity: number }[]
  inputs: { product: ProductRef; cost_share: number | null; essential: boolean; stock_days: number | null; qualify_days: number | null; makers: number; source: string }[]
  used_in: { product: ProductRef; cost_share: number | null; essential: boolean; makers: number }[]
  makers_list: { organisation: OrganisationRef; offer: OfferRow; capacity_cny_year: number; share: number }[] // largest first, at most 200
  cities: { code: string; name: Text; makers: number; share: number }[]
}

/** GET /api/v1/needs?q=&kind=&city=&chain=&open=&stage=&instrument=&sector=&amount_cny=&level=&engagement=&maturity=&cooperation=&limit=&cursor= */
export interface NeedRow extends TradeTerms {
  id: string; organisation: OrganisationRef; kind: TradeKind; product: ProductRef | null; text: string
  quantity: number | null; unit: string; price_max_cny: number | null; needed_by: string | null
  preferred_regions: RegionName[]; excluded_regions: RegionName[]; wanted_titles: string[]
  required_terms: string[]
  open: boolean; close_reason: string | null; audience: Audience; sample: boolean
  candidates: number | null // matches found, null until computed
  best_score: number | null // 0..100
}
interface Changeable { key: string; version: number; may_change: boolean; source: string; updated_at: string; history: OrganisationDetail['history'] }
/** GET, PATCH /api/v1/needs/{id}; POST /api/v1/needs */
export interface NeedDetail extends NeedRow, Changeable {}
export interface OfferListRow extends OfferRow { organisation: OrganisationRef }
/** GET, PATCH /api/v1/offers/{id}; POST /api/v1/offers. GET /api/v1/offers gives a page of OfferListRow. */
export interface OfferDetail extends OfferListRow, Changeable {}
/** GET /api/v1/needs/{id}/matches?limit= */
export interface NeedMatches {
  need: NeedRow
  matches: MatchRow[]
  considered: number
  excluded: { rule: string; label: Text; count: number }[]
  weights: { part: string; label: Text; max: number }[]
}
export interface MatchRow {
  organisation: OrganisationRef; titles: string[]; offer: OfferRow
  score: number // 0..100, the sum of the parts
  parts: { part: string; label: Text; points: number; max: number; reason: Text }[]
}

/** GET /api/v1/assignment?chain=&kind=&pairs_per_need=&…&cross_province=&sme=&paired= */
export interface RegionAssignment {
  needs: number; candidates: number; chosen: number; served: number; first_choices: number
  total: number; bound: number
  greedy_total: number // need by need, each taking the best that is left
  free_total: number // without floors and limits of organisations
  outcome: 'optimal' | 'optimal_by_search' | 'feasible' | 'impossible' | 'unknown'
  verdict: Text
  floors: AssignmentFloor[]; pairs: AssignedPair[]; unserved: UnservedNeed[]
}
export interface AssignmentFloor {
  kind: 'cross_province' | 'sme' | 'paired'; label: Text
  asked: number | null; possible: number; reached: number; pairs: number
}
export interface AssignedNeed { id: string; organisation: OrganisationRef; kind: string; what: Text }
export interface AssignmentPreferred { organisation: OrganisationRef; score: number; rise: number; reason: Text }
export interface AssignedPair {
  need: AssignedNeed; organisation: OrganisationRef; offer: string; what: Text
  score: number; place: number
  cross_province: boolean; sme: boolean; paired: boolean
  agreed: boolean // before this plan was made
  preferred: AssignmentPreferred | null // the need's first candidate, where it got another
}
/** GET /api/v1/organisations/{id}/opportunities */
export interface OpportunityList {
  items: { need: AssignedNeed; needed_by: string | null; offer: string; what: Text; score: number; place: number; candidates: number }[]
}
/** GET /api/v1/match-cases?need=&organisation=&state= ; POST moves a pair on */
export interface MatchCaseList { states: { state: string; label: Text; pairs: number }[]; items: MatchCase[] }
export interface MatchCase {
  need: string; customer: OrganisationRef; need_what: Text
  offer: string; supplier: OrganisationRef; offer_what: Text
  last: MatchStep
}
export interface MatchStep {
  id: string; state: string; state_label: Text
  reason: string | null; reason_label: Text | null
  note: string; at: string; by: string
}
/** GET /api/v1/match-cases/{need}/{offer} */
export interface MatchCaseHistory { steps: MatchStep[] }
/** GET /api/v1/saved-searches */
export interface SavedSearchList { items: SavedSearchRow[]; fresh: number }
export interface SavedFilter { q: string; kind: string[]; chain: string[]; city: string[]; province: string[]; title: string[]; scale: string[] }
export type SavedList = 'needs' | 'offers' | 'organisations' | 'makers'
export interface SavedSearchRow { id: string; name: string; list: SavedList; filter: SavedFilter; seen_at: string; total: number; fresh: number }
export interface UnservedNeed { need: AssignedNeed; preferred: AssignmentPreferred | null }
// GET /api/v1/needs/{id}/matches.xlsx and .csv, /api/v1/risk-points.xlsx and .csv: exports.

/** GET /api/v1/search?q=&limit= : suggestions as one types, over everything */
export interface SearchResult {
  organisations: OrganisationRef[]
  products: ProductRef[]
  chains: ChainRef[]
  needs: { id: string; text: string; organisation: OrganisationRef }[]
}

// GET /makers?q=
export interface Maker {
  organisation: OrganisationRow; evidence: 'named' | 'makes' | 'like' | 'resembles'
  product: ProductRef | null; product_text: Text; likeness: number // 0..1
  makes_it: boolean; reason: Text
}
export interface MakerList { items: Maker[]; total: number; evidence: Facet[]; facets: OrganisationPage['facets'] }

// GET /api/v1/changes: server-sent events; `event: data` with {"data_version": "..."} when the data changed.

// POST /repair-plans
export interface RepairCall { organisation: OrganisationRef; role: 'supplier' | 'customer' | 'user'; revenue_cny_year: number | null }
export interface RepairMeasure {
  id: string; kind: { code: string; label: Text }; form: { code: string; label: Text }; product: ProductRef; title: Text; why: Text
  cost_cny: number; cost_rule: Text; capacity_cny_year: number; moved_cny_year: number; stock_cny: number | null; distance_km: number | null
  benefit_alone: number
  effect_alone: MeasureEffect // on its own point
  register_key: string // of the record in the register of measures
  calls: RepairCall[]
}
export interface RepairPoint {
  product: ProductRef; class_before: RiskClass; class_after: RiskClass; severity_before: number; severity_after: number
  effective_makers_before: number; effective_makers_after: number
}
export interface RepairEffect {
  chain: ChainRef; measures: string[]; cost_cny: number; risk_before: number; risk_after: number; points: RepairPoint[]
  cascades_run: number; cascades_kept: number
}
export interface RepairPlan {
  budget_cny: number; effect: RepairEffect; optimal: boolean; benefit_bound: number; benefit_bound_if_diminishing: number; candidates: RepairMeasure[]
  curve: { cost_cny: number; benefit: number }[]; assumptions: { label: Text; value: number; unit: Text }[]; definition: string
}

// ---- Duplicates and merges (app/merge_views.h)

export interface NamedOrganisation { id: string; key: string; name: string; credit_code: string; region: string }
export interface NamePart { code: string; label: Text; points: number; points_max: number; reason: Text }
export interface PairField { field: string; label: Text; a: Text | null; b: Text | null; differs: boolean }
export interface DuplicateCard {
  a: NamedOrganisation; b: NamedOrganisation; score: number; verdict: 'nearly_certain' | 'offered'
  parts: NamePart[]; suggested: 'a' | 'b'; fields: PairField[]
}
/** GET /api/v1/duplicates?limit&skip */
export interface DuplicatePage { organisations: number; pairs: number; nearly_certain: number; decided: number; items: DuplicateCard[]; next: number | null }
export interface MergeRow {
  id: string; stays: NamedOrganisation; goes: NamedOrganisation; now: NamedOrganisation; at: string; decided_by: string; note: string
  undone_at: string | null; undone_by: string; undone_note: string
}
export interface ApartPair { a: NamedOrganisation; b: NamedOrganisation; at: string; decided_by: string; note: string }
export interface FlagRow { id: string; organisation: NamedOrganisation; at: string; flagged_by: string; note: string; state: 'open' | 'dismissed' | 'undone' }
export interface SourceView {
  id: string; key: string; name: string; source: string; trust: 'verified' | 'registry' | 'own' | 'other' | 'sample'; trust_label: Text
  updated_at: string; stays: boolean
}
export interface SourceField { field: string; label: Text; values: (Text | null)[]; shown: number | null; chosen: boolean; differs: boolean }
/** GET /api/v1/organisations/{id}/sources */
export interface OrganisationSources { organisation: string; merged: boolean; sources: SourceView[]; fields: SourceField[]; merges: MergeRow[] }
export interface Listed<T> { items: T[] }

// The deterministic backbone (src/app/backbone_views.h). Times are nanoseconds, rates bits a second, shares thousandths.
export interface BackboneSiteRef { id: string; name: Text }
export interface BackboneSiteView { id: string; name: Text; longitude: number | null; latitude: number | null; flows: number; source: string; note: string }
/** One direction of a fibre: "Shanghai>Suzhou"; of parallel ones the second is "Shanghai>Suzhou#2". */
export interface BackboneLinkView {
  id: string; from: string; to: string; title: Text
  fibre_m: number; estimated: boolean; rate_bps: number; delay_ns_min: number; delay_ns_max: number; flows: number
  load_permille: number; fullest_permille: number // of the reserved bytes: over all cycles, in the fullest cycle
  buffers: number; source: string; note: string
}
export interface BackboneSystemView { cycle_ns: number; buffers: number; clock_error_ns: number; clock_wander_ppb: number; damper: boolean; hypercycle: number }
export interface BackboneCounts {
  sites: number; fibres: number; fibre_m: number; flows: number; carried: number; two_routes: number; refused: number
  visible: number; samples: number; moved: number // told to the viewer; made by the generator; no longer carried where promised
}
export interface BackboneKindView { kind: string; label: Text; flows: number; carried: number }
/** GET /api/v1/backbone */
export interface BackboneBoardView {
  loaded: boolean; problems: Text[]; system: BackboneSystemView; counts: BackboneCounts
  sites: BackboneSiteView[]; links: BackboneLinkView[]; kinds: BackboneKindView[]
  latency_ns_max: number; jitter_ns_max: number; verdict: Text; milliseconds: number; may_reserve: boolean
}
/** GET /api/v1/backbone/links/{id} */
export interface BackboneLinkLoad { link: BackboneLinkView; capacity_bytes: number; cycles_each: number; most_bytes: number[]; mean_bytes: number[] }
export type BackboneProtection = 'none' | 'link' | 'node'
export type BackboneArrival = 'aligned' | 'unaligned' | 'sporadic'
export interface BackboneFlowRow {
  id: string; kind: string; kind_label: Text; from: BackboneSiteRef; to: BackboneSiteRef
  frame_bytes: number; packets: number; interval_ns: number; arrival_window_ns: number; rate_bps: number; rank: number
  protection: BackboneProtection; latency_ns_asked: number; jitter_ns_asked: number
  carried: boolean; routes: number; hops: number
  latency_ns: number | null; jitter_ns: number | null // proven bounds
  latency_ns_seen: number | null; jitter_ns_seen: number | null // once simulated
  refusal: Text | null; owner: string; sample: boolean; promised: boolean
}
/** GET /api/v1/backbone/flows?text=&kind=&site=&link=&state=&limit=&cursor= */
export interface BackboneFlowPage extends Page<BackboneFlowRow> { carried: number }
/** Times from the moment before which the packets of an interval arrive at the first site. */
export interface BackboneHop {
  link: string; from: BackboneSiteRef; to: BackboneSiteRef; fibre_m: number; cycle: number
  opens_ns: number; closes_ns: number; ready_ns_min: number; ready_ns_max: number; latency_ns_max: number; fullest_permille: number
}
export interface BackboneRoute { hops: BackboneHop[]; fibre_m: number; latency_ns_min: number; latency_ns_max: number; hold_ns: number }
export interface BackboneRemedy { field: string; value: number; words: Text }
export interface BackboneRefusal { reason: string; words: Text; link: string | null; cycle: number | null; missing_bytes: number | null; remedies: BackboneRemedy[] }
/** GET /api/v1/backbone/flows/{id}; the answer to POST /api/v1/backbone/answer and /flows */
export interface BackboneFlowDetail {
  flow: BackboneFlowRow; routes: BackboneRoute[]; refusal: BackboneRefusal | null; proof: Text
  figures_from: string; note: string; milliseconds: number | null; may_release: boolean
}
export interface BackboneFlowInput {
  id?: string; from: string; to: string; kind?: string; frame_bytes: number; packets: number; interval_ns: number
  latency_ns_max: number; jitter_ns_max: number; arrival?: string; rank?: number; protection?: string; note?: string; audience?: Audience
}
export type BackboneEffect = 'on-one' | 'moved' | 'moved-to-one' | 'lost'
export interface BackboneChange { flow: BackboneFlowRow; effect: BackboneEffect; before: string[]; after: string[]; latency_ns_before: number | null; jitter_ns_before: number | null }
/** GET /api/v1/backbone/cut?a=&b= or ?site= */
export interface BackboneCut {
  title: Text; links: string[]; met: number; on_one: number; moved: number; moved_to_one: number; lost: number
  changes: BackboneChange[]; loads: BackboneLinkView[]; verdict: Text; milliseconds: number
}
export interface BackboneCutRow { a: string; b: string; title: Text; on_one: number; moved: number; lost: number; milliseconds: number }
/** GET /api/v1/backbone/cuts */
/** Not ready: still being computed; an event "backbone" says when it is there. */
export interface BackboneCutList { ready: boolean; items: BackboneCutRow[] }
/** GET /api/v1/backbone/simulation */
export interface BackboneSimulation {
  ready: boolean // as of BackboneCutList
  seed: number; episodes: number; packets: number; packet_hops: number; delivered: number; lost: number; policed: number
  violations: number; latency_share: number; jitter_share: number; jitter_flow: string | null; verdict: Text; milliseconds: number
}
export interface BackbonePreset {
  kind: string; label: Text; frame_bytes: number; packets: number; interval_ns: number; latency_ns_max: number; jitter_ns_max: number
  arrival: string; protection: string; rank: number; figures_from: string
}
/** GET /api/v1/backbone/presets */
export interface BackbonePresetList { items: BackbonePreset[] }
