#include "app/what_if.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <numeric>

#include "app/rows.h"
#include "chain/certified_cascade.h"
#include "chain/stock_cascade.h"

namespace lianmeng::app {
namespace {

using chain::NodeIndex;

constexpr double kShown = 1e-6;       // smaller losses are none
constexpr double kWaveChange = 1e-4;  // smaller changes do not make a wave
constexpr size_t kHitsShown = 12;
constexpr double kDaysOfYear = 365;

double Rounded(double share) { return std::round(share * 1e6) / 1e6; }

// Units gathered for one kind of row, each with its weight: a unit may be in several rows.
struct Grouping {
  struct Place {
    uint32_t row = 0;
    double weight = 0;
  };
  std::vector<uint32_t> offsets = {0};  // of units, into places
  std::vector<Place> places;
  std::vector<double> weight;  // of rows

  template <typename PlacesOf>
  static Grouping Make(size_t rows, NodeIndex units, const PlacesOf& places_of) {
    Grouping grouping;
    grouping.weight.assign(rows, 0);
    for (NodeIndex unit = 0; unit < units; ++unit) {
      places_of(unit, [&](uint32_t row, double weight) {
        grouping.places.push_back({row, weight});
        grouping.weight[row] += weight;
      });
      grouping.offsets.push_back(static_cast<uint32_t>(grouping.places.size()));
    }
    return grouping;
  }
  [[nodiscard]] std::span<const Place> Of(NodeIndex unit) const {
    return {places.data() + offsets[unit], places.data() + offsets[unit + 1]};
  }
};

// What rows lose, added up unit by unit.
struct Sums {
  std::vector<double> rate, end, days;  // × weight
  std::vector<int> onset;
};

class Run {
 public:
  Run(const Snapshot& snapshot, const chain::UnitNetwork& network,
      const chain::StockedPurchases& purchases, const WhatIfOptions& options)
      : snapshot_(snapshot), network_(network), purchases_(purchases), options_(options) {
    const NodeIndex units = network.maker_count;
    total_ = Grouping::Make(1, units, [&](NodeIndex u, auto add) { add(0, Output(u)); });
    cities_ = Grouping::Make(snapshot.cities.size(), units, [&](NodeIndex u, auto add) {
      if (network.units[u].city != chain::kNone) add(network.units[u].city, Output(u));
    });
    products_ = Grouping::Make(snapshot.products.size(), units, [&](NodeIndex u, auto add) {
      add(network.units[u].product, Output(u));
    });
    firms_ = Grouping::Make(snapshot.organisations.size(), units, [&](NodeIndex u, auto add) {
      add(network.units[u].organisation, Output(u));
    });
    // As the severity of a risk point: makers of the chain's finished goods by capacity.
    chains_ = Grouping::Make(snapshot.chains.size(), units, [&](NodeIndex u, auto add) {
      for (uint32_t member : snapshot.memberships_of_product[network.units[u].product]) {
        if (!snapshot.chain_products[member].final) continue;
        add(snapshot.member_chain[member], network.units[u].capacity_cny_year);
      }
    });
  }

  Result<WhatIf> Answer(const Scenario& scenario) {
    LM_ASSIGN(const ResolvedScenario resolved, Resolve(scenario, snapshot_, network_));
    // The proof needs nothing of the rest.
    auto proof = std::async(std::launch::async, [&] {
      return chain::CertifyCascade(network_.network, resolved.shock,
                                   {.tolerance = options_.tolerance});
    });
    LM_ASSIGN(cascade_, chain::RunCascade(network_.network, resolved.shock,
                                          {.stop_threshold = options_.stop_threshold},
                                          {.waves = true, .change_min = kWaveChange}));
    WhatIf answer;
    answer.title = scenario.title;
    answer.days = scenario.days;
    for (const ResolvedShock& part : resolved.parts) {
      answer.parts.push_back(
          {part.label, part.lost, static_cast<int64_t>(part.units.size()), part.capacity_cny_year});
    }
    LM_TRY(RunDays(resolved.shock, static_cast<int>(scenario.days), &answer));
    shocked_.assign(network_.units.size(), 0);
    for (const chain::ShockedNode& node : resolved.shock.nodes) {
      if (node.remaining < 1) shocked_[node.node] = 1;
    }
    FillTotal(&answer.total);
    FillRows(&answer);
    FillWaves(&answer);
    FillFirms(&answer);
    LM_ASSIGN(const chain::CertifiedCascade proven, proof.get());
    answer.total.rate_interval = WhatIfInterval{proven.index.lower, proven.index.upper};
    return answer;
  }

