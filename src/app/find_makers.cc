#include "app/find_makers.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "app/rows.h"
#include "base/text.h"
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
  organisation.names.insert(organisation.names.end(), record.aliases.begin(),
                            record.aliases.end());
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

Result<OrganisationPage> FindMakers(Platform& platform, const Viewer& viewer,
                                    const std::string& text, int limit) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  OrganisationPage page;
  std::unordered_set<uint32_t> listed;
  const auto add = [&](uint32_t index) {
    if (index == kNone || page.items.size() >= static_cast<size_t>(std::max(0, limit))) return;
    if (listed.insert(index).second) page.items.push_back(OrganisationRowOf(snapshot, index));
  };
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found,
            reader.ListOrganisations({.query = text}, store::OrganisationOrder::kRelevance,
                                     {limit, {}, false}));
  const std::string normal = Normalise(text);
  for (const store::OrganisationRow& row : found.rows) {
    if (Names(normal, row.record)) add(snapshot.OrganisationIndex(row.record.id));
  }
  LM_ASSIGN(const match::RetrievalIndex index,
            match::RetrievalIndex::Build(MakeRetrievalInput(snapshot)));
  match::RetrievalSearcher searcher(index);
  for (const match::RetrievalHit& hit : searcher.Search(text, {.limit = limit})) {
    add(static_cast<uint32_t>(hit.organisation));
  }
  page.total = static_cast<int64_t>(page.items.size());
  return page;
}

}  // namespace lianmeng::app
