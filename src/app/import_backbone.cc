#include "app/import_backbone.h"

#include <set>
#include <tuple>
#include <utility>

#include "app/backbone_plan.h"
#include "base/check.h"
#include "ingest/excerpt.h"
#include "ingest/row_fields.h"

namespace lianmeng::app {
namespace {

using OnError = std::function<Status(const ingest::RowIssue&)>;
using FibreKey = std::tuple<std::string, std::string, int64_t>;

FibreKey KeyOf(const FibreLink& fibre) { return {fibre.from, fibre.to, fibre.parallel}; }

enum : size_t { kSites, kFibres, kFlows };

class BackboneImport {
 public:
  BackboneImport(store::Writer& writer, ingest::KeyResolver& owners,
                 const ImportBackboneOptions& options, Progress& progress)
      : writer_(writer), owners_(owners), options_(options), progress_(progress) {
    report_.tables = {{"sites"}, {"fibres"}, {"flows"}};
  }

  Result<ImportBackboneReport> Run(const OnError& on_error) {
    LM_ASSIGN(stored_, writer_.LoadBackbone());
    const NetworkOptions network = OptionsOf(options_.settings.value_or(stored_.settings));
    const OnError note = [&](const ingest::RowIssue& issue) -> Status {
      if (issue.severity != Issue::Severity::kError) return Ok{};
      wrong_.insert({issue.place.file, issue.place.line});
      return on_error ? on_error(issue) : Status(Ok{});
    };
    LM_ASSIGN(records_, ReadNetworkRecords(options_.files, network, progress_, note));
    records_.input.errors.also = note;
    LM_TRY(ResolveOwners());
    CountRead();
    if (records_.input.errors.count == 0) LM_TRY(CheckBesideStored());
    if (records_.input.errors.count == 0) LM_TRY(PutAll());
    NetworkInput& input = records_.input;
    input.errors.also = nullptr;
    report_.errors = std::move(input.errors);
    report_.warnings = std::move(input.warnings);
    report_.warning_count = input.warning_count;
    return std::move(report_);
  }

 private:
  Status ResolveOwners() {
    constexpr size_t kSuggested = 20;  // errors that anybody will read
    for (BackboneFlow& flow : records_.flows) {
      if (flow.owner_key.empty()) continue;
      LM_ASSIGN(const int64_t id, owners_.Find(ingest::KeyKind::kOrganisation, flow.owner_key));
      flow.ownership.owner.value = id;
      if (id != 0) continue;
      RowErrors& errors = records_.input.errors;
      std::string near;
      if (errors.first.size() < kSuggested) {
        near = owners_.Suggest(ingest::KeyKind::kOrganisation, flow.owner_key);
      }
      LM_TRY(errors.Fail(
          {.file = records_.input.flows_file,
           .line = flow.line,
           .field = "owner",
           .value = ingest::Excerpt(flow.owner_key)},
          ingest::WithSuggestion({"没有这个机构", "there is no such organisation"}, near)));
    }
    return Ok{};
  }

  // Rows that were read and those of them that cannot be used, of each table.
  void CountRead() {
    const NetworkInput& input = records_.input;
    Count(kSites, input.sites_file, records_.topology.sites);
    Count(kFibres, input.links_file, records_.topology.links);
    Count(kFlows, input.flows_file, records_.flows);
    // Of a file with both kinds of record nobody can tell whose line was wrong: the fibres bear them.
    if (input.sites_file == input.links_file) report_.tables[kSites].rejected = 0;
  }

  template <typename Record>
  void Count(size_t table, const std::string& file, const std::vector<Record>& records) {
    std::set<int64_t> lines;
    for (const auto& [named, line] : wrong_) {
      if (named == file && line > 0) lines.insert(line);
    }
    BackboneTableLine& counts = report_.tables[table];
    counts.rejected = std::ssize(lines);
    counts.read = std::ssize(records);
    for (const Record& record : records) lines.erase(record.line);
    counts.read += std::ssize(lines);  // those that the reader gave no record for
  }

  // The files' flows were checked among themselves; beside those that are stored and stay they must be plannable, too.
  Status CheckBesideStored() {
    store::StoredBackbone together;
    together.settings = options_.settings.value_or(stored_.settings);
    together.sites = records_.topology.sites;
    together.links = records_.topology.links;
    std::set<std::string> stated;
    for (const BackboneFlow& flow : records_.flows) {
      stated.insert(flow.id);
      together.flows.push_back({.record = flow,
                                .owner_city = {},
                                .owner_name = {},
                                .owner_ownership = {},
                                .placement = {},
                                .updated_at_ms = 0});
    }
    for (const store::StoredFlow& flow : stored_.flows) {
      if (!stated.contains(flow.record.id)) together.flows.push_back(flow);
    }
    const Status checked = CheckTogether(std::move(together));
    if (checked) return Ok{};
    const Error& error = checked.error();
    NetworkInput& input = records_.input;
    return input.errors.Fail(
        {.file = input.flows_file.empty() ? input.links_file : input.flows_file,
         .line = 0,
         .field = "interval_ns",
         .value = error.place.value},
        {"与已存的业务流合在一起：" + error.message.zh,
         "together with the flows that are stored: " + error.message.en});
  }

