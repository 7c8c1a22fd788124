#include "app/backbone_board.h"

#include <algorithm>
#include <chrono>

#include "app/network_plan.h"
#include "network/cycles.h"

namespace lianmeng::app {
namespace {

using network::Admission;
using network::FlowIndex;
using network::FlowPlan;
using network::FlowRequest;
using network::Plan;

// So many packets that every adversary has his turn several times over.
constexpr int64_t kPacketsSimulated = 300'000;

// How often to look for what others wrote: an import while the server runs.
constexpr auto kLookEvery = std::chrono::seconds(2);
// Of an admission for one question, links · cycles: some 100 MB. Questions are tried one after the other.
constexpr int64_t kTrialSlotsMax = int64_t{1} << 23;

class StoppedProgress final : public Progress {
 public:
  explicit StoppedProgress(const std::function<bool()>& stopping) : stopping_(stopping) {}
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return stopping_(); }

 private:
  const std::function<bool()>& stopping_;
};

network::LinkSlots SlotsOf(const Plan& plan, const FlowRequest& flow, const network::Hop& hop) {
  return {hop.link, hop.cycle, flow.interval_ns / plan.backbone.system.cycle_ns};
}

// The flows of a plan, where they are.
std::unique_ptr<Admission> Resume(const Plan& plan, int64_t hypercycle) {
  auto admission = std::make_unique<Admission>(plan.backbone, hypercycle, ServerAdmission());
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (plan.given[f].IsCarried()) (void)admission->Restore(f, plan.flows[f], plan.given[f]);
  }
  return admission;
}

// Leaves the admission as it was.
FlowTrial TryOn(Admission& admission, const Plan& plan, const FlowRequest& flow) {
  FlowTrial trial;
  const auto index = static_cast<FlowIndex>(plan.flows.size());
  if (!admission.Admit(index, flow)) {
    trial.given.refusal = admission.WhyNot(flow);
    return trial;
  }
  trial.given = admission.Given(index);
  for (const network::Route& route : trial.given.routes) {
    std::vector<int64_t>& bytes = trial.bytes.emplace_back();
    for (const network::Hop& hop : route.hops) {
      bytes.push_back(admission.ledger().MostUsed(SlotsOf(plan, flow, hop)));
    }
  }
  admission.Release(index);
  return trial;
}

}  // namespace

network::CycleLedger LedgerOf(const Plan& plan) {
  network::CycleLedger ledger(plan.backbone, plan.hypercycle);
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    const auto bytes = static_cast<int32_t>(network::BurstBytes(plan.flows[f]));
    for (const network::Route& route : plan.given[f].routes) {
      for (const network::Hop& hop : route.hops) {
        ledger.Take(SlotsOf(plan, plan.flows[f], hop), bytes);
      }
    }
  }
  return ledger;
}

BackboneBoard::BackboneBoard(PlannedBackbone planned) : planned_(std::move(planned)) {
  if (!planned_.IsPlanned()) return;
  const Plan& plan = planned_.plan;
  link_names_ = LinkNames(plan.backbone);
  link_titles_ = LinkTitles(plan.backbone);
  is_moved_.assign(plan.flows.size(), false);
  for (const FlowIndex flow : planned_.moved) is_moved_[flow] = true;
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) flow_of_.emplace(plan.flows[f].id, f);
  for (network::LinkIndex l = 0; l < link_names_.size(); ++l) link_of_.emplace(link_names_[l], l);
  ledger_.emplace(LedgerOf(plan));
}

std::optional<FlowIndex> BackboneBoard::FindFlow(std::string_view id) const {
  const auto found = flow_of_.find(std::string(id));
  return found == flow_of_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<network::LinkIndex> BackboneBoard::FindLink(std::string_view name) const {
  const auto found = link_of_.find(std::string(name));
  return found == link_of_.end() ? std::nullopt : std::optional(found->second);
}

Result<int64_t> BackboneBoard::HypercycleWith(const FlowRequest& flow) const {
  const Plan& plan = planned_.plan;
  const int64_t period = flow.interval_ns / plan.backbone.system.cycle_ns;
  if (plan.hypercycle % period == 0) return plan.hypercycle;
  const auto too_long = [&] {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"与现有业务流合在一起要很久才重复；请选用与其互为倍数的间隔",
                      "everything would repeat only after too long with the flows that are there; "
                      "choose an interval that divides theirs or is a multiple of them"},
                     {.file = {},
                      .line = 0,
                      .field = "/interval_ns",
                      .value = std::to_string(flow.interval_ns)});
  };
  // A flow as long as the plan stands for all that are there.
  FlowRequest all = flow;
  all.interval_ns = plan.hypercycle * plan.backbone.system.cycle_ns;
  const Result<int64_t> hypercycle = network::HypercycleOf(plan.backbone.system, {all, flow});
  if (!hypercycle) return too_long();
  const auto links = static_cast<int64_t>(plan.backbone.links.size());
  if (links * *hypercycle > kTrialSlotsMax) return too_long();
  return *hypercycle;
}

