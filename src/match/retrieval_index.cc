#include "match/retrieval_index.h"

#include <algorithm>

#include "base/text.h"
#include "match/quantities.h"

namespace lianmeng::match {
namespace {

constexpr size_t kUnitLettersMax = 4;

std::string KeyOf(const Term& term) {
  return std::string(1, static_cast<char>('a' + static_cast<int>(term.kind))) + term.text;
}

bool AllOf(std::string_view text, bool (*is)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is);
}
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

void SortUnique(std::vector<int32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

int32_t IdOf(std::unordered_map<std::string, int32_t>& ids, std::string key) {
  return ids.try_emplace(std::move(key), static_cast<int32_t>(ids.size())).first->second;
}

int32_t Find(const std::unordered_map<std::string, int32_t>& ids, const std::string& key) {
  const auto found = ids.find(key);
  return found == ids.end() ? -1 : found->second;
}

}  // namespace

bool IsQuantity(const Term& term) {
  return term.kind == TermKind::kWord && term.text.find(' ') != std::string::npos;
}

Synonyms SynonymsOf(const RetrievalInput& input) {
  std::vector<std::string_view> texts;
  for (const std::vector<std::string>& names : input.products) {
    texts.insert(texts.end(), names.begin(), names.end());
  }
  return Synonyms::Mine(texts);
}

std::vector<Term> RetrievalTerms(std::string_view text) {
  const Terms found = SearchTerms(text);
  std::vector<Term> terms;
  for (const std::string& bigram : found.bigrams) {
    const bool word = std::find(found.unigrams.begin(), found.unigrams.end(), bigram) !=
                      found.unigrams.end();  // only words stand in both lists
    terms.push_back({word ? TermKind::kWord : TermKind::kBigram, bigram});
  }
  const auto is_word = [&](const std::string& term) {
    return std::find(found.bigrams.begin(), found.bigrams.end(), term) != found.bigrams.end();
  };
  for (size_t i = 0; i < found.unigrams.size(); ++i) {
    const std::string& unigram = found.unigrams[i];
    if (!is_word(unigram)) {
      terms.push_back({TermKind::kCharacter, unigram});
      continue;
    }
    if (i == 0 || !AllOf(found.unigrams[i - 1], IsDigit)) continue;
    if (!AllOf(unigram, IsLetter) || unigram.size() > kUnitLettersMax) continue;
    terms.push_back({TermKind::kWord, found.unigrams[i - 1] + unigram});
  }
  if (!found.unigrams.empty() && !is_word(found.unigrams.back())) {
    const std::string& last = found.unigrams.back();
    terms.push_back({TermKind::kLastCharacter, last});
    if (!found.bigrams.empty() && found.bigrams.back().ends_with(last)) {
      terms.push_back({TermKind::kLastBigram, found.bigrams.back()});
    }
  }
  for (std::string& word : QuantityWords(text)) {
    terms.push_back({TermKind::kWord, std::move(word)});
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

std::vector<int32_t> CharactersOf(std::string_view text) {
  const std::u32string characters = ToUtf32(Normalise(text));
  return {characters.begin(), characters.end()};
}

SharedCharacters Share(std::span<const int32_t> text, std::span<const int32_t> names) {
  SharedCharacters most;
  std::vector<int32_t> ending(text.size() + 1, 0);  // common run that ends at text[i - 1]
  int32_t prefix = 0;
  bool begins = true;  // the name so far is the text's beginning
  for (const int32_t character : names) {
    if (character == kNameEnd) {
      most.suffix = std::max(most.suffix, ending.back());
      std::fill(ending.begin(), ending.end(), 0);
      prefix = 0;
      begins = true;
      continue;
    }
    for (size_t i = text.size(); i > 0; --i) {
      ending[i] = text[i - 1] == character ? ending[i - 1] + 1 : 0;
      most.substring = std::max(most.substring, ending[i]);
    }
    const auto at = static_cast<size_t>(prefix);
    begins = begins && at < text.size() && text[at] == character;
    prefix += begins ? 1 : 0;
    most.prefix = std::max(most.prefix, prefix);
  }
  return most;
}

void Rows::Add(std::span<const int32_t> row) {
  values.insert(values.end(), row.begin(), row.end());
  first.push_back(static_cast<int64_t>(values.size()));
}

Rows Rows::Turned(size_t keys) const {
  Rows turned;
  turned.first.assign(keys + 1, 0);
  for (const int32_t value : values) ++turned.first[static_cast<size_t>(value) + 1];
  for (size_t k = 0; k < keys; ++k) turned.first[k + 1] += turned.first[k];
  turned.values.resize(values.size());
  std::vector<int64_t> next(turned.first.begin(), turned.first.end() - 1);
  for (int32_t key = 0; key < size(); ++key) {
    for (const int32_t value : (*this)[key]) {
      turned.values[static_cast<size_t>(next[static_cast<size_t>(value)]++)] = key;
    }
  }
  return turned;
}

Result<RetrievalIndex> RetrievalIndex::Build(const RetrievalInput& input) {
  const auto products = static_cast<int32_t>(input.products.size());
  const auto bad = [&](int32_t product) { return product < 0 || product >= products; };
  for (size_t i = 0; i < input.organisations.size(); ++i) {
    for (const int32_t product : input.organisations[i].products) {
      if (!bad(product)) continue;
      return MakeError(ErrorCode::kInvalidArgument, {"没有这个产品", "there is no such product"},
                       {.field = "organisations[" + std::to_string(i) + "].products",
                        .value = std::to_string(product)});
    }
  }
  for (const auto& [a, b] : input.relations) {
    if (!bad(a) && !bad(b)) continue;
    return MakeError(ErrorCode::kInvalidArgument, {"没有这个产品", "there is no such product"},
                     {.field = "relations", .value = std::to_string(bad(a) ? a : b)});
  }
  RetrievalIndex index;
  index.AddProducts(input);
  std::vector<int32_t> row;
  for (const RetrievalOrganisation& organisation : input.organisations) {
    row = organisation.products;
    SortUnique(row);
    index.products_of.Add(row);
  }
  index.makers_of = index.products_of.Turned(input.products.size());
  index.AddNames(input);
  index.AddSectors(input);
  index.CountHolders();
  return index;
}

void RetrievalIndex::AddProducts(const RetrievalInput& input) {
  const Synonyms synonyms = SynonymsOf(input);
  std::vector<int32_t> row;
  std::vector<int32_t> characters;
  std::vector<int32_t> names;
  std::vector<int32_t> of_name;
  const auto add = [&](const std::string& name, bool is_given) {
    of_name.clear();
    for (const int32_t character : CharactersOf(name)) characters.push_back(character);
    characters.push_back(kNameEnd);
    for (const Term& term : RetrievalTerms(name)) {
      // Names beside are in lower case, which says nothing of quantities; they are in the given one.
      if (!is_given && IsQuantity(term)) continue;
      of_name.push_back(IdOf(term_ids_, KeyOf(term)));
      if (term_ids_.size() > kinds.size()) kinds.push_back(term.kind);
    }
    SortUnique(of_name);
    names.push_back(terms_of_name.size());
    terms_of_name.Add(of_name);
    row.insert(row.end(), of_name.begin(), of_name.end());
  };
  for (size_t p = 0; p < input.products.size(); ++p) {
    row.clear();
    characters.clear();
    names.clear();
    for (const std::string& name : input.products[p]) {
      add(name, true);
      product_ids_.try_emplace(Normalise(name), static_cast<int32_t>(p));
      for (const std::string& other : synonyms.NamesBeside(name)) add(other, false);
    }
    SortUnique(row);
    terms_of.Add(row);
    names_of.Add(names);
    characters_of.Add(characters);
  }
  products_with = terms_of.Turned(kinds.size());
  std::vector<std::vector<int32_t>> next(input.products.size());
  for (const auto& [a, b] : input.relations) {
    if (a == b) continue;
    next[static_cast<size_t>(a)].push_back(b);
    next[static_cast<size_t>(b)].push_back(a);
  }
  for (std::vector<int32_t>& others : next) {
    SortUnique(others);
    related.Add(others);
  }
}

void RetrievalIndex::AddNames(const RetrievalInput& input) {
  std::vector<int32_t> row;
  const auto add = [&](const std::string& text) {
    for (const Term& term : RetrievalTerms(text)) {
      if (term.kind != TermKind::kBigram && term.kind != TermKind::kWord) continue;
      row.push_back(IdOf(name_ids_, term.text));
    }
  };
  const auto count = [&](std::vector<int32_t>& counts) {
    SortUnique(row);
    counts.resize(name_ids_.size());
    for (const int32_t term : row) ++counts[static_cast<size_t>(term)];
  };
  for (const RetrievalOrganisation& organisation : input.organisations) {
    row.clear();
    for (const std::string& name : organisation.names) add(name);
    count(name_holders);
    name_terms_of.Add(row);
    row.clear();
    for (const std::string& name : organisation.industry) add(name);
    count(industry_holders);
    industry_terms_of.Add(row);
  }
  name_holders.resize(name_ids_.size());
  industry_holders.resize(name_ids_.size());
}

void RetrievalIndex::AddSectors(const RetrievalInput& input) {
  for (size_t level = 0; level < kSectorLevels; ++level) {
    std::unordered_map<std::string, int32_t> ids;
    for (const RetrievalOrganisation& organisation : input.organisations) {
      const std::string& sector = organisation.sectors[level];
      const int32_t id = sector.empty() ? -1 : IdOf(ids, sector);
      sector_of[level].push_back(id);
      sector_members[level].resize(ids.size());
      if (id >= 0) ++sector_members[level][static_cast<size_t>(id)];
    }
  }
}

void RetrievalIndex::CountHolders() {
  holders.assign(kinds.size(), 0);
  std::vector<int32_t> count(kinds.size(), 0);
  std::vector<int32_t> bag;
  for (int32_t organisation = 0; organisation < organisations(); ++organisation) {
    int32_t length = 0;
    bag.clear();
    for (const int32_t product : products_of[organisation]) {
      for (const int32_t term : terms_of[product]) {
        const auto t = static_cast<size_t>(term);
        length += IsHead(kinds[t]) ? 0 : 1;
        if (count[t]++ == 0) bag.push_back(term);
      }
    }
    bag_of.Add(bag);
    for (const int32_t term : bag) {
      const auto t = static_cast<size_t>(term);
      ++holders[t];
      bag_counts.push_back(static_cast<uint16_t>(std::min(count[t], 65'535)));
      count[t] = 0;
    }
    lengths.push_back(length);
    length_total += length;
  }
}

int32_t RetrievalIndex::FindTerm(const Term& term) const { return Find(term_ids_, KeyOf(term)); }

int32_t RetrievalIndex::FindNameTerm(const std::string& term) const {
  return Find(name_ids_, term);
}

int32_t RetrievalIndex::FindProduct(std::string_view name) const {
  return Find(product_ids_, Normalise(name));
}

}  // namespace lianmeng::match
