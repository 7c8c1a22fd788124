// The tables of an assignment (docs/formats/assignment.md) as the engine's plain problem, and names
// back for its numbers.
//
// Needs and offers are numbered in the order of their own tables or, without one, of the edges.
// Cost:      five million pairs in some seconds; memory about 30 bytes a pair and 100 a name.
// Errors:    of a file and its heading; scores whose sum leaves 64 bits. Wrong rows are collected,
//            all in one pass, and leave a problem that must not be used.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "assign/assignment_records.h"
#include "base/name_table.h"
#include "base/progress.h"
#include "base/result.h"
#include "ingest/pairs_reader.h"
#include "ingest/sink.h"

namespace lianmeng::app {

struct AssignmentFiles {
  std::string edges;
  std::string needs, offers;  // capacities; empty: 1 for every need or offer that the edges name
  std::string rules;          // app/assignment_rules.h; empty: none
  bool both_score = false;    // edges have need_score and offer_score in place of score
};

// Rows that cannot be used, for people.
struct RowErrors {
  int64_t count = 0;
  std::vector<ingest::RowIssue> first;                  // warnings too, at most 20
  std::function<Status(const ingest::RowIssue&)> also;  // told of every one, if set

  Status Note(const ingest::RowIssue& issue);
  Status Fail(Place place, TextPair message);
};

// What rules speak of: labels of pairs and organisations of needs and offers. Read where there are rules.
struct AssignmentKinds {
  static constexpr uint32_t kNone = UINT32_MAX;

  NameTable labels, organisations;
  std::vector<std::vector<uint32_t>> edges_of_label;            // rising
  std::vector<uint32_t> need_organisation, offer_organisation;  // kNone: not known
};

struct AssignmentTables {
  NameTable needs, offers;
  AssignmentKinds kinds;
  assign::AssignmentProblem problem;
  std::vector<int64_t> offer_score;  // of each edge, where both score; the edge's is the need's
  std::vector<uint32_t> edge_line;   // in the file of edges, at most 2^32 − 1
  RowErrors errors;
};

[[nodiscard]] Result<AssignmentTables> ReadAssignmentTables(const AssignmentFiles& files,
                                                            Progress& progress);

// Edges in the order of their pairs, for looking one up.
class EdgeIndex {
 public:
  explicit EdgeIndex(const std::vector<assign::AssignmentEdge>& edges);
  // UINT32_MAX: no such edge.
  [[nodiscard]] uint32_t Find(uint32_t need, uint32_t offer) const;
  // Two edges of one pair, the earlier first; UINT32_MAX twice: there are none.
  [[nodiscard]] std::pair<uint32_t, uint32_t> Repeated() const;

 private:
  const std::vector<assign::AssignmentEdge>& edges_;
  std::vector<uint32_t> order_;
};

// A row of chosen pairs and its index in `edges`.
using TakeChosenPair = std::function<Status(const ingest::PlainPair& pair, uint32_t edge)>;

// The pairs that a file says were chosen. Rows that cannot be used and pairs that are no candidates
// go to tables.errors. Errors: of the file, its heading and the callback.
[[nodiscard]] Status ReadChosenEdges(const std::string& path,
                                     const std::vector<assign::AssignmentEdge>& edges,
                                     AssignmentTables& tables, const TakeChosenPair& take,
                                     Progress& progress);

}  // namespace lianmeng::app
