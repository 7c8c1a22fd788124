// Folder → files of each table → rows → records. One RegionRun per call holds what rows of
// different tables need of each other: regions by name, keys seen, inputs.
#include "ingest/region_reader.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>

#include "base/text.h"
#include "ingest/csv_reader.h"
#include "ingest/excerpt.h"
#include "ingest/input_cycles.h"
#include "ingest/region_index.h"
#include "ingest/row_fields.h"
#include "ingest/xlsx_reader.h"

namespace lianmeng::ingest {
namespace {

constexpr double kShareSlack = 1e-9;  // rounding of decimal shares added up as doubles
constexpr int64_t kRowsPerReport = 4096;

struct TableFile {
  std::filesystem::path path;
  std::string name;
  bool xlsx = false;
};

struct Folder {
  std::array<std::vector<TableFile>, kRegionTables> files;
  std::vector<RowIssue> issues;
  int64_t count = 0;
};

// Notes that people keep beside the tables, and what editors and systems leave there.
bool IsNote(const std::string& name) {
  const std::string lower = Normalise(name);
  for (const std::string_view start : {".", "~$", "readme", "notes", "notice", "license", "说明"}) {
    if (lower.compare(0, start.size(), start) == 0) return true;
  }
  // The program's own files, made by people who work inside the folder.
  for (const std::string_view end : {"rejects.csv", ".db", ".db-wal", ".db-shm"}) {
    if (lower.size() >= end.size() &&
        lower.compare(lower.size() - end.size(), end.size(), end) == 0) {
      return true;
    }
  }
  return lower == "desktop.ini";
}

RowIssue FileIssue(Issue::Severity severity, const std::string& name, TextPair message) {
  return {severity, {.file = name}, std::move(message)};
}

void Sort(const std::filesystem::path& path, Folder& folder) {
  const std::string name = path.filename().string();
  const std::string extension = Normalise(path.extension().string());
  if (IsNote(name) || extension == ".md" || extension == ".txt") return;
  if (extension != ".csv" && extension != ".xlsx") {
    folder.issues.push_back(
        FileIssue(Issue::Severity::kWarning, name,
                  {"不是 CSV 或 XLSX 文件，没有读取", "is not CSV or XLSX; not read"}));
    return;
  }
  const std::string table = name.substr(0, name.find_first_of(".-"));
  std::vector<std::string> candidates;
  for (const TableSpec& spec : RegionTables()) {
    if (table == spec.name) {
      folder.files[static_cast<size_t>(spec.table)].push_back({path, name, extension == ".xlsx"});
      ++folder.count;
      return;
    }
    candidates.push_back(spec.name);
  }
  std::string near = Suggest(table, candidates);
  for (const TableSpec& spec : RegionTables()) {
    if (table == spec.label.zh) near = spec.name;
  }
  folder.issues.push_back(FileIssue(
      Issue::Severity::kError, name,
      WithSuggestion({"没有名为“" + table + "”的表", "there is no table [" + table + "]"}, near)));
}

Result<Folder> ListFolder(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_directory(path, failure)) {
    return MakeError(ErrorCode::kNotFound, {"没有这个文件夹", "no such folder"},
                     {.file = path.string()});
  }
  std::vector<std::filesystem::path> paths;
  std::filesystem::directory_iterator entry(path, failure);
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
    std::error_code ignored;
    if (!entry->is_directory(ignored)) paths.push_back(entry->path());
  }
  if (failure) {
    return MakeError(
        ErrorCode::kIo,
        {"读不了文件夹：" + failure.message(), "cannot be listed: " + failure.message()},
        {.file = path.string()});
  }
  std::sort(paths.begin(), paths.end());
  Folder folder;
  for (const auto& file : paths) Sort(file, folder);
  if (folder.count == 0 && folder.issues.empty()) {
    return MakeError(ErrorCode::kNotFound, {"文件夹里没有表", "there is no table in the folder"},
                     {.file = path.string()});
  }
  return folder;
}

// Where a key or pair was first seen in this run.
struct Seen {
  int32_t file = 0;  // of RegionRun::files_
  int32_t line = 0;
};
using SeenKeys = std::unordered_map<std::string, Seen>;

struct PendingRegion {
  Region region;
  std::string parent;  // as written
  RowFields fields;
};

class RegionRun {
 public:
  RegionRun(KeyResolver& resolver, RegionSink& sink, const RegionReadOptions& options,
            Progress& progress)
      : resolver_(resolver),
        sink_(sink),
        progress_(progress),
        suggestions_left_(options.suggestions_max) {}

