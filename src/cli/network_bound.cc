// lianmeng network bound: delays and backlogs by network calculus (docs/network-calculus.md).

#include <algorithm>
#include <cstdio>

#include "app/network_bound.h"
#include "cli/commands.h"
#include "cli/network_commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

using network::Bound;
using network::Method;
using network::Rational;
using report::TextAlign;
using report::TextTable;

struct BoundOptions {
  std::string file;
  std::string flow;    // only this one is explained; empty: all
  std::string method;  // is explained; empty: each flow's best
};

constexpr Method kMethods[] = {Method::kTfaFifo, Method::kSfaFifo, Method::kTfaArbitrary,
                               Method::kSfaArbitrary, Method::kPmooArbitrary};

TextPair NameOf(Method method) {
  switch (method) {
    case Method::kTfaFifo:
      return {"总流 FIFO", "TFA FIFO"};
    case Method::kSfaFifo:
      return {"分流 FIFO", "SFA FIFO"};
    case Method::kTfaArbitrary:
      return {"总流 任意", "TFA any order"};
    case Method::kSfaArbitrary:
      return {"分流 任意", "SFA any order"};
    case Method::kPmooArbitrary:
      return {"一次付费 任意", "PMOO any order"};
  }
  return {};
}

// "100/3 ≤ 33.333334", or one number where both are the same.
std::string Number(const std::optional<Rational>& value) {
  if (!value) return "—";
  constexpr size_t kExactShown = 24;
  const std::string exact = network::FractionText(*value);
  const std::string decimal = network::DecimalUpText(*value, app::kBoundDecimals);
  if (exact == decimal) return exact;
  return exact.size() > kExactShown ? decimal : decimal + " (" + exact + ")";
}

std::string WithUnit(const TextPair& heading, const std::string& unit, const Context& context) {
  return context.Say(heading) + (unit.empty() ? "" : " " + unit);
}

void PrintFlows(const Context& context, const app::NetFile& file,
                const network::NetBounds& bounds) {
  std::vector<report::TextColumn> columns{{context.Say({"流", "flow"})}};
  for (const Bound& bound : bounds.flows[0].bounds) {
    columns.push_back({context.Say(NameOf(bound.method)), TextAlign::kRight});
  }
  columns.push_back(
      {WithUnit({"时延上界", "delay at most"}, file.time_unit, context), TextAlign::kRight});
  columns.push_back({context.Say({"要求", "asked for"}), TextAlign::kRight});
  columns.push_back({""});
  TextTable table(std::move(columns));
  for (size_t f = 0; f < bounds.flows.size(); ++f) {
    const network::FlowBounds& of = bounds.flows[f];
    std::vector<std::string> cells{report::Printable(file.net.flows[f].id)};
    for (const Bound& bound : of.bounds) {
      cells.push_back(bound.delay ? network::DecimalUpText(*bound.delay, app::kBoundDecimals)
                                  : "—");
    }
    cells.push_back(Number(of.bounds[of.best].delay));
    const std::optional<bool> keeps = app::KeepsDelay(file, bounds, f);
    cells.push_back(keeps ? Number(file.delay_max[f]) : "");
    if (keeps) {
      cells.push_back(
          context.Say(*keeps ? TextPair{"保证", "kept"} : TextPair{"不能保证", "not proven"}));
    }
    table.Row(std::move(cells));
  }
  std::fputs(table.ToString().c_str(), stdout);
}

// How a bound comes about, server by server.
void PrintSteps(const Context& context, const app::NetFile& file, size_t f, const Bound& bound) {
  const bool is_total = bound.method == Method::kTfaFifo || bound.method == Method::kTfaArbitrary;
  const network::BucketFlow& flow = file.net.flows[f];
  std::printf("\n%s: %s, %s %s, %s %s\n", report::Printable(flow.id).c_str(),
              context.Say(NameOf(bound.method)).c_str(), context.Say({"时延", "delay"}).c_str(),
              Number(bound.delay).c_str(), context.Say({"积压", "backlog"}).c_str(),
              Number(bound.backlog).c_str());
  std::vector<report::TextColumn> columns{{context.Say({"服务器", "server"})}};
  const auto add = [&](TextPair heading) {
    columns.push_back({context.Say(heading), TextAlign::kRight});
  };
  add(is_total ? TextPair{"本级可用速率", "rate for its priority"}
               : TextPair{"剩余速率", "rate left"});
  add(is_total ? TextPair{"本级等待", "latency for its priority"}
               : TextPair{"剩余等待", "latency left"});
  add(is_total ? TextPair{"到达突发", "burst arriving"} : TextPair{"他流突发", "others' burst"});
  add(is_total ? TextPair{"离开突发", "burst leaving"}
               : TextPair{"本流离开突发", "own burst leaving"});
  add(is_total ? TextPair{"积压", "backlog"} : TextPair{"累计积压", "backlog so far"});
  if (is_total) add({"时延", "delay"});
  TextTable table(std::move(columns), {.indent = 2});
  for (const network::ServerStep& step : bound.steps) {
    std::vector<std::string> cells{report::Printable(file.net.servers[step.server].id),
                                   Number(step.rate_left),
                                   Number(step.latency_left),
                                   Number(step.burst_others),
                                   Number(step.burst_leaving),
                                   Number(step.backlog)};
    if (is_total) cells.push_back(Number(step.delay));
    table.Row(std::move(cells));
  }
  std::fputs(table.ToString().c_str(), stdout);
  if (is_total) return;
  std::printf("  %s: %s + %s / %s\n",
              context
                  .Say({"时延 = 剩余等待之和 + 突发 / 最小剩余速率",
                        "delay = sum of latencies left + burst / least rate left"})
                  .c_str(),
              Number(bound.latency_left).c_str(), Number(flow.burst).c_str(),
              Number(bound.rate_left).c_str());
}

