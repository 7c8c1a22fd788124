#include "app/network_plan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "report/file_output.h"

namespace lianmeng::app {
namespace {

using network::Plan;
using network::Protection;
using network::RefusalReason;

constexpr uintmax_t kPlanBytesMax = uintmax_t{2} << 30;
constexpr JsonLimits kPlanLimits{.depth_max = 10, .values_max = 200'000'000, .fields_max = 100};
constexpr std::string_view kFormat = "lianmeng-network-plan";

Error At(const std::string& pointer, const std::string& value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = pointer, .value = value});
}

std::string Pointer(const char* list, size_t index, const std::string& field) {
  return "/" + std::string(list) + "/" + std::to_string(index) + "/" + field;
}

// Numbers of names, each of which stands there once.
using NameIndex = std::unordered_map<std::string, uint32_t>;

Status AddName(const std::string& pointer, const std::string& name, NameIndex& index) {
  if (index.emplace(name, static_cast<uint32_t>(index.size())).second) return Ok{};
  return At(pointer, name, {"名称出现了两次", "the name is given twice"});
}

Result<uint32_t> FindName(const std::string& pointer, const std::string& name,
                          const NameIndex& index) {
  const auto found = index.find(name);
  if (found != index.end()) return found->second;
  return At(pointer, name, {"没有这个名称", "nothing has this name"});
}

Result<network::FlowPlan> FromText(const std::string& pointer, const PlanGiven& from,
                                   const NameIndex& links) {
  network::FlowPlan given;
  given.bounds = {from.latency_ns_min, from.latency_ns_max};
  given.opening_ns = from.opening_ns;
  if (from.jitter_ns_max != given.bounds.JitterNs()) {
    return At(pointer + "/jitter_ns_max", std::to_string(from.jitter_ns_max),
              {"不等于最大时延与最小时延之差", "is not the difference of the two latencies"});
  }
  for (size_t r = 0; r < from.routes.size(); ++r) {
    const PlanRoute& text = from.routes[r];
    network::Route& route = given.routes.emplace_back();
    route.bounds = {text.latency_ns_min, text.latency_ns_max};
    route.hold_ns = text.hold_ns;
    for (size_t h = 0; h < text.hops.size(); ++h) {
      network::Hop& hop = route.hops.emplace_back();
      LM_ASSIGN(hop.link, FindName(pointer + "/routes/" + std::to_string(r) + "/hops/" +
                                       std::to_string(h) + "/link",
                                   text.hops[h].link, links));
      hop.cycle = text.hops[h].cycle;
      hop.latency_ns_max = text.hops[h].latency_ns_max;
    }
  }
  return given;
}

template <typename Enum>
Enum FromWord(const std::string& word, Enum last) {
  for (auto i = static_cast<int>(last); i > 0; --i) {
    if (word == Word(static_cast<Enum>(i))) return static_cast<Enum>(i);
  }
  return static_cast<Enum>(0);
}

class PlanReader {
 public:
  explicit PlanReader(const PlanText& text) : text_(text) {}

  Result<Plan> Read() {
    const PlanSystem& from = text_.system;
    plan_.backbone.system = {.cycle_ns = from.cycle_ns,
                             .buffers = from.buffers,
                             .clock_error_ns = from.clock_error_ns,
                             .clock_wander_ppb = from.clock_wander_ppb,
                             .has_damper = from.damper,
                             .stamp_ns = from.stamp_ns};
    plan_.hypercycle = text_.hypercycle;
    for (size_t i = 0; i < text_.sites.size(); ++i) {
      LM_TRY(AddName("/sites/" + std::to_string(i), text_.sites[i], sites_));
    }
    plan_.backbone.sites = text_.sites;
    for (const PlanSiteName& name : text_.site_names) {
      plan_.backbone.site_names.push_back({name.zh, name.en});
    }
    for (size_t i = 0; i < text_.links.size(); ++i) LM_TRY(AddLink(i));
    for (size_t i = 0; i < text_.cut.size(); ++i) {
      const std::string pointer = "/cut/" + std::to_string(i);
      LM_TRY(AddName(pointer, text_.cut[i], cut_));
      LM_ASSIGN(plan_.cut.emplace_back(), FindName(pointer, text_.cut[i], links_));
    }
    for (size_t i = 0; i < text_.flows.size(); ++i) LM_TRY(AddFlow(i));
    LM_TRY(WithPointer(network::Validate(plan_.backbone)));
    LM_TRY(WithPointer(network::Validate(plan_.backbone, plan_.flows)));
    return std::move(plan_);
  }

