#include "app/import_region.h"

#include <filesystem>
#include <fstream>
#include <optional>

#include "app/import_backbone.h"
#include "app/measures.h"
#include "ingest/ckg_reader.h"
#include "ingest/region_tables.h"
#include "ingest/rejects_writer.h"

namespace lianmeng::app {
namespace {

using ingest::KeyKind;
using ingest::RowIssue;

constexpr size_t kIssuesShown = 20;

// Keys and regions that the store holds, so that rows can refer to them.
Result<ingest::MemoryKeyResolver> MakeResolver(Platform& platform, store::Writer& writer,
                                               std::shared_ptr<IdGenerator> ids) {
  ingest::MemoryKeyResolver resolver([ids] { return ids->Next(); });
  store::KeyKinds kinds;
  kinds.offers = false;
  kinds.needs = false;
  LM_ASSIGN(store::KeyMap keys, writer.LoadKeys(kinds));
  for (const auto& [key, id] : keys.organisations)
    resolver.Add(KeyKind::kOrganisation, key, id.value);
  for (const auto& [key, id] : keys.products) resolver.Add(KeyKind::kProduct, key, id.value);
  for (const auto& [key, id] : keys.chains) resolver.Add(KeyKind::kChain, key, id.value);
  LM_ASSIGN(store::Reader reader, platform.store().Read(Viewer::Office()));
  LM_ASSIGN(std::vector<Region> regions, reader.ListRegions());
  for (Region& region : regions) resolver.AddRegion(std::move(region));
  return resolver;
}

// The rejects file: made at the first issue, and only in place of nothing or of an older rejects file, so that a
// slip of the keyboard cannot cost a table or a database.
class RejectsFile {
 public:
  explicit RejectsFile(std::string path) : path_(std::move(path)) {}

  // Removes what an earlier import left: its issues are not this one's.
  Status Prepare() const {
    if (path_.empty() || !std::filesystem::exists(path_)) return Ok{};
    if (!IsOurs()) {
      return MakeError(
          ErrorCode::kConflict,
          {"该文件不是问题清单，不会覆盖；请用 --rejects 另指定",
           "this file is no list of rejects and is not overwritten; name another with --rejects"},
          {.file = path_});
    }
    std::error_code failed;
    std::filesystem::remove(path_, failed);
    return Ok{};
  }

  Status Write(const RowIssue& issue) {
    if (path_.empty()) return Ok{};
    if (!writer_) {
      LM_ASSIGN(ingest::RejectsWriter made, ingest::RejectsWriter::Create(path_));
      writer_.emplace(std::move(made));
    }
    return writer_->Write(issue);
  }

  Status Close() {
    if (!writer_) return Ok{};
    return writer_->Close();
  }

 private:
  [[nodiscard]] bool IsOurs() const {
    if (!std::filesystem::is_regular_file(path_)) return false;
    std::string heading;
    std::ifstream file(path_, std::ios::binary);
    std::getline(file, heading);
    return heading.empty() || heading.find("file,line,column,value,severity") != std::string::npos;
  }

  std::string path_;
  std::optional<ingest::RejectsWriter> writer_;
};

// Hands every valid record to the writer and every issue to the rejects file.
class WritingSink final : public ingest::RegionSink {
 public:
  WritingSink(store::Store& store, store::Writer& writer, RejectsFile& rejects,
              ImportReport& report)
      : store_(store), writer_(writer), rejects_(rejects), report_(report) {}

  Status On(const Region& record, const Place& place) override { return Put(record, place); }
  Status On(const Product& record, const Place& place) override { return Put(record, place); }
  Status On(const Chain& record, const Place& place) override { return Put(record, place); }
  Status On(const Organisation& record, const Place& place) override { return Put(record, place); }
  Status On(const Input& record, const Place& place) override { return Put(record, place); }
  Status On(const ChainProduct& record, const Place& place) override { return Put(record, place); }
  Status On(const Specialisation& record, const Place& place) override {
    return Put(record, place);
  }
  Status On(const Offer& record, const Place& place) override { return Put(record, place); }
  Status On(const Need& record, const Place& place) override { return Put(record, place); }
  Status On(const Link& record, const Place& place) override { return Put(record, place); }
  Status On(const Pairing& record, const Place& place) override { return Put(record, place); }
  // A table holds the plan of a measure; what was computed and seen of its effect stays.
  Status On(const Measure& record, const Place& place) override {
    LM_ASSIGN(const Measure merged, MergeMeasure(store_, writer_, record));
    return Put(merged, place);
  }

