// lianmeng network simulate: every packet of a plan under adversaries, beside what the plan proves.

#include <cmath>
#include <cstdio>

#include "app/network_plan.h"
#include "app/network_simulation.h"
#include "app/network_words.h"
#include "cli/commands.h"
#include "cli/network_commands.h"
#include "report/text_table.h"

namespace lianmeng::cli {
namespace {

using network::FlowIndex;
using network::SimulationReport;
using network::Violation;

constexpr int64_t kPeerPackets = 20'000;  // unless told how many
constexpr size_t kFlowsShown = 10;
constexpr size_t kViolationsShown = 10;

struct Arguments {
  app::SimulateNetworkOptions options;
  std::string engine = "own";
};

TextPair Words(network::ViolationKind kind) {
  switch (kind) {
    case network::ViolationKind::kTooLate:
      return {"到达时所属周期已打开", "came after its cycle had opened"};
    case network::ViolationKind::kBufferTaken:
      return {"到达时缓冲仍属于另一周期", "came while its buffer was another cycle's"};
    case network::ViolationKind::kNotSent:
      return {"周期关闭时尚未发完", "was not sent before its cycle closed"};
    case network::ViolationKind::kLatencyBelow:
      return {"时延低于下界", "was sooner than proven"};
    case network::ViolationKind::kLatencyAbove:
      return {"时延超过上界", "was later than proven"};
    case network::ViolationKind::kReleaseMissed:
      return {"错过出口整形的释放时刻", "missed the damper's release"};
    case network::ViolationKind::kBuffersAbove:
      return {"端口使用的缓冲多于规划", "needed more buffers of a port than planned"};
  }
  return {};
}

// Three digits behind the point, cut: a share below 1 must not read as 1.
std::string Share(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", std::floor(share * 1'000) / 1'000);
  return text;
}

std::string Text(int64_t number) { return std::to_string(number); }
// Seen instants are finer than a nanosecond; what is shown is rounded down.
std::string Seen(int64_t ps) { return app::TimeWords(ps / network::kPsPerNs); }

app::Json ToJson(const Violation& violation, const app::SimulateNetworkReport& report,
                 const std::vector<std::string>& link_names) {
  const network::Episode& episode = report.simulation.episodes[violation.episode];
  app::Json json = {
      {"kind", network::Name(violation.kind)}, {"link", link_names[violation.link]},
      {"time_ps", violation.time_ps},          {"by_ps", violation.by_ps},
      {"episode", violation.episode},          {"adversary", network::Name(episode.kind)}};
  if (violation.kind != network::ViolationKind::kBuffersAbove) {
    json["flow"] = report.plan.flows[violation.flow].id;
    json["route"] = violation.route;
    json["packet"] = violation.sequence;
  }
  return json;
}

app::Json ToJson(const network::Plan& plan, FlowIndex f, const network::FlowObservation& seen) {
  const network::DelayBounds& bounds = plan.given[f].bounds;
  return {{"id", plan.flows[f].id},
          {"sent", seen.sent},
          {"policed", seen.policed},
          {"delivered", seen.delivered},
          {"lost", seen.lost},
          {"duplicates", seen.duplicates},
          {"out_of_order", seen.out_of_order},
          {"latency_ps_min", seen.latency_ps_min},
          {"latency_ps_max", seen.latency_ps_max},
          {"jitter_ps", seen.JitterPs()},
          {"bound_latency_ns_min", bounds.latency_ns_min},
          {"bound_latency_ns_max", bounds.latency_ns_max},
          {"bound_jitter_ns", bounds.JitterNs()}};
}

app::Json ToJson(const app::PeerComparison& peer) {
  return {{"engine", "ns3"},
          {"passages", peer.passages},
          {"only_ours", peer.only_ours},
          {"only_theirs", peer.only_theirs},
          {"difference_ps_max", peer.difference_ps_max},
          {"agrees", peer.Agrees()}};
}

app::Json ToJson(const app::SimulateNetworkReport& report) {
  const SimulationReport& simulation = report.simulation;
  const std::vector<std::string> link_names = app::LinkNames(report.plan.backbone);
  app::Json json{{"packet_hops", simulation.packet_hops},
                 {"sent", simulation.sent},
                 {"policed", simulation.policed},
                 {"delivered", simulation.delivered},
                 {"lost", simulation.lost},
                 {"violations", simulation.violations},
                 {"episodes", simulation.episodes.size()},
                 {"latency_share", simulation.latency.share},
                 {"jitter_share", simulation.jitter.share},
                 {"seconds", report.seconds}};
  app::Json violations = app::Json::array();
  for (const Violation& violation : simulation.first_violations) {
    violations.push_back(ToJson(violation, report, link_names));
  }
  json["first_violations"] = std::move(violations);
  app::Json flows = app::Json::array();
  for (FlowIndex f = 0; f < report.plan.flows.size(); ++f) {
    if (!report.plan.given[f].IsCarried()) continue;
    flows.push_back(ToJson(report.plan, f, simulation.flows[f]));
  }
  json["flows"] = std::move(flows);
  app::Json ports = app::Json::array();
  for (size_t p = 0; p < link_names.size(); ++p) {
    const network::PortObservation& seen = simulation.ports[p];
    ports.push_back({{"link", link_names[p]},
                     {"packets", seen.packets},
                     {"cycle_bytes_max", seen.cycle_bytes_max},
                     {"buffers_max", seen.buffers_max},
                     {"planned_buffers", report.plan.buffers[p]}});
  }
  json["ports"] = std::move(ports);
  json["peer"] = report.peer ? ToJson(*report.peer) : app::Json(nullptr);
  return json;
}

class SimulationPrinter {
 public:
  SimulationPrinter(const Context& context, const app::SimulateNetworkReport& report)
      : context_(context), report_(report) {}

