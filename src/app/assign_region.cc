#include "app/assign_region.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "app/offer_feedback.h"
#include "app/rows.h"
#include "assign/assignment.h"
#include "assign/ruled_assignment.h"
#include "assign/ruled_checker.h"
#include "base/own_fault.h"
#include "model/names.h"

namespace lianmeng::app {

// Of one snapshot and day: every open need's candidates, best first.
class AssignDesk {
 public:
  struct Candidate {
    uint32_t offer = 0;
    int32_t score = 0;  // of 1,000,000
  };
  using Candidates = std::vector<std::vector<Candidate>>;  // of each need; empty where it is closed

  Result<std::shared_ptr<const Candidates>> CandidatesOf(Analysis& analysis, Date today) {
    LM_ASSIGN(const match::Catalogue* catalogue, analysis.Catalogue());
    std::lock_guard lock(mutex_);
    if (candidates_ != nullptr && day_ == today) return candidates_;
    const Snapshot& snapshot = analysis.snapshot();
    Candidates candidates(snapshot.needs.size());
    for (uint32_t i = 0; i < snapshot.needs.size(); ++i) {
      if (!snapshot.needs[i].open) continue;
      LM_ASSIGN(const match::MatchResult result,
                match::Match(*catalogue, MakeNeed(snapshot, i, today),
                             {.limit = kCandidates, .reasons = false}));
      for (const match::MatchedOffer& matched : result.matches) {
        candidates[i].push_back({static_cast<uint32_t>(matched.offer.value), matched.score});
      }
    }
    candidates_ = std::make_shared<const Candidates>(std::move(candidates));
    day_ = today;
    return candidates_;
  }

 private:
  static constexpr int kCandidates = 50;  // of a need; who comes later is not considered

  std::mutex mutex_;
  std::shared_ptr<const Candidates> candidates_;  // of the day asked for last
  Date day_;
};

std::shared_ptr<AssignDesk> Analysis::Assignments() {
  std::lock_guard lock(assignments_mutex_);
  if (!assignments_) assignments_ = std::make_shared<AssignDesk>();
  return assignments_;
}

namespace {

using assign::kScoreUnit;

constexpr double kScore100 = kScoreUnit / 100.0;  // people read scores of 0..100
constexpr int32_t kShareParts = 10'000;

AssignedNeed AssignedNeedOf(const Snapshot& snapshot, uint32_t need) {
  const Need& record = snapshot.needs[need];
  return {.id = record.id.ToString(),
          .organisation = OrganisationRefOf(snapshot, snapshot.need_organisation[need]),
          .kind = std::string(Code(record.kind)),
          .what = WantedOf(snapshot, need)};
}

struct Floor {
  const char* kind;
  TextPair label;
  std::optional<double> asked;
  bool AssignedPair::*flag;
};

class RegionRun {
 public:
  RegionRun(Analysis& analysis, const AssignRegionQuery& query, const AssignRegionState& state)
      : analysis_(analysis), snapshot_(analysis.snapshot()), query_(query), state_(state) {
    floors_ = {{"cross_province",
                {"跨省", "across provinces"},
                query.floor_cross_province,
                &AssignedPair::cross_province},
               {"sme",
                {"中小企业供给", "supplied by small and medium enterprises"},
                query.floor_sme,
                &AssignedPair::sme},
               {"paired",
                {"结对城市之间", "between paired cities"},
                query.floor_paired,
                &AssignedPair::paired}};
  }

  Result<RegionAssignment> Run() {
    LM_TRY(CheckQuery());
    LM_ASSIGN(candidates_, analysis_.Assignments()->CandidatesOf(analysis_, state_.today));
    for (const Pairing& pairing : snapshot_.pairings) {
      pairings_.insert({pairing.region_a.value, pairing.region_b.value});
    }
    ReadSteps();
    LM_TRY(CollectPairs());
    LM_TRY(Solve());
    TellTotals();
    TellPairs();
    return std::move(out_);
  }

 private:
  struct Kinds {
    bool cross_province = false, sme = false, paired = false;
  };

  static Error OutOfRange(const char* field, double value, double low, double high) {
    const std::string a = Json(low).dump(), b = Json(high).dump();
    return MakeError(ErrorCode::kInvalidArgument,
                     {"必须在 " + a + " 与 " + b + " 之间", "must lie between " + a + " and " + b},
                     {.file = {}, .line = 0, .field = field, .value = Json(value).dump()});
  }

