// Request targets: RFC 9112 section 3.2, RFC 3986 section 2.1.

#include <gtest/gtest.h>

#include <string>

#include "base/random.h"
#include "base/text.h"
#include "http/router.h"

namespace lianmeng::http {
namespace {

TEST(Target, SplitsPathAndQueryAndDecodesBoth) {
  const Result<Target> target =
      ParseTarget("/api/v1/%E7%94%B5%E6%B1%A0/a%2Fb?q=%E7%94%B5+%E6%B1%A0&city=1&city=2&flag&=x");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->path, "/api/v1/电池/a/b");
  EXPECT_EQ(target->segments, (std::vector<std::string>{"api", "v1", "电池", "a/b"}));
  EXPECT_EQ(target->query,
            (std::vector<NamedText>{
                {"q", "电 池"}, {"city", "1"}, {"city", "2"}, {"flag", ""}, {"", "x"}}));
}

TEST(Target, RootAndTrailingSlashAreToldApart) {
  EXPECT_TRUE(ParseTarget("/")->segments.empty());
  EXPECT_EQ(ParseTarget("/a")->segments, (std::vector<std::string>{"a"}));
  EXPECT_EQ(ParseTarget("/a/")->segments, (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(ParseTarget("//a")->segments, (std::vector<std::string>{"", "a"}));
}

TEST(Target, TakesTheAbsoluteForm) {
  EXPECT_EQ(ParseTarget("http://localhost:8080/a?b=c")->path, "/a");
  EXPECT_EQ(ParseTarget("HTTP://localhost")->path, "/");
  EXPECT_EQ(ParseTarget("http://localhost?b=c")->query.size(), 1U);
}

TEST(Target, RefusesWhatIsMalformedOrLeadsElsewhere) {
  for (const char* text : {"",        "x",          "a/b",   "*",       "/%",
                           "/%4",     "/%zz",       "/%00",  "/a%00b",  "/a?b=%00",
                           "/%ff",    "/?q=%c3%28", "/..",   "/a/../b", "/%2e%2e/etc/passwd",
                           "/%2E%2e", "/.%2e/x",    "/./a",  "/a/.",    "/a%0d%0ab",
                           "/a%09",   "/a#b",       "/?q=%", "/?%=1",   "ftp://host/a"}) {
    const Result<Target> target = ParseTarget(text);
    if (std::string(text).empty()) {
      EXPECT_TRUE(target.ok());  // an absolute form without path ends up here
      continue;
    }
    ASSERT_FALSE(target.ok()) << text;
    EXPECT_EQ(target.error().code, ErrorCode::kInvalidArgument) << text;
    EXPECT_TRUE(IsValidUtf8(target.error().place.value)) << text;
  }
}

TEST(Target, AnyBytesGiveValidTextOrAnError) {
  constexpr uint64_t kSeed = 20260301;
  SCOPED_TRACE(kSeed);
  Random random(kSeed);
  const std::string pieces[] = {"/",  "%",   "?",         "&",    "=", "+",
                                "..", "%2e", "%e7%94%b5", "\xff", "a", "#"};
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "/";
    for (uint64_t i = random.Below(12); i > 0; --i) text += pieces[random.Below(std::size(pieces))];
    const Result<Target> target = ParseTarget(text);
    if (!target) continue;
    ++accepted;
    EXPECT_TRUE(IsValidUtf8(target->path)) << text;
    for (const std::string& segment : target->segments) EXPECT_NE(segment, "..") << text;
    for (const auto& [name, value] : target->query) EXPECT_TRUE(IsValidUtf8(name + value)) << text;
  }
  EXPECT_GT(accepted, 1'000);
}

}  // namespace
}  // namespace lianmeng::http
