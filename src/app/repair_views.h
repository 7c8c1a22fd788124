// What the repair plans answer with and are asked with; see app/views.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/views.h"

namespace lianmeng::app {

// POST /api/v1/repair-plans
struct RepairPlanInput {
  std::string chain;
  double budget_cny = 0;
  std::vector<std::string> kinds;    // add, secure, strengthen; none: all
  std::vector<std::string> with;     // ids of measures to take in any case
  std::vector<std::string> without;  // ids of measures never to take

  LM_FIELDS(RepairPlanInput, chain, budget_cny, kinds, with, without)
  static FieldRules Rules() {
    return {Between("budget_cny", 0, 1e13), OneOf("kinds", {"add", "secure", "strengthen"})};
  }
};

// POST /api/v1/repair-plans/evaluate
struct RepairEvaluateInput {
  std::string chain;
  std::vector<std::string> measures;  // ids

  LM_FIELDS(RepairEvaluateInput, chain, measures)
  static FieldRules Rules() { return {}; }
};

struct RepairCall {
  OrganisationRef organisation;
  std::string role;  // supplier, customer or user
  std::optional<double> revenue_cny_year;

  LM_FIELDS(RepairCall, organisation, role, revenue_cny_year)
};

struct RepairMeasure {
  std::string id;
  Coded kind;
  Coded form;
  ProductRef product;
  TextPair title;
  TextPair why;
  double cost_cny = 0;
  TextPair cost_rule;  // with the numbers
  double capacity_cny_year = 0;
  double moved_cny_year = 0;
  std::optional<double> stock_cny;
  std::optional<double> distance_km;
  double benefit_alone = 0;    // of the chain's risk, taken alone
  MeasureEffect effect_alone;  // on its own risk point
  std::string register_key;    // the key of its record in the register of measures, there or not
  std::vector<RepairCall> calls;

  LM_FIELDS(RepairMeasure, id, kind, form, product, title, why, cost_cny, cost_rule,
            capacity_cny_year, moved_cny_year, stock_cny, distance_km, benefit_alone, effect_alone,
            register_key, calls)
};

struct RepairPoint {
  ProductRef product;
  std::string class_before;
  std::string class_after;
  double severity_before = 0;
  double severity_after = 0;
  double effective_makers_before = 0;
  double effective_makers_after = 0;

  LM_FIELDS(RepairPoint, product, class_before, class_after, severity_before, severity_after,
            effective_makers_before, effective_makers_after)
};

struct RepairEffect {
  ChainRef chain;
  std::vector<std::string> measures;  // ids, as taken
  double cost_cny = 0;
  double risk_before = 0;
  double risk_after = 0;
  std::vector<RepairPoint> points;  // those at risk before or changed, gravest first
  int64_t cascades_run = 0;
  int64_t cascades_kept = 0;

  LM_FIELDS(RepairEffect, chain, measures, cost_cny, risk_before, risk_after, points, cascades_run,
            cascades_kept)
};

// The best plan found for its cost.
struct RepairCurvePoint {
  double cost_cny = 0;
  double benefit = 0;

  LM_FIELDS(RepairCurvePoint, cost_cny, benefit)
};

struct RepairAssumption {
  TextPair label;
  double value = 0;
  TextPair unit;

  LM_FIELDS(RepairAssumption, label, value, unit)
};

// A proven bound above this part of the chain's whole risk says nothing, and is not shown.
inline constexpr double kBoundInformative = 0.9;

struct RepairPlan {
  double budget_cny = 0;
  RepairEffect effect;
  bool optimal = false;  // no set within the budget is better: all of them were evaluated
  // No set within the budget cuts the risk by more: proven; and if gains shrink.
  double benefit_bound = 0;
  double benefit_bound_if_diminishing = 0;
  std::vector<RepairMeasure> candidates;  // all, those taken included, by falling benefit
  std::vector<RepairCurvePoint> curve;  // by rising cost and benefit
  std::vector<RepairAssumption> assumptions;
  std::string definition;

  LM_FIELDS(RepairPlan, budget_cny, effect, optimal, benefit_bound, benefit_bound_if_diminishing, candidates,
            curve, assumptions, definition)
};

}  // namespace lianmeng::app
