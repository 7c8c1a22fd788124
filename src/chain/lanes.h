// Eight doubles that go through the same steps together: one shock in each lane. What is read of the
// network is then read once for eight shocks, and a gathered value fills a whole line of the cache.
//
// Each lane's result is what that lane alone would give, bit by bit: there is no operation across
// lanes. Built on the vector extensions of GCC and Clang, in pairs, which every x86-64 and ARMv8 has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lianmeng::chain {

inline constexpr size_t kLanes = 8;

namespace lanes_internal {
using Pair = double __attribute__((vector_size(16)));
using PairMask = int64_t __attribute__((vector_size(16)));
inline constexpr size_t kPairs = kLanes / 2;
}  // namespace lanes_internal

class LaneMask;

class alignas(64) Lanes {
 public:
  Lanes() = default;
  explicit Lanes(double value) {
#pragma GCC unroll 4
    for (Pair& pair : pairs_) pair = Pair{value, value};
  }

  [[nodiscard]] double operator[](size_t lane) const { return pairs_[lane / 2][lane % 2]; }
  void Set(size_t lane, double value) { pairs_[lane / 2][lane % 2] = value; }

  // this += factor · other
  void AddScaled(double factor, const Lanes& other) {
    const Pair both{factor, factor};
#pragma GCC unroll 4
    for (size_t i = 0; i < lanes_internal::kPairs; ++i) pairs_[i] += both * other.pairs_[i];
  }

  friend Lanes operator+(const Lanes& a, const Lanes& b) {
    return Each(a, b, [](Pair x, Pair y) { return x + y; });
  }
  friend Lanes operator-(const Lanes& a, const Lanes& b) {
    return Each(a, b, [](Pair x, Pair y) { return x - y; });
  }
  friend Lanes operator*(const Lanes& a, const Lanes& b) {
    return Each(a, b, [](Pair x, Pair y) { return x * y; });
  }
  friend Lanes operator/(const Lanes& a, const Lanes& b) {
    return Each(a, b, [](Pair x, Pair y) { return x / y; });
  }
  friend Lanes Max(const Lanes& a, const Lanes& b) {
    return Each(a, b, [](Pair x, Pair y) { return x > y ? x : y; });
  }
  friend Lanes Min(const Lanes& a, const Lanes& b) {
    return Each(a, b, [](Pair x, Pair y) { return x < y ? x : y; });
  }

 private:
  friend class LaneMask;
  using Pair = lanes_internal::Pair;

  template <typename Operation>
  static Lanes Each(const Lanes& a, const Lanes& b, Operation operation) {
    Lanes result;
#pragma GCC unroll 4
    for (size_t i = 0; i < lanes_internal::kPairs; ++i) {
      result.pairs_[i] = operation(a.pairs_[i], b.pairs_[i]);
    }
    return result;
  }

  Pair pairs_[lanes_internal::kPairs] = {};
};

// One truth value for each lane.
class LaneMask {
 public:
  LaneMask() = default;  // none
  static LaneMask Greater(const Lanes& a, const Lanes& b) {
    LaneMask mask;
#pragma GCC unroll 4
    for (size_t i = 0; i < lanes_internal::kPairs; ++i) {
      mask.pairs_[i] = a.pairs_[i] > b.pairs_[i];
    }
    return mask;
  }

  [[nodiscard]] bool operator[](size_t lane) const { return pairs_[lane / 2][lane % 2] != 0; }
  void Set(size_t lane, bool value) { pairs_[lane / 2][lane % 2] = value ? -1 : 0; }
  [[nodiscard]] bool Any() const {
    PairMask any = pairs_[0];
#pragma GCC unroll 4
    for (size_t i = 1; i < lanes_internal::kPairs; ++i) any |= pairs_[i];
    return (any[0] | any[1]) != 0;
  }
  LaneMask& operator|=(const LaneMask& other) {
#pragma GCC unroll 4
    for (size_t i = 0; i < lanes_internal::kPairs; ++i) pairs_[i] |= other.pairs_[i];
    return *this;
  }
  friend LaneMask operator&(LaneMask a, const LaneMask& b) {
#pragma GCC unroll 4
    for (size_t i = 0; i < lanes_internal::kPairs; ++i) a.pairs_[i] &= b.pairs_[i];
    return a;
  }

  // a where the mask is true, b elsewhere.
  [[nodiscard]] Lanes Select(const Lanes& a, const Lanes& b) const {
    Lanes result;
#pragma GCC unroll 4
    for (size_t i = 0; i < lanes_internal::kPairs; ++i) {
      result.pairs_[i] = pairs_[i] != 0 ? a.pairs_[i] : b.pairs_[i];
    }
    return result;
  }

 private:
  using PairMask = lanes_internal::PairMask;
  PairMask pairs_[lanes_internal::kPairs] = {};
};

}  // namespace lianmeng::chain
