#include "app/generate_pairs.h"

#include "app/labels.h"
#include "base/millionths.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr size_t kPairsPerReport = 1 << 16;

}  // namespace

Result<int64_t> GeneratePairs(const GeneratePairsOptions& options, Progress& progress) {
  LM_ASSIGN(const assign::AssignmentProblem problem, assign::GeneratePairs(options.pairs));
  const auto count = static_cast<int64_t>(problem.edges.size());
  const Labels needs('N', problem.need_quantity.size());
  const Labels offers('O', problem.offer_capacity.size());
  progress.Begin({"写出候选配对", "Writing pairs"}, count);
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(options.out));
  LM_TRY(file.Write("need,offer,score\n"));
  std::string row;
  for (size_t e = 0; e < problem.edges.size(); ++e) {
    row.clear();
    needs.Append(problem.edges[e].need, row);
    row += ',';
    offers.Append(problem.edges[e].offer, row);
    row += ',';
    AppendMillionths(problem.edges[e].score, row);
    row += '\n';
    LM_TRY(file.Write(row));
    if (e % kPairsPerReport != 0) continue;
    progress.Advance(static_cast<int64_t>(e));
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  }
  LM_TRY(file.Finish());
  return count;
}

}  // namespace lianmeng::app
