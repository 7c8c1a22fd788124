#include "ingest/certificate_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/byte_source.h"
#include "ingest/excerpt.h"

namespace lianmeng::ingest {
namespace {

namespace json = simdjson::ondemand;

constexpr size_t kPieceBytes = size_t{1} << 20;
constexpr size_t kBytesMax = size_t{2} << 30;

class CertificateParser {
 public:
  CertificateParser(std::string text, const std::string& file, const CertificateHandlers& handlers)
      : text_(std::move(text)), file_(file), handlers_(handlers) {
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
  }

  Result<CertificateTotals> Parse() {
    if (!IsValidUtf8(text_)) return Wrong("", "", {"不是 UTF-8 编码", "is not UTF-8"});
    is_open_ = parser_.iterate(text_).get(document_) == simdjson::SUCCESS;
    json::object object;
    if (!is_open_ || document_.get_object().get(object) != simdjson::SUCCESS) return Damaged("");
    for (auto field : object) {
      std::string_view name;
      json::value value;
      if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
          field.value().get(value) != simdjson::SUCCESS) {
        return Damaged("");
      }
      LM_TRY(ReadField(std::string(name), value));
    }
    const char* behind = nullptr;
    if (document_.current_location().get(behind) != simdjson::OUT_OF_BOUNDS) return Damaged("");
    // The last two come together or not at all.
    totals_.has_rules = found_[kFieldsAlways] || found_[kFieldsAlways + 1];
    const size_t wanted = totals_.has_rules ? kFields.size() : kFieldsAlways;
    for (size_t i = 0; i < wanted; ++i) {
      if (!found_[i]) return Wrong(std::string(kFields[i]), "", {"缺少该字段", "is missing"});
    }
    return totals_;
  }

 private:
  static constexpr std::array<std::string_view, 7> kFields = {
      "unit", "primal", "dual", "need_prices", "offer_prices", "price_unit", "rule_prices"};
  static constexpr size_t kFieldsAlways = 5;
  static constexpr std::string_view kUnit = "0.000001";
  static constexpr std::string_view kPriceUnit = "0.000000001";

  Status ReadField(const std::string& name, json::value value) {
    const size_t i =
        static_cast<size_t>(std::find(kFields.begin(), kFields.end(), name) - kFields.begin());
    if (i == kFields.size()) return Wrong(name, "", {"不认识该字段", "is not a known field"});
    if (found_[i]) return Wrong(name, "", {"该字段出现了两次", "stands there twice"});
    if (i >= kFieldsAlways && !handlers_.on_rule_price) {
      return Wrong(name, "",
                   {"这是带规则的分配的证书，请给出规则文件",
                    "is of an assignment under rules: give the rules, too"});
    }
    found_[i] = true;
    switch (i) {
      case 0:
        return ReadUnit(name, value, kUnit);
      case 1:
        return ReadInteger(name, value, totals_.primal);
      case 2:
        return ReadInteger(name, value, totals_.dual);
      case 3:
        return ReadPrices(name, value, handlers_.on_need_price);
      case 4:
        return ReadPrices(name, value, handlers_.on_offer_price);
      case 5:
        return ReadUnit(name, value, kPriceUnit);
      default:
        return ReadPrices(name, value, handlers_.on_rule_price);
    }
  }

  Status ReadUnit(const std::string& name, json::value value, std::string_view wanted) {
    std::string_view unit;
    if (value.get_string().get(unit) != simdjson::SUCCESS) return Damaged(name);
    if (unit == wanted) return Ok{};
    return Wrong(name, std::string(unit),
                 {"应为 " + std::string(wanted), "must be " + std::string(wanted)});
  }

  Status ReadInteger(const std::string& field, json::value value, int64_t& out) {
    if (value.get_int64().get(out) == simdjson::SUCCESS) return Ok{};
    return Wrong(field, Token(value), {"应为 64 位整数", "must be a whole number of 64 bits"});
  }

  Status ReadPrices(const std::string& name, json::value value,
                    const std::function<Status(std::string_view, int64_t)>& on_price) {
    json::object prices;
    if (value.get_object().get(prices) != simdjson::SUCCESS) {
      return Wrong(name, "", {"应为对象", "must be an object"});
    }
    for (auto field : prices) {
      std::string_view id;
      json::value price_value;
      int64_t price = 0;
      if (field.unescaped_key().get(id) != simdjson::SUCCESS ||
          field.value().get(price_value) != simdjson::SUCCESS) {
        return Damaged(name);
      }
      if (price_value.get_int64().get(price) != simdjson::SUCCESS) {
        return Wrong(name + "/" + Excerpt(id), Token(price_value),
                     {"应为 64 位整数", "must be a whole number of 64 bits"});
      }
      LM_TRY(on_price(id, price));
    }
    return Ok{};
  }

  static std::string Token(json::value value) {
    const std::string_view token = value.raw_json_token();
    return Excerpt(token.substr(0, token.find_last_not_of(" \t\r\n") + 1));
  }

  // The line on which reading stands.
  [[nodiscard]] int64_t Line() {
    const char* at = nullptr;
    if (!is_open_) return 0;  // the document is none to ask
    if (document_.current_location().get(at) != simdjson::SUCCESS) return 0;
    if (at < text_.data() || at > text_.data() + text_.size()) return 0;
    return 1 + std::count(static_cast<const char*>(text_.data()), at, '\n');
  }

  Error Wrong(std::string field, std::string value, TextPair message) {
    return MakeError(
        ErrorCode::kInvalidArgument, std::move(message),
        {.file = file_, .line = 0, .field = std::move(field), .value = Excerpt(value)});
  }
  Error Damaged(std::string field) {
    Error error = Wrong(std::move(field), "",
                        {"不是完整的证书 JSON", "is not the whole JSON of a certificate"});
    error.place.line = Line();
    return error;
  }

  std::string text_;
  const std::string& file_;
  const CertificateHandlers& handlers_;
  json::parser parser_;
  json::document document_;
  bool is_open_ = false;
  std::array<bool, kFields.size()> found_{};
  CertificateTotals totals_;
};

}  // namespace

Result<CertificateTotals> ParseCertificate(std::string text, const std::string& file,
                                           const CertificateHandlers& handlers) {
  return CertificateParser(std::move(text), file, handlers).Parse();
}

Result<CertificateTotals> ReadCertificate(const std::string& file,
                                          const CertificateHandlers& handlers) {
  LM_ASSIGN(const auto source, FileSource::Open(file));
  std::string text;
  while (true) {
    const size_t size = text.size();
    if (size > kBytesMax) {
      return MakeError(ErrorCode::kResourceExhausted, {"文件超过 2 GiB", "the file exceeds 2 GiB"},
                       {.file = file});
    }
    text.resize(size + kPieceBytes);
    LM_ASSIGN(const size_t count, source->Read(text.data() + size, kPieceBytes));
    text.resize(size + count);
    if (count == 0) break;
  }
  return ParseCertificate(std::move(text), file, handlers);
}

}  // namespace lianmeng::ingest
