#include "app/find_makers.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "app/organisation_filter.h"
#include "app/rows.h"
#include "base/text.h"
#include "ingest/excerpt.h"
#include "match/retrieval.h"
#include "model/names.h"
#include "report/exports.h"

namespace lianmeng::app {
namespace {

constexpr int kNamedMax = 100;
// Of a GB/T 4754 code such as C3491: group C349, division C34, section C.
constexpr size_t kIndustryCharacters[match::kSectorLevels] = {4, 3, 1};

std::vector<std::string> NamesOf(const Product& product) {
  std::vector<std::string> names{product.name.zh};
  if (!product.name.en.empty()) names.push_back(product.name.en);
  names.insert(names.end(), product.aliases.begin(), product.aliases.end());
  return names;
}

match::RetrievalOrganisation OrganisationOf(const Organisation& record) {
  match::RetrievalOrganisation organisation;
  organisation.names = {record.name};
  for (const std::string* name : {&record.short_name, &record.name_en}) {
    if (!name->empty()) organisation.names.push_back(*name);
  }
  organisation.names.insert(organisation.names.end(), record.aliases.begin(), record.aliases.end());
  for (size_t level = 0; level < match::kSectorLevels; ++level) {
    if (record.industry.size() < kIndustryCharacters[level]) continue;
    organisation.sectors[level] = record.industry.substr(0, kIndustryCharacters[level]);
  }
  return organisation;
}

// Whether the text is the organisation's own: what the directory ranks before the rest.
bool Names(const std::string& normal, const Organisation& record) {
  if (normal.empty()) return false;
  if (Normalise(record.key) == normal || Normalise(record.credit_code) == normal) return true;
  std::vector<std::string> names{record.name, record.short_name, record.name_en};
  names.insert(names.end(), record.aliases.begin(), record.aliases.end());
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return !name.empty() && (Normalise(name).find(normal) != std::string::npos ||
                             PinyinInitials(name).find(normal) != std::string::npos);
  });
}

// The product's name, or what the offer says, as it is compared.
TextPair NameOf(const Snapshot& snapshot, const match::RetrievalIndex& index, int32_t product) {
  const auto p = static_cast<size_t>(product);
  if (p < snapshot.products.size()) return snapshot.products[p].name;
  std::u32string text;
  for (const int32_t character : index.characters_of[product]) {
    if (character == match::kNameEnd) break;
    text.push_back(static_cast<char32_t>(character));
  }
  const std::string name = ingest::Excerpt(ToUtf8(text));  // a paragraph would fill the answer
  return {name, name};
}

// In the order of MakerEvidence.
struct EvidenceName {
  std::string_view code, zh, en;
};
constexpr std::array<EvidenceName, kMakerEvidences> kEvidenceNames{{
    {"named", "名称相符", "Named so"},
    {"makes", "供给该产品", "Offers it"},
    {"like", "供给相近产品", "Offers the like"},
    {"resembles", "与供给者相近", "Resembles suppliers"},
}};

const EvidenceName& NameOf(MakerEvidence evidence) {
  return kEvidenceNames[static_cast<size_t>(evidence)];
}

MakerEvidence EvidenceOf(const match::RetrievalHit& hit) {
  if (hit.makes_it) return MakerEvidence::kMakes;
  return hit.likeness >= match::kLikenessMin ? MakerEvidence::kLike : MakerEvidence::kResembles;
}

// Who is found, and by what: rows are made of those alone that are shown.
struct Found {
  uint32_t organisation = 0;
  MakerEvidence evidence = MakerEvidence::kNamed;
  match::RetrievalHit hit;  // of all but those named
};

class MakerSearch {
 public:
  MakerSearch(const Snapshot& snapshot, const store::OrganisationFilter& filter)
      : snapshot_(snapshot), filter_(filter) {}

