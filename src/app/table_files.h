// Tables as files: the same filling for XLSX and CSV, to memory for a download or to disk.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "report/table.h"

namespace lianmeng::app {

enum class TableFormat { kXlsx, kCsv };

using report::TableWriter;

// Writes one table, from Begin to Finish.
using FillTable = std::function<Status(TableWriter& writer)>;

[[nodiscard]] Result<std::string> TableBytes(TableFormat format, const FillTable& fill);

// CSV if the path ends in .csv, otherwise XLSX. The file appears under its name only when it is whole.
[[nodiscard]] Status WriteTableFile(const std::string& path, const FillTable& fill);

}  // namespace lianmeng::app