  Result<RegionCounts> Run(const Folder& folder) {
    LM_ASSIGN(known_regions_, resolver_.KnownRegions());
    for (const Region& region : known_regions_) regions_.Add(region);
    for (const RowIssue& issue : folder.issues) LM_TRY(Report(issue));
    for (const TableSpec& spec : RegionTables()) {
      const auto& files = folder.files[static_cast<size_t>(spec.table)];
      if (files.empty()) continue;
      progress_.Begin({"读取" + spec.label.zh, "Reading " + spec.name}, 0);
      rows_ = 0;
      for (const TableFile& file : files) LM_TRY(ReadFile(spec, file));
      LM_TRY(EndTable(spec.table));
    }
    return counts_;
  }

 private:
  // ---- Files and rows

  Status Report(const RowIssue& issue) {
    ++(issue.severity == Issue::Severity::kError ? counts_.errors : counts_.warnings);
    return sink_.OnIssue(issue);
  }

  Status ReportError(const Error& error, const std::string& file) {
    RowIssue issue{Issue::Severity::kError, error.place, error.message};
    issue.place.file = file;
    return Report(issue);
  }

  // Errors of content become issues; those of disk and limits of the machine end the run.
  Status ReadFile(const TableSpec& spec, const TableFile& file) {
    ++counts_.files;
    files_.push_back(file.name);
    auto reader = Open(spec, file);
    if (!reader) {
      if (reader.error().code == ErrorCode::kIo) return reader.error();
      return ReportError(reader.error(), file.name);
    }
    RowLayout layout{.spec = &spec};
    bool has_heading = false;
    Row row;
    while (true) {
      if (++rows_ % kRowsPerReport == 0) {
        progress_.Advance(rows_);
        if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      }
      const Result<bool> more = (*reader)->Next(row);
      if (!more) {
        if (more.error().code == ErrorCode::kIo) return more.error();
        LM_TRY(ReportError(more.error(), file.name));
        if (!(*reader)->CanGoOn()) return Ok{};
        Count(spec).read += 1;
        Count(spec).rejected += 1;
        continue;
      }
      if (!*more) break;
      if (IsBlankOrRemark(row)) continue;
      if (!has_heading) {
        LM_ASSIGN(const bool usable, ReadHeading(row, layout));
        if (!usable) return Ok{};
        has_heading = true;
        continue;
      }
      if (file.xlsx && row.cells.size() < layout.width) row.cells.resize(layout.width);
      Count(spec).read += 1;
      LM_TRY(ReadRow(layout, row));
    }
    if (has_heading) return Ok{};
    return Report(
        FileIssue(Issue::Severity::kError, file.name, {"没有表头行", "there is no heading row"}));
  }

  static Result<std::unique_ptr<RowReader>> Open(const TableSpec& spec, const TableFile& file) {
    if (!file.xlsx) return CsvReader::Open(file.path, {.file = file.name});
    LM_ASSIGN(std::unique_ptr<RowReader> reader,
              XlsxReader::Open(file.path, {.file = file.name,
                                           .sheets = {spec.name, spec.label.zh, spec.label.en}}));
    return reader;
  }

  static bool IsBlankOrRemark(const Row& row) {
    if (!row.cells.empty() && Trim(row.cells[0]).compare(0, 1, "#") == 0) return true;
    return std::all_of(row.cells.begin(), row.cells.end(),
                       [](const std::string& cell) { return Trim(cell).empty(); });
  }

