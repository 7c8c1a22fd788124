// Network calculus: to the last digit what is published; never less than what an adversary can do.
// Flows and bounds with a source are those of the functional tests of the DISCO network calculator (S. Bondorf and
// others, NetCal/DNC_func_tests): figures only.

#include "network/calculus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "network/bursts.h"
#include "tests/network/reference_servers.h"

namespace lianmeng::network {
namespace {

using testing::Adversary;

RateLatencyServer Server(int index, int rate, int latency) {
  return {"s" + std::to_string(index), rate, latency};
}

ServiceNet NetOf(int servers, int rate, int latency,
                 const std::vector<std::vector<ServerIndex>>& paths) {
  ServiceNet net;
  for (int s = 0; s < servers; ++s) net.servers.push_back(Server(s, rate, latency));
  for (size_t f = 0; f < paths.size(); ++f) {
    net.flows.push_back({"f" + std::to_string(f), 5, 25, paths[f]});
  }
  return net;
}

NetBounds BoundsOf(const ServiceNet& net) {
  const Result<NetBounds> bounds = BoundNet(net);
  if (!bounds) {
    ADD_FAILURE() << bounds.error().Describe(Language::kEnglish);
    return {};
  }
  return *bounds;
}

const Bound& Of(const NetBounds& bounds, size_t flow, Method method) {
  for (const Bound& bound : bounds.flows[flow].bounds) {
    if (bound.method == method) return bound;
  }
  ADD_FAILURE() << Name(method);
  return bounds.flows[flow].bounds[0];
}

std::string Text(const std::optional<Rational>& value) {
  return value ? FractionText(*value) : "none";
}

struct Known {
  size_t flow;
  Method method;
  const char* delay;
  const char* backlog;
};

void ExpectKnown(const ServiceNet& net, const std::vector<Known>& answers) {
  const NetBounds bounds = BoundsOf(net);
  for (const Known& known : answers) {
    const Bound& bound = Of(bounds, known.flow, known.method);
    EXPECT_EQ(Text(bound.delay), known.delay) << known.flow << " " << Name(known.method);
    EXPECT_EQ(FractionText(bound.backlog), known.backlog)
        << known.flow << " " << Name(known.method);
  }
}

using enum Method;

TEST(Calculus, MeetsThePublishedBoundsOfTwoServersInARow) {  // TA_2S_1SC_2F_1AC_1P
  ExpectKnown(NetOf(2, 10, 10, {{0, 1}, {0, 1}}), {{0, kTfaFifo, "40", "250"},
                                                   {1, kSfaFifo, "35", "175"},
                                                   {0, kTfaArbitrary, "none", "250"},
                                                   {1, kSfaArbitrary, "65", "325"},
                                                   {0, kPmooArbitrary, "50", "250"}});
}

TEST(Calculus, MeetsThePublishedBoundsWhereFlowsLeaveAndJoin) {  // TA_3S_1SC_3F_1AC_3P
  ExpectKnown(NetOf(3, 20, 20, {{0, 1}, {2}, {0, 1, 2}}),
              {{0, kTfaFifo, "55", "450"},
               {0, kTfaArbitrary, "110", "450"},
               {0, kSfaFifo, "295/6", "525/2"},
               {0, kSfaArbitrary, "65", "1025/3"},
               {0, kPmooArbitrary, "170/3", "300"},
               {1, kTfaFifo, "2205/64", "7825/16"},
               {1, kTfaArbitrary, "1405/18", "5225/9"},
               {1, kSfaFifo, "6695/192", "12225/64"},
               {1, kSfaArbitrary, "1405/27", "7475/27"},
               {1, kPmooArbitrary, "1405/27", "7475/27"},
               {2, kTfaFifo, "5725/64", "7825/16"},
               {2, kTfaArbitrary, "3385/18", "5225/9"},
               {2, kSfaArbitrary, "280/3", "1450/3"},
               {2, kPmooArbitrary, "85", "1325/3"}});
}

TEST(Calculus, MeetsThePublishedBoundsOfNestedInterference) {  // TA_4S_1SC_2F_1AC_2P
  ExpectKnown(NetOf(4, 20, 20, {{0, 1, 2, 3}, {1, 2}}), {{0, kTfaFifo, "7985/64", "550"},
                                                         {0, kTfaArbitrary, "2335/12", "1700/3"},
                                                         {0, kSfaArbitrary, "105", "1625/3"},
                                                         {0, kPmooArbitrary, "290/3", "500"},
                                                         {1, kTfaFifo, "65", "550"},
                                                         {1, kTfaArbitrary, "130", "550"},
                                                         {1, kSfaFifo, "355/6", "625/2"},
                                                         {1, kSfaArbitrary, "235/3", "1225/3"},
                                                         {1, kPmooArbitrary, "190/3", "1000/3"}});
}

TEST(Calculus, MeetsThePublishedBoundsOfThreeServersSharedAll) {  // TA_3S_1SC_2F_1AC_1P
  ExpectKnown(NetOf(3, 20, 20, {{0, 1, 2}, {0, 1, 2}}), {{0, kTfaFifo, "195/2", "650"},
                                                         {0, kTfaArbitrary, "195", "650"},
                                                         {0, kSfaArbitrary, "320/3", "550"},
                                                         {0, kPmooArbitrary, "250/3", "1300/3"}});
}

TEST(Calculus, MeetsThePublishedBoundsOfMeshedPaths) {  // FF_4S_1SC_3F_1AC_3P
  ExpectKnown(NetOf(4, 20, 20, {{0, 1, 3}, {2, 3}, {2, 1}}),
              {{0, kTfaFifo, "5985/64", "9425/16"},
               {0, kTfaArbitrary, "6425/36", "6125/9"},
               {0, kSfaArbitrary, "875/9", "4525/9"},
               {0, kPmooArbitrary, "875/9", "4525/9"},
               {1, kTfaFifo, "3965/64", "9425/16"},
               {1, kTfaArbitrary, "2395/18", "6125/9"},
               {1, kSfaFifo, "10715/192", "18925/64"},
               {1, kSfaArbitrary, "2095/27", "10925/27"},
               {1, kPmooArbitrary, "2095/27", "10925/27"},
               {2, kTfaFifo, "885/16", "1825/4"},
               {2, kTfaArbitrary, "685/6", "1475/3"},
               {2, kSfaFifo, "295/6", "525/2"},
               {2, kSfaArbitrary, "65", "1025/3"},
               {2, kPmooArbitrary, "65", "1025/3"}});
}

TEST(Calculus, MeetsThePublishedBoundsOfATree) {  // TR_7S_1SC_3F_1AC_3P
  ExpectKnown(NetOf(7, 20, 20, {{1, 2, 5, 6}, {0, 1, 2, 5, 6}, {3, 4, 5, 6}}),
              {{0, kTfaFifo, "395/2", "1375"},
               {0, kTfaArbitrary, "660", "1375"},
               {0, kSfaArbitrary, "1735/6", "4375/3"},
               {0, kPmooArbitrary, "355/2", "900"},
               {1, kTfaFifo, "875/4", "1375"},
               {1, kTfaArbitrary, "2725/4", "1375"},
               {1, kSfaArbitrary, "1655/6", "4175/3"},
               {1, kPmooArbitrary, "375/2", "950"},
               {2, kTfaFifo, "180", "1375"},
               {2, kTfaArbitrary, "1155/2", "1375"},
               {2, kSfaArbitrary, "505/2", "1275"},
               {2, kPmooArbitrary, "355/2", "900"}});
}

// What the same source gives leaves the flow's own part in its companions' delay out on paths of any length; that is
// proven for two servers only (docs/network-calculus.md, theorem 4).
TEST(Calculus, IsNotBelowThePublishedFifoBoundsOfLongerPaths) {
  const NetBounds three = BoundsOf(NetOf(3, 20, 20, {{0, 1}, {2}, {0, 1, 2}}));
  EXPECT_GE(*Of(three, 2, kSfaFifo).delay, Rational(845, 12));
  const NetBounds shared = BoundsOf(NetOf(3, 20, 20, {{0, 1, 2}, {0, 1, 2}}));
  EXPECT_GE(*Of(shared, 0, kSfaFifo).delay, Rational(965, 12));
}

// Le Boudec and Thiran, "Network Calculus", 2001: theorems 1.4.1 to 1.4.3 and section 1.4.3, pay bursts only once.
TEST(Calculus, OneFlowAlonePaysItsBurstOnce) {
  ServiceNet net = NetOf(3, 0, 0, {{0, 1, 2}});
  net.servers = {{"a", 10, 2}, {"b", 8, 3}, {"c", 20, 1}};
  const NetBounds bounds = BoundsOf(net);
  for (const Method method : {kSfaFifo, kSfaArbitrary, kPmooArbitrary}) {
    EXPECT_EQ(Text(Of(bounds, 0, method).delay), "73/8");  // 2 + 3 + 1 + 25/8
    EXPECT_EQ(FractionText(Of(bounds, 0, method).backlog), "55");
  }
  // Each server's burst again: 25/10, (25 + 5·2)/8, (25 + 5·5)/20.
  EXPECT_EQ(Text(Of(bounds, 0, kTfaFifo).delay), "123/8");
}

// Le Boudec and Thiran, proposition 1.3.4: a constant-rate server and two priorities. The higher waits for a frame of
// the lower, the lower for the higher's burst.
TEST(Calculus, PrioritiesLeaveWhatTheHigherDoNotTake) {
  ServiceNet net;
  net.servers = {{"port", 100, 0}};
  net.flows = {{"high", 20, 40, {0}, 0, 10}, {"low", 30, 90, {0}, 1, 15}};
  const NetBounds bounds = BoundsOf(net);
  EXPECT_EQ(Text(Of(bounds, 0, kTfaFifo).delay), "11/20");  // (40 + 15) / 100
  // Rate 80 after 40/80; its burst at that rate.
  const Bound& low = Of(bounds, 1, kSfaFifo);
  EXPECT_EQ(FractionText(low.rate_left), "80");
  EXPECT_EQ(FractionText(low.latency_left), "1/2");
  EXPECT_EQ(Text(low.delay), "13/8");
  EXPECT_EQ(FractionText(bounds.servers[0].backlog), "130");
}

TEST(Calculus, LowerPrioritiesMoveHigherOnesByAFrameAtMost) {
  ServiceNet net = NetOf(3, 20, 20, {{0, 1, 2}, {0, 1}});
  const NetBounds alone = BoundsOf(net);
  net.flows.push_back({"low", 3, 1000, {0, 1, 2}, 5, 0});
  const NetBounds beside = BoundsOf(net);
  for (size_t f = 0; f < 2; ++f) {
    for (size_t m = 0; m < 5; ++m) {
      EXPECT_EQ(alone.flows[f].bounds[m].delay, beside.flows[f].bounds[m].delay);
    }
  }
}

// Leaving a flow's own part out wherever cross flows met it, and not only where they ran along with it, is no bound: g is
// held back by f at `meet`, holds back the flows h behind that, and they come to `last` in one burst.
ServiceNet AvalancheNet() {
  constexpr int kRows = 10;
  ServiceNet net;
  net.servers.push_back({"meet", 10, 0});
  for (int i = 0; i < kRows; ++i) net.servers.push_back({"row" + std::to_string(i), 10, 0});
  net.servers.push_back({"last", Rational(5 + 5 + 49 * kRows / 10), 0});
  const ServerIndex last = kRows + 1;
  net.flows.push_back({"f", Rational(1, 100), 100, {0, last}});
  BucketFlow g{"g", 5, 0, {0}};
  for (ServerIndex i = 1; i <= kRows; ++i) {
    g.path.push_back(i);
    net.flows.push_back({"h" + std::to_string(i), Rational(49, 10), 0, {i, last}});
  }
  g.path.push_back(last);
  net.flows.push_back(g);
  net.multiplexing = Multiplexing::kArbitrary;
  return net;
}

TEST(Calculus, CountsWhatAFlowDoesToOthersElsewhere) {
  const NetBounds bounds = BoundsOf(AvalancheNet());
  // f's burst of 100 takes `meet` for 10; 50 of g wait; they take each row for 10, where 49 of each h wait; all come
  // to `last` at once, where the rates of g and h leave 5: 490 / 5.
  for (const Bound& bound : bounds.flows[0].bounds) {
    if (bound.delay) {
      EXPECT_GE(*bound.delay, 98) << Name(bound.method);
    }
  }
  // Without f at `meet` no burst would grow at all, and 100 / 5 would be promised.
}

TEST(Calculus, ABoundIsTheSumOfItsSteps) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const ServiceNet net = Adversary(seed).MakeNet();
    const NetBounds bounds = BoundsOf(net);
    for (size_t f = 0; f < net.flows.size(); ++f) {
      for (const Bound& bound : bounds.flows[f].bounds) {
        ASSERT_EQ(bound.steps.size(), net.flows[f].path.size());
        Rational latency = 0, delay = 0, rate = bound.steps[0].rate_left;
        bool has_delay = true;
        for (const ServerStep& step : bound.steps) {
          latency += step.latency_left;
          rate = std::min(rate, step.rate_left);
          has_delay = has_delay && step.delay;
          if (step.delay) delay += *step.delay;
        }
        const bool is_total = bound.method == kTfaFifo || bound.method == kTfaArbitrary;
        if (!is_total) delay = latency + net.flows[f].burst / rate;
        EXPECT_EQ(Text(bound.delay), is_total && !has_delay ? "none" : FractionText(delay));
      }
    }
  }
}

