#include "app/assignment_tables.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "assign/assignment.h"
#include "ingest/csv_reader.h"
#include "ingest/excerpt.h"
#include "ingest/pairs_reader.h"

namespace lianmeng::app {
namespace {

constexpr size_t kIssuesShown = 20;

class Reading {
 public:
  Reading(const AssignmentFiles& files, AssignmentTables& out, Progress& progress)
      : files_(files), out_(out), progress_(progress) {}

  Status Run() {
    LM_TRY(ReadSide(
        {files_.needs, out_.needs, out_.problem.need_quantity, out_.kinds.need_organisation}));
    LM_TRY(ReadSide(
        {files_.offers, out_.offers, out_.problem.offer_capacity, out_.kinds.offer_organisation}));
    known_needs_ = files_.needs.empty() ? UINT32_MAX : out_.needs.size();
    known_offers_ = files_.offers.empty() ? UINT32_MAX : out_.offers.size();
    LM_ASSIGN(const auto reader, ingest::CsvReader::Open(files_.edges));
    const ingest::PairsHandlers handlers{
        .on_pair = [this](const ingest::PlainPair& pair) { return TakePair(pair); },
        .on_issue = [this](const ingest::RowIssue& issue) { return out_.errors.Note(issue); }};
    LM_TRY(files_.both_score ? ingest::ReadRankedPairs(*reader, handlers, progress_)
                             : ingest::ReadScoredPairs(*reader, handlers, progress_));
    if (files_.needs.empty()) out_.problem.need_quantity.assign(out_.needs.size(), 1);
    if (files_.offers.empty()) out_.problem.offer_capacity.assign(out_.offers.size(), 1);
    out_.kinds.need_organisation.resize(out_.needs.size(), AssignmentKinds::kNone);
    out_.kinds.offer_organisation.resize(out_.offers.size(), AssignmentKinds::kNone);
    return out_.errors.count > 0 ? Status(Ok{}) : CheckRepeated();
  }

 private:
  struct Side {
    const std::string& file;
    NameTable& names;
    std::vector<int64_t>& capacities;
    std::vector<uint32_t>& organisations;
  };

  Status ReadSide(const Side& side) {
    if (side.file.empty()) return Ok{};
    LM_ASSIGN(const auto reader, ingest::CsvReader::Open(side.file));
    const ingest::CapacitiesHandlers handlers{
        .on_capacity = [&](const ingest::PlainCapacity& row) -> Status {
          if (!side.names.Add(row.id).is_new) {
            return out_.errors.Fail(At(side.file, row.line, "id", row.id),
                                    {"该编号出现了两次", "this id stands there twice"});
          }
          side.capacities.push_back(row.capacity);
          side.organisations.push_back(row.organisation.empty()
                                           ? AssignmentKinds::kNone
                                           : out_.kinds.organisations.Add(row.organisation).number);
          return Ok{};
        },
        .on_issue = [this](const ingest::RowIssue& issue) { return out_.errors.Note(issue); }};
    LM_TRY(ingest::ReadCapacities(*reader, handlers, progress_));
    return Ok{};
  }

  static Place At(const std::string& file, int64_t line, const char* field,
                  std::string_view value) {
    return {.file = file, .line = line, .field = field, .value = ingest::Excerpt(value)};
  }

  Status TakePair(const ingest::PlainPair& pair) {
    const uint32_t need = out_.needs.Add(pair.need).number;
    const uint32_t offer = out_.offers.Add(pair.offer).number;
    if (need >= known_needs_) {
      LM_TRY(out_.errors.Fail(At(files_.edges, pair.line, "need", pair.need),
                              {"需求表中没有这个编号", "the table of needs has no such id"}));
    }
    if (offer >= known_offers_) {
      LM_TRY(out_.errors.Fail(At(files_.edges, pair.line, "offer", pair.offer),
                              {"供给表中没有这个编号", "the table of offers has no such id"}));
    }
    // After an error nothing will be computed: the rest is read for its errors alone.
    if (out_.errors.count > 0) return Ok{};
    score_sum_ += std::max<int64_t>(0, *pair.score);
    if (score_sum_ > assign::kScoreSumMax || out_.problem.edges.size() >= assign::kEdgesMax) {
      return MakeError(
          ErrorCode::kInvalidArgument,
          {"配对太多或得分之和超出 64 位整数，请换更大的单位",
           "too many pairs, or the sum of the scores leaves 64 bits: use a larger unit"},
          At(files_.edges, pair.line, "score", ""));
    }
    if (!files_.rules.empty()) TakeLabels(pair.labels);
    out_.problem.edges.push_back({need, offer, *pair.score});
    if (pair.offer_score) out_.offer_score.push_back(*pair.offer_score);
    out_.edge_line.push_back(static_cast<uint32_t>(pair.line));
    return Ok{};
  }

