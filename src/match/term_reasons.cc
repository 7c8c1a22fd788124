#include "match/term_reasons.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "match/format.h"
#include "match/reasons.h"

namespace lianmeng::match {
namespace {

TextPair Listed(const std::vector<TextPair>& items) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const TextPair& item : items) {
    zh.push_back(item.zh);
    en.push_back(item.en);
  }
  return {Join(zh, "、"), Join(en, ", ")};
}

TextPair NamesOf(uint32_t bits, const std::vector<TextPair>& names) {
  std::vector<TextPair> held;
  for (size_t bit = 0; bit < names.size(); ++bit) {
    if ((bits >> bit & 1U) != 0) held.push_back(names[bit]);
  }
  return Listed(held);
}

TextPair NamesOf(const std::vector<FieldCode>& codes) {
  std::vector<TextPair> names;
  for (const FieldCode& code : codes) {
    names.push_back(code.label.zh.empty() ? TextPair{code.code, code.code} : code.label);
  }
  return Listed(names);
}

// "双方均未说明" and the like: who leaves the term open, and what the other one says.
TextPair Unknown(const TextPair& wanted, const TextPair& given) {
  if (wanted.zh.empty() && given.zh.empty()) return {"双方均未说明", "neither side says"};
  if (wanted.zh.empty()) {
    return {"供方：" + given.zh + "；需求未说明",
            "offered: " + given.en + "; the need does not say"};
  }
  return {"需求：" + wanted.zh + "；供方未说明",
          "wanted: " + wanted.en + "; the offer does not say"};
}

TextPair Sides(const TextPair& wanted, const TextPair& given) {
  return {"需求：" + wanted.zh + "；供方：" + given.zh,
          "wanted: " + wanted.en + "; offered: " + given.en};
}

TextPair Verdict(const TextPair& verdict, const TextPair& sides) {
  return {verdict.zh + "。" + sides.zh, verdict.en + ". " + sides.en};
}

// A part by sets of words: how the two agree, then what each says.
TextPair WordsOfBoth(const TextPair& wanted, const TextPair& given, bool known,
                     const TextPair& verdict) {
  if (!known) return Unknown(wanted, given);
  return Verdict(verdict, Sides(wanted, given));
}

std::string RangeText(const std::optional<int64_t>& low, const std::optional<int64_t>& high,
                      const std::string& at_least, const std::string& at_most) {
  if (low && high) {
    return *low == *high ? FormatFen(*low) : FormatFen(*low) + "–" + FormatFen(*high);
  }
  if (low) return at_least + FormatFen(*low);
  return high ? at_most + FormatFen(*high) : "";
}

TextPair AmountText(const CapitalTerms& terms) {
  const std::string zh =
      RangeText(terms.amount_min_fen, terms.amount_max_fen, "不低于 ", "不超过 ");
  if (zh.empty()) return {};
  return {zh + " 元",
          "CNY " + RangeText(terms.amount_min_fen, terms.amount_max_fen, "at least ", "at most ")};
}

TextPair SpanText(const std::optional<int32_t>& from, const std::optional<int32_t>& until) {
  const std::string first = from ? Date{*from}.ToString() : "";
  const std::string last = until ? Date{*until}.ToString() : "";
  if (from && until) return {first + " 至 " + last, first + " to " + last};
  if (from) return {first + " 起", "from " + first};
  if (until) return {"至 " + last, "until " + last};
  return {};
}

TextPair LevelText(const std::optional<int>& level, const std::vector<TextPair>& names) {
  if (!level) return {};
  const auto at = static_cast<size_t>(*level);
  if (*level >= 0 && at < names.size()) return names[at];
  return {std::to_string(*level), std::to_string(*level)};
}

TextPair MaturityText(const std::optional<int>& level) {
  if (!level) return {};
  return {std::to_string(*level) + " 级", "level " + std::to_string(*level)};
}

// Full, some of it, nothing: a verdict for each.
struct Verdicts {
  TextPair full;
  TextPair some;
  TextPair none;
};

const TextPair& Of(const Verdicts& verdicts, const TermFigure& figure, const PartShare& part) {
  if (figure.points == part.points_max) return verdicts.full;
  return figure.points > 0 ? verdicts.some : verdicts.none;
}

