#include "app/trade_terms.h"

#include <algorithm>
#include <cmath>

#include "app/filter_values.h"
#include "app/rows.h"
#include "base/text.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr double kAmountMaxCny = 1e13;
constexpr size_t kTermsMax = 50;

template <typename E>
std::vector<std::string> Codes(const std::vector<E>& values) {
  std::vector<std::string> codes;
  for (const E value : values) codes.emplace_back(Code(value));
  return codes;
}

template <typename E>
std::vector<std::string> AllCodes() {
  std::vector<std::string> codes;
  for (const auto& name : NamesOf<E>()) codes.emplace_back(name.code);
  return codes;
}

std::optional<std::string> DayText(const std::optional<Date>& day) {
  if (!day) return std::nullopt;
  return day->ToString();
}

Error Wrong(const std::string& at, std::string_view field, std::string value, TextPair message) {
  return MakeError(
      ErrorCode::kInvalidArgument, std::move(message),
      {.file = {}, .line = 0, .field = at + "/" + std::string(field), .value = std::move(value)});
}

// Items of a list of words; the body's schema names the words, yet lists are checked here: a rule
// of a field speaks of texts, not of a list's items.
template <typename E>
Result<std::vector<E>> ReadWords(const std::string& at, std::string_view field,
                                 const std::vector<std::string>& texts) {
  std::vector<E> values;
  for (const std::string& text : texts) {
    const auto names = NamesOf<E>();
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&text](const auto& name) { return name.code == text; });
    if (found == names.end()) {
      return Wrong(at, field, text,
                   {"不是允许的值（" + Join(AllCodes<E>(), "、") + "）",
                    "is not one of " + Join(AllCodes<E>(), ", ")});
    }
    values.push_back(found->value);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

Result<std::vector<std::string>> ReadCodes(const Snapshot& snapshot, const std::string& at,
                                           std::string_view field,
                                           const std::vector<std::string>& items,
                                           bool (*is_code)(const std::string&)) {
  std::vector<std::string> codes;
  for (const std::string& item : items) {
    std::string text = Trim(item);
    if (!is_code(text) && snapshot.ChainIndex(text) == kNone) {
      return Wrong(at, field, item,
                   {"既不是分类代码，也不是产业链编号",
                    "is neither a code of the classification nor a chain's key"});
    }
    codes.push_back(std::move(text));
  }
  return codes;
}

Result<std::optional<Date>> ReadDay(const std::string& at, std::string_view field,
                                    const std::optional<std::string>& text) {
  if (!text) return std::optional<Date>();
  const std::optional<Date> day = Date::Parse(*text);
  if (day) return day;
  return Wrong(at, field, *text, {"不是 YYYY-MM-DD 形式的日期", "is not a date as YYYY-MM-DD"});
}

std::optional<int64_t> Fen(const std::optional<double>& cny) {
  if (!cny) return std::nullopt;
  return static_cast<int64_t>(std::llround(*cny * 100));
}

template <typename Terms>
std::optional<Terms> UnlessOpen(Terms terms) {
  if (terms == Terms{}) return std::nullopt;
  return terms;
}

// ---- For the engine

template <typename E>
uint32_t Bits(const std::vector<E>& values) {
  uint32_t bits = 0;
  for (const E value : values) bits |= 1U << static_cast<uint32_t>(value);
  return bits;
}

template <typename E>
std::vector<TextPair> Labels() {
  std::vector<TextPair> labels;
  for (const auto& name : NamesOf<E>()) {
    labels.push_back({std::string(name.zh), std::string(name.en)});
  }
  return labels;
}

match::FieldCode FieldOf(const Snapshot& snapshot, const std::string& text, bool is_code) {
  const uint32_t chain = snapshot.ChainIndex(text);
  if (chain != kNone) return {text, /*alone=*/true, snapshot.chains[chain].name};
  return {text, /*alone=*/!is_code, {}};
}

// Section letters say nothing that the digits do not: C3841 and 3841 are one industry.
match::FieldCode SectorOf(const Snapshot& snapshot, const std::string& text) {
  match::FieldCode field = FieldOf(snapshot, text, IsIndustryCode(text));
  const bool lettered = !field.alone && !text.empty() && text[0] >= 'A' && text[0] <= 'T';
  if (lettered) {
    field.label = {text, text};
    field.code = text.substr(1);
  }
  return field;
}

match::CapitalTerms MatchTerms(const Snapshot& snapshot, const CapitalTerms& terms) {
  match::CapitalTerms made{.amount_min_fen = terms.amount_min_fen,
                           .amount_max_fen = terms.amount_max_fen,
                           .stages = Bits(terms.stages),
                           .instruments = Bits(terms.instruments)};
  for (const std::string& sector : terms.sectors) {
    made.sectors.push_back(SectorOf(snapshot, sector));
  }
  return made;
}

