#include "app/generate_region.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

#include "app/generate_draws.h"
#include "app/generate_terms.h"
#include "base/random.h"
#include "base/text.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr double kDistanceScaleKm = 300;
constexpr double kSameCityKm = 15;
constexpr double kSpecialisedChance = 0.75;
constexpr double kEveryCityShare = 0.4;  // weight of a city without speciality, of the mean city's
constexpr double kExportFactor = 1.25;   // makers also sell beyond the region's own use

// The parts of the seed: each has randomness of its own, so that a change to one moves no other.
enum SeedPart : uint64_t { kFirms = 1, kOffers, kNeeds, kLinks, kNames, kTechnology };

struct Unit {  // a firm as the maker of one product
  size_t firm = 0;
  size_t product = 0;
  double weight = 0;  // relative size among the product's makers
  double capacity_cny_year = 0;
};

struct Firm {
  size_t chain = 0;
  size_t city = 0;
  bool lead = false;
  double size = 0;
  std::vector<size_t> products;  // the main one first
};

// The facts with dense indices.
struct World {
  const RegionFacts& facts;
  std::vector<size_t> cities;                    // indices into facts.regions
  std::vector<std::vector<double>> city_weight;  // [chain][city]
  std::vector<double> city_weight_all;
  std::vector<std::vector<size_t>> inputs_of;  // [product] -> indices into facts.inputs
  std::vector<std::vector<size_t>> users_of;   // [product] -> indices into facts.inputs
  std::unordered_map<int64_t, size_t> product_index;
  std::vector<std::vector<const ChainProduct*>> chain_members;  // [chain]
  std::vector<std::vector<double>> distance_factor;             // [city][city]
};

Error Lacking(std::string zh, std::string en) {
  return MakeError(ErrorCode::kInvalidArgument, {std::move(zh), std::move(en)});
}

void IndexProducts(World& world) {
  const RegionFacts& facts = world.facts;
  for (size_t i = 0; i < facts.products.size(); ++i)
    world.product_index[facts.products[i].id.value] = i;
  world.inputs_of.resize(facts.products.size());
  world.users_of.resize(facts.products.size());
  for (size_t i = 0; i < facts.inputs.size(); ++i) {
    const auto product = world.product_index.find(facts.inputs[i].product.value);
    const auto input = world.product_index.find(facts.inputs[i].input.value);
    if (product == world.product_index.end() || input == world.product_index.end()) continue;
    world.inputs_of[product->second].push_back(i);
    world.users_of[input->second].push_back(i);
  }
}

Status IndexCities(World& world) {
  const RegionFacts& facts = world.facts;
  std::unordered_map<int64_t, size_t> city_index;
  for (size_t i = 0; i < facts.regions.size(); ++i) {
    if (facts.regions[i].level() != RegionLevel::kCity) continue;
    city_index[facts.regions[i].code.value] = world.cities.size();
    world.cities.push_back(i);
  }
  if (world.cities.empty()) return Lacking("没有城市", "there is no city");
  world.city_weight.assign(facts.chains.size(), std::vector<double>(world.cities.size(), 0));
  world.city_weight_all.assign(world.cities.size(), 0);
  std::unordered_map<int64_t, size_t> chain_index;
  for (size_t c = 0; c < facts.chains.size(); ++c) chain_index[facts.chains[c].id.value] = c;
  for (const Specialisation& item : facts.specialisations) {
    const auto chain = chain_index.find(item.chain.value);
    const auto city = city_index.find(item.region.value);
    if (chain == chain_index.end() || city == city_index.end()) continue;
    world.city_weight[chain->second][city->second] += item.weight;
    world.city_weight_all[city->second] += item.weight;
  }
  double all = 0;
  for (double weight : world.city_weight_all) all += weight;
  for (double& weight : world.city_weight_all) {
    weight += kEveryCityShare * all / static_cast<double>(world.cities.size());
  }
  for (size_t c = 0; c < facts.chains.size(); ++c) {
    double sum = 0;
    for (double weight : world.city_weight[c]) sum += weight;
    if (sum <= 0) {
      return Lacking("产业链没有专业化城市：" + facts.chains[c].key,
                     "a chain has no specialised city: " + facts.chains[c].key);
    }
  }
  world.distance_factor.assign(world.cities.size(), std::vector<double>(world.cities.size()));
  for (size_t a = 0; a < world.cities.size(); ++a) {
    for (size_t b = 0; b < world.cities.size(); ++b) {
      const double km = DistanceKm(facts.regions[world.cities[a]].centroid,
                                   facts.regions[world.cities[b]].centroid);
      world.distance_factor[a][b] = std::exp(-std::max(km, kSameCityKm) / kDistanceScaleKm);
    }
  }
  return Ok{};
}

