#include "model/validation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "model/names.h"

namespace lianmeng {
namespace {

constexpr size_t kNameBytesMax = 600;
constexpr size_t kTextBytesMax = 20000;
constexpr size_t kMeasureOrganisationsMax = 200;
constexpr double kQuantityMax = 1e15;
constexpr double kDaysMax = 1e5;
constexpr int64_t kFenMax = 1'000'000'000'000'000;  // 10^13 CNY, above any firm's revenue

// Collects the issues of one record.
class Checker {
 public:
  void Fail(std::string field, std::string value, TextPair message) {
    issues_.push_back(
        {Issue::Severity::kError, std::move(field), std::move(value), std::move(message)});
  }
  void Warn(std::string field, std::string value, TextPair message) {
    issues_.push_back(
        {Issue::Severity::kWarning, std::move(field), std::move(value), std::move(message)});
  }

  void Required(const char* field, const std::string& value) {
    if (Trim(value).empty()) Fail(field, "", {"不能为空", "must not be empty"});
    AtMost(field, value, kNameBytesMax);
  }
  void AtMost(const char* field, const std::string& value, size_t bytes_max) {
    if (value.size() <= bytes_max) return;
    Fail(field, value.substr(0, 40),
         {"超过 " + std::to_string(bytes_max) + " 字节",
          "longer than " + std::to_string(bytes_max) + " bytes"});
  }
  void Share(const char* field, const std::optional<double>& value) {
    if (value && !(*value >= 0 && *value <= 1)) {
      char text[40];
      std::snprintf(text, sizeof text, "%.10g", *value);
      Fail(field, text, {"应在 0 与 1 之间", "must lie between 0 and 1"});
    }
  }
  // Bounds keep sums and products of what people enter finite: quantities to 10^15, days to 10^5.
  void Within(const char* field, const std::optional<double>& value, double max) {
    if (!value || (*value >= 0 && *value <= max)) return;
    char text[40];
    char bound[40];
    std::snprintf(text, sizeof text, "%.10g", *value);
    std::snprintf(bound, sizeof bound, "%g", max);
    Fail(field, text,
         {std::string("应在 0 与 ") + bound + " 之间",
          std::string("must lie between 0 and ") + bound});
  }
  void Money(const char* field, const std::optional<int64_t>& fen) {
    if (fen && (*fen < 0 || *fen > kFenMax)) {
      Fail(field, std::to_string(*fen / 100),
           {"金额应在 0 与 10 万亿元之间", "must lie between 0 and 10^13 CNY"});
    }
  }
  void Count(const char* field, const std::optional<int64_t>& value, int64_t max) {
    if (value && (*value < 0 || *value > max)) {
      Fail(field, std::to_string(*value),
           {"应在 0 与 " + std::to_string(max) + " 之间",
            "must lie between 0 and " + std::to_string(max)});
    }
  }
  void Code(const char* field, RegionCode code) {
    if (code && (code.value < 100000 || code.value > 999999)) {
      Fail(field, code.ToString(),
           {"行政区划代码应为六位数字（GB/T 2260）", "a region code has six digits (GB/T 2260)"});
    }
  }
  void TradeText(const char* field, const std::string& text, ProductId product) {
    if (!product && Trim(text).empty()) {
      Fail(field, "", {"产品与说明至少填一项", "give a product or a text"});
    }
    AtMost(field, text, kTextBytesMax);
  }

  [[nodiscard]] Issues Take() { return std::move(issues_); }

