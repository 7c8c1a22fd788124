#include "app/generate_terms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "app/generate_draws.h"
#include "base/random.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

// The seed's parts of app/generate_region.cc end at 6; these are apart from them.
enum SeedPart : uint64_t { kPartners = 101, kCapital, kTalent, kTechnology };

constexpr double kFinanciersPerFirm = 0.009;
constexpr double kUniversitiesPerFirm = 0.005;
constexpr double kInstitutesPerFirm = 0.006;
constexpr double kCapitalNeedShare = 0.025;
constexpr double kNeedMinCny = 2e6;  // of capital
constexpr double kNeedMaxCny = 5e8;
constexpr double kTalentNeedShare = 0.020;
constexpr double kTechnologyNeedShare = 0.020;

struct FinancierType {
  const char* name;
  const char* offer;  // behind "面向某某产业的"
  std::vector<Instrument> instruments;
  FundingStage first;
  FundingStage last;
  double amount_cny;  // a usual deal
  bool every_sector;
};

const std::array<FinancierType, 5>& FinancierTypes() {
  static const std::array<FinancierType, 5> kTypes = {{
      {"创业投资有限公司",
       "早期股权投资",
       {Instrument::kEquity, Instrument::kConvertible},
       FundingStage::kAngel,
       FundingStage::kSeriesB,
       2e7,
       false},
      {"产业基金管理有限公司",
       "产业基金投资，支持扩产与并购",
       {Instrument::kEquity, Instrument::kFund},
       FundingStage::kSeriesB,
       FundingStage::kPreIpo,
       1.5e8,
       false},
      {"科技银行股份有限公司",
       "科技贷款与流动资金贷款",
       {Instrument::kLoan},
       FundingStage::kSeriesA,
       FundingStage::kListed,
       5e7,
       true},
      {"融资担保有限公司",
       "融资担保，配合银行贷款",
       {Instrument::kGuarantee, Instrument::kLoan},
       FundingStage::kSeriesA,
       FundingStage::kGrowth,
       2e7,
       true},
      {"融资租赁有限公司",
       "设备融资租赁与应收账款保理",
       {Instrument::kLease, Instrument::kFactoring},
       FundingStage::kSeriesB,
       FundingStage::kListed,
       4e7,
       false},
  }};
  return kTypes;
}

// Professions of a category of products, each with the skills that go with it.
struct Profession {
  const char* role;
  std::array<const char*, 5> skills;
};

const std::vector<Profession>& ProfessionsOf(const std::string& category) {
  static const std::map<std::string, std::vector<Profession>> kProfessions = {
      {"material",
       {{"材料研发工程师", {"材料表征", "配方设计", "热处理", "失效分析", "中试放大"}},
        {"工艺工程师", {"烧结工艺", "涂布工艺", "统计过程控制", "中试放大", "安全环保"}}}},
      {"component",
       {{"精密制造工程师", {"数控加工", "公差分析", "模具设计", "统计过程控制", "可靠性试验"}},
        {"电子设计工程师", {"电路设计", "信号完整性", "可靠性试验", "失效分析", "EMC"}}}},
      {"module",
       {{"硬件工程师", {"电路设计", "嵌入式开发", "EMC", "功能安全", "可靠性试验"}},
        {"电控工程师", {"电机控制", "嵌入式开发", "AUTOSAR", "功能安全", "MATLAB"}}}},
      {"equipment",
       {{"装备研发工程师", {"机械设计", "运动控制", "机器视觉", "有限元分析", "PLC"}},
        {"调试工程师", {"PLC", "运动控制", "现场总线", "机器视觉", "电气设计"}}}},
      {"software",
       {{"算法工程师", {"深度学习", "Python", "C++", "机器视觉", "语音识别"}},
        {"软件架构师", {"C++", "分布式系统", "云原生", "信息安全", "Python"}}}},
      {"service",
       {{"检测认证工程师", {"可靠性试验", "标准认证", "失效分析", "数据分析", "EMC"}},
        {"数据工程师", {"Python", "数据分析", "分布式系统", "信息安全", "云原生"}}}},
      {"system",
       {{"系统工程师", {"系统集成", "功能安全", "需求工程", "C++", "MATLAB"}},
        {"项目总工程师", {"系统集成", "需求工程", "项目管理", "标准认证", "功能安全"}}}}};
  const auto found = kProfessions.find(category);
  return found == kProfessions.end() ? kProfessions.at("component") : found->second;
}

