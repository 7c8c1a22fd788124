// Any bytes as a request target and as the lists in headers: no crash, and what comes out is text
// that leads nowhere but down.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "http/negotiation.h"
#include "http/router.h"

using namespace lianmeng;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto target = http::ParseTarget(text)) {
    CHECK(!target->path.empty() && target->path.front() == '/');
    CHECK(IsValidUtf8(target->path));
    CHECK(target->path.find('\0') == std::string::npos);
    for (const std::string& segment : target->segments) CHECK(segment != "." && segment != "..");
    for (const auto& [name, value] : target->query) CHECK(IsValidUtf8(name) && IsValidUtf8(value));
  } else {
    CHECK(IsValidUtf8(target.error().place.value));
  }
  (void)http::ChooseType(text, {"application/json", "text/csv; charset=utf-8"});
  (void)http::AcceptsGzip(text);
  (void)http::EtagMatches(text, "\"a\"");
  return 0;
}
