#include "ingest/region_reader.h"

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <set>

#include "ingest/csv_reader.h"
#include "ingest/input_cycles.h"
#include "ingest/region_index.h"
#include "ingest/rejects_writer.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

using Strings = std::vector<std::string>;

// A folder read into a sink, with ids 1, 2, 3, … in order of definition.
struct Reading {
  TemporaryFolder folder;
  int64_t last_id = 0;
  MemoryKeyResolver resolver{[this] { return ++last_id; }};
  KeepingSink sink;
  RegionCounts counts;

  void Read() {
    const Result<RegionCounts> result =
        ReadRegion(folder.path(), resolver, sink, {}, Progress::None());
    ASSERT_TRUE(result.ok()) << result.error().Describe(Language::kEnglish);
    counts = *result;
  }
};

const char kRegions[] =
    "code,name,name_en,parent,longitude,latitude,tile_column,tile_row,source\n"
    "320000,江苏省,Jiangsu,,118.8,32.1,,,\n"
    "310000,上海市,Shanghai,,121.5,31.2,,,\n"
    "310100,上海市,Shanghai,310000,121.5,31.2,6,4,\n"
    "320500,苏州市,Suzhou,江苏,120.6,31.3,5,4,\n";
const char kProducts[] =
    "key,name,name_en,aliases,price_cny,outside_share\n"
    "steel,钢,Steel,钢材;钢板,4200.5,35%\n"
    "gear,齿轮,Gear,,1.2万元,\n"
    "robot,机器人,Robot,,,\n";