// The class of the IPC in which most of a chain's inventions lie; none for chains not listed.
const char* PatentClassOf(const std::string& chain) {
  static const std::map<std::string, const char*> kClasses = {
      {"robot", "B25J"},   {"power", "H02J"}, {"nev", "H01M"},      {"display", "G09G"},
      {"aviation", "B64"}, {"iot", "H04L"},   {"security", "G06F"}, {"voice", "G10L"}};
  const auto found = kClasses.find(chain);
  return found == kClasses.end() ? nullptr : found->second;
}

template <typename T>
const T& Pick(const std::vector<T>& items, Random& random) {
  return items[random.Below(items.size())];
}

class TermSamples {
 public:
  TermSamples(const RegionFacts& facts, const GenerateOptions& options,
              const std::vector<SampleFirm>& firms, RegionSample& sample)
      : facts_(facts), options_(options), firms_(firms), sample_(sample) {}

  void Add() {
    AddPartners();
    AddCapital();
    AddTalent();
    AddTechnology();
  }

 private:
  struct Partner {
    OrganisationId id;
    std::string key;
    size_t chain = 0;
    RegionCode city;
    size_t type = 0;  // of a financier
    int offers = 0;   // made so far
  };

  [[nodiscard]] static size_t CountOf(const std::vector<SampleFirm>& firms, double share) {
    return static_cast<size_t>(std::llround(static_cast<double>(firms.size()) * share));
  }

  [[nodiscard]] std::string CityName(RegionCode city) const {
    const auto found = std::find_if(facts_.regions.begin(), facts_.regions.end(),
                                    [city](const Region& region) { return region.code == city; });
    return found == facts_.regions.end() ? "" : CityWord(found->name.zh);
  }

  void AddPartners();
  Partner MakePartner(OrganisationKind kind, const std::string& key, Random& random);
  [[nodiscard]] std::string PartnerName(OrganisationKind kind, const Partner& partner,
                                        const std::string& trade) const;

  Offer& AddOffer(Partner& partner, TradeKind kind, std::string text);
  Need& AddNeed(const SampleFirm& firm, TradeKind kind, const char* mark, std::string text,
                Random& random);

  void AddCapital();
  void AddTalent();
  void AddTechnology();
  [[nodiscard]] CapitalTerms CapitalGiven(const Partner& partner, Random& random) const;
  [[nodiscard]] CapitalTerms CapitalWanted(const SampleFirm& firm, Random& random) const;
  [[nodiscard]] TalentTerms TalentOf(const Profession& profession, size_t skills,
                                     Random& random) const;
  [[nodiscard]] TechnologyTerms TechnologyOf(size_t chain, Random& random) const;

  const RegionFacts& facts_;
  const GenerateOptions& options_;
  const std::vector<SampleFirm>& firms_;
  RegionSample& sample_;
  std::vector<Partner> financiers_;
  std::vector<Partner> universities_;
  std::vector<Partner> institutes_;
  std::map<std::string, int> names_;
};

std::string TermSamples::PartnerName(OrganisationKind kind, const Partner& partner,
                                     const std::string& trade) const {
  const std::string begin = CityName(partner.city) + trade;
  if (kind == OrganisationKind::kFinancier) {
    return begin + FinancierTypes()[partner.type].name + "（样例）";
  }
  if (kind == OrganisationKind::kUniversity) return begin + "理工大学（样例）";
  return begin + facts_.chains[partner.chain].name.zh + "研究院（样例）";
}

