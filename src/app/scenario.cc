#include "app/scenario.h"

#include <algorithm>

#include "base/text.h"

namespace lianmeng::app {
namespace {

constexpr uintmax_t kFileBytesMax = 1 << 20;
constexpr size_t kSuggestions = 3;

using chain::NodeIndex;

Error Fault(const std::string& pointer, const std::string& value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.field = pointer, .value = value});
}

// A thing that a scenario may name, by any of its names.
struct Candidate {
  uint32_t index = 0;
  std::string id;
  std::string key;
  std::vector<std::string> names;
};

std::vector<std::string> Nearest(const std::string& word, const std::vector<Candidate>& all) {
  const std::string wanted = Normalise(word);
  const int limit = std::max(1, static_cast<int>(ToUtf32(wanted).size()) / 3);
  std::vector<std::pair<int, std::string>> near;
  for (const Candidate& candidate : all) {
    std::vector<std::string> words = candidate.names;
    words.push_back(candidate.key);
    for (const std::string& name : words) {
      const std::string folded = Normalise(name);
      if (folded.empty()) continue;
      const bool part = wanted.size() >= 4 && folded.find(wanted) != std::string::npos;
      const int distance = part ? 0 : EditDistance(wanted, folded);
      if (distance <= limit) near.emplace_back(distance, name);
    }
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [distance, name] : near) {
    if (names.size() < kSuggestions && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

// The one candidate with this key, id or, if neither, exact name.
Result<uint32_t> FindNamed(const std::string& pointer, const std::string& word,
                           const TextPair& kind, const std::vector<Candidate>& all) {
  std::vector<const Candidate*> named;
  for (const Candidate& candidate : all) {
    if (candidate.key == word || candidate.id == word) return candidate.index;
    if (!word.empty() &&
        std::find(candidate.names.begin(), candidate.names.end(), word) != candidate.names.end()) {
      named.push_back(&candidate);
    }
  }
  if (named.size() == 1) return named[0]->index;
  if (named.size() > 1) {
    std::vector<std::string> keys;
    for (const Candidate* candidate : named) {
      if (keys.size() < kSuggestions) keys.push_back(candidate->key);
    }
    const std::string list = Join(keys, ", ");
    return Fault(pointer, word,
                 {"有多个" + kind.zh + "叫这个名字，请写键：" + list,
                  "several have this name; give the key: " + list});
  }
  const std::string near = word.size() <= 200 ? Join(Nearest(word, all), " / ") : "";
  if (near.empty()) return Fault(pointer, word, {"没有这个" + kind.zh, "no such " + kind.en});
  return Fault(pointer, word,
               {"没有这个" + kind.zh + "；是否想写 " + near + "？",
                "no such " + kind.en + "; did you mean " + near + "?"});
}

std::vector<Candidate> Firms(const Snapshot& snapshot) {
  std::vector<Candidate> all;
  for (uint32_t i = 0; i < snapshot.organisations.size(); ++i) {
    const Organisation& firm = snapshot.organisations[i];
    Candidate candidate{i, firm.id.ToString(), firm.key, firm.aliases};
    candidate.names.insert(candidate.names.end(), {firm.name, firm.short_name, firm.name_en});
    all.push_back(std::move(candidate));
  }
  return all;
}

std::vector<Candidate> Products(const Snapshot& snapshot) {
  std::vector<Candidate> all;
  for (uint32_t i = 0; i < snapshot.products.size(); ++i) {
    const Product& product = snapshot.products[i];
    Candidate candidate{i, product.id.ToString(), product.key, product.aliases};
    candidate.names.insert(candidate.names.end(), {product.name.zh, product.name.en});
    all.push_back(std::move(candidate));
  }
  return all;
}

// "宁波市" is also found as "宁波".
std::vector<std::string> PlaceNames(const TextPair& name) {
  std::vector<std::string> names = {name.zh, name.en};
  for (const std::string_view ending : {"市", "省"}) {
    if (name.zh.size() > ending.size() && name.zh.ends_with(ending)) {
      names.push_back(name.zh.substr(0, name.zh.size() - ending.size()));
    }
  }
  return names;
}

std::vector<Candidate> Places(const Snapshot& snapshot, RegionLevel level) {
  std::vector<Candidate> all;
  for (uint32_t i = 0; i < snapshot.regions.size(); ++i) {
    const Region& region = snapshot.regions[i];
    if (region.level() != level) continue;
    const std::string code = region.code.ToString();
    all.push_back({i, code, code, PlaceNames(region.name)});
  }
  return all;
}

// The fields of a shock as indices; kNone: not given.
struct Filter {
  uint32_t firm = kNone;
  uint32_t product = kNone;
  uint32_t city = kNone;      // into snapshot.cities
  uint32_t province = kNone;  // into snapshot.regions
  std::string industry;
  bool outside = false;
};

class Resolver {
 public:
  Resolver(const Snapshot& snapshot, const chain::UnitNetwork& network)
      : snapshot_(snapshot), network_(network) {}

  Result<ResolvedShock> Read(const ScenarioShock& shock, const std::string& pointer) {
    ResolvedShock resolved;
    resolved.lost = shock.lost;
    LM_ASSIGN(const Filter filter, FilterOf(shock, pointer, &resolved.label));
    for (NodeIndex unit = 0; unit < network_.units.size(); ++unit) {
      if (!Matches(filter, unit)) continue;
      resolved.units.push_back(unit);
      resolved.capacity_cny_year += network_.units[unit].capacity_cny_year;
    }
    if (!resolved.units.empty()) return resolved;
    return Fault(pointer, resolved.label.zh,
                 filter.outside
                     ? TextPair{"区域不从外部购买它", "the region buys none of it from outside"}
                     : TextPair{"没有符合全部条件的生产单元",
                                "nobody in the region makes what all fields together describe"});
  }

 private:
  static void Say(TextPair* label, const TextPair& part) {
    label->zh += (label->zh.empty() ? "" : " · ") + part.zh;
    label->en += (label->en.empty() ? "" : " · ") + part.en;
  }

  Result<Filter> FilterOf(const ScenarioShock& shock, const std::string& pointer, TextPair* label) {
    Filter filter;
    filter.outside = shock.outside.value_or(false);
    if (!shock.firm && !shock.product && !shock.industry && !shock.city && !shock.province &&
        !filter.outside) {
      return Fault(pointer, "",
                   {"须给出 firm、product、industry、city、province、outside 之一",
                    "give one of firm, product, industry, city, province, outside"});
    }
    if (filter.outside && (shock.firm || shock.city || shock.province)) {
      return Fault(pointer + "/outside", "true",
                   {"区域外来源只能与 product、industry 同用",
                    "outside sources go with product or industry only"});
    }
    if (filter.outside) Say(label, {"区域外供应", "Supply from outside the region"});
    if (shock.province || shock.city) LM_TRY(ReadPlace(shock, pointer, label, &filter));
    if (shock.firm) {
      LM_ASSIGN(filter.firm,
                FindNamed(pointer + "/firm", *shock.firm, {"企业", "firm"}, Firms(snapshot_)));
      const std::string& name = snapshot_.organisations[filter.firm].name;
      Say(label, {name, name});
    }
    if (shock.product) {
      LM_ASSIGN(filter.product, FindNamed(pointer + "/product", *shock.product, {"产品", "product"},
                                          Products(snapshot_)));
      Say(label, snapshot_.products[filter.product].name);
    }
    if (shock.industry) {
      LM_TRY(CheckIndustry(*shock.industry, pointer + "/industry"));
      filter.industry = *shock.industry;
      Say(label, {"行业 " + *shock.industry, "industry " + *shock.industry});
    }
    return filter;
  }

  Status ReadPlace(const ScenarioShock& shock, const std::string& pointer, TextPair* label,
                   Filter* filter) {
    if (shock.province) {
      LM_ASSIGN(filter->province,
                FindNamed(pointer + "/province", *shock.province, {"省份", "province"},
                          Places(snapshot_, RegionLevel::kProvince)));
      Say(label, snapshot_.regions[filter->province].name);
    }
    if (shock.city) {
      LM_ASSIGN(const uint32_t region, FindNamed(pointer + "/city", *shock.city, {"城市", "city"},
                                                 Places(snapshot_, RegionLevel::kCity)));
      filter->city = snapshot_.CityIndex(snapshot_.regions[region].code);
      Say(label, snapshot_.regions[region].name);
    }
    return Ok{};
  }

  // A unit is of its product's industry; of its firm's where the product has none.
  [[nodiscard]] const std::string& IndustryOf(const chain::Unit& unit) const {
    const std::string& industry = snapshot_.products[unit.product].industry;
    if (!industry.empty() || unit.organisation == chain::kNone) return industry;
    return snapshot_.organisations[unit.organisation].industry;
  }

  [[nodiscard]] Status CheckIndustry(const std::string& prefix, const std::string& pointer) const {
    for (const chain::Unit& unit : network_.units) {
      if (!prefix.empty() && unit.product != chain::kNone && IndustryOf(unit).starts_with(prefix)) {
        return Ok{};
      }
    }
    return Fault(pointer, prefix,
                 {"没有产品属于这个行业；写 GB/T 4754 代码的前几位，如 C39",
                  "no product is of this industry; give the first characters of a GB/T 4754 "
                  "code, such as C39"});
  }

  [[nodiscard]] bool Matches(const Filter& filter, NodeIndex index) const {
    const chain::Unit& unit = network_.units[index];
    const bool outside = unit.kind == chain::Unit::Kind::kOutside;
    if (unit.kind == chain::Unit::Kind::kFinalDemand || outside != filter.outside) return false;
    if (filter.product != kNone && unit.product != filter.product) return false;
    if (!filter.industry.empty() && !IndustryOf(unit).starts_with(filter.industry)) return false;
    if (outside) return true;
    if (filter.firm != kNone && unit.organisation != filter.firm) return false;
    if (filter.city != kNone && unit.city != filter.city) return false;
    if (filter.province == kNone) return true;
    if (unit.city == chain::kNone) return false;
    return snapshot_.regions[snapshot_.cities[unit.city]].province() ==
           snapshot_.regions[filter.province].code;
  }

  const Snapshot& snapshot_;
  const chain::UnitNetwork& network_;
};

}  // namespace

Result<std::string> ReadScenarioFile(const std::string& path) {
  return ReadJsonFile(path, kFileBytesMax);
}

Result<ResolvedScenario> Resolve(const Scenario& scenario, const Snapshot& snapshot,
                                 const chain::UnitNetwork& network) {
  Resolver resolver(snapshot, network);
  ResolvedScenario resolved;
  for (size_t i = 0; i < scenario.shocks.size(); ++i) {
    LM_ASSIGN(ResolvedShock part,
              resolver.Read(scenario.shocks[i], "/shocks/" + std::to_string(i)));
    for (const NodeIndex unit : part.units) {
      resolved.shock.nodes.push_back({unit, 1.0 - part.lost});
    }
    resolved.parts.push_back(std::move(part));
  }
  return resolved;
}

}  // namespace lianmeng::app
