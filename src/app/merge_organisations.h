// Deciding that two organisations are one, and taking that back (docs/names.md, "Merging").
//
// Example:
//   LM_ASSIGN(const MergeRow merge, MergeOrganisations(*platform, Viewer::Office(),
//                                                      {.stays = "A1", .goes = "A3"}));
//   LM_ASSIGN(const MergeRow undone, UndoMerge(*platform, Viewer::Office(), merge.id, "两家工厂"));
//
// The alliance office decides; anybody who sees a merged organisation may flag it. What a viewer is
// told of a merge is what he may see of both records, as they were and as they are.
//
// Errors:  kPermissionDenied; kNotFound names the key or id; kInvalidArgument: one record twice, a
//          note of more than kMergeNoteMax characters; kConflict: see store/writer.h.
#pragma once

#include <string>

#include "app/merge_views.h"
#include "app/platform.h"
#include "base/result.h"

namespace lianmeng::app {

// The best pairs that nobody decided, each with both records side by side.
// Cost: the first call on a snapshot compares all names (docs/benchmarks.md); later calls copy.
struct ReviewSlice {
  int limit = 50;
  int64_t skip = 0;
};
[[nodiscard]] Result<DuplicatePage> ReviewDuplicates(Platform& platform, const Viewer& viewer,
                                                     const ReviewSlice& slice);

[[nodiscard]] Result<MergeRow> MergeOrganisations(Platform& platform, const Viewer& viewer,
                                                  const MergeInput& input);
[[nodiscard]] Result<MergeRow> UndoMerge(Platform& platform, const Viewer& viewer,
                                         const std::string& merge, const std::string& note);

struct MergeQuery {
  std::string organisation;  // key or id; empty: all
  bool standing = false;     // only those not undone
  int limit = 100;
};
[[nodiscard]] Result<MergeList> ListMerges(Platform& platform, const Viewer& viewer,
                                           const MergeQuery& query);

// What each source says of an organisation that the viewer may see, and which is shown.
[[nodiscard]] Result<OrganisationSourcesView> ListSources(Platform& platform, const Viewer& viewer,
                                                          OrganisationId organisation);
[[nodiscard]] Result<OrganisationSourcesView> ChooseField(Platform& platform, const Viewer& viewer,
                                                          OrganisationId organisation,
                                                          const FieldChoiceInput& input);

[[nodiscard]] Result<FlagRow> FlagMerge(Platform& platform, const Viewer& viewer,
                                        const std::string& organisation, const std::string& note);
// For the office alone.
[[nodiscard]] Result<FlagList> ListFlags(Platform& platform, const Viewer& viewer);
[[nodiscard]] Result<FlagRow> DismissFlag(Platform& platform, const Viewer& viewer,
                                          const std::string& flag);

// The organisation of a key, a former key or an id, as the viewer may see it now.
[[nodiscard]] Result<OrganisationId> FindOrganisation(Platform& platform, const Viewer& viewer,
                                                      const std::string& text);
[[nodiscard]] Status CheckNote(const std::string& note);
[[nodiscard]] Status CheckOffice(const Viewer& viewer);

}  // namespace lianmeng::app
