#include "app/assignment_rules.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace lianmeng::app {
namespace {

constexpr uintmax_t kBytesMax = uintmax_t{32} << 20;
constexpr int32_t kShareParts = 10'000;  // shares have four decimals

class RulesReading {
 public:
  RulesReading(const RulesText& text, AssignmentTables& tables)
      : text_(text), tables_(tables), index_(tables.problem.edges) {}

  Result<AssignmentRules> Run() {
    LM_TRY(ReadMusts());
    LM_TRY(ReadExclusions());
    LM_TRY(ReadLimits());
    LM_TRY(ReadFloors());
    return std::move(out_);
  }

 private:
  static Error Wrong(std::string pointer, std::string value, TextPair message) {
    return MakeError(
        ErrorCode::kInvalidArgument, std::move(message),
        {.file = {}, .line = 0, .field = std::move(pointer), .value = std::move(value)});
  }
  static std::string At(const char* list, size_t i, const char* field) {
    return std::string("/") + list + "/" + std::to_string(i) + (*field == 0 ? "" : "/") + field;
  }

  // The edge of a pair; UINT32_MAX: it is no candidate.
  Result<uint32_t> EdgeOf(const RulePair& pair, const std::string& place) {
    const NameTable::Entry need = tables_.needs.Add(pair.need);
    if (need.is_new) {
      return Wrong(place + "/need", pair.need, {"没有这个编号", "there is no such id"});
    }
    const NameTable::Entry offer = tables_.offers.Add(pair.offer);
    if (offer.is_new) {
      return Wrong(place + "/offer", pair.offer, {"没有这个编号", "there is no such id"});
    }
    return index_.Find(need.number, offer.number);
  }

  Status ReadMusts() {
    for (size_t i = 0; i < text_.must.size(); ++i) {
      const std::string place = At("must", i, "");
      LM_ASSIGN(const uint32_t edge, EdgeOf(text_.must[i], place));
      if (edge == UINT32_MAX) {
        return Wrong(place, text_.must[i].need + " / " + text_.must[i].offer,
                     {"不是候选配对，不能必选", "is no pair to choose from, so cannot be a must"});
      }
      out_.must.push_back(edge);
    }
    std::vector<uint32_t> in_order = out_.must;
    std::sort(in_order.begin(), in_order.end());
    const auto twice = std::adjacent_find(in_order.begin(), in_order.end());
    if (twice != in_order.end()) {
      const auto first = std::find(out_.must.begin(), out_.must.end(), *twice);
      const auto second = std::find(first + 1, out_.must.end(), *twice);
      const auto i = static_cast<size_t>(second - out_.must.begin());
      return Wrong(At("must", i, ""), text_.must[i].need + " / " + text_.must[i].offer,
                   {"该配对出现了两次", "this pair stands there twice"});
    }
    out_.must = std::move(in_order);
    return Ok{};
  }

  Status ReadExclusions() {
    for (size_t i = 0; i < text_.exclude.size(); ++i) {
      const std::string place = At("exclude", i, "");
      LM_ASSIGN(const uint32_t edge, EdgeOf(text_.exclude[i], place));
      if (edge == UINT32_MAX) continue;  // nobody would choose it
      if (std::binary_search(out_.must.begin(), out_.must.end(), edge)) {
        return Wrong(place, text_.exclude[i].need + " / " + text_.exclude[i].offer,
                     {"同一配对既必选又排除", "this pair must be chosen and must not"});
      }
      tables_.problem.edges[edge].score = 0;
      out_.excluded.push_back(edge);
    }
    std::sort(out_.excluded.begin(), out_.excluded.end());
    return Ok{};
  }

  // Of each organisation the pairs in which it takes part, on either side, each once.
  std::vector<std::vector<uint32_t>> EdgesOfOrganisations() const {
    const AssignmentKinds& kinds = tables_.kinds;
    std::vector<std::vector<uint32_t>> edges_of(kinds.organisations.size());
    for (uint32_t e = 0; e < tables_.problem.edges.size(); ++e) {
      const uint32_t a = kinds.need_organisation[tables_.problem.edges[e].need];
      const uint32_t b = kinds.offer_organisation[tables_.problem.edges[e].offer];
      if (a != AssignmentKinds::kNone) edges_of[a].push_back(e);
      if (b != AssignmentKinds::kNone && b != a) edges_of[b].push_back(e);
    }
    return edges_of;
  }