Result<FlowTrial> BackboneBoard::Try(const FlowRequest& flow) const {
  const Plan& plan = planned_.plan;
  LM_ASSIGN(const int64_t hypercycle, HypercycleWith(flow));
  FlowTrial trial;
  const std::lock_guard lock(trying_);
  if (hypercycle == plan.hypercycle) {
    if (!admission_) admission_ = Resume(plan, hypercycle);
    trial = TryOn(*admission_, plan, flow);
  } else {
    trial = TryOn(*Resume(plan, hypercycle), plan, flow);
  }
  trial.hypercycle = hypercycle;
  return trial;
}

std::shared_ptr<const SimulatedBackbone> BackboneBoard::Simulation() const {
  const std::lock_guard lock(mutex_);
  return simulation_;
}

std::shared_ptr<const std::vector<CutEffect>> BackboneBoard::Cuts() const {
  const std::lock_guard lock(mutex_);
  return cuts_;
}

void BackboneBoard::Complete(const std::function<bool()>& stopping) {
  if (!planned_.IsPlanned() || planned_.objection || stopping()) return;
  const auto begin = std::chrono::steady_clock::now();
  Result<network::SimulationReport> report = network::Simulate(
      planned_.plan, {.seed = kBackboneSimulationSeed, .packets = kPacketsSimulated});
  if (report) {
    auto simulated = std::make_shared<SimulatedBackbone>();
    simulated->report = *std::move(report);
    simulated->seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const std::lock_guard lock(mutex_);
    simulation_ = std::move(simulated);
  }
  StoppedProgress progress(stopping);
  Result<std::vector<CutEffect>> cuts = CutEachFibre(planned_.plan, ServerAdmission(), progress);
  if (!cuts) return;
  const std::lock_guard lock(mutex_);
  cuts_ = std::make_shared<const std::vector<CutEffect>>(*std::move(cuts));
}

BackboneBoards::BackboneBoards(Platform& platform, OnNews on_news)
    : platform_(platform), on_news_(std::move(on_news)), thread_([this] { Run(); }) {}

BackboneBoards::~BackboneBoards() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<std::shared_ptr<BackboneBoard>> BackboneBoards::Current() {
  const std::lock_guard loading(loading_);
  LM_ASSIGN(store::Reader reader, platform_.store().Read(Viewer::Office()));
  LM_ASSIGN(const int64_t version, reader.BackboneVersion());
  {
    const std::lock_guard lock(mutex_);
    if (board_ && board_->planned().stored.version == version) return board_;
  }
  LM_ASSIGN(store::StoredBackbone stored, reader.LoadBackbone());
  auto board = std::make_shared<BackboneBoard>(PlanBackbone(std::move(stored)));
  {
    const std::lock_guard lock(mutex_);
    board_ = board;
    waiting_ = board;
  }
  changed_.notify_all();
  return board;
}

void BackboneBoards::Run() {
  (void)
      Current();  // so that whoever asks first need not wait; what goes wrong is told to those who ask
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!waiting_) changed_.wait_for(lock, kLookEvery, [this] { return stopping_ || waiting_; });
    if (stopping_) return;
    const std::shared_ptr<BackboneBoard> before = board_;
    const std::shared_ptr<BackboneBoard> board = std::exchange(waiting_, nullptr);
    lock.unlock();
    bool has_news = board != nullptr;
    if (board) {
      board->Complete([this] {
        const std::lock_guard inner(mutex_);
        return stopping_ || waiting_ != nullptr;
      });
    } else {
      const auto now = Current();
      has_news = now && *now != before;
    }
    if (has_news && on_news_) on_news_();
    lock.lock();
  }
}

}  // namespace lianmeng::app
