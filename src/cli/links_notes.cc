#include "cli/links_notes.h"

#include <cstdio>
#include <filesystem>

namespace lianmeng::cli {

void PrintLinksNotes(const Context& context, const LinksNotes& notes) {
  const auto print = [&](int64_t count, const char* zh, const char* en) {
    if (count == 0) return;
    const std::string number = std::to_string(count);
    std::fprintf(stderr, "%s\n", context.Say({number + zh, number + en}).c_str());
  };
  print(notes.self_links, " 条自供链接被略去", " self-links were dropped");
  print(notes.parallel_links, " 条平行链接并入前一条",
        " parallel links were added to an earlier one");
  print(notes.essentiality_conflicts, " 处平行链接的关键性不一，取较严者",
        " essentialities of parallel links disagreed; the stricter was taken");
}

void PrintRowErrors(Context& context, const std::vector<ingest::RowIssue>& first_issues,
                    int64_t errors) {
  for (const ingest::RowIssue& issue : first_issues) {
    std::fprintf(stderr, "%s\n",
                 MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place)
                     .Describe(context.language)
                     .c_str());
  }
  if (errors == 0) return;
  context.Fail(MakeError(ErrorCode::kInvalidArgument,
                         {"有 " + std::to_string(errors) + " 行不能用，未写出结果",
                          std::to_string(errors) + " rows cannot be used; nothing was written"}));
}

Status CheckNotInput(const std::vector<std::string>& inputs, const std::string& out) {
  for (const std::string& input : inputs) {
    std::error_code failed;
    if (input.empty() || out.empty()) continue;
    if (!std::filesystem::equivalent(input, out, failed)) continue;
    return MakeError(ErrorCode::kInvalidArgument,
                     {"结果会覆盖输入文件", "the result would overwrite its input"},
                     {.file = {}, .line = 0, .field = "out", .value = out});
  }
  return Ok{};
}

}  // namespace lianmeng::cli