Status IndexChains(World& world) {
  const RegionFacts& facts = world.facts;
  world.chain_members.resize(facts.chains.size());
  for (size_t c = 0; c < facts.chains.size(); ++c) {
    bool has_final = false;
    for (const ChainProduct& member : facts.chain_products) {
      if (member.chain != facts.chains[c].id) continue;
      if (!world.product_index.count(member.product.value)) continue;
      world.chain_members[c].push_back(&member);
      has_final |= member.final;
    }
    if (!has_final) {
      return Lacking("产业链没有终端产品：" + facts.chains[c].key,
                     "a chain has no finished good: " + facts.chains[c].key);
    }
  }
  if (facts.chains.empty()) return Lacking("没有产业链", "there is no chain");
  return Ok{};
}

double OutsideShare(const World& world, size_t product) {
  return world.facts.products[product].outside_share.value_or(0.2);
}

// A body of many small firms and a heavy tail of few large ones.
double DrawSize(Random& random, bool lead) {
  const double body = random.LogNormal(0, 0.8);
  const double tail = std::pow(1.0 - random.Uniform(), -1.0 / 1.1);
  return (lead ? 8.0 : 1.0) * body * std::min(tail, 60.0);
}

// How likely a supplier of the chain is to make this product: rare where most is bought outside.
double MakerWeight(const World& world, const ChainProduct& member, bool lead) {
  const size_t product = world.product_index.at(member.product.value);
  const double inside = std::pow(1.0 - OutsideShare(world, product), 1.5) + 0.004;
  if (lead)
    return (member.final ? 6.0 : member.segment == Segment::kDownstream ? 2.0 : 0.25) * inside;
  return (member.final ? 0.3 : 1.0) * inside;
}

size_t DrawCity(const World& world, size_t chain, Random& random) {
  return random.Weighted(random.Chance(kSpecialisedChance) ? world.city_weight[chain]
                                                           : world.city_weight_all);
}

// Further products of a firm: others of the chain that share an input or a user with the main one.
std::vector<size_t> DrawProducts(const World& world, const std::vector<double>& weights,
                                 const Firm& firm, Random& random) {
  const auto& members = world.chain_members[firm.chain];
  const ChainProduct& main = *members[random.Weighted(weights)];
  std::vector<size_t> products{world.product_index.at(main.product.value)};
  const int extra = static_cast<int>(random.Below(firm.lead ? 4 : 3));
  std::vector<double> near(members.size());
  const std::string& category = world.facts.products[products[0]].category;
  for (size_t i = 0; i < members.size(); ++i) {
    const size_t product = world.product_index.at(members[i]->product.value);
    const int stages = std::abs(members[i]->stage - main.stage);
    near[i] = stages <= 1
                  ? weights[i] * (world.facts.products[product].category == category ? 3 : 0.5)
                  : 0;
    if (product == products[0]) near[i] = 0;
  }
  for (int k = 0; k < extra; ++k) {
    if (*std::max_element(near.begin(), near.end()) <= 0) break;
    const size_t pick = random.Weighted(near);
    near[pick] = 0;
    products.push_back(world.product_index.at(members[pick]->product.value));
  }
  return products;
}

