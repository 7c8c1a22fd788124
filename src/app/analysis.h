// What the engines say of one snapshot: the production-unit network, the risk points of every chain, the systemic
// index of every organisation, the best matches of every open need. Computed once for each snapshot.
//
// The network and the risk points are made when first asked for and waited for. The index of all organisations and
// the summaries of all needs take longer: WarmUp computes them in the background, and until then they are absent.
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "app/snapshot.h"
#include "base/progress.h"
#include "base/result.h"
#include "chain/chain_time.h"
#include "chain/certainty.h"
#include "chain/risk_points.h"
#include "chain/stocked_purchases.h"
#include "chain/unit_network.h"
#include "match/catalogue.h"
#include "match/match.h"
#include "match/names.h"
#include "match/retrieval_index.h"

namespace lianmeng::app {

// Value of what an offer's organisation can make of its product in a year, CNY.
struct CapacityValue {
  double cny_year = 0;  // 0: not known
  bool known =
      false;  // capacity and a price are given; otherwise estimated from revenue, or not known
};
[[nodiscard]] CapacityValue CapacityOf(const Snapshot& snapshot, uint32_t offer);

// The snapshot as plain inputs of the engines. Products, organisations and cities keep their indices.
[[nodiscard]] chain::Economy MakeEconomy(const Snapshot& snapshot);
[[nodiscard]] std::vector<chain::ChainInput> MakeChainInputs(const Snapshot& snapshot);
[[nodiscard]] match::CatalogueInput MakeCatalogueInput(const Snapshot& snapshot);
[[nodiscard]] match::Need MakeNeed(const Snapshot& snapshot, uint32_t need, Date today);

// One line of a list of needs.
struct NeedSummary {
  int64_t candidates = 0;
  int32_t best_score = 0;  // of 1,000,000; 0 if there is no match
};

class AssignDesk;
class RepairDesk;

class Analysis {
 public:
  explicit Analysis(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  [[nodiscard]] const Snapshot& snapshot() const { return *snapshot_; }

  [[nodiscard]] Result<const chain::UnitNetwork*> Network();
  // Of the same network, with stocks.
  [[nodiscard]] Result<const chain::StockedPurchases*> Purchases();
  // One element for each chain of the snapshot.
  [[nodiscard]] Result<const std::vector<chain::ChainRisk>*> Risks(
      Progress& progress = Progress::None());
  // Time to survive and to recover of one chain's products; computed when first asked for.
  [[nodiscard]] Result<const chain::ChainTime*> Time(uint32_t chain,
                                                     Progress& progress = Progress::None());
  [[nodiscard]] Result<const match::Catalogue*> Catalogue();
  // What app/find_makers.h asks; built when first asked for.
  [[nodiscard]] Result<const match::RetrievalIndex*> Retrieval();

  // Pairs of organisations that may be one, from match::kNameOffered on, best first (docs/names.md);
  // computed when first asked for: at a million organisations a matter of minutes. A run that was
  // cancelled leaves nothing behind.
  [[nodiscard]] Result<const std::vector<match::NamePair>*> Duplicates(
      Progress& progress = Progress::None());

  // One element for each organisation, and its rank from 1 (0: makes nothing).
  struct Indices {
    std::vector<chain::OrganisationRisk> risks;
    std::vector<uint32_t> ranks;
  };
  // One element for each need. Null until WarmUp has computed them.
  [[nodiscard]] const Indices* ReadyIndices() const { return indices_ready_ ? &indices_ : nullptr; }
  [[nodiscard]] const std::vector<NeedSummary>* ReadyNeeds() const {
    return needs_ready_ ? &need_summaries_ : nullptr;
  }
  // Risk points and indices over draws of the unknown links (docs/reconstruction.md). Null until
  // WarmUp has computed them.
  [[nodiscard]] const chain::Certainty* ReadyCertainty() const {
    return certainty_ready_ ? &certainty_ : nullptr;
  }
  [[nodiscard]] Status ComputeCertainty(Progress& progress = Progress::None());
  [[nodiscard]] Status ComputeIndices(Progress& progress = Progress::None());
  [[nodiscard]] Status ComputeNeeds(Date today, Progress& progress = Progress::None());

  // What app/repair_plan.h keeps for this snapshot; made when first asked for.
  [[nodiscard]] std::shared_ptr<RepairDesk> Repairs();
  // What app/assign_region.h keeps.
  [[nodiscard]] std::shared_ptr<AssignDesk> Assignments();

  // Risks, needs, indices, certainty in this order; stops early when `progress` is cancelled.
  [[nodiscard]] Status WarmUp(Date today, Progress& progress);

  // Changes whenever something that an answer may hold was added: part of every ETag.
  [[nodiscard]] int Stage() const {
    return (needs_ready_ ? 1 : 0) + (indices_ready_ ? 2 : 0) + (certainty_ready_ ? 4 : 0);
  }

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  std::mutex network_mutex_, purchases_mutex_, risks_mutex_, time_mutex_, catalogue_mutex_,
      retrieval_mutex_, duplicates_mutex_, warm_mutex_;
  std::optional<chain::UnitNetwork> network_;
  std::optional<chain::StockedPurchases> purchases_;
  std::optional<std::vector<chain::ChainRisk>> risks_;
  std::map<uint32_t, chain::ChainTime> times_;  // by chain
  std::mutex repairs_mutex_, assignments_mutex_;
  std::shared_ptr<RepairDesk> repairs_;
  std::shared_ptr<AssignDesk> assignments_;
  std::optional<match::Catalogue> catalogue_;
  std::optional<match::RetrievalIndex> retrieval_;
  std::optional<std::vector<match::NamePair>> duplicates_;
  chain::Certainty certainty_;
  Indices indices_;
  std::vector<NeedSummary> need_summaries_;
  std::atomic<bool> certainty_ready_{false};
  std::atomic<bool> indices_ready_{false};
  std::atomic<bool> needs_ready_{false};
};

}  // namespace lianmeng::app
