#include "ingest/xlsx_package.h"

#include <algorithm>
#include <fstream>

#include "ingest/byte_source.h"

namespace lianmeng::ingest {
namespace {

constexpr int64_t kRatioFreeBytes = int64_t{16} << 20;  // small parts pack well without being bombs
constexpr int64_t kTokenBytesMax = int64_t{4} << 20;    // one tag or one run of text
constexpr int kDepthMax = 64;

std::string_view LocalName(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

Error NotXlsx(const std::string& file, std::string_view start) {
  const Place place{.file = file};
  if (start.substr(0, 4) == "\xD0\xCF\x11\xE0") {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"工作簿设了打开密码，或是旧的 .xls 格式；请另存为不加密的 .xlsx",
                      "the workbook is password-protected or an old .xls; save it as .xlsx "
                      "without a password"},
                     place);
  }
  if (start.empty()) {
    return MakeError(ErrorCode::kCorrupt, {"文件是空的", "the file is empty"}, place);
  }
  if (start.substr(0, 2) == "PK") {
    return MakeError(ErrorCode::kCorrupt,
                     {"压缩包不完整或已损坏（文件可能被截断）",
                      "the archive is damaged; the file may be cut off"},
                     place);
  }
  return MakeError(ErrorCode::kInvalidArgument, {"不是 XLSX 文件", "is not an XLSX file"}, place);
}

}  // namespace

Error XlsxPackage::Damaged(std::string_view what) const {
  return MakeError(
      ErrorCode::kCorrupt,
      {"工作簿已损坏：" + std::string(what), "the workbook is damaged: " + std::string(what)},
      {.file = options_.file});
}

Error XlsxPackage::TooLarge(const TextPair& what) const {
  return MakeError(ErrorCode::kResourceExhausted,
                   {"工作簿超出限制：" + what.zh, "the workbook exceeds a limit: " + what.en},
                   {.file = options_.file});
}

Status XlsxPackage::OpenSource(zip_source_t* source) {
  zip_error_t error;
  zip_error_init(&error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  zip_error_fini(&error);
  if (archive == nullptr) {
    zip_source_free(source);
    return MakeError(ErrorCode::kCorrupt, {"压缩包打不开", "the archive cannot be opened"});
  }
  archive_.reset(archive);
  return Ok{};
}

Result<std::unique_ptr<XlsxPackage>> XlsxPackage::Open(const std::filesystem::path& path,
                                                       const XlsxOptions& options) {
  LM_ASSIGN(auto file, FileSource::Open(path));
  char start[8];
  LM_ASSIGN(const size_t count, file->Read(start, sizeof start));
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  std::unique_ptr<XlsxPackage> package(
      new XlsxPackage(options, failure ? 0 : static_cast<int64_t>(size)));
  // libzip takes an empty file for an archive without entries.
  if (count == 0) return NotXlsx(options.file, {});
  zip_source_t* source = zip_source_file_create(path.string().c_str(), 0, -1, nullptr);
  if (source == nullptr || !package->OpenSource(source)) {
    return NotXlsx(options.file, std::string_view(start, count));
  }
  return package;
}

Result<std::unique_ptr<XlsxPackage>> XlsxPackage::OpenMemory(std::string bytes,
                                                             const XlsxOptions& options) {
  std::unique_ptr<XlsxPackage> package(
      new XlsxPackage(options, static_cast<int64_t>(bytes.size())));
  package->bytes_ = std::move(bytes);
  const std::string& held = package->bytes_;
  if (held.empty()) return NotXlsx(options.file, {});
  zip_source_t* source = zip_source_buffer_create(held.data(), held.size(), 0, nullptr);
  if (source == nullptr || !package->OpenSource(source)) {
    return NotXlsx(options.file, std::string_view(held).substr(0, 8));
  }
  return package;
}

bool XlsxPackage::Has(const std::string& part) const {
  return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<XlsxPackage::Entry> XlsxPackage::OpenPart(const std::string& part) {
  const zip_int64_t index = zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
  if (index < 0) return Damaged(part + " missing");
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(index), 0, &stat) == 0 &&
      (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"压缩包加了密码", "the archive is password-protected"},
                     {.file = options_.file});
  }
  zip_file_t* entry = zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0);
  if (entry == nullptr) return Damaged(part);
  return Entry(entry);
}

