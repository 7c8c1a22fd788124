// Written to be read beside the equations in the header: one function for each of them, no
// shortcuts.
#include "chain/reference_index.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace lianmeng::chain {
namespace {

// Relative: a change this close to the threshold counts as equal to it.
constexpr double kTie = 1e-10;

Error BadLink(const ReferenceLink& link, size_t number, std::string_view field, std::string value,
              TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.line = link.line != 0 ? link.line : static_cast<int64_t>(number) + 1,
                    .field = std::string(field),
                    .value = std::move(value)});
}

Status CheckLink(const ReferenceLink& link, size_t number) {
  const std::pair<std::string_view, const std::string&> names[] = {
      {"supplier", link.supplier},
      {"customer", link.customer},
      {"supplier_sector", link.supplier_sector},
      {"customer_sector", link.customer_sector}};
  for (const auto& [field, text] : names) {
    if (text.empty()) return BadLink(link, number, field, "", {"不能为空", "must not be empty"});
  }
  if (!std::isfinite(link.weight) || link.weight < 0) {
    return BadLink(link, number, "weight", std::to_string(link.weight),
                   {"权重必须是有限的非负数", "the weight must be finite and not negative"});
  }
  if (link.essentiality < 0 || link.essentiality > 2) {
    return BadLink(link, number, "essentiality", std::to_string(link.essentiality),
                   {"必要性只能是 0、1 或 2", "essentiality must be 0, 1 or 2"});
  }
  return Ok{};
}

// Numbers for names in order of first appearance.
class Numbering {
 public:
  explicit Numbering(std::vector<std::string>& names) : names_(names) {}

  uint32_t Number(const std::string& name) {
    const auto [at, added] = numbers_.emplace(name, static_cast<uint32_t>(names_.size()));
    if (added) names_.push_back(name);
    return at->second;
  }

 private:
  std::vector<std::string>& names_;
  std::unordered_map<std::string, uint32_t> numbers_;
};

// The lines of one (supplier, customer), before they are added up.
struct Lines {
  std::vector<double> weights;
  int essentiality = 0;
  bool disagree = false;
};
using Pairs = std::map<std::pair<uint32_t, uint32_t>, Lines>;  // by (supplier, customer)

Status ReadFirm(const ReferenceLink& link, size_t number, bool is_supplier, Numbering& firms,
                Numbering& sectors, ReferenceNetwork& network) {
  const std::string& sector_name = is_supplier ? link.supplier_sector : link.customer_sector;
  const uint32_t sector = sectors.Number(sector_name);
  const uint32_t firm = firms.Number(is_supplier ? link.supplier : link.customer);
  if (firm == network.sector_of.size()) {
    network.sector_of.push_back(sector);
  } else if (network.sector_of[firm] != sector) {
    const std::string& before = network.sectors[network.sector_of[firm]];
    return BadLink(link, number, is_supplier ? "supplier_sector" : "customer_sector", sector_name,
                   {"企业 " + network.firms[firm] + " 此前属于部门 " + before,
                    "firm " + network.firms[firm] + " was in sector " + before + " before"});
  }
  return Ok{};
}

Result<Pairs> ReadLinks(std::span<const ReferenceLink> links, ReferenceNetwork& network) {
  Numbering firms(network.firms);
  Numbering sectors(network.sectors);
  Pairs pairs;
  for (size_t number = 0; number < links.size(); ++number) {
    const ReferenceLink& link = links[number];
    LM_TRY(CheckLink(link, number));
    LM_TRY(ReadFirm(link, number, true, firms, sectors, network));
    LM_TRY(ReadFirm(link, number, false, firms, sectors, network));
    const uint32_t supplier = firms.Number(link.supplier);
    const uint32_t customer = firms.Number(link.customer);
    if (supplier == customer) {
      ++network.self_links;
      continue;
    }
    if (link.weight == 0) continue;
    Lines& lines = pairs[{supplier, customer}];
    if (!lines.weights.empty()) {
      ++network.parallel_links;
      lines.disagree |= lines.essentiality != link.essentiality;
    }
    lines.weights.push_back(link.weight);
    lines.essentiality = std::max(lines.essentiality, link.essentiality);
  }
  return pairs;
}

