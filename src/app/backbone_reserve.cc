#include "app/backbone_reserve.h"

#include <algorithm>
#include <unordered_map>

#include "app/backbone_flows.h"
#include "app/network_plan.h"
#include "app/network_words.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr int kAttempts = 5;

Error Conflict(const char* field, const std::string& value, TextPair message) {
  return MakeError(ErrorCode::kConflict, std::move(message),
                   {.file = {}, .line = 0, .field = field, .value = value});
}

const store::StoredFlow* FindStored(const BackboneBoard& board, std::string_view id) {
  for (const store::StoredFlow& stored : board.planned().stored.flows) {
    if (stored.record.id == id) return &stored;
  }
  return nullptr;
}

// The stored backbone of the version after the board's: every carried flow is promised the place that it has, and a promise
// that is not kept now is none any more: it must not come back over those who were promised a place since.
store::StoredBackbone WithPlacesPromised(const BackboneBoard& board) {
  store::StoredBackbone next = board.planned().stored;
  ++next.version;
  const network::Plan& plan = board.plan();
  for (network::FlowIndex f = 0; f < plan.flows.size(); ++f) {
    store::StoredFlow& flow = next.flows[board.planned().stored_of[f]];
    if (!plan.given[f].IsCarried()) {
      flow.placement.clear();
    } else if (flow.placement.empty() || board.IsMoved(f)) {
      flow.placement = PlacementText(plan.given[f], board.link_names());
    }
  }
  return next;
}

// On the same links in the same cycles.
bool SamePlaces(const network::FlowPlan& a, const network::FlowPlan& b) {
  const auto same_hop = [](const network::Hop& x, const network::Hop& y) {
    return x.link == y.link && x.cycle == y.cycle;
  };
  return std::ranges::equal(a.routes, b.routes,
                            [&](const network::Route& x, const network::Route& y) {
                              return std::ranges::equal(x.hops, y.hops, same_hop);
                            });
}

// Whether `planned` is proven and carries everybody whom the board carries, where he is, but for `released`.
Status CheckKept(const BackboneBoard& board, const PlannedBackbone& planned,
                 std::string_view released) {
  if (planned.objection) {
    Error error = *planned.objection;
    error.code = ErrorCode::kInternal;
    return error;
  }
  std::unordered_map<std::string_view, network::FlowIndex> flow_of;
  for (network::FlowIndex f = 0; f < planned.plan.flows.size(); ++f) {
    flow_of.emplace(planned.plan.flows[f].id, f);
  }
  const network::Plan& before = board.plan();
  for (network::FlowIndex f = 0; f < before.flows.size(); ++f) {
    if (!before.given[f].IsCarried() || before.flows[f].id == released) continue;
    const auto now = flow_of.find(before.flows[f].id);
    if (now != flow_of.end() && SamePlaces(before.given[f], planned.plan.given[now->second])) {
      continue;
    }
    return Conflict("id", "",
                    {"会使另一条业务流离开承诺的位置",
                     "another flow would lose the place that is promised to it"});
  }
  return Ok{};
}

// Writes what `next` has and the board's records have not. False: somebody else was quicker, and nothing is written.
Result<bool> Write(Platform& platform, const BackboneBoard& board,
                   const store::StoredBackbone& next, const Viewer& viewer,
                   std::string_view released) {
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  LM_ASSIGN(const int64_t version, writer.BackboneVersion());
  if (version != board.planned().stored.version) return false;
  std::unordered_map<std::string_view, const store::StoredFlow*> before;
  for (const store::StoredFlow& flow : board.planned().stored.flows) {
    before.emplace(flow.record.id, &flow);
  }
  for (const store::StoredFlow& flow : next.flows) {
    const auto known = before.find(flow.record.id);
    if (known == before.end()) LM_TRY(writer.Put(flow.record));
    if (known != before.end() && known->second->placement == flow.placement) continue;
    LM_TRY(writer.PutPlacement(flow.record.id, flow.placement));
  }
  if (!released.empty()) LM_TRY(writer.RemoveFlow(released));
  LM_TRY(writer.Commit());
  return true;
}