TEST(RegionReader, ReadsEveryTableInOrderWhateverTheFilesAreCalled) {
  Reading r;
  r.folder.Write("regions.csv", kRegions);
  r.folder.Write("products.csv", kProducts);
  r.folder.Write("products-more.csv", "编号,名称（name）,备注\n");
  r.folder.Write("chains.csv", "key,name\nrobot,机器人产业链\n");
  r.folder.Write("organisations.csv",
                 "key,kind,name,region,titles,scale,employees,revenue_cny,credit_code,audience\n"
                 "E1,企业,苏州甲有限公司,苏州,链主；高企,中型,４２０,3.5亿元,,公开\n"
                 "E2,enterprise,上海乙有限公司,上海市,,,,,,\n");
  r.folder.Write("inputs.csv",
                 "product,input,cost_share,essentiality,stock_days\nrobot,gear,0.4,关键,10\ngear,"
                 "steel,60%,,\n");
  r.folder.Write(
      "chain_products.csv",
      "chain,product,segment,stage,final\nrobot,robot,下游,3,是\nrobot,gear,midstream,2,0\n");
  r.folder.Write("specialisation.csv", "chain,region,weight\nrobot,苏州市,2.5\n");
  r.folder.Write("offers.csv",
                 "key,organisation,kind,product,capacity_year,price_min_cny,price_max_cny,regions_"
                 "served,valid_until\n"
                 "O1,E1,goods,gear,\"20,000\",900,1400,苏州、310100,2026年12月31日\n");
  r.folder.Write("needs.csv",
                 "key,organisation,product,quantity,needed_by,preferred_regions,wanted_titles,"
                 "open\nN1,E2,gear,12,2026/9/30,320500,小巨人,1\n");
  r.folder.Write("links.csv",
                 "supplier,customer,product,value_cny_year,status,confidence,year\nE1,E2,gear,1200."
                 "34,observed,0.9,2025\n");
  r.folder.Write("pairings.csv", "region_a,region_b\n苏州市,310100\n");
  r.folder.Write("README.md", "notes");
  r.folder.Write("NOTES.csv", "notes");
  r.folder.Write("products-more.csv", "编号,名称（name）\n# 例子,说明行\n\nbolt,螺栓\n");
  r.Read();
  EXPECT_EQ(r.sink.Told(), Strings{});

  ASSERT_EQ(r.sink.regions.size(), 4u);
  EXPECT_EQ(r.sink.regions[3].parent, RegionCode{320000});
  EXPECT_EQ(r.sink.regions[3].tile_column, 5);
  ASSERT_EQ(r.sink.products.size(), 4u);
  EXPECT_EQ(r.sink.products[0].key, "bolt");  // products-more.csv sorts before products.csv
  const Product& steel = r.sink.products[1];
  EXPECT_EQ(steel.price_fen, 420050);
  EXPECT_EQ(steel.outside_share, 0.35);
  EXPECT_EQ(steel.aliases, (Strings{"钢材", "钢板"}));
  EXPECT_EQ(r.sink.products[2].price_fen, 1'200'000);

  ASSERT_EQ(r.sink.organisations.size(), 2u);
  const Organisation& first = r.sink.organisations[0];
  EXPECT_EQ(first.region, RegionCode{320500});
  EXPECT_EQ(first.titles, (std::vector<Title>{Title::kChainLeader, Title::kHighTech}));
  EXPECT_EQ(first.employees, 420);
  EXPECT_EQ(first.revenue_fen_year, 35'000'000'000);
  EXPECT_EQ(first.ownership, (Ownership{first.id, Audience::kPublic}));
  const Organisation& second = r.sink.organisations[1];
  EXPECT_EQ(second.region, RegionCode{310100});  // the municipality's city
  EXPECT_EQ(second.ownership, (Ownership{second.id, Audience::kAlliance}));

  ASSERT_EQ(r.sink.inputs.size(), 2u);
  EXPECT_EQ(r.sink.inputs[0].essentiality, Essentiality::kEssential);
  EXPECT_EQ(r.sink.inputs[1].cost_share, 0.6);
  EXPECT_TRUE(r.sink.chain_products[0].final);
  EXPECT_EQ(r.sink.specialisations[0].weight, 2.5);
  ASSERT_EQ(r.sink.offers.size(), 1u);
  EXPECT_EQ(r.sink.offers[0].organisation, first.id);
  EXPECT_EQ(r.sink.offers[0].ownership.owner, first.id);
  EXPECT_EQ(r.sink.offers[0].capacity_year, 20000);
  EXPECT_EQ(r.sink.offers[0].regions_served, (std::vector<RegionCode>{{320500}, {310100}}));
  EXPECT_EQ(r.sink.offers[0].valid_until, Date::FromCivil(2026, 12, 31));
  EXPECT_EQ(r.sink.needs[0].wanted_titles, std::vector<Title>{Title::kLittleGiant});
  EXPECT_EQ(r.sink.links[0].value_fen_year, 120034);
  EXPECT_EQ(r.sink.links[0].ownership.owner, first.id);
  EXPECT_EQ(r.sink.pairings[0], (Pairing{RegionCode{310100}, RegionCode{320500}, ""}));
  EXPECT_EQ(r.counts.Of(RegionTable::kProducts), (TableCounts{4, 4, 0}));
  EXPECT_EQ(r.counts.Total().accepted, 20);
  EXPECT_EQ(r.sink.places[0], (Place{.file = "regions.csv", .line = 2}));
}

const char kTradeHeadings[] =
    "key,organisation,kind,text,amount_min_cny,amount_max_cny,stages,instruments,sectors,role,"
    "skills,level,place,from,until,engagements,fields,maturity,cooperation,required_terms,open,"
    "close_reason\n";

TEST(RegionReader, ReadsTermsOfCapitalTalentAndTechnology) {
  Reading r;
  r.folder.Write("regions.csv", kRegions);
  r.folder.Write("chains.csv", "key,name\nrobot,机器人产业链\n");
  r.folder.Write("organisations.csv", "key,name\nE1,苏州甲有限公司\n");
  r.folder.Write(
      "needs.csv",
      std::string(kTradeHeadings) +
          "N1,E1,资金,扩产,2000万,5000万元,A轮;Pre-IPO,股权；可转债,robot;C3491,,,,,,,,,,,"
          "instrument;金额,0,met\n"
          "N2,E1,talent,研发,,,,,,工程师,PLC;C++,副高,苏州市,2027-01-01,2027-12-31,"
          "full_time;借调,,,,level,1,\n"
          "N3,E1,技术,降噪,,,,,,,,,,,,,B25J9/16;robot,6,许可;joint_development,,,\n"
          "N4,E1,capital,没有条款,,,,,,,,,,,,,,,,,,\n");
  r.Read();
  EXPECT_EQ(r.sink.Told(), Strings{});
  ASSERT_EQ(r.sink.needs.size(), 4u);
  const Need& capital = r.sink.needs[0];
  EXPECT_EQ(capital.capital,
            (CapitalTerms{.amount_min_fen = 2'000'000'000,
                          .amount_max_fen = 5'000'000'000,
                          .stages = {FundingStage::kSeriesA, FundingStage::kPreIpo},
                          .instruments = {Instrument::kEquity, Instrument::kConvertible},
                          .sectors = {"robot", "C3491"}}));
  EXPECT_EQ(capital.required_terms,
            (std::vector<RequiredTerm>{RequiredTerm::kAmount, RequiredTerm::kInstrument}));
  EXPECT_EQ(capital.close_reason, CloseReason::kMet);
  EXPECT_EQ(r.sink.needs[1].talent,
            (TalentTerms{.role = "工程师",
                         .skills = {"PLC", "C++"},
                         .level = TalentLevel::kAssociateSenior,
                         .place = RegionCode{320500},
                         .from = Date::FromCivil(2027, 1, 1),
                         .until = Date::FromCivil(2027, 12, 31),
                         .engagements = {Engagement::kFullTime, Engagement::kSecondment}}));
  EXPECT_EQ(
      r.sink.needs[2].technology,
      (TechnologyTerms{.fields = {"B25J9/16", "robot"},
                       .maturity = 6,
                       .cooperation = {Cooperation::kLicence, Cooperation::kJointDevelopment}}));
  EXPECT_FALSE(r.sink.needs[3].capital);
}

TEST(BadInput, TermsThatAreWrongNameTheirColumnAndValue) {
  Reading r;
  r.folder.Write("regions.csv", kRegions);
  r.folder.Write("chains.csv", "key,name\nrobot,机器人产业链\n");
  r.folder.Write("organisations.csv", "key,name\nE1,苏州甲有限公司\n");
  r.folder.Write("needs.csv", std::string(kTradeHeadings) +
                                  "N1,E1,goods,货,,,,,,,PLC,,,,,,,,,,,\n"
                                  "N2,E1,capital,钱,300,200,Z轮,,robto,,,,,,,,,,,,,\n"
                                  "N3,E1,talent,人,,,,,,,,,,2027-02-01,2027-01-01,,,,,stage,,\n"
                                  "N4,E1,technology,术,,,,,,,,,,,,,X99,12,,,1,met\n");
  r.Read();
  EXPECT_TRUE(r.sink.needs.empty());
  const std::set<std::pair<std::string, std::string>> expected = {
      {"skills", "PLC"},    {"amount_max_cny", "200"}, {"stages", "Z轮"},
      {"sectors", "robto"}, {"until", "2027-01-01"},   {"required_terms", "stage"},
      {"fields", "X99"},    {"maturity", "12"},        {"close_reason", "met"}};
  std::set<std::pair<std::string, std::string>> found;
  for (const RowIssue& issue : r.sink.issues) found.insert({issue.place.field, issue.place.value});
  EXPECT_EQ(found, expected);
}

TEST(RegionReader, ReadsTheSameFromXlsx) {
  Reading r;
  const std::string path = (r.folder.path() / "products.xlsx").string();
  lxw_workbook* book = workbook_new(path.c_str());
  workbook_add_worksheet(book, "说明");
  lxw_worksheet* sheet = workbook_add_worksheet(book, "产品");
  const TableSpec& spec = SpecOf(RegionTable::kProducts);
  for (size_t i = 0; i < spec.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_write_string(sheet, 0, column, Heading(spec.columns[i]).c_str(), nullptr);
    worksheet_write_string(sheet, 1, column, ("# " + spec.columns[i].explanation.zh).c_str(),
                           nullptr);
  }
  worksheet_write_string(sheet, 2, 0, "gear", nullptr);
  worksheet_write_string(sheet, 2, 1, "齿轮", nullptr);
  worksheet_write_number(sheet, 2, 7, 0.07, nullptr);
  ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);
  r.Read();
  EXPECT_EQ(r.sink.Told(), Strings{});
  ASSERT_EQ(r.sink.products.size(), 1u);
  EXPECT_EQ(r.sink.products[0].name.zh, "齿轮");
  EXPECT_EQ(r.sink.products[0].price_fen, 7);
  EXPECT_EQ(r.sink.places[0].line, 3);
}

