#include "ingest/links_reader.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/row_fields.h"

namespace lianmeng::ingest {
namespace {

constexpr int64_t kRowsPerReport = 16384;

enum Column : size_t {
  kSupplier,
  kCustomer,
  kSupplierSector,
  kCustomerSector,
  kWeight,
  kEssentiality
};
constexpr size_t kColumns = 6;

struct ColumnNames {
  std::string_view name;
  std::string_view also;
};
constexpr std::array<ColumnNames, kColumns> kNames = {{{"supplier", ""},
                                                       {"customer", ""},
                                                       {"supplier_sector", "supplierNACE"},
                                                       {"customer_sector", "customerNACE"},
                                                       {"weight", ""},
                                                       {"essentiality", "type"}}};

std::string_view TrimBlanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> ParseWeight(std::string_view text) {
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (failure == std::errc::result_out_of_range) {
    return text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos
               ? 0
               : HUGE_VAL;
  }
  if (failure != std::errc()) return std::nullopt;
  return value;
}

// "2", also "2.0" as programs write integers of a table with gaps.
std::optional<int> ParseEssentiality(std::string_view text) {
  if (text.empty() || text[0] < '0' || text[0] > '2') return std::nullopt;
  const std::string_view rest = text.substr(1);
  if (!rest.empty() &&
      (rest[0] != '.' || rest.find_first_not_of('0', 1) != std::string_view::npos)) {
    return std::nullopt;
  }
  return text[0] - '0';
}

class LinksRun {
 public:
  LinksRun(RowReader& reader, const LinksHandlers& handlers, LinkNames& names, Progress& progress)
      : reader_(reader), handlers_(handlers), names_(names), progress_(progress) {}

  Result<LinksCounts> Run() {
    progress_.Begin({"读取供应关系", "Reading links"}, 0);
    Row row;
    bool has_heading = false;
    while (true) {
      const Result<bool> more = reader_.Next(row);
      if (!more) {
        if (!reader_.CanGoOn() || !has_heading) return more.error();
        LM_TRY(Reject(more.error().place, more.error().message));
        ++counts_.read;
        ++counts_.rejected;
        continue;
      }
      if (!*more) break;
      if (!has_heading) {
        LM_TRY(ReadHeading(row));
        has_heading = true;
        continue;
      }
      LM_TRY(ReadRow(row));
      if (counts_.read % kRowsPerReport != 0) continue;
      progress_.Advance(counts_.read);
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    }
    if (!has_heading) {
      return MakeError(ErrorCode::kInvalidArgument, {"没有表头行", "there is no heading row"},
                       {.file = reader_.file()});
    }
    progress_.Advance(counts_.read);
    counts_.firms = static_cast<int64_t>(names_.firms.size());
    return counts_;
  }

 private:
  [[nodiscard]] Place At(int64_t line, std::string_view field, std::string_view value) const {
    return {
        .file = reader_.file(), .line = line, .field = std::string(field), .value = Excerpt(value)};
  }

  Status Reject(Place place, TextPair message) {
    return handlers_.on_issue({Issue::Severity::kError, std::move(place), std::move(message)});
  }

  Status ReadHeading(const Row& row) {
    width_ = row.cells.size();
    std::array<bool, kColumns> found{};
    std::vector<std::string> candidates;
    for (const ColumnNames& names : kNames) candidates.emplace_back(names.name);
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const std::string heading = Trim(row.cells[i]);
      const std::string lower = Normalise(heading);
      size_t column = 0;
      while (column < kColumns && lower != kNames[column].name &&
             (kNames[column].also.empty() || lower != Normalise(kNames[column].also))) {
        ++column;
      }
      if (column == kColumns) {
        if (heading.empty()) continue;
        const TextPair message = WithSuggestion(
            {"不认识这一列，已忽略", "unknown column, passed over"}, Suggest(lower, candidates));
        LM_TRY(handlers_.on_issue({Issue::Severity::kWarning, At(row.line, heading, ""), message}));
        continue;
      }
      if (found[column]) {
        return MakeError(ErrorCode::kInvalidArgument,
                         {"这一列出现了两次", "this column stands there twice"},
                         At(row.line, heading, ""));
      }
      found[column] = true;
      cell_[column] = i;
    }
    for (size_t column = 0; column < kColumns; ++column) {
      if (found[column]) continue;
      std::string found_names = Join(row.cells, ", ");
      return MakeError(ErrorCode::kInvalidArgument,
                       {"缺少必需的列", "a required column is missing"},
                       At(row.line, kNames[column].name, found_names));
    }
    return Ok{};
  }

