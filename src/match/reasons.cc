#include "match/reasons.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/text.h"
#include "match/format.h"

namespace lianmeng::match {
namespace {

constexpr size_t kWordsShown = 3;

const Offer& OfferAt(const NeedContext& context, OfferIndex offer) {
  return context.catalogue.input().offers[static_cast<size_t>(offer.value)];
}

// A product's name in each language; the other language's where one is missing.
TextPair NameOf(const NeedContext& context, ProductIndex product) {
  TextPair name = context.catalogue.input().products[static_cast<size_t>(product.value)].name;
  if (name.zh.empty()) name.zh = name.en;
  if (name.en.empty()) name.en = name.zh;
  return name;
}

TextPair PlaceName(const NeedContext& context, PlaceIndex place) {
  TextPair name = context.catalogue.input().places[static_cast<size_t>(place.value)].name;
  if (name.zh.empty()) name.zh = name.en;
  if (name.en.empty()) name.en = name.zh;
  return name;
}

// The need's words that weigh most in the offer, the heaviest first.
std::vector<std::string> SharedWords(const NeedContext& context, OfferIndex offer) {
  const TermQuery& query = context.bigrams.terms.empty() ? context.unigrams : context.bigrams;
  std::vector<std::pair<int32_t, std::string>> shared;
  for (const QueryTerm& term : query.terms) {
    const int32_t impact = ImpactOn(term, offer.value);
    if (impact > 0) shared.emplace_back(-impact, term.term);
  }
  std::sort(shared.begin(), shared.end());
  std::vector<std::string> words;
  for (size_t i = 0; i < std::min(kWordsShown, shared.size()); ++i) {
    words.push_back(shared[i].second);
  }
  return words;
}

TextPair FitReason(const NeedContext& context, OfferIndex offer, const FitFigures& fit) {
  using Source = FitFigures::Source;
  switch (fit.source) {
    case Source::kNothing:
      return {"与需求没有共同的产品或用词", "shares neither product nor words with the need"};
    case Source::kSameProduct: {
      const TextPair name = NameOf(context, context.need.product);
      return {"供给的正是所需产品“" + name.zh + "”", "offers the very product needed: " + name.en};
    }
    case Source::kText: {
      TextPair reason = WordsReason(context, offer, fit.text);
      const bool both_named = context.need.product && OfferAt(context, offer).product;
      if (both_named) {
        reason.zh += "，但登记的产品不同";
        reason.en += ", but the products named differ";
      }
      return reason;
    }
    case Source::kSibling: {
      const TextPair name = NameOf(context, OfferAt(context, offer).product);
      const Sibling& s = *fit.sibling;
      const std::string inputs =
          std::to_string(s.inputs_shared) + "/" + std::to_string(s.inputs_total);
      const std::string users =
          std::to_string(s.users_shared) + "/" + std::to_string(s.users_total);
      const std::string similarity = FormatNumber(s.similarity);
      return {"同类产品“" + name.zh + "”：投入相同 " + inputs + "，用途相同 " + users +
                  "，相似度 " + similarity,
              "a sibling product, " + name.en + ": inputs in common " + inputs +
                  ", uses in common " + users + ", similarity " + similarity};
    }
  }
  CHECK(false);
}

TextPair CapacityReason(const NeedContext& context, const Offer& offer,
                        const CapacityFigures& capacity) {
  using Case = CapacityFigures::Case;
  std::string unit;
  if (offer.product) {
    unit = context.catalogue.input().products[static_cast<size_t>(offer.product.value)].unit;
  }
  const std::string zh_amount = FormatNumber(capacity.available) + (unit.empty() ? "" : " " + unit);
  const std::string en_amount = FormatNumber(capacity.available) + " units";
  const std::string ratio = FormatNumber(capacity.ratio);
  const TextPair amount =
      offer.utilisation
          ? TextPair{"年空余产能 " + zh_amount, en_amount + " of spare capacity a year"}
          : TextPair{"年产能 " + zh_amount + "，利用率不明",
                     en_amount + " of capacity a year, utilisation unknown"};
  switch (capacity.which) {
    case Case::kKnown:
      return {amount.zh + "，为需求的 " + ratio + " 倍",
              amount.en + ", " + ratio + " times the need"};
    case Case::kUtilisationUnknown:
      return {amount.zh + "；全部产能为需求的 " + ratio + " 倍",
              amount.en + "; all of it is " + ratio + " times the need"};
    case Case::kCapacityUnknown:
      return {"产能不明", "capacity unknown"};
    case Case::kQuantityUnknown:
      return {amount.zh + "；需求数量不明", amount.en + "; quantity needed unknown"};
    case Case::kUnitsDiffer:
      return {amount.zh + "；与需求的计量单位无法对照",
              amount.en + "; not comparable with the need's unit"};
  }
  CHECK(false);
}

TextPair PriceReason(const NeedContext& context, const PriceFigures& price) {
  using Case = PriceFigures::Case;
  if (price.which == Case::kPriceUnknown) return {"报价不明", "price unknown"};
  std::string band = FormatFen(price.low_fen);
  if (price.high_fen != price.low_fen) band += "–" + FormatFen(price.high_fen);
  const TextPair offered = {"报价 " + band + " 元", "price CNY " + band};
  const std::string budget =
      context.need.price_max_fen ? FormatFen(*context.need.price_max_fen) : "";
  switch (price.which) {
    case Case::kWithin:
      return {offered.zh + "，在预算 " + budget + " 元之内",
              offered.en + ", within the budget of CNY " + budget};
    case Case::kPartlyWithin:
      return {offered.zh + "，部分在预算 " + budget + " 元之内",
              offered.en + ", partly within the budget of CNY " + budget};
    case Case::kAbove:
      return {offered.zh + "，最低价高于预算 " + budget + " 元",
              offered.en + ", the lowest above the budget of CNY " + budget};
    case Case::kBudgetUnknown:
      return {offered.zh + "；预算不明", offered.en + "; budget unknown"};
    case Case::kUnitsDiffer:
      return {offered.zh + "；与需求的计量单位无法对照",
              offered.en + "; not comparable with the need's unit"};
    case Case::kPriceUnknown:
      break;
  }
  CHECK(false);
}

TextPair TitlesReason(const NeedContext& context, const TitleFigures& titles) {
  const uint32_t wanted = context.need.wanted_titles;
  if (wanted == 0) return {"需求未要求称号", "the need asks for no title"};
  const auto& names = context.catalogue.input().title_names;
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (size_t bit = 0; bit < names.size(); ++bit) {
    if ((titles.held >> bit & 1U) == 0) continue;
    zh.push_back(names[bit].zh);
    en.push_back(names[bit].en);
  }
  const std::string held = std::to_string(std::popcount(titles.held));
  const std::string asked = std::to_string(std::popcount(wanted));
  TextPair reason = {"具备所求 " + asked + " 项称号中的 " + held + " 项",
                     "holds " + held + " of the " + asked + " titles wanted"};
  if (!zh.empty()) {
    reason.zh += "：" + Join(zh, "、");
    reason.en += ": " + Join(en, ", ");
  }
  return reason;
}

TextPair PastLinksReason(const NeedContext& context, const PastLinkFigures& links) {
  using Case = PastLinkFigures::Case;
  const TextPair name = links.product ? NameOf(context, links.product) : TextPair{};
  const std::string count = FormatCount(links.count);
  switch (links.which) {
    case Case::kPairSameProduct:
      return {"此前已向需求方供应“" + name.zh + "”", "has supplied " + name.en + " to them before"};
    case Case::kPairOtherProduct:
      return {"此前已向需求方供应其他产品 " + count + " 种",
              "has supplied other products to them before: " + count};
    case Case::kSellsToOthers:
      return {"已向其他客户 " + count + " 家供应“" + name.zh + "”",
              "supplies " + name.en + " to other customers: " + count};
    case Case::kNone:
      return {"未见以往供应记录", "no past supply on record"};
  }
  CHECK(false);
}

std::string JoinCodes(const std::vector<RegionCode>& regions) {
  std::vector<std::string> codes;
  codes.reserve(regions.size());
  for (const RegionCode region : regions) codes.push_back(region.ToString());
  return Join(codes, ", ");
}

}  // namespace

TextPair WordsReason(const NeedContext& context, OfferIndex offer, int32_t text) {
  const std::string percent = FormatPercent(text, kTextMax);
  const std::vector<std::string> words = SharedWords(context, offer);
  TextPair reason = {"用词吻合度 " + percent, "words agree to " + percent};
  if (!words.empty()) {
    reason.zh += "（" + Join(words, "、") + "）";
    reason.en += " (" + Join(words, ", ") + ")";
  }
  return reason;
}

TextPair DistanceReason(const NeedContext& context, const Offer& offer,
                        const DistanceFigures& distance) {
  if (!distance.place_known) return {"供方所在地不明", "place of the supplier unknown"};
  const PlaceIndex at = PlaceOfOffer(context, offer);
  TextPair reason = PlaceName(context, at);
  if (!reason.zh.empty()) reason = {reason.zh + "，", reason.en + ", "};
  if (!distance.km) {
    reason.zh += "距离不明";
    reason.en += "distance unknown";
  } else if (context.place == at) {
    reason.zh += "与需求方同城";
    reason.en += "in the same city as the need";
  } else {
    const std::string km = FormatNumber(*distance.km);
    reason.zh += "距需求方约 " + km + " 公里";
    reason.en += "about " + km + " km from the need";
  }
  if (distance.wants_region) {
    reason.zh += distance.in_preferred ? "，在优先地区内" : "，不在优先地区";
    reason.en += distance.in_preferred ? ", in a preferred region" : ", not in a preferred region";
  }
  return reason;
}

TextPair LeadTimeReason(const Offer& offer, const LeadTimeFigures& lead) {
  using Case = LeadTimeFigures::Case;
  const std::string left = FormatCount(lead.days_left);
  const std::string days = FormatCount(offer.lead_time_days.value_or(0));
  switch (lead.which) {
    case Case::kInTime:
      return {"交货期 " + days + " 天，距要求日期 " + left + " 天，来得及",
              "lead time " + days + " days, needed in " + left + " days: in time"};
    case Case::kLate:
      return {"交货期 " + days + " 天，距要求日期仅 " + left + " 天",
              "lead time " + days + " days, but needed in " + left + " days"};
    case Case::kPassed: {
      const std::string ago = FormatCount(-lead.days_left);
      return {"要求日期已过 " + ago + " 天", "the date needed passed " + ago + " days ago"};
    }
    case Case::kLeadUnknown:
      return {"交货期不明，距要求日期 " + left + " 天",
              "lead time unknown, needed in " + left + " days"};
    case Case::kDateUnknown:
      if (!offer.lead_time_days) {
        return {"交货期和要求日期不明", "lead time and date needed unknown"};
      }
      return {"交货期 " + days + " 天；要求日期不明",
              "lead time " + days + " days; date needed unknown"};
  }
  CHECK(false);
}

Parts Explain(const NeedContext& context, OfferIndex offer_index, const PairFigures& figures) {
  const Offer& offer = OfferAt(context, offer_index);
  const std::array<int32_t, kPartCount> points = figures.Points();
  Parts parts(kPartCount);
  for (size_t i = 0; i < parts.size(); ++i) {
    parts[i].kind = static_cast<PartKind>(i);
    parts[i].points = points[i];
    parts[i].points_max = kPartMax[i];
  }
  const auto set = [&parts](PartKind kind, bool known, TextPair reason) {
    parts[static_cast<size_t>(kind)].known = known;
    parts[static_cast<size_t>(kind)].reason = std::move(reason);
  };
  using PriceCase = PriceFigures::Case;
  using LeadCase = LeadTimeFigures::Case;
  const PriceCase price = figures.price.which;
  const LeadCase lead = figures.lead_time.which;
  set(PartKind::kProductFit, true, FitReason(context, offer_index, figures.fit));
  set(PartKind::kCapacity, figures.capacity.which == CapacityFigures::Case::kKnown,
      CapacityReason(context, offer, figures.capacity));
  set(PartKind::kDistance, figures.distance.km.has_value(),
      DistanceReason(context, offer, figures.distance));
  set(PartKind::kPrice,
      price == PriceCase::kWithin || price == PriceCase::kPartlyWithin ||
          price == PriceCase::kAbove,
      PriceReason(context, figures.price));
  set(PartKind::kLeadTime, lead != LeadCase::kLeadUnknown && lead != LeadCase::kDateUnknown,
      LeadTimeReason(offer, figures.lead_time));
  set(PartKind::kTitles, true, TitlesReason(context, figures.titles));
  set(PartKind::kPastLinks, true, PastLinksReason(context, figures.past_links));
  return parts;
}

TextPair ExplainExclusion(const NeedContext& context, OfferIndex offer_index, Exclusion exclusion,
                          int32_t fit_points) {
  const Offer& offer = OfferAt(context, offer_index);
  switch (exclusion) {
    case Exclusion::kLowFit: {
      const std::string points = FormatCount(fit_points);
      const std::string floor = FormatCount(FitFloor(context.scheme));
      if (context.scheme == Scheme::kSupply) {
        return {"产品契合 " + points + " 分，低于下限 " + floor + " 分",
                "product fit " + points + " points, below the floor of " + floor};
      }
      const std::span<const PartShare> shares = PartsOf(context.scheme);
      const TextPair first = Label(shares[0].kind);
      const TextPair second = Label(shares[1].kind);
      return {first.zh + "与" + second.zh + "合计 " + points + " 分，低于下限 " + floor + " 分",
              first.en + " and " + Normalise(second.en) + " together " + points +
                  " points, below the floor of " + floor};
    }
    case Exclusion::kExpired: {
      const std::string day = Date{*offer.valid_until_day}.ToString();
      return {"供给有效期至 " + day + "，已过期", "valid until " + day + ", expired"};
    }
    case Exclusion::kNotServed: {
      const std::string codes = JoinCodes(offer.regions_served);
      const TextPair at = PlaceName(context, context.place);
      return {"只供应地区 " + codes + "，不含需求方所在地 " + at.zh,
              "serves regions " + codes + " only, not the place of the need " + at.en};
    }
    case Exclusion::kExcludedRegion: {
      const PlaceIndex place = PlaceOfOffer(context, offer);
      const std::string codes = JoinCodes(context.need.excluded_regions);
      const TextPair at = PlaceName(context, place);
      return {"需求排除地区 " + codes + "，含供方所在地 " + at.zh,
              "the need excludes regions " + codes + ", the supplier's place among them: " + at.en};
    }
    case Exclusion::kOtherKind:
    case Exclusion::kSameOrganisation:
    case Exclusion::kRequiredTerm:
    case Exclusion::kBetterOfSameOrganisation:
    case Exclusion::kBeyondLimit:
      return Label(exclusion);
  }
  CHECK(false);
}

}  // namespace lianmeng::match
