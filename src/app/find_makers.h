// Organisations that can meet a need put in words, as one viewer may see them.
#pragma once

#include "app/directory.h"
#include "app/platform.h"
#include "app/views.h"
#include "match/retrieval.h"

namespace lianmeng::app {

// What retrieval reads of a snapshot: an organisation's products and the words of its offers.
[[nodiscard]] match::RetrievalInput MakeRetrievalInput(const Snapshot& snapshot);

// Why an organisation is listed, strongest first.
enum class MakerEvidence {
  kNamed,      // the text is its own name, key or code
  kMakes,      // it offers a product of exactly this name
  kLike,       // a product of its own resembles the text by its words: match::kLikenessMin at least
  kResembles,  // it resembles those that offer such products; the first kResemblingMax
};
inline constexpr int kMakerEvidences = 4;
// Everybody resembles them a little.
inline constexpr size_t kResemblingMax = 100;
[[nodiscard]] std::string_view Code(MakerEvidence evidence);  // "named", "makes", ...
[[nodiscard]] TextPair Label(MakerEvidence evidence);

// An organisation and why it is listed.
struct Maker {
  OrganisationRow organisation;
  std::string evidence;               // the code of a MakerEvidence
  std::optional<ProductRef> product;  // of its own, most like what is asked for
  TextPair product_text;              // its name, or what the offer says; empty: none
  double likeness = 0;                // of the product and the text by their words, 0..1
  bool makes_it = false;              // a product of exactly this name
  TextPair reason;

  LM_FIELDS(Maker, organisation, evidence, product, product_text, likeness, makes_it, reason)
};

// `GET /api/v1/makers`
struct MakerList {
  std::vector<Maker> items;
  int64_t total = 0;            // found, of which `items` are the first
  std::vector<Facet> evidence;  // how many are found by which, strongest first
  OrganisationFacets facets;    // of those found by more than resemblance

  LM_FIELDS(MakerList, items, total, evidence, facets)
};

// Characters of a text that the API takes: so many, of four bytes each, fit into an address.
inline constexpr int kMakerTextMax = 600;

// First the organisations that `query.text` names (name, key, credit code, pinyin initials), in the
// order of the directory; then by retrieval (docs/retrieval.md); of these the ones that pass the
// filters. `query.order`: "evidence", by MakerEvidence, those with a like product by likeness and
// then by retrieval; or "relevance", by retrieval alone. There is no cursor.
// Cost:   the first question on a snapshot builds its index.
// Errors: kInvalidArgument: the text is not valid; a filter's value is none of those allowed.
[[nodiscard]] Result<MakerList> ListMakers(Platform& platform, const Viewer& viewer,
                                           const DirectoryQuery& query);

// The first kMakersExported as a table, with the reasons.
inline constexpr int kMakersExported = 1'000;
[[nodiscard]] Status ExportMakers(Platform& platform, const Viewer& viewer, DirectoryQuery query,
                                  Language language, report::TableWriter& writer);

// The same as a page of the directory; `total` counts what is listed.
[[nodiscard]] Result<OrganisationPage> FindMakers(Platform& platform, const Viewer& viewer,
                                                  const std::string& text, int limit);

}  // namespace lianmeng::app
