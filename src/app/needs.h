// Needs and the enterprises that could meet them, each with reasons.
#pragma once

#include "app/platform.h"
#include "app/trade_terms.h"
#include "app/views.h"

namespace lianmeng::app {

struct NeedQuery {
  std::string text;
  std::vector<std::string> kinds, cities, chains;
  std::optional<bool> open;
  std::optional<int64_t> changed_after_ms;  // new or changed since
  TermQuery terms;
  int limit = 50;
  std::string cursor;
};

[[nodiscard]] Result<NeedPage> ListNeeds(Platform& platform, const Viewer& viewer,
                                         const NeedQuery& query);

struct OfferQuery {
  std::string text;
  std::vector<std::string> kinds, cities, chains;
  std::string organisation;  // id; empty: all
  TermQuery terms;
  std::optional<int64_t> changed_after_ms;  // new or changed since
  int limit = 50;
  std::string cursor;
};

// In pinyin order of the organisation. Errors: kInvalidArgument for an unknown word and a bad cursor.
[[nodiscard]] Result<OfferPage> ListOffers(Platform& platform, const Viewer& viewer,
                                           const OfferQuery& query);

// The matches of one need, best first. `today` decides lead times and expiry. limit: 0..500.
[[nodiscard]] Result<NeedMatches> MatchNeed(Analysis& analysis, NeedId id, Date today, int limit);

// The best matches of all open needs, one line for each need, best first: for the office's report.
struct BestMatch {
  NeedRow need;
  MatchRow match;
};
[[nodiscard]] Result<std::vector<BestMatch>> BestMatches(Analysis& analysis, Date today,
                                                         size_t count);

}  // namespace lianmeng::app
