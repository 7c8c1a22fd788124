// What reading a table of links has to say, the same for every command that takes one.
#pragma once

#include <cstdint>
#include <vector>

#include "app/links_network.h"
#include "cli/context.h"

namespace lianmeng::cli {

struct LinksNotes {
  int64_t self_links = 0;
  int64_t parallel_links = 0;
  int64_t essentiality_conflicts = 0;
};

// On standard error: what was done to the links before computing, so that nobody wonders.
void PrintLinksNotes(const Context& context, const LinksNotes& notes);

// On standard error: the rows that cannot be used, if any; then the command fails.
void PrintRowErrors(Context& context, const std::vector<ingest::RowIssue>& first_issues,
                    int64_t errors);

// Files that are read must not be overwritten by a result. Names that are empty are passed over.
[[nodiscard]] Status CheckNotInput(const std::vector<std::string>& inputs, const std::string& out);

}  // namespace lianmeng::cli
