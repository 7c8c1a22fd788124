// JSON lines as a stream of rows: one object a line, the wanted fields as cells.
//
// Example:   JsonLinesReader reader(std::move(source), {.file = "product.json", .fields =
// {"name"}}); A cell is the string's text, a number or boolean as written, a list or object as its
// JSON; a missing field and null are empty. Other fields are passed over. Empty lines are passed
// over.
//
// Cost:      some 300 MB/s (simdjson); memory: one line.
// Source:    RFC 8259; jsonlines.org.
// Errors:    of one row (CanGoOn): JSON that is damaged or not an object, bytes that are not UTF-8.
//            Of the file: a line above the limit, errors of the source.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ingest/byte_source.h"
#include "ingest/row_reader.h"

namespace lianmeng::ingest {

struct JsonLinesOptions {
  std::string file;                 // for messages
  std::vector<std::string> fields;  // the cells, in this order
  size_t line_bytes_max = size_t{16} << 20;
};

class JsonLinesReader final : public RowReader {
 public:
  JsonLinesReader(std::unique_ptr<ByteSource> source, JsonLinesOptions options);
  static Result<std::unique_ptr<RowReader>> Open(const std::filesystem::path& path,
                                                 JsonLinesOptions options);
  ~JsonLinesReader() override;

  Result<bool> Next(Row& row) override;
  [[nodiscard]] bool CanGoOn() const override;
  [[nodiscard]] const std::string& file() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::ingest
