#include "event/sat.h"

#include <algorithm>
#include <cadical.hpp>

namespace lianmeng::event {

struct Sat::Impl : CaDiCaL::Terminator {
  CaDiCaL::Solver solver;
  int32_t variables = 0;
  std::function<bool()> stop;

  bool terminate() override { return stop && stop(); }
};

Sat::Sat(Tuning tuning) : impl_(std::make_unique<Impl>()) {
  if (tuning == Tuning::kSatisfiable) impl_->solver.configure("sat");
  impl_->solver.set("quiet", 1);  // it would tell standard output of clauses that cannot hold
}
Sat::~Sat() {
  if (impl_->stop) impl_->solver.disconnect_terminator();
}

Literal Sat::NewVariable() { return ++impl_->variables; }

void Sat::Add(std::span<const Literal> clause) {
  for (const Literal literal : clause) impl_->solver.add(literal);
  impl_->solver.add(0);
}

void Sat::AddAtMostOne(std::span<const Literal> literals) {
  constexpr size_t kPairsUpTo = 6;
  if (literals.size() <= kPairsUpTo) {
    for (size_t i = 0; i < literals.size(); ++i) {
      for (size_t j = i + 1; j < literals.size(); ++j) Add({-literals[i], -literals[j]});
    }
    return;
  }
  // The ladder: the first ones and a variable that says "one of these", then that and the rest.
  const Literal before = NewVariable();
  std::vector<Literal> head(literals.begin(), literals.begin() + kPairsUpTo - 1);
  for (const Literal literal : head) Add({-literal, before});
  head.push_back(-before);
  for (size_t i = 0; i + 1 < head.size(); ++i) {
    for (size_t j = i + 1; j + 1 < head.size(); ++j) Add({-head[i], -head[j]});
  }
  std::vector<Literal> tail{before};
  tail.insert(tail.end(), literals.begin() + kPairsUpTo - 1, literals.end());
  AddAtMostOne(tail);
}

void Sat::AddAtMost(std::span<const Literal> literals, size_t most) {
  if (literals.size() <= most) return;
  Add({-Count(literals, most + 1)[most]});
}

std::vector<Literal> Sat::Count(std::span<const Literal> inputs, size_t most, Direction direction) {
  most = std::min(most, inputs.size());
  if (inputs.size() <= 1) return {inputs.begin(), inputs.begin() + static_cast<long>(most)};
  const size_t half = inputs.size() / 2;
  const std::vector<Literal> left = Count(inputs.first(half), most, direction);
  const std::vector<Literal> right = Count(inputs.subspan(half), most, direction);
  std::vector<Literal> out(std::min(most, left.size() + right.size()));
  for (Literal& literal : out) literal = NewVariable();
  for (size_t i = 0; i <= left.size(); ++i) {
    for (size_t j = 0; j <= right.size(); ++j) {
      // At least i on the left and j on the right: at least i + j.
      if (i + j > 0) {
        std::vector<Literal> clause{out[std::min(i + j, out.size()) - 1]};
        if (i > 0) clause.push_back(-left[i - 1]);
        if (j > 0) clause.push_back(-right[j - 1]);
        Add(clause);
      }
      // At most i and at most j: at most i + j.
      if (direction == Direction::kBoth && i + j < out.size()) {
        std::vector<Literal> clause{-out[i + j]};
        if (i < left.size()) clause.push_back(left[i]);
        if (j < right.size()) clause.push_back(right[j]);
        Add(clause);
      }
    }
  }
  return out;
}

int64_t Sat::ClausesOfCount(int64_t inputs, int64_t most) {
  if (inputs <= 1) return 0;
  const int64_t half = inputs / 2, rest = inputs - half;
  return ClausesOfCount(half, most) + ClausesOfCount(rest, most) +
         (std::min(half, most) + 1) * (std::min(rest, most) + 1) - 1;
}

void Sat::Prefer(Literal literal) { impl_->solver.phase(literal); }

Answer Sat::Solve(std::span<const Literal> assumptions, int64_t conflicts_max) {
  for (const Literal literal : assumptions) impl_->solver.assume(literal);
  if (conflicts_max > 0) {
    impl_->solver.limit("conflicts", static_cast<int>(std::min<int64_t>(conflicts_max, INT32_MAX)));
  }
  const int result = impl_->solver.solve();
  return result == 10 ? Answer::kYes : result == 20 ? Answer::kNo : Answer::kUnknown;
}

void Sat::StopWhen(std::function<bool()> stop) {
  if (impl_->stop) impl_->solver.disconnect_terminator();
  impl_->stop = std::move(stop);
  if (impl_->stop) impl_->solver.connect_terminator(impl_.get());
}

bool Sat::Value(Literal literal) const { return impl_->solver.val(literal) > 0; }
bool Sat::Failed(Literal literal) const { return impl_->solver.failed(literal); }

}  // namespace lianmeng::event
