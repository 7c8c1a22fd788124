#include "app/network_words.h"

#include <fmt/format.h>

namespace lianmeng::app {
namespace {

using network::Refusal;
using network::RefusalReason;

std::string Decimal(int64_t value, int64_t unit) {
  std::string text = fmt::format("{:.3f}", static_cast<double>(value) / static_cast<double>(unit));
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string TimeWords(int64_t ns) {
  constexpr int64_t kMicrosecond = 1'000, kMillisecond = 1'000'000;
  if (ns < kMicrosecond) return std::to_string(ns) + " ns";
  if (ns < kMillisecond) return Decimal(ns, kMicrosecond) + " µs";
  return Decimal(ns, kMillisecond) + " ms";
}

TextPair ReasonWords(const Refusal& refusal, const network::FlowRequest& flow,
                     const std::vector<TextPair>& titles) {
  const TextPair link = refusal.link ? titles[*refusal.link] : TextPair{};
  const std::string cycle = std::to_string(refusal.cycle.value_or(0));
  const std::string missing = std::to_string(refusal.missing_bytes);
  switch (refusal.reason) {
    case RefusalReason::kNoRoute:
      return flow.protection == network::Protection::kNone
                 ? TextPair{"两地之间没有通路", "there is no path between the two sites"}
                 : TextPair{"两地之间没有两条相互独立的路由",
                            "there are no two paths that share nothing"};
    case RefusalReason::kBurst:
      return {"一个间隔内的包在 " + link.zh + " 的一个周期里放不下",
              "the packets of an interval do not fit one cycle of " + link.en};
    case RefusalReason::kLatency:
      return {"没有通路能在 " + TimeWords(flow.latency_ns_max) + " 内送达",
              "no path delivers within " + TimeWords(flow.latency_ns_max)};
    case RefusalReason::kJitter:
      return {"没有通路能把抖动保持在 " + TimeWords(flow.jitter_ns_max) + " 内",
              "no path keeps jitter within " + TimeWords(flow.jitter_ns_max)};
    case RefusalReason::kBuffers:
      return {"端口 " + link.zh + " 的缓冲不够", "the port of " + link.en + " has too few buffers"};
    case RefusalReason::kFull:
      return {
          link.zh + " 在第 " + cycle + " 周期（余量最大者）还差 " + missing + " 字节",
          "even the emptiest cycle, " + cycle + " on " + link.en + ", lacks " + missing + " bytes"};
    case RefusalReason::kNone:
      break;
  }
  return {"已承载", "carried"};
}

std::vector<Remedy> RemediesOf(const Refusal& refusal) {
  std::vector<Remedy> remedies;
  if (refusal.latency_ns_max) {
    const std::string time = TimeWords(*refusal.latency_ns_max);
    remedies.push_back({"latency_ns_max",
                        *refusal.latency_ns_max,
                        {"时延放宽到 " + time, "a latency of " + time}});
  }
  if (refusal.jitter_ns_max) {
    const std::string time = TimeWords(*refusal.jitter_ns_max);
    remedies.push_back(
        {"jitter_ns_max", *refusal.jitter_ns_max, {"抖动放宽到 " + time, "a jitter of " + time}});
  }
  if (refusal.interval_ns) {
    const std::string time = TimeWords(*refusal.interval_ns);
    remedies.push_back(
        {"interval_ns", *refusal.interval_ns, {"间隔放长到 " + time, "an interval of " + time}});
  }
  if (refusal.packets) {
    const std::string count = std::to_string(*refusal.packets);
    remedies.push_back({"packets",
                        *refusal.packets,
                        {"每间隔 " + count + " 个包", count + " packets an interval"}});
  }
  return remedies;
}

TextPair RefusalWords(const network::Plan& plan, network::FlowIndex flow,
                      const std::vector<TextPair>& titles) {
  const Refusal& refusal = plan.given[flow].refusal;
  TextPair words = ReasonWords(refusal, plan.flows[flow], titles);
  const std::vector<Remedy> remedies = RemediesOf(refusal);
  for (size_t i = 0; i < remedies.size(); ++i) {
    words.zh += (i == 0 ? "；可行之法：" : "，或") + remedies[i].words.zh;
    words.en += (i == 0 ? "; what would do: " : ", or ") + remedies[i].words.en;
  }
  return words;
}

}  // namespace lianmeng::app