 private:
  [[nodiscard]] double Output(NodeIndex unit) const { return network_.network.output(unit); }

  Status RunDays(const chain::Shock& shock, int days, WhatIf* answer) {
    const auto on_phase = [&](const chain::StockPhase& phase) {
      double lost = 0;
      for (const NodeIndex unit : phase.touched) {
        if (unit >= network_.maker_count) continue;
        lost += Output(unit) * (1 - std::min(phase.hd[unit], cascade_.hu[unit]));
      }
      const double rate = total_.weight[0] > 0 ? Rounded(lost / total_.weight[0]) : 0;
      // Phases that look the same are one.
      if (!answer->phases.empty() && answer->phases.back().rate == rate) {
        answer->phases.back().days += phase.days;
      } else {
        answer->phases.push_back({phase.first_day, phase.days, rate});
      }
    };
    LM_ASSIGN(days_, chain::RunStockCascade(network_, purchases_, {shock, cascade_.hu, days},
                                            {.change_min = options_.stop_threshold,
                                             .onset_loss = kShown,
                                             .on_phase = on_phase}));
    return Ok{};
  }

  [[nodiscard]] Sums Add(const Grouping& grouping) const {
    Sums sums;
    sums.rate.assign(grouping.weight.size(), 0);
    sums.end = sums.days = sums.rate;
    sums.onset.assign(grouping.weight.size(), chain::kNever);
    for (NodeIndex unit = 0; unit < network_.maker_count; ++unit) {
      const double loss = cascade_.Loss(unit);
      if (loss <= 0 && days_.lost_days[unit] <= 0) continue;
      for (const Grouping::Place& place : grouping.Of(unit)) {
        sums.rate[place.row] += place.weight * loss;
        sums.end[place.row] += place.weight * days_.loss_end[unit];
        sums.days[place.row] += place.weight * days_.lost_days[unit];
        const int onset = days_.onset_day[unit];
        int& first = sums.onset[place.row];
        if (onset != chain::kNever && (first == chain::kNever || onset < first)) first = onset;
      }
    }
    return sums;
  }

  static void Fill(const Grouping& grouping, const Sums& sums, uint32_t row, WhatIfLoss* loss) {
    loss->output_cny_year = grouping.weight[row];
    if (!(grouping.weight[row] > 0)) return;
    // The state with all stocks used up is never better than that of a day; rounding might say so.
    loss->rate = Rounded(std::max(sums.rate[row], sums.end[row]) / grouping.weight[row]);
    loss->rate_end = Rounded(sums.end[row] / grouping.weight[row]);
    loss->value_lost_cny = std::round(sums.days[row] / kDaysOfYear * 100) / 100;
    if (sums.onset[row] != chain::kNever) loss->onset_day = sums.onset[row];
  }

  void FillTotal(WhatIfTotal* total) const {
    Fill(total_, Add(total_), 0, total);
    total->mode = "certified";
    total->stop_threshold = options_.stop_threshold;
    total->steps = cascade_.steps;
    std::vector<uint8_t> counted(snapshot_.organisations.size(), 0);
    for (NodeIndex unit = 0; unit < network_.maker_count; ++unit) {
      if (cascade_.Loss(unit) < kShown) continue;
      ++total->units;
      uint8_t& seen = counted[network_.units[unit].organisation];
      if (!seen) ++total->organisations;
      seen = 1;
    }
  }