std::vector<Firm> DrawFirms(const World& world, const GenerateOptions& options) {
  Random random = Random(options.seed).Fork(kFirms);
  std::vector<Firm> firms;
  const size_t chains = world.facts.chains.size();
  std::vector<std::array<std::vector<double>, 2>> weights(chains);
  for (size_t c = 0; c < chains; ++c) {
    for (const ChainProduct* member : world.chain_members[c]) {
      weights[c][0].push_back(MakerWeight(world, *member, false));
      weights[c][1].push_back(MakerWeight(world, *member, true));
    }
  }
  const int total = options.leads + options.suppliers;
  for (int i = 0; i < total; ++i) {
    Firm firm;
    firm.lead = i < options.leads;
    firm.chain = static_cast<size_t>(i) % chains;
    firm.city = DrawCity(world, firm.chain, random);
    firm.size = DrawSize(random, firm.lead);
    firm.products = DrawProducts(world, weights[firm.chain][firm.lead ? 1 : 0], firm, random);
    firms.push_back(std::move(firm));
  }
  return firms;
}

std::vector<Unit> UnitsOf(const std::vector<Firm>& firms) {
  std::vector<Unit> units;
  for (size_t f = 0; f < firms.size(); ++f) {
    double share = 1.0;
    for (size_t product : firms[f].products) {
      units.push_back({f, product, firms[f].size * share, 0});
      share *= 0.45;  // each further product is a smaller line of business
    }
  }
  return units;
}

// Products so that every user of a product comes before it; the facts have no cycles (a product
// that is on one keeps the order of the file).
std::vector<size_t> UsersFirst(const World& world) {
  const size_t count = world.facts.products.size();
  std::vector<size_t> open_users(count, 0);
  for (size_t p = 0; p < count; ++p) open_users[p] = world.users_of[p].size();
  std::vector<size_t> order;
  for (size_t p = 0; p < count; ++p) {
    if (open_users[p] == 0) order.push_back(p);
  }
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t index : world.inputs_of[order[i]]) {
      const size_t input = world.product_index.at(world.facts.inputs[index].input.value);
      if (--open_users[input] == 0) order.push_back(input);
    }
  }
  return order;
}

// Capacity from the finished goods upwards: demand of the users, less what comes from outside,
// times an allowance for sales beyond the region, divided among the makers by size.
void DivideCapacity(const World& world, std::vector<Unit>& units) {
  const size_t count = world.facts.products.size();
  std::vector<double> weight_sum(count, 0);
  std::vector<double> capacity(count, 0);
  for (const Unit& unit : units) weight_sum[unit.product] += unit.weight;
  for (size_t product : UsersFirst(world)) {
    double demand = 0;
    for (size_t index : world.users_of[product]) {
      const Input& use = world.facts.inputs[index];
      demand += capacity[world.product_index.at(use.product.value)] * use.cost_share.value_or(0.1);
    }
    if (weight_sum[product] <= 0) {
      capacity[product] = 0;
      continue;
    }
    const double own =
        30e6 * weight_sum[product];  // finished goods: 30 million CNY per unit of size
    capacity[product] =
        world.users_of[product].empty()
            ? own
            : std::max(demand * (1 - OutsideShare(world, product)) * kExportFactor, own * 0.02);
  }
  for (Unit& unit : units) {
    unit.capacity_cny_year = capacity[unit.product] * unit.weight / weight_sum[unit.product];
  }
}

std::string TradeWord(const std::string& category, Random& random) {
  static const std::map<std::string, std::vector<const char*>> kWords = {
      {"material", {"新材料", "材料", "材料科技"}},
      {"component", {"精密", "电子", "零部件", "精工"}},
      {"module", {"模组", "电子科技", "智控"}},
      {"equipment", {"装备", "机械", "智能装备"}},
      {"software", {"软件", "信息技术", "数智"}},
      {"service", {"科技服务", "数据服务"}},
      {"system", {"系统", "智能科技", "系统工程"}}};
  const auto found = kWords.find(category);
  static const std::vector<const char*> kDefault = {"科技"};
  const auto& words = found == kWords.end() ? kDefault : found->second;
  return words[random.Below(words.size())];
}

