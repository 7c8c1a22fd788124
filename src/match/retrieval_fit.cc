#include "match/retrieval_fit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <span>

#include "base/check.h"
#include "base/random.h"

namespace lianmeng::match {
namespace {

constexpr size_t kFeatures = kRetrievalFeatures;
using Layout = FusionLayout;

struct Schedule {
  double rate = 0;
  double penalty = 0;
  int epochs = 0;
  size_t batch = 16;
};
constexpr Schedule kSumSchedule{.rate = 0.04, .penalty = 5e-4, .epochs = 10};
constexpr Schedule kFusionSchedule{.rate = 0.008, .penalty = 1e-2, .epochs = 8};
constexpr double kLastRate = 0.1;  // of the first, falling evenly
constexpr double kMomentum = 0.9;
constexpr double kSquares = 0.99;
constexpr double kFirstLayer = 0.5;  // deviation at the start, of an input of deviation 1
constexpr double kSecondLayer = 0.2;

// Features are learned in units of their standard deviation.
RetrievalFusion UnitsOfFeatures(const std::vector<FitPool>& pools,
                                const std::vector<RetrievalFeature>& without) {
  RetrievalWeights sum{};
  RetrievalWeights square{};
  double count = 0;
  for (const FitPool& pool : pools) {
    const std::vector<float>& features = pool.pool.features;
    for (size_t i = 0; i < features.size(); ++i) {
      sum[i % kFeatures] += features[i];
      square[i % kFeatures] += static_cast<double>(features[i]) * features[i];
    }
    count += static_cast<double>(pool.pool.size());
  }
  RetrievalFusion units;
  for (size_t f = 0; f < kFeatures && count > 0; ++f) {
    const double mean = sum[f] / count;
    const double deviation = std::sqrt(std::max(0.0, square[f] / count - mean * mean));
    units.mean[f] = static_cast<float>(mean);
    units.scale[f] = deviation > 1e-6 ? static_cast<float>(1 / deviation) : 0.0F;
  }
  for (const RetrievalFeature feature : without) units.scale[static_cast<size_t>(feature)] = 0;
  return units;
}

class Adam {
 public:
  Adam(size_t size, const Schedule& schedule)
      : schedule_(schedule), first_(size, 0.0F), second_(size, 0.0F) {}

  void Step(std::span<float> weights, std::span<float> gradient, double part_done, size_t pools) {
    ++steps_;
    const double rate = schedule_.rate * (1 - (1 - kLastRate) * part_done);
    const auto first_unbiased = static_cast<float>(1 - std::pow(kMomentum, steps_));
    const auto second_unbiased = static_cast<float>(1 - std::pow(kSquares, steps_));
    for (size_t i = 0; i < weights.size(); ++i) {
      const float g = gradient[i] / static_cast<float>(pools) +
                      static_cast<float>(schedule_.penalty) * weights[i];
      gradient[i] = 0;
      first_[i] = static_cast<float>(kMomentum) * first_[i] + static_cast<float>(1 - kMomentum) * g;
      second_[i] =
          static_cast<float>(kSquares) * second_[i] + static_cast<float>(1 - kSquares) * g * g;
      weights[i] -= static_cast<float>(rate) * (first_[i] / first_unbiased) /
                    (std::sqrt(second_[i] / second_unbiased) + 1e-8F);
    }
  }

