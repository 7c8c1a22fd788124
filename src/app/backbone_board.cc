#include "app/backbone_board.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "app/backbone_flows.h"
#include "app/network_plan.h"
#include "network/cycles.h"
#include "network/planner.h"

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
constexpr int64_t kTrialSlotsMax = int64_t{1} << 24;

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

bool SameOwners(const std::vector<store::StoredFlow>& a, const std::vector<store::StoredFlow>& b) {
  return std::ranges::equal(a, b, [](const store::StoredFlow& x, const store::StoredFlow& y) {
    return x.owner_city == y.owner_city && x.owner_name == y.owner_name &&
           x.owner_ownership == y.owner_ownership && x.record.ownership == y.record.ownership;
  });
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
  links_ = LinksOf(*this, plan, *ledger_);
  by_rank_ = network::ByRank(plan.flows);
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
  const auto links = static_cast<int64_t>(plan.backbone.links.size());
  const int64_t most = std::min(network::kHypercycleMax, kTrialSlotsMax / links);
  const int64_t together = std::lcm(plan.hypercycle, period);
  if (together <= most) return together;
  const std::string cycles = std::to_string(together), limit = std::to_string(most);
  return MakeError(
      ErrorCode::kInvalidArgument,
      {"与现有业务流合在一起要 " + cycles + " 个周期才重复，至多 " + limit +
           " 个；请缩短间隔，或选用与现有间隔互为倍数者",
       "with the flows that are there everything repeats after " + cycles + " cycles, and " +
           limit + " are the most; choose a shorter interval, or one that divides theirs"},
      {.file = {}, .line = 0, .field = "/interval_ns", .value = std::to_string(flow.interval_ns)});
}

Result<FlowTrial> BackboneBoard::Try(const FlowRequest& flow) const {
  const Plan& plan = planned_.plan;
  LM_ASSIGN(const int64_t hypercycle, HypercycleWith(flow));
  const std::lock_guard lock(trying_);
  Trials& trials = hypercycle == plan.hypercycle ? usual_ : other_;
  if (trials.hypercycle != hypercycle) trials = {hypercycle, Resume(plan, hypercycle)};
  return TryOn(*trials.admission, plan, flow);
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
  if (!HasProvenPlan() || stopping()) return;
  const auto begin = std::chrono::steady_clock::now();
  Result<network::SimulationReport> report = network::Simulate(
      planned_.plan, {.seed = kBackboneSimulationSeed, .packets = kPacketsSimulated});
  auto simulated = std::make_shared<SimulatedBackbone>();
  if (report) {
    simulated->report = *std::move(report);
  } else {
    simulated->failure = report.error();
  }
  simulated->seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  {
    const std::lock_guard lock(mutex_);
    simulation_ = std::move(simulated);
  }
  StoppedProgress progress(stopping);
  Result<std::vector<CutEffect>> cuts = CutEachFibre(planned_.plan, ServerAdmission(), progress);
  if (!cuts && cuts.error().code == ErrorCode::kCancelled) return;
  const std::lock_guard lock(mutex_);
  cuts_ = std::make_shared<const std::vector<CutEffect>>(cuts ? *std::move(cuts)
                                                              : std::vector<CutEffect>());
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

std::shared_ptr<BackboneBoard> BackboneBoards::Newest() {
  const std::lock_guard lock(mutex_);
  return board_;
}

void BackboneBoards::Adopt(std::shared_ptr<BackboneBoard> board) {
  {
    const std::lock_guard lock(mutex_);
    if (board_ && board_->planned().stored.version >= board->planned().stored.version) return;
    board_ = board;
    waiting_ = std::move(board);
  }
  changed_.notify_all();
}

Result<std::shared_ptr<BackboneBoard>> BackboneBoards::Current() {
  const std::lock_guard loading(loading_);
  return Load();
}

Result<std::shared_ptr<BackboneBoard>> BackboneBoards::Shown() {
  const std::unique_lock loading(loading_, std::try_to_lock);
  if (loading.owns_lock()) return Load();
  if (std::shared_ptr<BackboneBoard> board = Newest()) return board;
  return Current();
}

Result<std::shared_ptr<BackboneBoard>> BackboneBoards::Load() {
  LM_ASSIGN(const int64_t data_version, platform_.store().DataVersion());
  LM_ASSIGN(store::Reader reader, platform_.store().Read(Viewer::Office()));
  LM_ASSIGN(const int64_t version, reader.BackboneVersion());
  const std::shared_ptr<BackboneBoard> newest = Newest();
  const bool is_newest = newest && newest->planned().stored.version == version;
  if (is_newest && data_version == data_version_) return newest;
  LM_ASSIGN(store::StoredBackbone stored, reader.LoadBackbone());
  data_version_ = data_version;
  // Where owners lie and what they are called may have changed without the backbone.
  if (is_newest && SameOwners(stored.flows, newest->planned().stored.flows)) return newest;
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
  // So that whoever asks first need not wait; what goes wrong is told to those who ask.
  (void)Current();
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
