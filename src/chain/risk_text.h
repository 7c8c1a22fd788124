// The judgement of a risk point and its words: scores the conditions of RiskRule and says each with
// its numbers.
#pragma once

#include "chain/risk_points.h"

namespace lianmeng::chain {

// Fills conditions, score, class and rule of a point whose severity, losses, effective makers and
// times are set.
void JudgePoint(const RiskRule& rule, RiskPoint& point);

}  // namespace lianmeng::chain