  Status CheckQuery() {
    if (query_.kind && !Parse<TradeKind>(*query_.kind)) return BadParameter("kind", *query_.kind);
    if (query_.chain) {
      chain_ = snapshot_.ChainIndex(*query_.chain);
      if (chain_ == kNone) return BadParameter("chain", *query_.chain);
    }
    if (query_.pairs_per_need < 1 || query_.pairs_per_need > 20) {
      return OutOfRange("pairs_per_need", static_cast<double>(query_.pairs_per_need), 1, 20);
    }
    if (query_.pairs_per_offer < 1 || query_.pairs_per_offer > 1000) {
      return OutOfRange("pairs_per_offer", static_cast<double>(query_.pairs_per_offer), 1, 1000);
    }
    if (query_.pairs_per_organisation && *query_.pairs_per_organisation < 1) {
      return OutOfRange("pairs_per_organisation",
                        static_cast<double>(*query_.pairs_per_organisation), 1, 1e6);
    }
    for (const Floor& floor : floors_) {
      if (!floor.asked || (*floor.asked >= 0 && *floor.asked <= 1)) continue;
      return OutOfRange(floor.kind, *floor.asked, 0, 1);
    }
    return Ok{};
  }

  [[nodiscard]] bool IsAsked(uint32_t need) const {
    const Need& record = snapshot_.needs[need];
    if (!record.open) return false;
    if (query_.kind && record.kind != *Parse<TradeKind>(*query_.kind)) return false;
    if (!query_.chain) return true;
    const uint32_t product = snapshot_.need_product[need];
    if (product == kNone) return false;
    const auto& members = snapshot_.memberships_of_product[product];
    return std::any_of(members.begin(), members.end(),
                       [&](uint32_t m) { return snapshot_.member_chain[m] == chain_; });
  }

  void ReadSteps() {
    for (const MatchStep& step : state_.steps) {
      decided_[{step.need.value, step.offer.value}] = step.state;
    }
    feedback_ = FeedbackOf(snapshot_, state_.steps, state_.today);
  }

  // What was decided of a pair; suggested where nothing was.
  [[nodiscard]] MatchState StateOf(uint32_t need, uint32_t offer) const {
    const auto found =
        decided_.find({snapshot_.needs[need].id.value, snapshot_.offers[offer].id.value});
    return found == decided_.end() ? MatchState::kSuggested : found->second;
  }

  // Of a need, agreed pairs that are not among its candidates: another offer of the same organisation
  // is better, or it could not be suggested today.
  Status AddAgreed(uint32_t need, std::vector<AssignDesk::Candidate>& candidates) const {
    const int64_t id = snapshot_.needs[need].id.value;
    for (auto at = decided_.lower_bound({id, 0}); at != decided_.end() && at->first.first == id;
         ++at) {
      if (at->second != MatchState::kAgreed) continue;
      const uint32_t offer = snapshot_.OfferIndex(OfferId{at->first.second});
      if (offer == kNone) continue;
      const bool is_there = std::any_of(candidates.begin(), candidates.end(),
                                        [&](const auto& one) { return one.offer == offer; });
      if (is_there) continue;
      LM_ASSIGN(const match::Catalogue* catalogue, analysis_.Catalogue());
      LM_ASSIGN(const match::PairExplanation pair,
                match::ExplainPair(*catalogue, MakeNeed(snapshot_, need, state_.today),
                                   match::OfferIndex{static_cast<int32_t>(offer)}));
      candidates.push_back({offer, pair.score});
    }
    return Ok{};
  }

  // A number for every offer that is somebody's candidate, in the order in which they come up.
  Status CollectPairs() {
    std::vector<uint32_t> number(snapshot_.offers.size(), kNone);
    assign::AssignmentProblem& pairs = problem_.pairs;
    for (uint32_t i = 0; i < snapshot_.needs.size(); ++i) {
      if (!IsAsked(i)) continue;
      const auto need = static_cast<uint32_t>(needs_.size());
      needs_.push_back(i);
      first_edge_.push_back(static_cast<uint32_t>(pairs.edges.size()));
      std::vector<AssignDesk::Candidate> candidates = CandidatesFor(i);
      LM_TRY(AddAgreed(i, candidates));
      for (const AssignDesk::Candidate& candidate : candidates) {
        if (number[candidate.offer] == kNone) {
          number[candidate.offer] = static_cast<uint32_t>(offers_.size());
          offers_.push_back(candidate.offer);
        }
        if (StateOf(i, candidate.offer) == MatchState::kAgreed) {
          problem_.must.push_back(static_cast<uint32_t>(pairs.edges.size()));
        }
        pairs.edges.push_back({need, number[candidate.offer], candidate.score});
      }
    }
    first_edge_.push_back(static_cast<uint32_t>(pairs.edges.size()));
    pairs.need_quantity.assign(needs_.size(), query_.pairs_per_need);
    pairs.offer_capacity.assign(offers_.size(), query_.pairs_per_offer);
    TakeAgreedElsewhere(number);
    MakeRoomForAgreed();
    AddRules();
    return Ok{};
  }

