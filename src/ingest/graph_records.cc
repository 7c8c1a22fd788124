#include "ingest/graph_records.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/backbone_fields.h"
#include "ingest/excerpt.h"

namespace lianmeng::ingest {
namespace {

// The words of graph files for our fields.
std::string_view OurName(std::string_view name, SiteField /*kind*/) {
  if (name == "label") return "name";
  return name == "id" ? std::string_view() : name;  // a node's number, taken apart
}
std::string_view OurName(std::string_view name, LinkField /*kind*/) {
  if (name == "source") return "from";
  if (name == "target") return "to";
  if (name == "dist") return "map_km";
  if (name == "linkspeedraw") return "rate_bps";
  return name;
}

template <size_t N>
size_t ColumnOf(const std::array<PlainColumn, N>& columns, std::string_view name) {
  if (name.empty()) return N;
  size_t column = 0;
  while (column < N && name != columns[column].name && !ListedIn(columns[column].also, name)) {
    ++column;
  }
  return column;
}

}  // namespace

Status GraphRecords::Fail(std::string_view field, std::string_view value, int64_t line,
                          TextPair message) {
  return on_issue_(
      {Issue::Severity::kError,
       {.file = file_, .line = line, .field = std::string(field), .value = Excerpt(value)},
       std::move(message)});
}

// Whether all of its values could be taken.
template <typename Field, typename Record, size_t N>
Result<bool> GraphRecords::Take(std::span<const GraphAttribute> attributes,
                                const std::array<PlainColumn, N>& columns, Record& record) {
  bool is_whole = true;
  for (const GraphAttribute& attribute : attributes) {
    const std::string name = Normalise(attribute.name);
    const size_t column = ColumnOf(columns, OurName(name, Field{}));
    const std::string text = Trim(attribute.text);
    if (column == N || text.empty()) continue;
    const Fault fault = SetField(static_cast<Field>(column), text, record);
    if (!fault) continue;
    is_whole = false;
    LM_TRY(Fail(attribute.name, text, attribute.line, *fault));
  }
  if (!is_whole) return false;
  for (const auto& [field, message] : CheckWhole(record)) {
    is_whole = false;
    LM_TRY(Fail(columns[static_cast<size_t>(field)].name, "", record.line, message));
  }
  return is_whole;
}

Status GraphRecords::TakeNode(std::span<const GraphAttribute> attributes, int64_t line) {
  BackboneSite site;
  site.line = line;
  for (const GraphAttribute& attribute : attributes) {
    if (Normalise(attribute.name) == "id") site.number = Trim(attribute.text);
  }
  if (site.number.empty()) {
    return Fail("id", "", line, {"节点没有编号", "a node without an id"});
  }
  // A node whose values are wrong stays, so that its edges are not reported, too.
  LM_TRY((Take<SiteField>(attributes, kSiteColumns, site)));
  if (!site_of_number_.emplace(site.number, topology_.sites.size()).second) {
    return Fail("id", site.number, line, {"该编号出现了两次", "this id stands there twice"});
  }
  topology_.sites.push_back(std::move(site));
  return Ok{};
}

Status GraphRecords::TakeEdge(std::span<const GraphAttribute> attributes, int64_t line) {
  FibreLink link;
  link.line = line;
  link.is_one_way = is_directed_;
  LM_ASSIGN(const bool is_whole, (Take<LinkField>(attributes, kLinkColumns, link)));
  if (is_whole) topology_.links.push_back(std::move(link));
  return Ok{};
}

void GraphRecords::NameSites() {
  std::unordered_map<std::string, int> bearers;
  for (const BackboneSite& site : topology_.sites) ++bearers[site.name];
  for (const BackboneSite& site : topology_.sites) ++bearers[site.number];
  for (BackboneSite& site : topology_.sites) {
    if (site.name.empty()) {
      site.id = site.number;
    } else if (bearers[site.name] > (site.name == site.number ? 2 : 1)) {
      site.id = site.name + " (" + site.number + ")";
    } else {
      site.id = site.name;
    }
  }
}

Result<BackboneTopology> GraphRecords::Finish() {
  NameSites();
  std::vector<FibreLink> links;
  for (FibreLink& link : topology_.links) {
    bool is_whole = true;
    for (const auto& [end, field] : {std::pair{&link.from, "source"}, {&link.to, "target"}}) {
      const auto found = site_of_number_.find(*end);
      if (found != site_of_number_.end()) {
        *end = topology_.sites[found->second].id;
        continue;
      }
      is_whole = false;
      LM_TRY(Fail(field, *end, link.line,
                  end->empty() ? TextPair{"缺少该字段", "is missing"}
                               : TextPair{"没有这个节点", "there is no such node"}));
    }
    if (is_whole) links.push_back(std::move(link));
  }
  topology_.links = std::move(links);
  NumberParallel(topology_.links);
  return std::move(topology_);
}

}  // namespace lianmeng::ingest
