#include "app/table_files.h"

#include "report/csv_writer.h"
#include "report/xlsx_writer.h"

namespace lianmeng::app {

Result<std::string> TableBytes(TableFormat format, const FillTable& fill) {
  std::string bytes;
  LM_ASSIGN(const std::unique_ptr<report::TableWriter> writer,
            format == TableFormat::kXlsx ? report::XlsxWriter::ToMemory(&bytes)
                                         : report::CsvWriter::ToMemory(&bytes));
  LM_TRY(fill(*writer));
  return bytes;
}

Status WriteTableFile(const std::string& path, const FillTable& fill) {
  LM_ASSIGN(
      const std::unique_ptr<report::TableWriter> writer,
      path.ends_with(".csv") ? report::CsvWriter::ToFile(path) : report::XlsxWriter::ToFile(path));
  return fill(*writer);
}

}  // namespace lianmeng::app
