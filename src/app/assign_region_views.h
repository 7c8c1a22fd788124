// What is said of all open needs of a region assigned at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/views.h"

namespace lianmeng::app {

struct AssignedNeed {
  std::string id;
  OrganisationRef organisation;
  std::string kind;
  TextPair what;  // the product, else the text

  LM_FIELDS(AssignedNeed, id, organisation, kind, what)
};

// A candidate that a need would have preferred, and why it did not get it.
struct AssignmentPreferred {
  OrganisationRef organisation;
  double score = 0;
  double rise = 0;  // by how much the pair's score would have to rise, at least
  TextPair reason;

  LM_FIELDS(AssignmentPreferred, organisation, score, rise, reason)
};

struct AssignedPair {
  AssignedNeed need;
  OrganisationRef organisation;
  std::string offer;  // id
  TextPair what;
  double score = 0;   // 0 to 100
  int64_t place = 0;  // in the need's own order, from 1
  bool cross_province = false;
  bool sme = false;                              // 中小企业 supplies
  bool paired = false;                           // the two cities work as a pair
  bool agreed = false;                           // before this plan was made
  std::optional<AssignmentPreferred> preferred;  // the need's first candidate, where it is another

  LM_FIELDS(AssignedPair, need, organisation, offer, what, score, place, cross_province, sme,
            paired, agreed, preferred)
};

struct UnservedNeed {
  AssignedNeed need;
  std::optional<AssignmentPreferred> preferred;  // absent: no candidate at all

  LM_FIELDS(UnservedNeed, need, preferred)
};

struct AssignmentFloor {
  std::string kind;  // cross_province, sme, paired
  TextPair label;
  std::optional<double> asked;  // share, 0 to 1
  double possible = 0;          // share of the candidates that are of the kind
  double reached = 0;
  int64_t pairs = 0;

  LM_FIELDS(AssignmentFloor, kind, label, asked, possible, reached, pairs)
};

// GET /api/v1/assignment
struct RegionAssignment {
  int64_t needs = 0;       // open, of the filter
  int64_t candidates = 0;  // pairs to choose from
  int64_t chosen = 0;
  int64_t served = 0;
  int64_t first_choices = 0;  // pairs in which a need has its first candidate
  double total = 0, bound = 0;
  double greedy_total = 0;  // need by need, each taking the best that is left: what is done by hand
  double free_total = 0;    // the best there is without floors and limits of organisations
  std::string outcome;      // optimal, optimal_by_search, feasible, impossible, unknown
  TextPair verdict;
  std::vector<AssignmentFloor> floors;
  std::vector<AssignedPair> pairs;  // score falling
  std::vector<UnservedNeed> unserved;

  LM_FIELDS(RegionAssignment, needs, candidates, chosen, served, first_choices, total, bound,
            greedy_total, free_total, outcome, verdict, floors, pairs, unserved)
};

// An open need that an organisation could meet.
struct Opportunity {
  AssignedNeed need;
  std::optional<std::string> needed_by;
  std::string offer;  // id of its best offer for it
  TextPair what;
  double score = 0;
  int64_t place = 0;       // among the need's candidates, from 1
  int64_t candidates = 0;  // fifty at most

  LM_FIELDS(Opportunity, need, needed_by, offer, what, score, place, candidates)
};

// GET /api/v1/organisations/{id}/opportunities
struct OpportunityList {
  std::vector<Opportunity> items;  // score falling

  LM_FIELDS(OpportunityList, items)
};

}  // namespace lianmeng::app
