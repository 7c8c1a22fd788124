// Lists of a board's flows: filtered, in pages, as a table.

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "app/backbone_flows.h"
#include "app/backbone_pages.h"
#include "app/network_plan.h"
#include "base/text.h"

namespace lianmeng::app {
namespace {

using network::FlowIndex;

bool Passes(const network::FlowPlan& given, network::LinkIndex link) {
  return std::ranges::any_of(given.routes, [&](const network::Route& route) {
    return std::ranges::any_of(route.hops,
                               [&](const network::Hop& hop) { return hop.link == link; });
  });
}

// A query with its names looked up.
class FlowFilter {
 public:
  static Result<FlowFilter> Of(const BackboneBoard& board, const BackboneViewer& who,
                               const BackboneFlowQuery& query) {
    FlowFilter filter(board, who, query);
    if (query.site) {
      filter.site_ = FindSite(board.plan().backbone, *query.site);
      if (!filter.site_) return Unknown("site", *query.site);
    }
    if (query.link) {
      filter.link_ = board.FindLink(*query.link);
      if (!filter.link_) return Unknown("link", *query.link);
    }
    filter.text_ = Normalise(query.text);
    if (!filter.text_.empty()) filter.FindMentions();
    return filter;
  }

  [[nodiscard]] bool Takes(FlowIndex flow) const {
    const network::Plan& plan = board_.plan();
    const network::FlowRequest& request = plan.flows[flow];
    if (!MaySeeFlow(board_, who_.viewer, flow)) return false;
    if (query_.carried && *query_.carried != plan.given[flow].IsCarried()) return false;
    if (query_.kind && *query_.kind != StoredOf(board_, flow).record.kind) return false;
    if (site_ && request.source != *site_ && request.destination != *site_) return false;
    if (link_ && !Passes(plan.given[flow], *link_)) return false;
    return text_.empty() || Mentions(flow);
  }

 private:
  FlowFilter(const BackboneBoard& board, const BackboneViewer& who, const BackboneFlowQuery& query)
      : board_(board), who_(who), query_(query) {}

  static Error Unknown(const char* field, const std::string& value) {
    return MakeError(ErrorCode::kNotFound, {"骨干网中没有", "the backbone has none"},
                     {.file = {}, .line = 0, .field = field, .value = value});
  }

  // Sites and kinds are few: whether they are meant is found once.
  void FindMentions() {
    const size_t sites = board_.plan().backbone.sites.size();
    for (network::SiteIndex s = 0; s < sites; ++s) {
      const BackboneSiteRef site = SiteRef(board_, s);
      is_site_meant_.push_back(Holds(site.id) || Holds(site.name.zh) || Holds(site.name.en));
    }
    for (const store::StoredFlow& stored : board_.planned().stored.flows) {
      const auto [entry, is_new] = is_kind_meant_.try_emplace(stored.record.kind, false);
      if (!is_new) continue;
      const TextPair label = KindLabel(stored.record.kind);
      entry->second = Holds(stored.record.kind) || Holds(label.zh) || Holds(label.en);
    }
  }

  [[nodiscard]] bool Holds(const std::string& text) const {
    return Normalise(text).find(text_) != std::string::npos;
  }

  [[nodiscard]] bool Mentions(FlowIndex flow) const {
    const network::FlowRequest& request = board_.plan().flows[flow];
    return is_site_meant_[request.source] || is_site_meant_[request.destination] ||
           is_kind_meant_.at(StoredOf(board_, flow).record.kind) || Holds(request.id);
  }

  const BackboneBoard& board_;
  const BackboneViewer& who_;
  const BackboneFlowQuery& query_;
  std::optional<network::SiteIndex> site_;
  std::optional<network::LinkIndex> link_;
  std::string text_;  // normalised
  std::vector<bool> is_site_meant_;
  std::unordered_map<std::string, bool> is_kind_meant_;
};

Result<std::vector<FlowIndex>> FlowsOf(const BackboneBoard& board, const BackboneViewer& who,
                                       const BackboneFlowQuery& query) {
  LM_ASSIGN(const FlowFilter filter, FlowFilter::Of(board, who, query));
  std::vector<FlowIndex> flows = board.by_rank();
  std::erase_if(flows, [&](FlowIndex flow) { return !filter.Takes(flow); });
  return flows;
}

// A cursor is the place of the page's first row.
Result<size_t> BeginOf(const std::string& cursor) {
  size_t begin = 0;
  if (cursor.empty()) return begin;
  const auto [end, failed] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), begin);
  if (failed == std::errc() && end == cursor.data() + cursor.size()) return begin;
  return MakeError(ErrorCode::kInvalidArgument,
                   {"不是上一页返回的 next", "is not the `next` of a page before"},
                   {.file = {}, .line = 0, .field = "cursor", .value = cursor});
}

}  // namespace

