#include "ingest/ckg_reader.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

struct CkgReading {
  TemporaryFolder folder;
  int64_t last_id = 0;
  MemoryKeyResolver resolver{[this] { return ++last_id; }};
  KeepingSink sink;
  CkgOptions options;
  CkgCounts counts;

  void Read(const std::filesystem::path& path) {
    const Result<CkgCounts> result = ReadCkg(path, resolver, sink, options, Progress::None());
    ASSERT_TRUE(result.ok()) << result.error().Describe(Language::kEnglish);
    counts = *result;
  }
  [[nodiscard]] std::string NameOf(ProductId id) const {
    for (const Product& product : sink.products) {
      if (product.id == id) return product.name.zh;
    }
    return "?";
  }
};

Region MakeRegion(int64_t code, const char* name) {
  Region region;
  region.code = RegionCode{code};
  region.name.zh = name;
  return region;
}

// Lines in the form of the open graph, made up.
void WriteGraph(const TemporaryFolder& folder) {
  folder.Write(
      "company.json",
      R"({"name":"甲股份","fullname":"苏州甲机器人股份有限公司","code":"300001.SZ","location":"深圳证券交易所","time":"2020-01-02"}
{"name":"乙股份","fullname":"江苏乙钢铁股份有限公司","code":"600001","location":"上海证券交易所","time":"2010-03-04"}
{"name":"丙股份","fullname":"丙控股股份有限公司","code":"300001","location":"2010-02-11","time":"2010-02-11"}
)");
  folder.Write("product.json", R"({"name":"机器人"}
{"name":"钢材"}
{"name":"减速器"}
{"name":"钢材"}
)");
  folder.Write("industry.json", R"({"code":"640000","name":"机械设备"}
{"code":"640101","name":"机器人"})");
  folder.Write("company_industry.json",
               R"({"company_code":"300001.SZ","industry_code":"640101","industry_name":"机器人"}
{"company_code":"600001.sh","industry_code":"640101","industry_name":"机器人"}
)");
  folder.Write("product_product.json",
               R"({"from_entity":"机器人","to_entity":"减速器","rel":"上游材料"}
{"from_entity":"钢材","to_entity":"减速器","rel":"下游产品"}
{"from_entity":"减速器","to_entity":"钢材","rel":"上游材料"}
{"from_entity":"机器人","to_entity":"工业机器人","rel":"产品小类"}
{"from_entity":"机器人","to_entity":"机器人","rel":"上游材料"}
{"from_entity":"机器人","to_entity":"幻想","rel":"上游材料"}
damaged
)");
  folder.Write(
      "company_product.json",
      R"({"company_name":"甲股份","company_code":"300001.SZ","product_name":"机器人","rel":"主营产品","rel_weight":"0.75"}
{"company_name":"甲股份","company_code":"300001.SZ","product_name":"减速器","rel":"主营产品","rel_weight":"1.2"}
{"company_name":"甲股份","company_code":"300001.SZ","product_name":"分部间抵销","rel":"主营产品","rel_weight":"-0.1"}
{"company_name":"乙股份","company_code":"600001.SH","product_name":"钢材","rel":"主营产品","rel_weight":"-0.1"}
{"company_name":"乙股份","company_code":"600001.SH","product_name":"钢材","rel":"主营产品","rel_weight":"9.9e-05"}
{"company_name":"乙股份","company_code":"600001.SH","product_name":"钢材","rel":"主营产品","rel_weight":"9.9e-05"}
{"company_name":"丙股份","company_code":"300001","product_name":"新品","rel":"主营产品","rel_weight":"0.5"}
{"company_name":"丁股份","company_code":"999999","product_name":"钢材","rel":"主营产品","rel_weight":"0.5"}
)");
}

