#include "match/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "match/names_trial.h"
#include "match/reference_names.h"

namespace lianmeng::match {
namespace {

const std::vector<NamedRegion> kRegions = {{"安徽省", "340000"},
                                           {"合肥市", "340100"},
                                           {"上海市", "310000"},
                                           {"上海市", "310100"},
                                           {"太仓市", "320585"}};

ParsedName Parse(std::string_view name) { return NameNormaliser(kRegions).Parse(name); }

NameIndex IndexOf(std::vector<NameRecord> records, const NameBlocking& blocking = {}) {
  auto index =
      NameIndex::Build(NameNormaliser(kRegions), std::move(records), Progress::None(), blocking);
  CHECK(index.ok());
  return std::move(index).value();
}

TEST(NameNormaliser, TakesANameApart) {
  const ParsedName name = Parse("安徽省合肥市讯飞（集团）股份有限公司");
  EXPECT_EQ(ToUtf8(name.place), "安徽合肥");
  EXPECT_EQ(ToUtf8(name.core), "讯飞");
  EXPECT_EQ(ToUtf8(name.form), "集团股份有限公司");
  EXPECT_TRUE(name.is_full);
  EXPECT_EQ(name.province, 34);
  EXPECT_EQ(ToUtf8(name.city), "合肥");
}

TEST(NameNormaliser, ReadsFullWidthAndTraditionalCharactersAsTheirPlainKin) {
  EXPECT_EQ(Parse("科大訊飛股份有限公司"), Parse("科大讯飞股份有限公司"));
  EXPECT_EQ(Parse("ＴＣＬ集團"), Parse("TCL集团"));
}

TEST(NameNormaliser, TakesAPlaceInBracketsAsThePlace) {
  const ParsedName name = Parse("博通集成电路(上海)股份有限公司");
  EXPECT_EQ(ToUtf8(name.core), "博通集成电路");
  EXPECT_EQ(name.province, 31);
  EXPECT_TRUE(name.city.empty());
}

TEST(NameNormaliser, KnowsTheRegionsThatAreGiven) {
  EXPECT_EQ(ToUtf8(Parse("太仓市精工机械厂").core), "精工机械厂");
  EXPECT_EQ(ToUtf8(NameNormaliser({}).Parse("太仓市精工机械厂").core), "太仓市精工机械厂");
}

TEST(NameNormaliser, LeavesOutTheMarksOfAnExchange) {
  for (const char* name : {"*ST德豪", "S*ST德豪", "ST德豪", "退市德豪", "德豪退", "德豪A",
                           "德豪B股", "XD德豪", "N德豪"}) {
    EXPECT_EQ(ToUtf8(Parse(name).core), "德豪") << name;
  }
  EXPECT_EQ(ToUtf8(Parse("TCL").core), "tcl");
}

TEST(NameNormaliser, TakesEnglishFormsForForms) {
  EXPECT_EQ(ToUtf8(Parse("Iflytek Co., Ltd.").core), "iflytek");
  EXPECT_EQ(ToUtf8(Parse("Apple Inc").core), "apple");
  EXPECT_EQ(ToUtf8(Parse("Apple Inc").core), ToUtf8(Parse("apple").core));
  EXPECT_EQ(ToUtf8(Parse("Group").core), "group");  // nothing else would be left
}

TEST(NameNormaliser, TakesTwoCharactersAndCompanyForNoRegisteredName) {
  EXPECT_FALSE(Parse("讯飞公司").is_full);
  EXPECT_FALSE(Parse("中金公司").is_full);
  EXPECT_TRUE(Parse("中金有限公司").is_full);
  EXPECT_TRUE(Parse("合肥中金公司").is_full);
  EXPECT_TRUE(Parse("讯飞科公司").is_full);
}

TEST(NameNormaliser, KeepsANameThatIsAPlace) {
  EXPECT_EQ(ToUtf8(Parse("合肥").core), "合肥");
  EXPECT_EQ(ToUtf8(Parse("上海市").core), "上海市");
}

TEST(NameNormaliser, TakesWhatHasNoLetterForNoName) {
  for (const char* name : {"", " ", "()", "（）。", "\xff\xfe"}) {
    EXPECT_TRUE(Parse(name).core.empty()) << name;
  }
}

TEST(Names, FindsTheThreeNamesOfTheRequirement) {
  const NameIndex index = IndexOf({{.name = "科大讯飞股份有限公司"},
                                   {.name = "科大智能科技股份有限公司"},
                                   {.name = "安徽讯龙科技有限公司"},
                                   {.name = "上海电气集团股份有限公司"}});
  for (const char* name :
       {"科大讯飞", "科大讯飞股份有限公司", "讯飞", "科大訊飛", "安徽科大讯飞"}) {
    const std::vector<NameCandidate> found = index.Resolve({.name = name});
    ASSERT_FALSE(found.empty()) << name;
    EXPECT_EQ(found[0].record, 0U) << name;
    EXPECT_GE(found[0].score, kNameOffered) << name;
  }
  EXPECT_GE(index.Resolve({.name = "科大讯飞"})[0].score, kNameCertain);
  EXPECT_GE(index.Resolve({.name = "科大讯飞股份有限公司"})[0].score, kNameCertain);
}

TEST(Names, TakesAFirmSpokenOfForNoOtherFirm) {
  const NameIndex index = IndexOf({{.name = "科大讯飞股份有限公司"}});
  const auto other_firm = [&](std::string_view name) {
    const NameCandidate first = index.Resolve({.name = std::string(name)})[0];
    return first.points[static_cast<size_t>(NamePartKind::kOtherFirm)];
  };
  EXPECT_EQ(other_firm("讯飞公司"), 0);
  EXPECT_LT(other_firm("讯飞有限公司"), 0);
}

TEST(Names, IsNeverCertainBetweenTwoThatFitAlike) {
  const NameIndex index =
      IndexOf({{.name = "上海长城科技有限公司"}, {.name = "合肥长城科技有限公司"}});
  const std::vector<NameCandidate> found = index.Resolve({.name = "长城科技"});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_LT(found[0].score, kNameCertain);
  EXPECT_LT(found[0].points[static_cast<size_t>(NamePartKind::kRivals)], 0);
}

TEST(Names, IsWorthTheSquareOfItsScoreBeforeRivalsInAWholeList) {
  const NameIndex index =
      IndexOf({{.name = "上海长城科技有限公司"}, {.name = "合肥长城科技有限公司"}});
  const NameCandidate first = index.Resolve({.name = "长城科技"})[0];
  const int64_t before = first.score - first.points[static_cast<size_t>(NamePartKind::kRivals)];
  EXPECT_EQ(before, 900'000);  // all but half of place and form
  EXPECT_EQ(WorthTogether(first), 810'000);
}

uint32_t FirstOf(const NameIndex& index, std::string_view name) {
  const std::vector<NameCandidate> found = index.Resolve({.name = std::string(name)});
  CHECK(!found.empty());
  return found[0].record;
}

TEST(Names, KnowsInitialsFromNeighbours) {
  const NameIndex index = IndexOf({{.name = "南宁化工股份有限公司"},
                                   {.name = "安徽江南化工股份有限公司"},
                                   {.name = "常州星宇车灯股份有限公司"},
                                   {.name = "北京星网宇达科技股份有限公司"},
                                   {.name = "中国交通建设股份有限公司"},
                                   {.name = "安徽省交通建设股份有限公司"},
                                   {.name = "中国国际金融股份有限公司"},
                                   {.name = "北京光华电力股份有限公司"},
                                   {.name = "北方光电股份有限公司"}});
  EXPECT_EQ(FirstOf(index, "南化股份"), 0U);
  EXPECT_EQ(FirstOf(index, "南化"), 1U);  // without a form as likely a part of a name
  EXPECT_EQ(FirstOf(index, "星宇股份"), 2U);
  EXPECT_EQ(FirstOf(index, "交建股份"), 5U);  // of 中国交通建设 the short name says 中
  EXPECT_EQ(FirstOf(index, "中金公司"), 6U);
  EXPECT_EQ(FirstOf(index, "光电股份"), 8U);  // a trade word is no initials
}

TEST(Names, SaysWhichPointsAreForInitials) {
  const NameIndex index =
      IndexOf({{.name = "南宁化工股份有限公司"}, {.name = "天山物流远方股份有限公司"}});
  const auto initials = [&](std::string_view name) {
    const NameCandidate first = index.Resolve({.name = std::string(name)})[0];
    return first.points[static_cast<size_t>(NamePartKind::kInitials)];
  };
  EXPECT_EQ(initials("南化股份"), 100'000);
  EXPECT_EQ(initials("南宁股份"), 0);
  EXPECT_EQ(initials("天山物远股份"), 0);  // two of three neighbours are worth as much
}

TEST(Names, DeductsWhereAShortNameWouldKeepTheTrade) {
  const NameIndex index = IndexOf({{.name = "江西联创光电科技股份有限公司"},
                                   {.name = "山东联创产业发展集团股份有限公司"},
                                   {.name = "浙江大华技术股份有限公司"}});
  const auto deducted = [&](std::string_view name, uint32_t record) {
    for (const NameCandidate& c : index.Resolve({.name = std::string(name)})) {
      if (c.record == record) return -c.points[static_cast<size_t>(NamePartKind::kTrade)];
    }
    return -1;
  };
  EXPECT_EQ(deducted("联创股份", 0), 50'000);
  EXPECT_EQ(deducted("联创", 0), 0);
  EXPECT_EQ(deducted("联创股份", 1), 0);
  EXPECT_EQ(deducted("大华股份", 2), 50'000);
  EXPECT_EQ(deducted("大华技术股份有限公司", 2), 0);
}

TEST(Names, DeductsForAnotherKindOfOrganisation) {
  const NameIndex index = IndexOf({{.name = "招商银行股份有限公司"},
                                   {.name = "招商证券股份有限公司", .also = {"招商"}},
                                   {.name = "合肥讯飞大学", .also = {"讯飞"}},
                                   {.name = "合肥讯飞科技有限公司"},
                                   {.name = "飞大", .kinds = Only(NameKind::kSchool)},
                                   {.name = "中国科学院"}});
  const auto deducted = [&](std::string_view name, uint32_t record) {
    for (const NameCandidate& c : index.Resolve({.name = std::string(name)}, {.limit = 9})) {
      if (c.record == record) return -c.points[static_cast<size_t>(NamePartKind::kKind)];
    }
    return -1;
  };
  EXPECT_EQ(deducted("招商银行", 0), 0);
  EXPECT_GT(deducted("招商银行", 1), 0);
  EXPECT_EQ(deducted("招商股份有限公司", 1), 0);  // a broker is a company
  EXPECT_EQ(deducted("讯飞", 2), 0);              // says nothing
  EXPECT_GT(deducted("讯飞有限公司", 2), 0);
  EXPECT_EQ(deducted("讯飞有限公司", 3), 0);
  EXPECT_GT(deducted("飞大有限公司", 4), 0);
  EXPECT_EQ(deducted("中国科学院", 5), 0);
  EXPECT_EQ(deducted("科学研究院", 5), 0);
  EXPECT_EQ(FirstOf(index, "招商证券"), 1U);
}

TEST(Names, LetsTheCreditCodeDecide) {
  const NameIndex index = IndexOf({{.name = "甲公司", .credit_code = "91340000711771143J"},
                                   {.name = "乙公司", .credit_code = "91310000132212000X"}});
  const auto found = index.Resolve({.name = "乙公司", .credit_code = "91340000711771143J"});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].record, 0U);
  EXPECT_EQ(found[0].score, kNameScoreMax);
  EXPECT_LT(found[1].score, kNameOffered);
}

TEST(Names, TellsTwoRegisteredNamesApartByWhatIsLeftOver) {
  const NameIndex index = IndexOf({{.name = "浙江万马股份有限公司"},
                                   {.name = "万马科技股份有限公司"},
                                   {.name = "浙江万马股份有限公司"},
                                   {.name = "上海万马股份有限公司"}});
  const auto pairs = index.Duplicates(kNameOffered, Progress::None());
  ASSERT_TRUE(pairs);
  ASSERT_FALSE(pairs->empty());
  EXPECT_EQ((*pairs)[0].a, 0U);
  EXPECT_EQ((*pairs)[0].b, 2U);
  EXPECT_GE((*pairs)[0].score, kNameCertain);
  for (size_t i = 1; i < pairs->size(); ++i) EXPECT_LT((*pairs)[i].score, kNameCertain);
}

TEST(Names, ExplainsPartsThatAddUp) {
  const NameIndex index = IndexOf({{.name = "科大讯飞股份有限公司"}, {.name = "科大智能"}});
  for (const NameCandidate& candidate : index.Resolve({.name = "科大飞"})) {
    int32_t sum = 0;
    for (const NamePart& part : Explain(candidate.points)) {
      sum += part.points;
      EXPECT_FALSE(part.reason.zh.empty());
      EXPECT_FALSE(part.reason.en.empty());
    }
    EXPECT_EQ(sum, candidate.score);
  }
}

std::string Written(const std::vector<NameCandidate>& candidates) {
  std::string out;
  for (const NameCandidate& c : candidates) {
    out += std::to_string(c.record) + " " + c.name + " " + std::to_string(c.score) + ":";
    for (const int32_t points : c.points) out += " " + std::to_string(points);
    out += "\n";
  }
  return out;
}

std::string Written(const std::vector<ReferencePair>& pairs) {
  std::string out;
  for (const ReferencePair& p : pairs) {
    out += std::to_string(p.a) + "-" + std::to_string(p.b) + " " + std::to_string(p.score) + "\n";
  }
  return out;
}

void ExpectSame(const std::vector<NameRecord>& records, const std::vector<NameQuery>& queries,
                const NameBlocking& blocking, const std::string& where) {
  const NameNormaliser normaliser(kRegions);
  const NameIndex index = IndexOf(records, blocking);
  const ResolveOptions options{.limit = 50, .score_min = 1};
  for (const NameQuery& query : queries) {
    ASSERT_EQ(Written(index.Resolve(query, options)),
              Written(ReferenceResolve(normaliser, records, blocking, query, options)))
        << where << " " << query.name;
  }
  const auto pairs = index.Duplicates(1, Progress::None());
  ASSERT_TRUE(pairs);
  std::vector<ReferencePair> plain;
  for (const NamePair& pair : *pairs) plain.push_back({pair.a, pair.b, pair.score});
  std::sort(plain.begin(), plain.end());
  EXPECT_EQ(Written(plain), Written(ReferenceDuplicates(normaliser, records, blocking, 1)))
      << where;
}

TEST(Names, AgreesWithReferenceOnEveryNameOfThreeOfThreeCharacters) {
  const std::vector<std::string> alphabet = {"甲", "皖", "科"};
  std::vector<std::string> names = {""};
  for (size_t begin = 0, length = 0; length < 3; ++length) {
    for (const size_t end = names.size(); begin < end; ++begin) {
      for (const std::string& c : alphabet) names.push_back(names[begin] + c);
    }
  }
  std::vector<NameRecord> records;
  std::vector<NameQuery> queries;
  for (const std::string& name : names) {
    records.push_back({.name = name});
    records.push_back({.name = "安徽" + name + "公司"});
    queries.push_back({.name = name});
    queries.push_back({.name = name + "股份"});
    queries.push_back({.name = "合肥" + name + "公司"});
  }
  ExpectSame(records, queries, {}, "all");
  ExpectSame(records, queries, {.read_max = 30, .scored_max = 7, .pair_names_max = 5}, "few");
}

TEST(Names, AgreesWithReferenceOnTradeWordsBehindEveryHead) {
  std::vector<NameRecord> records;
  std::vector<NameQuery> queries;
  for (const std::string head : {"讯飞", "飞讯", "讯讯", "科技"}) {
    for (const std::string rest : {"", "科", "科技", "科技大", "科技电子", "大科技", "大华"}) {
      records.push_back({.name = head + rest + "股份有限公司"});
      records.push_back({.name = "安徽" + head + rest + "集团"});
    }
    for (const std::string form : {"", "股份", "集团", "有限公司"}) {
      queries.push_back({.name = head + form});
      queries.push_back({.name = "合肥" + head + form});
    }
  }
  ExpectSame(records, queries, {}, "trade words");
}

std::string RandomName(Random& random) {
  static const std::vector<std::string> places = {"",       "",     "",           "安徽",
                                                  "合肥市", "上海", "安徽省合肥", "中国"};
  static const std::vector<std::string> forms = {
      "", "", "股份", "集团", "公司", "有限公司", "股份有限公司", "(上海)有限公司"};
  static const std::vector<std::string> letters = {"讯", "飞", "科", "技", "皖", "沪", "中", "a"};
  std::string name = places[random.Below(places.size())];
  for (uint64_t i = 0, size = random.Below(6); i < size; ++i) {
    name += letters[random.Below(letters.size())];
  }
  static const std::vector<std::string> ends = {"", "", "", "", "大学", "银行"};
  name += ends[random.Below(ends.size())];
  return name + forms[random.Below(forms.size())];
}

TEST(Names, AgreesWithReferenceOnRandomNames) {
  const uint64_t seed = SystemEntropy();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  const std::vector<std::string> codes = {"", "", "", "91340000711771143J", "91310000132212000X",
                                          "1"};
  const std::vector<std::string> regions = {"", "", "340100", "310000", "320585", "999999", "x"};
  for (int round = 0; round < 40; ++round) {
    std::vector<NameRecord> records;
    for (int i = 0; i < 25; ++i) {
      NameRecord record{RandomName(random),
                        {},
                        codes[random.Below(codes.size())],
                        regions[random.Below(regions.size())]};
      if (random.Chance(0.2)) record.kinds = Only(NameKind::kSchool);
      if (random.Chance(0.3)) record.also.push_back(RandomName(random));
      records.push_back(record);
    }
    std::vector<NameQuery> queries;
    for (int i = 0; i < 20; ++i) {
      queries.push_back({RandomName(random), codes[random.Below(codes.size())],
                         regions[random.Below(regions.size())]});
    }
    NameBlocking blocking;
    if (round % 2 == 1) {
      blocking = {.reach = 2,
                  .length_max = 5,
                  .read_max = 20,
                  .scored_max = 5,
                  .pair_keys = 2,
                  .pair_names_max = 6};
    }
    ExpectSame(records, queries, blocking, "round " + std::to_string(round));
    if (HasFailure()) return;
  }
}

TEST(Names, SaysWhyPointsAreDeducted) {
  const NameIndex index =
      IndexOf({{.name = "上海长城科技有限公司", .credit_code = "91340000711771143J"},
               {.name = "合肥长城科技有限公司"}});
  const auto found = index.Resolve(
      {.name = "上海长城科技股份有限公司", .credit_code = "91310000132212000X"}, {.limit = 9});
  ASSERT_EQ(found.size(), 2U);
  for (const NameCandidate& candidate : found) {
    for (const NamePart& part : Explain(candidate.points)) EXPECT_FALSE(part.reason.zh.empty());
  }
  EXPECT_LT(found[0].points[static_cast<size_t>(NamePartKind::kOtherFirm)], 0);
}

TEST(NamesTrial, CountsWhatIsRightAndWhy) {
  const std::vector<NamesTrialFirm> firms = {{"科大讯飞", "科大讯飞股份有限公司", "002230"},
                                             {"三爱富", "国新文化控股股份有限公司", "600636"},
                                             {"上海电气", "上海电气集团股份有限公司", "601727"}};
  const auto trial = RunNamesTrial(firms, 1, Progress::None());
  ASSERT_TRUE(trial);
  EXPECT_EQ(trial->firms, 3);
  EXPECT_EQ(trial->unresolved.strangers, 1);
  for (const RecallRow& row : trial->methods) {
    EXPECT_EQ(row.asked, row.code.ends_with("_in_common") ? 2 : 3) << row.code;
    EXPECT_LE(row.asked_test, 3) << row.code;
    if (row.code == "all") {
      EXPECT_EQ(row.right, 2);
    }
  }
  int64_t names = 0;
  for (const ScoreBand& band : trial->bands) names += band.names;
  EXPECT_EQ(names, 3);
}

TEST(NamesTrial, GivesTheSameFiguresForTheSameSeed) {
  std::vector<NamesTrialFirm> firms;
  for (const char* name :
       {"华锐风电", "沧州大化", "江苏阳光", "中科曙光", "杭州汽轮", "三维通信"}) {
    firms.push_back({name, std::string(name) + "科技股份有限公司", name});
  }
  const auto once = RunNamesTrial(firms, 7, Progress::None());
  const auto again = RunNamesTrial(firms, 7, Progress::None());
  ASSERT_TRUE(once && again);
  for (size_t i = 0; i < once->written_otherwise.size(); ++i) {
    EXPECT_EQ(once->written_otherwise[i].right, again->written_otherwise[i].right);
  }
}

TEST(Names, StopsWhenAsked) {
  class Stop : public Progress {
   public:
    void Begin(const TextPair&, int64_t) override {}
    void Advance(int64_t) override {}
    [[nodiscard]] bool Cancelled() const override { return true; }
  } stop;
  const auto index = NameIndex::Build(NameNormaliser({}), {{.name = "甲"}}, stop);
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace lianmeng::match