// Theorems: FIFO order is one of the arbitrary ones, so its analysis by the same method is no worse; a larger burst,
// a slower server or another flow make no bound smaller.
TEST(Calculus, BoundsGrowWithWhatIsInTheWay) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    ServiceNet net = Adversary(seed).MakeNet();
    net.multiplexing = Multiplexing::kFifo;
    const NetBounds bounds = BoundsOf(net);
    ServiceNet less = net;
    less.flows.pop_back();
    ServiceNet slower = net;
    slower.servers[0].latency += 3;
    ServiceNet burstier = net;
    burstier.flows[0].burst += 7;
    const NetBounds fewer = BoundsOf(less), later = BoundsOf(slower), more = BoundsOf(burstier);
    for (size_t f = 0; f < net.flows.size(); ++f) {
      const auto delay = [f](const NetBounds& of, size_t m) { return of.flows[f].bounds[m].delay; };
      const auto no_more = [&](const std::optional<Rational>& a, const std::optional<Rational>& b) {
        return !b || (a && *a <= *b);
      };
      EXPECT_TRUE(no_more(delay(bounds, 0), delay(bounds, 2))) << seed;  // TFA
      EXPECT_TRUE(no_more(delay(bounds, 1), delay(bounds, 3)) || net.flows[f].path.size() > 2)
          << seed;  // SFA
      for (size_t m = 0; m < 5; ++m) {
        EXPECT_TRUE(no_more(delay(bounds, m), delay(later, m))) << seed;
        EXPECT_TRUE(no_more(delay(bounds, m), delay(more, m))) << seed;
        if (f + 1 < net.flows.size()) {
          EXPECT_TRUE(no_more(delay(fewer, m), delay(bounds, m))) << seed;
        }
      }
    }
  }
}

