#include "app/chain_map.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "app/rows.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr size_t kLeadersShown = 10;
constexpr size_t kMakersShown = 200;

// One organisation's line of a product.
struct MakerLine {
  uint32_t organisation = 0;
  uint32_t offer = 0;
  double capacity_cny_year = 0;
};

// Offers of goods of the product, the largest first; ties in the offers' order.
std::vector<MakerLine> MakerLines(const Snapshot& snapshot, uint32_t product) {
  std::vector<MakerLine> lines;
  for (uint32_t offer : snapshot.offers_of_product[product]) {
    if (!snapshot.IsMaker(offer) || snapshot.offer_organisation[offer] == kNone) continue;
    lines.push_back(
        {snapshot.offer_organisation[offer], offer, CapacityOf(snapshot, offer).cny_year});
  }
  std::stable_sort(lines.begin(), lines.end(), [](const MakerLine& a, const MakerLine& b) {
    return a.capacity_cny_year > b.capacity_cny_year;
  });
  return lines;
}

double SumOf(const std::vector<MakerLine>& lines) {
  double sum = 0;
  for (const MakerLine& line : lines) sum += line.capacity_cny_year;
  return sum;
}

std::unordered_map<uint32_t, const chain::RiskPoint*> PointsByProduct(
    const chain::ChainRisk& risk) {
  std::unordered_map<uint32_t, const chain::RiskPoint*> points;
  for (const chain::RiskPoint& point : risk.points) points[point.product] = &point;
  return points;
}

ChainNode NodeOf(const Snapshot& snapshot, const ChainProduct& member, uint32_t product,
                 const chain::RiskPoint& point) {
  ChainNode node;
  node.product = ProductRefOf(snapshot, product);
  node.segment = Code(member.segment);
  node.stage = member.stage;
  node.final = member.final;
  node.category = snapshot.products[product].category;
  const std::vector<MakerLine> lines = MakerLines(snapshot, product);
  node.makers = static_cast<int64_t>(MakersOf(snapshot, product).size());
  node.capacity_cny_year = SumOf(lines);
  if (node.capacity_cny_year > 0)
    node.largest_share = lines[0].capacity_cny_year / node.capacity_cny_year;
  if (point.makers_effective > 0) node.effective_makers = point.makers_effective;
  node.outside_share = snapshot.products[product].outside_share;
  node.risk = chain::Code(point.risk_class);
  node.severity = point.severity;
  return node;
}

// Capacity of each organisation in the products of a chain.
std::map<uint32_t, double> CapacityByOrganisation(const Snapshot& snapshot, uint32_t chain) {
  std::map<uint32_t, double> capacity;
  for (uint32_t member : snapshot.members_of_chain[chain]) {
    for (const MakerLine& line : MakerLines(snapshot, snapshot.member_product[member])) {
      capacity[line.organisation] += line.capacity_cny_year;
    }
  }
  return capacity;
}

std::vector<CityShare> CityShares(const Snapshot& snapshot,
                                  const std::map<uint32_t, double>& capacity) {
  std::map<uint32_t, CityShare> shares;
  double total = 0;
  for (const auto& [organisation, value] : capacity) {
    total += value;
    const uint32_t city = snapshot.city_of[organisation];
    if (city == kNone) continue;
    ++shares[city].organisations;
    shares[city].capacity_cny_year += value;
  }
  std::vector<CityShare> list;
  for (auto& [city, share] : shares) {
    const Region& region = snapshot.regions[snapshot.cities[city]];
    share.code = region.code.ToString();
    share.name = region.name;
    share.share = total > 0 ? share.capacity_cny_year / total : 0;
    list.push_back(share);
  }
  std::stable_sort(list.begin(), list.end(), [](const CityShare& a, const CityShare& b) {
    return a.capacity_cny_year > b.capacity_cny_year;
  });
  return list;
}