TEST(CkgReader, TurnsEveryFileIntoRecords) {
  CkgReading r;
  WriteGraph(r.folder);
  r.options.regions = {MakeRegion(320000, "江苏省"), MakeRegion(320500, "苏州市")};
  r.Read(r.folder.path());

  ASSERT_EQ(r.sink.organisations.size(), 3u);
  const Organisation& first = r.sink.organisations[0];
  EXPECT_EQ(first.key, "300001");
  EXPECT_EQ(first.name, "苏州甲机器人股份有限公司");
  EXPECT_EQ(first.short_name, "甲股份");
  EXPECT_EQ(first.region, RegionCode{320500});
  EXPECT_NE(first.source.find("640101 机器人"), std::string::npos);
  EXPECT_EQ(first.ownership, (Ownership{first.id, Audience::kPublic}));
  EXPECT_EQ(r.sink.organisations[1].region, RegionCode{320000});
  EXPECT_EQ(r.sink.organisations[2].key, "300001/丙控股股份有限公司");  // a code used twice
  EXPECT_FALSE(r.sink.organisations[2].region);
  EXPECT_EQ(r.sink.organisations[2].summary, "");  // its exchange is a date

  EXPECT_EQ(r.counts.products_read, 4);
  EXPECT_EQ(r.counts.products_distinct, 3);
  ASSERT_EQ(r.sink.inputs.size(), 2u);
  EXPECT_EQ(r.NameOf(r.sink.inputs[0].product), "机器人");
  EXPECT_EQ(r.NameOf(r.sink.inputs[0].input), "减速器");
  EXPECT_EQ(r.NameOf(r.sink.inputs[1].product), "减速器");  // 下游产品: made from 钢材
  EXPECT_EQ(r.NameOf(r.sink.inputs[1].input), "钢材");

  ASSERT_EQ(r.sink.offers.size(), 4u);
  EXPECT_EQ(r.sink.offers[0].revenue_share, 0.75);
  EXPECT_FALSE(r.sink.offers[1].revenue_share);                          // 1.2 is no share
  EXPECT_EQ(r.sink.offers[3].organisation, r.sink.organisations[2].id);  // told apart by name
  EXPECT_EQ(r.sink.offers[3].text, "新品");
  EXPECT_EQ(r.counts.skipped, (std::map<std::string, int64_t>{{"accounting line", 1},
                                                              {"damaged line", 1},
                                                              {"kind-of relation", 1},
                                                              {"negative share", 1},
                                                              {"product made of itself", 1},
                                                              {"repeated input", 1},
                                                              {"repeated offer", 1},
                                                              {"repeated product", 1},
                                                              {"unknown firm", 1},
                                                              {"unknown product", 1}}));
  EXPECT_EQ(r.counts.errors, 0);

  ASSERT_EQ(r.sink.chains.size(), 1u);
  EXPECT_EQ(r.sink.chains[0].name, (TextPair{"机械设备", "Machinery"}));
  std::map<std::string, std::pair<Segment, int>> placed;
  for (const ChainProduct& product : r.sink.chain_products) {
    placed[r.NameOf(product.product)] = {product.segment, product.stage};
    EXPECT_EQ(product.final, r.NameOf(product.product) == "机器人");
  }
  EXPECT_EQ(placed, (std::map<std::string, std::pair<Segment, int>>{
                        {"钢材", {Segment::kUpstream, 1}},
                        {"减速器", {Segment::kMidstream, 2}},
                        {"机器人", {Segment::kDownstream, 3}}}));
}

TEST(CkgReader, TheSameFilesTwiceGiveTheSameRecords) {
  CkgReading first;
  WriteGraph(first.folder);
  first.Read(first.folder.path());
  KeepingSink again;
  ASSERT_TRUE(ReadCkg(first.folder.path(), first.resolver, again, {}, Progress::None()).ok());
  EXPECT_EQ(again.organisations, first.sink.organisations);
  EXPECT_EQ(again.products, first.sink.products);
  EXPECT_EQ(again.offers, first.sink.offers);
  EXPECT_EQ(again.chain_products, first.sink.chain_products);
  EXPECT_EQ(again.issues, first.sink.issues);
}

TEST(BadInput, OpenGraphWithoutItsMainFilesIsAnErrorAndOtherFilesAWarning) {
  CkgReading r;
  r.folder.Write("company.json", "{\"name\":\"a\",\"fullname\":\"b\",\"code\":\"1\"}\n");
  EXPECT_FALSE(ReadCkg(r.folder.path(), r.resolver, r.sink, {}, Progress::None()).ok());
  r.folder.Write("product.json", "{\"name\":\"x\"}\n");
  r.Read(r.folder.path());
  EXPECT_EQ(r.counts.warnings, 4);
  EXPECT_EQ(r.sink.organisations.size(), 1u);
}

// Run with LIANMENG_CKG naming the folder; the data is not shipped.
TEST(CkgReader, AllFirmsAndProductsOfTheRealGraphArrive) {
  const char* path = std::getenv("LIANMENG_CKG");
  if (path == nullptr) GTEST_SKIP() << "LIANMENG_CKG does not name the open graph";
  CkgReading r;
  r.options.regions = {MakeRegion(310000, "上海市"), MakeRegion(320000, "江苏省"),
                       MakeRegion(320500, "苏州市")};
  r.Read(path);
  EXPECT_EQ(r.sink.organisations.size(), 4654u);
  EXPECT_EQ(r.counts.products_read, 95559);
  EXPECT_EQ(r.counts.products_distinct, 95559);
  EXPECT_EQ(r.sink.products.size(), 95559u);
  EXPECT_EQ(r.counts.errors, 0);
  std::printf(
      "cities %lld inputs %lld offers %lld chains %lld chain products %lld warnings %lld\n",
      static_cast<long long>(r.counts.firms_with_city), static_cast<long long>(r.counts.inputs),
      static_cast<long long>(r.counts.offers), static_cast<long long>(r.counts.chains),
      static_cast<long long>(r.counts.chain_products), static_cast<long long>(r.counts.warnings));
  for (const auto& [reason, count] : r.counts.skipped) {
    std::printf("skipped, %s: %lld\n", reason.c_str(), static_cast<long long>(count));
  }
}

}  // namespace
}  // namespace lianmeng::ingest
