#include "app/find_makers.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "app/rows.h"
#include "base/text.h"
#include "ingest/excerpt.h"
#include "match/retrieval.h"

namespace lianmeng::app {
namespace {

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

// All but the organisation itself.
Maker MakerOf(const Snapshot& snapshot, const match::RetrievalIndex& index,
              const match::RetrievalHit& hit) {
  Maker maker;
  maker.makes_it = hit.makes_it;
  if (hit.product < 0) {
    maker.reason = {"与供给同类产品的机构相近", "resembles those that offer such products"};
    return maker;
  }
  const TextPair name = NameOf(snapshot, index, hit.product);
  const std::string& english = name.en.empty() ? name.zh : name.en;
  maker.reason = hit.makes_it
                     ? TextPair{"供给“" + name.zh + "”", "offers " + english}
                     : TextPair{"供给相近的“" + name.zh + "”", "offers the like: " + english};
  if (static_cast<size_t>(hit.product) < snapshot.products.size()) {
    maker.product = ProductRefOf(snapshot, static_cast<uint32_t>(hit.product));
  }
  return maker;
}

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

Result<MakerList> ListMakers(Platform& platform, const Viewer& viewer, const std::string& text,
                             int limit) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  MakerList list;
  std::unordered_set<uint32_t> listed;
  const auto add = [&](uint32_t index, Maker maker) {
    if (index == kNone || list.items.size() >= static_cast<size_t>(std::max(0, limit))) return;
    if (!listed.insert(index).second) return;
    maker.organisation = OrganisationRowOf(snapshot, index);
    list.items.push_back(std::move(maker));
  };
  {
    // The reader is given back before the index is built, which takes long.
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(const auto found,
              reader.ListOrganisations({.query = text}, store::OrganisationOrder::kRelevance,
                                       {limit, {}, false}));
    const std::string normal = Normalise(text);
    for (const store::OrganisationRow& row : found.rows) {
      if (!Names(normal, row.record)) continue;
      Maker maker;
      maker.reason = {"名称或代码相符", "named so"};
      add(snapshot.OrganisationIndex(row.record.id), std::move(maker));
    }
  }
  LM_ASSIGN(const match::RetrievalIndex* index, analysis->Retrieval());
  match::RetrievalSearcher searcher(*index);
  for (const match::RetrievalHit& hit : searcher.Search(text, {.limit = limit})) {
    add(static_cast<uint32_t>(hit.organisation), MakerOf(snapshot, *index, hit));
  }
  return list;
}

Result<OrganisationPage> FindMakers(Platform& platform, const Viewer& viewer,
                                    const std::string& text, int limit) {
  LM_ASSIGN(MakerList list, ListMakers(platform, viewer, text, limit));
  OrganisationPage page;
  for (Maker& maker : list.items) page.items.push_back(std::move(maker.organisation));
  page.total = static_cast<int64_t>(page.items.size());
  return page;
}

}  // namespace lianmeng::app