// Λd of every purchase of one customer. The purchases of one sector stand together.
void SetInputCoefficients(std::vector<ReferenceNetwork::Purchase>& purchases) {
  double total = 0;
  for (const auto& purchase : purchases) total += purchase.weight;
  for (size_t begin = 0; begin < purchases.size();) {
    size_t end = begin;
    double sector_total = 0;
    for (; end < purchases.size() && purchases[end].sector == purchases[begin].sector; ++end) {
      sector_total += purchases[end].weight;
    }
    for (; begin < end; ++begin) {
      auto& purchase = purchases[begin];
      if (purchase.essentiality == 2) purchase.lambda = purchase.weight / sector_total;
      if (purchase.essentiality == 1) purchase.lambda = purchase.weight / total;
      if (purchase.essentiality == 0) purchase.lambda = 0;
    }
  }
}

void CountConflicts(const Pairs& pairs, ReferenceNetwork& network) {
  // (customer, sector): essentiality, 3 if conflict.
  std::map<std::pair<uint32_t, uint32_t>, int> first;
  for (const auto& [pair, lines] : pairs) {
    const auto [at, added] =
        first.emplace(std::pair(pair.second, network.sector_of[pair.first]), lines.essentiality);
    if (at->second == 3) continue;
    if (lines.disagree || (!added && at->second != lines.essentiality)) {
      at->second = 3;
      ++network.essentiality_conflicts;
    }
  }
}

// σ_i for every firm.
std::vector<double> MarketShares(const ReferenceNetwork& network, std::span<const double> hd) {
  std::vector<double> remaining(network.sectors.size(), 0.0);
  for (const uint32_t firm : network.by_name) {
    remaining[network.sector_of[firm]] += network.strength[firm] * hd[firm];
  }
  std::vector<double> sigma(network.firms.size());
  for (size_t firm = 0; firm < sigma.size(); ++firm) {
    const double rest = remaining[network.sector_of[firm]];
    sigma[firm] = rest > 0 ? std::min(1.0, network.strength[firm] / rest) : 1.0;
  }
  return sigma;
}

// hd_j(t+1). The purchases of one sector k stand together and form Π_jk.
double Downstream(const std::vector<ReferenceNetwork::Purchase>& purchases, double psi,
                  std::span<const double> hd, std::span<const double> sigma) {
  double remaining = psi;
  double replaceable_loss = 0;
  for (size_t begin = 0; begin < purchases.size();) {
    const uint32_t sector = purchases[begin].sector;
    double essential_loss = 0;  // 1 − Π_jk over the essential links of the sector
    double sector_loss = 0;     // 1 − Π_jk over the replaceable ones
    size_t end = begin;
    for (; end < purchases.size() && purchases[end].sector == sector; ++end) {
      const auto& purchase = purchases[end];
      const double loss =
          sigma[purchase.supplier] * purchase.lambda * (1.0 - hd[purchase.supplier]);
      (purchase.essentiality == 2 ? essential_loss : sector_loss) += loss;
    }
    remaining = std::min(remaining, 1.0 - essential_loss);
    replaceable_loss += sector_loss;
    begin = end;
  }
  remaining = std::min(remaining, 1.0 - replaceable_loss);
  return std::max(0.0, remaining);
}

// hu_i(t+1).
double Upstream(const std::vector<ReferenceNetwork::Sale>& sales, double psi,
                std::span<const double> hu) {
  double loss = 0;
  for (const auto& sale : sales) loss += sale.lambda * (1.0 - hu[sale.customer]);
  return std::max(0.0, std::min(psi, 1.0 - loss));
}

double IndexOf(const ReferenceNetwork& network, const ReferenceCascadeResult& state) {
  double total = 0;
  for (const uint32_t firm : network.by_name) total += network.strength[firm];
  if (total == 0) return 0;
  double index = 0;
  for (const uint32_t firm : network.by_name) {
    index += network.strength[firm] / total * (1.0 - std::min(state.hd[firm], state.hu[firm]));
  }
  return index;
}

ReferenceCascadeResult Iterate(const ReferenceNetwork& network, std::span<const double> psi,
                               const ReferenceOptions& options) {
  ReferenceCascadeResult state;
  state.hd.assign(psi.begin(), psi.end());
  state.hu.assign(psi.begin(), psi.end());
  state.converged = false;
  while (!state.converged && state.steps < options.steps_max) {
    const auto sigma = MarketShares(network, state.hd);
    std::vector<double> hd(psi.size()), hu(psi.size());
    double change = 0;
    for (size_t firm = 0; firm < psi.size(); ++firm) {
      hd[firm] = Downstream(network.purchases[firm], psi[firm], state.hd, sigma);
      hu[firm] = Upstream(network.sales[firm], psi[firm], state.hu);
      change = std::max(
          {change, std::abs(hd[firm] - state.hd[firm]), std::abs(hu[firm] - state.hu[firm])});
    }
    state.hd.swap(hd);
    state.hu.swap(hu);
    ++state.steps;
    state.converged = change <= options.stop_threshold * (1.0 + kTie);
  }
  state.index = IndexOf(network, state);
  return state;
}

}  // namespace