Scale ScaleOf(int64_t employees) {
  if (employees >= 1000) return Scale::kLarge;
  if (employees >= 300) return Scale::kMedium;
  return employees >= 20 ? Scale::kSmall : Scale::kMicro;
}

std::vector<Title> DrawTitles(const Firm& firm, double revenue_cny, Random& random) {
  std::vector<Title> titles;
  const double standing = std::min(1.0, std::log10(1 + revenue_cny / 1e7) / 3);
  if (firm.lead && random.Chance(0.15 + 0.5 * standing)) titles.push_back(Title::kChainLeader);
  if (random.Chance(0.04 * standing)) titles.push_back(Title::kSingleChampion);
  if (!firm.lead && random.Chance(0.12 * standing)) titles.push_back(Title::kLittleGiant);
  if (!firm.lead && random.Chance(0.25)) titles.push_back(Title::kSpecialised);
  if (random.Chance(0.30 + 0.25 * standing)) titles.push_back(Title::kHighTech);
  if (!firm.lead && random.Chance(0.05)) titles.push_back(Title::kGazelle);
  return titles;
}

// Turns firms and units into records. One instance per sample; the methods run in the order of
// Build.
class SampleBuilder {
 public:
  SampleBuilder(const World& world, const GenerateOptions& options, std::vector<Firm> firms,
                std::vector<Unit> units)
      : world_(world), options_(options), firms_(std::move(firms)), units_(std::move(units)) {
    units_of_product_.resize(world.facts.products.size());
    units_of_firm_.resize(firms_.size());
    for (size_t u = 0; u < units_.size(); ++u) {
      units_of_product_[units_[u].product].push_back(u);
      units_of_firm_[units_[u].firm].push_back(u);
    }
  }

  RegionSample Build() {
    MakeOffers();
    MakeOrganisations();
    MakeNeeds();
    MakeTechnology();
    MakeLinks();
    AddTermSamples(world_.facts, options_, Firms(), sample_);
    return std::move(sample_);
  }

 private:
  [[nodiscard]] const Product& ProductOf(const Unit& unit) const {
    return world_.facts.products[unit.product];
  }
  [[nodiscard]] const Region& CityOf(size_t firm) const {
    return world_.facts.regions[world_.cities[firms_[firm].city]];
  }
  [[nodiscard]] static OrganisationId IdOf(size_t firm) {
    return OrganisationId{static_cast<int64_t>(firm) + 1};
  }
  [[nodiscard]] std::string KeyOf(size_t firm) const { return Numbered("S", firm + 1, 6); }

  [[nodiscard]] std::vector<SampleFirm> Firms() const;
  void MakeOffers();
  void MakeOrganisations();
  void MakeNeeds();
  void MakeTechnology();
  void MakeLinks();
  void LinkUnit(const Unit& customer, Random& random);
  Need NeedFor(size_t firm, const Unit& unit, const Input& use, Random& random);

  const World& world_;
  const GenerateOptions& options_;
  std::vector<Firm> firms_;
  std::vector<Unit> units_;
  std::vector<std::vector<size_t>> units_of_product_;
  std::vector<std::vector<size_t>> units_of_firm_;
  std::vector<double> revenue_cny_;
  std::map<std::pair<int64_t, int64_t>, int>
      link_seen_;  // (supplier, customer * products + product)
  RegionSample sample_;
};

