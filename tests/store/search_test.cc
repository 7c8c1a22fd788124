#include "store/text_index.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

using Names = std::vector<std::string>;

class Search : public ::testing::Test {
 protected:
  Search() {
    Writer writer = Must(store_->Write({.source = "test"}));
    Must(writer.Put(MakeProduct(1, "动力电池")));
    Must(writer.Put(MakeProduct(2, "LED 芯片")));
    int64_t id = 1;
    for (const char* name :
         {"科大讯飞股份有限公司", "电池", "电池材料公司", "合肥电池有限公司", "电子集团", "华电",
          "ABC Robotics", "LED照明公司", "𬭎𫟼新材料", "100%_纯\\净公司", "池电公司"}) {
      Organisation organisation = MakeOrganisation(id, name);
      if (id == 1) {
        organisation.short_name = "科大讯飞";
        organisation.name_en = "iFLYTEK";
        organisation.aliases = {"讯飞"};
        organisation.credit_code = "91340000711771143J";
        organisation.summary = "智能语音";
      }
      Must(writer.Put(organisation));
      ++id;
    }
    Must(writer.Put(MakeOffer(1, 5, 1)));
    Must(writer.Put(MakeNeed(1, 1, 2, "求购麦克风阵列")));
    Must(writer.Commit());
  }

  Names Find(const std::string& query) { return FindNames(*store_, query); }
  bool Partial(const std::string& query) {
    Reader reader = Must(store_->Read(Viewer::Public()));
    return Must(reader.ListOrganisations({.query = query}, OrganisationOrder::kRelevance, {}))
        .partial;
  }

  std::unique_ptr<Store> store_ = OpenInMemory();
};

TEST_F(Search, OneChineseCharacterFindsEveryNameThatHoldsIt) {
  EXPECT_EQ(Find("电"),
            (Names{"电池", "电子集团", "电池材料公司", "华电", "池电公司", "合肥电池有限公司"}));
}

TEST_F(Search, TwoCharactersMustBeNeighbours) {
  // The whole name, the beginning of a name, the inside of one, then what offers such a product
  // (动力电池).
  EXPECT_EQ(Find("电池"), (Names{"电池", "电池材料公司", "合肥电池有限公司", "电子集团"}));
  EXPECT_EQ(Find("池电"), Names{"池电公司"});
}

TEST_F(Search, ThreeAndMoreCharactersMustAllMatch) {
  EXPECT_EQ(Find("电池材料"), Names{"电池材料公司"});
  EXPECT_EQ(Find("科大讯飞"), Names{"科大讯飞股份有限公司"});
  EXPECT_EQ(Find("动力电池"), Names{"电子集团"});
}

TEST_F(Search, NamesAliasesSummaryKeyAndCreditCodeAllFind) {
  for (const char* query : {"讯飞", "iflytek", "IFLY", "智能语音", "org-1", "91340000711771143J",
                            "91340000711771143j", " 科大讯飞 "}) {
    const Names found = Find(query);
    ASSERT_FALSE(found.empty()) << query;
    EXPECT_EQ(found[0], "科大讯飞股份有限公司") << query;
  }
}

TEST_F(Search, PinyinInitialsFindByTheirBeginning) {
  EXPECT_EQ(Find("kdxf"), Names{"科大讯飞股份有限公司"});
  EXPECT_EQ(Find("KDX"), Names{"科大讯飞股份有限公司"});
  EXPECT_EQ(Find("dc"), (Names{"电池", "电池材料公司"}));
  EXPECT_TRUE(Find("xfgf").empty());
}

TEST_F(Search, LatinWordsMatchWholeAndTheLastOneByItsBeginning) {
  EXPECT_EQ(Find("abc robo"), Names{"ABC Robotics"});
  EXPECT_EQ(Find("robotics abc"), Names{"ABC Robotics"});
  EXPECT_EQ(Find("rob abc"),
            Names{"ABC Robotics"});  // "rob" is no word of its: found for "abc" alone
  EXPECT_TRUE(Partial("rob abc"));
  EXPECT_FALSE(Partial("abc robo"));
}

TEST_F(Search, MixedFullWidthAndTraditionalTextFindsTheSame) {
  EXPECT_EQ(Find("led照明"), Names{"LED照明公司"});
  EXPECT_EQ(Find("ＬＥＤ　照明"), Names{"LED照明公司"});
  EXPECT_EQ(Find("電池材料"), Names{"电池材料公司"});
  EXPECT_EQ(Find("华 led").size(), 2u);  // none holds both
  EXPECT_TRUE(Partial("华 led"));
}

TEST_F(Search, CharactersNewerThanTheTokenizersUnicodeAreFound) {
  EXPECT_EQ(Find("𬭎𫟼"), Names{"𬭎𫟼新材料"});
  EXPECT_EQ(Find("𬭎"), Names{"𬭎𫟼新材料"});
}

TEST_F(Search, WithoutACompleteMatchTheMostTermsComeFirst) {
  EXPECT_TRUE(Partial("合肥电池厂"));
  const Names found = Find("合肥电池厂");  // 合肥 肥电 电池 池厂
  ASSERT_GE(found.size(), 3u);
  EXPECT_EQ(found[0], "合肥电池有限公司");
  EXPECT_EQ(found[1], "电池");
}

