// Within a day the least fixed point is reached from that of the day before: the map is monotone and
// only grows as stocks run out, so the old state lies below the new one and iterating rises to it.
#include "chain/stock_cascade.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lianmeng::chain {
namespace {

// A stock within rounding of empty is empty: 0.1 drawn ten times from 1.
constexpr double kEmpty = 1e-9;

class Days {
 public:
  Days(const UnitNetwork& units, const StockedPurchases& purchases, const StockShock& shock,
       const StockCascadeOptions& options)
      : units_(units), purchases_(purchases), shock_(shock), options_(options) {
    const size_t count = units.units.size();
    psi_.assign(count, 1.0);
    hd_.assign(count, 1.0);
    lost_.assign(count, 0.0);
    queued_.assign(count, 0);
    touched_flag_.assign(count, 0);
    sector_queued_.assign(units.network.sector_count(), 0);
    sector_hit_.resize(units.network.sector_count());
    stock_.reserve(purchases.purchases.size());
    for (const auto& purchase : purchases.purchases) stock_.push_back(purchase.stock_days);
    missing_.assign(stock_.size(), 0.0);
    exposed_flag_.assign(stock_.size(), 0);
    result_.lost_days.assign(count, 0.0);
    result_.loss_end.assign(count, 0.0);
    result_.onset_day.assign(count, kNever);
  }

  StockCascade Run() {
    Start();
    for (int day = 0; day < shock_.days;) {
      const int next = std::min(shock_.days, day + DaysUntilStockOut());
      Report(day, next - day);
      Draw(next - day);
      day = next;
      if (day < shock_.days) Settle();
    }
    for (const NodeIndex unit : touched_) result_.loss_end[unit] = Loss(unit);
    return std::move(result_);
  }

 private:
  [[nodiscard]] double Loss(NodeIndex unit) const {
    return 1.0 - std::min(hd_[unit], shock_.hu[unit]);
  }

  void Touch(NodeIndex unit) {
    if (touched_flag_[unit]) return;
    touched_flag_[unit] = 1;
    touched_.push_back(unit);
  }

  void Start() {
    for (NodeIndex unit = 0; unit < shock_.hu.size(); ++unit) {
      if (shock_.hu[unit] < 1.0) Touch(unit);
    }
    for (const ShockedNode& node : shock_.shock.nodes) {
      psi_[node.node] = std::min(psi_[node.node], node.remaining);
    }
    for (const ShockedNode& node : shock_.shock.nodes) Lower(node.node, psi_[node.node]);
    Settle();
  }

  void Lower(NodeIndex unit, double hd) {
    if (hd >= hd_[unit]) return;
    if (hd_[unit] == 1.0) sector_hit_[units_.network.sector(unit)].push_back(unit);
    hd_[unit] = hd;
    Touch(unit);
    const uint32_t sector = units_.network.sector(unit);
    if (sector_queued_[sector]) return;
    sector_queued_[sector] = 1;
    sectors_.push_back(sector);
  }

  // σ_i (1 − hd_i) of the sectors that changed; customers of units whose value moved are queued.
  void WeighSectors() {
    for (const uint32_t sector : sectors_) {
      sector_queued_[sector] = 0;
      double remaining = 0;
      for (const NodeIndex unit : units_.network.SectorNodes(sector)) {
        remaining += units_.network.output(unit) * hd_[unit];
      }
      for (const NodeIndex unit : sector_hit_[sector]) {
        const double output = units_.network.output(unit);
        const double lost = (output >= remaining ? 1.0 : output / remaining) * (1.0 - hd_[unit]);
        if (std::abs(lost - lost_[unit]) <= options_.change_min) continue;
        lost_[unit] = lost;
        for (const NodeIndex customer : units_.network.Customers(unit)) Queue(customer);
      }
    }
    sectors_.clear();
  }

  void Queue(NodeIndex unit) {
    if (queued_[unit]) return;
    queued_[unit] = 1;
    queue_.push_back(unit);
  }

  // To the fixed point of what is out of stock now. A change below change_min ends its branch.
  void Settle() {
    while (!sectors_.empty() || !queue_.empty()) {
      WeighSectors();
      std::swap(queue_, batch_);
      queue_.clear();
      for (const NodeIndex unit : batch_) {
        queued_[unit] = 0;
        const double hd = std::max(0.0, std::min(psi_[unit], 1.0 - InputLoss(unit)));
        if (hd_[unit] - hd > options_.change_min) Lower(unit, hd);
      }
    }
  }