// Thousands of networks, servers that serve as little as they may and in the worst order, sources that send all that they
// may or as they like: no delay and no backlog above its bound.
void ExpectNoneAbove(const ServiceNet& net, Adversary& adversary, double& tightest) {
  const NetBounds bounds = BoundsOf(net);
  const testing::Observed seen = adversary.Run(net);
  for (size_t f = 0; f < net.flows.size(); ++f) {
    for (const Bound& bound : bounds.flows[f].bounds) {
      if (!bound.delay) continue;
      ASSERT_LE(Rational(seen.delay[f]), *bound.delay)
          << "seed " << adversary.seed() << " flow " << f << " " << Name(bound.method);
    }
    const Rational& best = *bounds.flows[f].bounds[bounds.flows[f].best].delay;
    tightest = std::max(tightest, static_cast<double>(Rational(seen.delay[f]) / best));
  }
  for (size_t s = 0; s < net.servers.size(); ++s) {
    ASSERT_LE(Rational(seen.backlog[s]), bounds.servers[s].backlog) << "seed " << adversary.seed();
  }
}

TEST(Calculus, NoAdversaryOfFifoServersGoesBeyondABound) {
  double tightest = 0;
  for (uint64_t seed = 1; seed <= 1'500; ++seed) {
    Adversary adversary(seed);
    ServiceNet net = adversary.MakeNet();
    net.multiplexing = Multiplexing::kFifo;
    ExpectNoneAbove(net, adversary, tightest);
  }
  EXPECT_GT(tightest, 0.9);  // else the adversary is a weak one
}