// ---- Bad input

TEST(BadInput, EveryFaultOfAFolderIsReportedInOnePassAndGoodRowsArrive) {
  Reading r;
  r.folder.Write("regions.csv", kRegions);
  r.folder.Write("products.csv",
                 "key,name,price_cny,outside_share\n"
                 "a,甲,12台,\n"
                 ",乙,,\n"
                 "b,丙,,1.5\n"
                 "c,丁,1\n"
                 "d,戊,,\n");
  r.folder.Write("organisations.csv",
                 "key,name,region,kind,credit_code\n"
                 "E1,某公司,蘇洲市,enterprize,91320500MA1EXAMP39\n"
                 "E2,某公司,苏州市,,91320500MA1EXAMP39\n");
  r.folder.Write("offers.csv",
                 "key,organisation,product,valid_until,text\n"
                 "O1,E1,d,,\n"
                 "O2,E3,dd,45123,\n"
                 "O3,E2,d,45123,\n"
                 "O4,E2,a,,\n");
  r.Read();
  EXPECT_EQ(
      r.sink.Told(),
      (Strings{
          "products.csv:2: price_cny [12台]: unknown unit of money [台]; use 元, 万元 or 亿元",
          "products.csv:3: key []: must not be empty",
          "products.csv:4: outside_share [1.5]: must lie between 0 and 1",
          "products.csv:5:  []: has 3 cells where the heading has 4",
          "organisations.csv:2: kind [enterprize]: is none of enterprise, institute, university, "
          "financier, "
          "park, association, government; did you mean [enterprise]?",
          "organisations.csv:2: region [蘇洲市]: there is no such region; did you mean [苏州市]?",
          "warning: organisations.csv:2: credit_code [91320500MA1EXAMP39]: the check digit of GB "
          "32100 does not fit",
          "warning: organisations.csv:3: credit_code [91320500MA1EXAMP39]: the check digit of GB "
          "32100 does not fit",
          "offers.csv:2: organisation [E1]: refers to organisations.csv:2, which was rejected",
          "offers.csv:3: organisation [E3]: there is no such key; did you mean [E2]?",
          "offers.csv:3: product [dd]: there is no such key; did you mean [d]?",
          "warning: offers.csv:3: valid_until [45123]: taken as a spreadsheet's day number: "
          "2023-07-16",
          "warning: offers.csv:4: valid_until [45123]: taken as a spreadsheet's day number: "
          "2023-07-16",
          "offers.csv:5: product [a]: refers to products.csv:2, which was rejected"}));
  EXPECT_EQ(r.sink.products.size(), 1u);
  EXPECT_EQ(r.sink.organisations.size(), 1u);
  ASSERT_EQ(r.sink.offers.size(), 1u);
  EXPECT_EQ(r.sink.offers[0].key, "O3");
  EXPECT_EQ(r.counts.Of(RegionTable::kProducts), (TableCounts{5, 1, 4}));
  EXPECT_EQ(r.counts.errors, 10);
  EXPECT_EQ(r.counts.warnings, 4);
}