int32_t PlaceIndexOf(const Snapshot& snapshot, RegionCode code) {
  const Region* region = code ? snapshot.FindRegion(code) : nullptr;
  return region == nullptr ? -1 : static_cast<int32_t>(region - snapshot.regions.data());
}

match::TalentTerms MatchTerms(const Snapshot& snapshot, const TalentTerms& terms) {
  match::TalentTerms made{.skills = terms.skills,
                          .place = PlaceIndexOf(snapshot, terms.place),
                          .engagements = Bits(terms.engagements)};
  if (terms.level) made.level = static_cast<int>(*terms.level);
  if (terms.from) made.from_day = terms.from->days;
  if (terms.until) made.until_day = terms.until->days;
  return made;
}

match::TechnologyTerms MatchTerms(const Snapshot& snapshot, const TechnologyTerms& terms) {
  match::TechnologyTerms made{.maturity = terms.maturity, .cooperation = Bits(terms.cooperation)};
  for (const std::string& field : terms.fields) {
    made.fields.push_back(FieldOf(snapshot, field, IsPatentClass(field)));
  }
  return made;
}

// Role and skills behind what is written.
std::string WithRole(const std::string& text, const TalentTerms& terms) {
  std::string all = text;
  if (!terms.role.empty()) all += " " + terms.role;
  for (const std::string& skill : terms.skills) all += " " + skill;
  return all;
}

match::PartKind PartOf(RequiredTerm term) {
  switch (term) {
    case RequiredTerm::kAmount:
      return match::PartKind::kAmount;
    case RequiredTerm::kStage:
      return match::PartKind::kStage;
    case RequiredTerm::kInstrument:
      return match::PartKind::kInstrument;
    case RequiredTerm::kSector:
      return match::PartKind::kSector;
    case RequiredTerm::kLevel:
      return match::PartKind::kLevel;
    case RequiredTerm::kPeriod:
      return match::PartKind::kPeriod;
    case RequiredTerm::kEngagement:
      return match::PartKind::kEngagement;
    case RequiredTerm::kField:
      return match::PartKind::kField;
    case RequiredTerm::kMaturity:
      return match::PartKind::kMaturity;
    case RequiredTerm::kCooperation:
      return match::PartKind::kCooperation;
  }
  return match::PartKind::kAmount;
}

}  // namespace

FieldRules CapitalFacts::Rules() {
  return {Between("amount_min_cny", 0, kAmountMaxCny), Between("amount_max_cny", 0, kAmountMaxCny),
          Items("stages", {.max = kTermsMax}), Items("instruments", {.max = kTermsMax}),
          Items("sectors", {.max = kTermsMax})};
}

FieldRules TalentFacts::Rules() {
  return {LengthUpTo("role", 100), Items("skills", {.max = kTermsMax}),
          OneOf("level", AllCodes<TalentLevel>()), Items("engagements", {.max = kTermsMax})};
}

FieldRules TechnologyFacts::Rules() {
  return {Items("fields", {.max = kTermsMax}), Between("maturity", kMaturityMin, kMaturityMax),
          Items("cooperation", {.max = kTermsMax})};
}

std::optional<CapitalFacts> FactsOf(const std::optional<CapitalTerms>& terms) {
  if (!terms) return std::nullopt;
  return CapitalFacts{Cny(terms->amount_min_fen), Cny(terms->amount_max_fen), Codes(terms->stages),
                      Codes(terms->instruments), terms->sectors};
}

std::optional<TalentFacts> FactsOf(const std::optional<TalentTerms>& terms) {
  if (!terms) return std::nullopt;
  TalentFacts facts;
  if (!terms->role.empty()) facts.role = terms->role;
  facts.skills = terms->skills;
  if (terms->level) facts.level = std::string(Code(*terms->level));
  if (terms->place) facts.place = terms->place.ToString();
  facts.from = DayText(terms->from);
  facts.until = DayText(terms->until);
  facts.engagements = Codes(terms->engagements);
  return facts;
}

std::optional<TechnologyFacts> FactsOf(const std::optional<TechnologyTerms>& terms) {
  if (!terms) return std::nullopt;
  TechnologyFacts facts;
  facts.fields = terms->fields;
  if (terms->maturity) facts.maturity = *terms->maturity;
  facts.cooperation = Codes(terms->cooperation);
  return facts;
}

Result<std::optional<CapitalTerms>> TermsOf(const Snapshot& snapshot, const std::string& at,
                                            const CapitalFacts& facts) {
  CapitalTerms terms;
  terms.amount_min_fen = Fen(facts.amount_min_cny);
  terms.amount_max_fen = Fen(facts.amount_max_cny);
  LM_ASSIGN(terms.stages, ReadWords<FundingStage>(at, "stages", facts.stages));
  LM_ASSIGN(terms.instruments, ReadWords<Instrument>(at, "instruments", facts.instruments));
  LM_ASSIGN(terms.sectors, ReadCodes(snapshot, at, "sectors", facts.sectors, IsIndustryCode));
  return UnlessOpen(std::move(terms));
}