  void Add(Found found) {
    if (found.organisation == kNone || !listed_.insert(found.organisation).second) return;
    if (!Fits(snapshot_, filter_, found.organisation)) return;
    if (found.evidence == MakerEvidence::kResembles && ++resembling_ > kResemblingMax) return;
    found_.push_back(found);
  }

  void SortByEvidence() {
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      if (a.evidence != b.evidence) return a.evidence < b.evidence;
      return a.evidence == MakerEvidence::kLike && a.hit.likeness > b.hit.likeness;
    });
  }

  // Those that the text names, as the directory orders them; the first kNamedMax of these.
  Status AddNamed(store::Reader& reader, const std::string& text) {
    LM_ASSIGN(const auto rows,
              reader.ListOrganisations({.query = text}, store::OrganisationOrder::kRelevance,
                                       {kNamedMax, {}, false}));
    const std::string normal = Normalise(text);
    for (const store::OrganisationRow& row : rows.rows) {
      if (!Names(normal, row.record)) continue;
      Add({.organisation = snapshot_.OrganisationIndex(row.record.id), .hit = {}});
    }
    return Ok{};
  }

  MakerList List(const match::RetrievalIndex& index, int limit) const {
    MakerList list;
    std::array<int64_t, kMakerEvidences> counts{};
    std::vector<uint32_t> counted;
    for (const Found& found : found_) {
      ++counts[static_cast<size_t>(found.evidence)];
      if (found.evidence != MakerEvidence::kResembles) counted.push_back(found.organisation);
      if (list.items.size() < static_cast<size_t>(std::max(0, limit))) {
        list.items.push_back(RowOf(index, found));
      }
    }
    list.total = static_cast<int64_t>(found_.size());
    list.facets = FacetsOf(snapshot_, counted);
    for (int e = 0; e < kMakerEvidences; ++e) {
      const auto evidence = static_cast<MakerEvidence>(e);
      list.evidence.push_back(
          {std::string(Code(evidence)), Label(evidence), counts[static_cast<size_t>(e)]});
    }
    return list;
  }

 private:
  Maker RowOf(const match::RetrievalIndex& index, const Found& found) const {
    Maker maker;
    maker.organisation = OrganisationRowOf(snapshot_, found.organisation);
    maker.evidence = Code(found.evidence);
    maker.makes_it = found.hit.makes_it;
    maker.likeness = found.hit.likeness;
    if (found.hit.product >= 0) {
      maker.product_text = NameOf(snapshot_, index, found.hit.product);
      if (static_cast<size_t>(found.hit.product) < snapshot_.products.size()) {
        maker.product = ProductRefOf(snapshot_, static_cast<uint32_t>(found.hit.product));
      }
    }
    maker.reason = ReasonOf(found.evidence, maker.product_text);
    return maker;
  }

  static TextPair ReasonOf(MakerEvidence evidence, const TextPair& product) {
    const std::string& english = product.en.empty() ? product.zh : product.en;
    switch (evidence) {
      case MakerEvidence::kNamed:
        return {"名称或代码相符", "named so"};
      case MakerEvidence::kMakes:
        return {"供给“" + product.zh + "”", "offers " + english};
      case MakerEvidence::kLike:
        return {"供给相近的“" + product.zh + "”", "offers the like: " + english};
      case MakerEvidence::kResembles:
        break;
    }
    return {"与供给同类产品的机构相近", "resembles those that offer such products"};
  }

  const Snapshot& snapshot_;
  const store::OrganisationFilter& filter_;
  std::unordered_set<uint32_t> listed_;
  size_t resembling_ = 0;
  std::vector<Found> found_;
};

}  // namespace