  void FillRows(WhatIf* answer) {
    const Sums chains = Add(chains_);
    for (uint32_t c = 0; c < snapshot_.chains.size(); ++c) {
      WhatIfChain& row = answer->chains.emplace_back();
      row.chain = ChainRefOf(snapshot_, c);
      Fill(chains_, chains, c, &row);
    }
    const Sums cities = Add(cities_);
    for (uint32_t c = 0; c < snapshot_.cities.size(); ++c) {
      WhatIfCity& row = answer->cities.emplace_back();
      const RegionName name = RegionNameOf(snapshot_.regions[snapshot_.cities[c]]);
      row.code = name.code;
      row.name = name.name;
      Fill(cities_, cities, c, &row);
    }
    const Sums products = Add(products_);
    for (uint32_t p = 0; p < snapshot_.products.size(); ++p) {
      if (!(products_.weight[p] > 0) || products.rate[p] < kShown * products_.weight[p]) continue;
      shown_products_.push_back(p);
    }
    std::stable_sort(shown_products_.begin(), shown_products_.end(), [&](uint32_t a, uint32_t b) {
      return std::pair(products.days[a], products.rate[a]) >
             std::pair(products.days[b], products.rate[b]);
    });
    for (const uint32_t p : shown_products_) {
      WhatIfProduct& row = answer->products.emplace_back();
      row.product = ProductRefOf(snapshot_, p);
      for (const ChainRef& chain : ChainsOf(snapshot_, p)) row.chains.push_back(chain.key);
      Fill(products_, products, p, &row);
    }
  }

  [[nodiscard]] std::string CauseOf(NodeIndex unit, double hd, double hu) const {
    if (shocked_[unit]) return "shock";
    return hd <= hu ? "supply" : "demand";
  }

  // Later waves than waves_max belong to the last.
  [[nodiscard]] size_t WaveOf(size_t wave) const { return std::min(wave, options_.waves_max - 1); }

  void FillWaves(WhatIf* answer) {
    wave_of_.assign(network_.units.size(), kNone);
    std::vector<double> loss(network_.units.size(), 0);
    std::vector<uint8_t> firm_seen(snapshot_.organisations.size(), 0);
    struct Level {
      const Grouping& grouping;
      std::vector<double> lost;
    };
    Level total{total_, {0}};
    Level chains{chains_, std::vector<double>(chains_.weight.size(), 0)};
    Level cities{cities_, std::vector<double>(cities_.weight.size(), 0)};
    Level products{products_, std::vector<double>(products_.weight.size(), 0)};
    const auto rate = [](const Level& level, uint32_t row) {
      const double weight = level.grouping.weight[row];
      return weight > 0 ? Rounded(level.lost[row] / weight) : 0;
    };
    const auto set = [](std::vector<double>& waves, size_t wave, double value) {
      waves.resize(wave + 1, 0);
      waves[wave] = value;
    };
    for (size_t w = 0; w < cascade_.waves.size(); ++w) {
      const chain::Wave& wave = cascade_.waves[w];
      if (answer->waves.size() <= WaveOf(w)) answer->waves.emplace_back().step = wave.step;
      WhatIfWave& view = answer->waves.back();
      std::vector<chain::NodeState> reached;
      for (const chain::NodeState& state : wave.changed) {
        if (state.node >= network_.maker_count) continue;
        const double now = 1 - std::min(state.hd, state.hu);
        const double more = now - loss[state.node];
        loss[state.node] = now;
        for (Level* level : {&total, &chains, &cities, &products}) {
          for (const Grouping::Place& place : level->grouping.Of(state.node)) {
            level->lost[place.row] += place.weight * more;
          }
        }
        if (wave_of_[state.node] != kNone || now < kWaveChange) continue;
        wave_of_[state.node] = static_cast<uint32_t>(WaveOf(w));
        reached.push_back(state);
        ++view.units;
        uint8_t& seen = firm_seen[network_.units[state.node].organisation];
        if (!seen) ++view.organisations;
        seen = 1;
      }
      view.rate = rate(total, 0);
      AddHits(reached, &view);
      for (uint32_t c = 0; c < answer->chains.size(); ++c) {
        set(answer->chains[c].waves, WaveOf(w), rate(chains, c));
      }
      for (uint32_t c = 0; c < answer->cities.size(); ++c) {
        set(answer->cities[c].waves, WaveOf(w), rate(cities, c));
      }
      for (uint32_t i = 0; i < answer->products.size(); ++i) {
        set(answer->products[i].waves, WaveOf(w), rate(products, shown_products_[i]));
      }
    }
  }