TEST(Calculus, NoAdversaryOfServersInAnyOrderGoesBeyondABound) {
  double tightest = 0;
  for (uint64_t seed = 1; seed <= 1'500; ++seed) {
    Adversary adversary(seed);
    ServiceNet net = adversary.MakeNet();
    net.multiplexing = Multiplexing::kArbitrary;
    ExpectNoneAbove(net, adversary, tightest);
  }
  EXPECT_GT(tightest, 0.9);
}

// Bursts flow by flow are never less than together, and exact where flows do not share a server.
TEST(Calculus, BurstsFlowByFlowAreNoLess) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const ServiceNet net = Adversary(seed).MakeNet();
    for (const Multiplexing order : {Multiplexing::kFifo, Multiplexing::kArbitrary}) {
      Bursts together(net, order, Grouping::kTogether), own(net, order, Grouping::kFlowByFlow);
      for (ServerIndex s = 0; s < net.servers.size(); ++s) {
        for (int64_t p = 0; p <= kPriorityMax; ++p) {
          const BucketSet& all = own.At(s, p);
          EXPECT_LE(together.Arriving(s, all), own.Arriving(s, all)) << seed;
          if (all.empty()) continue;
          const BucketSet but_one(all.begin() + 1, all.end());
          EXPECT_LE(together.Arriving(s, but_one), own.Arriving(s, but_one)) << seed;
        }
      }
    }
  }
}