 private:
  const Schedule& schedule_;
  std::vector<float> first_, second_;
  int steps_ = 0;
};

// Softmax share of each candidate less what it should be.
void ToErrors(const FitPool& pool, std::vector<float>& scores) {
  const auto passed_over = [&](size_t c) { return !pool.is_maker.empty() && pool.is_maker[c]; };
  float top = -1e30F;
  for (size_t c = 0; c < scores.size(); ++c) {
    if (!passed_over(c)) top = std::max(top, scores[c]);
  }
  float total = 0;
  for (size_t c = 0; c < scores.size(); ++c) {
    scores[c] = passed_over(c) ? 0.0F : std::exp(scores[c] - top);
    total += scores[c];
  }
  for (float& score : scores) score /= total;
  scores[pool.wanted] -= 1.0F;
}

// Learns one set of weights; `Model` knows scores and their gradient.
template <typename Model>
void Learn(const std::vector<FitPool>& pools, const Schedule& schedule, Random random, int epochs,
           Model& model) {
  std::vector<size_t> order(pools.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::vector<float> gradient(model.weights().size(), 0.0F);
  std::vector<float> errors;
  Adam adam(gradient.size(), schedule);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
    size_t in_batch = 0;
    const auto step = [&] {
      if (in_batch == 0) return;
      adam.Step(model.weights(), gradient, static_cast<double>(epoch) / epochs, in_batch);
      in_batch = 0;
    };
    for (const size_t i : order) {
      const FitPool& pool = pools[i];
      CHECK(pool.wanted < pool.pool.size());
      CHECK(pool.is_maker.empty() || !pool.is_maker[pool.wanted]);
      model.Score(pool.pool, errors);
      ToErrors(pool, errors);
      model.AddGradient(errors, gradient);
      if (++in_batch == schedule.batch) step();
    }
    step();
  }
}

// Keeps x of the pool scored last.
class Standardised {
 public:
  explicit Standardised(const RetrievalFusion& units) : units_(units) {}

  void Take(const FusionPool& pool) {
    x_.resize(pool.features.size());
    for (size_t c = 0; c < pool.size(); ++c) {
      const float* row = &pool.features[c * kFeatures];
      float* x = &x_[c * kFeatures];
      for (size_t f = 0; f < kFeatures; ++f) x[f] = (row[f] - units_.mean[f]) * units_.scale[f];
    }
    for (size_t f = 0; f < kFeatures; ++f) {
      t_[f] = (pool.context[f] - units_.mean[f]) * units_.scale[f];
    }
  }
  [[nodiscard]] const float* x(size_t candidate) const { return &x_[candidate * kFeatures]; }
  [[nodiscard]] const FusionFeatures& t() const { return t_; }

 private:
  const RetrievalFusion& units_;
  std::vector<float> x_;
  FusionFeatures t_{};
};

class SumModel {
 public:
  explicit SumModel(const RetrievalFusion& units) : inputs_(units) {}
  std::span<float> weights() { return weights_; }

  void Score(const FusionPool& pool, std::vector<float>& scores) {
    inputs_.Take(pool);
    scores.assign(pool.size(), 0.0F);
    for (size_t c = 0; c < scores.size(); ++c) {
      for (size_t f = 0; f < kFeatures; ++f) scores[c] += weights_[f] * inputs_.x(c)[f];
    }
  }
  void AddGradient(const std::vector<float>& errors, std::span<float> gradient) {
    for (size_t c = 0; c < errors.size(); ++c) {
      for (size_t f = 0; f < kFeatures; ++f) gradient[f] += errors[c] * inputs_.x(c)[f];
    }
  }

 private:
  Standardised inputs_;
  FusionFeatures weights_{};
};

class MemberModel {
 public:
  MemberModel(const RetrievalFusion& units, Random random) : inputs_(units) {
    const double first = kFirstLayer / std::sqrt(2.0 * kFeatures);
    for (size_t i = 0; i < Layout::kBias; ++i) {
      member_[i] = static_cast<float>(random.Normal() * first);
    }
    for (size_t u = 0; u < kFusionUnits; ++u) {
      member_[Layout::kOut + u] = static_cast<float>(random.Normal() * kSecondLayer);
    }
  }
  std::span<float> weights() { return member_; }
  [[nodiscard]] const FusionMember& member() const { return member_; }

  void Score(const FusionPool& pool, std::vector<float>& scores) {
    inputs_.Take(pool);
    scores.resize(pool.size());
    units_.resize(pool.size());
    const FusionUnits of_context = UnitsOfContext(member_, inputs_.t());
    for (size_t c = 0; c < scores.size(); ++c) {
      units_[c] = UnitsOf(member_, of_context, inputs_.x(c));
      scores[c] = ScoreOf(member_, units_[c], inputs_.x(c));
    }
  }

