#include "ingest/row_fields.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "ingest/excerpt.h"

namespace lianmeng::ingest {

TextPair WithSuggestion(TextPair message, const std::string& near) {
  if (near.empty()) return message;
  message.zh += "；是不是“" + near + "”？";
  message.en += "; did you mean [" + near + "]?";
  return message;
}

RowFields::RowFields(const RowLayout& layout, const Row& row, std::string file)
    : layout_(layout), row_(row), place_{.file = std::move(file), .line = row.line} {
  for (const ColumnSpec& column : layout.spec->columns) {
    if (column.required && Text(column.name).empty()) {
      Fail(column.name, "", {"不能为空", "must not be empty"});
    }
  }
}

size_t RowFields::IndexOf(std::string_view column) {
  const std::vector<ColumnSpec>& columns = layout_.spec->columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    const size_t at = (next_column_ + i) % columns.size();
    if (columns[at].name != column) continue;
    next_column_ = at + 1;
    return at;
  }
  CHECK(false);  // the reader asks for a column that the table does not have
}

std::string RowFields::Text(std::string_view column) {
  const int cell = layout_.cell_of_column[IndexOf(column)];
  if (cell < 0 || static_cast<size_t>(cell) >= row_.cells.size()) return {};
  return Trim(row_.cells[static_cast<size_t>(cell)]);
}

std::vector<std::string> RowFields::List(std::string_view column) {
  const std::string text = Text(column);
  return text.empty() ? std::vector<std::string>() : ParseList(text);
}

template <typename T, typename ParseCell>
std::optional<T> RowFields::Cell(std::string_view column, ParseCell parse) {
  const std::string text = Text(column);
  if (text.empty()) return std::nullopt;
  Parsed<T> parsed = parse(text);
  if (!parsed.ok()) Fail(column, text, std::move(parsed.reason));
  if (!parsed.warning.zh.empty()) Warn(column, text, std::move(parsed.warning));
  return parsed.value;
}

std::optional<int64_t> RowFields::Money(std::string_view column) {
  return Cell<int64_t>(column, ParseMoney);
}
std::optional<double> RowFields::Number(std::string_view column) {
  return Cell<double>(column, ParseNumber);
}
std::optional<double> RowFields::Share(std::string_view column) {
  return Cell<double>(column, ParseShare);
}
std::optional<int64_t> RowFields::Integer(std::string_view column) {
  return Cell<int64_t>(column, ParseInteger);
}
std::optional<Date> RowFields::Day(std::string_view column) {
  return Cell<Date>(column, ParseDate);
}
std::optional<bool> RowFields::Boolean(std::string_view column) {
  return Cell<bool>(column, ParseBoolean);
}

std::optional<int> RowFields::SmallInteger(std::string_view column) {
  constexpr int64_t kMax = 1'000'000;
  const std::optional<int64_t> value = Integer(column);
  if (!value) return std::nullopt;
  if (*value < -kMax || *value > kMax) {
    Fail(column, std::to_string(*value), {"数字过大", "the number is too large"});
    return std::nullopt;
  }
  return static_cast<int>(*value);
}

void RowFields::FailChoice(std::string_view column, const std::string& text) {
  const ColumnSpec& spec = layout_.spec->columns[IndexOf(column)];
  std::vector<std::string> candidates;
  std::vector<std::string> codes;
  for (const Choice& choice : spec.choices) {
    codes.emplace_back(choice.code);
    candidates.insert(candidates.end(),
                      {std::string(choice.code), choice.label.zh, choice.label.en});
  }
  const std::string list = Join(codes, ", ");
  Fail(column, text,
       WithSuggestion({"不在可选项中（" + list + "）", "is none of " + list},
                      Suggest(text, candidates)));
}

void RowFields::Check(const Issues& issues) {
  const bool cells_failed = failed_;
  for (const Issue& issue : issues) {
    const bool known = std::any_of(issues_.begin(), issues_.end(), [&](const RowIssue& other) {
      return other.severity == Issue::Severity::kError && other.place.field == issue.field;
    });
    // Issues without a value of their own are about several cells; one of them may be the one that
    // failed.
    const bool follows = cells_failed && (issue.value.empty() || issue.value == "0");
    if (known || follows) continue;
    Add(issue.severity, issue.field, issue.value, issue.message);
  }
}

void RowFields::Fail(std::string_view column, std::string value, TextPair message) {
  Add(Issue::Severity::kError, column, std::move(value), std::move(message));
}

void RowFields::Warn(std::string_view column, std::string value, TextPair message) {
  Add(Issue::Severity::kWarning, column, std::move(value), std::move(message));
}

void RowFields::Add(Issue::Severity severity, std::string_view column, std::string value,
                    TextPair message) {
  if (severity == Issue::Severity::kError) failed_ = true;
  Place place = place_;
  place.field = column;
  place.value = Excerpt(value);
  issues_.push_back({severity, std::move(place), std::move(message)});
}

}  // namespace lianmeng::ingest
