#include "app/stable_pairs.h"

#include <algorithm>

#include "app/links_table.h"
#include "assign/stable_checker.h"
#include "base/millionths.h"
#include "base/own_fault.h"
#include "ingest/excerpt.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

struct StableTables {
  AssignmentTables tables;  // its problem and scores moved to `problem`
  assign::StableProblem problem;
};

Result<StableTables> Read(AssignmentFiles files, Progress& progress) {
  files.both_score = true;
  StableTables read;
  LM_ASSIGN(read.tables, ReadAssignmentTables(files, progress));
  read.problem = {.pairs = std::move(read.tables.problem),
                  .offer_score = std::move(read.tables.offer_score)};
  return read;
}

StablePairsReport Count(const StableTables& read, const std::vector<uint32_t>& chosen) {
  StablePairsReport report;
  const auto& edges = read.problem.pairs.edges;
  report.needs = read.tables.needs.size();
  report.offers = read.tables.offers.size();
  report.pairs = static_cast<int64_t>(edges.size());
  report.chosen = static_cast<int64_t>(chosen.size());
  std::vector<bool> is_served(read.tables.needs.size());
  for (const uint32_t e : chosen) is_served[edges[e].need] = true;
  report.needs_served = std::count(is_served.begin(), is_served.end(), true);
  return report;
}

Status Write(const StableTables& read, const std::vector<uint32_t>& chosen,
             const std::string& out) {
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(out));
  LM_TRY(file.Write("need,offer,need_score,offer_score\n"));
  std::string row;
  for (const uint32_t e : chosen) {
    const assign::AssignmentEdge& edge = read.problem.pairs.edges[e];
    row.clear();
    AppendCell(read.tables.needs[edge.need], row);
    row += ',';
    AppendCell(read.tables.offers[edge.offer], row);
    row += ',';
    AppendMillionths(edge.score, row);
    row += ',';
    AppendMillionths(read.problem.offer_score[e], row);
    row += '\n';
    LM_TRY(file.Write(row));
  }
  return file.Finish();
}

StablePairsReport Refused(StableTables& read) {
  StablePairsReport report;
  report.errors = std::move(read.tables.errors);
  return report;
}

// The pairs of a file as indices of edges, with their lines.
struct ChosenPairs {
  std::vector<uint32_t> edges;
  std::vector<int64_t> lines;
};

Result<ChosenPairs> ReadChosen(StableTables& read, const std::string& path, Progress& progress) {
  ChosenPairs chosen;
  LM_TRY(ReadChosenEdges(
      path, read.problem.pairs.edges, read.tables,
      [&](const ingest::PlainPair& pair, uint32_t edge) -> Status {
        chosen.edges.push_back(edge);
        chosen.lines.push_back(pair.line);
        return Ok{};
      },
      progress));
  // The columns of scores are those of the candidates; here they only stand beside the pair.
  std::erase_if(read.tables.errors.first, [&](const ingest::RowIssue& issue) {
    return issue.severity != Issue::Severity::kError && issue.place.file == path;
  });
  return chosen;
}

// The checker speaks of records; people have files.
Error InFiles(Error error, const StableTables& read, const ChosenPairs& chosen,
              const AssignmentFiles& files, const std::string& pairs) {
  const size_t index = static_cast<size_t>(error.place.line - 1);
  const bool blocking = error.place.field == "edge";
  const size_t e = blocking ? index : chosen.edges[index];
  const assign::AssignmentEdge& edge = read.problem.pairs.edges[e];
  error.place.file = blocking ? files.edges : pairs;
  error.place.line = blocking ? read.tables.edge_line[index] : chosen.lines[index];
  error.place.field = "offer";
  error.place.value = ingest::Excerpt(read.tables.needs[edge.need]) + ", " +
                      ingest::Excerpt(read.tables.offers[edge.offer]);
  return error;
}

}  // namespace

Result<StablePairsReport> MatchPairsStably(const StablePairsOptions& options, Progress& progress) {
  LM_ASSIGN(StableTables read, Read(options.files, progress));
  if (read.tables.errors.count > 0) return Refused(read);
  const std::vector<uint32_t> chosen = assign::MatchStably(read.problem, options.proposer);
  LM_TRY(AsOwnFault(assign::CheckStable(read.problem, chosen)));
  LM_TRY(Write(read, chosen, options.out));
  StablePairsReport report = Count(read, chosen);
  report.errors = std::move(read.tables.errors);
  return report;
}

Result<StablePairsReport> VerifyStablePairs(const AssignmentFiles& files, const std::string& pairs,
                                            Progress& progress) {
  LM_ASSIGN(StableTables read, Read(files, progress));
  if (read.tables.errors.count > 0) return Refused(read);
  LM_ASSIGN(const ChosenPairs chosen, ReadChosen(read, pairs, progress));
  if (read.tables.errors.count > 0) return Refused(read);
  const Status checked = assign::CheckStable(read.problem, chosen.edges);
  if (!checked) return InFiles(checked.error(), read, chosen, files, pairs);
  StablePairsReport report = Count(read, chosen.edges);
  report.errors = std::move(read.tables.errors);
  return report;
}

}  // namespace lianmeng::app
