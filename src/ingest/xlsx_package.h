// The two layers under a spreadsheet: the ZIP archive of parts (libzip) and the XML of a part
// (expat), both under the limits of XlsxOptions. Internal to ingest.
#pragma once

#include <expat.h>
#include <zip.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/xlsx_reader.h"

namespace lianmeng::ingest {

class XlsxPackage {
 public:
  static Result<std::unique_ptr<XlsxPackage>> Open(const std::filesystem::path& path,
                                                   const XlsxOptions& options);
  static Result<std::unique_ptr<XlsxPackage>> OpenMemory(std::string bytes,
                                                         const XlsxOptions& options);

  [[nodiscard]] const XlsxOptions& options() const { return options_; }
  [[nodiscard]] bool Has(const std::string& part) const;

  struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
  };
  using Entry = std::unique_ptr<zip_file_t, CloseEntry>;
  Result<Entry> OpenPart(const std::string& part);
  // Unpacks up to `capacity` bytes and counts them against the limits; 0 at the end.
  Result<size_t> Unpack(zip_file_t* entry, char* buffer, size_t capacity);

  [[nodiscard]] Error Damaged(std::string_view what) const;
  [[nodiscard]] Error TooLarge(const TextPair& what) const;

 private:
  struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  XlsxPackage(XlsxOptions options, int64_t packed_bytes)
      : options_(std::move(options)), packed_bytes_(packed_bytes) {}
  Status OpenSource(zip_source_t* source);

  XlsxOptions options_;
  int64_t packed_bytes_;
  int64_t unpacked_bytes_ = 0;
  std::string bytes_;  // of OpenMemory; outlives archive_
  std::unique_ptr<zip_t, DiscardArchive> archive_;
};

// Receives the elements of a part. Names come without prefix.
class XmlHandler {
 public:
  using Attributes = const char**;

  virtual ~XmlHandler() = default;
  virtual void Start(std::string_view name, Attributes attributes) = 0;
  virtual void End(std::string_view name) = 0;
  virtual void Text(std::string_view text) = 0;

  // The first failure ends the parsing.
  void Fail(Error error);
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const Error& failure() const { return failure_; }

  // The value of the attribute of that local name, null if there is none.
  [[nodiscard]] static const char* Find(Attributes attributes, std::string_view name);

 private:
  friend class XmlPart;
  bool failed_ = false;
  Error failure_;
};

// One part being unpacked and parsed, piece by piece.
class XmlPart {
 public:
  // Requires: package and handler outlive the part.
  static Result<std::unique_ptr<XmlPart>> Open(XlsxPackage& package, const std::string& name,
                                               XmlHandler& handler);
  // Parses the next piece. False when the part is at its end.
  Result<bool> Advance();
  // The whole part in one go.
  static Status ParseAll(XlsxPackage& package, const std::string& name, XmlHandler& handler);

 private:
  struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  using Parser = std::unique_ptr<XML_ParserStruct, FreeParser>;
  XmlPart(XlsxPackage& package, std::string name, XmlHandler& handler)
      : package_(package), name_(std::move(name)), handler_(handler) {}
  void OnStart(const char* name, XmlHandler::Attributes attributes);
  void OnEnd(const char* name);
  void OnText(const char* text, int length);
  void OnDoctype();
  void StopIfFailed();

  XlsxPackage& package_;
  std::string name_;
  XmlHandler& handler_;
  XlsxPackage::Entry entry_;
  Parser parser_;
  int64_t fed_ = 0;
  int depth_ = 0;
};

}  // namespace lianmeng::ingest
