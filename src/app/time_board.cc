#include "app/time_board.h"

#include <algorithm>
#include <cmath>

#include "app/rows.h"
#include "chain/time_text.h"

namespace lianmeng::app {
namespace {

TimeLoss LossView(const Snapshot& snapshot, const chain::ChainTime& time,
                  const chain::PointTime& point, const chain::LossTime& loss) {
  TimeLoss view;
  view.kind = chain::Code(loss.kind);
  view.label = chain::Label(loss.kind);
  view.applies = loss.applies;
  view.summary = chain::TimeSentence(time, point, loss);
  if (!loss.applies) return view;
  view.supply_share = loss.supply_share;
  if (!loss.unlimited) view.survive_days = loss.survive_days;
  view.at_least = loss.at_least;
  view.exposed = loss.exposed;
  view.loss_cny_day = loss.loss_cny_day;
  view.loss_cny = loss.loss_cny;
  view.loss_at_most = loss.loss_at_most;
  view.risk_exposure = loss.risk_exposure;
  for (const chain::StockLimit& limit : loss.limits) {
    view.limits.push_back({ProductRefOf(snapshot, limit.product),
                           ProductRefOf(snapshot, limit.input), limit.stock_days,
                           limit.days_per_day, limit.cny_per_day});
    if (limit.input != point.product) continue;
    view.stock_day_days += limit.days_per_day;
    view.stock_day_cny += limit.cny_per_day;
  }
  for (const chain::FinalTimeLoss& final : loss.finals) {
    view.finals.push_back({ProductRefOf(snapshot, final.product), final.loss_cny, final.limits});
  }
  return view;
}

RiskTime TimeView(const Snapshot& snapshot, uint32_t chain, const chain::ChainTime& time,
                  const chain::PointTime& point) {
  RiskTime view;
  view.chain = ChainRefOf(snapshot, chain);
  view.product = ProductRefOf(snapshot, point.product);
  view.recover_days = point.recover_days;
  if (point.recover_user != chain::kNone) {
    view.recover_user = ProductRefOf(snapshot, point.recover_user);
  }
  view.final_output_cny_day = time.final_output_cny_day;
  view.horizon_days = time.horizon_days;
  for (const chain::LossTime& loss : point.losses) {
    view.losses.push_back(LossView(snapshot, time, point, loss));
  }
  view.definition = "/about#time";
  return view;
}

double LargestLoss(const chain::PointTime& point) {
  double largest = 0;
  for (const chain::LossTime& loss : point.losses) {
    // In whole CNY: what the solver rounds differently must not change places.
    largest = std::max(largest, std::round(loss.loss_cny.value_or(0)));
  }
  return largest;
}

}  // namespace

Result<RiskTime> ExplainRiskTime(Analysis& analysis, std::string_view chain_key,
                                 ProductId product_id) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(chain_key);
  if (chain == kNone) return NotFound("产业链", "chain", chain_key);
  const uint32_t product = snapshot.ProductIndex(product_id);
  LM_ASSIGN(const chain::ChainTime* time, analysis.Time(chain));
  for (const chain::PointTime& point : time->points) {
    if (product != kNone && point.product == product) {
      return TimeView(snapshot, chain, *time, point);
    }
  }
  return NotFound("断链风险点", "risk point", product_id.ToString());
}

Result<RiskTimeTable> ListRiskTimes(Analysis& analysis, std::string_view chain_key,
                                    Progress& progress) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(chain_key);
  if (chain == kNone) return NotFound("产业链", "chain", chain_key);
  LM_ASSIGN(const chain::ChainTime* time, analysis.Time(chain, progress));
  std::vector<const chain::PointTime*> order;
  for (const chain::PointTime& point : time->points) order.push_back(&point);
  std::stable_sort(order.begin(), order.end(),
                   [](const chain::PointTime* a, const chain::PointTime* b) {
                     return LargestLoss(*a) > LargestLoss(*b);
                   });
  RiskTimeTable table;
  table.chain = ChainRefOf(snapshot, chain);
  table.final_output_cny_day = time->final_output_cny_day;
  table.programs = time->programs;
  table.rows_max = time->rows_max;
  for (const chain::PointTime* point : order) {
    table.items.push_back(TimeView(snapshot, chain, *time, *point));
  }
  return table;
}

}  // namespace lianmeng::app