 private:
  static Status WithPointer(Status status) {
    if (status) return status;
    Error error = status.error();
    error.place.field = "/" + error.place.field;
    return error;
  }

  Status AddLink(size_t index) {
    const PlanLink& from = text_.links[index];
    LM_TRY(AddName(Pointer("links", index, "id"), from.id, links_));
    network::Link link;
    LM_ASSIGN(link.from, FindName(Pointer("links", index, "from"), from.from, sites_));
    LM_ASSIGN(link.to, FindName(Pointer("links", index, "to"), from.to, sites_));
    link.fibre_m = from.fibre_m;
    link.rate_bps = from.rate_bps;
    link.delay_ns_min = from.delay_ns_min;
    link.delay_ns_max = from.delay_ns_max;
    link.phase_ns = from.phase_ns;
    link.reserved_permille = from.reserved_permille;
    link.best_effort_bytes = from.best_effort_bytes;
    plan_.backbone.links.push_back(link);
    plan_.buffers.push_back(from.buffers);
    return Ok{};
  }

  Status AddFlow(size_t index) {
    const PlanFlow& from = text_.flows[index];
    network::FlowRequest flow;
    flow.id = from.id;
    LM_ASSIGN(flow.source, FindName(Pointer("flows", index, "source"), from.source, sites_));
    LM_ASSIGN(flow.destination,
              FindName(Pointer("flows", index, "destination"), from.destination, sites_));
    flow.frame_bytes = from.frame_bytes;
    flow.packets = from.packets;
    flow.interval_ns = from.interval_ns;
    flow.latency_ns_max = from.latency_ns_max;
    flow.jitter_ns_max = from.jitter_ns_max;
    flow.arrival_window_ns = from.arrival_window_ns;
    flow.rank = from.rank;
    flow.protection = FromWord(from.protection, Protection::kNodeDisjoint);
    plan_.flows.push_back(std::move(flow));
    if (from.given.has_value() == from.refusal.has_value()) {
      return At("/flows/" + std::to_string(index), from.id,
                {"given 与 refusal 应恰有其一", "must have either given or refusal"});
    }
    network::FlowPlan& given = plan_.given.emplace_back();
    if (!from.given) return AddRefusal(index, *from.refusal, given.refusal);
    LM_ASSIGN(given, FromText(Pointer("flows", index, "given"), *from.given, links_));
    return Ok{};
  }

  Status AddRefusal(size_t index, const PlanRefusal& from, network::Refusal& refusal) {
    refusal.reason = FromWord(from.reason, RefusalReason::kFull);
    if (from.link) {
      LM_ASSIGN(refusal.link,
                FindName(Pointer("flows", index, "refusal/link"), *from.link, links_));
    }
    refusal.cycle = from.cycle;
    refusal.missing_bytes = from.missing_bytes.value_or(0);
    refusal.latency_ns_max = from.latency_ns_max;
    refusal.jitter_ns_max = from.jitter_ns_max;
    refusal.interval_ns = from.interval_ns;
    refusal.packets = from.packets;
    return Ok{};
  }

  const PlanText& text_;
  Plan plan_;
  NameIndex sites_, links_, cut_;
};

PlanGiven ToText(const network::FlowPlan& from, const std::vector<std::string>& link_names) {
  PlanGiven given{.latency_ns_min = from.bounds.latency_ns_min,
                  .latency_ns_max = from.bounds.latency_ns_max,
                  .jitter_ns_max = from.bounds.JitterNs(),
                  .opening_ns = from.opening_ns,
                  .routes = {}};
  for (const network::Route& route : from.routes) {
    PlanRoute& text = given.routes.emplace_back();
    text.latency_ns_min = route.bounds.latency_ns_min;
    text.latency_ns_max = route.bounds.latency_ns_max;
    text.hold_ns = route.hold_ns;
    for (const network::Hop& hop : route.hops) {
      text.hops.push_back({link_names[hop.link], hop.cycle, hop.latency_ns_max});
    }
  }
  return given;
}