// Flows that part and meet again all over, so that hardly two have the same way behind them.
ServiceNet Mesh(uint32_t servers, size_t flows) {
  std::mt19937_64 random(1);
  std::vector<std::vector<ServerIndex>> paths(flows);
  for (std::vector<ServerIndex>& path : paths) {
    for (ServerIndex s = 0; s < servers; ++s) {
      if (random() % 2 == 0) path.push_back(s);
    }
    if (path.empty()) path.push_back(0);
  }
  ServiceNet net = NetOf(static_cast<int>(servers), 1'000, 1, paths);
  net.multiplexing = Multiplexing::kArbitrary;
  return net;
}

TEST(Calculus, SaysThatItComputedBurstsFlowByFlow) {
  const ServiceNet small = Mesh(6, 10), large = Mesh(14, 120);
  const Result<NetBounds> of_small = BoundNet(small), of_large = BoundNet(large);
  ASSERT_TRUE(of_small.ok() && of_large.ok());
  EXPECT_FALSE(of_small->is_flow_by_flow);
  ASSERT_TRUE(of_large->is_flow_by_flow);
  // What it says is so: each server's burst is the sum of the flows' own.
  Bursts own(large, Multiplexing::kArbitrary, Grouping::kFlowByFlow);
  for (ServerIndex s = 0; s < large.servers.size(); ++s) {
    EXPECT_EQ(of_large->servers[s].burst, own.Arriving(s, own.At(s, 0)));
  }
}

Error Refused(const ServiceNet& net) {
  const Result<NetBounds> bounds = BoundNet(net);
  if (bounds) {
    ADD_FAILURE() << "accepted";
    return {};
  }
  return bounds.error();
}

TEST(Calculus, RefusesWhatHasNoBound) {
  const ServiceNet good = NetOf(3, 10, 10, {{0, 1}, {0, 1}});
  ServiceNet net = good;
  net.flows[0].rate = Rational(51, 10);
  EXPECT_EQ(Refused(net).place.field, "servers/0/rate");
  EXPECT_NE(Refused(net).message.en.find("101/10"), std::string::npos);
  net = NetOf(3, 20, 1, {{0, 1}, {1, 2}, {2, 0}});
  EXPECT_EQ(Refused(net).place.value, "s0 → s1 → s2 → s0");
  // A server that only follows a circle is no part of it.
  net = NetOf(4, 20, 1, {{1, 2}, {2, 1}, {1, 0}, {3, 1}});
  EXPECT_EQ(Refused(net).place.value, "s1 → s2 → s1");
  struct Case {
    void (*change)(ServiceNet&);
    const char* field;
    const char* value;
  };
  const Case cases[] = {
      {[](ServiceNet& n) { n.servers[1].id = ""; }, "servers/1/id", ""},
      {[](ServiceNet& n) { n.servers[1].id = "s0"; }, "servers/1/id", "s0"},
      {[](ServiceNet& n) { n.servers[2].rate = 0; }, "servers/2/rate", "0"},
      {[](ServiceNet& n) { n.servers[2].latency = Rational(-1, 2); }, "servers/2/latency", "-1/2"},
      {[](ServiceNet& n) { n.flows[1].id = "f0"; }, "flows/1/id", "f0"},
      {[](ServiceNet& n) { n.flows[1].rate = 0; }, "flows/1/rate", "0"},
      {[](ServiceNet& n) { n.flows[1].burst = -1; }, "flows/1/burst", "-1"},
      {[](ServiceNet& n) { n.flows[1].frame = -1; }, "flows/1/frame", "-1"},
      {[](ServiceNet& n) { n.flows[1].frame = 26; }, "flows/1/frame", "26"},
      {[](ServiceNet& n) { n.flows[1].priority = 8; }, "flows/1/priority", "8"},
      {[](ServiceNet& n) { n.flows[1].path = {}; }, "flows/1/path", "0"},
      {[](ServiceNet& n) {
         n.flows[1].path = {0, 3};
       },
       "flows/1/path/1", "3"},
      {[](ServiceNet& n) {
         n.flows[1].path = {0, 1, 0};
       },
       "flows/1/path/2", "s0"},
  };
  for (const Case& c : cases) {
    ServiceNet bad = good;
    c.change(bad);
    const Error error = Refused(bad);
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument) << c.field;
    EXPECT_EQ(error.place.field, c.field);
    EXPECT_EQ(error.place.value, c.value) << c.field;
    EXPECT_FALSE(error.message.zh.empty() || error.message.en.empty());
  }
}

