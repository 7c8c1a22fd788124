// The tables of the region format, stated once: columns with names, kinds, explanations and
// examples. Drives the reader (ingest/region_reader.h), the templates and docs/formats/region.md,
// which tests/ingest holds to agree with this list.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_pair.h"

namespace lianmeng::ingest {

// In the order in which they are read: every table refers only to itself and to those before it.
enum class RegionTable {
  kRegions,
  kProducts,
  kChains,
  kOrganisations,
  kInputs,
  kChainProducts,
  kSpecialisation,
  kOffers,
  kNeeds,
  kLinks,
  kPairings,
  kMeasures,
};
inline constexpr int kRegionTables = 12;

enum class ColumnKind {
  kText,
  kTextList,      // separated by ; ； or 、
  kKey,           // names the row; unique in the table
  kOrganisation,  // the key of an organisation
  kOrganisationList,
  kProduct,  // the key of a product
  kChain,    // the key of a chain
  kRegion,   // a GB/T 2260 code or a name
  kRegionList,
  kMoney,  // CNY, up to two decimals
  kNumber,
  kInteger,
  kShare,    // 0 to 1, or 35%
  kDate,     // YYYY-MM-DD
  kBoolean,  // 1 or 0
  kEnum,     // one of `choices`
  kEnumList,
};

// "text", "money", ...: as docs/formats/region.md names it. And for people.
[[nodiscard]] std::string_view Name(ColumnKind kind);
[[nodiscard]] TextPair Label(ColumnKind kind);

struct Choice {
  std::string_view code;
  TextPair label;
};

struct ColumnSpec {
  std::string name;     // in files; also names the field in issues
  std::string name_zh;  // also accepted as heading, alone or beside the English name
  ColumnKind kind = ColumnKind::kText;
  bool required = false;  // the column must be there, and a value in every row
  TextPair explanation;
  std::string example;
  std::vector<Choice> choices = {};  // of kEnum and kEnumList
};

struct TableSpec {
  RegionTable table = RegionTable::kRegions;
  std::string name;  // of the file, without ending: products.csv, products-robot.csv, products.xlsx
  TextPair label;
  TextPair explanation;
  std::vector<ColumnSpec> columns;
};

// All tables in reading order. Built on first use; lives for the whole program.
[[nodiscard]] const std::vector<TableSpec>& RegionTables();
[[nodiscard]] const TableSpec& SpecOf(RegionTable table);

// "名称 name": the heading that the templates write.
[[nodiscard]] std::string Heading(const ColumnSpec& column);

// The column's index for a heading cell: the English name, the Chinese label or both in one cell
// ("名称 name", "名称（name）", "name/名称"), compared after Normalise; a '*' that marks required
// columns is ignored. -1 if there is none.
[[nodiscard]] int FindColumn(const TableSpec& table, std::string_view heading);

}  // namespace lianmeng::ingest
