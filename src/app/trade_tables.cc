#include "app/trade_tables.h"

#include "app/rows.h"
#include "base/text.h"
#include "model/names.h"
#include "report/trade_tables.h"

namespace lianmeng::app {
namespace {

constexpr int kPageSize = 500;

// Terms said one after the other, in both languages.
class TermsText {
 public:
  void Add(const TextPair& label, const TextPair& text) {
    if (text.zh.empty() && text.en.empty()) return;
    zh_.push_back(label.zh + "：" + text.zh);
    en_.push_back(label.en + ": " + text.en);
  }
  void Add(const TextPair& label, const std::string& text) { Add(label, TextPair{text, text}); }

  template <typename E>
  void AddWords(const TextPair& label, const std::vector<std::string>& codes) {
    std::vector<std::string> zh, en;
    for (const std::string& code : codes) {
      const TextPair word = Label(*Parse<E>(code));
      zh.push_back(word.zh);
      en.push_back(word.en);
    }
    Add(label, TextPair{Join(zh, "、"), Join(en, ", ")});
  }

  [[nodiscard]] TextPair Said() const { return {Join(zh_, "；"), Join(en_, "; ")}; }

 private:
  std::vector<std::string> zh_, en_;
};

// Chains by their names, other fields by their codes.
TextPair FieldsOf(const Snapshot& snapshot, const std::vector<std::string>& fields) {
  std::vector<std::string> zh, en;
  for (const std::string& field : fields) {
    const uint32_t chain = snapshot.ChainIndex(field);
    zh.push_back(chain == kNone ? field : snapshot.chains[chain].name.zh);
    en.push_back(chain == kNone ? field : snapshot.chains[chain].name.en);
  }
  return {Join(zh, "、"), Join(en, ", ")};
}

template <typename Row>  // NeedRow or OfferRow
TextPair TermsOf(const Snapshot& snapshot, const Row& row) {
  TermsText terms;
  if (row.capital) {
    terms.AddWords<FundingStage>({"阶段", "Stage"}, row.capital->stages);
    terms.AddWords<Instrument>({"方式", "Instrument"}, row.capital->instruments);
    terms.Add({"行业", "Sector"}, FieldsOf(snapshot, row.capital->sectors));
  }
  if (row.talent) {
    const TalentFacts& talent = *row.talent;
    terms.Add({"岗位", "Role"}, talent.role.value_or(""));
    terms.Add({"技能", "Skills"}, TextPair{Join(talent.skills, "、"), Join(talent.skills, ", ")});
    if (talent.level) terms.AddWords<TalentLevel>({"职级", "Level"}, {*talent.level});
    terms.Add({"自", "From"}, talent.from.value_or(""));
    terms.Add({"至", "Until"}, talent.until.value_or(""));
    terms.AddWords<Engagement>({"用工", "Engagement"}, talent.engagements);
    if (const Region* place =
            talent.place ? snapshot.FindRegion({*ParseIdValue(*talent.place)}) : nullptr) {
      terms.Add({"地点", "Place"}, place->name);
    }
  }
  if (row.technology) {
    terms.Add({"领域", "Field"}, FieldsOf(snapshot, row.technology->fields));
    if (row.technology->maturity) {
      terms.Add({"成熟度", "Maturity"}, std::to_string(*row.technology->maturity));
    }
    terms.AddWords<Cooperation>({"合作方式", "Cooperation"}, row.technology->cooperation);
  }
  return terms.Said();
}

template <typename Row>
report::TradeCells CellsOf(const Snapshot& snapshot, const Row& row,
                           const OrganisationRef& organisation) {
  report::TradeCells cells;
  cells.kind = Label(*Parse<TradeKind>(row.kind));
  cells.organisation = organisation.name;
  if (organisation.city) cells.city = organisation.city->name;
  if (row.product) cells.product = row.product->name;
  cells.text = row.text;
  cells.terms = TermsOf(snapshot, row);
  if (row.capital) {
    cells.amount_min_cny = row.capital->amount_min_cny;
    cells.amount_max_cny = row.capital->amount_max_cny;
  }
  cells.audience = Label(*Parse<Audience>(row.audience));
  return cells;
}

std::optional<Date> DayOf(const std::optional<std::string>& iso) {
  return iso ? Date::Parse(*iso) : std::nullopt;
}

std::vector<TextPair> NamesOf(const std::vector<RegionName>& regions) {
  std::vector<TextPair> names;
  for (const RegionName& region : regions) names.push_back(region.name);
  return names;
}

report::NeedRow TableRowOf(const Snapshot& snapshot, const NeedRow& need) {
  report::NeedRow row;
  row.trade = CellsOf(snapshot, need, need.organisation);
  row.quantity = need.quantity;
  row.unit = need.unit;
  row.price_max_cny = need.price_max_cny;
  row.needed_by = DayOf(need.needed_by);
  row.preferred_regions = NamesOf(need.preferred_regions);
  row.state = need.open ? TextPair{"待对接", "Open"} : TextPair{"已结束", "Closed"};
  if (need.close_reason) row.state = Label(*Parse<CloseReason>(*need.close_reason));
  row.candidates = need.candidates;
  row.best_score = need.best_score;
  return row;
}

report::OfferRow TableRowOf(const Snapshot& snapshot, const OfferListRow& offer) {
  report::OfferRow row;
  row.trade = CellsOf(snapshot, offer, offer.organisation);
  row.capacity_year = offer.capacity_year;
  row.unit = offer.unit;
  row.utilisation = offer.utilisation;
  row.price_min_cny = offer.price_min_cny;
  row.price_max_cny = offer.price_max_cny;
  row.lead_time_days = offer.lead_time_days;
  row.regions_served = NamesOf(offer.regions_served);
  row.valid_until = DayOf(offer.valid_until);
  return row;
}

// Page after page. `list`: ListNeeds or ListOffers.
template <typename Query, typename List>
Status WriteRows(Platform& platform, const Viewer& viewer, Query& query, Language language,
                 report::TableWriter& writer, const List& list) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  query.limit = kPageSize;
  while (true) {
    LM_ASSIGN(const auto page, list(platform, viewer, query));
    for (const auto& item : page.items) {
      LM_TRY(writer.Row(report::ToCells(TableRowOf(analysis->snapshot(), item), language)));
    }
    if (!page.next) return writer.Finish();
    query.cursor = *page.next;
  }
}

}  // namespace

Status ExportNeeds(Platform& platform, const Viewer& viewer, NeedQuery query, Language language,
                   report::TableWriter& writer) {
  LM_TRY(writer.Begin(report::NeedTable()));
  return WriteRows(platform, viewer, query, language, writer, ListNeeds);
}

Status ExportOffers(Platform& platform, const Viewer& viewer, OfferQuery query, Language language,
                    report::TableWriter& writer) {
  LM_TRY(writer.Begin(report::OfferTable()));
  return WriteRows(platform, viewer, query, language, writer, ListOffers);
}

}  // namespace lianmeng::app
