// Flows of a board as rows and details, stored or only asked for: what backbone_pages.h and backbone_reserve.h share.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "app/backbone_board.h"
#include "app/backbone_views.h"

namespace lianmeng::app {

// Of a question to a board that has no plan.
[[nodiscard]] Error NotPlanned();
// Also for a flow that the viewer may not see.
[[nodiscard]] Error NoSuchFlow(std::string_view id);

[[nodiscard]] bool MaySeeFlow(const BackboneBoard& board, const Viewer& viewer,
                              network::FlowIndex flow);
[[nodiscard]] const store::StoredFlow& StoredOf(const BackboneBoard& board,
                                                network::FlowIndex flow);
[[nodiscard]] BackboneSiteRef SiteRef(const BackboneBoard& board, network::SiteIndex site);
// "焊接单元远程控制" for "welding"; other kinds by their own words.
[[nodiscard]] TextPair KindLabel(const std::string& kind);

// Every link with its load in a plan of the board's backbone. Cost: every flow and every cycle.
[[nodiscard]] std::vector<BackboneLinkView> LinksOf(const BackboneBoard& board,
                                                    const network::Plan& plan,
                                                    const network::CycleLedger& ledger);

// One of the board's flows with what a plan gives it: the board's own, or one after a cut.
[[nodiscard]] BackboneFlowRow FlowRow(const BackboneBoard& board, network::FlowIndex flow,
                                      const network::FlowPlan& given, const Viewer& viewer);

// Each route hop by hop. `bytes`: of each hop, what its fullest cycle carries.
[[nodiscard]] std::vector<BackboneRoute> RoutesOf(const BackboneBoard& board,
                                                  const network::FlowRequest& flow,
                                                  const network::FlowPlan& given,
                                                  const std::vector<std::vector<int64_t>>& bytes);
[[nodiscard]] BackboneFlowDetail FlowDetail(const BackboneBoard& board, network::FlowIndex flow,
                                            const Viewer& viewer);

// What a client asks for as a record of the store, and as the engine takes it, both checked.
struct AskedFlow {
  BackboneFlow record;
  network::FlowRequest request;
};
[[nodiscard]] Result<AskedFlow> AskedOf(const BackboneBoard& board, const BackboneFlowInput& input);
[[nodiscard]] BackboneFlowDetail TrialDetail(const BackboneBoard& board, const AskedFlow& asked,
                                             const FlowTrial& trial);

// 1,000 for all of the bytes that flows may have in a cycle of the link; 0 where they may have none.
[[nodiscard]] int64_t PermilleOf(int64_t bytes, int64_t capacity_bytes);

}  // namespace lianmeng::app
