// Terms of capital, talent and technology between records (model/terms.h), answers and bodies
// (app/views.h) and the engine (match/terms.h).
#pragma once

#include <string>

#include "app/snapshot.h"
#include "app/views.h"
#include "match/match.h"
#include "model/terms.h"
#include "store/rows.h"

namespace lianmeng::app {

[[nodiscard]] std::optional<CapitalFacts> FactsOf(const std::optional<CapitalTerms>& terms);
[[nodiscard]] std::optional<TalentFacts> FactsOf(const std::optional<TalentTerms>& terms);
[[nodiscard]] std::optional<TechnologyFacts> FactsOf(const std::optional<TechnologyTerms>& terms);

// What a client sent, as a record's terms; nothing where it leaves every term open. `at` is its place
// in the body, "/capital". Errors: kInvalidArgument names the field and the value: a day that is none,
// a region or a chain that the snapshot does not hold.
[[nodiscard]] Result<std::optional<CapitalTerms>> TermsOf(const Snapshot& snapshot,
                                                          const std::string& at,
                                                          const CapitalFacts& facts);
[[nodiscard]] Result<std::optional<TalentTerms>> TermsOf(const Snapshot& snapshot,
                                                         const std::string& at,
                                                         const TalentFacts& facts);
[[nodiscard]] Result<std::optional<TechnologyTerms>> TermsOf(const Snapshot& snapshot,
                                                             const std::string& at,
                                                             const TechnologyFacts& facts);

// What lists of needs and offers may be asked for, in words; empty: anything.
struct TermQuery {
  std::optional<double> amount_cny;  // lies between the bounds of the record
  std::vector<std::string> stages, instruments, levels, engagements, cooperation;
  std::string sector;  // of capital, or the field of technology: a code or a chain's key
  std::optional<int64_t> maturity;  // this level or higher
};
// Errors: kInvalidArgument names the parameter and the value.
[[nodiscard]] Result<store::TermFilter> FilterOf(const TermQuery& query);

// ---- For the engine

// The scheme by which a kind is scored, by TradeKind.
[[nodiscard]] std::vector<match::Scheme> MatchSchemes();
[[nodiscard]] match::TermNames MatchTermNames();
// Adds the offer's terms to the catalogue, and to the offer where they are and the words that are
// searched: a talent's role and skills belong to its text.
void AddMatchTerms(const Snapshot& snapshot, const Offer& record, match::CatalogueInput& input,
                   match::Offer& offer);
void AddMatchTerms(const Snapshot& snapshot, const Need& record, match::Need& need);

}  // namespace lianmeng::app