Result<ReferenceNetwork> BuildReferenceNetwork(std::span<const ReferenceLink> links) {
  ReferenceNetwork network;
  LM_ASSIGN(Pairs pairs, ReadLinks(links, network));
  CountConflicts(pairs, network);
  const size_t firm_count = network.firms.size();
  network.by_name.resize(firm_count);
  for (size_t i = 0; i < firm_count; ++i) network.by_name[i] = static_cast<uint32_t>(i);
  std::sort(network.by_name.begin(), network.by_name.end(),
            [&](uint32_t a, uint32_t b) { return network.firms[a] < network.firms[b]; });

  network.purchases.resize(firm_count);
  network.sales.resize(firm_count);
  network.strength.assign(firm_count, 0.0);
  for (auto& [pair, lines] : pairs) {
    std::sort(lines.weights.begin(), lines.weights.end());
    double weight = 0;
    for (const double part : lines.weights) weight += part;
    const auto [supplier, customer] = pair;
    network.purchases[customer].push_back(
        {supplier, network.sector_of[supplier], weight, 0.0, lines.essentiality});
    network.sales[supplier].push_back({customer, weight, 0.0});
  }
  for (size_t firm = 0; firm < firm_count; ++firm) {
    auto& purchases = network.purchases[firm];
    std::sort(purchases.begin(), purchases.end(), [&](const auto& a, const auto& b) {
      if (a.sector != b.sector) return network.sectors[a.sector] < network.sectors[b.sector];
      return network.firms[a.supplier] < network.firms[b.supplier];
    });
    SetInputCoefficients(purchases);
    auto& sales = network.sales[firm];
    std::sort(sales.begin(), sales.end(), [&](const auto& a, const auto& b) {
      return network.firms[a.customer] < network.firms[b.customer];
    });
    for (const auto& sale : sales) network.strength[firm] += sale.weight;
    for (auto& sale : sales) sale.lambda = sale.weight / network.strength[firm];
  }
  return network;
}

Result<ReferenceCascadeResult> ReferenceCascade(const ReferenceNetwork& network,
                                                std::span<const double> psi,
                                                const ReferenceOptions& options) {
  if (psi.size() != network.firms.size()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"每家企业须有一个剩余能力值", "psi must have one value for each firm"},
                     {.field = "psi", .value = std::to_string(psi.size())});
  }
  for (size_t firm = 0; firm < psi.size(); ++firm) {
    if (!(psi[firm] >= 0 && psi[firm] <= 1)) {
      return MakeError(
          ErrorCode::kInvalidArgument,
          {"企业 " + network.firms[firm] + " 的剩余能力须在 0 与 1 之间",
           "the remaining capacity of firm " + network.firms[firm] + " must lie between 0 and 1"},
          {.line = static_cast<int64_t>(firm) + 1,
           .field = "psi",
           .value = std::to_string(psi[firm])});
    }
  }
  return Iterate(network, psi, options);
}

namespace {

Error NotConverged(const std::string& firm, const ReferenceOptions& options) {
  const std::string steps = std::to_string(options.steps_max);
  return MakeError(ErrorCode::kResourceExhausted,
                   {"迭代 " + steps + " 步后仍未达到停止阈值，请放宽阈值",
                    "the iteration has not met the threshold after " + steps +
                        " steps; choose a larger one"},
                   {.file = {}, .line = 0, .field = "firm", .value = firm});
}

}  // namespace

Result<std::vector<double>> ReferenceIndex(const ReferenceNetwork& network,
                                           const ReferenceOptions& options, Progress& progress) {
  const size_t firm_count = network.firms.size();
  progress.Begin({"逐家企业冲击", "Shocking every firm in turn"}, static_cast<int64_t>(firm_count));
  std::vector<double> psi(firm_count, 1.0);
  std::vector<double> index(firm_count);
  for (size_t firm = 0; firm < firm_count; ++firm) {
    if (progress.Cancelled()) {
      return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    }
    psi[firm] = 0.0;
    const ReferenceCascadeResult result = Iterate(network, psi, options);
    if (!result.converged) return NotConverged(network.firms[firm], options);
    index[firm] = result.index;
    psi[firm] = 1.0;
    progress.Advance(static_cast<int64_t>(firm) + 1);
  }
  return index;
}

}  // namespace lianmeng::chain
