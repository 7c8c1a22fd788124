#include "chain/published_index.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "chain/cascade.h"

namespace lianmeng::chain {
namespace {

Error NotConverged(NodeIndex firm, int steps_max) {
  const std::string steps = std::to_string(steps_max);
  return MakeError(
      ErrorCode::kResourceExhausted,
      {"迭代 " + steps + " 步后仍未达到停止阈值，请放宽阈值",
       "the iteration has not met the threshold after " + steps + " steps; choose a larger one"},
      {.field = "firm", .value = std::to_string(firm)});
}

}  // namespace

class PublishedIndex::Impl {
 public:
  Impl(const SupplyNetwork& network, const PublishedOptions& options)
      : network_(network), options_(options) {}

  Status Compute(std::span<const NodeIndex> firms, std::span<double> out, Progress& progress) {
    std::vector<Shock> shocks(firms.size());
    for (size_t i = 0; i < firms.size(); ++i) shocks[i].nodes = {{firms[i], 0.0}};
    std::vector<uint8_t> converged(firms.size(), 0);
    LM_TRY(RunCascades(
        network_, shocks,
        {.stop_threshold = options_.stop_threshold,
         .steps_max = options_.steps_max,
         .threads = options_.threads},
        [&](size_t i, const CascadeView& view) {
          out[i] = view.index;
          converged[i] = view.converged ? 1 : 0;
        },
        progress));
    NodeIndex failed = network_.node_count();
    for (size_t i = 0; i < firms.size(); ++i) {
      if (converged[i] == 0) failed = std::min(failed, firms[i]);
    }
    if (failed != network_.node_count()) return NotConverged(failed, options_.steps_max);
    return Ok{};
  }

  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  const SupplyNetwork& network_;
  PublishedOptions options_;
  std::atomic<int64_t> link_reads_{0};
};

PublishedIndex::PublishedIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PublishedIndex::PublishedIndex(PublishedIndex&&) noexcept = default;
PublishedIndex& PublishedIndex::operator=(PublishedIndex&&) noexcept = default;
PublishedIndex::~PublishedIndex() = default;

Result<PublishedIndex> PublishedIndex::Prepare(const SupplyNetwork& network,
                                               const PublishedOptions& options, Progress&) {
  if (!(options.stop_threshold >= 0)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"停止阈值不能为负", "the stop threshold must not be negative"},
                     {.field = "stop_threshold", .value = std::to_string(options.stop_threshold)});
  }
  return PublishedIndex(std::make_unique<Impl>(network, options));
}

Status PublishedIndex::Compute(std::span<const NodeIndex> firms, std::span<double> out,
                               Progress& progress) const {
  CHECK(firms.size() == out.size());
  return impl_->Compute(firms, out, progress);
}

int64_t PublishedIndex::link_reads() const { return impl_->link_reads(); }

}  // namespace lianmeng::chain