Result<size_t> XlsxPackage::Unpack(zip_file_t* entry, char* buffer, size_t capacity) {
  const zip_int64_t count = zip_fread(entry, buffer, capacity);
  if (count < 0) return Damaged("ZIP");
  unpacked_bytes_ += count;
  if (unpacked_bytes_ > options_.unpacked_bytes_max) {
    const std::string limit = std::to_string(options_.unpacked_bytes_max >> 20) + " MiB";
    return TooLarge({"解压后超过 " + limit, "more than " + limit + " unpacked"});
  }
  const int64_t packed = std::max<int64_t>(packed_bytes_, 1);
  if (unpacked_bytes_ > kRatioFreeBytes && unpacked_bytes_ / packed > options_.ratio_max) {
    const std::string limit = std::to_string(options_.ratio_max);
    return TooLarge(
        {"压缩比超过 " + limit + "（压缩炸弹）", "packed more than " + limit + ":1 (a zip bomb)"});
  }
  return static_cast<size_t>(count);
}

void XmlHandler::Fail(Error error) {
  if (failed_) return;
  failed_ = true;
  failure_ = std::move(error);
}

const char* XmlHandler::Find(Attributes attributes, std::string_view name) {
  for (; attributes[0] != nullptr; attributes += 2) {
    if (LocalName(attributes[0]) == name) return attributes[1];
  }
  return nullptr;
}

void XmlPart::StopIfFailed() {
  if (handler_.failed_) XML_StopParser(parser_.get(), XML_FALSE);
}

void XmlPart::OnStart(const char* name, XmlHandler::Attributes attributes) {
  if (handler_.failed_) return;
  if (++depth_ > kDepthMax) {
    handler_.Fail(package_.TooLarge({"XML 嵌套过深", "XML is nested too deeply"}));
  } else {
    handler_.Start(LocalName(name), attributes);
  }
  StopIfFailed();
}

void XmlPart::OnEnd(const char* name) {
  if (handler_.failed_) return;
  --depth_;
  handler_.End(LocalName(name));
  StopIfFailed();
}

void XmlPart::OnText(const char* text, int length) {
  if (handler_.failed_) return;
  handler_.Text(std::string_view(text, static_cast<size_t>(length)));
  StopIfFailed();
}

void XmlPart::OnDoctype() {
  handler_.Fail(package_.Damaged("XML document type declaration (refused)"));
  StopIfFailed();
}

Result<std::unique_ptr<XmlPart>> XmlPart::Open(XlsxPackage& package, const std::string& name,
                                               XmlHandler& handler) {
  std::unique_ptr<XmlPart> part(new XmlPart(package, name, handler));
  LM_ASSIGN(part->entry_, package.OpenPart(name));
  part->parser_.reset(XML_ParserCreate(nullptr));
  CHECK(part->parser_ != nullptr);
  XML_Parser parser = part->parser_.get();
  XML_SetUserData(parser, part.get());
  XML_SetElementHandler(
      parser,
      [](void* self, const XML_Char* element, const XML_Char** attributes) {
        static_cast<XmlPart*>(self)->OnStart(element, attributes);
      },
      [](void* self, const XML_Char* element) { static_cast<XmlPart*>(self)->OnEnd(element); });
  XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int length) {
    static_cast<XmlPart*>(self)->OnText(text, length);
  });
  XML_SetStartDoctypeDeclHandler(
      parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        static_cast<XmlPart*>(self)->OnDoctype();
      });
  return part;
}

Result<bool> XmlPart::Advance() {
  constexpr size_t kPieceBytes = size_t{32} << 10;
  XML_Parser parser = parser_.get();
  void* buffer = XML_GetBuffer(parser, static_cast<int>(kPieceBytes));
  if (buffer == nullptr) return package_.TooLarge({"内存不足", "out of memory"});
  LM_ASSIGN(const size_t count,
            package_.Unpack(entry_.get(), static_cast<char*>(buffer), kPieceBytes));
  fed_ += static_cast<int64_t>(count);
  const auto outcome = XML_ParseBuffer(parser, static_cast<int>(count), count == 0 ? 1 : 0);
  if (handler_.failed_) return handler_.failure_;
  if (outcome != XML_STATUS_OK) {
    return package_.Damaged(name_ + ": " + XML_ErrorString(XML_GetErrorCode(parser)));
  }
  // Expat holds a token until it is complete: one that never ends would fill the memory.
  if (count > 0 && fed_ - XML_GetCurrentByteIndex(parser) > kTokenBytesMax) {
    return package_.TooLarge({"XML 标记过长", "an XML token is too long"});
  }
  return count > 0;
}

Status XmlPart::ParseAll(XlsxPackage& package, const std::string& name, XmlHandler& handler) {
  LM_ASSIGN(auto part, Open(package, name, handler));
  while (true) {
    LM_ASSIGN(const bool more, part->Advance());
    if (!more) return Ok{};
  }
}

}  // namespace lianmeng::ingest