PlanRefusal ToText(const network::Refusal& from, const std::vector<std::string>& link_names) {
  PlanRefusal refusal;
  refusal.reason = Word(from.reason);
  if (from.link) refusal.link = link_names[*from.link];
  refusal.cycle = from.cycle;
  if (from.missing_bytes > 0) refusal.missing_bytes = from.missing_bytes;
  refusal.latency_ns_max = from.latency_ns_max;
  refusal.jitter_ns_max = from.jitter_ns_max;
  refusal.interval_ns = from.interval_ns;
  refusal.packets = from.packets;
  return refusal;
}

PlanFlow ToText(const Plan& plan, size_t index, const std::vector<std::string>& link_names) {
  const network::FlowRequest& from = plan.flows[index];
  PlanFlow flow{.id = from.id,
                .source = plan.backbone.sites[from.source],
                .destination = plan.backbone.sites[from.destination],
                .frame_bytes = from.frame_bytes,
                .packets = from.packets,
                .interval_ns = from.interval_ns,
                .latency_ns_max = from.latency_ns_max,
                .jitter_ns_max = from.jitter_ns_max,
                .arrival_window_ns = from.arrival_window_ns,
                .rank = from.rank,
                .protection = Word(from.protection),
                .given = {},
                .refusal = {}};
  const network::FlowPlan& given = plan.given[index];
  if (given.IsCarried()) {
    flow.given = ToText(given, link_names);
  } else {
    flow.refusal = ToText(given.refusal, link_names);
  }
  return flow;
}

// A list's elements on a line each: a plan of many flows stays readable, and errors have lines.
std::string Lines(const Json& object) {
  std::string text = "{";
  for (const auto& [name, value] : object.items()) {
    text += (text.size() > 1 ? ",\n" : "\n") + Json(name).dump() + ": ";
    if (!value.is_array()) {
      text += value.dump();
      continue;
    }
    text += "[";
    for (size_t i = 0; i < value.size(); ++i) text += (i > 0 ? ",\n" : "\n") + value[i].dump();
    text += "\n]";
  }
  return text + "\n}\n";
}

}  // namespace

