#include "chain/certainty.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/parallel.h"

namespace lianmeng::chain {
namespace {

constexpr uint32_t kDrawsMax = 10'000;

struct PointResult {
  double severity = 0;
  RiskClass risk_class = RiskClass::kNone;
};

// What one draw says, members of chains in their given order.
struct DrawResult {
  std::vector<std::vector<PointResult>> chains;
  std::vector<double> indices;
};

// Cancels as the caller's progress does, and reports draws instead of cascades.
class Quiet final : public Progress {
 public:
  explicit Quiet(const Progress& outer) : outer_(outer) {}
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return outer_.Cancelled(); }

 private:
  const Progress& outer_;
};

Result<DrawResult> RunDraw(const Economy& economy, std::span<const ChainInput> chains,
                           const CertaintyOptions& options, uint32_t number, Progress& progress) {
  UnitNetworkOptions network_options = options.network;
  if (!network_options.draw) network_options.draw = NetworkDraw{};
  network_options.draw->seed = options.seed;
  network_options.draw->number = number;
  LM_ASSIGN(const UnitNetwork network, BuildUnitNetwork(economy, network_options));
  RiskOptions risk_options = options.risk;
  risk_options.threads = 1;
  risk_options.firms_shown = 0;
  LM_ASSIGN(const std::vector<ChainRisk> risks,
            FindRiskPoints(network, chains, risk_options, progress));
  DrawResult result;
  result.chains.resize(chains.size());
  for (size_t chain = 0; chain < chains.size(); ++chain) {
    std::unordered_map<uint32_t, PointResult> by_product;
    for (const RiskPoint& point : risks[chain].points) {
      by_product[point.product] = {point.severity, point.risk_class};
    }
    for (const ChainMember& member : chains[chain].members) {
      result.chains[chain].push_back(by_product.at(member.product));
    }
  }
  if (options.organisations) {
    const CascadeOptions cascade{.stop_threshold = options.index_stop_threshold, .threads = 1};
    LM_ASSIGN(const std::vector<OrganisationRisk> indices,
              IndexOrganisations(network, cascade, progress));
    for (const OrganisationRisk& index : indices) result.indices.push_back(index.index);
  }
  return result;
}

Certainty Gather(const std::vector<DrawResult>& draws, std::span<const ChainInput> chains,
                 const CertaintyOptions& options) {
  Certainty certainty{.draws = options.draws, .seed = options.seed};
  std::vector<double> values(draws.size());
  certainty.chains.resize(chains.size());
  for (size_t chain = 0; chain < chains.size(); ++chain) {
    for (size_t member = 0; member < chains[chain].members.size(); ++member) {
      PointSpread point;
      point.product = chains[chain].members[member].product;
      for (size_t draw = 0; draw < draws.size(); ++draw) {
        const PointResult& result = draws[draw].chains[chain][member];
        values[draw] = result.severity;
        ++point.draws_of_class[static_cast<size_t>(result.risk_class)];
      }
      point.severity = SpreadOf(values);
      certainty.chains[chain].push_back(std::move(point));
    }
  }
  for (size_t i = 0; i < draws[0].indices.size(); ++i) {
    for (size_t draw = 0; draw < draws.size(); ++draw) values[draw] = draws[draw].indices[i];
    certainty.organisations.push_back(SpreadOf(values));
  }
  return certainty;
}

}  // namespace

Spread SpreadOf(std::vector<double>& values) {
  CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1
                            ? values[middle]
                            : values[middle - 1] + 0.5 * (values[middle] - values[middle - 1]);
  return {values.front(), median, values.back()};
}

RiskClass PointSpread::UsualClass() const {
  size_t usual = draws_of_class.size() - 1;
  for (size_t i = usual; i-- > 0;) {
    if (draws_of_class[i] > draws_of_class[usual]) usual = i;
  }
  return static_cast<RiskClass>(usual);
}

Result<Certainty> MeasureCertainty(const Economy& economy, std::span<const ChainInput> chains,
                                   const CertaintyOptions& options, Progress& progress) {
  if (options.draws < 1 || options.draws > kDrawsMax) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"重建次数须在 1 与 10000 之间", "draws must lie between 1 and 10,000"},
                     {.field = "draws", .value = std::to_string(options.draws)});
  }
  progress.Begin({"重建未知的供应关系", "Drawing the unknown links"}, options.draws);
  std::vector<DrawResult> draws(options.draws);
  std::mutex mutex;
  std::optional<Error> failure;                     // of the first draw that fails, by number
  std::atomic<size_t> first_failed{options.draws};  // draws after it need not be made
  Quiet quiet(progress);
  LM_TRY(ForEachParallel(
      options.draws, {.threads = options.threads}, [] { return 0; },
      [&](int, size_t number) {
        if (number > first_failed) return;
        Result<DrawResult> draw =
            RunDraw(economy, chains, options, static_cast<uint32_t>(number), quiet);
        if (draw.ok()) {
          draws[number] = std::move(*draw);
          return;
        }
        const std::lock_guard lock(mutex);
        if (number > first_failed) return;
        first_failed = number;
        failure = draw.error();
      },
      progress));
  if (failure) return *failure;
  return Gather(draws, chains, options);
}

}  // namespace lianmeng::chain