 private:
  Issues issues_;
};

constexpr size_t kTermItemsMax = 50;
constexpr size_t kTermBytesMax = 300;

// "needs of kind 资金" have capital terms alone, and so on.
void CheckKind(Checker& check, const char* field, bool given, bool of_kind) {
  if (!given || of_kind) return;
  check.Fail(field, "", {"与类别不符", "does not belong to this kind"});
}

void CheckItems(Checker& check, const char* field, const std::vector<std::string>& items) {
  if (items.size() > kTermItemsMax) {
    check.Fail(field, std::to_string(items.size()),
               {"超过 " + std::to_string(kTermItemsMax) + " 项",
                "more than " + std::to_string(kTermItemsMax) + " items"});
  }
  for (const std::string& item : items) {
    if (Trim(item).empty()) check.Fail(field, item, {"有空项", "holds an empty item"});
    check.AtMost(field, item, kTermBytesMax);
  }
}

void CheckCapital(Checker& check, const CapitalTerms& terms) {
  check.Money("amount_min_cny", terms.amount_min_fen);
  check.Money("amount_max_cny", terms.amount_max_fen);
  if (terms.amount_min_fen && terms.amount_max_fen &&
      *terms.amount_min_fen > *terms.amount_max_fen) {
    check.Fail("amount_max_cny", std::to_string(*terms.amount_max_fen / 100),
               {"最高金额低于最低金额", "is below amount_min_cny"});
  }
  CheckItems(check, "sectors", terms.sectors);
}

void CheckTalent(Checker& check, const TalentTerms& terms) {
  check.AtMost("role", terms.role, kTermBytesMax);
  CheckItems(check, "skills", terms.skills);
  check.Code("place", terms.place);
  if (terms.from && terms.until && *terms.until < *terms.from) {
    check.Fail("until", terms.until->ToString(), {"早于开始日期", "is before the first day"});
  }
}

void CheckTechnology(Checker& check, const TechnologyTerms& terms) {
  CheckItems(check, "fields", terms.fields);
  if (terms.maturity && (*terms.maturity < kMaturityMin || *terms.maturity > kMaturityMax)) {
    check.Fail(
        "maturity", std::to_string(*terms.maturity),
        {"技术成熟度应为 1 到 9 级（GB/T 22900）", "a level lies between 1 and 9 (GB/T 22900)"});
  }
}

// Of a need or an offer.
template <typename Record>
void CheckTerms(Checker& check, const Record& record) {
  CheckKind(check, "capital", record.capital.has_value(), record.kind == TradeKind::kCapital);
  CheckKind(check, "talent", record.talent.has_value(), record.kind == TradeKind::kTalent);
  CheckKind(check, "technology", record.technology.has_value(),
            record.kind == TradeKind::kTechnology);
  if (record.capital) CheckCapital(check, *record.capital);
  if (record.talent) CheckTalent(check, *record.talent);
  if (record.technology) CheckTechnology(check, *record.technology);
}

TradeKind KindOf(RequiredTerm term) {
  switch (term) {
    case RequiredTerm::kAmount:
    case RequiredTerm::kStage:
    case RequiredTerm::kInstrument:
    case RequiredTerm::kSector:
      return TradeKind::kCapital;
    case RequiredTerm::kLevel:
    case RequiredTerm::kPeriod:
    case RequiredTerm::kEngagement:
      return TradeKind::kTalent;
    case RequiredTerm::kField:
    case RequiredTerm::kMaturity:
    case RequiredTerm::kCooperation:
      return TradeKind::kTechnology;
  }
  return TradeKind::kGoods;
}

constexpr std::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

}  // namespace

char CreditCodeCheckDigit(std::string_view first17) {
  if (first17.size() != 17) return 0;
  int sum = 0;
  int weight = 1;
  for (char c : first17) {
    const size_t value = kCreditAlphabet.find(c);
    if (value == std::string_view::npos) return 0;
    sum += static_cast<int>(value) * weight;
    weight = weight * 3 % 31;
  }
  return kCreditAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

bool CreditCodeIsValid(std::string_view code) {
  return code.size() == 18 && CreditCodeCheckDigit(code.substr(0, 17)) == code[17];
}

bool HasError(const Issues& issues) {
  return std::any_of(issues.begin(), issues.end(),
                     [](const Issue& issue) { return issue.severity == Issue::Severity::kError; });
}

Issues Validate(const Region& record) {
  Checker check;
  if (!record.code) check.Fail("code", "", {"不能为空", "must not be empty"});
  check.Code("code", record.code);
  check.Required("name", record.name.zh);
  if (!(std::abs(record.centroid.longitude_deg) <= 180)) {
    check.Fail("longitude", std::to_string(record.centroid.longitude_deg),
               {"经度应在 ±180 之内", "must lie within ±180"});
  }
  if (!(std::abs(record.centroid.latitude_deg) <= 90)) {
    check.Fail("latitude", std::to_string(record.centroid.latitude_deg),
               {"纬度应在 ±90 之内", "must lie within ±90"});
  }
  if (record.parent == record.code) {
    check.Fail("parent", record.parent.ToString(),
               {"上级不能是自己", "a region cannot be its own parent"});
  }
  return check.Take();
}

Issues Validate(const Organisation& record) {
  Checker check;
  check.Required("key", record.key);
  check.Required("name", record.name);
  check.AtMost("name_en", record.name_en, kNameBytesMax);
  check.AtMost("summary", record.summary, kTextBytesMax);
  if (!record.credit_code.empty() && !CreditCodeIsValid(record.credit_code)) {
    check.Warn(
        "credit_code", record.credit_code,
        {"统一社会信用代码校验位不符（GB 32100）", "the check digit of GB 32100 does not fit"});
  }
  check.Count("employees", record.employees, 10'000'000);
  check.Money("revenue_cny", record.revenue_fen_year);
  return check.Take();
}

Issues Validate(const Product& record) {
  Checker check;
  check.Required("key", record.key);
  check.Required("name", record.name.zh);
  check.AtMost("summary", record.summary, kTextBytesMax);
  check.Money("price_cny", record.price_fen);
  check.Share("outside_share", record.outside_share);
  return check.Take();
}

Issues Validate(const Input& record) {
  Checker check;
  if (record.product == record.input) {
    check.Fail("input", "", {"产品不能以自己为投入", "a product cannot be its own input"});
  }
  check.Share("cost_share", record.cost_share);
  check.Within("stock_days", record.stock_days, kDaysMax);
  check.Within("qualify_days", record.qualify_days, kDaysMax);
  return check.Take();
}

Issues Validate(const Chain& record) {
  Checker check;
  check.Required("key", record.key);
  check.Required("name", record.name.zh);
  check.AtMost("summary", record.summary.zh, kTextBytesMax);
  return check.Take();
}

Issues Validate(const ChainProduct& record) {
  Checker check;
  check.Count("stage", record.stage, 99);
  return check.Take();
}

Issues Validate(const Specialisation& record) {
  Checker check;
  if (!(std::isfinite(record.weight) && record.weight > 0)) {
    check.Fail("weight", std::to_string(record.weight), {"应为正数", "must be positive"});
  }
  return check.Take();
}

Issues Validate(const Offer& record) {
  Checker check;
  check.Required("key", record.key);
  check.TradeText("text", record.text, record.product);
  check.Within("capacity_year", record.capacity_year, kQuantityMax);
  check.Share("utilisation", record.utilisation);
  check.Money("price_min_cny", record.price_min_fen);
  check.Money("price_max_cny", record.price_max_fen);
  if (record.price_min_fen && record.price_max_fen &&
      *record.price_min_fen > *record.price_max_fen) {
    check.Fail("price_max_cny", std::to_string(*record.price_max_fen / 100),
               {"最高价低于最低价", "is below price_min_cny"});
  }
  check.Count("lead_time_days", record.lead_time_days, 3650);
  CheckTerms(check, record);
  return check.Take();
}

Issues Validate(const Need& record) {
  Checker check;
  check.Required("key", record.key);
  check.TradeText("text", record.text, record.product);
  check.Within("quantity", record.quantity, kQuantityMax);
  check.Money("price_max_cny", record.price_max_fen);
  for (RegionCode preferred : record.preferred_regions) {
    if (std::find(record.excluded_regions.begin(), record.excluded_regions.end(), preferred) !=
        record.excluded_regions.end()) {
      check.Fail("excluded_regions", preferred.ToString(),
                 {"同一地区既优先又排除", "is both preferred and excluded"});
    }
  }
  CheckTerms(check, record);
  for (const RequiredTerm term : record.required_terms) {
    if (KindOf(term) == record.kind) continue;
    check.Fail("required_terms", std::string(Code(term)),
               {"与类别不符", "does not belong to this kind"});
  }
  if (record.open && record.close_reason) {
    check.Fail("close_reason", std::string(Code(*record.close_reason)),
               {"需求尚未结束", "the need is still open"});
  }
  return check.Take();
}

Issues Validate(const Link& record) {
  Checker check;
  if (record.supplier == record.customer) {
    check.Fail("customer", "", {"供应方与采购方相同", "supplier and customer are the same"});
  }
  check.Money("value_cny_year", record.value_fen_year);
  check.Share("confidence", record.confidence);
  if (record.year && (*record.year < 1949 || *record.year > 2100)) {
    check.Fail("year", std::to_string(*record.year),
               {"年份应在 1949 与 2100 之间", "must lie between 1949 and 2100"});
  }
  return check.Take();
}

Issues Validate(const Pairing& record) {
  Checker check;
  if (record.region_a == record.region_b) {
    check.Fail("region_b", record.region_b.ToString(),
               {"城市不能与自己结对", "a city cannot be paired with itself"});
  }
  return check.Take();
}

Issues Validate(const Measure& record) {
  Checker check;
  check.Required("key", record.key);
  check.Required("title", record.title);
  check.AtMost("responsible", record.responsible, kNameBytesMax);
  check.AtMost("note", record.note, kTextBytesMax);
  check.AtMost("effect_note", record.effect_note, kTextBytesMax);
  check.AtMost("computed_by", record.computed_by, kTextBytesMax);
  check.Money("cost_cny", record.cost_fen);
  check.Share("severity_before", record.computed.severity_before);
  check.Share("severity_after", record.computed.severity_after);
  if (record.organisations.size() > kMeasureOrganisationsMax) {
    check.Fail("organisations", std::to_string(record.organisations.size()),
               {"最多 " + std::to_string(kMeasureOrganisationsMax) + " 家",
                "at most " + std::to_string(kMeasureOrganisationsMax) + " of them"});
  }
  return check.Take();
}

}  // namespace lianmeng
