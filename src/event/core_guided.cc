#include "event/core_guided.h"

#include <algorithm>

namespace lianmeng::event {
namespace {

constexpr int kCoresOfOneRun = 8;
// A smaller core gives a smaller counter and a stronger bound later; beyond this size the
// attempts cost more than they bring.
constexpr size_t kReduceUpTo = 40;
constexpr int64_t kReduceConflicts = 500;

}  // namespace

CoreGuided::State CoreGuided::Run(int64_t conflicts) {
  for (int cores = 0; cores < kCoresOfOneRun; ++cores) {
    const Answer answer = sat_.Solve(assumed_, conflicts);
    if (answer == Answer::kYes) return State::kOptimal;
    if (answer == Answer::kUnknown) return State::kSearching;
    const std::vector<Literal> core = SmallCore();
    if (core.empty()) return State::kInfeasible;
    ++bound_;
    Relax(core);
  }
  return State::kSearching;
}

std::vector<Literal> CoreGuided::SmallCore() {
  const auto failed_of = [this](const std::vector<Literal>& literals) {
    std::vector<Literal> failed;
    for (const Literal literal : literals) {
      if (sat_.Failed(literal)) failed.push_back(literal);
    }
    return failed;
  };
  std::vector<Literal> core = failed_of(assumed_);
  if (core.size() > kReduceUpTo) return core;
  for (size_t i = 0; i < core.size() && core.size() > 1;) {
    std::vector<Literal> fewer = core;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    if (sat_.Solve(fewer, kReduceConflicts) == Answer::kNo) {
      core = failed_of(fewer);
    } else {
      ++i;
    }
  }
  return core;
}

void CoreGuided::Relax(const std::vector<Literal>& core) {
  const auto in_core = [&](Literal literal) {
    return std::find(core.begin(), core.end(), literal) != core.end();
  };
  std::erase_if(assumed_, in_core);
  const size_t sums = sums_.size();
  for (size_t i = 0; i < sums; ++i) {
    if (!in_core(sums_[i].assumed)) continue;
    sums_[i].assumed = 0;  // it may leave out one more
    const std::vector<Literal> outputs = sums_[i].outputs;
    Assume(outputs, sums_[i].allowed + 1);
  }
  if (core.size() == 1) return;
  std::vector<Literal> left_out;
  for (const Literal literal : core) left_out.push_back(-literal);
  Assume(sat_.Count(left_out, left_out.size()), 1);
}

void CoreGuided::Assume(const std::vector<Literal>& outputs, size_t allowed) {
  if (allowed >= outputs.size()) return;
  sums_.push_back({.assumed = -outputs[allowed], .outputs = outputs, .allowed = allowed});
  assumed_.push_back(-outputs[allowed]);
}

}  // namespace lianmeng::event
