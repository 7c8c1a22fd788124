// Organisations that can meet a need put in words, as one viewer may see them.
#pragma once

#include "app/platform.h"
#include "app/views.h"
#include "match/retrieval_index.h"

namespace lianmeng::app {

// What retrieval reads of a snapshot: an organisation's products and the words of its offers.
[[nodiscard]] match::RetrievalInput MakeRetrievalInput(const Snapshot& snapshot);

// First the organisations that `text` names (name, key, credit code, pinyin initials), in the order
// of the directory; then by retrieval (docs/retrieval.md). `total` counts what is listed.
// Cost:   builds the index of the snapshot: for a command, that asks once.
// Errors: kInvalidArgument: the text is not valid.
[[nodiscard]] Result<OrganisationPage> FindMakers(Platform& platform, const Viewer& viewer,
                                                  const std::string& text, int limit);

}  // namespace lianmeng::app
