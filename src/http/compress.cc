#include "http/compress.h"

#include <zlib.h>

#include "http/negotiation.h"

namespace lianmeng::http {

bool IsCompressible(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  const auto ends_with = [&type](std::string_view end) {
    return type.size() >= end.size() &&
           type.compare(type.size() - end.size(), end.size(), end) == 0;
  };
  return type.rfind("text/", 0) == 0 || ends_with("json") || ends_with("xml") ||
         ends_with("javascript");
}

std::string Gzip(std::string_view bytes) {
  constexpr int kGzipFormat = 15 + 16;  // the largest window, gzip instead of zlib header
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  // avail_in has 32 bits: what is larger is not worth keeping in a cache anyway.
  const bool done = bytes.size() < (1U << 31) && deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace lianmeng::http