  // What was agreed with needs that are not asked about uses up offers all the same.
  void TakeAgreedElsewhere(const std::vector<uint32_t>& number) {
    for (const auto& [pair, state] : decided_) {
      if (state != MatchState::kAgreed) continue;
      const uint32_t need = snapshot_.NeedIndex(NeedId{pair.first});
      const uint32_t offer = snapshot_.OfferIndex(OfferId{pair.second});
      if (need == kNone || offer == kNone || IsAsked(need)) continue;
      ++agreed_elsewhere_[snapshot_.offer_organisation[offer]];
      if (number[offer] == kNone) continue;
      int64_t& capacity = problem_.pairs.offer_capacity[number[offer]];
      capacity = std::max<int64_t>(0, capacity - 1);
    }
  }

  [[nodiscard]] int64_t LimitOf(uint32_t supplier) const {
    const auto count = [&](const std::map<uint32_t, int64_t>& of) {
      const auto found = of.find(supplier);
      return found == of.end() ? int64_t{0} : found->second;
    };
    const int64_t left = *query_.pairs_per_organisation - count(agreed_elsewhere_);
    return std::max({int64_t{0}, left, count(agreed_of_supplier_)});
  }

  // Of a need, best first: without pairs that were declined or closed, moved by what was said of offers.
  [[nodiscard]] std::vector<AssignDesk::Candidate> CandidatesFor(uint32_t need) const {
    std::vector<AssignDesk::Candidate> kept;
    for (AssignDesk::Candidate candidate : (*candidates_)[need]) {
      const MatchState state = StateOf(need, candidate.offer);
      if (state == MatchState::kDeclined || state == MatchState::kClosed) continue;
      // What was said of the pair itself is its state, not a score.
      const auto said = feedback_.find(candidate.offer);
      if (said != feedback_.end() && state != MatchState::kAgreed) {
        candidate.score =
            std::clamp(candidate.score + match::FeedbackPoints(said->second), 0, match::kScoreMax);
      }
      kept.push_back(candidate);
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    return kept;
  }

  // What was agreed stands, though a need or an offer has more of it than the plan would allow.
  void MakeRoomForAgreed() {
    std::map<uint32_t, int64_t> of_need, of_offer;
    for (const uint32_t e : problem_.must) {
      const assign::AssignmentEdge& edge = problem_.pairs.edges[e];
      int64_t& quantity = problem_.pairs.need_quantity[edge.need];
      int64_t& capacity = problem_.pairs.offer_capacity[edge.offer];
      quantity = std::max(quantity, ++of_need[edge.need]);
      capacity = std::max(capacity, ++of_offer[edge.offer]);
      ++agreed_of_supplier_[snapshot_.offer_organisation[offers_[edge.offer]]];
    }
  }

  [[nodiscard]] Kinds KindsOf(const assign::AssignmentEdge& edge) const {
    const uint32_t customer = snapshot_.need_organisation[needs_[edge.need]];
    const uint32_t supplier = snapshot_.offer_organisation[offers_[edge.offer]];
    const RegionCode a = snapshot_.organisations[customer].region;
    const RegionCode b = snapshot_.organisations[supplier].region;
    Kinds kinds;
    kinds.cross_province = a && b && a.value / 10000 != b.value / 10000;
    const std::optional<Scale>& scale = snapshot_.organisations[supplier].scale;
    kinds.sme = scale && *scale != Scale::kLarge;
    const uint32_t city_a = snapshot_.city_of[customer], city_b = snapshot_.city_of[supplier];
    if (city_a != kNone && city_b != kNone) {
      const int64_t code_a = snapshot_.regions[snapshot_.cities[city_a]].code.value;
      const int64_t code_b = snapshot_.regions[snapshot_.cities[city_b]].code.value;
      kinds.paired = pairings_.contains(std::minmax(code_a, code_b));
    }
    return kinds;
  }

  void AddRules() {
    const std::vector<assign::AssignmentEdge>& edges = problem_.pairs.edges;
    for (const assign::AssignmentEdge& edge : edges) kinds_.push_back(KindsOf(edge));
    bool Kinds::*const flags[] = {&Kinds::cross_province, &Kinds::sme, &Kinds::paired};
    for (size_t f = 0; f < floors_.size(); ++f) {
      std::vector<uint32_t> of_kind;
      for (uint32_t e = 0; e < edges.size(); ++e) {
        if (kinds_[e].*flags[f]) of_kind.push_back(e);
      }
      const double all = static_cast<double>(std::max<size_t>(1, edges.size()));
      out_.floors.push_back({.kind = floors_[f].kind,
                             .label = floors_[f].label,
                             .asked = floors_[f].asked,
                             .possible = static_cast<double>(of_kind.size()) / all});
      if (!floors_[f].asked || *floors_[f].asked <= 0) continue;
      const auto parts = static_cast<int32_t>(std::lround(*floors_[f].asked * kShareParts));
      problem_.rules.push_back(assign::AtLeastShare(edges.size(), of_kind, {parts, kShareParts}));
    }
    if (!query_.pairs_per_organisation) return;
    std::map<uint32_t, std::vector<uint32_t>> of_supplier;
    for (uint32_t e = 0; e < edges.size(); ++e) {
      of_supplier[snapshot_.offer_organisation[offers_[edges[e].offer]]].push_back(e);
    }
    for (const auto& [supplier, of_one] : of_supplier) {
      const int64_t limit = LimitOf(supplier);
      if (static_cast<int64_t>(of_one.size()) <= limit) continue;
      problem_.rules.push_back(assign::AtMost(of_one, limit));
    }
  }

  Status Solve() {
    const assign::RuledProblem unruled{.pairs = problem_.pairs, .must = problem_.must, .rules = {}};
    LM_ASSIGN(const assign::RuledResult free,
              assign::AssignUnderRules(unruled, {}, Progress::None()));
    out_.free_total = static_cast<double>(free.assignment.primal) / kScore100;
    LM_ASSIGN(result_, assign::AssignUnderRules(problem_, {.seconds = query_.seconds_max},
                                                Progress::None()));
    if (HasPairs()) LM_TRY(AsOwnFault(assign::CheckRuled(problem_, result_.assignment)));
    if (result_.impossible_is_proven) {
      LM_TRY(AsOwnFault(assign::CheckImpossible(problem_, result_.assignment.prices)));
    }
    return Ok{};
  }

  [[nodiscard]] bool HasPairs() const {
    return result_.outcome != assign::RuledOutcome::kImpossible &&
           result_.outcome != assign::RuledOutcome::kUnknown;
  }

  // Need by need in the order of the list, each taking the best that is left: the same limits, no floors.
  [[nodiscard]] double GreedyTotal() const {
    std::vector<int64_t> room = problem_.pairs.offer_capacity,
                         wanted = problem_.pairs.need_quantity;
    std::map<uint32_t, int64_t> of_supplier;
    int64_t total = 0;
    const auto take = [&](const assign::AssignmentEdge& edge) {
      --room[edge.offer];
      --wanted[edge.need];
      ++of_supplier[snapshot_.offer_organisation[offers_[edge.offer]]];
      total += edge.score;
    };
    for (const uint32_t e : problem_.must) take(problem_.pairs.edges[e]);
    for (uint32_t e = 0; e < problem_.pairs.edges.size(); ++e) {
      const assign::AssignmentEdge& edge = problem_.pairs.edges[e];
      if (edge.score <= 0 || room[edge.offer] == 0 || wanted[edge.need] == 0) continue;
      if (std::binary_search(problem_.must.begin(), problem_.must.end(), e)) continue;
      const uint32_t supplier = snapshot_.offer_organisation[offers_[edge.offer]];
      if (query_.pairs_per_organisation && of_supplier[supplier] >= LimitOf(supplier)) continue;
      take(edge);
    }
    return static_cast<double>(total) / kScore100;
  }

  void TellTotals() {
    out_.needs = static_cast<int64_t>(needs_.size());
    out_.candidates = static_cast<int64_t>(problem_.pairs.edges.size());
    out_.greedy_total = GreedyTotal();
    const assign::RuledAssignment& plan = result_.assignment;
    if (HasPairs()) {
      out_.chosen = static_cast<int64_t>(plan.chosen.size());
      out_.total = static_cast<double>(plan.primal) / kScore100;
      out_.bound = static_cast<double>(plan.bound) / kScore100;
    }
    const std::string gap = Score(out_.bound - out_.total, 4);
    switch (result_.outcome) {
      case assign::RuledOutcome::kOptimal:
        out_.outcome = "optimal";
        out_.verdict = {"已证明最优：价格给出的上界等于总分",
                        "Proven: the bound that the prices give is the total"};
        break;
      case assign::RuledOutcome::kOptimalBySearch:
        out_.outcome = "optimal_by_search";
        out_.verdict = {"整数搜索证明最优；价格给出的上界只高 " + gap,
                        "The best by a whole search; the prices' bound is only " + gap + " above"};
        break;
      case assign::RuledOutcome::kFeasible:
        out_.outcome = "feasible";
        out_.verdict = {"限时之内的最好结果，至多还能高出 " + gap,
                        "The best found in time; at most " + gap + " more is to be gained"};
        break;
      case assign::RuledOutcome::kImpossible:
        out_.outcome = "impossible";
        out_.verdict = result_.impossible_is_proven
                           ? TextPair{"这些要求无法同时满足", "Nothing keeps all that is asked"}
                           : TextPair{"求解器没有找到能同时满足的配对（未经价格证明）",
                                      "The solver found nothing that keeps all that is asked (not "
                                      "proven by prices)"};
        break;
      case assign::RuledOutcome::kUnknown:
        out_.outcome = "unknown";
        out_.verdict = {"限时之内没有找到结果", "Nothing was found in time"};
        break;
    }
  }

  static std::string Score(double score, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, score);
    return text;
  }

