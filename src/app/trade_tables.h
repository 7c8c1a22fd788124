// Needs and offers as tables for spreadsheets: every row of a list's filter, in the order of the list.
//
// Cost: one page of 500 rows at a time; the memory of a page.
#pragma once

#include "app/needs.h"
#include "report/table.h"

namespace lianmeng::app {

// Errors: as the lists.
[[nodiscard]] Status ExportNeeds(Platform& platform, const Viewer& viewer, NeedQuery query,
                                 Language language, report::TableWriter& writer);
[[nodiscard]] Status ExportOffers(Platform& platform, const Viewer& viewer, OfferQuery query,
                                  Language language, report::TableWriter& writer);

}  // namespace lianmeng::app