// The organisations whose loss would cost the region most; by capacity until the index is there.
std::vector<ChainLeader> Leaders(const Analysis& analysis, uint32_t chain,
                                 const std::map<uint32_t, double>& capacity) {
  const Snapshot& snapshot = analysis.snapshot();
  const auto* indices = analysis.ReadyIndices();
  std::vector<std::pair<double, uint32_t>> order;
  for (const auto& [organisation, value] : capacity) {
    order.push_back(
        {indices != nullptr ? -indices->risks[organisation].index : -value, organisation});
  }
  std::sort(order.begin(), order.end());
  if (order.size() > kLeadersShown) order.resize(kLeadersShown);
  std::vector<ChainLeader> leaders;
  for (const auto& [weight, organisation] : order) {
    ChainLeader leader;
    leader.organisation = OrganisationRefOf(snapshot, organisation);
    leader.capacity_cny_year = capacity.at(organisation);
    if (indices != nullptr) leader.systemic_index = indices->risks[organisation].index;
    std::vector<uint32_t> seen;
    for (uint32_t offer : snapshot.offers_of_organisation[organisation]) {
      const uint32_t product = snapshot.offer_product[offer];
      if (product == kNone || std::find(seen.begin(), seen.end(), product) != seen.end()) continue;
      for (uint32_t member : snapshot.memberships_of_product[product]) {
        if (snapshot.member_chain[member] != chain) continue;
        seen.push_back(product);
        leader.products.push_back(ProductRefOf(snapshot, product));
      }
    }
    leaders.push_back(std::move(leader));
  }
  return leaders;
}

ProductRow RowOf(const Snapshot& snapshot, uint32_t product) {
  const Product& record = snapshot.products[product];
  ProductRow row;
  row.id = record.id.ToString();
  row.key = record.key;
  row.name = record.name;
  row.category = record.category;
  row.chains = ChainsOf(snapshot, product);
  row.makers = static_cast<int64_t>(MakersOf(snapshot, product).size());
  row.unit = record.unit;
  row.price_cny = Cny(record.price_fen);
  row.outside_share = record.outside_share;
  return row;
}

void AddRelations(const Snapshot& snapshot, uint32_t product, ProductDetail* detail) {
  for (uint32_t i : snapshot.inputs_of_product[product]) {
    const uint32_t other = snapshot.input_input[i];
    if (other == kNone) continue;
    const Input& input = snapshot.inputs[i];
    detail->inputs.push_back(
        {ProductRefOf(snapshot, other), input.cost_share,
         input.essentiality == Essentiality::kEssential, input.stock_days, input.qualify_days,
         static_cast<int64_t>(MakersOf(snapshot, other).size()), input.source});
  }
  for (uint32_t i : snapshot.uses_of_product[product]) {
    const uint32_t other = snapshot.input_product[i];
    if (other == kNone) continue;
    const Input& input = snapshot.inputs[i];
    detail->used_in.push_back({ProductRefOf(snapshot, other), input.cost_share,
                               input.essentiality == Essentiality::kEssential,
                               static_cast<int64_t>(MakersOf(snapshot, other).size())});
  }
}

void AddMakers(const Snapshot& snapshot, uint32_t product, ProductDetail* detail) {
  const std::vector<MakerLine> lines = MakerLines(snapshot, product);
  const double total = SumOf(lines);
  detail->capacity_cny_year = total;
  std::map<uint32_t, ProductCity> cities;
  for (const MakerLine& line : lines) {
    const double share = total > 0 ? line.capacity_cny_year / total : 0;
    const uint32_t city = snapshot.city_of[line.organisation];
    if (city != kNone) {
      ++cities[city].makers;
      cities[city].share += share;
    }
    if (detail->makers_list.size() < kMakersShown) {
      detail->makers_list.push_back({OrganisationRefOf(snapshot, line.organisation),
                                     OfferRowOf(snapshot, line.offer), line.capacity_cny_year,
                                     share});
    }
  }
  for (auto& [city, row] : cities) {
    const Region& region = snapshot.regions[snapshot.cities[city]];
    row.code = region.code.ToString();
    row.name = region.name;
    detail->cities.push_back(row);
  }
  std::stable_sort(detail->cities.begin(), detail->cities.end(),
                   [](const ProductCity& a, const ProductCity& b) { return a.share > b.share; });
}

}  // namespace