  [[nodiscard]] AssignedNeed NeedOf(uint32_t need) const {
    return AssignedNeedOf(snapshot_, needs_[need]);
  }

  // By how much an edge's score would have to rise before it could be chosen, at least.
  [[nodiscard]] double RiseOf(uint32_t e) const {
    const assign::RulePrices& prices = result_.assignment.prices;
    const assign::AssignmentEdge& edge = problem_.pairs.edges[e];
    double rise = static_cast<double>(prices.need[edge.need] + prices.offer[edge.offer] -
                                      edge.score * assign::kPriceScale);
    rise += rule_cost_[e];
    // What the plan leaves to be gained, a pair need not rise by.
    rise -= static_cast<double>((result_.assignment.bound - result_.assignment.primal) *
                                assign::kPriceScale);
    return std::max(0.0, rise / static_cast<double>(assign::kPriceScale) / kScore100);
  }

  // Why an edge was not chosen: the dearest of what the pair would have to pay says it.
  [[nodiscard]] TextPair ReasonOf(uint32_t e, const TextPair& begin) const {
    const assign::AssignmentEdge& edge = problem_.pairs.edges[e];
    const int64_t agreed = std::count_if(problem_.must.begin(), problem_.must.end(), [&](auto m) {
      return problem_.pairs.edges[m].need == edge.need;
    });
    const auto offer_price = static_cast<double>(result_.assignment.prices.offer[edge.offer]);
    TextPair why{"配给得分相近的另一家", "another of like score was taken"};
    if (agreed >= problem_.pairs.need_quantity[edge.need]) {
      return {begin.zh + "但该需求已有达成的配对", begin.en + "the need has what was agreed"};
    }
    if (rule_cost_[e] > std::max(0.0, offer_price)) {
      why = {"为满足占比下限或机构限额而让出", "it gave way to a floor or a limit"};
    } else if (offer_price > 0) {
      why = {"其供给配给别处总分更高", "its offer serves others to a greater total"};
    }
    return {begin.zh + why.zh, begin.en + why.en};
  }