  Status ReadRow(const Row& row) {
    ++counts_.read;
    failed_ = false;
    if (row.cells.size() != width_) {
      ++counts_.rejected;
      const std::string found = std::to_string(row.cells.size());
      const std::string wanted = std::to_string(width_);
      return Reject(At(row.line, "", ""),
                    {"有 " + found + " 个单元格，表头有 " + wanted + " 个",
                     "has " + found + " cells where the heading has " + wanted});
    }
    const auto cell = [&](Column column) { return TrimBlanks(row.cells[cell_[column]]); };
    PlainLink link{.supplier = cell(kSupplier),
                   .customer = cell(kCustomer),
                   .supplier_sector = cell(kSupplierSector),
                   .customer_sector = cell(kCustomerSector),
                   .line = row.line};
    for (const Column column : {kSupplier, kCustomer, kSupplierSector, kCustomerSector}) {
      if (cell(column).empty()) LM_TRY(Fail(row, column, {"不能为空", "must not be empty"}));
    }
    LM_TRY(ReadWeight(row, cell(kWeight), link));
    const std::optional<int> essentiality = ParseEssentiality(cell(kEssentiality));
    link.essentiality = essentiality.value_or(0);
    if (!essentiality) {
      LM_TRY(Fail(row, kEssentiality,
                  {"应为 0（无关）、1（可替代）或 2（关键）",
                   "must be 0 (irrelevant), 1 (replaceable) or 2 (essential)"}));
    }
    LM_TRY(CheckSector(row, {kSupplier, kSupplierSector}, link.supplier, link.supplier_sector,
                       link.supplier_number));
    LM_TRY(CheckSector(row, {kCustomer, kCustomerSector}, link.customer, link.customer_sector,
                       link.customer_number));
    if (failed_) {
      ++counts_.rejected;
      return Ok{};
    }
    ++counts_.accepted;
    return handlers_.on_link(link);
  }

  Status ReadWeight(const Row& row, std::string_view text, PlainLink& link) {
    if (text.empty()) return Fail(row, kWeight, {"不能为空", "must not be empty"});
    const std::optional<double> weight = ParseWeight(text);
    if (!weight) return Fail(row, kWeight, {"不是数字", "is not a number"});
    if (!std::isfinite(*weight))
      return Fail(row, kWeight, {"不是有限的数", "is not a finite number"});
    if (*weight < 0) return Fail(row, kWeight, {"不能为负", "must not be negative"});
    link.weight = *weight;
    return Ok{};
  }

  struct FirmColumns {
    Column name;
    Column sector;
  };

  // A firm keeps the sector of the first row that names it.
  Status CheckSector(const Row& row, FirmColumns columns, std::string_view firm,
                     std::string_view sector, uint32_t& number) {
    if (firm.empty() || sector.empty()) return Ok{};
    const NameTable::Entry entry = names_.firms.Add(firm);
    number = entry.number;
    if (entry.is_new) {
      names_.sector_of_firm.push_back(names_.sectors.Add(sector).number);
      first_line_.push_back(row.line);
      return Ok{};
    }
    const std::string_view known = names_.sectors[names_.sector_of_firm[number]];
    if (known == sector) return Ok{};
    const std::string name = Excerpt(row.cells[cell_[columns.name]]);
    const std::string line = std::to_string(first_line_[number]);
    const std::string before(known);
    return Fail(row, columns.sector,
                {"企业 " + name + " 在第 " + line + " 行属于行业 " + before,
                 "firm " + name + " is in sector " + before + " on line " + line});
  }

  Status Fail(const Row& row, Column column, TextPair message) {
    failed_ = true;
    return Reject(At(row.line, kNames[column].name, row.cells[cell_[column]]), std::move(message));
  }

  RowReader& reader_;
  const LinksHandlers& handlers_;
  LinkNames& names_;
  Progress& progress_;
  size_t width_ = 0;
  std::array<size_t, kColumns> cell_{};
  bool failed_ = false;              // the row being read
  std::vector<int64_t> first_line_;  // of each firm
  LinksCounts counts_;
};

}  // namespace

Result<LinksCounts> ReadLinks(RowReader& reader, const LinksHandlers& handlers, LinkNames& names,
                              Progress& progress) {
  return LinksRun(reader, handlers, names, progress).Run();
}

Result<LinksCounts> ReadLinks(RowReader& reader, const LinksHandlers& handlers,
                              Progress& progress) {
  LinkNames names;
  return ReadLinks(reader, handlers, names, progress);
}

}  // namespace lianmeng::ingest