Result<ChainDetail> GetChain(Analysis& analysis, std::string_view key) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(key);
  if (chain == kNone) return NotFound("产业链", "chain", key);
  LM_ASSIGN(const auto* risks, analysis.Risks());
  const Chain& record = snapshot.chains[chain];
  ChainDetail detail;
  detail.key = record.key;
  detail.name = record.name;
  detail.summary = record.summary;
  detail.team = record.team;
  detail.source = record.source;
  const auto points = PointsByProduct((*risks)[chain]);
  for (uint32_t member : snapshot.members_of_chain[chain]) {
    const uint32_t product = snapshot.member_product[member];
    detail.nodes.push_back(
        NodeOf(snapshot, snapshot.chain_products[member], product, *points.at(product)));
    for (uint32_t i : snapshot.inputs_of_product[product]) {
      if (snapshot.input_input[i] == kNone || !points.count(snapshot.input_input[i])) continue;
      detail.edges.push_back({snapshot.products[product].id.ToString(),
                              snapshot.products[snapshot.input_input[i]].id.ToString(),
                              snapshot.inputs[i].cost_share,
                              snapshot.inputs[i].essentiality == Essentiality::kEssential});
    }
  }
  const std::map<uint32_t, double> capacity = CapacityByOrganisation(snapshot, chain);
  detail.cities = CityShares(snapshot, capacity);
  detail.leaders = Leaders(analysis, chain, capacity);
  return detail;
}

Result<ProductPage> ListProducts(Platform& platform, const Viewer& viewer,
                                 const ProductQuery& query) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  store::ProductFilter filter;
  filter.query = query.text;
  filter.category = query.category;
  if (!query.chain.empty()) {
    const uint32_t chain = snapshot.ChainIndex(query.chain);
    if (chain == kNone) return NotFound("产业链", "chain", query.chain);
    filter.chains = {snapshot.chains[chain].id};
  }
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found, reader.ListProducts(filter, {query.limit, query.cursor, true}));
  ProductPage page;
  page.total = found.total;
  if (!found.next_cursor.empty()) page.next = found.next_cursor;
  for (const store::ProductRow& row : found.rows) {
    const uint32_t index = snapshot.ProductIndex(row.record.id);
    if (index != kNone) page.items.push_back(RowOf(snapshot, index));
  }
  return page;
}

Result<ProductDetail> GetProduct(Analysis& analysis, ProductId id) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t product = snapshot.ProductIndex(id);
  if (product == kNone) return NotFound("产品", "product", id.ToString());
  LM_ASSIGN(const auto* risks, analysis.Risks());
  ProductDetail detail;
  static_cast<ProductRow&>(detail) = RowOf(snapshot, product);
  const Product& record = snapshot.products[product];
  detail.aliases = record.aliases;
  detail.industry = record.industry;
  detail.summary = record.summary;
  detail.source = record.source;
  for (uint32_t member : snapshot.memberships_of_product[product]) {
    const uint32_t chain = snapshot.member_chain[member];
    const auto points = PointsByProduct((*risks)[chain]);
    const ChainProduct& place = snapshot.chain_products[member];
    detail.positions.push_back(
        {ChainRefOf(snapshot, chain), std::string(Code(place.segment)), place.stage, place.final,
         std::string(chain::Code(points.at(product)->risk_class)), points.at(product)->severity});
  }
  AddRelations(snapshot, product, &detail);
  AddMakers(snapshot, product, &detail);
  return detail;
}

}  // namespace lianmeng::app