  Status ReadLimits() {
    if (text_.limits.empty() && !text_.pairs_per_organisation) return Ok{};
    NameTable& organisations = tables_.kinds.organisations;
    const uint32_t known = organisations.size();
    if (known == 0) {
      return Wrong(text_.limits.empty() ? "/pairs_per_organisation" : "/limits", "",
                   {"需求表和供给表中没有 organisation 列，无法按机构限制",
                    "neither table of needs and offers has a column organisation"});
    }
    const std::vector<std::vector<uint32_t>> edges_of = EdgesOfOrganisations();
    std::vector<std::optional<int64_t>> limit(known, text_.pairs_per_organisation);
    std::unordered_set<uint32_t> told;
    for (size_t i = 0; i < text_.limits.size(); ++i) {
      const NameTable::Entry entry = organisations.Add(text_.limits[i].organisation);
      if (entry.is_new) {
        return Wrong(At("limits", i, "organisation"), text_.limits[i].organisation,
                     {"没有这个机构", "there is no such organisation"});
      }
      if (!told.insert(entry.number).second) {
        return Wrong(At("limits", i, "organisation"), text_.limits[i].organisation,
                     {"该机构出现了两次", "this organisation stands there twice"});
      }
      limit[entry.number] = text_.limits[i].pairs;
    }
    for (uint32_t o = 0; o < known; ++o) {
      if (!limit[o] || static_cast<int64_t>(edges_of[o].size()) <= *limit[o]) continue;
      const std::string name(organisations[o]), count = std::to_string(*limit[o]);
      Add(assign::AtMost(edges_of[o], *limit[o]), "organisation " + name,
          {name + "至多 " + count + " 对", "at most " + count + " pairs of " + name});
    }
    return Ok{};
  }

  Status ReadFloors() {
    std::unordered_set<std::string> told;
    for (size_t i = 0; i < text_.floors.size(); ++i) {
      const RuleFloor& floor = text_.floors[i];
      const NameTable::Entry label = tables_.kinds.labels.Add(floor.label);
      if (label.is_new) {
        return Wrong(At("floors", i, "label"), floor.label,
                     {"候选配对中没有这个标签", "no pair has this label"});
      }
      if (floor.share.has_value() == floor.pairs.has_value()) {
        return Wrong(At("floors", i, ""), floor.label,
                     {"share 与 pairs 恰须给出一个", "give either share or pairs"});
      }
      const std::string kind = floor.share ? "share" : "pairs";
      if (!told.insert(kind + " " + floor.label).second) {
        return Wrong(At("floors", i, "label"), floor.label,
                     {"该下限出现了两次", "this floor stands there twice"});
      }
      LM_TRY(AddFloor(i, tables_.kinds.edges_of_label[label.number]));
    }
    return Ok{};
  }

  Status AddFloor(size_t i, const std::vector<uint32_t>& edges) {
    const RuleFloor& floor = text_.floors[i];
    if (floor.pairs) {
      const std::string count = std::to_string(*floor.pairs);
      Add(assign::AtLeast(edges, *floor.pairs), "pairs " + floor.label,
          {"“" + floor.label + "”至少 " + count + " 对",
           "at least " + count + " pairs of " + floor.label});
      return Ok{};
    }
    const double parts = *floor.share * kShareParts;
    const auto whole = static_cast<int32_t>(std::lround(parts));
    if (std::abs(parts - whole) > 1e-6) {
      return Wrong(At("floors", i, "share"), Json(*floor.share).dump(),
                   {"至多四位小数", "has more than four decimals"});
    }
    std::string percent = Json(static_cast<double>(whole) / 100).dump();
    if (percent.ends_with(".0")) percent.resize(percent.size() - 2);
    Add(assign::AtLeastShare(tables_.problem.edges.size(), edges, {whole, kShareParts}),
        "share " + floor.label,
        {"“" + floor.label + "”至少占 " + percent + "%",
         "at least " + percent + "% of the pairs of " + floor.label});
    return Ok{};
  }

  void Add(assign::AssignmentRule rule, std::string name, TextPair words) {
    if (rule.terms.empty() && rule.at_most >= 0) return;  // says nothing
    out_.rules.push_back(std::move(rule));
    out_.names.push_back(std::move(name));
    out_.words.push_back(std::move(words));
  }

  const RulesText& text_;
  AssignmentTables& tables_;
  EdgeIndex index_;
  AssignmentRules out_;
};

}  // namespace

Result<AssignmentRules> ReadAssignmentRules(const std::string& path, AssignmentTables& tables) {
  LM_ASSIGN(const std::string text, ReadJsonFile(path, kBytesMax));
  const JsonSource source{.file = path, .limits = {.values_max = 1'000'000}};
  LM_ASSIGN(const RulesText rules, ReadJson<RulesText>(text, source));
  Result<AssignmentRules> read = RulesReading(rules, tables).Run();
  if (!read) return WithLine(text, source, read.error());
  return read;
}

}  // namespace lianmeng::app
