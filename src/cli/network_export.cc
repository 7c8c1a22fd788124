// lianmeng network export: a plan as routers and people take it (docs/formats/network-export.md).

#include <charconv>
#include <map>

#include "app/network_export.h"
#include "cli/commands.h"
#include "cli/network_commands.h"

namespace lianmeng::cli {
namespace {

using app::NetworkFormat;
using app::NetworkTable;

struct ExportArguments {
  std::string plan, out, format, site, table = "flows", sid_block = "2001:db8";
};

const std::map<std::string, NetworkFormat> kFormats = {{"yang", NetworkFormat::kYang},
                                                       {"srv6", NetworkFormat::kSrv6},
                                                       {"mpls", NetworkFormat::kMpls},
                                                       {"csv", NetworkFormat::kCsv},
                                                       {"xlsx", NetworkFormat::kXlsx}};
const std::map<std::string, NetworkTable> kTables = {{"flows", NetworkTable::kFlows},
                                                     {"hops", NetworkTable::kHops},
                                                     {"ports", NetworkTable::kPorts}};

// "2001:db8" as 32 bits.
Result<uint32_t> ParseBlock(const std::string& text) {
  const size_t colon = text.find(':');
  uint16_t high = 0, low = 0;
  const auto read = [](std::string_view part, uint16_t& out) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out, 16);
    return error == std::errc{} && end == part.data() + part.size() && !part.empty();
  };
  if (colon != std::string::npos && read(std::string_view(text).substr(0, colon), high) &&
      read(std::string_view(text).substr(colon + 1), low)) {
    return (uint32_t{high} << 16) | low;
  }
  return MakeError(ErrorCode::kInvalidArgument,
                   {"应为两组十六进制数，例如 2001:db8", "must be two groups, such as 2001:db8"},
                   {.file = {}, .line = 0, .field = "sid-block", .value = text});
}

Status Export(const ExportArguments& arguments) {
  app::ExportNetworkOptions options{.plan = arguments.plan, .out = arguments.out};
  options.how.format = kFormats.at(arguments.format);
  options.how.table = kTables.at(arguments.table);
  options.how.site = arguments.site;
  LM_ASSIGN(options.how.sid_block, ParseBlock(arguments.sid_block));
  if (options.how.format == NetworkFormat::kYang && arguments.site.empty()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"YANG 配置属于一个站点，请用 --site 指明",
                      "a YANG configuration is one site's: say which with --site"},
                     {.file = {}, .line = 0, .field = "site", .value = {}});
  }
  const bool is_table =
      options.how.format == NetworkFormat::kCsv || options.how.format == NetworkFormat::kXlsx;
  LM_TRY(CheckOutput(arguments.out, {is_table ? "." + arguments.format : ".json"}));
  return app::ExportNetwork(options);
}

std::vector<std::string> NamesOf(const auto& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

}  // namespace

void AddNetworkExport(CLI::App& network, Context& context) {
  CLI::App* command = network.add_subcommand(
      "export", "把规划导出为路由器配置或表格 a plan as routers' configuration, or as tables");
  auto arguments = std::make_shared<ExportArguments>();
  command->add_option("plan", arguments->plan, "规划 a plan, JSON; docs/formats/network-plan.md")
      ->required();
  command->add_option("--format", arguments->format, "docs/formats/network-export.md")
      ->required()
      ->check(CLI::IsMember(NamesOf(kFormats)));
  command->add_option("--out", arguments->out, "写入的文件 the file to write")->required();
  command->add_option("--site", arguments->site, "yang：哪个站点的配置 whose configuration");
  command->add_option("--table", arguments->table, "csv：哪张表 which table")
      ->check(CLI::IsMember(NamesOf(kTables)))
      ->capture_default_str();
  command
      ->add_option("--sid-block", arguments->sid_block,
                   "srv6：段标识的前 32 位 the first 32 bits of segment ids")
      ->capture_default_str();
  command->callback([&context, arguments] { context.Finish(Export(*arguments)); });
}

}  // namespace lianmeng::cli
