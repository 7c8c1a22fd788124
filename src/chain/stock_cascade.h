// A shock over days: the cascade of chain/cascade.h, in which stocks delay what suppliers fail to
// deliver.
//
// Demand is lost at once: hu is that of the cascade. Supply is lost to a unit only when its stock of
// the input is used up. Let λ be the share of an input that its suppliers fail to deliver,
// Σ_i σ_i · W_ij / Σ W · (1 − hd_i) over the suppliers of that input; each day λ days' worth of it is
// drawn from stock, and from the day after the stock is gone the input limits the unit as in the
// published equations. A stock that is not known counts as none. When all stocks are gone the state is
// that of the cascade; no day is worse than it, and no day better than the one before.
//
// Example:   LM_ASSIGN(auto full, RunCascade(units.network, shock, {.stop_threshold = 1e-9}));
//            const auto purchases = StockedPurchases::Of(units);    // once for all shocks
//            LM_ASSIGN(auto days, RunStockCascade(units, purchases, {shock, full.hu, 30}));
//            days.lost_days[unit]   // days of full output that the unit loses within 30 days
// Cost:      what changes, day by day: some milliseconds for 8,000 units and 50,000 links.
// Determinism: equal input, equal output.
// Limits:    a user draws on its stock as if it ran at full rate; stocks are not refilled; when the
//            shock ends everybody is at full output at once.
// Errors:    kInvalidArgument: a node or share out of range, days < 1, hu or purchases of another size.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "chain/cascade.h"
#include "chain/stocked_purchases.h"
#include "chain/unit_network.h"

namespace lianmeng::chain {

struct StockShock {
  const Shock& shock;
  std::span<const double> hu;  // what demand leaves of each unit, from RunCascade
  int days = 1;                // how long the shock lasts
};

// Days on which nothing changes.
struct StockPhase {
  int first_day = 0;
  int days = 0;
  std::span<const double> hd;          // of each unit; valid during the call
  std::span<const NodeIndex> touched;  // units with hd < 1 or hu < 1
};

struct StockCascadeOptions {
  double change_min = 1e-10;                        // smaller changes of hd are not passed on
  double onset_loss = 1e-6;                         // from this loss on a unit counts as hit
  std::function<void(const StockPhase&)> on_phase;  // may be empty
};

inline constexpr int kNever = -1;

struct StockCascade {
  std::vector<double> lost_days;  // of each unit: Σ over the days of 1 − min(hd, hu)
  std::vector<double> loss_end;   // on the last day
  std::vector<int> onset_day;     // the first day with a loss of onset_loss or more; kNever
};

[[nodiscard]] Result<StockCascade> RunStockCascade(const UnitNetwork& units,
                                                   const StockedPurchases& purchases,
                                                   const StockShock& shock,
                                                   const StockCascadeOptions& options = {});

}  // namespace lianmeng::chain