TEST(BadInput, UnknownColumnsGetASuggestionAndMissingOnesAreNamed) {
  Reading r;
  r.folder.Write("products.csv", "key,name,prize_cny,nme\na,甲,1,\n");
  r.folder.Write("chains.csv", "key,title\nx,y\n");
  r.folder.Write("needs.csv", "key,key,organisation\n");
  r.Read();
  EXPECT_EQ(
      r.sink.Told(),
      (Strings{"products.csv:1: prize_cny []: table products has no such column; did you mean "
               "[price_cny]?",
               "products.csv:1: nme []: table products has no such column; did you mean [name]?",
               "chains.csv:1: title []: table chains has no such column",
               "chains.csv:1: name []: the required column is missing; the file was not read",
               "needs.csv:1: key []: this column stands there twice"}));
  EXPECT_EQ(r.sink.products.size(), 1u);
}

TEST(BadInput, UnknownTablesGetASuggestionAndOtherFilesAreTold) {
  Reading r;
  r.folder.Write("product.csv", "key,name\n");
  r.folder.Write("产品.csv", "key,name\n");
  r.folder.Write("old.xls", "x");
  r.folder.Write("~$products.xlsx", "lock");
  r.folder.Write(".hidden.csv", "x");
  r.Read();
  EXPECT_EQ(r.sink.Told(),
            (Strings{"warning: old.xls:0:  []: is not CSV or XLSX; not read",
                     "product.csv:0:  []: there is no table [product]; did you mean [products]?",
                     "产品.csv:0:  []: there is no table [产品]; did you mean [products]?"}));
}