  Status OnIssue(const RowIssue& issue) override {
    ++(issue.severity == Issue::Severity::kError ? report_.errors : report_.warnings);
    // Errors first: warnings give way to them in the short list.
    if (report_.first_issues.size() < kIssuesShown) {
      report_.first_issues.push_back(issue);
    } else if (issue.severity == Issue::Severity::kError) {
      for (RowIssue& shown : report_.first_issues) {
        if (shown.severity != Issue::Severity::kWarning) continue;
        shown = issue;
        break;
      }
    }
    return rejects_.Write(issue);
  }

 private:
  // The store refuses what validation let through (a duplicate that only it can see): say where it stood.
  template <typename Record>
  Status Put(const Record& record, const Place& place) {
    Result<store::PutOutcome> outcome = writer_.Put(record);
    if (outcome) return Ok{};
    Error error = std::move(outcome).error();
    if (error.place.file.empty()) {
      error.place.file = place.file;
      error.place.line = place.line;
    }
    return error;
  }

  store::Store& store_;
  store::Writer& writer_;
  RejectsFile& rejects_;
  ImportReport& report_;
};

// The kind of record that a table holds.
store::RecordKind KindOf(ingest::RegionTable table) {
  switch (table) {
    case ingest::RegionTable::kRegions:
      return store::RecordKind::kRegion;
    case ingest::RegionTable::kProducts:
      return store::RecordKind::kProduct;
    case ingest::RegionTable::kChains:
      return store::RecordKind::kChain;
    case ingest::RegionTable::kOrganisations:
      return store::RecordKind::kOrganisation;
    case ingest::RegionTable::kInputs:
      return store::RecordKind::kInput;
    case ingest::RegionTable::kChainProducts:
      return store::RecordKind::kChainProduct;
    case ingest::RegionTable::kSpecialisation:
      return store::RecordKind::kSpecialisation;
    case ingest::RegionTable::kOffers:
      return store::RecordKind::kOffer;
    case ingest::RegionTable::kNeeds:
      return store::RecordKind::kNeed;
    case ingest::RegionTable::kLinks:
      return store::RecordKind::kLink;
    case ingest::RegionTable::kPairings:
      return store::RecordKind::kPairing;
    case ingest::RegionTable::kMeasures:
      return store::RecordKind::kMeasure;
  }
  return store::RecordKind::kRegion;
}

// One import from its first row to its commit or rollback.
class Import {
 public:
  Import(Platform& platform, const ImportOptions& options)
      : platform_(platform), options_(options), rejects_(options.rejects_file) {}

  // `read(resolver, sink, writer, report)` reads everything; its counts per table, if it has them, go into `tables`.
  template <typename Read>
  Result<ImportReport> Run(const Read& read) {
    LM_TRY(rejects_.Prepare());
    LM_ASSIGN(store::Writer writer, platform_.store().Write({.source = options_.folder}));
    const auto ids = std::make_shared<IdGenerator>(platform_.clock());
    LM_ASSIGN(ingest::MemoryKeyResolver resolver, MakeResolver(platform_, writer, ids));
    WritingSink sink(platform_.store(), writer, rejects_, report_);
    LM_TRY(read(resolver, sink, writer, report_));
    LM_TRY(rejects_.Close());
    AddWriteCounts(writer.counts());
    if (report_.errors > 0 && !options_.accept_valid) {
      writer.Rollback();
      return std::move(report_);
    }
    LM_ASSIGN(const store::WriteCounts counts, writer.Commit());
    report_.applied = true;
    report_.data_version = counts.data_version;
    return std::move(report_);
  }

 private:
  void AddWriteCounts(const store::WriteCounts& counts) {
    if (report_.tables.empty()) {
      for (const ingest::TableSpec& spec : ingest::RegionTables())
        report_.tables.push_back({spec.name});
    }
    for (const ingest::TableSpec& spec : ingest::RegionTables()) {
      ImportReport::TableLine& line = report_.tables[static_cast<size_t>(spec.table)];
      const auto kind = static_cast<size_t>(KindOf(spec.table));
      line.inserted = counts.inserted[kind];
      line.updated = counts.updated[kind];
      line.unchanged = counts.unchanged[kind];
    }
  }

