#include "base/name_table.h"

#include <gtest/gtest.h>

#include <map>

#include "base/bytes.h"
#include "base/random.h"

namespace lianmeng {
namespace {

TEST(NameTable, NumbersAsAMapDoesWhateverTheNames) {
  const uint64_t seed = SystemEntropy();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  NameTable table;
  std::map<std::string, uint32_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    std::string name(random.Below(20), 'a');
    for (char& c : name) c = static_cast<char>('a' + random.Below(3));
    const auto [at, is_new] = expected.emplace(name, static_cast<uint32_t>(expected.size()));
    const NameTable::Entry entry = table.Add(name);
    ASSERT_EQ(entry.number, at->second);
    ASSERT_EQ(entry.is_new, is_new);
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [name, number] : expected) ASSERT_EQ(table[number], name);
  const std::vector<uint32_t> order = table.ByName();
  size_t i = 0;
  for (const auto& [name, number] : expected) ASSERT_EQ(order[i++], number);
}

TEST(Bytes, ComeBackAsTheyWereAndShortOnesAreNoticed) {
  std::string bytes;
  AppendValue(bytes, uint32_t{7});
  AppendText(bytes, "abc");
  std::string_view rest = bytes;
  EXPECT_EQ(TakeValue<uint32_t>(rest), 7U);
  EXPECT_EQ(TakeText(rest), "abc");
  EXPECT_EQ(TakeValue<char>(rest), std::nullopt);
  rest = std::string_view(bytes).substr(4, 9);
  EXPECT_EQ(TakeText(rest), std::nullopt);
}

TEST(Bytes, ChecksumSeesEveryFlippedBit) {
  const std::string bytes = "a journal of nineteen bytes";
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(Checksum(damaged), Checksum(bytes));
  }
  EXPECT_NE(Checksum(bytes + '\0'), Checksum(bytes));
}

}  // namespace
}  // namespace lianmeng