  [[nodiscard]] AssignmentPreferred PreferredOf(uint32_t e) const {
    const assign::AssignmentEdge& edge = problem_.pairs.edges[e];
    AssignmentPreferred preferred;
    preferred.organisation =
        OrganisationRefOf(snapshot_, snapshot_.offer_organisation[offers_[edge.offer]]);
    preferred.score = static_cast<double>(edge.score) / kScore100;
    preferred.rise = RiseOf(e);
    const std::string rise = Score(preferred.rise, 1), score = Score(preferred.score, 1);
    const std::string& name = preferred.organisation.name;
    preferred.reason = ReasonOf(e, {"首选“" + name + "”得 " + score + " 分，",
                                    "The first choice, " + name + ", scores " + score + ": "});
    const TextPair needed = {"；至少再高 " + rise + " 分才可能入选",
                             "; it would need " + rise + " more at least"};
    if (preferred.rise >= 0.05) {
      preferred.reason.zh += needed.zh;
      preferred.reason.en += needed.en;
    }
    return preferred;
  }

  void PriceRules() {
    rule_cost_.assign(problem_.pairs.edges.size(), 0);
    for (size_t r = 0; r < problem_.rules.size(); ++r) {
      const auto price = static_cast<double>(result_.assignment.prices.rule[r]);
      for (const assign::RuleTerm& term : problem_.rules[r].terms) {
        rule_cost_[term.edge] += price * term.weight;
      }
    }
  }

