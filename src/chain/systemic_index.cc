#include "chain/systemic_index.h"

#include <utility>

#include "base/check.h"
#include "chain/certified_index.h"
#include "chain/published_index.h"

namespace lianmeng::chain {

class SystemicIndex::Impl {
 public:
  virtual ~Impl() = default;
  virtual Status Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                         Progress& progress) const = 0;

  class Published;
  class Certified;
};

class SystemicIndex::Impl::Published : public SystemicIndex::Impl {
 public:
  explicit Published(PublishedIndex engine) : engine_(std::move(engine)) {}

  Status Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                 Progress& progress) const override {
    std::vector<double> index(firms.size());
    LM_TRY(engine_.Compute(firms, index, progress));
    for (size_t i = 0; i < index.size(); ++i) out[i] = {index[i], index[i]};
    return Ok{};
  }

 private:
  PublishedIndex engine_;
};

class SystemicIndex::Impl::Certified : public SystemicIndex::Impl {
 public:
  explicit Certified(CertifiedIndex engine) : engine_(std::move(engine)) {}

  Status Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                 Progress& progress) const override {
    return engine_.Compute(firms, out, progress);
  }

 private:
  CertifiedIndex engine_;
};

SystemicIndex::SystemicIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SystemicIndex::SystemicIndex(SystemicIndex&&) noexcept = default;
SystemicIndex& SystemicIndex::operator=(SystemicIndex&&) noexcept = default;
SystemicIndex::~SystemicIndex() = default;

Result<SystemicIndex> SystemicIndex::Prepare(const SupplyNetwork& network,
                                             const IndexOptions& options, Progress& progress) {
  if (options.mode == IndexMode::kPublished) {
    LM_ASSIGN(PublishedIndex engine,
              PublishedIndex::Prepare(network,
                                      {.stop_threshold = options.stop_threshold,
                                       .steps_max = options.steps_max,
                                       .threads = options.threads},
                                      progress));
    return SystemicIndex(std::make_unique<Impl::Published>(std::move(engine)));
  }
  LM_ASSIGN(CertifiedIndex engine,
            CertifiedIndex::Prepare(
                network, {.tolerance = options.tolerance, .threads = options.threads}, progress));
  return SystemicIndex(std::make_unique<Impl::Certified>(std::move(engine)));
}

Status SystemicIndex::Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                              Progress& progress) const {
  CHECK(firms.size() == out.size());
  return impl_->Compute(firms, out, progress);
}

}  // namespace lianmeng::chain