  void AddHits(std::vector<chain::NodeState>& reached, WhatIfWave* view) const {
    const auto value = [&](const chain::NodeState& state) {
      return Output(state.node) * (1 - std::min(state.hd, state.hu));
    };
    std::stable_sort(
        reached.begin(), reached.end(),
        [&](const chain::NodeState& a, const chain::NodeState& b) { return value(a) > value(b); });
    for (const chain::NodeState& state : reached) {
      if (view->hits.size() >= kHitsShown) break;
      const chain::Unit& unit = network_.units[state.node];
      view->hits.push_back(
          {OrganisationRefOf(snapshot_, unit.organisation), ProductRefOf(snapshot_, unit.product),
           Rounded(1 - std::min(state.hd, state.hu)), CauseOf(state.node, state.hd, state.hu)});
    }
  }

  void FillFirms(WhatIf* answer) const {
    const Sums sums = Add(firms_);
    std::vector<uint32_t> order;
    for (uint32_t f = 0; f < firms_.weight.size(); ++f) {
      if (firms_.weight[f] > 0 && sums.rate[f] >= kShown * firms_.weight[f]) order.push_back(f);
    }
    const size_t count = std::min(order.size(), options_.firms_max);
    std::partial_sort(order.begin(), order.begin() + static_cast<ptrdiff_t>(count), order.end(),
                      [&](uint32_t a, uint32_t b) {
                        const std::pair left(sums.days[a], sums.rate[a]);
                        const std::pair right(sums.days[b], sums.rate[b]);
                        return left != right ? left > right : a < b;
                      });
    order.resize(count);
    for (const uint32_t f : order) {
      WhatIfFirm& row = answer->firms.emplace_back();
      row.organisation = OrganisationRefOf(snapshot_, f);
      Fill(firms_, sums, f, &row);
      std::vector<NodeIndex> units;
      for (const NodeIndex unit : network_.UnitsOf(f)) {
        if (cascade_.Loss(unit) >= kShown) units.push_back(unit);
      }
      std::stable_sort(units.begin(), units.end(), [&](NodeIndex a, NodeIndex b) {
        return Output(a) * cascade_.Loss(a) > Output(b) * cascade_.Loss(b);
      });
      row.wave = static_cast<int64_t>(WaveOf(cascade_.waves.size()));
      for (const NodeIndex unit : units) {
        row.products.push_back(ProductRefOf(snapshot_, network_.units[unit].product));
        if (wave_of_[unit] != kNone) row.wave = std::min<int64_t>(row.wave, wave_of_[unit]);
      }
      if (!units.empty()) {
        row.cause = CauseOf(units[0], cascade_.hd[units[0]], cascade_.hu[units[0]]);
      }
    }
  }