  // Of the pair that comes next.
  void TakeLabels(std::string_view labels) {
    const auto edge = static_cast<uint32_t>(out_.problem.edges.size());
    while (!labels.empty()) {
      const size_t end = std::min(labels.find(';'), labels.size());
      const std::string_view label = ingest::TrimBlanks(labels.substr(0, end));
      labels.remove_prefix(std::min(end + 1, labels.size()));
      if (label.empty()) continue;
      const uint32_t number = out_.kinds.labels.Add(label).number;
      if (number == out_.kinds.edges_of_label.size()) out_.kinds.edges_of_label.emplace_back();
      std::vector<uint32_t>& edges = out_.kinds.edges_of_label[number];
      if (edges.empty() || edges.back() != edge) edges.push_back(edge);
    }
  }

  Status CheckRepeated() {
    const auto [first, second] = EdgeIndex(out_.problem.edges).Repeated();
    if (first == UINT32_MAX) return Ok{};
    const assign::AssignmentEdge& edge = out_.problem.edges[second];
    const std::string line = std::to_string(out_.edge_line[first]);
    return out_.errors.Fail(
        At(files_.edges, out_.edge_line[second], "offer", out_.offers[edge.offer]),
        {"与第 " + line + " 行是同一配对", "is the pair of line " + line + " again"});
  }

  const AssignmentFiles& files_;
  AssignmentTables& out_;
  Progress& progress_;
  uint32_t known_needs_ = UINT32_MAX, known_offers_ = UINT32_MAX;
  int64_t score_sum_ = 0;
};

}  // namespace

Status RowErrors::Note(const ingest::RowIssue& issue) {
  if (issue.severity == Issue::Severity::kError) ++count;
  if (first.size() < kIssuesShown) first.push_back(issue);
  return also ? also(issue) : Status(Ok{});
}

Status RowErrors::Fail(Place place, TextPair message) {
  return Note({Issue::Severity::kError, std::move(place), std::move(message)});
}

Result<AssignmentTables> ReadAssignmentTables(const AssignmentFiles& files, Progress& progress) {
  AssignmentTables tables;
  LM_TRY(Reading(files, tables, progress).Run());
  return tables;
}

EdgeIndex::EdgeIndex(const std::vector<assign::AssignmentEdge>& edges)
    : edges_(edges), order_(edges.size()) {
  const auto before = [&](uint32_t a, uint32_t b) {
    return std::tie(edges_[a].need, edges_[a].offer, a) <
           std::tie(edges_[b].need, edges_[b].offer, b);
  };
  std::iota(order_.begin(), order_.end(), 0U);
  if (!std::is_sorted(order_.begin(), order_.end(), before)) {
    std::sort(order_.begin(), order_.end(), before);
  }
}

uint32_t EdgeIndex::Find(uint32_t need, uint32_t offer) const {
  const auto found = std::partition_point(order_.begin(), order_.end(), [&](uint32_t e) {
    return std::tie(edges_[e].need, edges_[e].offer) < std::tie(need, offer);
  });
  if (found == order_.end()) return UINT32_MAX;
  const assign::AssignmentEdge& edge = edges_[*found];
  return edge.need == need && edge.offer == offer ? *found : UINT32_MAX;
}

std::pair<uint32_t, uint32_t> EdgeIndex::Repeated() const {
  const auto same = [&](uint32_t a, uint32_t b) {
    return edges_[a].need == edges_[b].need && edges_[a].offer == edges_[b].offer;
  };
  const auto found = std::adjacent_find(order_.begin(), order_.end(), same);
  if (found == order_.end()) return {UINT32_MAX, UINT32_MAX};
  return {*found, *(found + 1)};
}

Status ReadChosenEdges(const std::string& path, const std::vector<assign::AssignmentEdge>& edges,
                       AssignmentTables& tables, const TakeChosenPair& take, Progress& progress) {
  const EdgeIndex index(edges);
  LM_ASSIGN(const auto reader, ingest::CsvReader::Open(path));
  const uint32_t needs = tables.needs.size(), offers = tables.offers.size();
  const ingest::PairsHandlers handlers{
      .on_pair = [&](const ingest::PlainPair& pair) -> Status {
        const uint32_t need = tables.needs.Add(pair.need).number;
        const uint32_t offer = tables.offers.Add(pair.offer).number;
        const uint32_t edge = need < needs && offer < offers ? index.Find(need, offer) : UINT32_MAX;
        if (edge != UINT32_MAX) return take(pair, edge);
        return tables.errors.Fail(
            {.file = path,
             .line = pair.line,
             .field = "offer",
             .value = ingest::Excerpt(pair.offer)},
            {"候选配对中没有这一对", "is no candidate of this need in the table of pairs"});
      },
      .on_issue = [&](const ingest::RowIssue& issue) { return tables.errors.Note(issue); }};
  LM_TRY(ingest::ReadChosenPairs(*reader, handlers, progress));
  return Ok{};
}

}  // namespace lianmeng::app