void PrintServers(const Context& context, const app::NetFile& file,
                  const network::NetBounds& bounds) {
  TextTable table(
      {{context.Say({"服务器", "server"})},
       {context.Say({"占用速率", "rate taken"}), TextAlign::kRight},
       {context.Say({"速率", "of"}), TextAlign::kRight},
       {context.Say({"到达突发", "burst arriving"}), TextAlign::kRight},
       {WithUnit({"缓存上界", "buffer at most"}, file.data_unit, context), TextAlign::kRight}});
  for (size_t s = 0; s < bounds.servers.size(); ++s) {
    const network::ServerBounds& of = bounds.servers[s];
    table.Row({report::Printable(file.net.servers[s].id), Number(of.rate_taken),
               Number(file.net.servers[s].rate), Number(of.burst), Number(of.backlog)});
  }
  std::printf("\n%s", table.ToString().c_str());
}

Result<std::vector<size_t>> FlowsToExplain(const app::NetFile& file, const std::string& id) {
  std::vector<size_t> flows;
  for (size_t f = 0; f < file.net.flows.size(); ++f) {
    if (id.empty() || file.net.flows[f].id == id) flows.push_back(f);
  }
  if (!flows.empty()) return flows;
  return MakeError(ErrorCode::kNotFound, {"没有这个流", "there is no such flow"},
                   {.file = {}, .line = 0, .field = "flow", .value = id});
}

void RunBound(Context& context, const BoundOptions& options) {
  const Result<app::NetFile> file = app::ReadNetFile(options.file);
  if (!file) return context.Fail(file.error());
  const Result<std::vector<size_t>> flows = FlowsToExplain(*file, options.flow);
  if (!flows) return context.Fail(flows.error());
  const Result<network::NetBounds> bounds = network::BoundNet(file->net);
  if (!bounds) return context.Fail(bounds.error());
  for (size_t f = 0; f < bounds->flows.size(); ++f) {
    if (app::KeepsDelay(*file, *bounds, f) == false) context.status = 1;
  }
  if (context.json) return context.PrintJson(app::ToJson(*file, *bounds));
  PrintFlows(context, *file, *bounds);
  if (bounds->is_flow_by_flow) {
    context.PrintLine({"同行的流组合过多，网络内部的突发按单流计算后相加：上界仍成立，但可能偏松",
                       "too many sets of flows travel together: bursts inside the network are each "
                       "flow's own, added up; the bounds hold, but may be looser"});
  }
  for (const size_t f : *flows) {
    const network::FlowBounds& of = bounds->flows[f];
    for (size_t m = 0; m < of.bounds.size(); ++m) {
      if (options.method.empty() ? m == of.best : Name(of.bounds[m].method) == options.method) {
        PrintSteps(context, *file, f, of.bounds[m]);
      }
    }
  }
  PrintServers(context, *file, *bounds);
}

}  // namespace

void AddNetworkBound(CLI::App& network, Context& context) {
  CLI::App* command = network.add_subcommand("bound",
                                             "网络演算：时延与缓存上界，逐服务器说明 delays and "
                                             "buffers by network calculus, server by server");
  auto options = std::make_shared<BoundOptions>();
  command
      ->add_option("net", options->file,
                   "服务器与令牌桶流 servers and token buckets, JSON; "
                   "docs/formats/network-calculus.md")
      ->required();
  command->add_option("--flow", options->flow, "只说明此流 explain this flow only");
  std::vector<std::string> names;
  for (const Method method : kMethods) names.emplace_back(Name(method));
  command
      ->add_option("--method", options->method,
                   "说明此方法，默认为各流最好的 explain this method, not each flow's best")
      ->check(CLI::IsMember(names));
  AddJsonOption(*command, context);
  command->callback([&context, options] { RunBound(context, *options); });
}

}  // namespace lianmeng::cli
