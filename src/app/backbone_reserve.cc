#include "app/backbone_reserve.h"

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

Error NoSuchFlow(std::string_view id) {
  return MakeError(ErrorCode::kNotFound, {"没有这条业务流", "there is no such flow"},
                   {.file = {}, .line = 0, .field = "id", .value = std::string(id)});
}

// A write that rests on a board of the very records that it changes: nobody came between. The writer holds off all others.
struct BoardWrite {
  store::Writer writer;
  std::shared_ptr<BackboneBoard> board;
};

Result<BoardWrite> BeginWrite(Platform& platform, BackboneBoards& boards, const Viewer& viewer) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    LM_ASSIGN(std::shared_ptr<BackboneBoard> board, boards.Current());
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_ASSIGN(const int64_t version, writer.BackboneVersion());
    if (version == board->planned().stored.version) {
      return BoardWrite{std::move(writer), std::move(board)};
    }
  }
  return MakeError(ErrorCode::kConflict, {"骨干网正被他人修改，请再试一次",
                                          "others are changing the backbone; try again"});
}

// The stored backbone with every carried flow promised the place that it has.
store::StoredBackbone WithPlacesPromised(const BackboneBoard& board) {
  store::StoredBackbone stored = board.planned().stored;
  const network::Plan& plan = board.plan();
  for (network::FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (!plan.given[f].IsCarried()) continue;
    store::StoredFlow& flow = stored.flows[board.planned().stored_of[f]];
    if (!flow.placement.empty() && !board.IsMoved(f)) continue;
    flow.placement = PlacementText(plan.given[f], board.link_names());
  }
  return stored;
}

// Writes the places of `next` that are new.
Status WritePlaces(const BackboneBoard& board, const store::StoredBackbone& next,
                   store::Writer& writer) {
  const std::vector<store::StoredFlow>& before = board.planned().stored.flows;
  for (size_t i = 0; i < next.flows.size(); ++i) {
    const store::StoredFlow& flow = next.flows[i];
    if (i < before.size() && flow.placement == before[i].placement) continue;
    if (i >= before.size()) LM_TRY(writer.Put(flow.record));
    LM_TRY(writer.PutPlacement(flow.record.id, flow.placement));
  }
  return Ok{};
}

// Nothing is promised that the checker does not agree to, nor what moves anybody who is carried now.
Status CheckPromises(const BackboneBoard& board, const store::StoredBackbone& next) {
  const PlannedBackbone planned = PlanBackbone(next);
  if (planned.objection) {
    Error error = *planned.objection;
    error.code = ErrorCode::kInternal;
    return error;
  }
  for (const network::FlowIndex moved : planned.moved) {
    const std::string& id = planned.plan.flows[moved].id;
    const auto before = board.FindFlow(id);
    if (before && !board.plan().given[*before].IsCarried()) continue;
    return Conflict(
        "id", id, {"会使该业务流离开承诺的位置", "this flow would lose the place promised to it"});
  }
  return Ok{};
}

const store::StoredFlow* FindStored(const BackboneBoard& board, std::string_view id) {
  for (const store::StoredFlow& stored : board.planned().stored.flows) {
    if (stored.record.id == id) return &stored;
  }
  return nullptr;
}

}  // namespace

Result<BackboneFlowDetail> ReserveBackboneFlow(Platform& platform, BackboneBoards& boards,
                                               const BackboneViewer& who,
                                               const BackboneFlowInput& input) {
  if (!input.id || input.id->empty()) {
    return MakeError(ErrorCode::kInvalidArgument, {"请给业务流一个编号", "give the flow an id"},
                     {.file = {}, .line = 0, .field = "/id", .value = {}});
  }
  {
    LM_ASSIGN(BoardWrite write, BeginWrite(platform, boards, who.viewer));
    const BackboneBoard& board = *write.board;
    if (!board.planned().IsPlanned()) return AnswerBackboneFlow(board, input);
    if (FindStored(board, *input.id) != nullptr) {
      return Conflict("/id", *input.id, {"已有同名业务流", "a flow of this id is there already"});
    }
    LM_ASSIGN(AskedFlow asked, AskedOf(board, input));
    asked.record.ownership.audience = Audience::kPrivate;
    if (input.audience) {
      asked.record.ownership.audience = *Parse<Audience>(*input.audience);  // of Rules()
    }
    LM_ASSIGN(const FlowTrial trial, board.Try(asked.request));
    if (!trial.given.IsCarried()) {
      TextPair words = ReasonWords(trial.given.refusal, asked.request, board.link_titles());
      return Conflict("/id", *input.id,
                      {"无法承载：" + words.zh, "cannot be carried: " + words.en});
    }
    store::StoredBackbone next = WithPlacesPromised(board);
    next.flows.push_back({.record = std::move(asked.record),
                          .owner_city = {},
                          .owner_name = {},
                          .placement = PlacementText(trial.given, board.link_names()),
                          .updated_at_ms = 0});
    LM_TRY(CheckPromises(board, next));
    LM_TRY(WritePlaces(board, next, write.writer));
    LM_TRY(write.writer.Commit());
  }
  LM_ASSIGN(const auto board, boards.Current());
  return ShowBackboneFlow(*board, who, *input.id);
}

Result<BackboneBoardView> ReleaseBackboneFlow(Platform& platform, BackboneBoards& boards,
                                              const BackboneViewer& who, std::string_view id) {
  {
    LM_ASSIGN(BoardWrite write, BeginWrite(platform, boards, who.viewer));
    const BackboneBoard& board = *write.board;
    const store::StoredFlow* const stored = FindStored(board, id);
    if (stored == nullptr || !MaySee(who.viewer, stored->record.ownership, stored->owner_city)) {
      return NoSuchFlow(id);
    }
    if (board.planned().IsPlanned()) {
      LM_TRY(WritePlaces(board, WithPlacesPromised(board), write.writer));
    }
    LM_TRY(write.writer.RemoveFlow(id));
    LM_TRY(write.writer.Commit());
  }
  LM_ASSIGN(const auto board, boards.Current());
  return ShowBackbone(*board, who);
}

}  // namespace lianmeng::app
