// A satisfiability solver that is asked again and again, and counters made of its clauses.
//
// Literals are signed numbers of variables, from 1; 0 is none. The solver behind it is CaDiCaL.
// Source:  Biere, Fazekas, Fleury, Heisinger, "CaDiCaL, Kissat, Paracooba, Plingeling and
//          Treengeling", SAT Competition 2020; Bailleux and Boufkhad, "Efficient CNF encoding of
//          Boolean cardinality constraints", CP 2003 (totalizer).
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

namespace lianmeng::event {

using Literal = int32_t;

enum class Answer : uint8_t { kYes, kNo, kUnknown };

class Sat {
 public:
  // kSatisfiable: for questions that have a yes, which it finds sooner.
  enum class Tuning : uint8_t { kDefault, kSatisfiable };
  explicit Sat(Tuning tuning = Tuning::kDefault);
  ~Sat();
  Sat(const Sat&) = delete;
  Sat& operator=(const Sat&) = delete;

  [[nodiscard]] Literal NewVariable();
  void Add(std::span<const Literal> clause);
  void Add(std::initializer_list<Literal> clause) {
    Add(std::span<const Literal>(clause.begin(), clause.size()));
  }
  // At most one of them. Pairs for few, else a ladder of new variables.
  void AddAtMostOne(std::span<const Literal> literals);
  // At most so many of them.
  void AddAtMost(std::span<const Literal> literals, size_t most);
  // outputs[i] holds when more than i of the inputs do, for i < most; with kBoth also only then.
  enum class Direction : uint8_t { kUp, kBoth };
  [[nodiscard]] std::vector<Literal> Count(std::span<const Literal> inputs, size_t most,
                                           Direction direction = Direction::kUp);

  // Clauses that Count adds in one direction.
  [[nodiscard]] static int64_t ClausesOfCount(int64_t inputs, int64_t most);

  // Which value the search tries first.
  void Prefer(Literal literal);
  // kUnknown once `stop` holds or after so many conflicts (0: no limit).
  [[nodiscard]] Answer Solve(std::span<const Literal> assumptions, int64_t conflicts_max = 0);
  // Asked often during Solve; true ends it. Empty: never.
  void StopWhen(std::function<bool()> stop);
  // After kYes.
  [[nodiscard]] bool Value(Literal literal) const;
  // After kNo: whether this assumption was needed for the answer.
  [[nodiscard]] bool Failed(Literal literal) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::event
