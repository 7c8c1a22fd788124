// Normalise runs ICU's folding of traditional characters only over texts that hold one of the
// characters it finds at start-up to matter. Here every rule of the installed ICU is held against
// that short cut.
#include <gtest/gtest.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>
#include <sstream>
#include <string>

#include "base/text.h"

namespace lianmeng {
namespace {

TEST(TextFold, EveryRuleOfTheInstalledIcuIsFollowed) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> whole(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  ASSERT_TRUE(U_SUCCESS(status));
  icu::UnicodeString rules;
  whole->toRules(rules, /*escapeUnprintable=*/false);
  std::string text;
  rules.toUTF8String(text);

  int checked = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t arrow = line.find(" > ");
    if (arrow == std::string::npos) continue;
    const std::string left = line.substr(0, arrow);
    if (left.find_first_of("{}[]()|$'\\") != std::string::npos)
      continue;  // has context; none today
    icu::UnicodeString folded = icu::UnicodeString::fromUTF8(left);
    whole->transliterate(folded);
    std::string expected;
    folded.toUTF8String(expected);
    EXPECT_EQ(Normalise(left), expected) << left;
    ++checked;
  }
  EXPECT_GT(checked, 3000);
}

TEST(TextFold, PhrasesFoldDifferentlyFromTheirCharacters) {
  EXPECT_EQ(Normalise("甚麼"), "什么");
  EXPECT_EQ(Normalise("動力電池與儲能"), "动力电池与储能");
  EXPECT_EQ(Normalise("动力电池与储能"), "动力电池与储能");
}

}  // namespace
}  // namespace lianmeng
