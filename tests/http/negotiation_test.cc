// What a client accepts: cases from RFC 9110, sections 8.8.3.2 and 12.5.

#include "http/negotiation.h"

#include <gtest/gtest.h>

#include <set>

#include "http/compress.h"

namespace lianmeng::http {
namespace {

TEST(Negotiation, ChoosesTheTypeThatTheClientPrefers) {
  const std::vector<std::string> offered = {"application/json", "text/csv; charset=utf-8"};
  EXPECT_EQ(ChooseType("", offered), "application/json");
  EXPECT_EQ(ChooseType("*/*", offered), "application/json");
  EXPECT_EQ(ChooseType("text/csv", offered), "text/csv; charset=utf-8");
  EXPECT_EQ(ChooseType("TEXT/CSV", offered), "text/csv; charset=utf-8");
  EXPECT_EQ(ChooseType("text/*, application/json;q=0.5", offered), "text/csv; charset=utf-8");
  EXPECT_EQ(ChooseType("application/*;q=0.2, */*;q=0.1", offered), "application/json");
  EXPECT_EQ(ChooseType("text/html, application/xhtml+xml, */*;q=0.8", offered), "application/json");
  EXPECT_EQ(ChooseType("text/html", offered), "");
  EXPECT_EQ(ChooseType("*/*, application/json;q=0", offered), "text/csv; charset=utf-8");
  EXPECT_EQ(ChooseType("application/json;q=x", offered), "");
  EXPECT_EQ(ChooseType(",;;,", offered), "");
}

TEST(Negotiation, AcceptEncoding) {
  EXPECT_TRUE(AcceptsGzip("gzip"));
  EXPECT_TRUE(AcceptsGzip("br, GZIP;q=0.1"));
  EXPECT_TRUE(AcceptsGzip("*"));
  EXPECT_TRUE(AcceptsGzip("deflate, *;q=0.5"));
  EXPECT_FALSE(AcceptsGzip(""));
  EXPECT_FALSE(AcceptsGzip("identity"));
  EXPECT_FALSE(AcceptsGzip("gzip;q=0"));
  EXPECT_FALSE(AcceptsGzip("gzip;q=0, *"));
  EXPECT_FALSE(AcceptsGzip("xgzip, gzipx"));
}

// The table of RFC 9110, section 8.8.3.2, weak comparison.
TEST(Negotiation, EntityTagsAreComparedWeakly) {
  EXPECT_TRUE(EtagMatches(R"(W/"1")", R"(W/"1")"));
  EXPECT_FALSE(EtagMatches(R"(W/"1")", R"(W/"2")"));
  EXPECT_TRUE(EtagMatches(R"(W/"1")", R"("1")"));
  EXPECT_TRUE(EtagMatches(R"("1")", R"("1")"));
  EXPECT_TRUE(EtagMatches(R"("a", W/"1" ,"b,c")", R"("1")"));
  EXPECT_TRUE(EtagMatches(R"("a,b")", R"("a,b")"));
  EXPECT_TRUE(EtagMatches(" * ", R"("1")"));
  EXPECT_FALSE(EtagMatches("", R"("1")"));
  EXPECT_FALSE(EtagMatches("1", R"("1")"));
}

TEST(Negotiation, TagsDifferWhereBytesDo) {
  std::set<std::string> tags;
  std::string bytes(20, 'x');
  tags.insert(StrongEtag(""));
  tags.insert(StrongEtag(std::string(1, '\0')));
  tags.insert(StrongEtag(std::string(8, '\0')));
  tags.insert(StrongEtag(std::string(16, '\0')));
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      tags.insert(StrongEtag(changed));
    }
  }
  EXPECT_EQ(tags.size(), 4 + 20 * 8U);
  EXPECT_EQ(StrongEtag(bytes), StrongEtag(bytes));
  EXPECT_EQ(GzipEtag(R"("ab")"), R"("ab-gz")");
}

TEST(Negotiation, KnowsWhatIsWorthCompressing) {
  EXPECT_TRUE(IsCompressible("application/json"));
  EXPECT_TRUE(IsCompressible("application/problem+json"));
  EXPECT_TRUE(IsCompressible("text/html; charset=utf-8"));
  EXPECT_TRUE(IsCompressible("image/svg+xml"));
  EXPECT_FALSE(IsCompressible("image/png"));
  EXPECT_FALSE(IsCompressible(""));
}

}  // namespace
}  // namespace lianmeng::http
