#include "model/merged_organisation.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "base/text.h"
#include "model/visibility.h"

namespace lianmeng {
namespace {

template <typename R, typename Visit>
void VisitChosen(R& r, Visit&& visit) {
  visit("kind", r.kind), visit("name", r.name), visit("name_en", r.name_en);
  visit("short_name", r.short_name), visit("credit_code", r.credit_code);
  visit("region", r.region), visit("industry", r.industry), visit("titles", r.titles);
  visit("scale", r.scale), visit("employees", r.employees);
  visit("revenue_fen_year", r.revenue_fen_year), visit("summary", r.summary);
  visit("verified_by", r.verified_by), visit("sample", r.sample);
}

template <typename T>
bool IsStated(const T& value) {
  if constexpr (requires { value.empty(); }) return !value.empty();
  if constexpr (requires { value.has_value(); }) return value.has_value();
  if constexpr (std::is_same_v<T, RegionCode>) return static_cast<bool>(value);
  return true;
}

// Which of two sources is to be shown where both state a value.
bool Before(const OrganisationSource& a, const OrganisationSource& b, OrganisationId stays) {
  const SourceTrust trust_a = TrustOf(a.record);
  const SourceTrust trust_b = TrustOf(b.record);
  if (trust_a != trust_b) return trust_a > trust_b;
  if (a.updated_at_ms != b.updated_at_ms) return a.updated_at_ms > b.updated_at_ms;
  if ((a.record.id == stays) != (b.record.id == stays)) return a.record.id == stays;
  return a.record.id < b.record.id;
}

// The sources, the one that is shown first.
std::vector<size_t> InOrder(const OrganisationSources& of) {
  std::vector<size_t> order(of.sources.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return Before(of.sources[a], of.sources[b], of.stays); });
  return order;
}

void AddName(const std::string& name, const Organisation& shown, std::vector<std::string>& names) {
  if (name.empty() || name == shown.name || name == shown.short_name || name == shown.name_en) {
    return;
  }
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::vector<std::string> AliasesOf(const OrganisationSources& of, const std::vector<size_t>& order,
                                   const Organisation& shown) {
  std::vector<std::string> names;
  for (const size_t i : order) {
    const Organisation& record = of.sources[i].record;
    for (const std::string* name : {&record.name, &record.short_name, &record.name_en}) {
      AddName(*name, shown, names);
    }
    for (const std::string& alias : record.aliases) AddName(alias, shown, names);
  }
  return names;
}

std::string SourceText(const OrganisationSources& of, const std::vector<size_t>& order) {
  std::vector<std::string> texts;
  std::string all;
  for (const size_t i : order) {
    const std::string& text = of.sources[i].record.source;
    if (text.empty() || std::find(texts.begin(), texts.end(), text) != texts.end()) continue;
    texts.push_back(text);
    all += (all.empty() ? "" : "; ") + text;
  }
  return all;
}

Result<Ownership> Narrowest(const OrganisationSources& of, const std::vector<size_t>& order) {
  Ownership narrowest = of.sources[order.front()].record.ownership;
  for (const size_t i : order) {
    const Ownership& other = of.sources[i].record.ownership;
    if (SeenByAllWhoSee(narrowest, other)) {
      narrowest = other;
    } else if (!SeenByAllWhoSee(other, narrowest)) {
      return MakeError(ErrorCode::kConflict,
                       {"两条记录的可见范围互不包含，合并会让一方的内容被不该看到的人看到",
                        "neither record's audience lies within the other's: merged, one would be "
                        "shown to people "
                        "from whom it is hidden"},
                       {.field = "audience", .value = of.sources[i].record.key});
    }
  }
  return narrowest;
}

bool HoldsOneOf(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

SourceTrust TrustOf(const Organisation& record) {
  if (!record.verified_by.empty()) return SourceTrust::kVerified;
  if (record.sample) return SourceTrust::kSample;
  const std::string source = Normalise(record.source);
  if (HoldsOneOf(source, {"registry", "工商登记", "企业登记", "市场监管", "信用信息公示"})) {
    return SourceTrust::kRegistry;
  }
  if (HoldsOneOf(source, {"self-reported", "企业自报", "企业填报", "企业申报"})) {
    return SourceTrust::kOwn;
  }
  return SourceTrust::kOther;
}

const std::vector<std::string>& ChosenFields() {
  static const std::vector<std::string> fields = [] {
    std::vector<std::string> names;
    const Organisation none;
    VisitChosen(none, [&](const char* name, const auto&) { names.emplace_back(name); });
    return names;
  }();
  return fields;
}

bool States(const Organisation& record, std::string_view field) {
  bool states = false;
  VisitChosen(record, [&](std::string_view name, const auto& value) {
    if (name == field) states = IsStated(value);
  });
  return states;
}

size_t ShownSource(const OrganisationSources& of, std::string_view field) {
  CHECK(!of.sources.empty());
  for (const FieldChoice& choice : of.choices) {
    if (choice.field != field) continue;
    for (size_t i = 0; i < of.sources.size(); ++i) {
      if (of.sources[i].record.id == choice.source) return i;
    }
  }
  const std::vector<size_t> order = InOrder(of);
  for (const size_t i : order) {
    if (States(of.sources[i].record, field)) return i;
  }
  return order.front();
}

Result<Organisation> Combine(const OrganisationSources& of) {
  const auto stays =
      std::find_if(of.sources.begin(), of.sources.end(),
                   [&](const OrganisationSource& source) { return source.record.id == of.stays; });
  CHECK(stays != of.sources.end());
  Organisation shown = stays->record;
  if (of.sources.size() == 1) return shown;
  const std::vector<size_t> order = InOrder(of);
  LM_ASSIGN(shown.ownership, Narrowest(of, order));
  for (const std::string& field : ChosenFields()) {
    // Taken by position: both records list their fields in one order.
    const Organisation& from = of.sources[ShownSource(of, field)].record;
    VisitChosen(shown, [&](std::string_view name, auto& value) {
      if (name != field) return;
      VisitChosen(from, [&](std::string_view other, const auto& theirs) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>,
                                     std::decay_t<decltype(theirs)>>) {
          if (other == field) value = theirs;
        }
      });
    });
  }
  shown.source = SourceText(of, order);
  shown.aliases = AliasesOf(of, order, shown);
  return shown;
}

}  // namespace lianmeng