// Where a firm drawn at random lies, and on the chain that it belongs to.
TermSamples::Partner TermSamples::MakePartner(OrganisationKind kind, const std::string& key,
                                              Random& random) {
  Partner partner;
  partner.id = OrganisationId{static_cast<int64_t>(sample_.organisations.size()) + 1};
  partner.key = key;
  const SampleFirm& beside = Pick(firms_, random);
  partner.chain = beside.chain;
  partner.city = beside.city;
  partner.type = random.Below(FinancierTypes().size());
  Organisation organisation;
  organisation.id = partner.id;
  organisation.key = key;
  organisation.kind = kind;
  do {
    organisation.short_name = DrawTradeName(random);
    organisation.name = PartnerName(kind, partner, organisation.short_name);
  } while (names_[organisation.name]++ > 0);
  organisation.region = partner.city;
  organisation.summary =
      "样例" + Label(kind).zh + "：服务" + facts_.chains[partner.chain].name.zh + "产业。";
  organisation.sample = true;
  organisation.source = "generate";
  organisation.ownership = {organisation.id, Audience::kPublic};
  sample_.organisations.push_back(std::move(organisation));
  return partner;
}

void TermSamples::AddPartners() {
  Random random = Random(options_.seed).Fork(kPartners);
  for (size_t i = 0; i < CountOf(firms_, kFinanciersPerFirm); ++i) {
    financiers_.push_back(
        MakePartner(OrganisationKind::kFinancier, Numbered("F", i + 1, 3), random));
  }
  for (size_t i = 0; i < CountOf(firms_, kUniversitiesPerFirm); ++i) {
    universities_.push_back(
        MakePartner(OrganisationKind::kUniversity, Numbered("U", i + 1, 3), random));
  }
  for (size_t i = 0; i < CountOf(firms_, kInstitutesPerFirm); ++i) {
    institutes_.push_back(
        MakePartner(OrganisationKind::kInstitute, Numbered("R", i + 1, 3), random));
  }
}

Offer& TermSamples::AddOffer(Partner& partner, TradeKind kind, std::string text) {
  Offer offer;
  offer.id = OfferId{static_cast<int64_t>(sample_.offers.size()) + 1};
  offer.key = partner.key + "-" + std::to_string(++partner.offers);
  offer.organisation = partner.id;
  offer.kind = kind;
  offer.text = std::move(text);
  offer.sample = true;
  offer.source = "generate";
  offer.ownership = {offer.organisation, Audience::kPublic};
  sample_.offers.push_back(std::move(offer));
  return sample_.offers.back();
}

Need& TermSamples::AddNeed(const SampleFirm& firm, TradeKind kind, const char* mark,
                           std::string text, Random& random) {
  Need need;
  need.id = NeedId{static_cast<int64_t>(sample_.needs.size()) + 1};
  need.key = firm.key + mark;
  need.organisation = firm.id;
  need.kind = kind;
  need.text = std::move(text);
  need.sample = true;
  need.source = "generate";
  need.ownership = {need.organisation, DrawAudience(random, 0.55)};
  sample_.needs.push_back(std::move(need));
  return sample_.needs.back();
}

CapitalTerms TermSamples::CapitalGiven(const Partner& partner, Random& random) const {
  const FinancierType& type = FinancierTypes()[partner.type];
  CapitalTerms terms;
  const double usual = type.amount_cny * random.LogNormal(0, 0.5);
  terms.amount_min_fen = Fen(RoundTo(usual * 0.3, 1));
  terms.amount_max_fen = Fen(RoundTo(usual * 2.5, 1));
  terms.instruments = type.instruments;
  const auto first = static_cast<int>(type.first) + static_cast<int>(random.Below(2));
  for (int stage = first; stage <= static_cast<int>(type.last); ++stage) {
    terms.stages.push_back(static_cast<FundingStage>(stage));
  }
  if (!type.every_sector) {
    terms.sectors = {facts_.chains[partner.chain].key};
    const std::string& other = Pick(facts_.chains, random).key;
    if (other != terms.sectors[0]) terms.sectors.push_back(other);
  }
  return terms;
}

