#include "app/region_files.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <unordered_map>

#include "base/text.h"
#include "ingest/csv_reader.h"
#include "ingest/region_reader.h"
#include "ingest/region_tables.h"
#include "model/names.h"
#include "report/file_output.h"
#include "report/template.h"

namespace lianmeng::app {
namespace {

namespace fs = std::filesystem;
using ingest::RegionTable;

class FactsCollector final : public ingest::RegionSink {
 public:
  explicit FactsCollector(RegionFacts* facts) : facts_(*facts) {}

  Status On(const Region& record, const Place&) override { return Keep(record, facts_.regions); }
  Status On(const Product& record, const Place&) override { return Keep(record, facts_.products); }
  Status On(const Chain& record, const Place&) override { return Keep(record, facts_.chains); }
  Status On(const Input& record, const Place&) override { return Keep(record, facts_.inputs); }
  Status On(const ChainProduct& record, const Place&) override {
    return Keep(record, facts_.chain_products);
  }
  Status On(const Specialisation& record, const Place&) override {
    return Keep(record, facts_.specialisations);
  }
  Status On(const Organisation&, const Place&) override { return Ok{}; }
  Status On(const Offer&, const Place&) override { return Ok{}; }
  Status On(const Need&, const Place&) override { return Ok{}; }
  Status On(const Link&, const Place&) override { return Ok{}; }
  Status On(const Pairing&, const Place&) override { return Ok{}; }
  Status On(const Measure&, const Place&) override { return Ok{}; }

  Status OnIssue(const ingest::RowIssue& issue) override {
    if (issue.severity != Issue::Severity::kError) return Ok{};
    return MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place);
  }

 private:
  template <typename Record>
  static Status Keep(const Record& record, std::vector<Record>& records) {
    records.push_back(record);
    return Ok{};
  }