const Verdicts kFieldVerdicts = {
    {"相合", "the same"}, {"同属一个大类", "of one class"}, {"不同", "another"}};
const Verdicts kAmountVerdicts = {{"完全覆盖", "covered"},
                                  {"部分覆盖", "covered in part"},
                                  {"不在其金额范围内", "outside its range"}};
const Verdicts kStageVerdicts = {{"阶段相合", "the stage fits"},
                                 {"相邻阶段", "a neighbouring stage"},
                                 {"阶段不合", "another stage"}};
const Verdicts kCommonVerdicts = {
    {"有共同方式", "a way in common"}, {}, {"没有共同方式", "no way in common"}};
const Verdicts kLevelVerdicts = {
    {"达到要求", "as wanted"}, {"低于要求", "below what is wanted"}, {"远低于要求", "far below"}};

TextPair CapitalReason(const NeedContext& context, const Offer& offer, const PartShare& part,
                       const TermFigure& figure) {
  static const CapitalTerms kNone;
  const TermNames& names = context.catalogue.input().term_names;
  const CapitalTerms& wanted = context.need.capital;
  const CapitalTerms* stated = CapitalOf(context, offer);
  const CapitalTerms& given = stated != nullptr ? *stated : kNone;
  switch (part.kind) {
    case PartKind::kSector:
      return WordsOfBoth(NamesOf(wanted.sectors), NamesOf(given.sectors), figure.known,
                         Of(kFieldVerdicts, figure, part));
    case PartKind::kAmount: {
      // Half of the part or more where the two have anything in common (kAmountMissedShareMax).
      const bool apart = 2 * figure.points < part.points_max;
      return WordsOfBoth(AmountText(wanted), AmountText(given), figure.known,
                         apart ? kAmountVerdicts.none : Of(kAmountVerdicts, figure, part));
    }
    case PartKind::kStage:
      return WordsOfBoth(NamesOf(wanted.stages, names.stages), NamesOf(given.stages, names.stages),
                         figure.known, Of(kStageVerdicts, figure, part));
    default:
      return WordsOfBoth(NamesOf(wanted.instruments, names.instruments),
                         NamesOf(given.instruments, names.instruments), figure.known,
                         Of(kCommonVerdicts, figure, part));
  }
}

TextPair SkillsReason(const NeedContext& context, const Offer& offer, const TalentTerms& given,
                      bool known) {
  const std::vector<std::string>& wanted = context.need.talent.skills;
  const TextPair asked = {Join(wanted, "、"), Join(wanted, ", ")};
  const TextPair held = {Join(given.skills, "、"), Join(given.skills, ", ")};
  if (!known) return Unknown(asked, held);
  const SkillCount count = CountSkills(context, offer);
  const std::string have = std::to_string(count.held);
  const std::string all = std::to_string(context.skills.size());
  TextPair verdict = {"所求 " + all + " 项技能具备 " + have + " 项",
                      "holds " + have + " of the " + all + " skills wanted"};
  if (count.near > 0) {
    const std::string near = std::to_string(count.near);
    verdict.zh += "，相近 " + near + " 项计一半";
    verdict.en += ", and " + near + " nearly, which count half";
  }
  return Verdict(std::move(verdict), Sides(asked, held));
}

TextPair PeriodReason(const NeedContext& context, const TalentTerms& given, bool known) {
  const TalentTerms& wanted = context.need.talent;
  const TextPair asked = SpanText(wanted.from_day, wanted.until_day);
  const TextPair free = SpanText(given.from_day, given.until_day);
  if (!known) return Unknown(asked, free);
  const DayRange need = DaysWanted(wanted, context.need.today);
  if (need.days() == 0) return Verdict({"所需时间已过", "the period is over"}, Sides(asked, free));
  const std::string common = FormatCount(DaysInCommon(need, given).days());
  const std::string all = FormatCount(need.days());
  return Verdict({"所需 " + all + " 天中可用 " + common + " 天",
                  "available on " + common + " of the " + all + " days wanted"},
                 Sides(asked, free));
}