CapitalTerms TermSamples::CapitalWanted(const SampleFirm& firm, Random& random) const {
  CapitalTerms terms;
  const double share = 0.2 + 0.3 * random.Uniform();
  const double most = std::clamp(firm.revenue_cny_year * share, kNeedMinCny, kNeedMaxCny);
  terms.amount_max_fen = Fen(RoundTo(most, 1));
  terms.amount_min_fen = Fen(RoundTo(most / 2, 1));
  const double standing = std::log10(std::max(firm.revenue_cny_year, 1e6)) - 6;  // 0 at a million
  const double drawn = 1.5 + 1.8 * standing + 1.2 * (random.Uniform() - 0.5);
  terms.stages = {static_cast<FundingStage>(std::clamp(static_cast<int>(drawn),
                                                       static_cast<int>(FundingStage::kAngel),
                                                       static_cast<int>(FundingStage::kListed)))};
  const bool early = terms.stages[0] < FundingStage::kSeriesC;
  if (early || random.Chance(0.4)) {
    terms.instruments.push_back(Instrument::kEquity);
    if (random.Chance(0.3)) terms.instruments.push_back(Instrument::kConvertible);
  }
  if (!early || random.Chance(0.3)) terms.instruments.push_back(Instrument::kLoan);
  if (!early && random.Chance(0.3)) terms.instruments.push_back(Instrument::kLease);
  terms.sectors = {facts_.chains[firm.chain].key};
  if (!firm.main->industry.empty() && IsIndustryCode(firm.main->industry)) {
    terms.sectors.push_back(firm.main->industry);
  }
  return terms;
}

void TermSamples::AddCapital() {
  static constexpr std::array<const char*, 4> kPurposes = {"扩产", "新产线建设", "研发投入",
                                                           "流动资金周转"};
  Random random = Random(options_.seed).Fork(kCapital);
  for (Partner& financier : financiers_) {
    const FinancierType& type = FinancierTypes()[financier.type];
    const std::string field =
        type.every_sector ? "制造业" : facts_.chains[financier.chain].name.zh + "产业";
    AddOffer(financier, TradeKind::kCapital, "面向" + field + "的" + type.offer).capital =
        CapitalGiven(financier, random);
  }
  for (const SampleFirm& firm : firms_) {
    if (!random.Chance(kCapitalNeedShare)) continue;
    const std::string purpose = kPurposes[random.Below(kPurposes.size())];
    const std::string text =
        firm.main->name.zh + purpose + "融资，属" + facts_.chains[firm.chain].name.zh + "产业";
    Need& need = AddNeed(firm, TradeKind::kCapital, "-NF", text, random);
    need.capital = CapitalWanted(firm, random);
    if (random.Chance(0.2)) need.required_terms = {RequiredTerm::kInstrument};
    need.needed_by = Date{options_.as_of.days + 60 + static_cast<int>(random.Below(300))};
  }
}

