// Repeatable randomness: the same seed gives the same sequence on every machine and compiler
// (the distributions of <random> do not promise that).
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lianmeng {

inline constexpr uint64_t kSplitMixStep = 0x9e3779b97f4a7c15ULL;

[[nodiscard]] constexpr uint64_t SplitMixOutput(uint64_t state) {
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebULL;
  return state ^ (state >> 31);
}

// 64 bits from the operating system.
[[nodiscard]] uint64_t SystemEntropy();

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  [[nodiscard]] uint64_t Next() { return SplitMixOutput(state_ += kSplitMixStep); }
  // Uniform in [0, bound); bound > 0. Without modulo bias.
  [[nodiscard]] uint64_t Below(uint64_t bound);
  // Uniform in [0, 1), a multiple of 2^-53.
  [[nodiscard]] double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  [[nodiscard]] bool Chance(double probability) { return Uniform() < probability; }
  // Standard normal deviate (Box-Muller).
  [[nodiscard]] double Normal();
  // exp(mu + sigma * N(0, 1)).
  [[nodiscard]] double LogNormal(double mu, double sigma);
  // An index drawn in proportion to `weights`; requires a positive sum. Cost: linear in the size.
  [[nodiscard]] size_t Weighted(const std::vector<double>& weights);
  // A generator of its own for a named part, so that adding draws to one part moves no other.
  [[nodiscard]] Random Fork(uint64_t part) const {
    return Random(SplitMixOutput(state_ ^ SplitMixOutput(part + 1)));
  }

 private:
  uint64_t state_;
};

}  // namespace lianmeng