  Status PutAll() {
    if (records_.topology.sites.empty()) {
      for (const NetworkSite& site : records_.input.sites) {
        BackboneSite named;
        named.id = site.id;
        records_.topology.sites.push_back(std::move(named));
      }
    }
    NameEndsOfFlows();
    LM_TRY(RemoveMissing());
    for (const BackboneSite& site : records_.topology.sites) {
      LM_TRY(Put(kSites, site, records_.input.sites_file));
    }
    for (const FibreLink& fibre : records_.topology.links) {
      LM_TRY(Put(kFibres, fibre, records_.input.links_file));
    }
    for (const BackboneFlow& flow : records_.flows) {
      LM_TRY(Put(kFlows, flow, records_.input.flows_file));
    }
    if (options_.settings) LM_TRY(writer_.PutSettings(*options_.settings));
    if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    return Ok{};
  }

  void NameEndsOfFlows() {
    const NetworkInput& input = records_.input;
    CHECK(input.flows.size() == records_.flows.size());  // none was wrong
    for (size_t f = 0; f < records_.flows.size(); ++f) {
      records_.flows[f].from = input.backbone.sites[input.flows[f].source];
      records_.flows[f].to = input.backbone.sites[input.flows[f].destination];
    }
  }

  // Fibres first: a site that one of them needs cannot go.
  Status RemoveMissing() {
    std::set<FibreKey> fibres;
    for (const FibreLink& fibre : records_.topology.links) fibres.insert(KeyOf(fibre));
    for (const FibreLink& fibre : stored_.links) {
      if (fibres.contains(KeyOf(fibre))) continue;
      LM_TRY(writer_.RemoveFibre(fibre));
      ++report_.tables[kFibres].removed;
    }
    std::set<std::string> sites;
    for (const BackboneSite& site : records_.topology.sites) sites.insert(site.id);
    for (const BackboneSite& site : stored_.sites) {
      if (sites.contains(site.id)) continue;
      LM_TRY(writer_.RemoveSite(site.id));
      ++report_.tables[kSites].removed;
    }
    return Ok{};
  }

  template <typename Record>
  Status Put(size_t table, const Record& record, const std::string& file) {
    const Result<store::PutOutcome> outcome = writer_.Put(record);
    if (!outcome) {
      Error error = outcome.error();
      error.place.file = file;
      error.place.line = record.line;
      return error;
    }
    BackboneTableLine& line = report_.tables[table];
    switch (*outcome) {
      case store::PutOutcome::kInserted:
        ++line.inserted;
        break;
      case store::PutOutcome::kUpdated:
        ++line.updated;
        break;
      case store::PutOutcome::kUnchanged:
        ++line.unchanged;
        break;
    }
    return Ok{};
  }

  store::Writer& writer_;
  ingest::KeyResolver& owners_;
  const ImportBackboneOptions& options_;
  Progress& progress_;
  store::StoredBackbone stored_;  // as it was
  NetworkRecords records_;
  std::set<std::pair<std::string, int64_t>> wrong_;  // file and line
  ImportBackboneReport report_;
};

}  // namespace

Result<ImportBackboneReport> PutBackbone(store::Writer& writer, ingest::KeyResolver& owners,
                                         const ImportBackboneOptions& options, Progress& progress,
                                         const OnError& on_error) {
  return BackboneImport(writer, owners, options, progress).Run(on_error);
}

Result<ImportBackboneReport> ImportBackbone(Platform& platform,
                                            const ImportBackboneOptions& options,
                                            Progress& progress) {
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = options.files.topology}));
  LM_ASSIGN(
      const store::KeyMap keys,
      writer.LoadKeys(
          {.products = false, .chains = false, .offers = false, .needs = false, .regions = false}));
  ingest::MemoryKeyResolver owners([] { return int64_t{0}; });  // an import defines none
  for (const auto& [key, id] : keys.organisations) {
    owners.Add(ingest::KeyKind::kOrganisation, key, id.value);
  }
  LM_ASSIGN(ImportBackboneReport report, PutBackbone(writer, owners, options, progress, nullptr));
  if (report.errors.count > 0) return report;  // the write is given up
  LM_ASSIGN(const store::StoredBackbone stored, writer.LoadBackbone());
  LM_TRY(writer.Commit());
  report.applied = true;
  report.version = stored.version;
  return report;
}

}  // namespace lianmeng::app