  RegionFacts& facts_;
};

std::string NumberText(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string MoneyText(int64_t fen) {
  char text[40];
  if (fen % 100 == 0) {
    std::snprintf(text, sizeof text, "%lld", static_cast<long long>(fen / 100));
  } else {
    std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(fen / 100),
                  static_cast<long long>(fen % 100));
  }
  return text;
}

template <typename T, typename Format>
std::string OrEmpty(const std::optional<T>& value, Format format) {
  return value ? std::string(format(*value)) : std::string();
}

std::string CodesText(const std::vector<RegionCode>& codes) {
  std::vector<std::string> parts;
  for (RegionCode code : codes) parts.push_back(code.ToString());
  return Join(parts, ";");
}

template <typename E>
std::string WordsText(const std::vector<E>& values) {
  std::vector<std::string> parts;
  for (const E value : values) parts.emplace_back(Code(value));
  return Join(parts, ";");
}

std::string DayText(Date day) { return day.ToString(); }

// Cells by column name; a column that a record does not fill is empty.
using Cells = std::unordered_map<std::string, std::string>;

// Names of referenced records.
struct KeyNames {
  std::unordered_map<int64_t, std::string> products, organisations;
};

// Of a need or an offer.
template <typename Record>
void AddTerms(const Record& r, Cells& cells) {
  if (r.capital) {
    cells["amount_min_cny"] = OrEmpty(r.capital->amount_min_fen, MoneyText);
    cells["amount_max_cny"] = OrEmpty(r.capital->amount_max_fen, MoneyText);
    cells["stages"] = WordsText(r.capital->stages);
    cells["instruments"] = WordsText(r.capital->instruments);
    cells["sectors"] = Join(r.capital->sectors, ";");
  }
  if (r.talent) {
    cells["role"] = r.talent->role;
    cells["skills"] = Join(r.talent->skills, ";");
    cells["level"] = OrEmpty(r.talent->level, [](TalentLevel level) { return Code(level); });
    cells["place"] = r.talent->place ? r.talent->place.ToString() : "";
    cells["from"] = OrEmpty(r.talent->from, DayText);
    cells["until"] = OrEmpty(r.talent->until, DayText);
    cells["engagements"] = WordsText(r.talent->engagements);
  }
  if (r.technology) {
    cells["fields"] = Join(r.technology->fields, ";");
    cells["maturity"] =
        OrEmpty(r.technology->maturity, [](int level) { return std::to_string(level); });
    cells["cooperation"] = WordsText(r.technology->cooperation);
  }
}

Cells CellsOf(const Organisation& r) {
  return {{"key", r.key},
          {"kind", std::string(Code(r.kind))},
          {"name", r.name},
          {"short_name", r.short_name},
          {"region", r.region.ToString()},
          {"industry", r.industry},
          {"titles", WordsText(r.titles)},
          {"scale", OrEmpty(r.scale, [](Scale s) { return Code(s); })},
          {"employees", OrEmpty(r.employees, [](int64_t n) { return std::to_string(n); })},
          {"revenue_cny", OrEmpty(r.revenue_fen_year, MoneyText)},
          {"summary", r.summary},
          {"sample", r.sample ? "1" : "0"},
          {"audience", std::string(Code(r.ownership.audience))},
          {"source", r.source}};
}

Cells CellsOf(const Offer& r, const KeyNames& names) {
  Cells cells = {
      {"key", r.key},
      {"organisation", names.organisations.at(r.organisation.value)},
      {"kind", std::string(Code(r.kind))},
      {"product", r.product ? names.products.at(r.product.value) : ""},
      {"text", r.text},
      {"capacity_year", OrEmpty(r.capacity_year, NumberText)},
      {"price_min_cny", OrEmpty(r.price_min_fen, MoneyText)},
      {"price_max_cny", OrEmpty(r.price_max_fen, MoneyText)},
      {"lead_time_days", OrEmpty(r.lead_time_days, [](int64_t n) { return std::to_string(n); })},
      {"utilisation", OrEmpty(r.utilisation, NumberText)},
      {"regions_served", CodesText(r.regions_served)},
      {"valid_until", OrEmpty(r.valid_until, DayText)},
      {"sample", r.sample ? "1" : "0"},
      {"audience", std::string(Code(r.ownership.audience))},
      {"source", r.source}};
  AddTerms(r, cells);
  return cells;
}

Cells CellsOf(const Need& r, const KeyNames& names) {
  Cells cells = {{"key", r.key},
                 {"organisation", names.organisations.at(r.organisation.value)},
                 {"kind", std::string(Code(r.kind))},
                 {"product", r.product ? names.products.at(r.product.value) : ""},
                 {"text", r.text},
                 {"quantity", OrEmpty(r.quantity, NumberText)},
                 {"price_max_cny", OrEmpty(r.price_max_fen, MoneyText)},
                 {"needed_by", OrEmpty(r.needed_by, DayText)},
                 {"preferred_regions", CodesText(r.preferred_regions)},
                 {"excluded_regions", CodesText(r.excluded_regions)},
                 {"wanted_titles", WordsText(r.wanted_titles)},
                 {"open", r.open ? "1" : "0"},
                 {"sample", r.sample ? "1" : "0"},
                 {"audience", std::string(Code(r.ownership.audience))},
                 {"source", r.source}};
  AddTerms(r, cells);
  cells["required_terms"] = WordsText(r.required_terms);
  cells["close_reason"] = OrEmpty(r.close_reason, [](CloseReason why) { return Code(why); });
  return cells;
}

Cells CellsOf(const Link& r, const KeyNames& names) {
  return {{"supplier", names.organisations.at(r.supplier.value)},
          {"customer", names.organisations.at(r.customer.value)},
          {"product", names.products.at(r.product.value)},
          {"value_cny_year", MoneyText(r.value_fen_year)},
          {"status", std::string(Code(r.status))},
          {"confidence", NumberText(r.confidence)},
          {"year", OrEmpty(r.year, [](int year) { return std::to_string(year); })},
          {"sample", r.sample ? "1" : "0"},
          {"audience", std::string(Code(r.ownership.audience))},
          {"source", r.source}};
}

// Writes one table; the file appears under its name only when it is whole.
template <typename Record, typename ToCells>
Status WriteTable(RegionTable table, const std::vector<Record>& records, const fs::path& folder,
                  const ToCells& to_cells) {
  const ingest::TableSpec& spec = ingest::SpecOf(table);
  const fs::path path = folder / (spec.name + ".csv");
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(path.string()));
  std::vector<std::string> cells;
  for (const ingest::ColumnSpec& column : spec.columns) cells.push_back(column.name);
  std::string bytes;
  ingest::AppendCsvRow(cells, bytes);
  for (const Record& record : records) {
    const Cells values = to_cells(record);
    for (size_t i = 0; i < spec.columns.size(); ++i) {
      const auto value = values.find(spec.columns[i].name);
      cells[i] = value == values.end() ? "" : value->second;
    }
    ingest::AppendCsvRow(cells, bytes);
    if (bytes.size() < (size_t{1} << 16)) continue;
    LM_TRY(file.Write(bytes));
    bytes.clear();
  }
  LM_TRY(file.Write(bytes));
  return file.Finish();
}

