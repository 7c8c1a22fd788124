#include "ingest/region_tables.h"

#include <array>

#include "base/check.h"
#include "base/text.h"
#include "model/names.h"

namespace lianmeng::ingest {
namespace {

using K = ColumnKind;

struct KindName {
  ColumnKind kind;
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};

constexpr KindName kKindNames[] = {
    {K::kText, "text", "文字", "text"},
    {K::kTextList, "list", "文字，可多项，用 ; 分隔", "texts, separated by ;"},
    {K::kKey, "key", "本行的编号，表内不得重复", "this row's key, unique in the table"},
    {K::kOrganisation, "organisation", "机构编号", "key of an organisation"},
    {K::kOrganisationList, "organisations", "机构编号，可多项，用 ; 分隔",
     "keys of organisations, separated by ;"},
    {K::kProduct, "product", "产品编号", "key of a product"},
    {K::kChain, "chain", "产业链编号", "key of a chain"},
    {K::kRegion, "region", "行政区划代码或名称", "region's code or name"},
    {K::kRegionList, "regions", "行政区划代码或名称，可多项，用 ; 分隔",
     "regions' codes or names, separated by ;"},
    {K::kMoney, "money", "人民币金额（元），最多两位小数", "CNY, up to two decimals"},
    {K::kNumber, "number", "数字", "number"},
    {K::kInteger, "integer", "整数", "whole number"},
    {K::kShare, "share", "0 到 1 之间的比例，或百分数", "0 to 1, or a percentage"},
    {K::kDate, "date", "日期，如 2026-03-01", "date as 2026-03-01"},
    {K::kBoolean, "boolean", "1 或 0（是 或 否）", "1 or 0"},
    {K::kEnum, "choice", "所列各项之一", "one of the listed words"},
    {K::kEnumList, "choices", "所列各项，可多项，用 ; 分隔", "listed words, separated by ;"},
};

const KindName& Find(ColumnKind kind) {
  for (const KindName& name : kKindNames) {
    if (name.kind == kind) return name;
  }
  CHECK(false);
}

template <typename E>
std::vector<Choice> ChoicesOf() {
  std::vector<Choice> choices;
  for (const auto& name : NamesOf<E>()) {
    choices.push_back({name.code, {std::string(name.zh), std::string(name.en)}});
  }
  return choices;
}

constexpr bool kRequired = true;
constexpr bool kOptional = false;

ColumnSpec Source() {
  return {"source",
          "来源",
          K::kText,
          kOptional,
          {"这一行的依据，如文件、网页或填报人",
           "what this row rests on: a document, a page, a person"},
          "市工信局 2026 年企业名录"};
}

ColumnSpec Sample() {
  return {"sample",
          "样例",
          K::kBoolean,
          kOptional,
          {"1 表示由程序生成的样例，不是真实数据", "1: made by the generator, not a real record"},
          "0"};
}

ColumnSpec AudienceColumn() {
  return {"audience",
          "可见范围",
          K::kEnum,
          kOptional,
          {"谁能看到这一行；不填为联盟内可见", "who may see this row; the alliance if left empty"},
          "alliance",
          ChoicesOf<Audience>()};
}

ColumnSpec Key(std::string example) {
  return {"key",
          "编号",
          K::kKey,
          kRequired,
          {"您自己的编号，再次导入时据此更新", "your own key; importing again updates by it"},
          std::move(example)};
}

ColumnSpec Trade(std::string_view side_zh, std::string_view side_en) {
  return {"kind",
          "类别",
          K::kEnum,
          kOptional,
          {std::string(side_zh) + "的类别；不填为产品",
           "what is " + std::string(side_en) + "; goods if left empty"},
          "goods",
          ChoicesOf<TradeKind>()};
}

TableSpec Regions() {
  return {
      RegionTable::kRegions,
      "regions",
      {"行政区划", "Regions"},
      {"省、市、县，代码按 GB/T 2260", "Provinces, cities and counties by their GB/T 2260 codes"},
      {{"code",
        "代码",
        K::kKey,
        kRequired,
        {"六位行政区划代码（GB/T 2260）", "six digits (GB/T 2260)"},
        "320500"},
       {"name", "名称", K::kText, kRequired, {"全称", "full Chinese name"}, "苏州市"},
       {"name_en", "英文名称", K::kText, kOptional, {"英文名称", "English name"}, "Suzhou"},
       {"parent",
        "上级代码",
        K::kRegion,
        kOptional,
        {"上级行政区划，省级不填", "the region above; empty for a province"},
        "320000"},
       {"longitude",
        "经度",
        K::kNumber,
        kRequired,
        {"中心点东经（WGS 84，度）", "of its centre, degrees east (WGS 84)"},
        "120.62"},
       {"latitude",
        "纬度",
        K::kNumber,
        kRequired,
        {"中心点北纬（WGS 84，度）", "of its centre, degrees north (WGS 84)"},
        "31.32"},
       {"tile_column",
        "示意图列",
        K::kInteger,
        kOptional,
        {"示意地图上的列，从 0 起", "column on the schematic map, from 0"},
        "5"},
       {"tile_row",
        "示意图行",
        K::kInteger,
        kOptional,
        {"示意地图上的行，从 0 起", "row on the schematic map, from 0"},
        "4"},
       Source()}};
}

TableSpec Products() {
  return {RegionTable::kProducts,
          "products",
          {"产品", "Products"},
          {"产业链上的产品和环节", "What is made and used along the chains"},
          {Key("lithium_cell"),
           {"name", "名称", K::kText, kRequired, {"产品名称", "Chinese name"}, "锂离子电芯"},
           {"name_en",
            "英文名称",
            K::kText,
            kOptional,
            {"英文名称", "English name"},
            "Lithium-ion cell"},
           {"aliases",
            "别名",
            K::kTextList,
            kOptional,
            {"其他叫法，用于搜索和匹配", "other names, for search and matching"},
            "动力电芯;锂电芯"},
           {"category",
            "类型",
            K::kText,
            kOptional,
            {"material、component、module、equipment、software、service 或 system",
             "material, component, module, equipment, software, service or system"},
            "component"},
           {"industry",
            "行业代码",
            K::kText,
            kOptional,
            {"国民经济行业代码（GB/T 4754）", "GB/T 4754 code"},
            "C3841"},
           {"unit", "计量单位", K::kText, kOptional, {"数量的单位", "unit of quantities"}, "万只"},
           {"price_cny",
            "参考单价",
            K::kMoney,
            kOptional,
            {"一个计量单位的常见价格（元）", "usual price of one unit, CNY"},
            "350000"},
           {"outside_share",
            "区外采购占比",
            K::kShare,
            kOptional,
            {"本区域用量中从区域外购买的比例", "share of the region's use bought outside it"},
            "0.25"},
           {"summary",
            "说明",
            K::kText,
            kOptional,
            {"一两句话说明", "a sentence or two"},
            "动力电池包的基本单元。"},
           Source()}};
}

TableSpec Chains() {
  return {RegionTable::kChains,
          "chains",
          {"产业链", "Chains"},
          {"重点产业链", "The region's industrial chains"},
          {Key("nev"),
           {"name", "名称", K::kText, kRequired, {"产业链名称", "Chinese name"}, "新能源汽车"},
           {"name_en",
            "英文名称",
            K::kText,
            kOptional,
            {"英文名称", "English name"},
            "New-energy vehicles"},
           {"summary",
            "说明",
            K::kText,
            kOptional,
            {"中文说明", "Chinese summary"},
            "从锂盐到整车的产业链。"},
           {"summary_en",
            "英文说明",
            K::kText,
            kOptional,
            {"英文说明", "English summary"},
            "From lithium salts to the car."},
           {"team",
            "链专班",
            K::kText,
            kOptional,
            {"负责的专班", "the team in charge"},
            "新能源汽车链专班"},
           Source()}};
}

TableSpec Organisations() {
  return {RegionTable::kOrganisations,
          "organisations",
          {"机构", "Organisations"},
          {"企业、院所、高校、金融机构、园区和协会",
           "Enterprises, institutes, universities, financiers, parks, associations"},
          {Key("E000123"),
           {"kind",
            "类别",
            K::kEnum,
            kOptional,
            {"不填为企业", "enterprise if left empty"},
            "enterprise",
            ChoicesOf<OrganisationKind>()},
           {"name",
            "名称",
            K::kText,
            kRequired,
            {"登记全称", "full registered name"},
            "苏州示例精密机械有限公司"},
           {"name_en",
            "英文名称",
            K::kText,
            kOptional,
            {"英文名称", "English name"},
            "Suzhou Example Precision Machinery Co., Ltd."},
           {"short_name", "简称", K::kText, kOptional, {"常用简称", "short name"}, "示例精密"},
           {"aliases",
            "别名",
            K::kTextList,
            kOptional,
            {"曾用名和其他叫法", "former and other names"},
            "示例机械;示例减速器"},
           {"credit_code",
            "统一社会信用代码",
            K::kText,
            kOptional,
            {"18 位（GB 32100）；校验位不符只提示",
             "18 characters (GB 32100); a bad check digit is a warning"},
            "91320500MA1EXAMP38"},
           {"region",
            "所在地",
            K::kRegion,
            kOptional,
            {"所在市或县的代码或名称", "city or county, by code or name"},
            "苏州市"},
           {"industry",
            "行业代码",
            K::kText,
            kOptional,
            {"国民经济行业代码（GB/T 4754）", "GB/T 4754 code"},
            "C3453"},
           {"titles",
            "称号",
            K::kEnumList,
            kOptional,
            {"链主、专精特新等", "chain leader, Little Giant and the like"},
            "little_giant;high_tech",
            ChoicesOf<Title>()},
           {"scale",
            "规模",
            K::kEnum,
            kOptional,
            {"大中小微", "size class"},
            "medium",
            ChoicesOf<Scale>()},
           {"employees", "从业人数", K::kInteger, kOptional, {"人", "persons"}, "420"},
           {"revenue_cny",
            "年营业收入",
            K::kMoney,
            kOptional,
            {"元；可写 3.5亿元", "CNY a year; 3.5亿元 is understood"},
            "350000000"},
           {"summary",
            "简介",
            K::kText,
            kOptional,
            {"一两句话介绍", "a sentence or two"},
            "生产谐波减速器及其零件。"},
           {"verified_by",
            "核验单位",
            K::kText,
            kOptional,
            {"核实过这条记录的单位；未核验不填", "who verified this record; empty if nobody did"},
            "苏州市工信局"},
           Sample(),
           AudienceColumn(),
           Source()}};
}

TableSpec Inputs() {
  return {RegionTable::kInputs,
          "inputs",
          {"投入关系", "Inputs"},
          {"做一个产品要用哪些产品", "Which products a product is made from"},
          {{"product",
            "产品",
            K::kProduct,
            kRequired,
            {"被制造的产品", "the product made"},
            "lithium_cell"},
           {"input",
            "投入品",
            K::kProduct,
            kRequired,
            {"所用的产品", "the product used"},
            "cathode_sheet"},
           {"cost_share",
            "成本占比",
            K::kShare,
            kOptional,
            {"占产品成本的比例；同一产品合计不超过 1",
             "of the product's cost; at most 1 over all its inputs"},
            "0.42"},
           {"essentiality",
            "关键程度",
            K::kEnum,
            kOptional,
            {"缺了就停产为 essential；不填为可替代",
             "essential if production stops without it; replaceable if left empty"},
            "essential",
            ChoicesOf<Essentiality>()},
           {"stock_days",
            "库存天数",
            K::kNumber,
            kOptional,
            {"使用方通常的库存可用天数", "days that the user's usual stock lasts"},
            "8"},
           {"qualify_days",
            "换供天数",
            K::kNumber,
            kOptional,
            {"认证另一家供应商需要的天数", "days to qualify another supplier"},
            "270"},
           Source()}};
}

TableSpec ChainProducts() {
  return {RegionTable::kChainProducts,
          "chain_products",
          {"产业链环节", "Products of chains"},
          {"产业链由哪些产品组成", "Which products make up a chain"},
          {{"chain", "产业链", K::kChain, kRequired, {"产业链编号", "the chain"}, "nev"},
           {"product", "产品", K::kProduct, kRequired, {"产品编号", "the product"}, "lithium_cell"},
           {"segment",
            "段",
            K::kEnum,
            kRequired,
            {"上游、中游或下游", "upstream, midstream or downstream"},
            "midstream",
            ChoicesOf<Segment>()},
           {"stage",
            "级",
            K::kInteger,
            kOptional,
            {"1 到 99，从原料到成品递增；不填为 1",
             "1 to 99, rising from raw material to finished good; 1 if left empty"},
            "3"},
           {"final",
            "终端产品",
            K::kBoolean,
            kOptional,
            {"1 表示这条链的成品", "1: a finished good of the chain"},
            "0"}}};
}

TableSpec SpecialisationTable() {
  return {
      RegionTable::kSpecialisation,
      "specialisation",
      {"城市专长", "Specialisation"},
      {"城市在产业链上的专长，用于生成样例和对照",
       "How strongly cities specialise in chains; for samples and comparison"},
      {{"chain", "产业链", K::kChain, kRequired, {"产业链编号", "the chain"}, "nev"},
       {"region", "城市", K::kRegion, kRequired, {"代码或名称", "code or name"}, "合肥市"},
       {"weight", "权重", K::kNumber, kRequired, {"大于 0 的相对值", "relative, above 0"}, "2.5"},
       Source()}};
}

void AddCapitalColumns(bool need, std::vector<ColumnSpec>& columns) {
  columns.push_back({"amount_min_cny",
                     "最低金额",
                     K::kMoney,
                     kOptional,
                     {"资金类：元；单笔最少", "capital: CNY, the least in one deal"},
                     "20000000"});
  columns.push_back({"amount_max_cny",
                     "最高金额",
                     K::kMoney,
                     kOptional,
                     {"资金类：元；单笔最多", "capital: CNY, the most in one deal"},
                     "50000000"});
  columns.push_back({"stages", "融资阶段", K::kEnumList, kOptional,
                     need ? TextPair{"资金类：企业所处的阶段", "capital: at which the firm is"}
                          : TextPair{"资金类：所投的阶段", "capital: that are funded"},
                     "series_a", ChoicesOf<FundingStage>()});
  columns.push_back({"instruments", "融资方式", K::kEnumList, kOptional,
                     need ? TextPair{"资金类：可以接受的方式", "capital: that would do"}
                          : TextPair{"资金类：提供的方式", "capital: that are given"},
                     "equity;convertible", ChoicesOf<Instrument>()});
  columns.push_back(
      {"sectors",
       "行业领域",
       K::kTextList,
       kOptional,
       {"资金类：产业链编号或行业代码（GB/T 4754）", "capital: keys of chains or GB/T 4754 codes"},
       "nev;C3841"});
}

void AddTalentColumns(bool need, std::vector<ColumnSpec>& columns) {
  columns.push_back({"role",
                     "岗位",
                     K::kText,
                     kOptional,
                     {"人才类：岗位或专长", "talent: position or profession"},
                     "电池管理系统工程师"});
  columns.push_back({"skills",
                     "技能",
                     K::kTextList,
                     kOptional,
                     {"人才类：技能，逐项比较", "talent: compared one by one"},
                     "AUTOSAR;功能安全"});
  columns.push_back({"level", "职级", K::kEnum, kOptional,
                     need ? TextPair{"人才类：至少达到的职级", "talent: at least"}
                          : TextPair{"人才类：已有的职级", "talent: held"},
                     "intermediate", ChoicesOf<TalentLevel>()});
  columns.push_back({"place",
                     "工作地点",
                     K::kRegion,
                     kOptional,
                     {"人才类：代码或名称；不填为机构所在地",
                      "talent: code or name; the organisation's if left empty"},
                     "合肥市"});
  columns.push_back({"from",
                     "开始日期",
                     K::kDate,
                     kOptional,
                     {"人才类：第一天", "talent: the first day"},
                     "2027-01-01"});
  columns.push_back({"until",
                     "结束日期",
                     K::kDate,
                     kOptional,
                     {"人才类：最后一天", "talent: the last day"},
                     "2027-12-31"});
  columns.push_back({"engagements",
                     "用工方式",
                     K::kEnumList,
                     kOptional,
                     {"人才类：可以接受或提供的方式", "talent: that would do, or that are given"},
                     "full_time;secondment",
                     ChoicesOf<Engagement>()});
}

void AddTechnologyColumns(bool need, std::vector<ColumnSpec>& columns) {
  columns.push_back({"fields",
                     "技术领域",
                     K::kTextList,
                     kOptional,
                     {"技术类：国际专利分类号（IPC）或产业链编号",
                      "technology: classes of the IPC or keys of chains"},
                     "H01M;nev"});
  columns.push_back({"maturity", "技术成熟度", K::kInteger, kOptional,
                     need ? TextPair{"技术类：至少达到的等级，1 到 9（GB/T 22900）",
                                     "technology: at least, 1 to 9 (GB/T 22900)"}
                          : TextPair{"技术类：已达到的等级，1 到 9（GB/T 22900）",
                                     "technology: held, 1 to 9 (GB/T 22900)"},
                     "6"});
  columns.push_back(
      {"cooperation",
       "合作方式",
       K::kEnumList,
       kOptional,
       {"技术类：可以接受或提供的方式", "technology: that would do, or that are offered"},
       "licence;joint_development",
       ChoicesOf<Cooperation>()});
}

// Terms of trades beyond goods, before the columns that end every table.
std::vector<ColumnSpec> WithTerms(std::vector<ColumnSpec> columns, bool need) {
  AddCapitalColumns(need, columns);
  AddTalentColumns(need, columns);
  AddTechnologyColumns(need, columns);
  if (need) {
    columns.push_back({"required_terms",
                       "硬性条件",
                       K::kEnumList,
                       kOptional,
                       {"必须满足的条款；已知不满足的供给不列入匹配",
                        "terms that must be met; offers known not to are left out"},
                       "instrument",
                       ChoicesOf<RequiredTerm>()});
    columns.push_back({"close_reason",
                       "结束原因",
                       K::kEnum,
                       kOptional,
                       {"已结束的需求为何结束", "why a need is no longer open"},
                       "met",
                       ChoicesOf<CloseReason>()});
  }
  columns.push_back(Sample());
  columns.push_back(AudienceColumn());
  columns.push_back(Source());
  return columns;
}

TableSpec Offers() {
  return {
      RegionTable::kOffers,
      "offers",
      {"供给", "Offers"},
      {"机构能提供什么；有产品的产品类供给表示它生产该产品",
       "What organisations can give; an offer of goods with a product says that it makes the "
       "product"},
      WithTerms({Key("O000456"),
                 {"organisation",
                  "机构",
                  K::kOrganisation,
                  kRequired,
                  {"机构编号", "the organisation"},
                  "E000123"},
                 Trade("供给", "offered"),
                 {"product",
                  "产品",
                  K::kProduct,
                  kOptional,
                  {"产品编号；与说明至少填一项", "its product; this or a text"},
                  "harmonic_reducer"},
                 {"text", "说明", K::kText, kOptional, {"自由文字", "free text"}, "承接小批量定制"},
                 {"capacity_year",
                  "年产能",
                  K::kNumber,
                  kOptional,
                  {"一年的数量，按产品的计量单位", "a year, in the product's unit"},
                  "20000"},
                 {"revenue_share",
                  "收入占比",
                  K::kShare,
                  kOptional,
                  {"占机构营业收入的比例，产能不详时用",
                   "of the organisation's revenue, where capacity is not known"},
                  "0.6"},
                 {"price_min_cny", "最低单价", K::kMoney, kOptional, {"元", "CNY a unit"}, "900"},
                 {"price_max_cny", "最高单价", K::kMoney, kOptional, {"元", "CNY a unit"}, "1400"},
                 {"lead_time_days",
                  "交货天数",
                  K::kInteger,
                  kOptional,
                  {"从下单到交货", "from order to delivery"},
                  "30"},
                 {"utilisation",
                  "产能利用率",
                  K::kShare,
                  kOptional,
                  {"在用产能占比", "share of capacity in use"},
                  "0.8"},
                 {"regions_served",
                  "服务地区",
                  K::kRegionList,
                  kOptional,
                  {"不填为不限", "everywhere if left empty"},
                  "310000;320500"},
                 {"valid_until",
                  "有效期至",
                  K::kDate,
                  kOptional,
                  {"最后一天", "the last day"},
                  "2026-12-31"}},
                /*need=*/false)};
}

TableSpec Needs() {
  return {RegionTable::kNeeds,
          "needs",
          {"需求", "Needs"},
          {"机构在找什么", "What organisations are looking for"},
          WithTerms(
              {Key("N000789"),
               {"organisation",
                "机构",
                K::kOrganisation,
                kRequired,
                {"机构编号", "the organisation"},
                "E000123"},
               Trade("需求", "wanted"),
               {"product",
                "产品",
                K::kProduct,
                kOptional,
                {"产品编号；与说明至少填一项", "its product; this or a text"},
                "hardened_bearing_steel"},
               {"text", "说明", K::kText, kOptional, {"自由文字", "free text"}, "需要通过车规认证"},
               {"quantity",
                "年需求量",
                K::kNumber,
                kOptional,
                {"一年的数量，按产品的计量单位", "a year, in the product's unit"},
                "1200"},
               {"price_max_cny",
                "最高单价",
                K::kMoney,
                kOptional,
                {"每单位预算（元）", "budget for one unit, CNY"},
                "7000"},
               {"needed_by",
                "需要日期",
                K::kDate,
                kOptional,
                {"最迟哪一天", "at the latest"},
                "2026-09-30"},
               {"preferred_regions",
                "优先地区",
                K::kRegionList,
                kOptional,
                {"优先考虑的地区", "regions preferred"},
                "320500"},
               {"excluded_regions",
                "排除地区",
                K::kRegionList,
                kOptional,
                {"不考虑的地区", "regions ruled out"},
                ""},
               {"wanted_titles",
                "期望称号",
                K::kEnumList,
                kOptional,
                {"希望对方具有的称号", "titles that the supplier should hold"},
                "little_giant",
                ChoicesOf<Title>()},
               {"open",
                "是否有效",
                K::kBoolean,
                kOptional,
                {"1 表示仍在寻找；不填为 1", "1: still looking; 1 if left empty"},
                "1"}},
              /*need=*/true)};
}

TableSpec Links() {
  return {
      RegionTable::kLinks,
      "links",
      {"供应关系", "Supply links"},
      {"谁向谁供应什么", "Who supplies what to whom"},
      {{"supplier", "供应方", K::kOrganisation, kRequired, {"机构编号", "the seller"}, "E000123"},
       {"customer", "采购方", K::kOrganisation, kRequired, {"机构编号", "the buyer"}, "E000456"},
       {"product", "产品", K::kProduct, kRequired, {"产品编号", "the product"}, "harmonic_reducer"},
       {"value_cny_year",
        "年金额",
        K::kMoney,
        kRequired,
        {"一年的金额（元）", "CNY a year"},
        "12000000"},
       {"status",
        "依据",
        K::kEnum,
        kOptional,
        {"不填为申报", "declared if left empty"},
        "declared",
        ChoicesOf<LinkStatus>()},
       {"confidence",
        "可信度",
        K::kShare,
        kOptional,
        {"0 到 1；不填为 1", "0 to 1; 1 if left empty"},
        "0.9"},
       {"year", "年份", K::kInteger, kOptional, {"金额所属年份", "the year of the value"}, "2025"},
       Sample(),
       AudienceColumn(),
       Source()}};
}

TableSpec Pairings() {
  return {RegionTable::kPairings,
          "pairings",
          {"结对合作", "Pairings"},
          {"结对合作的城市，不分先后", "Cities that work as pairs, in either order"},
          {{"region_a", "城市甲", K::kRegion, kRequired, {"代码或名称", "code or name"}, "上海市"},
           {"region_b", "城市乙", K::kRegion, kRequired, {"代码或名称", "code or name"}, "六安市"},
           Source()}};
}

TableSpec Measures() {
  return {RegionTable::kMeasures,
          "measures",
          {"补固强措施", "Measures"},
          {"针对断链风险点的补链、固链、强链措施", "What is done about chain-break risk points"},
          {Key("M000012"),
           {"chain", "产业链", K::kChain, kRequired, {"产业链编号", "the chain"}, "nev"},
           {"product", "产品", K::kProduct, kRequired, {"产品编号", "the product"}, "lithium_cell"},
           {"kind",
            "类型",
            K::kEnum,
            kRequired,
            {"补链：引入新的生产者；固链：第二来源、库存或长约；强链：扩大现有产能",
             "add a maker; secure by a second source, stock or contract; strengthen a maker's "
             "capacity"},
            "secure",
            ChoicesOf<MeasureKind>()},
           {"title",
            "措施",
            K::kText,
            kRequired,
            {"一句话说明做什么", "what is done, in one line"},
            "为锂离子电芯认证第二供方"},
           {"note", "说明", K::kText, kOptional, {"具体内容", "details"}, "先小批量试用"},
           {"responsible",
            "责任人",
            K::kText,
            kOptional,
            {"负责的专班、处室或个人", "the team or person in charge"},
            "新能源汽车链专班"},
           {"responsible_organisation",
            "牵头机构",
            K::kOrganisation,
            kOptional,
            {"机构编号", "key of the organisation that leads"},
            "E000123"},
           {"organisations",
            "参与机构",
            K::kOrganisationList,
            kOptional,
            {"参与的机构编号", "keys of the organisations that take part"},
            "E000123;E000456"},
           {"due", "完成期限", K::kDate, kOptional, {"最迟哪一天", "at the latest"}, "2026-12-31"},
           {"state",
            "状态",
            K::kEnum,
            kOptional,
            {"不填为拟议", "proposed if left empty"},
            "proposed",
            ChoicesOf<MeasureState>()},
           {"cost_cny", "费用", K::kMoney, kOptional, {"元", "CNY"}, "1500000"},
           Sample(),
           AudienceColumn(),
           Source()}};
}

// Splits "名称（name）" at blanks, brackets, slashes and line ends, without the mark of required
// columns.
std::vector<std::string> HeadingWords(const std::string& normalised) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char32_t c : ToUtf32(normalised)) {
    if (c == U' ' || c == U'(' || c == U')' || c == U'/' || c == U'|' || c == U'*' || c == U'[' ||
        c == U']' || c == U'【' || c == U'】' || c == U'\n' || c == U'\r' || c == U'\t' ||
        c == U':') {
      flush();
    } else {
      word += ToUtf8(std::u32string(1, c));
    }
  }
  flush();
  return words;
}

}  // namespace

