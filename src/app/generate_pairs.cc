#include "app/generate_pairs.h"

#include "app/labels.h"
#include "base/millionths.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 18;

}  // namespace

Result<int64_t> GeneratePairs(const GeneratePairsOptions& options, Progress& progress) {
  LM_ASSIGN(const match::AssignmentProblem problem, match::GeneratePairs(options.pairs));
  const auto count = static_cast<int64_t>(problem.edges.size());
  const Labels needs('N', problem.need_quantity.size());
  const Labels offers('O', problem.offer_capacity.size());
  progress.Begin({"写出候选配对", "Writing pairs"}, count);
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(options.out));
  std::string bytes = "need,offer,score\n";
  for (size_t e = 0; e < problem.edges.size(); ++e) {
    needs.Append(problem.edges[e].need, bytes);
    bytes += ',';
    offers.Append(problem.edges[e].offer, bytes);
    bytes += ',';
    AppendMillionths(problem.edges[e].score, bytes);
    bytes += '\n';
    if (bytes.size() < kBufferBytes) continue;
    LM_TRY(file.Write(bytes));
    bytes.clear();
    progress.Advance(static_cast<int64_t>(e));
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  }
  LM_TRY(file.Write(bytes));
  LM_TRY(file.Finish());
  return count;
}

}  // namespace lianmeng::app
