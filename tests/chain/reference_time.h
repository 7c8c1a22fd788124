// The time-to-recover model by the plainest simplex: what chain/time_to_survive.h is checked against
// and measured by.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "chain/time_to_survive.h"
#include "tests/chain/reference_simplex.h"

namespace lianmeng::chain {

// The least value of demand lost over `days`, from a program written down once more, by hand, in
// the form  maximise Σ value · met  with all right-hand sides at least 0.
inline double ReferenceLoss(const TimeModel& model, double days) {
  ReferenceSimplex program;
  std::vector<std::vector<std::pair<size_t, double>>> balance(model.goods.size());
  double whole = 0;
  for (size_t g = 0; g < model.goods.size(); ++g) {
    const TimeGood& good = model.goods[g];
    const size_t met = program.AddVariable(good.value);
    program.AddRow({{met, 1}}, good.demand_day * days);
    balance[g].push_back({met, 1});
    whole += good.value * good.demand_day * days;
  }
  std::vector<std::vector<std::pair<size_t, double>>> sites(model.site_capacity_day.size());
  for (const TimeProcess& process : model.processes) {
    const size_t plan = program.AddVariable(0);
    const size_t activity = program.AddVariable(0);
    program.AddRow({{plan, 1}}, process.capacity_day * days);
    if (process.site != TimeProcess::kNoSite) sites[process.site].push_back({plan, 1});
    for (const TimeOutput& output : process.outputs) {
      balance[output.good].push_back({activity, -output.amount});
    }
    std::vector<std::pair<size_t, double>> yield = {{activity, 1}, {plan, -1}};
    for (const TimeInput& input : process.inputs) {
      if (input.essentiality == Essentiality::kIrrelevant) continue;
      const size_t bought = program.AddVariable(0);
      balance[input.good].push_back({bought, input.amount});
      if (input.essentiality == Essentiality::kEssential) {
        program.AddRow({{activity, 1}, {bought, -1}}, input.stock.value_or(0));
      } else {
        const size_t missing = program.AddVariable(0);
        program.AddRow({{plan, 1}, {bought, -1}, {missing, -1}}, input.stock.value_or(0));
        yield.push_back({missing, input.lost_share});
      }
    }
    program.AddRow(yield, 0);
  }
  for (size_t g = 0; g < balance.size(); ++g) program.AddRow(balance[g], model.goods[g].stock);
  for (size_t s = 0; s < sites.size(); ++s) {
    program.AddRow(sites[s], model.site_capacity_day[s] * days);
  }
  return whole - program.Maximise();
}

}  // namespace lianmeng::chain