  void Print() const {
    const SimulationReport& seen = report_.simulation;
    const std::string sent = Text(seen.sent), hops = Text(seen.packet_hops),
                      policed = Text(seen.policed), delivered = Text(seen.delivered),
                      lost = Text(seen.lost),
                      episodes = Text(static_cast<int64_t>(seen.episodes.size()));
    Line({"对抗情形 " + episodes + " 场：发送 " + sent + " 个包，逐跳传输 " + hops + " 次",
          episodes + " adversarial episodes: " + sent + " packets sent, " + hops +
              " passages of a link"});
    Line({"送达 " + delivered + "，入口监管丢弃 " + policed + "，丢失 " + lost,
          delivered + " delivered, " + policed + " policed at the ingress, " + lost + " lost"});
    PrintShares();
    PrintFlows();
    PrintViolations();
    if (report_.peer) PrintPeer(*report_.peer);
  }

 private:
  void Line(const TextPair& text) const { std::printf("%s\n", context_.Say(text).c_str()); }

  void PrintShares() const {
    const SimulationReport& seen = report_.simulation;
    if (seen.delivered == 0) return;
    const std::string latency = Share(seen.latency.share), jitter = Share(seen.jitter.share);
    const std::string &slow = report_.plan.flows[seen.latency.flow].id,
                      &shaky = report_.plan.flows[seen.jitter.flow].id;
    Line({"观测值与界之比：时延最大 " + latency + "（" + slow + "），抖动最大 " + jitter + "（" +
              shaky + "）",
          "largest observed share of a bound: latency " + latency + " (" + slow + "), jitter " +
              jitter + " (" + shaky + ")"});
  }

  void PrintFlows() const {
    using report::TextAlign;
    report::TextTable table({{context_.Say({"业务流", "flow"})},
                             {context_.Say({"包", "packets"}), TextAlign::kRight},
                             {context_.Say({"时延", "latency"}), TextAlign::kRight},
                             {context_.Say({"上界", "bound"}), TextAlign::kRight},
                             {context_.Say({"抖动", "jitter"}), TextAlign::kRight},
                             {context_.Say({"上界", "bound"}), TextAlign::kRight},
                             {context_.Say({"比", "share"}), TextAlign::kRight}},
                            {.indent = 2});
    const std::vector<FlowIndex> flows = app::TightestFlows(report_);
    for (size_t i = 0; i < flows.size() && i < kFlowsShown; ++i) {
      const network::FlowObservation& seen = report_.simulation.flows[flows[i]];
      const network::DelayBounds& bounds = report_.plan.given[flows[i]].bounds;
      const double jitter_ps = static_cast<double>(bounds.JitterNs() * network::kPsPerNs);
      table.Row({report_.plan.flows[flows[i]].id, Text(seen.delivered), Seen(seen.latency_ps_max),
                 app::TimeWords(bounds.latency_ns_max), Seen(seen.JitterPs()),
                 app::TimeWords(bounds.JitterNs()),
                 jitter_ps == 0 ? "" : Share(static_cast<double>(seen.JitterPs()) / jitter_ps)});
    }
    std::fputs(table.ToString().c_str(), stdout);
  }

