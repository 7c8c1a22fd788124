// Stable names of the model's enumerations: the word in files, JSON and the database, and what people read.
//
//   Code(Title::kLittleGiant) == "little_giant"       Parse<Title>("专精特新小巨人") == Title::kLittleGiant
//   Label(Title::kLittleGiant) == {"专精特新“小巨人”", "Little Giant"}
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/text_pair.h"
#include "model/records.h"

namespace lianmeng {

// One value of an enumeration with its names. `also` lists other spellings accepted on input, `;`-separated.
template <typename E>
struct EnumName {
  E value;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
  std::string_view also = "";
};

// All values of E in declaration order. Specialised for every enumeration of model/records.h.
template <typename E>
[[nodiscard]] std::span<const EnumName<E>> NamesOf();

template <typename E>
[[nodiscard]] std::string_view Code(E value) {
  for (const auto& name : NamesOf<E>()) {
    if (name.value == value) return name.code;
  }
  return {};
}

template <typename E>
[[nodiscard]] TextPair Label(E value) {
  for (const auto& name : NamesOf<E>()) {
    if (name.value == value) return {std::string(name.zh), std::string(name.en)};
  }
  return {};
}

// True if `list`, separated by ';', holds `text`.
[[nodiscard]] bool ListedIn(std::string_view list, std::string_view text);

// By code, Chinese or English label or another accepted spelling, all compared after Normalise (base/text.h).
[[nodiscard]] bool SameName(std::string_view text, std::string_view name);

template <typename E>
[[nodiscard]] std::optional<E> Parse(std::string_view text) {
  for (const auto& name : NamesOf<E>()) {
    if (SameName(text, name.code) || SameName(text, name.zh) || SameName(text, name.en) ||
        ListedIn(name.also, text)) {
      return name.value;
    }
  }
  return std::nullopt;
}

template <>
std::span<const EnumName<Audience>> NamesOf<Audience>();
template <>
std::span<const EnumName<RegionLevel>> NamesOf<RegionLevel>();
template <>
std::span<const EnumName<OrganisationKind>> NamesOf<OrganisationKind>();
template <>
std::span<const EnumName<Title>> NamesOf<Title>();
template <>
std::span<const EnumName<Scale>> NamesOf<Scale>();
template <>
std::span<const EnumName<Essentiality>> NamesOf<Essentiality>();
template <>
std::span<const EnumName<Segment>> NamesOf<Segment>();
template <>
std::span<const EnumName<TradeKind>> NamesOf<TradeKind>();
template <>
std::span<const EnumName<FundingStage>> NamesOf<FundingStage>();
template <>
std::span<const EnumName<Instrument>> NamesOf<Instrument>();
template <>
std::span<const EnumName<TalentLevel>> NamesOf<TalentLevel>();
template <>
std::span<const EnumName<Engagement>> NamesOf<Engagement>();
template <>
std::span<const EnumName<Cooperation>> NamesOf<Cooperation>();
template <>
std::span<const EnumName<RequiredTerm>> NamesOf<RequiredTerm>();
template <>
std::span<const EnumName<CloseReason>> NamesOf<CloseReason>();
template <>
std::span<const EnumName<LinkStatus>> NamesOf<LinkStatus>();
template <>
std::span<const EnumName<RiskLevel>> NamesOf<RiskLevel>();
template <>
std::span<const EnumName<RiskLossKind>> NamesOf<RiskLossKind>();
template <>
std::span<const EnumName<MeasureKind>> NamesOf<MeasureKind>();
template <>
std::span<const EnumName<MeasureState>> NamesOf<MeasureState>();
template <>
std::span<const EnumName<MatchState>> NamesOf<MatchState>();
template <>
std::span<const EnumName<DeclineReason>> NamesOf<DeclineReason>();

}  // namespace lianmeng