std::string_view Name(ColumnKind kind) { return Find(kind).name; }

TextPair Label(ColumnKind kind) {
  const KindName& name = Find(kind);
  return {std::string(name.zh), std::string(name.en)};
}

const std::vector<TableSpec>& RegionTables() {
  static const std::vector<TableSpec> kTables = {Regions(),
                                                 Products(),
                                                 Chains(),
                                                 Organisations(),
                                                 Inputs(),
                                                 ChainProducts(),
                                                 SpecialisationTable(),
                                                 Offers(),
                                                 Needs(),
                                                 Links(),
                                                 Pairings(),
                                                 Measures()};
  return kTables;
}

const TableSpec& SpecOf(RegionTable table) {
  const TableSpec& spec = RegionTables()[static_cast<size_t>(table)];
  CHECK(spec.table == table);
  return spec;
}

std::string Heading(const ColumnSpec& column) { return column.name_zh + " " + column.name; }

int FindColumn(const TableSpec& table, std::string_view heading) {
  const std::vector<std::string> words = HeadingWords(Normalise(heading));
  if (words.empty() || words.size() > 2) return -1;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnSpec& column = table.columns[i];
    const std::string zh = Normalise(column.name_zh);
    bool fits = true;
    for (const std::string& word : words) fits = fits && (word == column.name || word == zh);
    if (fits) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace lianmeng::ingest
