#include "app/network_export.h"

#include "app/network_export_json.h"
#include "app/network_export_tables.h"
#include "app/network_plan.h"
#include "network/plan_checker.h"
#include "report/csv_writer.h"
#include "report/file_output.h"
#include "report/xlsx_writer.h"

namespace lianmeng::app {
namespace {

Result<std::string> Text(Result<Json> json) {
  if (!json) return json.error();
  return json->dump(1, ' ', false) + "\n";
}

Result<std::string> CsvBytes(const network::Plan& plan, NetworkTable table) {
  std::string bytes;
  LM_ASSIGN(auto writer, report::CsvWriter::ToMemory(&bytes));
  LM_TRY(WriteNetworkTable(plan, table, *writer));
  LM_TRY(writer->Finish());
  return bytes;
}

Result<std::string> XlsxBytes(const network::Plan& plan) {
  std::string bytes;
  LM_ASSIGN(auto writer, report::XlsxWriter::ToMemory(&bytes));
  for (const NetworkTable table :
       {NetworkTable::kFlows, NetworkTable::kHops, NetworkTable::kPorts}) {
    LM_TRY(WriteNetworkTable(plan, table, *writer));
  }
  LM_TRY(writer->Finish());
  return bytes;
}

}  // namespace

Result<std::string> NetworkBytes(const network::Plan& plan, const NetworkFormatOptions& options) {
  switch (options.format) {
    case NetworkFormat::kYang:
      return Text(YangJson(plan, options.site));
    case NetworkFormat::kSrv6:
      return Text(Srv6Json(plan, options.sid_block));
    case NetworkFormat::kMpls:
      return Text(MplsJson(plan));
    case NetworkFormat::kCsv:
      return CsvBytes(plan, options.table);
    case NetworkFormat::kXlsx:
      break;
  }
  return XlsxBytes(plan);
}

Status ExportNetwork(const ExportNetworkOptions& options) {
  LM_ASSIGN(const network::Plan plan, ReadPlan(options.plan));
  if (Status proven = network::CheckPlan(plan); !proven) {
    Error error = proven.error();
    error.place.file = options.plan;
    return error;
  }
  LM_ASSIGN(const std::string bytes, NetworkBytes(plan, options.how));
  return report::WriteWholeFile(options.out, bytes);
}

}  // namespace lianmeng::app
