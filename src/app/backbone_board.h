// The backbone as a server holds it: one plan for all who ask, the ledger of its cycles, an admission to try flows on, and
// what takes a second or more (the simulation, every cut) computed in the background, once for a plan.
//
// Example:   LM_ASSIGN(const auto board, boards.Current());
//            const FlowTrial trial = board->Try(flow);      // some microseconds
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "app/backbone_plan.h"
#include "app/backbone_views.h"
#include "app/network_failure.h"
#include "app/platform.h"
#include "network/cycle_ledger.h"
#include "network/simulator.h"

namespace lianmeng::app {

// What would become of a flow that is asked for now.
struct FlowTrial {
  network::FlowPlan given;  // or its refusal
  // Of each hop of each route, the most bytes in the cycles that the flow would use, itself included.
  std::vector<std::vector<int64_t>> bytes;
};

inline constexpr uint64_t kBackboneSimulationSeed = 1;

struct SimulatedBackbone {
  network::SimulationReport report;  // or
  std::optional<Error> failure;      // why there is none
  double seconds = 0;
};

class BackboneBoard {
 public:
  explicit BackboneBoard(PlannedBackbone planned);
  BackboneBoard(const BackboneBoard&) = delete;
  BackboneBoard& operator=(const BackboneBoard&) = delete;

  [[nodiscard]] const PlannedBackbone& planned() const { return planned_; }
  [[nodiscard]] const network::Plan& plan() const { return planned_.plan; }
  // Whether there is a plan and the checker agrees to it.
  [[nodiscard]] bool HasProvenPlan() const { return planned_.IsPlanned() && !planned_.objection; }
  // The bytes of carried flows in each cycle. Requires: planned().IsPlanned().
  [[nodiscard]] const network::CycleLedger& ledger() const { return *ledger_; }
  [[nodiscard]] const std::vector<std::string>& link_names() const { return link_names_; }
  [[nodiscard]] const std::vector<TextPair>& link_titles() const { return link_titles_; }
  [[nodiscard]] const std::vector<BackboneLinkView>& links() const { return links_; }
  [[nodiscard]] const std::vector<network::FlowIndex>& by_rank() const { return by_rank_; }
  [[nodiscard]] bool IsMoved(network::FlowIndex flow) const { return is_moved_[flow]; }
  [[nodiscard]] std::optional<network::FlowIndex> FindFlow(std::string_view id) const;
  [[nodiscard]] std::optional<network::LinkIndex> FindLink(std::string_view name) const;

  // Nothing is changed. Requires: IsPlanned, a valid flow. Errors: kInvalidArgument, field /interval_ns: together with the
  // flows that are there everything would repeat only after too long.
  [[nodiscard]] Result<FlowTrial> Try(const network::FlowRequest& flow) const;

  // Empty while they are being computed. Unchanging once there.
  [[nodiscard]] std::shared_ptr<const SimulatedBackbone> Simulation() const;
  [[nodiscard]] std::shared_ptr<const std::vector<CutEffect>> Cuts() const;

  // Held while a cut is planned: it takes a new plan, and anyone may ask.
  [[nodiscard]] std::mutex& cutting() const { return cutting_; }

  // Does what is to be done in the background; `stopping` ends it at the next step.
  void Complete(const std::function<bool()>& stopping);

 private:
  [[nodiscard]] Result<int64_t> HypercycleWith(const network::FlowRequest& flow) const;

  const PlannedBackbone planned_;
  std::vector<std::string> link_names_;
  std::vector<TextPair> link_titles_;
  std::vector<bool> is_moved_;
  std::unordered_map<std::string, network::FlowIndex> flow_of_;
  std::unordered_map<std::string, network::LinkIndex> link_of_;
  std::optional<network::CycleLedger> ledger_;
  std::vector<BackboneLinkView> links_;
  std::vector<network::FlowIndex> by_rank_;
  // An admission of all carried flows, made for the first who asks; a second for questions whose interval asks for another
  // hypercycle, the last such.
  struct Trials {
    int64_t hypercycle = 0;
    std::unique_ptr<network::Admission> admission;
  };
  mutable std::mutex trying_, cutting_;
  mutable Trials usual_, other_;
  mutable std::mutex mutex_;  // of all below
  std::shared_ptr<const SimulatedBackbone> simulation_;
  std::shared_ptr<const std::vector<CutEffect>> cuts_;
};

// The bytes of a plan's carried flows in each cycle of each link.
[[nodiscard]] network::CycleLedger LedgerOf(const network::Plan& plan);

// The board of the newest records; planned at once, and anew when they have changed, which is noticed within seconds
// whoever changed them.
class BackboneBoards {
 public:
  // Called from the working thread: there is a new board, or one's simulation and cuts are there.
  using OnNews = std::function<void()>;

  // Requires: platform outlives this object.
  BackboneBoards(Platform& platform, OnNews on_news);
  ~BackboneBoards();  // ends the work, which may take as long as one simulation, and joins
  BackboneBoards(const BackboneBoards&) = delete;
  BackboneBoards& operator=(const BackboneBoards&) = delete;

  // Of the newest records. Two callers at once wait for one planning. Errors: of the store.
  Result<std::shared_ptr<BackboneBoard>> Current();
  // For whoever only looks: while a newer one is being planned, the one before it.
  Result<std::shared_ptr<BackboneBoard>> Shown();
  // One that the caller has planned: of records that it has just written.
  void Adopt(std::shared_ptr<BackboneBoard> board);

 private:
  void Run();
  // Requires: loading_ is held.
  Result<std::shared_ptr<BackboneBoard>> Load();
  [[nodiscard]] std::shared_ptr<BackboneBoard> Newest();

  Platform& platform_;
  const OnNews on_news_;
  std::mutex loading_;
  int64_t data_version_ = -1;  // of the organisations that own flows; under loading_
  std::mutex mutex_;           // of all below
  std::condition_variable changed_;
  std::shared_ptr<BackboneBoard> board_;
  std::shared_ptr<BackboneBoard> waiting_;  // for its background work
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lianmeng::app