// One attempt to reserve: false if the backbone was changed meanwhile.
Result<bool> TryReserve(Platform& platform, BackboneBoards& boards, const BackboneViewer& who,
                        const BackboneFlowInput& input) {
  LM_ASSIGN(const std::shared_ptr<BackboneBoard> board, boards.Current());
  if (!board->planned().IsPlanned()) return NotPlanned();
  if (FindStored(*board, *input.id) != nullptr) {
    return Conflict("/id", *input.id, {"已有同名业务流", "a flow of this id is there already"});
  }
  LM_ASSIGN(AskedFlow asked, AskedOf(*board, input));
  asked.record.ownership.audience = Audience::kPrivate;
  if (input.audience) {
    asked.record.ownership.audience = *Parse<Audience>(*input.audience);  // of Rules()
  }
  LM_ASSIGN(const FlowTrial trial, board->Try(asked.request));
  if (!trial.given.IsCarried()) {
    TextPair words = ReasonWords(trial.given.refusal, asked.request, board->link_titles());
    return Conflict("/id", *input.id, {"无法承载：" + words.zh, "cannot be carried: " + words.en});
  }
  store::StoredBackbone next = WithPlacesPromised(*board);
  next.flows.push_back({.record = std::move(asked.record),
                        .owner_city = {},
                        .owner_name = {},
                        .owner_ownership = {},
                        .placement = PlacementText(trial.given, board->link_names()),
                        .updated_at_ms = 0});
  auto planned = std::make_shared<BackboneBoard>(PlanBackbone(next));
  LM_TRY(CheckKept(*board, planned->planned(), {}));
  const auto flow = planned->FindFlow(*input.id);
  if (!flow || !planned->plan().given[*flow].IsCarried() || planned->IsMoved(*flow)) {
    return MakeError(ErrorCode::kInternal,
                     {"预留的位置未能复核", "the place that was found could not be confirmed"},
                     {.file = {}, .line = 0, .field = "/id", .value = *input.id});
  }
  LM_ASSIGN(const bool is_written, Write(platform, *board, next, who.viewer, {}));
  if (is_written) boards.Adopt(std::move(planned));
  return is_written;
}

// The same for releasing.
Result<bool> TryRelease(Platform& platform, BackboneBoards& boards, const BackboneViewer& who,
                        std::string_view id) {
  LM_ASSIGN(const std::shared_ptr<BackboneBoard> board, boards.Current());
  const store::StoredFlow* const stored = FindStored(*board, id);
  if (stored == nullptr || !MaySee(who.viewer, stored->record.ownership, stored->owner_city)) {
    return NoSuchFlow(id);
  }
  store::StoredBackbone next = WithPlacesPromised(*board);
  std::erase_if(next.flows, [&](const store::StoredFlow& flow) { return flow.record.id == id; });
  auto planned = std::make_shared<BackboneBoard>(PlanBackbone(next));
  if (board->HasProvenPlan()) LM_TRY(CheckKept(*board, planned->planned(), id));
  LM_ASSIGN(const bool is_written, Write(platform, *board, next, who.viewer, id));
  if (is_written) boards.Adopt(std::move(planned));
  return is_written;
}

Error Overtaken() {
  return MakeError(ErrorCode::kConflict, {"骨干网正被他人修改，请再试一次",
                                          "others are changing the backbone; try again"});
}

}  // namespace

Result<BackboneFlowDetail> ReserveBackboneFlow(Platform& platform, BackboneBoards& boards,
                                               const BackboneViewer& who,
                                               const BackboneFlowInput& input) {
  if (!input.id || input.id->empty()) {
    return MakeError(ErrorCode::kInvalidArgument, {"请给业务流一个编号", "give the flow an id"},
                     {.file = {}, .line = 0, .field = "/id", .value = {}});
  }
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    LM_ASSIGN(const bool is_written, TryReserve(platform, boards, who, input));
    if (!is_written) continue;
    LM_ASSIGN(const auto board, boards.Current());
    return ShowBackboneFlow(*board, who, *input.id);
  }
  return Overtaken();
}

Result<BackboneBoardView> ReleaseBackboneFlow(Platform& platform, BackboneBoards& boards,
                                              const BackboneViewer& who, std::string_view id) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    LM_ASSIGN(const bool is_written, TryRelease(platform, boards, who, id));
    if (!is_written) continue;
    LM_ASSIGN(const auto board, boards.Current());
    return ShowBackbone(*board, who);
  }
  return Overtaken();
}

}  // namespace lianmeng::app