  [[nodiscard]] AssignedPair PairOf(uint32_t e) const {
    const assign::AssignmentEdge& edge = problem_.pairs.edges[e];
    const uint32_t offer = offers_[edge.offer];
    AssignedPair pair;
    pair.need = NeedOf(edge.need);
    pair.organisation = OrganisationRefOf(snapshot_, snapshot_.offer_organisation[offer]);
    pair.offer = snapshot_.offers[offer].id.ToString();
    pair.what = OfferedOf(snapshot_, offer);
    pair.score = static_cast<double>(edge.score) / kScore100;
    pair.place = 1 + e - first_edge_[edge.need];
    pair.cross_province = kinds_[e].cross_province;
    pair.sme = kinds_[e].sme;
    pair.paired = kinds_[e].paired;
    pair.agreed = std::binary_search(problem_.must.begin(), problem_.must.end(), e);
    return pair;
  }

  void TellPairs() {
    if (!HasPairs()) return;
    PriceRules();
    const std::vector<uint32_t>& chosen = result_.assignment.chosen;
    std::vector<bool> has_first(needs_.size()), is_served(needs_.size());
    for (const uint32_t e : chosen) {
      const uint32_t need = problem_.pairs.edges[e].need;
      is_served[need] = true;
      if (e == first_edge_[need]) has_first[need] = true;
    }
    for (const uint32_t e : chosen) {
      const uint32_t need = problem_.pairs.edges[e].need;
      AssignedPair pair = PairOf(e);
      if (!has_first[need]) pair.preferred = PreferredOf(first_edge_[need]);
      for (size_t f = 0; f < floors_.size(); ++f) {
        if (pair.*floors_[f].flag) ++out_.floors[f].pairs;
      }
      out_.pairs.push_back(std::move(pair));
    }
    std::stable_sort(out_.pairs.begin(), out_.pairs.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    for (AssignmentFloor& floor : out_.floors) {
      floor.reached = chosen.empty()
                          ? 0
                          : static_cast<double>(floor.pairs) / static_cast<double>(chosen.size());
    }
    out_.served = std::count(is_served.begin(), is_served.end(), true);
    out_.first_choices = std::count(has_first.begin(), has_first.end(), true);
    for (uint32_t need = 0; need < needs_.size(); ++need) {
      if (is_served[need]) continue;
      UnservedNeed unserved{.need = NeedOf(need), .preferred = std::nullopt};
      if (first_edge_[need] < first_edge_[need + 1]) {
        unserved.preferred = PreferredOf(first_edge_[need]);
      }
      out_.unserved.push_back(std::move(unserved));
    }
  }

  Analysis& analysis_;
  const Snapshot& snapshot_;
  const AssignRegionQuery& query_;
  const AssignRegionState& state_;
  std::map<std::pair<int64_t, int64_t>, MatchState> decided_;  // by the ids of need and offer
  FeedbackByOffer feedback_;
  std::map<uint32_t, int64_t> agreed_of_supplier_, agreed_elsewhere_;
  std::vector<Floor> floors_;
  uint32_t chain_ = kNone;
  std::shared_ptr<const AssignDesk::Candidates> candidates_;
  std::set<std::pair<int64_t, int64_t>> pairings_;  // cities' codes, the lesser first
  std::vector<uint32_t> needs_, offers_;            // of the problem, as indices of the snapshot
  std::vector<uint32_t> first_edge_;                // of each need, and the end
  std::vector<Kinds> kinds_;                        // of each edge
  assign::RuledProblem problem_;
  assign::RuledResult result_;
  std::vector<double> rule_cost_;  // of each edge, billionths
  RegionAssignment out_;
};

}  // namespace

Result<RegionAssignment> AssignRegion(Analysis& analysis, const AssignRegionQuery& query,
                                      const AssignRegionState& state) {
  return RegionRun(analysis, query, state).Run();
}

Result<OpportunityList> OpportunitiesOf(Analysis& analysis, OrganisationId id, Date today) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t organisation = snapshot.OrganisationIndex(id);
  if (organisation == kNone) return NotFound("机构", "organisation", id.ToString());
  LM_ASSIGN(const std::shared_ptr<const AssignDesk::Candidates> candidates,
            analysis.Assignments()->CandidatesOf(analysis, today));
  OpportunityList list;
  for (uint32_t need = 0; need < candidates->size(); ++need) {
    const std::vector<AssignDesk::Candidate>& of_need = (*candidates)[need];
    const auto found = std::find_if(of_need.begin(), of_need.end(), [&](const auto& candidate) {
      return snapshot.offer_organisation[candidate.offer] == organisation;
    });
    if (found == of_need.end()) continue;
    Opportunity one;
    one.need = AssignedNeedOf(snapshot, need);
    if (snapshot.needs[need].needed_by) one.needed_by = snapshot.needs[need].needed_by->ToString();
    one.offer = snapshot.offers[found->offer].id.ToString();
    one.what = OfferedOf(snapshot, found->offer);
    one.score = static_cast<double>(found->score) / kScore100;
    one.place = 1 + (found - of_need.begin());
    one.candidates = static_cast<int64_t>(of_need.size());
    list.items.push_back(std::move(one));
  }
  std::stable_sort(list.items.begin(), list.items.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  return list;
}

Status ExportAssignment(const RegionAssignment& assignment, Language language,
                        report::TableWriter& writer) {
  using report::ColumnType;
  const auto yes = [&](bool flag) {
    return flag ? report::Cell(TextPair{"是", "yes"}.In(language)) : report::Cell();
  };
  const auto city = [&](const OrganisationRef& organisation) {
    return organisation.city ? report::Cell(organisation.city->name.In(language)) : report::Cell();
  };
  LM_TRY(writer.Begin(
      {{"全局匹配", "All needs at once"},
       {{{"需求方", "Needs it"}, ColumnType::kText, 28},
        {{"需求", "Need"}, ColumnType::kText, 24},
        {{"需求方城市", "Its city"}, ColumnType::kText, 10},
        {{"供给方", "Supplies it"}, ColumnType::kText, 28},
        {{"供给", "Offer"}, ColumnType::kText, 24},
        {{"供给方城市", "Supplier's city"}, ColumnType::kText, 10},
        {{"得分", "Score"}, ColumnType::kNumber},
        {{"该需求的第几选择", "Place among the need's candidates"}, ColumnType::kInteger},
        {{"跨省", "Across provinces"}, ColumnType::kText, 6},
        {{"中小企业", "Small or medium"}, ColumnType::kText, 8},
        {{"结对城市", "Paired cities"}, ColumnType::kText, 8},
        {{"说明", "Why"}, ColumnType::kText, 60}}}));
  for (const AssignedPair& pair : assignment.pairs) {
    LM_TRY(writer.Row(std::vector<report::Cell>{
        pair.need.organisation.name, pair.need.what.In(language), city(pair.need.organisation),
        pair.organisation.name, pair.what.In(language), city(pair.organisation), pair.score,
        pair.place, yes(pair.cross_province), yes(pair.sme), yes(pair.paired),
        pair.preferred ? report::Cell(pair.preferred->reason.In(language)) : report::Cell()}));
  }
  for (const UnservedNeed& unserved : assignment.unserved) {
    const TextPair nobody{"没有候选供给", "no candidate"};
    std::vector<report::Cell> cells{unserved.need.organisation.name,
                                    unserved.need.what.In(language),
                                    city(unserved.need.organisation)};
    cells.resize(11);
    cells.emplace_back((unserved.preferred ? unserved.preferred->reason : nobody).In(language));
    LM_TRY(writer.Row(cells));
  }
  return writer.Finish();
}

}  // namespace lianmeng::app