TextPair TalentReason(const NeedContext& context, const Offer& offer, const PartShare& part,
                      const TermFigure& figure) {
  static const TalentTerms kNone;
  const TermNames& names = context.catalogue.input().term_names;
  const TalentTerms& wanted = context.need.talent;
  const TalentTerms* stated = TalentOf(context, offer);
  const TalentTerms& given = stated != nullptr ? *stated : kNone;
  switch (part.kind) {
    case PartKind::kSkills:
      return SkillsReason(context, offer, given, figure.known);
    case PartKind::kLevel:
      return WordsOfBoth(LevelText(wanted.level, names.levels),
                         LevelText(given.level, names.levels), figure.known,
                         Of(kLevelVerdicts, figure, part));
    case PartKind::kPeriod:
      return PeriodReason(context, given, figure.known);
    default:
      return WordsOfBoth(NamesOf(wanted.engagements, names.engagements),
                         NamesOf(given.engagements, names.engagements), figure.known,
                         Of(kCommonVerdicts, figure, part));
  }
}

TextPair TechnologyReason(const NeedContext& context, const Offer& offer, const PartShare& part,
                          const TermFigure& figure) {
  static const TechnologyTerms kNone;
  const TermNames& names = context.catalogue.input().term_names;
  const TechnologyTerms& wanted = context.need.technology;
  const TechnologyTerms* stated = TechnologyOf(context, offer);
  const TechnologyTerms& given = stated != nullptr ? *stated : kNone;
  switch (part.kind) {
    case PartKind::kField:
      return WordsOfBoth(NamesOf(wanted.fields), NamesOf(given.fields), figure.known,
                         Of(kFieldVerdicts, figure, part));
    case PartKind::kMaturity:
      return WordsOfBoth(MaturityText(wanted.maturity), MaturityText(given.maturity), figure.known,
                         Of(kLevelVerdicts, figure, part));
    default:
      return WordsOfBoth(NamesOf(wanted.cooperation, names.cooperation),
                         NamesOf(given.cooperation, names.cooperation), figure.known,
                         Of(kCommonVerdicts, figure, part));
  }
}

TextPair DealingsReason(const TermFigure& figure) {
  if (figure.points > 0) {
    return {"双方此前有供应往来", "the two have supplied one another before"};
  }
  return {"未见以往往来记录", "no past dealings on record"};
}

TextPair ReasonOf(const NeedContext& context, OfferIndex index, const PartShare& part,
                  const TermFigure& figure) {
  const Offer& offer = context.catalogue.input().offers[static_cast<size_t>(index.value)];
  switch (part.kind) {
    case PartKind::kTextFit:
    case PartKind::kRole:
      return WordsReason(context, index, TextScoreOf(context, index));
    case PartKind::kDistance:
      return DistanceReason(context, offer, Distance(context, offer, part.points_max));
    case PartKind::kLeadTime:
      return LeadTimeReason(offer, LeadTime(context, offer, part.points_max));
    case PartKind::kDealings:
      return DealingsReason(figure);
    default:
      break;
  }
  if (context.scheme == Scheme::kCapital) return CapitalReason(context, offer, part, figure);
  if (context.scheme == Scheme::kTalent) return TalentReason(context, offer, part, figure);
  return TechnologyReason(context, offer, part, figure);
}

}  // namespace

Parts ExplainTerms(const NeedContext& context, OfferIndex offer, const TermFigures& figures) {
  Parts parts;
  for (const PartShare& part : PartsOf(context.scheme)) {
    const TermFigure& figure = figures[parts.size()];
    parts.push_back({.kind = part.kind,
                     .points = figure.points,
                     .points_max = part.points_max,
                     .known = figure.known,
                     .reason = ReasonOf(context, offer, part, figure)});
  }
  return parts;
}

TextPair ExplainRequired(const NeedContext& context, const Parts& parts) {
  TextPair reason;
  for (const Part& part : parts) {
    const bool insisted = (context.need.required >> static_cast<uint32_t>(part.kind) & 1U) != 0;
    if (!insisted || !part.known || part.points == part.points_max) continue;
    const TextPair label = Label(part.kind);
    reason.zh += (reason.zh.empty() ? "硬性条件未满足：" : "；") + label.zh + "，" + part.reason.zh;
    reason.en +=
        (reason.en.empty() ? "not as insisted on: " : "; ") + label.en + ", " + part.reason.en;
  }
  return reason;
}

}  // namespace lianmeng::match