Result<BackboneFlowPage> ListBackboneFlows(const BackboneBoard& board, const BackboneViewer& who,
                                           const BackboneFlowQuery& query) {
  BackboneFlowPage page;
  LM_ASSIGN(const size_t begin, BeginOf(query.cursor));
  LM_ASSIGN(const std::vector<FlowIndex> flows, FlowsOf(board, who, query));
  const network::Plan& plan = board.plan();
  page.total = static_cast<int64_t>(flows.size());
  page.carried =
      std::ranges::count_if(flows, [&](FlowIndex flow) { return plan.given[flow].IsCarried(); });
  const auto limit = static_cast<size_t>(std::max<int64_t>(query.limit, 0));
  for (size_t i = begin; i < flows.size() && i - begin < limit; ++i) {
    page.items.push_back(FlowRow(board, flows[i], plan.given[flows[i]], who.viewer));
  }
  if (begin < flows.size() && flows.size() - begin > limit) {
    page.next = std::to_string(begin + limit);
  }
  return page;
}

Status ExportBackboneFlows(const BackboneBoard& board, const BackboneViewer& who,
                           const BackboneFlowQuery& query, Language language,
                           report::TableWriter& writer) {
  using report::Cell;
  using report::ColumnType;
  LM_ASSIGN(const std::vector<FlowIndex> flows, FlowsOf(board, who, query));
  LM_TRY(writer.Begin({{"业务流", "Flows"},
                       {{{"编号", "Flow"}, ColumnType::kText, 22},
                        {{"类别", "Kind"}, ColumnType::kText, 20},
                        {{"起点", "From"}, ColumnType::kText, 12},
                        {{"终点", "To"}, ColumnType::kText, 12},
                        {{"帧长（字节）", "Frame, bytes"}, ColumnType::kInteger},
                        {{"每间隔包数", "Packets an interval"}, ColumnType::kInteger},
                        {{"间隔（纳秒）", "Interval, ns"}, ColumnType::kInteger},
                        {{"优先级", "Rank"}, ColumnType::kInteger},
                        {{"要求时延（纳秒）", "Latency asked, ns"}, ColumnType::kInteger},
                        {{"证明时延（纳秒）", "Latency proven, ns"}, ColumnType::kInteger},
                        {{"仿真时延（纳秒）", "Latency seen, ns"}, ColumnType::kInteger},
                        {{"要求抖动（纳秒）", "Jitter asked, ns"}, ColumnType::kInteger},
                        {{"证明抖动（纳秒）", "Jitter proven, ns"}, ColumnType::kInteger},
                        {{"仿真抖动（纳秒）", "Jitter seen, ns"}, ColumnType::kInteger},
                        {{"路由数", "Routes"}, ColumnType::kInteger},
                        {{"未承载的原因", "Why it is not carried"}, ColumnType::kText, 50},
                        {{"样例", "Sample"}, ColumnType::kText, 6}}}));
  const auto number = [](const std::optional<int64_t>& value) {
    return value ? Cell(*value) : Cell();
  };
  for (const FlowIndex flow : flows) {
    const BackboneFlowRow row = FlowRow(board, flow, board.plan().given[flow], who.viewer);
    LM_TRY(writer.Row(std::vector<Cell>{
        row.id, row.kind_label.In(language), row.from.name.In(language), row.to.name.In(language),
        row.frame_bytes, row.packets, row.interval_ns, row.rank, row.latency_ns_asked,
        number(row.latency_ns), number(row.latency_ns_seen), row.jitter_ns_asked,
        number(row.jitter_ns), number(row.jitter_ns_seen), row.routes,
        row.refusal ? Cell(row.refusal->In(language)) : Cell(),
        row.sample ? Cell(TextPair{"是", "yes"}.In(language)) : Cell()}));
  }
  return writer.Finish();
}

}  // namespace lianmeng::app