TEST(Rational, ReadsDecimalsAndFractionsExactly) {
  const std::map<std::string, std::string> read = {
      {"0.1", "1/10"},   {"14/4", "7/2"}, {"1.5e3", "1500"}, {"1e-3", "1/1000"},
      {"-0.25", "-1/4"}, {"+2", "2"},     {"0/5", "0"},      {"007", "7"}};
  for (const auto& [text, fraction] : read) {
    const Result<Rational> value = ParseRational(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(FractionText(*value), fraction);
  }
  for (const char* text :
       {"", "-", ".5", "5.", "1/0", "1/-2", "1/2/3", "1e31", "1e", "0x1", "1 ", "nan", "inf", "１",
        "1,5", "--1", "1.2/3", "11111111111111111111111111111111111111111"}) {
    EXPECT_FALSE(ParseRational(text)) << text;
  }
}

TEST(Rational, DecimalsAreNeverBelowTheValue) {
  EXPECT_EQ(DecimalUpText(Rational(100, 3), 3), "33.334");
  EXPECT_EQ(DecimalUpText(Rational(1, 1000), 2), "0.01");
  EXPECT_EQ(DecimalUpText(Rational(-1, 3), 2), "-0.33");
  EXPECT_EQ(DecimalUpText(Rational(5, 2), 2), "2.5");
  EXPECT_EQ(DecimalUpText(Rational(7), 0), "7");
}

}  // namespace
}  // namespace lianmeng::network