  const Snapshot& snapshot_;
  const chain::UnitNetwork& network_;
  const chain::StockedPurchases& purchases_;
  const WhatIfOptions& options_;
  Grouping total_, chains_, cities_, products_, firms_;
  chain::CascadeResult cascade_;
  chain::StockCascade days_;
  std::vector<uint8_t> shocked_;
  std::vector<uint32_t> shown_products_;  // in the order of the answer's products
  std::vector<uint32_t> wave_of_;         // of units; kNone: in none
};

report::Cell OnsetCell(const WhatIfLoss& loss) {
  return loss.onset_day ? report::Cell(*loss.onset_day) : report::Cell();
}

std::vector<report::Column> LossColumns(std::vector<report::Column> columns) {
  using report::ColumnType;
  columns.insert(columns.end(),
                 {{{"损失率（库存用尽后）", "Loss rate (stocks used up)"}, ColumnType::kPercent},
                  {{"期末损失率", "Loss rate on the last day"}, ColumnType::kPercent},
                  {{"期内损失（元）", "Value lost (CNY)"}, ColumnType::kMoney},
                  {{"年产出（元）", "Output a year (CNY)"}, ColumnType::kMoney},
                  {{"开始受损（第几天）", "First day hit"}, ColumnType::kInteger}});
  return columns;
}

Status WriteRow(report::TableWriter& writer, std::vector<report::Cell> cells,
                const WhatIfLoss& loss) {
  cells.insert(cells.end(), {loss.rate, loss.rate_end, loss.value_lost_cny, loss.output_cny_year,
                             OnsetCell(loss)});
  return writer.Row(cells);
}

}  // namespace

TextPair CauseLabel(const std::string& cause) {
  if (cause == "shock") return {"直接受冲击", "hit directly"};
  return cause == "supply" ? TextPair{"缺供应", "supply"} : TextPair{"缺需求", "demand"};
}

Result<WhatIf> RunWhatIf(Analysis& analysis, const Scenario& scenario,
                         const WhatIfOptions& options) {
  LM_ASSIGN(const chain::UnitNetwork* network, analysis.Network());
  LM_ASSIGN(const chain::StockedPurchases* purchases, analysis.Purchases());
  const auto begin = std::chrono::steady_clock::now();
  LM_ASSIGN(WhatIf answer,
            Run(analysis.snapshot(), *network, *purchases, options).Answer(scenario));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  answer.total.milliseconds = std::round(took.count() * 10) / 10;
  return answer;
}

Status ExportWhatIf(const WhatIf& answer, const WhatIfTables& tables, report::TableWriter& writer) {
  using report::ColumnType;
  const auto say = [&](const TextPair& text) { return report::Cell(text.In(tables.language)); };
  const report::Column city{{"城市", "City"}}, product{{"产品", "Product"}};
  LM_TRY(writer.Begin({{"企业", "Firms"},
                       LossColumns({{{"企业", "Firm"}},
                                    city,
                                    product,
                                    {{"波次", "Wave"}, ColumnType::kInteger},
                                    {{"受损方式", "Hit by"}}})}));
  for (const WhatIfFirm& firm : answer.firms) {
    const auto& place = firm.organisation.city;
    LM_TRY(WriteRow(writer,
                    {firm.organisation.name, place ? say(place->name) : report::Cell(),
                     firm.products.empty() ? report::Cell() : say(firm.products[0].name), firm.wave,
                     say(CauseLabel(firm.cause))},
                    firm));
  }
  if (!tables.all) return writer.Finish();
  LM_TRY(writer.Begin({{"产品", "Products"}, LossColumns({product})}));
  for (const auto& row : answer.products) LM_TRY(WriteRow(writer, {say(row.product.name)}, row));
  LM_TRY(writer.Begin({{"城市", "Cities"}, LossColumns({city})}));
  for (const auto& row : answer.cities) LM_TRY(WriteRow(writer, {say(row.name)}, row));
  LM_TRY(writer.Begin(
      {{"产业链终端产出", "Chains' final output"}, LossColumns({{{"产业链", "Chain"}}})}));
  for (const auto& row : answer.chains) LM_TRY(WriteRow(writer, {say(row.chain.name)}, row));
  return writer.Finish();
}

}  // namespace lianmeng::app