  Platform& platform_;
  const ImportOptions& options_;
  RejectsFile rejects_;
  ImportReport report_;
};

// Collects the regions of a folder, for finding cities in names.
class RegionCollector final : public ingest::RegionSink {
 public:
  Status On(const Region& record, const Place&) override {
    regions.push_back(record);
    return Ok{};
  }
  Status On(const Product&, const Place&) override { return Ok{}; }
  Status On(const Chain&, const Place&) override { return Ok{}; }
  Status On(const Organisation&, const Place&) override { return Ok{}; }
  Status On(const Input&, const Place&) override { return Ok{}; }
  Status On(const ChainProduct&, const Place&) override { return Ok{}; }
  Status On(const Specialisation&, const Place&) override { return Ok{}; }
  Status On(const Offer&, const Place&) override { return Ok{}; }
  Status On(const Need&, const Place&) override { return Ok{}; }
  Status On(const Link&, const Place&) override { return Ok{}; }
  Status On(const Pairing&, const Place&) override { return Ok{}; }
  Status On(const Measure&, const Place&) override { return Ok{}; }
  Status OnIssue(const RowIssue&) override { return Ok{}; }

  std::vector<Region> regions;
};

// The backbone in `folder`, after the region's tables, whose organisations may own its flows.
Status AddBackbone(const std::string& folder, ingest::KeyResolver& resolver,
                   ingest::RegionSink& sink, store::Writer& writer, Progress& progress,
                   ImportReport& report) {
  NetworkFiles files{.topology = folder};
  const std::string flows = (std::filesystem::path(folder) / "flows.csv").string();
  if (std::filesystem::exists(flows)) files.flows = flows;
  const Result<ImportBackboneReport> put =
      PutBackbone(writer, resolver, {.files = files}, progress,
                  [&](const RowIssue& issue) { return sink.OnIssue(issue); });
  if (!put) {
    // What is wrong with the files as a whole stands beside what is wrong with rows.
    const Error& error = put.error();
    // Not of the files: a disk that is full, a cancelled import.
    const bool is_input =
        error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kNotFound ||
        (error.code == ErrorCode::kResourceExhausted && !error.place.file.empty());
    if (!is_input) return error;
    return sink.OnIssue({Issue::Severity::kError, error.place, error.message});
  }
  for (const RowIssue& warning : put->warnings) LM_TRY(sink.OnIssue(warning));
  for (const BackboneTableLine& line : put->tables) {
    report.tables.push_back({line.table, line.read, line.read - line.rejected, line.rejected,
                             line.inserted, line.updated, line.unchanged, line.removed});
  }
  return Ok{};
}

Result<std::vector<Region>> ReadRegionsOf(const std::string& folder) {
  if (folder.empty()) return std::vector<Region>{};
  int64_t next = 0;
  ingest::MemoryKeyResolver resolver([&next] { return ++next; });
  RegionCollector collector;
  LM_TRY(ingest::ReadRegion(folder, resolver, collector, {}, Progress::None()));
  return std::move(collector.regions);
}

}  // namespace

Result<ImportReport> ImportRegion(Platform& platform, const ImportOptions& options,
                                  Progress& progress) {
  return Import(platform, options)
      .Run([&](ingest::KeyResolver& resolver, ingest::RegionSink& sink, store::Writer& writer,
               ImportReport& report) -> Status {
        LM_ASSIGN(const ingest::RegionCounts counts,
                  ingest::ReadRegion(options.folder, resolver, sink, {}, progress));
        for (const ingest::TableSpec& spec : ingest::RegionTables()) {
          const ingest::TableCounts& table = counts.Of(spec.table);
          report.tables.push_back({spec.name, table.read, table.accepted, table.rejected});
        }
        const std::filesystem::path backbone = std::filesystem::path(options.folder) / "backbone";
        if (!std::filesystem::is_directory(backbone)) return Ok{};
        return AddBackbone(backbone.string(), resolver, sink, writer, progress, report);
      });
}

Result<ImportReport> ImportCkg(Platform& platform, const ImportOptions& options,
                               Progress& progress) {
  LM_ASSIGN(std::vector<Region> regions, ReadRegionsOf(options.regions_folder));
  return Import(platform, options)
      .Run([&](ingest::KeyResolver& resolver, ingest::RegionSink& sink, store::Writer&,
               ImportReport& report) -> Status {
        ingest::CkgOptions ckg;
        ckg.regions = regions;
        LM_ASSIGN(const ingest::CkgCounts counts,
                  ingest::ReadCkg(options.folder, resolver, sink, ckg, progress));
        report.skipped = counts.skipped;
        return Ok{};
      });
}

}  // namespace lianmeng::app
