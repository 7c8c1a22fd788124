// Pieces of input as they are shown in messages.
#pragma once

#include <string>
#include <string_view>

namespace lianmeng::ingest {

// At most 60 characters of `text`, valid UTF-8 whatever the input, with … where something was cut
// off and U+FFFD in place of bytes that are no character.
[[nodiscard]] std::string Excerpt(std::string_view text);

}  // namespace lianmeng::ingest
