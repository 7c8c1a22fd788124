#include "http/response_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>

#include "base/random.h"

namespace lianmeng::http {
namespace {

Response Sized(size_t bytes) { return Response::Json(std::string(bytes, 'x')); }

TEST(ResponseCache, SharesTheBytesItKeeps) {
  ResponseCache cache(1 << 20);
  const Response response = Sized(1000);
  cache.Insert("a", response);
  const std::optional<Response> found = cache.Find("a");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(std::get<Bytes>(found->body), std::get<Bytes>(response.body));
  EXPECT_FALSE(cache.Find("b").has_value());
}

TEST(ResponseCache, KeepsNoneThatWouldFillIt) {
  ResponseCache cache(8000);
  cache.Insert("a", Sized(1000));
  EXPECT_FALSE(cache.Find("a").has_value());
  EXPECT_EQ(cache.bytes(), 0U);
}

// Against a plain list of keys, most recent first; entries of one size, so that the limit is a
// count.
TEST(ResponseCache, ThrowsOutTheLeastRecentlyUsed) {
  constexpr uint64_t kSeed = 7;
  constexpr size_t kLimit = 20'000;
  SCOPED_TRACE(kSeed);
  Random random(kSeed);
  ResponseCache cache(kLimit);
  cache.Insert("k00", Sized(1000));
  const size_t entry_bytes = cache.bytes();
  const size_t capacity = kLimit / entry_bytes;
  ASSERT_GT(capacity, 5U);
  std::list<std::string> reference = {"k00"};
  for (int step = 0; step < 20'000; ++step) {
    const std::string key = "k" + std::to_string(10 + random.Below(30));
    const auto known = std::find(reference.begin(), reference.end(), key);
    const bool insert = random.Chance(0.5);
    if (!insert) {
      ASSERT_EQ(cache.Find(key).has_value(), known != reference.end()) << step;
    }
    if (insert) cache.Insert(key, Sized(1000));
    if (known != reference.end()) {
      // Inserting what is there changes nothing, not even the order.
      if (!insert) reference.splice(reference.begin(), reference, known);
    } else if (insert) {
      reference.push_front(key);
      if (reference.size() > capacity) reference.pop_back();
    }
    ASSERT_EQ(cache.bytes(), reference.size() * entry_bytes);
  }
  for (const std::string& key : reference) EXPECT_TRUE(cache.Find(key).has_value());
}

}  // namespace
}  // namespace lianmeng::http
