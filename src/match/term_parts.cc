#include "match/term_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "match/catalogue_index.h"

namespace lianmeng::match {
namespace {

TermFigure Open(int32_t points_max) { return {.points = points_max / 2, .known = false}; }

TermFigure Share(int32_t points_max, double share) {
  return {.points = static_cast<int32_t>(std::llround(static_cast<double>(points_max) * share))};
}

TermFigure Common(uint32_t wanted, uint32_t given, int32_t points_max) {
  if (wanted == 0 || given == 0) return Open(points_max);
  return {.points = (wanted & given) != 0 ? points_max : 0};
}

TermFigure Fields(const std::vector<FieldCode>& wanted, const std::vector<FieldCode>& given,
                  Classification system, int32_t points_max) {
  if (wanted.empty() || given.empty()) return Open(points_max);
  switch (KinshipOf(wanted, given, system)) {
    case Kinship::kSame:
      return {.points = points_max};
    case Kinship::kClass:
      return Share(points_max, kClassShare);
    case Kinship::kNone:
      break;
  }
  return {.points = 0};
}

TermFigure Amount(const CapitalTerms& wanted, const CapitalTerms& given, int32_t points_max) {
  const bool asked = wanted.amount_min_fen || wanted.amount_max_fen;
  if (!asked || (!given.amount_min_fen && !given.amount_max_fen)) return Open(points_max);
  const AmountRange need = AmountWanted(wanted);
  const AmountRange offer = AmountGiven(given);
  const int64_t low = std::max(need.low_fen, offer.low_fen);
  const int64_t high = std::min(need.high_fen, offer.high_fen);
  if (low > high) {
    const bool too_small = offer.high_fen < need.low_fen;
    const double quotient = too_small ? static_cast<double>(offer.high_fen) / need.low_fen
                                      : static_cast<double>(need.high_fen) / offer.low_fen;
    return Share(points_max, kAmountMissedShareMax * quotient);
  }
  if (need.low_fen == need.high_fen) return {.points = points_max};
  const double met = static_cast<double>(high - low) / (need.high_fen - need.low_fen);
  return Share(points_max, kAmountMissedShareMax + (1.0 - kAmountMissedShareMax) * met);
}

TermFigure Stage(uint32_t wanted, uint32_t given, int32_t points_max) {
  if (wanted == 0 || given == 0) return Open(points_max);
  if ((wanted & given) != 0) return {.points = points_max};
  const bool beside = (wanted << 1 & given) != 0 || (wanted >> 1 & given) != 0;
  return beside ? Share(points_max, kStageNextShare) : TermFigure{};
}

// Whether all words of one, two at least, stand in the other in this order: 嵌入式开发 in
// 嵌入式软件开发. A Chinese character is a word.
bool AreNear(const Skill& a, const Skill& b) {
  const std::vector<std::string>& some = a.words.size() < b.words.size() ? a.words : b.words;
  const std::vector<std::string>& all = a.words.size() < b.words.size() ? b.words : a.words;
  size_t found = 0;
  for (const std::string& word : all) found += found < some.size() && word == some[found] ? 1 : 0;
  return found == some.size() && some.size() >= 2;
}

TermFigure Skills(const NeedContext& context, const Offer& offer, int32_t points_max) {
  const TalentTerms* given = TalentOf(context, offer);
  if (context.skills.empty() || given == nullptr || given->skills.empty()) return Open(points_max);
  const SkillCount count = CountSkills(context, offer);
  const double held = count.held + kNearSkillShare * count.near;
  return Share(points_max, held / static_cast<double>(context.skills.size()));
}

TermFigure Level(const std::optional<int>& wanted, const std::optional<int>& held,
                 int32_t points_max) {
  if (!wanted || !held) return Open(points_max);
  if (*held >= *wanted) return {.points = points_max};
  return *held + 1 == *wanted ? Share(points_max, kLevelBelowShare) : TermFigure{};
}

TermFigure Period(const NeedContext& context, const TalentTerms& given, int32_t points_max) {
  const TalentTerms& wanted = context.need.talent;
  const bool asked = wanted.from_day || wanted.until_day;
  if (!asked || (!given.from_day && !given.until_day)) return Open(points_max);
  const DayRange need = DaysWanted(wanted, context.need.today);
  const DayRange common = DaysInCommon(need, given);
  if (need.days() == 0) return {.points = 0};  // it is over
  return Share(points_max, static_cast<double>(common.days()) / static_cast<double>(need.days()));
}

TermFigure Maturity(const std::optional<int>& wanted, const std::optional<int>& held,
                    int32_t points_max) {
  if (!wanted || !held) return Open(points_max);
  const int below = std::clamp(*wanted - *held, 0, kMaturityStepsMax);
  return Share(points_max, static_cast<double>(kMaturityStepsMax - below) / kMaturityStepsMax);
}

TermFigure Words(int32_t text, int32_t points_max) {
  return {.points = static_cast<int32_t>(int64_t{points_max} * text / kTextMax)};
}

template <typename Terms>
const Terms* At(const std::vector<Terms>& all, const Offer& offer) {
  return offer.terms < 0 ? nullptr : &all[static_cast<size_t>(offer.terms)];
}

TermFigure CapitalPart(const NeedContext& context, const Offer& offer, const PartShare& part) {
  static const CapitalTerms kNone;
  const CapitalTerms& wanted = context.need.capital;
  const CapitalTerms* stated = CapitalOf(context, offer);
  const CapitalTerms& given = stated != nullptr ? *stated : kNone;
  switch (part.kind) {
    case PartKind::kSector:
      return Fields(wanted.sectors, given.sectors, Classification::kIndustry, part.points_max);
    case PartKind::kAmount:
      return Amount(wanted, given, part.points_max);
    case PartKind::kStage:
      return Stage(wanted.stages, given.stages, part.points_max);
    default:
      return Common(wanted.instruments, given.instruments, part.points_max);
  }
}

TermFigure TalentPart(const NeedContext& context, const Offer& offer, const PartShare& part) {
  static const TalentTerms kNone;
  const TalentTerms* stated = TalentOf(context, offer);
  const TalentTerms& given = stated != nullptr ? *stated : kNone;
  switch (part.kind) {
    case PartKind::kSkills:
      return Skills(context, offer, part.points_max);
    case PartKind::kLevel:
      return Level(context.need.talent.level, given.level, part.points_max);
    case PartKind::kPeriod:
      return Period(context, given, part.points_max);
    default:
      return Common(context.need.talent.engagements, given.engagements, part.points_max);
  }
}

TermFigure TechnologyPart(const NeedContext& context, const Offer& offer, const PartShare& part) {
  static const TechnologyTerms kNone;
  const TechnologyTerms& wanted = context.need.technology;
  const TechnologyTerms* stated = TechnologyOf(context, offer);
  const TechnologyTerms& given = stated != nullptr ? *stated : kNone;
  switch (part.kind) {
    case PartKind::kField:
      return Fields(wanted.fields, given.fields, Classification::kPatent, part.points_max);
    case PartKind::kMaturity:
      return Maturity(wanted.maturity, given.maturity, part.points_max);
    default:
      return Common(wanted.cooperation, given.cooperation, part.points_max);
  }
}

TermFigure DistancePart(const NeedContext& context, const Offer& offer, int32_t points_max) {
  const DistanceFigures figures = Distance(context, offer, points_max);
  return {.points = figures.points, .known = figures.km.has_value()};
}

TermFigure LeadTimePart(const NeedContext& context, const Offer& offer, int32_t points_max) {
  using Case = LeadTimeFigures::Case;
  const LeadTimeFigures figures = LeadTime(context, offer, points_max);
  const bool open = figures.which == Case::kLeadUnknown || figures.which == Case::kDateUnknown;
  return {.points = figures.points, .known = !open};
}

TermFigure OnePart(const NeedContext& context, const Offer& offer, const PartShare& part,
                   int32_t text) {
  switch (part.kind) {
    case PartKind::kTextFit:
    case PartKind::kRole:
      return Words(text, part.points_max);
    case PartKind::kDistance:
      return DistancePart(context, offer, part.points_max);
    case PartKind::kLeadTime:
      return LeadTimePart(context, offer, part.points_max);
    case PartKind::kDealings:
      return {.points = HaveDealt(context, offer) ? part.points_max : 0};
    default:
      break;
  }
  if (context.scheme == Scheme::kCapital) return CapitalPart(context, offer, part);
  if (context.scheme == Scheme::kTalent) return TalentPart(context, offer, part);
  return TechnologyPart(context, offer, part);
}

}  // namespace

TermFigures MeasureTerms(const NeedContext& context, const Offer& offer, int32_t text) {
  TermFigures figures{};
  size_t place = 0;
  for (const PartShare& part : PartsOf(context.scheme)) {
    figures[place++] = OnePart(context, offer, part, text);
  }
  return figures;
}

int32_t FitOf(const TermFigures& figures) { return figures[0].points + figures[1].points; }

int32_t Total(const TermFigures& figures) {
  int32_t sum = 0;
  for (const TermFigure& figure : figures) sum += figure.points;
  return sum;
}

uint32_t Unmet(const NeedContext& context, const TermFigures& figures) {
  uint32_t unmet = 0;
  size_t place = 0;
  for (const PartShare& part : PartsOf(context.scheme)) {
    const TermFigure& figure = figures[place++];
    const uint32_t bit = 1U << static_cast<uint32_t>(part.kind);
    if (figure.known && figure.points < part.points_max) unmet |= bit & context.need.required;
  }
  return unmet;
}

std::vector<Skill> ComparableSkills(const std::vector<std::string>& skills) {
  std::vector<Skill> comparable;
  for (const std::string& skill : skills) {
    Skill one{.text = Normalise(skill), .words = SearchTerms(skill).unigrams};
    if (one.text.empty()) continue;
    comparable.push_back(std::move(one));
  }
  std::sort(comparable.begin(), comparable.end(),
            [](const Skill& a, const Skill& b) { return a.text < b.text; });
  const auto same = [](const Skill& a, const Skill& b) { return a.text == b.text; };
  comparable.erase(std::unique(comparable.begin(), comparable.end(), same), comparable.end());
  return comparable;
}

SkillCount CountSkills(const NeedContext& context, const Offer& offer) {
  SkillCount count;
  if (offer.terms < 0) return count;
  const std::vector<Skill>& held =
      context.catalogue.index().skills[static_cast<size_t>(offer.terms)];
  for (const Skill& wanted : context.skills) {
    const auto is_same = [&](const Skill& skill) { return skill.text == wanted.text; };
    const auto is_near = [&](const Skill& skill) { return AreNear(skill, wanted); };
    if (std::any_of(held.begin(), held.end(), is_same)) {
      ++count.held;
    } else if (std::any_of(held.begin(), held.end(), is_near)) {
      ++count.near;
    }
  }
  return count;
}

const CapitalTerms* CapitalOf(const NeedContext& context, const Offer& offer) {
  return At(context.catalogue.input().capital, offer);
}
const TalentTerms* TalentOf(const NeedContext& context, const Offer& offer) {
  return At(context.catalogue.input().talent, offer);
}
const TechnologyTerms* TechnologyOf(const NeedContext& context, const Offer& offer) {
  return At(context.catalogue.input().technology, offer);
}

AmountRange AmountWanted(const CapitalTerms& terms) {
  const int64_t low = terms.amount_min_fen ? *terms.amount_min_fen : *terms.amount_max_fen;
  const int64_t high = terms.amount_max_fen ? *terms.amount_max_fen : *terms.amount_min_fen;
  return {.low_fen = low, .high_fen = high};
}

AmountRange AmountGiven(const CapitalTerms& terms) {
  return {.low_fen = terms.amount_min_fen.value_or(0),
          .high_fen = terms.amount_max_fen.value_or(std::numeric_limits<int64_t>::max())};
}

DayRange DaysWanted(const TalentTerms& terms, int32_t today) {
  // What is past of it nobody can fill any more.
  const int64_t first = std::max(terms.from_day.value_or(today), today);
  const int64_t last =
      terms.until_day ? int64_t{*terms.until_day} : int64_t{first} + kOpenPeriodDays - 1;
  return {.first = first, .last = last};
}

DayRange DaysInCommon(const DayRange& wanted, const TalentTerms& given) {
  return {.first = std::max(wanted.first, int64_t{given.from_day.value_or(INT32_MIN)}),
          .last = std::min(wanted.last, int64_t{given.until_day.value_or(INT32_MAX)})};
}

}  // namespace lianmeng::match