  // False if the file cannot be read under this heading.
  Result<bool> ReadHeading(const Row& row, RowLayout& layout) {
    const TableSpec& spec = *layout.spec;
    layout.width = row.cells.size();
    layout.cell_of_column.assign(spec.columns.size(), -1);
    std::vector<std::string> names;
    for (const ColumnSpec& column : spec.columns) {
      names.insert(names.end(), {column.name, column.name_zh});
    }
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const std::string heading = Trim(row.cells[i]);
      if (heading.empty()) continue;
      const Place place{.file = files_.back(), .line = row.line, .field = Excerpt(heading)};
      const int column = FindColumn(spec, heading);
      if (column < 0) {
        LM_TRY(Report({Issue::Severity::kError, place,
                       WithSuggestion({"表 " + spec.name + " 没有这一列",
                                       "table " + spec.name + " has no such column"},
                                      Suggest(Normalise(heading), names))}));
        continue;
      }
      int& cell = layout.cell_of_column[static_cast<size_t>(column)];
      if (cell >= 0) {
        LM_TRY(Report({Issue::Severity::kError,
                       place,
                       {"这一列出现了两次", "this column stands there twice"}}));
        continue;
      }
      cell = static_cast<int>(i);
    }
    return ReportMissingColumns(row, layout);
  }

  Result<bool> ReportMissingColumns(const Row& row, const RowLayout& layout) {
    bool complete = true;
    for (size_t i = 0; i < layout.cell_of_column.size(); ++i) {
      const ColumnSpec& column = layout.spec->columns[i];
      if (!column.required || layout.cell_of_column[i] >= 0) continue;
      complete = false;
      const Place place{.file = files_.back(), .line = row.line, .field = column.name};
      LM_TRY(Report({Issue::Severity::kError,
                     place,
                     {"缺少必需的列“" + Heading(column) + "”，这个文件没有读取",
                      "the required column is missing; the file was not read"}}));
    }
    return complete;
  }

  Status ReadRow(const RowLayout& layout, const Row& row) {
    const bool surplus = std::any_of(
        row.cells.begin() + static_cast<std::ptrdiff_t>(std::min(layout.width, row.cells.size())),
        row.cells.end(), [](const std::string& cell) { return !Trim(cell).empty(); });
    if (surplus || row.cells.size() < layout.width) {
      Count(*layout.spec).rejected += 1;
      const std::string found = std::to_string(row.cells.size());
      const std::string wanted = std::to_string(layout.width);
      return Report({Issue::Severity::kError,
                     {.file = files_.back(), .line = row.line},
                     {"有 " + found + " 个单元格，表头有 " + wanted + " 个",
                      "has " + found + " cells where the heading has " + wanted}});
    }
    RowFields fields(layout, row, files_.back());
    switch (layout.spec->table) {
      case RegionTable::kRegions:
        return TakeRegion(std::move(fields));
      case RegionTable::kProducts:
        return TakeProduct(fields);
      case RegionTable::kChains:
        return TakeChain(fields);
      case RegionTable::kOrganisations:
        return TakeOrganisation(fields);
      case RegionTable::kInputs:
        return TakeInput(fields);
      case RegionTable::kChainProducts:
        return TakeChainProduct(fields);
      case RegionTable::kSpecialisation:
        return TakeSpecialisation(fields);
      case RegionTable::kOffers:
        return TakeOffer(fields);
      case RegionTable::kNeeds:
        return TakeNeed(fields);
      case RegionTable::kLinks:
        return TakeLink(fields);
      case RegionTable::kPairings:
        return TakePairing(fields);
      case RegionTable::kMeasures:
        return TakeMeasure(fields);
    }
    return Ok{};
  }

  Status EndTable(RegionTable table) {
    if (table == RegionTable::kRegions) LM_TRY(EndRegions());
    if (table == RegionTable::kInputs) LM_TRY(EndInputs());
    const bool referred = table == RegionTable::kProducts || table == RegionTable::kChains ||
                          table == RegionTable::kOrganisations;
    if (!referred) seen_[static_cast<size_t>(table)] = {};
    return Ok{};
  }

  TableCounts& Count(const TableSpec& spec) {
    return counts_.tables[static_cast<size_t>(spec.table)];
  }

  // ---- Unique keys, references, regions

  SeenKeys& SeenIn(RegionTable table) { return seen_[static_cast<size_t>(table)]; }

  [[nodiscard]] Seen Here(const RowFields& fields) const {
    return {static_cast<int32_t>(files_.size() - 1), static_cast<int32_t>(fields.place().line)};
  }

  // Notes the key of the row; fails it if an earlier row of this run has the same.
  void ClaimKey(RowFields& fields, RegionTable table, const std::string& key,
                std::string_view column) {
    if (key.empty()) return;
    const auto [entry, is_new] = SeenIn(table).try_emplace(key, Here(fields));
    if (is_new) return;
    const std::string first = PlaceText(entry->second);
    fields.Fail(column, column.empty() ? "" : key,
                {"与 " + first + " 重复", "the same as in " + first});
  }

  // The same for rows that are known by what they join; an id of 0 was reported already.
  void ClaimPair(RowFields& fields, RegionTable table, const std::array<int64_t, 3>& ids) {
    if (ids[0] == 0 || ids[1] == 0) return;
    std::string key;
    for (const int64_t id : ids) {
      for (size_t byte = 0; byte < sizeof id; ++byte) {
        key.push_back(static_cast<char>(static_cast<uint64_t>(id) >> (8 * byte)));
      }
    }
    ClaimKey(fields, table, key, "");
  }

  [[nodiscard]] std::string PlaceText(const Seen& seen) const {
    return files_[static_cast<size_t>(seen.file)] + ":" + std::to_string(seen.line);
  }

  // The id that a cell refers to; 0 if the cell is empty or wrong.
  Result<int64_t> Refer(RowFields& fields, KeyKind kind, std::string_view column) {
    return ReferTo(fields, kind, column, fields.Text(column));
  }

  Result<std::vector<OrganisationId>> OrganisationsOf(RowFields& fields, std::string_view column) {
    std::vector<OrganisationId> ids;
    for (const std::string& key : fields.List(column)) {
      LM_ASSIGN(const int64_t id, ReferTo(fields, KeyKind::kOrganisation, column, key));
      const OrganisationId organisation{id};
      if (organisation && std::find(ids.begin(), ids.end(), organisation) == ids.end())
        ids.push_back(organisation);
    }
    return ids;
  }

  Result<int64_t> ReferTo(RowFields& fields, KeyKind kind, std::string_view column,
                          const std::string& key) {
    if (key.empty()) return int64_t{0};
    LM_ASSIGN(const int64_t id, resolver_.Find(kind, key));
    if (id != 0) return id;
    static constexpr RegionTable kTables[] = {RegionTable::kOrganisations, RegionTable::kProducts,
                                              RegionTable::kChains};
    const SeenKeys& seen = SeenIn(kTables[static_cast<size_t>(kind)]);
    if (const auto entry = seen.find(key); entry != seen.end()) {
      const std::string place = PlaceText(entry->second);
      fields.Fail(
          column, key,
          {"所指的 " + place + " 未通过检查", "refers to " + place + ", which was rejected"});
      return int64_t{0};
    }
    const std::string near = suggestions_left_-- > 0 ? resolver_.Suggest(kind, key) : "";
    fields.Fail(column, key, WithSuggestion({"没有这个编号", "there is no such key"}, near));
    return int64_t{0};
  }

  RegionCode FindRegion(RowFields& fields, std::string_view column, const std::string& text) {
    const RegionIndex::Found found = regions_.Find(text);
    if (!found.code) fields.Fail(column, text, found.reason);
    return found.code;
  }

  RegionCode RegionOf(RowFields& fields, std::string_view column) {
    const std::string text = fields.Text(column);
    return text.empty() ? RegionCode{} : FindRegion(fields, column, text);
  }

  std::vector<RegionCode> RegionsOf(RowFields& fields, std::string_view column) {
    std::vector<RegionCode> codes;
    for (const std::string& item : fields.List(column)) {
      const RegionCode code = FindRegion(fields, column, item);
      if (code && std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
    }
    return codes;
  }

  // ---- The end of every row: report, and hand over what is right

  Status ReportAll(const RowFields& fields) {
    for (const RowIssue& issue : fields.issues()) LM_TRY(Report(issue));
    return Ok{};
  }

  template <typename R>
  Status Finish(RegionTable table, const R& record, RowFields& fields) {
    LM_TRY(ReportAll(fields));
    TableCounts& counts = counts_.tables[static_cast<size_t>(table)];
    if (fields.failed()) {
      ++counts.rejected;
      return Ok{};
    }
    ++counts.accepted;
    return sink_.On(record, fields.place());
  }

  // ---- Tables

  Status TakeRegion(RowFields fields) {
    Region region;
    const std::string code = fields.Text("code");
    const std::optional<int64_t> value = ParseIdValue(Normalise(code));
    if (!code.empty() && !value) {
      fields.Fail(
          "code", code,
          {"行政区划代码应为六位数字（GB/T 2260）", "a region code has six digits (GB/T 2260)"});
    }
    region.code = RegionCode{value.value_or(0)};
    region.name.zh = fields.Text("name");
    region.name.en = fields.Text("name_en");
    const std::string parent = fields.Text("parent");
    region.centroid.longitude_deg = fields.Number("longitude").value_or(0);
    region.centroid.latitude_deg = fields.Number("latitude").value_or(0);
    region.tile_column = fields.SmallInteger("tile_column");
    region.tile_row = fields.SmallInteger("tile_row");
    region.source = fields.Text("source");
    if (region.code) ClaimKey(fields, RegionTable::kRegions, region.code.ToString(), "code");
    fields.Check(Validate(region));
    if (!fields.failed()) regions_.Add(region);
    pending_regions_.push_back({std::move(region), parent, std::move(fields)});
    return Ok{};
  }

  // A parent may stand below its children, and a parent that is rejected takes its children with
  // it.
  Status EndRegions() {
    std::unordered_map<RegionCode, int> standing;  // rows not rejected, of every code
    for (const PendingRegion& pending : pending_regions_) {
      if (!pending.fields.failed()) ++standing[pending.region.code];
    }
    for (const Region& region : known_regions_) ++standing[region.code];
    for (bool changed = true; changed;) {
      changed = false;
      for (PendingRegion& pending : pending_regions_) {
        if (pending.fields.failed() || pending.parent.empty()) continue;
        RowFields& fields = pending.fields;
        const RegionCode parent = FindRegion(fields, "parent", pending.parent);
        pending.region.parent = parent;
        if (parent == pending.region.code) {
          fields.Fail("parent", pending.parent,
                      {"上级不能是自己", "a region cannot be its own parent"});
        } else if (parent && standing[parent] <= 0) {
          fields.Fail("parent", pending.parent, {"上级未通过检查", "its parent was rejected"});
        }
        if (!fields.failed()) continue;
        --standing[pending.region.code];
        changed = true;
      }
    }
    regions_ = RegionIndex();
    for (const Region& region : known_regions_) regions_.Add(region);
    for (PendingRegion& pending : pending_regions_) {
      if (!pending.fields.failed()) regions_.Add(pending.region);
      LM_TRY(Finish(RegionTable::kRegions, pending.region, pending.fields));
    }
    pending_regions_.clear();
    return Ok{};
  }

  Status TakeProduct(RowFields& fields) {
    Product product;
    product.key = fields.Text("key");
    product.name.zh = fields.Text("name");
    product.name.en = fields.Text("name_en");
    product.aliases = fields.List("aliases");
    product.category = fields.Text("category");
    product.industry = fields.Text("industry");
    product.unit = fields.Text("unit");
    product.price_fen = fields.Money("price_cny");
    product.outside_share = fields.Share("outside_share");
    product.summary = fields.Text("summary");
    product.source = fields.Text("source");
    ClaimKey(fields, RegionTable::kProducts, product.key, "key");
    fields.Check(Validate(product));
    if (!fields.failed()) {
      LM_ASSIGN(product.id.value, resolver_.Define(KeyKind::kProduct, product.key));
    }
    return Finish(RegionTable::kProducts, product, fields);
  }

  Status TakeChain(RowFields& fields) {
    Chain chain;
    chain.key = fields.Text("key");
    chain.name.zh = fields.Text("name");
    chain.name.en = fields.Text("name_en");
    chain.summary.zh = fields.Text("summary");
    chain.summary.en = fields.Text("summary_en");
    chain.team = fields.Text("team");
    chain.source = fields.Text("source");
    ClaimKey(fields, RegionTable::kChains, chain.key, "key");
    fields.Check(Validate(chain));
    if (!fields.failed()) {
      LM_ASSIGN(chain.id.value, resolver_.Define(KeyKind::kChain, chain.key));
    }
    return Finish(RegionTable::kChains, chain, fields);
  }

  Status TakeOrganisation(RowFields& fields) {
    Organisation record;
    record.key = fields.Text("key");
    record.kind = fields.Enum<OrganisationKind>("kind").value_or(record.kind);
    record.name = fields.Text("name");
    record.name_en = fields.Text("name_en");
    record.short_name = fields.Text("short_name");
    record.aliases = fields.List("aliases");
    record.credit_code = fields.Text("credit_code");
    record.region = RegionOf(fields, "region");
    record.industry = fields.Text("industry");
    record.titles = fields.EnumList<Title>("titles");
    record.scale = fields.Enum<Scale>("scale");
    record.employees = fields.Integer("employees");
    record.revenue_fen_year = fields.Money("revenue_cny");
    record.summary = fields.Text("summary");
    record.verified_by = fields.Text("verified_by");
    record.sample = fields.Boolean("sample").value_or(false);
    record.ownership.audience =
        fields.Enum<Audience>("audience").value_or(record.ownership.audience);
    record.source = fields.Text("source");
    ClaimKey(fields, RegionTable::kOrganisations, record.key, "key");
    fields.Check(Validate(record));
    if (!fields.failed()) {
      LM_ASSIGN(record.id.value, resolver_.Define(KeyKind::kOrganisation, record.key));
      record.ownership.owner = record.id;
    }
    return Finish(RegionTable::kOrganisations, record, fields);
  }

  Status TakeInput(RowFields& fields) {
    Input input;
    LM_ASSIGN(input.product.value, Refer(fields, KeyKind::kProduct, "product"));
    LM_ASSIGN(input.input.value, Refer(fields, KeyKind::kProduct, "input"));
    input.cost_share = fields.Share("cost_share");
    input.essentiality = fields.Enum<Essentiality>("essentiality").value_or(input.essentiality);
    input.stock_days = fields.Number("stock_days");
    input.qualify_days = fields.Number("qualify_days");
    input.source = fields.Text("source");
    fields.Check(Validate(input));
    ClaimPair(fields, RegionTable::kInputs, {input.product.value, input.input.value});
    if (!fields.failed()) {
      const double total = cost_shares_[input.product.value] + input.cost_share.value_or(0);
      if (total > 1 + kShareSlack) {
        fields.Fail("cost_share", fields.Text("cost_share"),
                    {"到这一行为止，同一产品的成本占比合计超过 1",
                     "with this row the product's cost shares exceed 1"});
      } else {
        cost_shares_[input.product.value] = total;
        edges_.push_back({input.product.value, input.input.value});
        edge_places_.push_back(Here(fields));
        product_keys_.try_emplace(input.product.value, fields.Text("product"));
        product_keys_.try_emplace(input.input.value, fields.Text("input"));
      }
    }
    return Finish(RegionTable::kInputs, input, fields);
  }

  Status EndInputs() {
    for (const std::vector<size_t>& cycle : FindInputCycles(edges_)) {
      std::string names = product_keys_[edges_[cycle.front()].product];
      for (const size_t edge : cycle) names += " → " + product_keys_[edges_[edge].input];
      const Seen& place = edge_places_[cycle.back()];
      LM_TRY(Report(
          {Issue::Severity::kWarning,
           {.file = files_[static_cast<size_t>(place.file)], .line = place.line, .field = "input"},
           {"投入关系成环：" + names, "the inputs form a cycle: " + names}}));
    }
    edges_ = {};
    edge_places_ = {};
    product_keys_ = {};
    cost_shares_ = {};
    return Ok{};
  }

  Status TakeChainProduct(RowFields& fields) {
    ChainProduct record;
    LM_ASSIGN(record.chain.value, Refer(fields, KeyKind::kChain, "chain"));
    LM_ASSIGN(record.product.value, Refer(fields, KeyKind::kProduct, "product"));
    record.segment = fields.Enum<Segment>("segment").value_or(record.segment);
    record.stage = fields.SmallInteger("stage").value_or(record.stage);
    record.final = fields.Boolean("final").value_or(false);
    fields.Check(Validate(record));
    ClaimPair(fields, RegionTable::kChainProducts, {record.chain.value, record.product.value});
    return Finish(RegionTable::kChainProducts, record, fields);
  }

  Status TakeSpecialisation(RowFields& fields) {
    Specialisation record;
    LM_ASSIGN(record.chain.value, Refer(fields, KeyKind::kChain, "chain"));
    record.region = RegionOf(fields, "region");
    record.weight = fields.Number("weight").value_or(0);
    record.source = fields.Text("source");
    fields.Check(Validate(record));
    ClaimPair(fields, RegionTable::kSpecialisation, {record.chain.value, record.region.value});
    return Finish(RegionTable::kSpecialisation, record, fields);
  }

  // Items that are no code of the classification must be keys of chains.
  Result<std::vector<std::string>> CodesOrChains(RowFields& fields, std::string_view column,
                                                 bool (*is_code)(const std::string&)) {
    std::vector<std::string> items = fields.List(column);
    for (const std::string& item : items) {
      if (!is_code(item)) LM_TRY(ReferTo(fields, KeyKind::kChain, column, item));
    }
    return items;
  }

  Result<CapitalTerms> CapitalOf(RowFields& fields) {
    CapitalTerms terms;
    terms.amount_min_fen = fields.Money("amount_min_cny");
    terms.amount_max_fen = fields.Money("amount_max_cny");
    terms.stages = fields.EnumList<FundingStage>("stages");
    terms.instruments = fields.EnumList<Instrument>("instruments");
    LM_ASSIGN(terms.sectors, CodesOrChains(fields, "sectors", IsIndustryCode));
    return terms;
  }

  TalentTerms TalentOf(RowFields& fields) {
    TalentTerms terms;
    terms.role = fields.Text("role");
    terms.skills = fields.List("skills");
    terms.level = fields.Enum<TalentLevel>("level");
    terms.place = RegionOf(fields, "place");
    terms.from = fields.Day("from");
    terms.until = fields.Day("until");
    terms.engagements = fields.EnumList<Engagement>("engagements");
    return terms;
  }

  Result<TechnologyTerms> TechnologyOf(RowFields& fields) {
    TechnologyTerms terms;
    LM_ASSIGN(terms.fields, CodesOrChains(fields, "fields", IsPatentClass));
    terms.maturity = fields.SmallInteger("maturity");
    terms.cooperation = fields.EnumList<Cooperation>("cooperation");
    return terms;
  }

  // Columns of another kind than the record's must be empty.
  void RefuseTermsOfOthers(RowFields& fields, TradeKind kind) {
    struct Column {
      TradeKind kind;
      std::string_view name;
    };
    static constexpr Column kColumns[] = {
        {TradeKind::kCapital, "amount_min_cny"}, {TradeKind::kCapital, "amount_max_cny"},
        {TradeKind::kCapital, "stages"},         {TradeKind::kCapital, "instruments"},
        {TradeKind::kCapital, "sectors"},        {TradeKind::kTalent, "role"},
        {TradeKind::kTalent, "skills"},          {TradeKind::kTalent, "level"},
        {TradeKind::kTalent, "place"},           {TradeKind::kTalent, "from"},
        {TradeKind::kTalent, "until"},           {TradeKind::kTalent, "engagements"},
        {TradeKind::kTechnology, "fields"},      {TradeKind::kTechnology, "maturity"},
        {TradeKind::kTechnology, "cooperation"},
    };
    for (const Column& column : kColumns) {
      if (column.kind == kind) continue;
      const std::string text = fields.Text(column.name);
      if (text.empty()) continue;
      fields.Fail(column.name, text,
                  {"只用于类别为“" + Label(column.kind).zh + "”的行",
                   "is for rows of the kind " + std::string(Code(column.kind)) + " only"});
    }
  }

  // Of a need or an offer.
  template <typename Record>
  Status TakeTerms(RowFields& fields, Record& record) {
    RefuseTermsOfOthers(fields, record.kind);
    if (record.kind == TradeKind::kCapital) {
      LM_ASSIGN(CapitalTerms terms, CapitalOf(fields));
      if (terms != CapitalTerms{}) record.capital = std::move(terms);
    } else if (record.kind == TradeKind::kTalent) {
      TalentTerms terms = TalentOf(fields);
      if (terms != TalentTerms{}) record.talent = std::move(terms);
    } else if (record.kind == TradeKind::kTechnology) {
      LM_ASSIGN(TechnologyTerms terms, TechnologyOf(fields));
      if (terms != TechnologyTerms{}) record.technology = std::move(terms);
    }
    return Ok{};
  }

  Status TakeOffer(RowFields& fields) {
    Offer offer;
    offer.key = fields.Text("key");
    LM_ASSIGN(offer.organisation.value, Refer(fields, KeyKind::kOrganisation, "organisation"));
    offer.kind = fields.Enum<TradeKind>("kind").value_or(offer.kind);
    LM_ASSIGN(offer.product.value, Refer(fields, KeyKind::kProduct, "product"));
    offer.text = fields.Text("text");
    offer.capacity_year = fields.Number("capacity_year");
    offer.revenue_share = fields.Share("revenue_share");
    offer.price_min_fen = fields.Money("price_min_cny");
    offer.price_max_fen = fields.Money("price_max_cny");
    offer.lead_time_days = fields.Integer("lead_time_days");
    offer.utilisation = fields.Share("utilisation");
    offer.regions_served = RegionsOf(fields, "regions_served");
    offer.valid_until = fields.Day("valid_until");
    LM_TRY(TakeTerms(fields, offer));
    offer.sample = fields.Boolean("sample").value_or(false);
    offer.ownership.audience = fields.Enum<Audience>("audience").value_or(offer.ownership.audience);
    offer.source = fields.Text("source");
    offer.ownership.owner = offer.organisation;
    ClaimKey(fields, RegionTable::kOffers, offer.key, "key");
    fields.Check(Validate(offer));
    return Finish(RegionTable::kOffers, offer, fields);
  }

  Status TakeNeed(RowFields& fields) {
    Need need;
    need.key = fields.Text("key");
    LM_ASSIGN(need.organisation.value, Refer(fields, KeyKind::kOrganisation, "organisation"));
    need.kind = fields.Enum<TradeKind>("kind").value_or(need.kind);
    LM_ASSIGN(need.product.value, Refer(fields, KeyKind::kProduct, "product"));
    need.text = fields.Text("text");
    need.quantity = fields.Number("quantity");
    need.price_max_fen = fields.Money("price_max_cny");
    need.needed_by = fields.Day("needed_by");
    need.preferred_regions = RegionsOf(fields, "preferred_regions");
    need.excluded_regions = RegionsOf(fields, "excluded_regions");
    need.wanted_titles = fields.EnumList<Title>("wanted_titles");
    need.open = fields.Boolean("open").value_or(true);
    LM_TRY(TakeTerms(fields, need));
    need.required_terms = fields.EnumList<RequiredTerm>("required_terms");
    need.close_reason = fields.Enum<CloseReason>("close_reason");
    need.sample = fields.Boolean("sample").value_or(false);
    need.ownership.audience = fields.Enum<Audience>("audience").value_or(need.ownership.audience);
    need.source = fields.Text("source");
    need.ownership.owner = need.organisation;
    ClaimKey(fields, RegionTable::kNeeds, need.key, "key");
    fields.Check(Validate(need));
    return Finish(RegionTable::kNeeds, need, fields);
  }

  Status TakeLink(RowFields& fields) {
    Link link;
    LM_ASSIGN(link.supplier.value, Refer(fields, KeyKind::kOrganisation, "supplier"));
    LM_ASSIGN(link.customer.value, Refer(fields, KeyKind::kOrganisation, "customer"));
    LM_ASSIGN(link.product.value, Refer(fields, KeyKind::kProduct, "product"));
    link.value_fen_year = fields.Money("value_cny_year").value_or(0);
    link.status = fields.Enum<LinkStatus>("status").value_or(link.status);
    link.confidence = fields.Share("confidence").value_or(link.confidence);
    link.year = fields.SmallInteger("year");
    link.sample = fields.Boolean("sample").value_or(false);
    link.ownership.audience = fields.Enum<Audience>("audience").value_or(link.ownership.audience);
    link.source = fields.Text("source");
    link.ownership.owner = link.supplier;
    fields.Check(Validate(link));
    ClaimPair(fields, RegionTable::kLinks,
              {link.supplier.value, link.customer.value, link.product.value});
    return Finish(RegionTable::kLinks, link, fields);
  }

  Status TakePairing(RowFields& fields) {
    Pairing pairing;
    pairing.region_a = RegionOf(fields, "region_a");
    pairing.region_b = RegionOf(fields, "region_b");
    pairing.source = fields.Text("source");
    if (pairing.region_b < pairing.region_a) std::swap(pairing.region_a, pairing.region_b);
    fields.Check(Validate(pairing));
    ClaimPair(fields, RegionTable::kPairings, {pairing.region_a.value, pairing.region_b.value});
    return Finish(RegionTable::kPairings, pairing, fields);
  }

  // Without an owner: measures that come in tables are the office's.
  Status TakeMeasure(RowFields& fields) {
    Measure measure;
    measure.key = fields.Text("key");
    LM_ASSIGN(measure.chain.value, Refer(fields, KeyKind::kChain, "chain"));
    LM_ASSIGN(measure.product.value, Refer(fields, KeyKind::kProduct, "product"));
    measure.kind = fields.Enum<MeasureKind>("kind").value_or(measure.kind);
    measure.title = fields.Text("title");
    measure.note = fields.Text("note");
    measure.responsible = fields.Text("responsible");
    LM_ASSIGN(measure.responsible_organisation.value,
              Refer(fields, KeyKind::kOrganisation, "responsible_organisation"));
    LM_ASSIGN(measure.organisations, OrganisationsOf(fields, "organisations"));
    measure.due = fields.Day("due");
    measure.state = fields.Enum<MeasureState>("state").value_or(measure.state);
    measure.cost_fen = fields.Money("cost_cny");
    measure.sample = fields.Boolean("sample").value_or(false);
    measure.ownership.audience =
        fields.Enum<Audience>("audience").value_or(measure.ownership.audience);
    measure.source = fields.Text("source");
    ClaimKey(fields, RegionTable::kMeasures, measure.key, "key");
    fields.Check(Validate(measure));
    return Finish(RegionTable::kMeasures, measure, fields);
  }

  KeyResolver& resolver_;
  RegionSink& sink_;
  Progress& progress_;
  int64_t suggestions_left_;
  RegionCounts counts_;
  int64_t rows_ = 0;
  std::vector<std::string> files_;  // read so far, the current one last
  std::vector<Region> known_regions_;
  RegionIndex regions_;
  std::array<SeenKeys, kRegionTables> seen_;
  std::vector<PendingRegion> pending_regions_;
  std::vector<InputEdge> edges_;
  std::vector<Seen> edge_places_;
  std::unordered_map<int64_t, double> cost_shares_;
  std::unordered_map<int64_t, std::string> product_keys_;
};

}  // namespace

TableCounts RegionCounts::Total() const {
  TableCounts total;
  for (const TableCounts& table : tables) {
    total.read += table.read;
    total.accepted += table.accepted;
    total.rejected += table.rejected;
  }
  return total;
}

Result<RegionCounts> ReadRegion(const std::filesystem::path& path, KeyResolver& resolver,
                                RegionSink& sink, const RegionReadOptions& options,
                                Progress& progress) {
  LM_ASSIGN(const Folder folder, ListFolder(path));
  return RegionRun(resolver, sink, options, progress).Run(folder);
}

}  // namespace lianmeng::ingest
