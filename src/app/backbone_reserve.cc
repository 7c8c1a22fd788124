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

// A write that rests on a board of the very records that it changes: nobody came between. The writer holds off all others.
struct BoardWrite {
  store::Writer writer;
  std::shared_ptr<BackboneBoard> board;
};

Result<BoardWrite> BeginWrite(Platform& platform, BackboneBoards& boards) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    LM_ASSIGN(std::shared_ptr<BackboneBoard> board, boards.Current());
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = "backbone"}));
    LM_ASSIGN(const int64_t version, writer.BackboneVersion());
    if (version == board->planned().stored.version) {
      return BoardWrite{std::move(writer), std::move(board)};
    }
  }
  return MakeError(ErrorCode::kConflict, {"骨干网正被他人修改，请再试一次",
                                          "others are changing the backbone; try again"});
}

// Every carried flow is promised the place that it has.
Status PromisePlaces(const BackboneBoard& board, store::Writer& writer) {
  const network::Plan& plan = board.plan();
  for (network::FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (!plan.given[f].IsCarried()) continue;
    const store::StoredFlow& stored = StoredOf(board, f);
    if (!stored.placement.empty() && !board.IsMoved(f)) continue;
    LM_TRY(writer.PutPlacement(stored.record.id, PlacementText(plan.given[f], board.link_names())));
  }
  return Ok{};
}

bool HasFlow(const BackboneBoard& board, const std::string& id) {
  return std::ranges::any_of(board.planned().stored.flows, [&](const store::StoredFlow& stored) {
    return stored.record.id == id;
  });
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
    LM_ASSIGN(BoardWrite write, BeginWrite(platform, boards));
    const BackboneBoard& board = *write.board;
    if (!board.planned().IsPlanned()) return AnswerBackboneFlow(board, input);
    if (HasFlow(board, *input.id)) {
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
    LM_TRY(PromisePlaces(board, write.writer));
    LM_TRY(write.writer.Put(asked.record));
    LM_TRY(
        write.writer.PutPlacement(asked.record.id, PlacementText(trial.given, board.link_names())));
    LM_TRY(write.writer.Commit());
  }
  LM_ASSIGN(const auto board, boards.Current());
  return ShowBackboneFlow(*board, who, *input.id);
}

Result<BackboneBoardView> ReleaseBackboneFlow(Platform& platform, BackboneBoards& boards,
                                              const BackboneViewer& who, std::string_view id) {
  {
    LM_ASSIGN(BoardWrite write, BeginWrite(platform, boards));
    if (write.board->planned().IsPlanned()) {
      // Only one that the viewer is told of, and nobody else's place is touched.
      LM_TRY(ShowBackboneFlow(*write.board, who, id));
      LM_TRY(PromisePlaces(*write.board, write.writer));
    }
    LM_TRY(write.writer.RemoveFlow(id));
    LM_TRY(write.writer.Commit());
  }
  LM_ASSIGN(const auto board, boards.Current());
  return ShowBackbone(*board, who);
}

}  // namespace lianmeng::app
