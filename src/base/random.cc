#include "base/random.h"

#include <cmath>
#include <numbers>
#include <random>

#include "base/check.h"

namespace lianmeng {

uint64_t SystemEntropy() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

uint64_t Random::Below(uint64_t bound) {
  CHECK(bound > 0);
  const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  uint64_t value = Next();
  while (value >= limit) value = Next();
  return value % bound;
}

double Random::Normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - Uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * Uniform());
}

double Random::LogNormal(double mu, double sigma) { return std::exp(mu + sigma * Normal()); }

size_t Random::Weighted(const std::vector<double>& weights) {
  double total = 0;
  for (double weight : weights) total += weight;
  CHECK(total > 0);
  double left = Uniform() * total;
  size_t last_positive = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last_positive = i;
    left -= weights[i];
    if (left < 0) return i;
  }
  return last_positive;
}

}  // namespace lianmeng
