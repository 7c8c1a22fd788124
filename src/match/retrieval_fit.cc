#include "match/retrieval_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/random.h"

namespace lianmeng::match {
namespace {

constexpr size_t kFeatures = kRetrievalFeatures;
constexpr size_t kBatch = 20;
constexpr double kRate = 0.04;
constexpr double kPenalty = 0.0005;
constexpr double kMomentum = 0.9;
constexpr double kSquares = 0.99;

// Features are learned in units of their standard deviation.
RetrievalWeights Deviations(const std::vector<FitPool>& pools) {
  RetrievalWeights mean{};
  RetrievalWeights square{};
  double count = 0;
  for (const FitPool& pool : pools) {
    for (size_t i = 0; i < pool.features.size(); ++i) {
      mean[i % kFeatures] += pool.features[i];
      square[i % kFeatures] += static_cast<double>(pool.features[i]) * pool.features[i];
    }
    count += static_cast<double>(pool.features.size() / kFeatures);
  }
  RetrievalWeights deviation{};
  for (size_t f = 0; f < kFeatures && count > 0; ++f) {
    const double m = mean[f] / count;
    deviation[f] = std::sqrt(std::max(0.0, square[f] / count - m * m));
  }
  return deviation;
}

class Fit {
 public:
  Fit(const std::vector<FitPool>& pools, const FitOptions& options)
      : pools_(pools), deviation_(Deviations(pools)) {
    for (size_t f = 0; f < kFeatures; ++f) scale_[f] = deviation_[f] > 1e-6 ? 1 / deviation_[f] : 0;
    for (const RetrievalFeature feature : options.without) {
      scale_[static_cast<size_t>(feature)] = 0;
    }
  }

  RetrievalWeights Run(const FitOptions& options) {
    std::vector<size_t> order(pools_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    Random random(options.seed);
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
      for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
      const double rate = kRate / (1.0 + 0.4 * epoch);
      size_t in_batch = 0;
      for (const size_t pool : order) {
        AddGradient(pools_[pool]);
        if (++in_batch < kBatch) continue;
        Step(rate, in_batch);
        in_batch = 0;
      }
      if (in_batch > 0) Step(rate, in_batch);
    }
    RetrievalWeights weights{};
    for (size_t f = 0; f < kFeatures; ++f) weights[f] = weights_[f] * scale_[f];
    return weights;
  }

 private:
  void AddGradient(const FitPool& pool) {
    const size_t candidates = pool.features.size() / kFeatures;
    CHECK(pool.wanted < candidates);
    shares_.assign(candidates, 0);
    double top = -1e300;
    for (size_t c = 0; c < candidates; ++c) {
      for (size_t f = 0; f < kFeatures; ++f) {
        shares_[c] += weights_[f] * scale_[f] * pool.features[c * kFeatures + f];
      }
      top = std::max(top, shares_[c]);
    }
    double total = 0;
    for (double& share : shares_) total += share = std::exp(share - top);
    for (size_t c = 0; c < candidates; ++c) {
      const double error = shares_[c] / total - (c == pool.wanted ? 1.0 : 0.0);
      if (std::abs(error) < 1e-5) continue;
      for (size_t f = 0; f < kFeatures; ++f) {
        gradient_[f] += error * scale_[f] * pool.features[c * kFeatures + f];
      }
    }
  }

  void Step(double rate, size_t pools) {
    ++steps_;
    for (size_t f = 0; f < kFeatures; ++f) {
      const double g = gradient_[f] / static_cast<double>(pools) + kPenalty * weights_[f];
      gradient_[f] = 0;
      first_[f] = kMomentum * first_[f] + (1 - kMomentum) * g;
      second_[f] = kSquares * second_[f] + (1 - kSquares) * g * g;
      const double m = first_[f] / (1 - std::pow(kMomentum, steps_));
      const double v = second_[f] / (1 - std::pow(kSquares, steps_));
      weights_[f] -= rate * m / (std::sqrt(v) + 1e-8);
    }
  }

  const std::vector<FitPool>& pools_;
  RetrievalWeights deviation_, scale_{}, weights_{}, gradient_{}, first_{}, second_{};
  std::vector<double> shares_;
  int steps_ = 0;
};

}  // namespace

RetrievalWeights FitRetrieval(const std::vector<FitPool>& pools, const FitOptions& options) {
  return Fit(pools, options).Run(options);
}

}  // namespace lianmeng::match