void SampleBuilder::MakeOffers() {
  Random random = Random(options_.seed).Fork(kOffers);
  revenue_cny_.assign(firms_.size(), 0);
  std::vector<int> count(firms_.size(), 0);
  for (const Unit& unit : units_) {
    const Product& product = ProductOf(unit);
    Offer offer;
    offer.id = OfferId{static_cast<int64_t>(sample_.offers.size()) + 1};
    offer.key = KeyOf(unit.firm) + "-" + std::to_string(++count[unit.firm]);
    offer.organisation = IdOf(unit.firm);
    offer.product = product.id;
    const double price =
        static_cast<double>(product.price_fen.value_or(10000)) / 100 * random.LogNormal(0, 0.10);
    const double band = 0.04 + 0.10 * random.Uniform();
    offer.price_min_fen = std::max<int64_t>(1, std::llround(RoundTo(price * (1 - band), 3) * 100));
    offer.price_max_fen =
        std::max(*offer.price_min_fen,
                 static_cast<int64_t>(std::llround(RoundTo(price * (1 + band), 3) * 100)));
    offer.capacity_year = RoundTo(std::max(unit.capacity_cny_year / price, 1.0), 3);
    offer.utilisation =
        std::round(100 * std::min(0.99, 0.58 + 0.40 * std::sqrt(random.Uniform()))) / 100;
    offer.lead_time_days = static_cast<int64_t>(std::clamp(random.LogNormal(3.3, 0.5), 3.0, 240.0));
    if (random.Chance(0.05))
      offer.valid_until = Date{options_.as_of.days + 90 + static_cast<int>(random.Below(300))};
    if (random.Chance(0.06)) offer.regions_served = {CityOf(unit.firm).province()};
    offer.sample = true;
    offer.source = "generate";
    offer.ownership = {offer.organisation, DrawAudience(random, 0.75)};
    revenue_cny_[unit.firm] += *offer.capacity_year * price * *offer.utilisation;
    sample_.offers.push_back(std::move(offer));
  }
}

void SampleBuilder::MakeOrganisations() {
  Random random = Random(options_.seed).Fork(kNames);
  std::map<std::string, int> used;
  for (size_t f = 0; f < firms_.size(); ++f) {
    const Product& main = world_.facts.products[firms_[f].products[0]];
    Organisation organisation;
    organisation.id = IdOf(f);
    organisation.key = KeyOf(f);
    const std::string city = CityWord(CityOf(f).name.zh);
    std::string trade;
    do {
      trade = DrawTradeName(random) + TradeWord(main.category, random);
    } while (used[city + trade]++ > 0);
    organisation.name = city + trade + (firms_[f].lead ? "股份有限公司" : "有限公司") + "（样例）";
    organisation.short_name = trade;
    organisation.region = CityOf(f).code;
    organisation.industry = main.industry;
    organisation.revenue_fen_year = Fen(RoundTo(std::max(revenue_cny_[f], 1e5), 3));
    const double per_head_cny = random.LogNormal(std::log(1.1e6), 0.4);
    organisation.employees = std::max<int64_t>(5, std::llround(revenue_cny_[f] / per_head_cny));
    organisation.scale = ScaleOf(*organisation.employees);
    organisation.titles = DrawTitles(firms_[f], revenue_cny_[f], random);
    organisation.summary = "样例企业：主营" + main.name.zh + "。";
    organisation.sample = true;
    organisation.source = "generate";
    organisation.ownership = {organisation.id,
                              random.Chance(0.97) ? Audience::kPublic : Audience::kAlliance};
    sample_.organisations.push_back(std::move(organisation));
  }
}