TEST(BadInput, DuplicatedKeysNameTheFirstLine) {
  Reading r;
  r.folder.Write("products-a.csv", "key,name\na,甲\nb,乙\n");
  r.folder.Write("products-b.csv", "key,name\nc,丙\na,甲\n");
  r.folder.Write("inputs.csv", "product,input\na,b\nb,c\na,b\n");
  r.Read();
  EXPECT_EQ(r.sink.Told(), (Strings{"products-b.csv:3: key [a]: the same as in products-a.csv:2",
                                    "inputs.csv:4:  []: the same as in inputs.csv:2"}));
}

TEST(BadInput, CostSharesAboveOneFailTheRowThatPassesOne) {
  Reading r;
  r.folder.Write("products.csv", "key,name\na,甲\nb,乙\nc,丙\nd,丁\n");
  r.folder.Write("inputs.csv", "product,input,cost_share\na,b,0.7\na,c,0.3\na,d,0.01\n");
  r.Read();
  EXPECT_EQ(
      r.sink.Told(),
      Strings{"inputs.csv:4: cost_share [0.01]: with this row the product's cost shares exceed 1"});
  EXPECT_EQ(r.sink.inputs.size(), 2u);
}

TEST(BadInput, CyclesInInputsAreAWarningThatNamesThem) {
  Reading r;
  r.folder.Write("products.csv", "key,name\na,甲\nb,乙\nc,丙\nd,丁\n");
  r.folder.Write("inputs.csv", "product,input\na,b\nb,c\nc,d\nd,b\nb,b\n");
  r.Read();
  EXPECT_EQ(r.sink.Told(),
            (Strings{"inputs.csv:6: input []: a product cannot be its own input",
                     "warning: inputs.csv:5: input []: the inputs form a cycle: b → c → d → b"}));
  EXPECT_EQ(r.sink.inputs.size(), 4u);
}

TEST(BadInput, RegionsWithoutTheirParentAreRejectedWithTheirChildren) {
  Reading r;
  r.folder.Write("regions.csv",
                 "code,name,parent,longitude,latitude\n"
                 "320505,虎丘区,320500,120.5,31.3\n"
                 "320500,苏州市,330000,120.6,31.3\n"
                 "310000,上海市,,121.5,31.2\n"
                 "310000,上海市,,121.5,31.2\n"
                 "310100,上海市,310000,999,31.2\n"
                 "31x,某市,,1,1\n");
  r.folder.Write("organisations.csv", "key,name,region\nE1,某公司,苏州市\n");
  r.Read();
  EXPECT_EQ(r.sink.Told(),
            (Strings{"regions.csv:2: parent [320500]: its parent was rejected",
                     "regions.csv:3: parent [330000]: no region has this code",
                     "regions.csv:5: code [310000]: the same as in regions.csv:4",
                     "regions.csv:6: longitude [999.000000]: must lie within ±180",
                     "regions.csv:7: code [31x]: a region code has six digits (GB/T 2260)",
                     "organisations.csv:2: region [苏州市]: there is no such region"}));
  ASSERT_EQ(r.sink.regions.size(), 1u);
  EXPECT_EQ(r.sink.regions[0].code, RegionCode{310000});
}

TEST(BadInput, FilesThatAreCutOffOrEmptyAreReportedAndTheOthersRead) {
  Reading r;
  r.folder.Write("products.csv", "key,name\na,甲\nb,\"乙\n");
  r.folder.Write("products.xlsx", WorkbookParts{}.Zip().substr(0, 300));
  r.folder.Write("chains.csv", "");
  r.folder.Write("regions.csv", kRegions);
  r.Read();
  EXPECT_EQ(r.sink.Told(),
            (Strings{"products.csv:3:  [乙\n]: a quote is not closed; the file may be cut off",
                     "products.xlsx:0:  []: the archive is damaged; the file may be cut off",
                     "chains.csv:0:  []: there is no heading row"}));
  EXPECT_EQ(r.sink.products.size(), 1u);
  EXPECT_EQ(r.sink.regions.size(), 4u);
}

TEST(RegionReader, KnowsWhatTheStoreHolds) {
  Reading r;
  r.resolver.Add(KeyKind::kOrganisation, "E9", 900);
  r.resolver.Add(KeyKind::kProduct, "gear", 901);
  Region suzhou;
  suzhou.code = RegionCode{320500};
  suzhou.name.zh = "苏州市";
  r.resolver.AddRegion(suzhou);
  r.folder.Write("products.csv", "key,name\ngear,齿轮\n");
  r.folder.Write("offers.csv", "key,organisation,product,regions_served\nO1,E9,gear,苏州\n");
  r.Read();
  EXPECT_EQ(r.sink.Told(), Strings{});
  EXPECT_EQ(r.sink.products[0].id, ProductId{901});
  EXPECT_EQ(r.sink.offers[0].organisation, OrganisationId{900});
}

