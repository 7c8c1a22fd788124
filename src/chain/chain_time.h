// Time-to-survive against time-to-recover for every product of a chain: the product-level model of
// docs/time.md on the network of production units.
//
// For each product and each of its three losses (chain/risk_points.h) the products that depend on
// it, up to the chain's finished goods, become a TimeModel (chain/time_to_survive.h):
//  - one process for the region's makers of each product; its activity is counted in days of their
//    normal output (capacity × utilisation), so that stocks are the records' stock_days;
//  - one process for the sources outside, with today's sales and no inputs;
//  - the makers that remain of the lost product may use their spare capacity; all others make what
//    they normally make;
//  - users of a product draw on it in proportion to output × cost share; what the chain does not use
//    keeps its part;
//  - demand is the normal output of the makers of the chain's finished goods.
// TTS is the time for which that output goes on in full. TTR is the longest time to qualify another
// source, over those who need the product as an essential input (or over all users, if none does).
// The point is exposed if TTS < TTR.
//
// Example:   LM_ASSIGN(const ChainTime time, ComputeChainTime(network, chain, {}));
//            time.points[0].losses[0].survive_days
// Units:     days; CNY a day; CNY.
// Cost:      two or three small linear programs for each loss, each with its certificate checked;
//            80 products in about 0.1 s.
// Determinism: equal input, equal output. Thread-safety: pure function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/risk_points.h"
#include "chain/time_to_survive.h"
#include "chain/unit_network.h"

namespace lianmeng::chain {

struct ChainTimeOptions {
  TimeOptions time;
  // An essential input that costs nothing still stops its user: the least cost share counted.
  double cost_share_min = 1e-4;
};

// A stock on the way from the lost product to a finished good that limits the answers, and what a
// day more of it would bring: at most this (see StockPrice).
struct StockLimit {
  uint32_t product = 0;  // made from
  uint32_t input = 0;    // this input, of which the stock is
  std::optional<double> stock_days;
  double days_per_day = 0;  // TTS gained with one more day of stock
  double cny_per_day = 0;   // loss over TTR saved with one more day of stock; 0 if TTR is not known

  friend bool operator==(const StockLimit&, const StockLimit&) = default;
};

struct FinalTimeLoss {
  uint32_t product = 0;
  double loss_cny = 0;  // over TTR
  bool limits = false;  // it is among the goods whose demand ends the survival

  friend bool operator==(const FinalTimeLoss&, const FinalTimeLoss&) = default;
};

struct LossTime {
  LossKind kind = LossKind::kLargestMaker;
  bool applies = false;  // false: there is no such source, everything below is empty
  // What can still be had of the product, over what is normally had, both a day.
  double supply_share = 0;
  double survive_days = 0;  // TTS
  bool unlimited = false;   // TTS is horizon_days or more: the chain's output does not depend on it
  bool at_least = false;    // a stock that is not known, counted as 0, limits TTS
  // TTS < TTR. Not known if TTR is not, or if only an unknown stock decides.
  std::optional<bool> exposed;
  double loss_cny_day = 0;            // once all stocks are gone
  std::optional<double> loss_cny;     // over TTR
  bool loss_at_most = false;          // a stock that is not known, counted as 0, would lower it
  double risk_exposure = 0;           // loss_cny over the largest of the chain, 0..1
  std::vector<StockLimit> limits;     // by falling days_per_day, then cny_per_day
  std::vector<FinalTimeLoss> finals;  // that lose something or limit; by falling loss
};

struct PointTime {
  uint32_t product = 0;
  std::optional<double> recover_days;  // TTR; absent: not known
  uint32_t recover_user = kNone;       // product that has it
  std::array<LossTime, kLossKinds> losses;
};

struct ChainTime {
  double final_output_cny_day = 0;  // normal output of the makers of finished goods
  double horizon_days = 0;
  std::vector<PointTime> points;  // in the order of the chain's members
  int64_t programs = 0;           // linear programs solved, each with its certificate checked
  int64_t rows_max = 0;           // of the largest
};

// Errors:  kInvalidArgument: a product out of range or twice in the chain, stock or qualification
//          days that are negative or not finite; kCancelled; kInternal: a certificate that fails.
[[nodiscard]] Result<ChainTime> ComputeChainTime(const UnitNetwork& network,
                                                 const ChainInput& chain,
                                                 const ChainTimeOptions& options = {},
                                                 Progress& progress = Progress::None());

}  // namespace lianmeng::chain
