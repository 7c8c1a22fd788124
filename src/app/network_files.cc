#include "app/network_files.h"

#include <charconv>
#include <filesystem>

#include "app/network_build.h"
#include "base/text.h"
#include "ingest/backbone_reader.h"
#include "ingest/csv_reader.h"
#include "ingest/topology_reader.h"
#include "ingest/xlsx_reader.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

namespace fs = std::filesystem;

bool EndsWith(const std::string& path, std::string_view ending) {
  return Normalise(path).ends_with(ending);
}

struct Sheet {
  std::vector<std::string> names;
  bool is_required = false;  // rather than the first sheet
};

Result<std::unique_ptr<ingest::RowReader>> OpenTable(const std::string& path, const Sheet& sheet) {
  if (!EndsWith(path, ".xlsx")) return ingest::CsvReader::Open(path);
  LM_ASSIGN(
      std::unique_ptr<ingest::RowReader> reader,
      ingest::XlsxReader::Open(path, {.sheets = sheet.names, .sheet_required = sheet.is_required}));
  return reader;
}

bool Exists(const std::string& path) {
  std::error_code ignored;
  return !path.empty() && fs::exists(path, ignored);
}

class Reading {
 public:
  Reading(const NetworkFiles& files, const NetworkOptions& options, Progress& progress)
      : files_(files), options_(options), progress_(progress) {}

  // Told of every wrong row.
  void set_on_error(std::function<Status(const ingest::RowIssue&)> on_error) {
    input_.errors.also = std::move(on_error);
  }

  Result<NetworkRecords> Run() {
    LM_TRY(CheckNetworkOptions(options_));
    input_.backbone.system = options_.system;
    LM_TRY(ReadTopology());
    // Links to a site whose row was wrong would be reported for nothing; so would flows.
    if (are_sites_whole_) LM_TRY(BuildTopology(topology_, options_, input_));
    const bool is_whole = input_.errors.count == 0;
    if (files_.flows.empty()) return Finish({});
    input_.flows_file = files_.flows;
    LM_ASSIGN(const auto reader, OpenTable(files_.flows, {{"flows", "业务流"}, false}));
    LM_ASSIGN(std::vector<BackboneFlow> flows,
              ingest::ReadBackboneFlows(*reader, on_issue_, progress_));
    if (is_whole) LM_TRY(BuildFlows(topology_, flows, input_));
    return Finish(std::move(flows));
  }

 private:
  NetworkRecords Finish(std::vector<BackboneFlow> flows) {
    input_.errors.also = nullptr;
    return {std::move(input_), std::move(topology_), std::move(flows)};
  }

  Status ReadTopology() {
    std::error_code ignored;
    if (fs::is_directory(files_.topology, ignored)) {
      return ReadTables((fs::path(files_.topology) / "links.csv").string());
    }
    if (EndsWith(files_.topology, ".csv") || EndsWith(files_.topology, ".xlsx")) {
      return ReadTables(files_.topology);
    }
    const bool is_gml = EndsWith(files_.topology, ".gml");
    if (!is_gml && !EndsWith(files_.topology, ".json")) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"不认识的拓扑文件，应为 .json、.gml、.csv、.xlsx 或文件夹",
                        "not a topology: must end in .json, .gml, .csv or .xlsx, or be a folder"},
                       {.file = files_.topology});
    }
    input_.sites_file = input_.links_file = files_.topology;
    LM_ASSIGN(std::string text, report::ReadWholeFile(files_.topology));
    LM_ASSIGN(topology_, is_gml
                             ? ingest::ParseGml(text, files_.topology, on_issue_)
                             : ingest::ParseNodeLink(std::move(text), files_.topology, on_issue_));
    return Ok{};
  }

  Status ReadTables(const std::string& links) {
    input_.links_file = links;
    input_.sites_file = SitesBeside(links);
    if (!input_.sites_file.empty()) LM_TRY(ReadSites());
    are_sites_whole_ = input_.errors.count == 0;
    LM_ASSIGN(const auto reader, OpenTable(links, {{"links", "光纤"}, false}));
    LM_ASSIGN(topology_.links, ingest::ReadFibreLinks(*reader, on_issue_, progress_));
    return Ok{};
  }

  Status ReadSites() {
    const bool is_sheet = input_.sites_file == input_.links_file;
    Result<std::unique_ptr<ingest::RowReader>> reader =
        OpenTable(input_.sites_file, {{"sites", "站点"}, is_sheet});
    // A workbook without such a sheet: the links name the sites.
    const bool may_lack = is_sheet && files_.sites.empty();
    if (!reader && may_lack && reader.error().code == ErrorCode::kInvalidArgument) return Ok{};
    if (!reader) return reader.error();
    LM_ASSIGN(topology_.sites, ingest::ReadBackboneSites(**reader, on_issue_, progress_));
    return Ok{};
  }

  [[nodiscard]] std::string SitesBeside(const std::string& links) const {
    if (!files_.sites.empty()) return files_.sites;
    if (EndsWith(links, ".xlsx")) return links;
    const fs::path path(links);
    std::string name = path.filename().string();
    const size_t at = name.rfind("links");
    if (at == std::string::npos) return {};
    const std::string beside =
        (path.parent_path() / name.replace(at, std::string_view("links").size(), "sites")).string();
    return Exists(beside) ? beside : std::string();
  }

  const NetworkFiles& files_;
  const NetworkOptions& options_;
  Progress& progress_;
  BackboneTopology topology_;
  NetworkInput input_;
  bool are_sites_whole_ = true;
  const ingest::OnIssue on_issue_ = [this](const ingest::RowIssue& issue) -> Status {
    if (issue.severity == Issue::Severity::kError) return input_.errors.Note(issue);
    constexpr size_t kShown = 20;
    ++input_.warning_count;
    if (input_.warnings.size() < kShown) input_.warnings.push_back(issue);
    return Ok{};
  };
};

}  // namespace

Result<NetworkInput> ReadNetwork(const NetworkFiles& files, const NetworkOptions& options,
                                 Progress& progress) {
  LM_ASSIGN(NetworkRecords records, Reading(files, options, progress).Run());
  return std::move(records.input);
}

Result<NetworkRecords> ReadNetworkRecords(
    const NetworkFiles& files, const NetworkOptions& options, Progress& progress,
    const std::function<Status(const ingest::RowIssue&)>& on_error) {
  Reading reading(files, options, progress);
  reading.set_on_error(on_error);
  return reading.Run();
}

Error InFiles(const NetworkInput& input, Error error) {
  const std::vector<std::string> parts = Split(error.place.field, '/');
  size_t index = 0;
  if (parts.size() < 2) return error;
  const auto [end, failure] =
      std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), index);
  if (failure != std::errc() || end != parts[1].data() + parts[1].size()) return error;
  if (parts[0] == "links" && index < input.links.size()) {
    error.place.file = input.links_file;
    error.place.line = input.links[index].line;
  } else if (parts[0] == "sites" && index < input.sites.size()) {
    error.place.file = input.sites_file.empty() ? input.links_file : input.sites_file;
    error.place.line = input.sites[index].line;
  } else if (parts[0] == "flows" && index < input.flow_lines.size()) {
    error.place.file = input.flows_file;
    error.place.line = input.flow_lines[index];
  } else {
    return error;
  }
  error.place.field = parts.size() > 2 ? parts.back() : std::string();
  return error;
}

}  // namespace lianmeng::app
