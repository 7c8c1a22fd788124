// What a client accepts and already has: content types, compression, entity tags.
// Source: RFC 9110, sections 8.8.3 (ETag), 12.5.1 (Accept), 12.5.3 (Accept-Encoding), 13.1.2
// (If-None-Match).
// All functions take any bytes and never fail: a malformed element of a list is passed over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianmeng::http {

// The offered media type that `accept` prefers, ties to the first offered; empty if it takes none.
// An empty `accept` takes anything. Parameters of the offered types ("; charset=utf-8") do not
// count.
[[nodiscard]] std::string ChooseType(std::string_view accept,
                                     const std::vector<std::string>& offered);

// "text/csv; charset=utf-8" -> "text/csv", in lower case.
[[nodiscard]] std::string MediaType(std::string_view content_type);

[[nodiscard]] bool AcceptsGzip(std::string_view accept_encoding);

// Weak comparison of `etag` (quoted, as sent) with each tag of the list; "*" matches any.
[[nodiscard]] bool EtagMatches(std::string_view if_none_match, std::string_view etag);

// A quoted strong tag: 128 bits computed from the bytes. Not against forgery, only against chance.
[[nodiscard]] std::string StrongEtag(std::string_view bytes);

// The tag of the compressed form of what `etag` names: strong tags of different bytes must differ.
[[nodiscard]] std::string GzipEtag(std::string_view etag);

}  // namespace lianmeng::http
