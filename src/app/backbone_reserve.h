// Reserving and releasing flows: from the moment that one is reserved its place is kept, and so is that of every flow carried
// beside it, whatever comes later and however often the server starts anew.
//
// Errors: of AnswerBackboneFlow and of the store; kConflict: a flow of this id is there, or it cannot be carried (the message
//         says why); kNotFound: nothing to release; kInvalidArgument: no id.
#pragma once

#include "app/backbone_pages.h"

namespace lianmeng::app {

[[nodiscard]] Result<BackboneFlowDetail> ReserveBackboneFlow(Platform& platform,
                                                             BackboneBoards& boards,
                                                             const BackboneViewer& who,
                                                             const BackboneFlowInput& input);

[[nodiscard]] Result<BackboneBoardView> ReleaseBackboneFlow(Platform& platform,
                                                            BackboneBoards& boards,
                                                            const BackboneViewer& who,
                                                            std::string_view id);

}  // namespace lianmeng::app
