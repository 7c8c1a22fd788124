// The cells of one row under the columns of its table: reads values, collects everything that is
// wrong. Internal to ingest.
//
// Example:   RowFields fields(layout, row, place);
//            product.name.zh = fields.Text("name");  product.price_fen = fields.Money("price_cny");
//            fields.Check(Validate(product));        if (fields.failed()) Reject(fields.issues());
// An empty cell gives an empty value; that it must not be empty was said when the row was opened.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/cell_parsers.h"
#include "ingest/region_tables.h"
#include "ingest/row_reader.h"
#include "ingest/sink.h"
#include "model/names.h"

namespace lianmeng::ingest {

// Which cell holds which column of the table; -1: the file has no such column.
struct RowLayout {
  const TableSpec* spec = nullptr;
  std::vector<int> cell_of_column;
  size_t width = 0;  // cells of the heading
};

class RowFields {
 public:
  // Requires: layout and row outlive the object.
  RowFields(const RowLayout& layout, const Row& row, std::string file);

  [[nodiscard]] std::string Text(std::string_view column);
  [[nodiscard]] std::vector<std::string> List(std::string_view column);
  [[nodiscard]] std::optional<int64_t> Money(std::string_view column);
  [[nodiscard]] std::optional<double> Number(std::string_view column);
  [[nodiscard]] std::optional<double> Share(std::string_view column);
  [[nodiscard]] std::optional<int64_t> Integer(std::string_view column);
  // As Integer, for the model's plain ints.
  [[nodiscard]] std::optional<int> SmallInteger(std::string_view column);
  [[nodiscard]] std::optional<Date> Day(std::string_view column);
  [[nodiscard]] std::optional<bool> Boolean(std::string_view column);

  template <typename E>
  [[nodiscard]] std::optional<E> Enum(std::string_view column) {
    const std::string text = Text(column);
    if (text.empty()) return std::nullopt;
    return ParseEnum<E>(column, text);
  }

  // Sorted, without repeats.
  template <typename E>
  [[nodiscard]] std::vector<E> EnumList(std::string_view column) {
    std::vector<E> values;
    for (const std::string& item : List(column)) {
      const std::optional<E> value = ParseEnum<E>(column, item);
      if (value) values.push_back(*value);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }

  // Adds what validation found, except about cells of which something is known to be wrong already.
  void Check(const Issues& issues);
  void Fail(std::string_view column, std::string value, TextPair message);
  void Warn(std::string_view column, std::string value, TextPair message);

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::vector<RowIssue>& issues() const { return issues_; }
  // Of the whole row.
  [[nodiscard]] const Place& place() const { return place_; }

 private:
  template <typename E>
  std::optional<E> ParseEnum(std::string_view column, const std::string& text) {
    for (const auto& name : NamesOf<E>()) {
      if (text == name.code) return name.value;  // the common case, without normalising
    }
    const std::optional<E> value = Parse<E>(text);
    if (!value) FailChoice(column, text);
    return value;
  }
  template <typename T, typename Parse>
  std::optional<T> Cell(std::string_view column, Parse parse);
  [[nodiscard]] size_t IndexOf(std::string_view column);
  void FailChoice(std::string_view column, const std::string& text);
  void Add(Issue::Severity severity, std::string_view column, std::string value, TextPair message);

  const RowLayout& layout_;
  const Row& row_;
  Place place_;
  size_t next_column_ = 0;  // columns are asked for in the table's order: the search starts here
  bool failed_ = false;
  std::vector<RowIssue> issues_;
};

// `message`, and the question whether `near` was meant unless it is empty.
[[nodiscard]] TextPair WithSuggestion(TextPair message, const std::string& near);

}  // namespace lianmeng::ingest