TEST_F(Search, AFilterThatLeavesNoCompleteMatchDoesNotWidenTheQuery) {
  Reader reader = Must(store_->Read(Viewer::Public()));
  const OrganisationFilter filter{.query = "电池材料", .cities = {{310100}}};
  const auto page = Must(reader.ListOrganisations(filter, OrganisationOrder::kRelevance, {}));
  EXPECT_EQ(page.total, 0);
  EXPECT_FALSE(page.partial);  // one organisation holds every term, only elsewhere
  EXPECT_EQ(Must(reader.CountFacets(filter)).total, 0);
  const OrganisationFilter kind{.query = "电池材料", .kinds = {OrganisationKind::kUniversity}};
  EXPECT_FALSE(Must(reader.ListOrganisations(kind, OrganisationOrder::kName, {})).partial);
}

TEST_F(Search, OperatorsQuotesAndWildcardsAreOrdinaryText) {
  for (const char* query : {"\"",
                            "'",
                            "\"\"\"",
                            "电池 AND",
                            "NOT 电池",
                            "电池 OR 华电",
                            "NEAR(电池 华电)",
                            "电池*",
                            "bigrams:电池",
                            "-电池",
                            "^电池",
                            "(电池",
                            "电池)",
                            "{bigrams unigrams}: 电池",
                            "';DROP TABLE organisation;--",
                            "+",
                            "*",
                            "%",
                            "_",
                            "\\",
                            "，。！",
                            "\t\n",
                            "$1",
                            "?1",
                            "\x01\x02"}) {
    Find(query);  // fails the test on any error
  }
  EXPECT_EQ(Find("100%_纯\\净公司"), Names{"100%_纯\\净公司"});
  EXPECT_EQ(Find("电池*")[0], "电池");
  EXPECT_TRUE(Find("%").empty());
  EXPECT_TRUE(Find("，。！").empty());
  EXPECT_EQ(Load(*store_, Viewer::Public()).organisations.size(), 11u);
}

TEST_F(Search, ABlankQueryIsNoQuery) {
  for (const char* query : {"", " ", "\u3000", "\n"}) EXPECT_EQ(Find(query).size(), 11u);
}

TEST_F(Search, NulAndInvalidUtf8AreRefused) {
  Reader reader = Must(store_->Read(Viewer::Public()));
  for (const std::string& query : {std::string("a\0b", 3), std::string("\xff"),
                                   std::string("电\xe7"), std::string("\xc0\x80")}) {
    const auto refused =
        reader.ListOrganisations({.query = query}, OrganisationOrder::kRelevance, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().place.field, "query");
  }
}

TEST_F(Search, VeryLongQueriesAreCutToTheirBeginning) {
  std::string chinese;
  std::string words;
  for (int i = 0; i < 10'000; ++i) {
    chinese += i % 2 == 0 ? "电" : "池";
    words += "w" + std::to_string(i) + " ";
  }
  Find(chinese);
  Find(words);
  Find(std::string(10'000, 'a'));
  Find("电池" + std::string(100'000, ' '));
  const TextQuery parsed = Must(ParseQuery(words));
  EXPECT_LE(parsed.terms.size(), kTermsMax);
  EXPECT_LE(parsed.normalised.size(), kQueryCharactersMax);
}

TEST_F(Search, NeedsAreFoundByTextAndProduct) {
  Reader reader = Must(store_->Read(Viewer::Public()));
  for (const char* query : {"麦克风", "阵列", "麦", "芯片", "led", "need-1"}) {
    EXPECT_EQ(Must(reader.ListNeeds({.query = query}, {})).total, 1) << query;
  }
  EXPECT_EQ(Must(reader.ListNeeds({.query = "电机"}, {})).total, 0);
}

TEST_F(Search, ANewNameReplacesTheOldOneEverywhere) {
  Product renamed = MakeProduct(1, "固态电芯");
  WriteAll(*store_, renamed);
  EXPECT_TRUE(Find("动力").empty());
  EXPECT_EQ(Find("固态"), Names{"电子集团"});
  Organisation organisation = MakeOrganisation(5, "新名公司");
  WriteAll(*store_, organisation);
  EXPECT_TRUE(Find("电子集团").empty());
  EXPECT_EQ(Find("新名"), Names{"新名公司"});
  WriteAll(*store_, MakeProduct(2, "传感器"));
  Reader reader = Must(store_->Read(Viewer::Public()));
  EXPECT_EQ(Must(reader.ListNeeds({.query = "传感"}, {})).total, 1);
  EXPECT_EQ(Must(reader.ListNeeds({.query = "芯片"}, {})).total, 0);
}

TEST_F(Search, AnOfferThatMovesTakesItsProductAlong) {
  Offer moved = MakeOffer(1, 6, 1);
  WriteAll(*store_, moved);
  EXPECT_EQ(Find("动力电池"), Names{"华电"});
}

TEST(TextQuery, LoneCharactersAreAskedForBesideTheBigrams) {
  const TextQuery query = Must(ParseQuery("电 a1 电池 机B"));
  std::vector<std::string> terms;
  for (const auto& term : query.terms) terms.push_back(term.text + (term.prefix ? "*" : ""));
  EXPECT_EQ(terms, (std::vector<std::string>{"a1", "电池", "b*", "机"}));
}

}  // namespace
}  // namespace lianmeng::store