report::ColumnType TypeOf(ingest::ColumnKind kind) {
  switch (kind) {
    case ingest::ColumnKind::kMoney:
      return report::ColumnType::kMoney;
    case ingest::ColumnKind::kNumber:
      return report::ColumnType::kNumber;
    case ingest::ColumnKind::kInteger:
      return report::ColumnType::kInteger;
    case ingest::ColumnKind::kShare:
      return report::ColumnType::kNumber;
    case ingest::ColumnKind::kDate:
      return report::ColumnType::kDate;
    default:
      return report::ColumnType::kText;
  }
}

report::TemplateTable TemplateOf(const ingest::TableSpec& spec) {
  report::TemplateTable table{spec.name, spec.label, {}};
  for (const ingest::ColumnSpec& column : spec.columns) {
    report::TemplateColumn made{column.name,         column.name_zh,  column.explanation,
                                TypeOf(column.kind), column.required, {}};
    if (column.kind == ingest::ColumnKind::kEnum) {
      for (const ingest::Choice& choice : column.choices) made.choices.push_back(choice.label.zh);
    }
    table.columns.push_back(std::move(made));
  }
  return table;
}

}  // namespace

Result<RegionFacts> ReadFacts(const std::string& folder) {
  RegionFacts facts;
  int64_t next = 0;
  ingest::MemoryKeyResolver resolver([&next] { return ++next; });
  FactsCollector collector(&facts);
  LM_TRY(ingest::ReadRegion(folder, resolver, collector, {}, Progress::None()));
  return facts;
}

Status WriteSample(const RegionFacts& facts, const RegionSample& sample,
                   const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    return MakeError(ErrorCode::kIo, {"无法建立文件夹", "cannot make the folder"},
                     {.file = folder});
  KeyNames names;
  for (const Product& product : facts.products) names.products[product.id.value] = product.key;
  for (const Organisation& organisation : sample.organisations)
    names.organisations[organisation.id.value] = organisation.key;
  LM_TRY(WriteTable(RegionTable::kOrganisations, sample.organisations, folder,
                    [](const Organisation& r) { return CellsOf(r); }));
  LM_TRY(WriteTable(RegionTable::kOffers, sample.offers, folder,
                    [&](const Offer& r) { return CellsOf(r, names); }));
  LM_TRY(WriteTable(RegionTable::kNeeds, sample.needs, folder,
                    [&](const Need& r) { return CellsOf(r, names); }));
  return WriteTable(RegionTable::kLinks, sample.links, folder,
                    [&](const Link& r) { return CellsOf(r, names); });
}

Result<std::vector<std::string>> WriteRegionTemplates(const std::string& folder) {
  std::vector<report::TemplateTable> tables;
  for (const ingest::TableSpec& spec : ingest::RegionTables()) tables.push_back(TemplateOf(spec));
  report::TemplateOptions options;
  options.folder = folder;
  return report::WriteTemplates(tables, options);
}

}  // namespace lianmeng::app
