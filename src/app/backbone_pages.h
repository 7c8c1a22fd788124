// What the console shows of the backbone (app/backbone_views.h), for one viewer. Sites, fibres and their load are shown to
// everybody; a flow to those who may see it; the others count and are not named.
//
// Cost: some milliseconds with 2,000 flows; a cut as a new plan (docs/benchmarks.md).
#pragma once

#include <optional>
#include <string>

#include "app/backbone_board.h"
#include "app/backbone_views.h"
#include "report/table.h"

namespace lianmeng::app {

struct BackboneViewer {
  Viewer viewer;
  bool may_write = false;  // reserve and release
};

[[nodiscard]] BackboneBoardView ShowBackbone(const BackboneBoard& board, const BackboneViewer& who);

// Errors: kNotFound.
[[nodiscard]] Result<BackboneLinkLoad> ShowBackboneLink(const BackboneBoard& board,
                                                        std::string_view id);

struct BackboneFlowQuery {
  std::string text;  // part of an id, a kind's label, a site's name
  std::optional<std::string> kind, site, link;
  std::optional<bool> carried;
  int64_t limit = 50;
  std::string cursor;
};
// By rank, then in the order in which they came. Errors: kNotFound for a site or link that is not there;
// kInvalidArgument for a bad cursor.
[[nodiscard]] Result<BackboneFlowPage> ListBackboneFlows(const BackboneBoard& board,
                                                         const BackboneViewer& who,
                                                         const BackboneFlowQuery& query);
// Every flow of the query, whatever its limit.
[[nodiscard]] Status ExportBackboneFlows(const BackboneBoard& board, const BackboneViewer& who,
                                         const BackboneFlowQuery& query, Language language,
                                         report::TableWriter& writer);

// Errors: kNotFound, also for a flow that the viewer may not see.
[[nodiscard]] Result<BackboneFlowDetail> ShowBackboneFlow(const BackboneBoard& board,
                                                          const BackboneViewer& who,
                                                          std::string_view id);

// Errors: kInvalidArgument: a site that is not there, an interval that is no multiple of the cycle, frames that are too
//         short or too long, ...; field is the input's. That it cannot be carried is no error.
[[nodiscard]] Result<BackboneFlowDetail> AnswerBackboneFlow(const BackboneBoard& board,
                                                            const BackboneFlowInput& input);

struct BackboneCutQuery {
  std::string a, b;  // every fibre between two sites; or
  std::string site;  // a site with all of its fibres
};
// Errors: kInvalidArgument: neither or both, or no fibre between the two; kNotFound: no such site.
[[nodiscard]] Result<BackboneCut> CutBackbone(const BackboneBoard& board, const BackboneViewer& who,
                                              const BackboneCutQuery& query);
[[nodiscard]] BackboneCutList ShowBackboneCuts(const BackboneBoard& board);

[[nodiscard]] BackboneSimulation ShowBackboneSimulation(const BackboneBoard& board,
                                                        const BackboneViewer& who);
[[nodiscard]] BackbonePresetList BackbonePresets();

// The whole plan (docs/formats/network-plan.md), for `lianmeng network check`. Errors: kPermissionDenied unless the viewer
// may see every flow; kNotFound if there is nothing planned.
[[nodiscard]] Result<std::string> BackbonePlanText(const BackboneBoard& board,
                                                   const BackboneViewer& who);

}  // namespace lianmeng::app