  void PrintViolations() const {
    const SimulationReport& seen = report_.simulation;
    if (seen.violations == 0) {
      Line({"没有任何界被突破", "no bound was broken"});
      return;
    }
    const std::string count = Text(seen.violations);
    Line({"违反规划 " + count + " 次：", "the plan was broken " + count + " times:"});
    const std::vector<TextPair> links = app::LinkTitles(report_.plan.backbone);
    for (size_t i = 0; i < seen.first_violations.size() && i < kViolationsShown; ++i) {
      const Violation& v = seen.first_violations[i];
      const std::string adversary(network::Name(seen.episodes[v.episode].kind));
      const TextPair what = Words(v.kind);
      if (v.kind == network::ViolationKind::kBuffersAbove) {
        Line({"  " + links[v.link].zh + "：" + what.zh, "  " + links[v.link].en + ": " + what.en});
        continue;
      }
      const std::string& flow = report_.plan.flows[v.flow].id;
      const std::string packet = Text(v.sequence), time = Seen(v.time_ps), by = Text(v.by_ps);
      Line({"  " + flow + " 第 " + packet + " 个包，" + links[v.link].zh + "，" + time + "：" +
                what.zh + "，差 " + by + " 皮秒（" + adversary + "）",
            "  " + flow + " packet " + packet + ", " + links[v.link].en + ", " + time + ": " +
                what.en + ", by " + by + " ps (" + adversary + ")"});
    }
  }

  void PrintPeer(const app::PeerComparison& peer) const {
    const std::string passages = Text(peer.passages), difference = Text(peer.difference_ps_max),
                      apart = Text(peer.only_ours + peer.only_theirs);
    if (peer.Agrees()) {
      Line({"与 ns-3 逐包一致：" + passages + " 次逐跳到达，最大相差 " + difference + " 皮秒",
            "ns-3 agrees packet by packet: " + passages + " passages, at most " + difference +
                " ps apart"});
      return;
    }
    Line({"与 ns-3 不一致：" + passages + " 次逐跳到达最大相差 " + difference + " 皮秒，仅一方有 " +
              apart + " 次",
          "ns-3 does not agree: " + passages + " passages at most " + difference + " ps apart, " +
              apart + " seen by one alone"});
  }

  const Context& context_;
  const app::SimulateNetworkReport& report_;
};

void RunSimulate(Context& context, const app::SimulateNetworkOptions& options) {
  const Result<app::SimulateNetworkReport> report = app::SimulateNetwork(options);
  if (!report) return context.Fail(report.error());
  if (context.json) {
    context.PrintJson(ToJson(*report));
  } else {
    SimulationPrinter(context, *report).Print();
  }
  if (report->simulation.violations > 0 || (report->peer && !report->peer->Agrees())) {
    context.status = 1;
  }
}

}  // namespace

void AddNetworkSimulate(CLI::App& network, Context& context) {
  auto arguments = std::make_shared<Arguments>();
  app::SimulateNetworkOptions& options = arguments->options;
  CLI::App* command = network.add_subcommand(
      "simulate",
      "逐包仿真对抗情形，与已证明的界相比 every packet under adversaries, beside the bounds");
  command->add_option("plan", options.plan, "PLAN.json")->required();
  command->add_option("--seed", options.seed, "种子 seed")->capture_default_str();
  CLI::Option* packets =
      command
          ->add_option("--packets", options.packets,
                       "约发送多少个包，默认 1000000（ns3 为 20000） about so many are sent")
          ->check(CLI::Range(int64_t{1}, int64_t{100'000'000'000}));
  command
      ->add_option("--engine", arguments->engine,
                   "own：自有仿真器；ns3：再与 ns-3 逐包对照 ours, or also compared with ns-3")
      ->capture_default_str()
      ->check(CLI::IsMember({"own", "ns3"}));
  AddJsonOption(*command, context);
  command->callback([&context, arguments, packets] {
    app::SimulateNetworkOptions& chosen = arguments->options;
    chosen.has_peer = arguments->engine == "ns3";
    if (chosen.has_peer && packets->count() == 0) chosen.packets = kPeerPackets;
    RunSimulate(context, chosen);
  });
}

}  // namespace lianmeng::cli
