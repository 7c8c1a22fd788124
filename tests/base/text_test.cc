#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lianmeng {
namespace {

using Strings = std::vector<std::string>;

TEST(Normalise, FoldsWidthCaseScriptAndBlanks) {
  EXPECT_EQ(Normalise("ＡＢＣ　電池"), "abc 电池");
  EXPECT_EQ(Normalise("  Robot\t ARM \n"), "robot arm");
  EXPECT_EQ(Normalise("１２３，４５"), "123,45");
  EXPECT_EQ(Normalise("\xEF\xBB\xBF产业鏈"), "产业链");
  EXPECT_EQ(Normalise(""), "");
}

TEST(Normalise, IsIdempotent) {
  for (const char* text : {"ＡＢＣ　電池", "科大訊飛股份有限公司", "ﬁne Ⅳ ㎏", "a  b", "臺灣"}) {
    EXPECT_EQ(Normalise(Normalise(text)), Normalise(text)) << text;
  }
}

TEST(SearchTerms, GivesUnigramsAndBigramsOfChineseAndWholeLatinWords) {
  const Terms terms = SearchTerms("动力电池A1");
  EXPECT_EQ(terms.unigrams, (Strings{"动", "力", "电", "池", "a1"}));
  EXPECT_EQ(terms.bigrams, (Strings{"动力", "力电", "电池", "a1"}));
}

TEST(SearchTerms, SeparatesAtPunctuation) {
  EXPECT_EQ(SearchTerms("电池、电机").bigrams, (Strings{"电池", "电机"}));
  EXPECT_EQ(SearchTerms("5G-NR 模组").bigrams, (Strings{"5g", "nr", "模组"}));
  EXPECT_TRUE(SearchTerms("——！").unigrams.empty());
}

TEST(Utf8, InvalidBytesAreSeen) {
  EXPECT_TRUE(IsValidUtf8("电池🔋"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xE7\x94"));          // cut off
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_EQ(ToUtf32("a\xE7\x94"), U"a\uFFFD");
}

TEST(Utf8, ThereAndBackIsTheSame) {
  for (const char* text : {"", "a", "电池🔋é", "𠮷野家"}) EXPECT_EQ(ToUtf8(ToUtf32(text)), text);
}

TEST(Pinyin, SortKeyOrdersAsADictionary) {
  Strings names = {"中控", "阿里", "科大讯飞", "大华", "海康", "比亚迪"};
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return PinyinSortKey(a) < PinyinSortKey(b);
  });
  EXPECT_EQ(names, (Strings{"阿里", "比亚迪", "大华", "海康", "科大讯飞", "中控"}));
}

TEST(Pinyin, InitialsFindTypedNames) {
  EXPECT_EQ(PinyinInitials("科大讯飞"), "kdxf");
  EXPECT_EQ(PinyinInitials("ABB机器人"), "abbjqr");
}

TEST(EditDistance, CountsCharactersNotBytes) {
  EXPECT_EQ(EditDistance("", ""), 0);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
  EXPECT_EQ(EditDistance("电池", "电机"), 1);
  EXPECT_EQ(EditDistance("nmae", "name"), 1);
  EXPECT_EQ(EditDistance("ca", "abc"), 3);
  EXPECT_EQ(Suggest("captial", {"capital", "talent", "goods"}), "capital");
  EXPECT_EQ(Suggest("xyz", {"capital", "talent"}), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(Split("a;;b", ';'), (Strings{"a", "", "b"}));
  EXPECT_EQ(Split("", ';'), (Strings{""}));
  EXPECT_EQ(Join({"a", "b"}, "、"), "a、b");
}

}  // namespace
}  // namespace lianmeng