match::RetrievalInput MakeRetrievalInput(const Snapshot& snapshot) {
  match::RetrievalInput input;
  for (const Product& product : snapshot.products) input.products.push_back(NamesOf(product));
  for (const Organisation& record : snapshot.organisations) {
    input.organisations.push_back(OrganisationOf(record));
  }
  std::unordered_map<std::string, int32_t> texts;  // offers in words are products of their own
  for (size_t i = 0; i < snapshot.offers.size(); ++i) {
    const uint32_t organisation = snapshot.offer_organisation[i];
    if (organisation == kNone) continue;
    std::vector<int32_t>& made = input.organisations[organisation].products;
    if (snapshot.offer_product[i] != kNone) {
      made.push_back(static_cast<int32_t>(snapshot.offer_product[i]));
    }
    const std::string& text = snapshot.offers[i].text;
    if (text.empty()) continue;
    const auto [entry, is_new] =
        texts.try_emplace(text, static_cast<int32_t>(input.products.size()));
    if (is_new) input.products.push_back({text});
    made.push_back(entry->second);
  }
  for (size_t i = 0; i < snapshot.inputs.size(); ++i) {
    if (snapshot.input_product[i] == kNone || snapshot.input_input[i] == kNone) continue;
    input.relations.emplace_back(static_cast<int32_t>(snapshot.input_product[i]),
                                 static_cast<int32_t>(snapshot.input_input[i]));
  }
  return input;
}

std::string_view Code(MakerEvidence evidence) { return NameOf(evidence).code; }

TextPair Label(MakerEvidence evidence) {
  return {std::string(NameOf(evidence).zh), std::string(NameOf(evidence).en)};
}

Result<MakerList> ListMakers(Platform& platform, const Viewer& viewer,
                             const DirectoryQuery& query) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(const store::OrganisationFilter filter, OrganisationFilterOf(snapshot, query));
  const bool by_evidence = query.order == "evidence";
  if (!by_evidence && !query.order.empty() && query.order != "relevance") {
    return BadParameter("order", query.order);
  }
  MakerSearch makers(snapshot, filter);
  {
    // The reader is given back before the index is built, which takes long.
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_TRY(makers.AddNamed(reader, query.text));
  }
  LM_ASSIGN(const match::RetrievalIndex* index, analysis->Retrieval());
  match::RetrievalSearcher searcher(*index);
  for (const match::RetrievalHit& hit :
       searcher.Search(query.text, {.limit = index->organisations()})) {
    makers.Add({.organisation = static_cast<uint32_t>(hit.organisation),
                .evidence = EvidenceOf(hit),
                .hit = hit});
  }
  if (by_evidence) makers.SortByEvidence();
  return makers.List(*index, query.limit);
}

Status ExportMakers(Platform& platform, const Viewer& viewer, DirectoryQuery query,
                    Language language, report::TableWriter& writer) {
  query.limit = kMakersExported;
  LM_ASSIGN(const MakerList list, ListMakers(platform, viewer, query));
  LM_TRY(writer.Begin(report::MakerTable()));
  for (size_t i = 0; i < list.items.size(); ++i) {
    const Maker& maker = list.items[i];
    const OrganisationRow& organisation = maker.organisation;
    report::MakerRow row;
    row.rank = static_cast<int>(i) + 1;
    row.organisation = organisation.name;
    if (organisation.province) row.province = organisation.province->name;
    if (organisation.city) row.city = organisation.city->name;
    if (organisation.scale) row.scale = Label(*Parse<Scale>(*organisation.scale));
    row.revenue_cny_year = organisation.revenue_cny_year;
    for (const std::string& title : organisation.titles) {
      row.titles.push_back(Label(*Parse<Title>(title)));
    }
    row.product = maker.product_text;
    row.likeness = maker.likeness;
    row.reason = maker.reason;
    LM_TRY(writer.Row(report::ToCells(row, language)));
  }
  return writer.Finish();
}

Result<OrganisationPage> FindMakers(Platform& platform, const Viewer& viewer,
                                    const std::string& text, int limit) {
  LM_ASSIGN(MakerList list, ListMakers(platform, viewer, {.text = text, .limit = limit}));
  OrganisationPage page;
  for (Maker& maker : list.items) page.items.push_back(std::move(maker.organisation));
  page.total = static_cast<int64_t>(page.items.size());
  return page;
}

}  // namespace lianmeng::app
