// Organisations that can meet a need put in words, as one viewer may see them.
#pragma once

#include "app/platform.h"
#include "app/views.h"
#include "match/retrieval_index.h"

namespace lianmeng::app {

// What retrieval reads of a snapshot: an organisation's products and the words of its offers.
[[nodiscard]] match::RetrievalInput MakeRetrievalInput(const Snapshot& snapshot);

// An organisation and why it is listed.
struct Maker {
  OrganisationRow organisation;
  std::optional<ProductRef> product;  // of its own, most like what is asked for
  bool makes_it = false;              // a product of exactly this name
  TextPair reason;

  LM_FIELDS(Maker, organisation, product, makes_it, reason)
};

// `GET /api/v1/makers`
struct MakerList {
  std::vector<Maker> items;

  LM_FIELDS(MakerList, items)
};

// First the organisations that `text` names (name, key, credit code, pinyin initials), in the order
// of the directory; then by retrieval (docs/retrieval.md).
// Cost:   the first question on a snapshot builds its index.
// Errors: kInvalidArgument: the text is not valid.
[[nodiscard]] Result<MakerList> ListMakers(Platform& platform, const Viewer& viewer,
                                           const std::string& text, int limit);

// The same as a page of the directory; `total` counts what is listed.
[[nodiscard]] Result<OrganisationPage> FindMakers(Platform& platform, const Viewer& viewer,
                                                  const std::string& text, int limit);

}  // namespace lianmeng::app