TEST(RegionReader, AFolderThatIsNotThereOrHoldsNoTableIsAnError) {
  Reading r;
  const auto missing = ReadRegion(r.folder.path() / "x", r.resolver, r.sink, {}, Progress::None());
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  r.folder.Write("README.md", "x");
  EXPECT_FALSE(ReadRegion(r.folder.path(), r.resolver, r.sink, {}, Progress::None()).ok());
}

class Stopping final : public Progress {
 public:
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return true; }
};

TEST(RegionReader, StopsWhenCancelledAndPassesTheSinksErrorOn) {
  Reading r;
  std::string text = "key,name\n";
  for (int i = 0; i < 10000; ++i) text += "k" + std::to_string(i) + ",名\n";
  r.folder.Write("products.csv", text);
  Stopping stopping;
  const auto cancelled = ReadRegion(r.folder.path(), r.resolver, r.sink, {}, stopping);
  ASSERT_FALSE(cancelled.ok());
  EXPECT_EQ(cancelled.error().code, ErrorCode::kCancelled);

  class FullSink final : public KeepingSink {
   public:
    using KeepingSink::On;
    Status On(const Product&, const Place& place) override {
      return MakeError(ErrorCode::kIo, {"磁盘已满", "the disk is full"}, place);
    }
  };
  FullSink full;
  const auto refused = ReadRegion(r.folder.path(), r.resolver, full, {}, Progress::None());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message.en, "the disk is full");
}

TEST(RegionReader, ReadsTheShippedTablesWithoutFault) {
  const std::filesystem::path shipped = std::filesystem::path(LIANMENG_SOURCE_DIR) / "data/delta";
  if (!std::filesystem::exists(shipped / "links.csv"))
    GTEST_SKIP() << "the shipped region is not complete yet";
  Reading r;
  const auto result = ReadRegion(shipped, r.resolver, r.sink, {}, Progress::None());
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(r.sink.Told(), Strings{});
}

// ---- Parts

// The part of docs/formats/region.md that lists the tables.
std::string TablesAsMarkdown() {
  std::string text;
  for (const TableSpec& table : RegionTables()) {
    text +=
        "\n## " + table.name + " " + table.label.zh + "\n\n" + table.explanation.en + ". " +
        table.explanation.zh +
        "。\n\n| column | 列名 | kind | meaning | 含义 | example |\n|---|---|---|---|---|---|\n";
    for (const ColumnSpec& column : table.columns) {
      std::string choices;
      for (const Choice& choice : column.choices) {
        choices +=
            (choices.empty() ? ": `" : ", `") + std::string(choice.code) + "` " + choice.label.zh;
      }
      text += "| `" + column.name + "` | " + column.name_zh + " | " +
              std::string(Name(column.kind)) + (column.required ? ", required" : "") + " | " +
              column.explanation.en + choices + " | " + column.explanation.zh + " | " +
              (column.example.empty() ? "" : "`" + column.example + "`") + " |\n";
    }
  }
  return text;
}