Result<std::optional<TalentTerms>> TermsOf(const Snapshot& snapshot, const std::string& at,
                                           const TalentFacts& facts) {
  TalentTerms terms;
  terms.role = Trim(facts.role.value_or(""));
  for (const std::string& skill : facts.skills) terms.skills.emplace_back(Trim(skill));
  if (facts.level) terms.level = Parse<TalentLevel>(*facts.level);
  if (facts.place) {
    terms.place.value = ParseIdValue(*facts.place).value_or(0);
    if (snapshot.FindRegion(terms.place) == nullptr) {
      return Wrong(at, "place", *facts.place, {"没有这个地区", "there is no such region"});
    }
  }
  LM_ASSIGN(terms.from, ReadDay(at, "from", facts.from));
  LM_ASSIGN(terms.until, ReadDay(at, "until", facts.until));
  LM_ASSIGN(terms.engagements, ReadWords<Engagement>(at, "engagements", facts.engagements));
  return UnlessOpen(std::move(terms));
}

Result<std::optional<TechnologyTerms>> TermsOf(const Snapshot& snapshot, const std::string& at,
                                               const TechnologyFacts& facts) {
  TechnologyTerms terms;
  LM_ASSIGN(terms.fields, ReadCodes(snapshot, at, "fields", facts.fields, IsPatentClass));
  if (facts.maturity) terms.maturity = static_cast<int>(*facts.maturity);
  LM_ASSIGN(terms.cooperation, ReadWords<Cooperation>(at, "cooperation", facts.cooperation));
  return UnlessOpen(std::move(terms));
}

Result<store::TermFilter> FilterOf(const TermQuery& query) {
  store::TermFilter filter;
  LM_ASSIGN(filter.stages, ReadWords<FundingStage>("stage", query.stages));
  LM_ASSIGN(filter.instruments, ReadWords<Instrument>("instrument", query.instruments));
  LM_ASSIGN(filter.levels, ReadWords<TalentLevel>("level", query.levels));
  LM_ASSIGN(filter.engagements, ReadWords<Engagement>("engagement", query.engagements));
  LM_ASSIGN(filter.cooperation, ReadWords<Cooperation>("cooperation", query.cooperation));
  filter.sector = Trim(query.sector);
  filter.amount_fen = Fen(query.amount_cny);
  if (query.maturity) filter.maturity_min = static_cast<int>(*query.maturity);
  return filter;
}

std::vector<match::Scheme> MatchSchemes() {
  std::vector<match::Scheme> schemes(NamesOf<TradeKind>().size(), match::Scheme::kSupply);
  const auto set = [&schemes](TradeKind kind, match::Scheme scheme) {
    schemes[static_cast<size_t>(kind)] = scheme;
  };
  set(TradeKind::kCapital, match::Scheme::kCapital);
  set(TradeKind::kTalent, match::Scheme::kTalent);
  set(TradeKind::kTechnology, match::Scheme::kTechnology);
  return schemes;
}

match::TermNames MatchTermNames() {
  return {.stages = Labels<FundingStage>(),
          .instruments = Labels<Instrument>(),
          .levels = Labels<TalentLevel>(),
          .engagements = Labels<Engagement>(),
          .cooperation = Labels<Cooperation>()};
}

void AddMatchTerms(const Snapshot& snapshot, const Offer& record, match::CatalogueInput& input,
                   match::Offer& offer) {
  const auto add = [&offer](auto terms, auto& all) {
    offer.terms = static_cast<int32_t>(all.size());
    all.push_back(std::move(terms));
  };
  if (record.kind == TradeKind::kCapital && record.capital) {
    add(MatchTerms(snapshot, *record.capital), input.capital);
  } else if (record.kind == TradeKind::kTalent && record.talent) {
    add(MatchTerms(snapshot, *record.talent), input.talent);
    offer.text = WithRole(record.text, *record.talent);
  } else if (record.kind == TradeKind::kTechnology && record.technology) {
    add(MatchTerms(snapshot, *record.technology), input.technology);
  }
}

void AddMatchTerms(const Snapshot& snapshot, const Need& record, match::Need& need) {
  if (record.capital) need.capital = MatchTerms(snapshot, *record.capital);
  if (record.technology) need.technology = MatchTerms(snapshot, *record.technology);
  if (record.talent) {
    need.talent = MatchTerms(snapshot, *record.talent);
    need.place = match::PlaceIndex{need.talent.place};
    need.text = WithRole(record.text, *record.talent);
  }
  for (const RequiredTerm term : record.required_terms) {
    need.required |= 1U << static_cast<uint32_t>(PartOf(term));
  }
}

}  // namespace lianmeng::app
