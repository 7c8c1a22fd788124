// What the tests of ingest share: a sink that keeps everything, folders that vanish, archives made
// by hand.
#pragma once

#include <zip.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "ingest/region_reader.h"
#include "ingest/row_reader.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

class KeepingSink : public RegionSink {
 public:
  Status On(const Region& r, const Place& p) override { return Keep(regions, r, p); }
  Status On(const Product& r, const Place& p) override { return Keep(products, r, p); }
  Status On(const Chain& r, const Place& p) override { return Keep(chains, r, p); }
  Status On(const Organisation& r, const Place& p) override { return Keep(organisations, r, p); }
  Status On(const Input& r, const Place& p) override { return Keep(inputs, r, p); }
  Status On(const ChainProduct& r, const Place& p) override { return Keep(chain_products, r, p); }
  Status On(const Specialisation& r, const Place& p) override {
    return Keep(specialisations, r, p);
  }
  Status On(const Offer& r, const Place& p) override { return Keep(offers, r, p); }
  Status On(const Need& r, const Place& p) override { return Keep(needs, r, p); }
  Status On(const Link& r, const Place& p) override { return Keep(links, r, p); }
  Status On(const Pairing& r, const Place& p) override { return Keep(pairings, r, p); }
  Status On(const Measure& r, const Place& p) override { return Keep(measures, r, p); }
  Status OnIssue(const RowIssue& issue) override {
    issues.push_back(issue);
    return Ok{};
  }

  // "file:line: column [value]: reason", warnings with "warning: " in front.
  [[nodiscard]] std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const RowIssue& issue : issues) {
      const bool warning = issue.severity == Issue::Severity::kWarning;
      told.push_back((warning ? "warning: " : "") + issue.place.file + ":" +
                     std::to_string(issue.place.line) + ": " + issue.place.field + " [" +
                     issue.place.value + "]: " + issue.message.en);
    }
    return told;
  }

  std::vector<Region> regions;
  std::vector<Product> products;
  std::vector<Chain> chains;
  std::vector<Organisation> organisations;
  std::vector<Input> inputs;
  std::vector<ChainProduct> chain_products;
  std::vector<Specialisation> specialisations;
  std::vector<Offer> offers;
  std::vector<Need> needs;
  std::vector<Link> links;
  std::vector<Pairing> pairings;
  std::vector<Measure> measures;
  std::vector<RowIssue> issues;
  std::vector<Place> places;  // of all records, in order

 private:
  template <typename R>
  Status Keep(std::vector<R>& records, const R& record, const Place& place) {
    records.push_back(record);
    places.push_back(place);
    return Ok{};
  }
};

// An empty folder under the system's temporary one, removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = std::filesystem::temp_directory_path() /
            ("lianmeng-ingest-" + std::to_string(SystemEntropy()));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path path_;
};

inline std::string ReadBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct ReadOutcome {
  std::vector<Row> rows;
  std::vector<Error> errors;

  [[nodiscard]] std::vector<std::vector<std::string>> Cells() const {
    std::vector<std::vector<std::string>> cells;
    for (const Row& row : rows) cells.push_back(row.cells);
    return cells;
  }
};

inline ReadOutcome ReadAll(RowReader& reader) {
  ReadOutcome outcome;
  Row row;
  while (true) {
    Result<bool> more = reader.Next(row);
    if (!more) {
      outcome.errors.push_back(more.error());
      if (!reader.CanGoOn()) return outcome;
      continue;
    }
    if (!*more) return outcome;
    outcome.rows.push_back(row);
  }
}

// A ZIP archive of named parts.
inline std::string MakeZip(const std::vector<std::pair<std::string, std::string>>& parts,
                           const char* password = nullptr) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  CHECK(archive != nullptr);
  for (const auto& [name, text] : parts) {
    zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
    CHECK(index >= 0);
    if (password != nullptr) {
      CHECK(zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256,
                                    password) == 0);
    }
  }
  CHECK(zip_close(archive) == 0);
  CHECK(zip_source_open(target) == 0);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  CHECK(zip_source_read(target, bytes.data(), bytes.size()) ==
        static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return bytes;
}

// The parts of a workbook with one sheet, to be changed by the test.
struct WorkbookParts {
  std::string sheet_data;  // rows
  std::string shared;      // <si> elements
  std::string styles;      // inside <styleSheet>
  std::string book;        // inside <workbook>, before <sheets>

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> Parts() const {
    const std::string office =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    return {{"_rels/.rels", "<Relationships><Relationship Id=\"r1\" Type=\"" + office +
                                "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
            {"xl/workbook.xml", "<workbook>" + book +
                                    "<sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"r1\"/>"
                                    "</sheets></workbook>"},
            {"xl/_rels/workbook.xml.rels",
             "<Relationships><Relationship Id=\"r1\" Type=\"" + office +
                 "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" +
                 office + "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>" +
                 "<Relationship Id=\"r3\" Type=\"" + office +
                 "/styles\" Target=\"styles.xml\"/></Relationships>"},
            {"xl/sharedStrings.xml", "<sst>" + shared + "</sst>"},
            {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"},
            {"xl/worksheets/sheet1.xml",
             "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"}};
  }
  [[nodiscard]] std::string Zip() const { return MakeZip(Parts()); }
};

}  // namespace lianmeng::ingest