// UPDATE=1 rewrites the tables in the document.
TEST(RegionTables, AreTheDocumentedColumns) {
  const auto path = std::filesystem::path(LIANMENG_SOURCE_DIR) / "docs/formats/region.md";
  const std::string mark =
      "<!-- The tables below are written by tests/ingest from src/ingest/region_tables.cc. -->\n";
  const std::string document = ReadBytes(path);
  const size_t at = document.find(mark);
  ASSERT_NE(at, std::string::npos);
  const std::string expected = document.substr(0, at) + mark + TablesAsMarkdown();
  if (std::getenv("UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << expected;
  EXPECT_EQ(ReadBytes(path), expected) << "UPDATE=1 rewrites the document";
}

TEST(RegionTables, HeadingsAreFoundInEitherLanguageOrBoth) {
  const TableSpec& spec = SpecOf(RegionTable::kProducts);
  for (const char* heading : {"name", "名称", "名称 name", "名称（name）", "name/名称", "*名称",
                              "NAME", "名称\nname", "名稱"}) {
    EXPECT_EQ(FindColumn(spec, heading), 1) << heading;
  }
  for (const char* heading : {"", "nam", "名称 key", "名称 name x"})
    EXPECT_EQ(FindColumn(spec, heading), -1) << heading;
  for (const TableSpec& table : RegionTables()) {
    std::set<std::string> names;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      EXPECT_EQ(FindColumn(table, Heading(table.columns[i])), static_cast<int>(i)) << table.name;
      EXPECT_TRUE(names.insert(table.columns[i].name).second);
      EXPECT_TRUE(names.insert(table.columns[i].name_zh).second);
    }
  }
}

// A row of examples for one kind of trade: what is said to be another kind's stays empty, and a need
// of capital has been closed.
Strings ExampleOfKind(const TableSpec& table, const std::string& kind) {
  Strings values;
  for (const ColumnSpec& column : table.columns) {
    std::string value = column.example;
    for (const char* other : {"capital", "talent", "technology"}) {
      if (other != kind && column.explanation.en.starts_with(std::string(other) + ":")) value = "";
    }
    const bool closed = kind == "capital";
    if (column.name == "key") value += "-" + kind;
    if (column.name == "kind") value = kind;
    if (column.name == "open") value = closed ? "0" : "1";
    if (column.name == "required_terms" || column.name == "close_reason") {
      if (!closed) value = "";
    }
    values.push_back(value);
  }
  return values;
}

TEST(RegionTables, ExamplesOfEveryColumnAreAccepted) {
  Reading r;
  r.folder.Write("regions.csv",
                 "code,name,longitude,latitude\n320000,江苏省,1,1\n310000,上海市,1,1\n310100,"
                 "上海市,1,1\n341500,"
                 "六安市,1,1\n340100,合肥市,1,1\n");
  r.folder.Write("products-z.csv",
                 "key,name\ncathode_sheet,x\nharmonic_reducer,x\nhardened_bearing_steel,x\n");
  r.folder.Write("organisations-z.csv", "key,name\nE000456,x\n");
  for (const TableSpec& table : RegionTables()) {
    Strings headings;
    for (const ColumnSpec& column : table.columns) headings.push_back(Heading(column));
    std::string text;
    AppendCsvRow(headings, text);
    const bool trade = table.table == RegionTable::kOffers || table.table == RegionTable::kNeeds;
    if (!trade) {
      Strings values;
      for (const ColumnSpec& column : table.columns) values.push_back(column.example);
      AppendCsvRow(values, text);
    } else {
      for (const char* kind : {"goods", "capital", "talent", "technology"}) {
        AppendCsvRow(ExampleOfKind(table, kind), text);
      }
    }
    r.folder.Write(table.name + "-example.csv", text);
  }
  r.Read();
  EXPECT_EQ(r.sink.Told(), Strings{});
  for (const TableSpec& table : RegionTables())
    EXPECT_GE(r.counts.Of(table.table).accepted, 1) << table.name;
  EXPECT_EQ(r.counts.Of(RegionTable::kNeeds).accepted, 4);
  EXPECT_EQ(r.counts.Of(RegionTable::kOffers).accepted, 4);
}

TEST(RegionIndex, FindsByCodeFullShortAndEnglishName) {
  RegionIndex index;
  const auto add = [&](int64_t code, const char* zh, const char* en) {
    Region region;
    region.code = RegionCode{code};
    region.name = {zh, en};
    index.Add(region);
  };
  add(220000, "吉林省", "Jilin");
  add(220200, "吉林市", "Jilin City");
  add(320500, "苏州市", "Suzhou");
  add(341300, "宿州市", "Suzhou");
  add(310000, "上海市", "Shanghai");
  add(310100, "上海市", "Shanghai");
  add(650000, "新疆维吾尔自治区", "Xinjiang");
  EXPECT_EQ(index.Find("320500").code, RegionCode{320500});
  EXPECT_EQ(index.Find(" 苏州 ").code, RegionCode{320500});
  EXPECT_EQ(index.Find("蘇州市").code, RegionCode{320500});
  EXPECT_EQ(index.Find("新疆").code, RegionCode{650000});
  EXPECT_EQ(index.Find("上海").code, RegionCode{310100});
  EXPECT_EQ(index.Find("吉林市").code, RegionCode{220200});
  EXPECT_FALSE(index.Find("吉林").code);  // the province or the city?
  EXPECT_NE(index.Find("Suzhou").reason.en.find("320500, 341300"), std::string::npos);
  EXPECT_FALSE(index.Find("320501").code);
  EXPECT_EQ(index.FindPrefix("苏州科技股份有限公司"), RegionCode{320500});
  EXPECT_EQ(index.FindPrefix("上海市某公司"), RegionCode{310100});
  EXPECT_EQ(index.FindPrefix("吉林某公司"), RegionCode{220000});
  EXPECT_EQ(index.FindPrefix("吉林市某公司"), RegionCode{220200});
  EXPECT_FALSE(index.FindPrefix("某公司"));
}

TEST(InputCycles, AgreeWithReachabilityOnRandomGraphs) {
  const uint64_t seed = SystemEntropy();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  for (int round = 0; round < 300; ++round) {
    const auto n = static_cast<int64_t>(2 + random.Below(7));
    std::vector<InputEdge> edges;
    const uint64_t count = random.Below(static_cast<uint64_t>(2 * n));
    for (uint64_t i = 0; i < count; ++i) {
      edges.push_back({static_cast<int64_t>(random.Below(static_cast<uint64_t>(n))),
                       static_cast<int64_t>(random.Below(static_cast<uint64_t>(n)))});
    }
    std::vector<std::vector<bool>> reach(static_cast<size_t>(n),
                                         std::vector<bool>(static_cast<size_t>(n)));
    for (const InputEdge& e : edges)
      reach[static_cast<size_t>(e.product)][static_cast<size_t>(e.input)] = true;
    for (size_t k = 0; k < reach.size(); ++k) {
      for (size_t i = 0; i < reach.size(); ++i) {
        for (size_t j = 0; j < reach.size(); ++j) {
          if (reach[i][k] && reach[k][j]) reach[i][j] = true;
        }
      }
    }
    std::set<std::set<size_t>> components;  // of more than one node
    for (size_t i = 0; i < reach.size(); ++i) {
      std::set<size_t> component = {i};
      for (size_t j = 0; j < reach.size(); ++j) {
        if (reach[i][j] && reach[j][i]) component.insert(j);
      }
      if (component.size() > 1) components.insert(component);
    }
    const auto cycles = FindInputCycles(edges);
    ASSERT_EQ(cycles.size(), components.size());
    for (const auto& cycle : cycles) {
      ASSERT_GE(cycle.size(), 2u);
      for (size_t i = 0; i < cycle.size(); ++i) {
        ASSERT_EQ(edges[cycle[i]].input, edges[cycle[(i + 1) % cycle.size()]].product);
      }
    }
  }
}

TEST(RejectsWriter, WritesEveryIssueAndGuardsAgainstFormulas) {
  TemporaryFolder folder;
  const auto path = folder.path() / "rejects.csv";
  auto writer = RejectsWriter::Create(path);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(
      writer
          ->Write({Issue::Severity::kError,
                   {.file = "a.csv", .line = 3, .field = "name", .value = "=cmd|'/c calc'!A0"},
                   {"坏，值", "bad \"value\""}})
          .ok());
  ASSERT_TRUE(
      writer->Write({Issue::Severity::kWarning, {.file = "a.csv", .value = "-3.5"}, {"警", "w"}})
          .ok());
  ASSERT_TRUE(writer->Close().ok());
  EXPECT_EQ(writer->count(), 2);
  EXPECT_EQ(ReadBytes(path),
            "\xEF\xBB\xBF"
            "file,line,column,value,severity,reason_zh,reason_en\r\n"
            "a.csv,3,name,'=cmd|'/c calc'!A0,error,坏，值,\"bad \"\"value\"\"\"\r\n"
            "a.csv,,,-3.5,warning,警,w\r\n");
  EXPECT_FALSE(RejectsWriter::Create(folder.path() / "no" / "such.csv").ok());
}

TEST(GuardFormula, LeavesNumbersAndWords) {
  for (const char* text : {"", "abc", "-1.5", "+3", "苏州", "1=1"})
    EXPECT_EQ(GuardFormula(text), text);
  for (const char* text : {"=1", "@x", "+1+1", "-a", "\tx", "＝1"})
    EXPECT_EQ(GuardFormula(text), "'" + std::string(text));
}

}  // namespace
}  // namespace lianmeng::ingest
