// The least number of wishes that must be left out, from below: every core that the solver finds,
// a set of wishes that cannot all hold, raises the bound by one, until what is left can hold.
//
// Source:  Morgado, Dodaro, Marques-Silva, "Core-guided MaxSAT with soft cardinality constraints",
//           CP 2014 (OLL).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "event/sat.h"

namespace lianmeng::event {

class CoreGuided {
 public:
  enum class State : uint8_t {
    kSearching,   // the effort is spent; go on with another call
    kOptimal,     // the solver holds a model that leaves out bound() wishes
    kInfeasible,  // the clauses cannot hold whatever is left out
  };

  // `wishes` are literals that should hold, each once. `sat` must outlive this.
  CoreGuided(Sat& sat, std::vector<Literal> wishes) : sat_(sat), assumed_(std::move(wishes)) {}

  // Ends after a few cores, or at a question that takes more conflicts than these. Deterministic.
  State Run(int64_t conflicts);
  // No model leaves out fewer.
  [[nodiscard]] int32_t bound() const { return bound_; }

 private:
  // At most `allowed` of the wishes of one core are left out, for now.
  struct Sum {
    Literal assumed = 0;
    std::vector<Literal> outputs;
    size_t allowed = 0;
  };

  [[nodiscard]] std::vector<Literal> SmallCore();
  void Relax(const std::vector<Literal>& core);
  void Assume(const std::vector<Literal>& outputs, size_t allowed);

  Sat& sat_;
  std::vector<Literal> assumed_;
  std::vector<Sum> sums_;
  int32_t bound_ = 0;
};

}  // namespace lianmeng::event
