// What is said of pairs of need and offer after they were suggested.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/views.h"

namespace lianmeng::app {

struct MatchStepView {
  std::string id;  // to be given back as `last`
  std::string state;
  TextPair state_label;
  std::optional<std::string> reason;
  std::optional<TextPair> reason_label;
  std::string note;
  std::string at;
  std::string by;

  LM_FIELDS(MatchStepView, id, state, state_label, reason, reason_label, note, at, by)
};

struct MatchCase {
  std::string need;  // id
  OrganisationRef customer;
  TextPair need_what;  // the product, else the text
  std::string offer;   // id
  OrganisationRef supplier;
  TextPair offer_what;
  MatchStepView last;

  LM_FIELDS(MatchCase, need, customer, need_what, offer, supplier, offer_what, last)
};

struct MatchStateCount {
  std::string state;
  TextPair label;
  int64_t pairs = 0;

  LM_FIELDS(MatchStateCount, state, label, pairs)
};

// GET /api/v1/match-cases
struct MatchCaseList {
  std::vector<MatchStateCount> states;  // whatever states are asked for
  std::vector<MatchCase> items;         // the latest first

  LM_FIELDS(MatchCaseList, states, items)
};

// GET /api/v1/match-cases/{need}/{offer}
struct MatchCaseHistory {
  std::vector<MatchStepView> steps;  // the oldest first

  LM_FIELDS(MatchCaseHistory, steps)
};

}  // namespace lianmeng::app