namespace {

// "a>b", and where that is taken "a>b#2": a site may itself be called "b#2".
template <typename NameOf>
std::vector<std::string> NamesOfLinks(const network::Backbone& backbone, const NameOf& name_of) {
  std::vector<std::string> names;
  std::unordered_map<std::string, int> times;
  std::unordered_set<std::string> taken;
  for (const network::Link& link : backbone.links) {
    const std::string plain = name_of(link.from) + ">" + name_of(link.to);
    std::string name = plain;
    for (int time = ++times[plain]; !taken.insert(name).second; time = ++times[plain]) {
      name = plain + "#" + std::to_string(time);
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

std::vector<std::string> LinkNames(const network::Backbone& backbone) {
  return NamesOfLinks(backbone, [&](network::SiteIndex site) { return backbone.sites[site]; });
}

std::optional<network::SiteIndex> FindSite(const network::Backbone& backbone,
                                           std::string_view name) {
  const std::vector<std::string>& ids = backbone.sites;
  if (const auto found = std::ranges::find(ids, name); found != ids.end()) {
    return static_cast<network::SiteIndex>(found - ids.begin());
  }
  const std::vector<TextPair>& names = backbone.site_names;
  const auto called = std::ranges::find_if(
      names, [&](const TextPair& site) { return site.zh == name || site.en == name; });
  if (called == names.end()) return std::nullopt;
  return static_cast<network::SiteIndex>(called - names.begin());
}

TextPair SiteTitle(const network::Backbone& backbone, network::SiteIndex site) {
  const std::string& id = backbone.sites[site];
  if (backbone.site_names.empty()) return {id, id};
  const TextPair& name = backbone.site_names[site];
  return {name.zh.empty() ? id : name.zh, name.en.empty() ? id : name.en};
}

std::vector<TextPair> LinkTitles(const network::Backbone& backbone) {
  const auto in = [&](Language language) {
    return NamesOfLinks(
        backbone, [&](network::SiteIndex site) { return SiteTitle(backbone, site).In(language); });
  };
  std::vector<TextPair> titles;
  const std::vector<std::string> zh = in(Language::kChinese), en = in(Language::kEnglish);
  for (size_t l = 0; l < zh.size(); ++l) titles.push_back({zh[l], en[l]});
  return titles;
}

const char* Word(Protection protection) {
  switch (protection) {
    case Protection::kLinkDisjoint:
      return "link";
    case Protection::kNodeDisjoint:
      return "node";
    case Protection::kNone:
      break;
  }
  return "none";
}

const char* Word(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kNoRoute:
      return "no-route";
    case RefusalReason::kBurst:
      return "burst";
    case RefusalReason::kLatency:
      return "latency";
    case RefusalReason::kJitter:
      return "jitter";
    case RefusalReason::kBuffers:
      return "buffers";
    case RefusalReason::kFull:
      return "full";
    case RefusalReason::kNone:
      break;
  }
  return "none";
}

PlanText ToText(const Plan& plan) {
  const network::CycleSystem& system = plan.backbone.system;
  PlanText text;
  text.format = kFormat;
  text.version = 1;
  text.system = {system.cycle_ns,         system.buffers,    system.clock_error_ns,
                 system.clock_wander_ppb, system.has_damper, system.stamp_ns};
  text.hypercycle = plan.hypercycle;
  text.sites = plan.backbone.sites;
  for (const TextPair& name : plan.backbone.site_names) {
    text.site_names.push_back({name.zh, name.en});
  }
  const std::vector<std::string> link_names = LinkNames(plan.backbone);
  for (size_t i = 0; i < plan.backbone.links.size(); ++i) {
    const network::Link& link = plan.backbone.links[i];
    text.links.push_back({link_names[i], text.sites[link.from], text.sites[link.to], link.fibre_m,
                          link.rate_bps, link.delay_ns_min, link.delay_ns_max, link.phase_ns,
                          link.reserved_permille, link.best_effort_bytes, plan.buffers[i]});
  }
  for (const network::LinkIndex link : plan.cut) text.cut.push_back(link_names[link]);
  for (size_t i = 0; i < plan.flows.size(); ++i) text.flows.push_back(ToText(plan, i, link_names));
  return text;
}

Result<Plan> ParsePlan(std::string_view text, const JsonSource& source) {
  const JsonSource limited{.file = source.file, .limits = kPlanLimits};
  LM_ASSIGN(const PlanText parsed, ReadJson<PlanText>(text, limited));
  Result<Plan> plan = PlanReader(parsed).Read();
  if (!plan) return WithLine(text, limited, plan.error());
  return plan;
}

Result<std::string> ReadPlanText(const std::string& path) {
  return ReadJsonFile(path, kPlanBytesMax);
}

Result<Plan> ReadPlan(const std::string& path) {
  LM_ASSIGN(const std::string text, ReadPlanText(path));
  return ParsePlan(text, {.file = path});
}

std::string PlanDocument(const Plan& plan) { return Lines(ToJson(ToText(plan))); }

Status WritePlan(const Plan& plan, const std::string& path) {
  return report::WriteWholeFile(path, PlanDocument(plan));
}

std::string PlacementText(const network::FlowPlan& given,
                          const std::vector<std::string>& link_names) {
  return ToJson(ToText(given, link_names)).dump();
}

PlacementReader::PlacementReader(const network::Backbone& backbone) {
  for (const std::string& name : LinkNames(backbone)) {
    links_.emplace(name, static_cast<network::LinkIndex>(links_.size()));
  }
}

Result<network::FlowPlan> PlacementReader::Read(std::string_view text) const {
  LM_ASSIGN(const PlanGiven given, ReadJson<PlanGiven>(text));
  return FromText("", given, links_);
}

}  // namespace lianmeng::app
