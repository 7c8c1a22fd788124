// What a loss's time to survive and to recover say, in one sentence of each language, as
// docs/time.md quotes them.
//
// Example:   TimeSentence(time, point, point.losses[0]).zh
//            "最大企业停产：可维持 51.6 天，恢复需 180 天，差 128.4 天；其间少产 74.7 天的最终产出"
#pragma once

#include "base/text_pair.h"
#include "chain/chain_time.h"

namespace lianmeng::chain {

[[nodiscard]] TextPair TimeSentence(const ChainTime& time, const PointTime& point,
                                    const LossTime& loss);

}  // namespace lianmeng::chain