Need SampleBuilder::NeedFor(size_t firm, const Unit& unit, const Input& use, Random& random) {
  const Product& input = world_.facts.products[world_.product_index.at(use.input.value)];
  Need need;
  need.organisation = IdOf(firm);
  need.product = input.id;
  const double price = static_cast<double>(input.price_fen.value_or(10000)) / 100;
  const double share = use.cost_share.value_or(0.1) * (0.05 + 0.25 * random.Uniform());
  need.quantity = RoundTo(std::max(unit.capacity_cny_year * share / price, 1.0), 2);
  need.price_max_fen =
      std::max<int64_t>(1, std::llround(RoundTo(price * (0.98 + 0.2 * random.Uniform()), 3) * 100));
  need.needed_by = Date{options_.as_of.days + 45 + static_cast<int>(random.Below(330))};
  if (random.Chance(0.30)) need.preferred_regions = {CityOf(firm).province()};
  if (random.Chance(0.20))
    need.wanted_titles = {random.Chance(0.5) ? Title::kHighTech : Title::kSpecialised};
  need.text = "为" + ProductOf(unit).name.zh + "生产寻找" + input.name.zh +
              (use.essentiality == Essentiality::kEssential ? "第二供应源" : "供应商");
  need.ownership = {need.organisation, DrawAudience(random, 0.55)};
  return need;
}

void SampleBuilder::MakeNeeds() {
  Random random = Random(options_.seed).Fork(kNeeds);
  for (size_t f = 0; f < firms_.size(); ++f) {
    if (!random.Chance(firms_[f].lead ? 0.9 : 0.04)) continue;
    const int wanted = firms_[f].lead ? 1 + static_cast<int>(random.Below(3)) : 1;
    std::vector<std::pair<size_t, size_t>> choices;  // (unit, input)
    for (size_t u : units_of_firm_[f]) {
      for (size_t input : world_.inputs_of[units_[u].product]) choices.push_back({u, input});
    }
    for (int k = 0; k < wanted && !choices.empty(); ++k) {
      const size_t pick = random.Below(choices.size());
      Need need = NeedFor(f, units_[choices[pick].first], world_.facts.inputs[choices[pick].second],
                          random);
      choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(pick));
      need.id = NeedId{static_cast<int64_t>(sample_.needs.size()) + 1};
      need.key = KeyOf(f) + "-N" + std::to_string(k + 1);
      need.open = random.Chance(0.92);
      need.sample = true;
      need.source = "generate";
      sample_.needs.push_back(std::move(need));
    }
  }
}

// Technology sought by some firms and offered by others, in words: the kinds of trade beyond goods.
void SampleBuilder::MakeTechnology() {
  static constexpr std::array<const char*, 6> kTopics = {"良率提升",   "寿命测试", "国产替代验证",
                                                         "轻量化设计", "能耗降低", "缺陷检测"};
  Random random = Random(options_.seed).Fork(kTechnology);
  for (size_t f = 0; f < firms_.size(); ++f) {
    const Product& main = world_.facts.products[firms_[f].products[0]];
    const std::string topic = kTopics[random.Below(kTopics.size())];
    const bool offers = random.Chance(0.05);
    const bool needs = !offers && random.Chance(0.03);
    if (offers) {
      Offer offer;
      offer.id = OfferId{static_cast<int64_t>(sample_.offers.size()) + 1};
      offer.key = KeyOf(f) + "-T";
      offer.organisation = IdOf(f);
      offer.kind = TradeKind::kTechnology;
      offer.text = main.name.zh + topic + "技术服务";
      offer.lead_time_days = 30 + static_cast<int64_t>(random.Below(120));
      offer.sample = true;
      offer.source = "generate";
      offer.ownership = {offer.organisation, DrawAudience(random, 0.75)};
      sample_.offers.push_back(std::move(offer));
    } else if (needs) {
      Need need;
      need.id = NeedId{static_cast<int64_t>(sample_.needs.size()) + 1};
      need.key = KeyOf(f) + "-NT";
      need.organisation = IdOf(f);
      need.kind = TradeKind::kTechnology;
      need.text = "寻求" + main.name.zh + topic + "技术";
      need.needed_by = Date{options_.as_of.days + 90 + static_cast<int>(random.Below(270))};
      need.sample = true;
      need.source = "generate";
      need.ownership = {need.organisation, DrawAudience(random, 0.55)};
      sample_.needs.push_back(std::move(need));
    }
  }
}

