#include "app/evaluate_names.h"

#include <filesystem>

#include "base/text.h"
#include "ingest/ckg_reader.h"
#include "ingest/json_lines_reader.h"

namespace lianmeng::app {
namespace {

Status ReadFirms(const std::string& folder, std::vector<match::NamesTrialFirm>& firms,
                 int64_t& left_out) {
  const std::filesystem::path path = std::filesystem::path(folder) / "company.json";
  LM_ASSIGN(const auto reader,
            ingest::JsonLinesReader::Open(
                path, {.file = "company.json", .fields = {"name", "fullname", "code"}}));
  ingest::Row row;
  while (true) {
    const Result<bool> more = reader->Next(row);
    if (!more && !reader->CanGoOn()) return more.error();
    if (!more) {
      ++left_out;
      continue;
    }
    if (!*more) break;
    match::NamesTrialFirm firm{Trim(row.cells[0]), Trim(row.cells[1]),
                               ingest::BareCode(row.cells[2])};
    if (firm.short_name.empty() || firm.full_name.empty() || firm.key.empty()) {
      ++left_out;
      continue;
    }
    firms.push_back(std::move(firm));
  }
  if (!firms.empty()) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument, {"没有一家企业可用", "no firm that can be used"},
                   {.file = "company.json"});
}

}  // namespace

Result<EvaluatedNames> EvaluateNames(const EvaluateNamesOptions& options, Progress& progress) {
  EvaluatedNames evaluated;
  std::vector<match::NamesTrialFirm> firms;
  LM_TRY(ReadFirms(options.folder, firms, evaluated.lines_left_out));
  LM_ASSIGN(evaluated.trial, match::RunNamesTrial(firms, options.seed, progress));
  return evaluated;
}

}  // namespace lianmeng::app