  double InputLoss(NodeIndex unit) {
    double essential = 0;
    double replaceable = 0;
    for (uint32_t p = purchases_.offsets[unit]; p < purchases_.offsets[unit + 1]; ++p) {
      const StockedPurchases::Purchase& purchase = purchases_.purchases[p];
      double missing = 0;
      for (uint32_t i = purchase.links_begin; i < purchase.links_end; ++i) {
        missing += purchases_.shares[i] * lost_[purchases_.suppliers[i]];
      }
      missing_[p] = missing;
      if (stock_[p] > kEmpty) {
        if (missing > 0) Expose(p, unit);
      } else if (purchase.essential) {
        essential = std::max(essential, purchase.scale * missing);
      } else {
        replaceable += purchase.scale * missing;
      }
    }
    return std::max(essential, replaceable);
  }

  void Expose(uint32_t purchase, NodeIndex unit) {
    if (exposed_flag_[purchase]) return;
    exposed_flag_[purchase] = 1;
    exposed_.push_back({purchase, unit});
  }

  // Whole days on which no stock runs out, at least one.
  [[nodiscard]] int DaysUntilStockOut() const {
    double days = shock_.days;
    for (const Exposed& at : exposed_) {
      days = std::min(days, (stock_[at.purchase] - kEmpty) / missing_[at.purchase]);
    }
    return std::max(1, static_cast<int>(std::ceil(std::min(days, 1e6))));
  }

  void Draw(int days) {
    size_t kept = 0;
    for (const Exposed& at : exposed_) {
      stock_[at.purchase] -= missing_[at.purchase] * days;
      if (stock_[at.purchase] > kEmpty) {
        exposed_[kept++] = at;
      } else {
        Queue(at.unit);
      }
    }
    exposed_.resize(kept);
  }

  void Report(int day, int days) {
    for (const NodeIndex unit : touched_) {
      const double loss = Loss(unit);
      result_.lost_days[unit] += loss * days;
      if (loss >= options_.onset_loss && result_.onset_day[unit] == kNever) {
        result_.onset_day[unit] = day;
      }
    }
    if (options_.on_phase) options_.on_phase({day, days, hd_, touched_});
  }

  struct Exposed {  // suppliers fail, stock helps
    uint32_t purchase = 0;
    NodeIndex unit = 0;
  };

  const UnitNetwork& units_;
  const StockedPurchases& purchases_;
  const StockShock& shock_;
  const StockCascadeOptions& options_;
  std::vector<double> psi_, hd_, lost_;  // of units; lost_ = σ (1 − hd)
  std::vector<double> stock_, missing_;  // of purchases: days left; λ
  std::vector<uint8_t> queued_, touched_flag_, sector_queued_, exposed_flag_;
  std::vector<NodeIndex> touched_, queue_, batch_;
  std::vector<uint32_t> sectors_;
  std::vector<std::vector<NodeIndex>> sector_hit_;  // units of a sector with hd < 1
  std::vector<Exposed> exposed_;
  StockCascade result_;
};

Status Validate(const UnitNetwork& units, const StockedPurchases& purchases,
                const StockShock& shock) {
  const auto fault = [](const char* field, const std::string& value, TextPair message) {
    return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                     {.field = field, .value = value});
  };
  if (shock.days < 1) {
    return fault("days", std::to_string(shock.days), {"至少一天", "must be one day at least"});
  }
  if (purchases.offsets.size() != units.units.size() + 1) {
    return fault("purchases", std::to_string(purchases.offsets.size()),
                 {"属于另一个网络", "those of another network"});
  }
  if (shock.hu.size() != units.units.size()) {
    return fault("hu", std::to_string(shock.hu.size()),
                 {"长度与单元数不符", "not one for each unit"});
  }
  for (const ShockedNode& node : shock.shock.nodes) {
    if (node.node >= units.units.size()) {
      return fault("shock.node", std::to_string(node.node),
                   {"没有这个节点", "there is no such node"});
    }
    if (!(node.remaining >= 0 && node.remaining <= 1)) {
      return fault(
          "shock.remaining", std::to_string(node.remaining),
          {"剩余能力须在 0 与 1 之间", "the remaining share of capacity must lie between 0 and 1"});
    }
  }
  return Ok{};
}

}  // namespace

Result<StockCascade> RunStockCascade(const UnitNetwork& units, const StockedPurchases& purchases,
                                     const StockShock& shock, const StockCascadeOptions& options) {
  LM_TRY(Validate(units, purchases, shock));
  return Days(units, purchases, shock, options).Run();
}

}  // namespace lianmeng::chain