TalentTerms TermSamples::TalentOf(const Profession& profession, size_t skills,
                                  Random& random) const {
  TalentTerms terms;
  terms.role = profession.role;
  std::vector<std::string> left(profession.skills.begin(), profession.skills.end());
  while (terms.skills.size() < skills) {
    const size_t pick = random.Below(left.size());
    terms.skills.push_back(left[pick]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
  }
  terms.level = static_cast<TalentLevel>(random.Below(4));
  terms.from = Date{options_.as_of.days + 30 + static_cast<int>(random.Below(120))};
  return terms;
}

void TermSamples::AddTalent() {
  Random random = Random(options_.seed).Fork(kTalent);
  static const std::vector<std::string> kCategories = {
      "material", "component", "module", "equipment", "software", "service", "system"};
  const auto offer = [&](Partner& partner, int count) {
    for (int i = 0; i < count; ++i) {
      const Profession& profession = Pick(ProfessionsOf(Pick(kCategories, random)), random);
      TalentTerms terms = TalentOf(profession, 4, random);
      terms.engagements = random.Chance(0.5)
                              ? std::vector{Engagement::kPartTime, Engagement::kProject}
                              : std::vector{Engagement::kFullTime, Engagement::kSecondment};
      if (random.Chance(0.6)) terms.until = Date{terms.from->days + 540};
      AddOffer(
          partner, TradeKind::kTalent,
          std::string(profession.role) + "，可服务" + facts_.chains[partner.chain].name.zh + "企业")
          .talent = std::move(terms);
    }
  };
  for (Partner& university : universities_) offer(university, 3);
  for (Partner& institute : institutes_) offer(institute, 2);
  for (const SampleFirm& firm : firms_) {
    if (!random.Chance(kTalentNeedShare)) continue;
    const Profession& profession = Pick(ProfessionsOf(firm.main->category), random);
    const std::string text = "为" + firm.main->name.zh + "研发寻找" + profession.role;
    Need& need = AddNeed(firm, TradeKind::kTalent, "-NP", text, random);
    need.talent = TalentOf(profession, 2 + random.Below(2), random);
    need.talent->engagements = {random.Chance(0.6) ? Engagement::kFullTime : Engagement::kProject};
    if (random.Chance(0.7)) need.talent->until = Date{need.talent->from->days + 364};
  }
}

TechnologyTerms TermSamples::TechnologyOf(size_t chain, Random& random) const {
  TechnologyTerms terms;
  const std::string& key = facts_.chains[chain].key;
  const char* patents = PatentClassOf(key);
  if (patents != nullptr && random.Chance(0.7)) terms.fields.emplace_back(patents);
  terms.fields.push_back(key);
  terms.maturity = 4 + static_cast<int>(random.Below(5));
  return terms;
}

void TermSamples::AddTechnology() {
  static constexpr std::array<const char*, 6> kTopics = {"良率提升",   "寿命测试", "国产替代验证",
                                                         "轻量化设计", "能耗降低", "缺陷检测"};
  Random random = Random(options_.seed).Fork(kTechnology);
  const auto offer = [&](Partner& partner, int count) {
    std::vector<const Product*> products;
    for (const SampleFirm& firm : firms_) {
      if (firm.chain == partner.chain) products.push_back(firm.main);
    }
    for (int i = 0; i < count && !products.empty(); ++i) {
      const std::string text =
          Pick(products, random)->name.zh + kTopics[random.Below(kTopics.size())] + "解决方案";
      Offer& made = AddOffer(partner, TradeKind::kTechnology, text);
      made.lead_time_days = 60 + static_cast<int64_t>(random.Below(240));
      made.technology = TechnologyOf(partner.chain, random);
      made.technology->cooperation = {Cooperation::kLicence, Cooperation::kJointDevelopment};
      if (random.Chance(0.4)) made.technology->cooperation.push_back(Cooperation::kConsulting);
    }
  };
  for (Partner& university : universities_) offer(university, 3);
  for (Partner& institute : institutes_) offer(institute, 4);
  for (const SampleFirm& firm : firms_) {
    if (!random.Chance(kTechnologyNeedShare)) continue;
    const std::string text =
        "寻求" + firm.main->name.zh + kTopics[random.Below(kTopics.size())] + "解决方案";
    Need& need = AddNeed(firm, TradeKind::kTechnology, "-NS", text, random);
    need.technology = TechnologyOf(firm.chain, random);
    need.technology->cooperation = {random.Chance(0.5)   ? Cooperation::kJointDevelopment
                                    : random.Chance(0.5) ? Cooperation::kLicence
                                                         : Cooperation::kTransfer};
    need.needed_by = Date{options_.as_of.days + 120 + static_cast<int>(random.Below(300))};
  }
}

}  // namespace

void AddTermSamples(const RegionFacts& facts, const GenerateOptions& options,
                    const std::vector<SampleFirm>& firms, RegionSample& sample) {
  TermSamples(facts, options, firms, sample).Add();
}

}  // namespace lianmeng::app