void SampleBuilder::LinkUnit(const Unit& customer, Random& random) {
  for (size_t index : world_.inputs_of[customer.product]) {
    const Input& use = world_.facts.inputs[index];
    const size_t product = world_.product_index.at(use.input.value);
    if (random.Chance(options_.unobserved_share)) continue;
    std::vector<size_t> makers;
    std::vector<double> weights;
    for (size_t u : units_of_product_[product]) {
      if (units_[u].firm == customer.firm) continue;
      makers.push_back(u);
      weights.push_back(
          units_[u].capacity_cny_year *
          world_.distance_factor[firms_[units_[u].firm].city][firms_[customer.firm].city]);
    }
    const double value = customer.capacity_cny_year * use.cost_share.value_or(0.1) *
                         (1 - OutsideShare(world_, product));
    const int sources = 1 + (random.Chance(0.35) ? 1 : 0) + (random.Chance(0.10) ? 1 : 0);
    double left = value;
    for (int k = 0; k < sources && !makers.empty(); ++k) {
      if (*std::max_element(weights.begin(), weights.end()) <= 0) break;
      const size_t pick = random.Weighted(weights);
      weights[pick] = 0;
      const Unit& supplier = units_[makers[pick]];
      const double part = k + 1 == sources ? left : left * (0.5 + 0.3 * random.Uniform());
      left -= part;
      if (part < 1000) break;
      const auto products = static_cast<int64_t>(world_.facts.products.size());
      const std::pair<int64_t, int64_t> pair{
          IdOf(supplier.firm).value,
          IdOf(customer.firm).value * products + static_cast<int64_t>(product)};
      if (link_seen_[pair]++ > 0) continue;  // one record per supplier, customer and product
      Link link;
      link.id = LinkId{static_cast<int64_t>(sample_.links.size()) + 1};
      link.supplier = IdOf(supplier.firm);
      link.customer = IdOf(customer.firm);
      link.product = world_.facts.products[product].id;
      link.value_fen_year = Fen(RoundTo(part, 3));
      link.status = random.Chance(0.6) ? LinkStatus::kObserved : LinkStatus::kDeclared;
      link.confidence = link.status == LinkStatus::kObserved ? 0.95 : 0.8;
      link.year = 2025;
      link.sample = true;
      link.source = "generate";
      link.ownership = {link.supplier, DrawAudience(random, 0.2)};
      sample_.links.push_back(std::move(link));
    }
  }
}

void SampleBuilder::MakeLinks() {
  Random random = Random(options_.seed).Fork(kLinks);
  for (const Unit& unit : units_) LinkUnit(unit, random);
}

std::vector<SampleFirm> SampleBuilder::Firms() const {
  std::vector<SampleFirm> firms;
  for (size_t f = 0; f < firms_.size(); ++f) {
    firms.push_back({.id = IdOf(f),
                     .key = KeyOf(f),
                     .chain = firms_[f].chain,
                     .city = CityOf(f).code,
                     .main = &world_.facts.products[firms_[f].products[0]],
                     .revenue_cny_year = revenue_cny_[f]});
  }
  return firms;
}

}  // namespace

Result<RegionSample> GenerateRegion(const RegionFacts& facts, const GenerateOptions& options) {
  constexpr int kFirmsMax = 10'000'000;
  if (options.leads < 0 || options.suppliers < 0 || options.leads > kFirmsMax ||
      options.suppliers > kFirmsMax || options.leads + options.suppliers < 1) {
    return Lacking("企业数应在 1 与 1000 万之间",
                   "the number of firms must lie between 1 and 10 million");
  }
  World world{facts, {}, {}, {}, {}, {}, {}, {}, {}};
  IndexProducts(world);
  LM_TRY(IndexCities(world));
  LM_TRY(IndexChains(world));
  std::vector<Firm> firms = DrawFirms(world, options);
  std::vector<Unit> units = UnitsOf(firms);
  DivideCapacity(world, units);
  return SampleBuilder(world, options, std::move(firms), std::move(units)).Build();
}

}  // namespace lianmeng::app
