// Simplified characters as the traditional ones they may stand for, one for one by ICU's table
// (Simplified-Traditional): for making test names, not for publishing. Normalise (base/text.h) goes
// the other way. Thread-safety: may be called from any thread.
#pragma once

#include <string>
#include <string_view>

namespace lianmeng {

// SimplifiedToTraditional("讯飞") == "訊飛"
[[nodiscard]] std::string SimplifiedToTraditional(std::string_view text);

}  // namespace lianmeng
