#include "match/terms.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace lianmeng::match {
namespace {

constexpr size_t kIndustryClass = 2;   // 38 of 3841
constexpr size_t kPatentClass = 3;     // H01 of H01M
constexpr size_t kPatentSubclass = 4;  // H01M: from here on numbers, which end where they end

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Whether `inner` lies within `outer` or is the same.
bool Contains(std::string_view outer, std::string_view inner, Classification system) {
  if (!inner.starts_with(outer)) return false;
  if (system == Classification::kIndustry || outer.size() <= kPatentSubclass) return true;
  return inner.size() == outer.size() || !IsDigit(inner[outer.size()]);
}

}  // namespace

std::optional<WrongTerm> WrongTerms(const CapitalTerms& terms) {
  for (const auto& [field, fen] : {std::pair("amount_min_fen", terms.amount_min_fen),
                                   std::pair("amount_max_fen", terms.amount_max_fen)}) {
    if (fen && *fen < 0) {
      return WrongTerm{field, std::to_string(*fen), {"不能为负", "must not be negative"}};
    }
  }
  if (terms.amount_min_fen && terms.amount_max_fen &&
      *terms.amount_min_fen > *terms.amount_max_fen) {
    return WrongTerm{"amount_min_fen",
                     std::to_string(*terms.amount_min_fen),
                     {"最低金额高于最高金额", "above amount_max_fen"}};
  }
  return std::nullopt;
}

std::optional<WrongTerm> WrongTerms(const TalentTerms& terms, size_t places) {
  if (terms.place >= 0 && static_cast<size_t>(terms.place) >= places) {
    return WrongTerm{"place", std::to_string(terms.place), {"下标超出范围", "index out of range"}};
  }
  if (terms.from_day && terms.until_day && *terms.from_day > *terms.until_day) {
    return WrongTerm{
        "until_day", std::to_string(*terms.until_day), {"早于开始日期", "before the first day"}};
  }
  return std::nullopt;
}

Kinship KinshipOf(const FieldCode& a, const FieldCode& b, Classification system) {
  if (a.alone || b.alone) {
    return a.alone == b.alone && a.code == b.code ? Kinship::kSame : Kinship::kNone;
  }
  if (Contains(a.code, b.code, system) || Contains(b.code, a.code, system)) return Kinship::kSame;
  const size_t width = system == Classification::kIndustry ? kIndustryClass : kPatentClass;
  const bool wide = a.code.size() >= width && b.code.size() >= width;
  return wide && a.code.compare(0, width, b.code, 0, width) == 0 ? Kinship::kClass : Kinship::kNone;
}

Kinship KinshipOf(const std::vector<FieldCode>& a, const std::vector<FieldCode>& b,
                  Classification system) {
  Kinship best = Kinship::kNone;
  for (const FieldCode& one : a) {
    for (const FieldCode& other : b) best = std::max(best, KinshipOf(one, other, system));
  }
  return best;
}

}  // namespace lianmeng::match