  void AddGradient(const std::vector<float>& errors, std::span<float> gradient) {
    FusionUnits all{};  // of the units, over the candidates
    for (size_t c = 0; c < errors.size(); ++c) {
      const float* x = inputs_.x(c);
      const float error = errors[c];
      FusionUnits down;
      for (size_t u = 0; u < kFusionUnits; ++u) {
        const float unit = units_[c][u];
        const float slope = unit > 0 ? 1.0F : kFusionLeak;
        gradient[Layout::kOut + u] += error * slope * unit;
        down[u] = error * member_[Layout::kOut + u] * slope;
        all[u] += down[u];
      }
      for (size_t f = 0; f < kFeatures; ++f) {
        const float input = x[f];
        gradient[Layout::kDirect + f] += error * input;
        float* row = &gradient[Layout::kOwn + f * kFusionUnits];
        for (size_t u = 0; u < kFusionUnits; ++u) row[u] += down[u] * input;
      }
    }
    for (size_t u = 0; u < kFusionUnits; ++u) gradient[Layout::kBias + u] += all[u];
    for (size_t f = 0; f < kFeatures; ++f) {
      const float input = inputs_.t()[f];
      float* row = &gradient[Layout::kContext + f * kFusionUnits];
      for (size_t u = 0; u < kFusionUnits; ++u) row[u] += all[u] * input;
    }
  }

 private:
  Standardised inputs_;
  FusionMember member_{};
  std::vector<FusionUnits> units_;  // of each candidate, before the leak
};

// Numbers of an array, so many to a line of 100 characters.
std::string Numbers(std::span<const float> values) {
  std::string text;
  std::string line;
  for (size_t i = 0; i < values.size(); ++i) {
    char number[32];
    std::snprintf(number, sizeof number, "%.5gF", static_cast<double>(values[i]));
    std::string written = number;
    if (written.find_first_of(".en") == std::string::npos) {
      written.insert(written.size() - 1, ".0");
    }
    written += i + 1 < values.size() ? "," : "";
    if (line.size() + written.size() + 5 > 100) {
      text += "   " + line + "\n";
      line.clear();
    }
    line += " " + written;
  }
  return text + "   " + line;
}

}  // namespace

RetrievalWeights FitRetrieval(const std::vector<FitPool>& pools, const FitOptions& options) {
  const RetrievalFusion units = UnitsOfFeatures(pools, options.without);
  SumModel model(units);
  const int epochs = options.epochs > 0 ? options.epochs : kSumSchedule.epochs;
  Learn(pools, kSumSchedule, Random(options.seed), epochs, model);
  RetrievalWeights weights{};
  for (size_t f = 0; f < kFeatures; ++f) {
    weights[f] = static_cast<double>(model.weights()[f]) * units.scale[f];
  }
  return weights;
}

RetrievalFusion FitFusion(const std::vector<FitPool>& pools, const FitOptions& options) {
  RetrievalFusion fusion = UnitsOfFeatures(pools, options.without);
  const int epochs = options.epochs > 0 ? options.epochs : kFusionSchedule.epochs;
  for (size_t m = 0; m < kFusionMembers; ++m) {
    const Random random = Random(options.seed).Fork(m);
    MemberModel model(fusion, random.Fork(0));
    Learn(pools, kFusionSchedule, random.Fork(1), epochs, model);
    fusion.members[m] = model.member();
  }
  return fusion;
}

std::string RetrievalWeightsSource(const RetrievalWeights& weights, const RetrievalFusion& fusion,
                                   const std::string& command) {
  const std::vector<float> sum(weights.begin(), weights.end());
  std::string text = "// Generated by `" + command +
                     "`; do not edit.\n"
                     "#include \"match/retrieval.h\"\n"
                     "#include \"match/retrieval_fusion.h\"\n"
                     "\n"
                     "namespace lianmeng::match {\n"
                     "\n"
                     "// clang-format off\n"
                     "// In the order of RetrievalFeature.\n"
                     "const RetrievalWeights kRetrievalWeights = {\n" +
                     Numbers(sum) +
                     "};\n"
                     "\n"
                     "const RetrievalFusion kRetrievalFusion = {\n"
                     "    {" +
                     Numbers(fusion.mean).substr(4) +
                     "},\n"
                     "    {" +
                     Numbers(fusion.scale).substr(4) +
                     "},\n"
                     "    {{\n";
  for (const FusionMember& member : fusion.members) text += "{{\n" + Numbers(member) + "}},\n";
  return text + "}}};\n// clang-format on\n\n}  // namespace lianmeng::match\n";
}

}  // namespace lianmeng::match
