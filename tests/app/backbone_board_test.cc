// The backbone of a server: planned, asked, cut, simulated; what each viewer is told of it.

#include "app/backbone_board.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "app/backbone_pages.h"
#include "app/network_plan.h"
#include "base/random.h"
#include "network/cycles.h"
#include "network/failure.h"
#include "network/plan_checker.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

constexpr int64_t kUs = 1'000, kMs = 1'000'000;
const BackboneViewer kOffice{Viewer::Office(), true};

BackboneFlow MakeFlow(const std::string& id, const std::string& from, const std::string& to) {
  BackboneFlow flow;
  flow.id = id;
  flow.from = from;
  flow.to = to;
  flow.frame_bytes = 1'000;
  flow.packets = 1;
  flow.interval_ns = 100 * kUs;
  flow.latency_ns_max = 20 * kMs;
  flow.jitter_ns_max = 100 * kUs;
  flow.kind = "welding";
  flow.ownership.audience = Audience::kPublic;
  return flow;
}

// A ring of four cities and a chord.
store::StoredBackbone Ring() {
  store::StoredBackbone stored;
  stored.version = 1;
  const auto site = [&](const char* id, const char* zh, double longitude, double latitude) {
    BackboneSite record;
    record.id = id;
    record.name = zh;
    record.name_en = id;
    record.longitude_deg = longitude;
    record.latitude_deg = latitude;
    stored.sites.push_back(record);
  };
  site("Nanjing", "南京", 118.80, 32.06);
  site("Hefei", "合肥", 117.23, 31.82);
  site("Hangzhou", "杭州", 120.16, 30.27);
  site("Shanghai", "上海", 121.47, 31.23);
  const auto link = [&](const char* from, const char* to) {
    FibreLink record;
    record.from = from;
    record.to = to;
    record.rate_bps = 2'500'000'000;  // half of it reserved: 1,562 bytes a cycle
    record.best_effort_bytes = 0;
    record.line = static_cast<int64_t>(stored.links.size()) + 2;
    stored.links.push_back(record);
  };
  link("Nanjing", "Hefei");
  link("Hefei", "Hangzhou");
  link("Hangzhou", "Shanghai");
  link("Shanghai", "Nanjing");
  link("Nanjing", "Hangzhou");
  return stored;
}

void Add(store::StoredBackbone& stored, BackboneFlow flow, RegionCode owner_city = {}) {
  stored.flows.push_back({.record = std::move(flow),
                          .owner_city = owner_city,
                          .owner_name = {},
                          .placement = {},
                          .updated_at_ms = 0});
}

// Flows between all pairs, some on two routes: more than fit.
store::StoredBackbone Busy(int count) {
  store::StoredBackbone stored = Ring();
  Random random(7);
  for (int i = 0; i < count; ++i) {
    const size_t from = random.Below(4), to = (from + 1 + random.Below(3)) % 4;
    BackboneFlow flow =
        MakeFlow("f" + std::to_string(i), stored.sites[from].id, stored.sites[to].id);
    flow.interval_ns = (i % 3 == 0 ? 100 : 200) * kUs;
    flow.rank = static_cast<int64_t>(random.Below(8));
    if (i % 5 == 0) flow.protection = FlowProtection::kNode;
    if (i % 7 == 0) flow.kind = "film";
    Add(stored, std::move(flow));
  }
  return stored;
}

// One flow that repeats every 77 cycles: 616 with the eight queues.
store::StoredBackbone WithOdd() {
  store::StoredBackbone stored = Ring();
  BackboneFlow flow = MakeFlow("odd", "Nanjing", "Shanghai");
  flow.interval_ns = 770 * kUs;
  Add(stored, std::move(flow));
  return stored;
}

std::shared_ptr<BackboneBoard> BoardOf(store::StoredBackbone stored) {
  return std::make_shared<BackboneBoard>(PlanBackbone(std::move(stored)));
}

BackboneFlowInput AskFor(const std::string& from, const std::string& to) {
  BackboneFlowInput input;
  input.from = from;
  input.to = to;
  input.frame_bytes = 500;
  input.interval_ns = 100 * kUs;
  input.latency_ns_max = 20 * kMs;
  input.jitter_ns_max = 100 * kUs;
  return input;
}

TEST(BackboneBoard, LoadIsWhatTheFlowsSendInEachCycle) {
  const auto board = BoardOf(Busy(80));
  const network::Plan& plan = board->plan();
  ASSERT_FALSE(board->planned().objection);
  const BackboneBoardView view = ShowBackbone(*board, kOffice);
  ASSERT_EQ(view.links.size(), 10U);
  EXPECT_EQ(view.counts.flows, 80);
  EXPECT_GT(view.counts.refused, 0);
  EXPECT_EQ(view.counts.carried + view.counts.refused, 80);
  EXPECT_EQ(view.counts.fibres, 5);
  std::map<std::string, std::vector<int64_t>> used;
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    const int64_t period = plan.flows[f].interval_ns / plan.backbone.system.cycle_ns;
    for (const network::Route& route : plan.given[f].routes) {
      for (const network::Hop& hop : route.hops) {
        std::vector<int64_t>& cycles = used[board->link_names()[hop.link]];
        cycles.resize(static_cast<size_t>(plan.hypercycle));
        for (int64_t n = 0; n * period < plan.hypercycle; ++n) {
          cycles[static_cast<size_t>(network::Modulo(hop.cycle + n * period, plan.hypercycle))] +=
              plan.flows[f].packets * (plan.flows[f].frame_bytes + 20);
        }
      }
    }
  }
  int64_t fibre_m = 0;
  for (const BackboneLinkView& link : view.links) {
    const BackboneLinkLoad load = Must(ShowBackboneLink(*board, link.id));
    ASSERT_EQ(load.cycles_each, 1);
    EXPECT_EQ(load.most_bytes, used[link.id]) << link.id;
    EXPECT_LE(std::ranges::max(load.most_bytes), load.capacity_bytes);
    fibre_m += link.fibre_m;
  }
  EXPECT_EQ(view.counts.fibre_m * 2, fibre_m);
}

TEST(BackboneBoard, LongHypercyclesAreShownInColumns) {
  store::StoredBackbone stored = Ring();
  BackboneFlow flow = MakeFlow("slow", "Nanjing", "Shanghai");
  flow.interval_ns = 20 * kMs;
  Add(stored, flow);
  const auto board = BoardOf(std::move(stored));
  const std::string link = board->link_names()[board->plan().given[0].routes[0].hops[0].link];
  const BackboneLinkLoad load = Must(ShowBackboneLink(*board, link));
  EXPECT_EQ(load.cycles_each, 5);
  ASSERT_EQ(load.most_bytes.size(), 400U);
  EXPECT_EQ(std::ranges::max(load.most_bytes), 1'020);
  EXPECT_EQ(std::ranges::max(load.mean_bytes), 204);
}

TEST(BackboneBoard, APromisedPlaceIsKeptWhateverComesLater) {
  store::StoredBackbone first = Ring();
  BackboneFlow modest = MakeFlow("modest", "Nanjing", "Shanghai");
  modest.rank = 7;
  modest.frame_bytes = 500;
  Add(first, modest);
  const auto alone = BoardOf(first);
  ASSERT_TRUE(alone->plan().given[0].IsCarried());
  const network::FlowPlan promised = alone->plan().given[0];

  store::StoredBackbone crowd = first;
  for (int i = 0; i < 60; ++i) {
    BackboneFlow big = MakeFlow("big" + std::to_string(i), "Nanjing", "Shanghai");
    big.rank = 0;
    big.frame_bytes = 600;
    Add(crowd, big);
  }
  EXPECT_FALSE(BoardOf(crowd)->plan().given[0].IsCarried());

  crowd.flows[0].placement = PlacementText(promised, alone->link_names());
  const auto kept = BoardOf(crowd);
  EXPECT_FALSE(kept->planned().objection);
  ASSERT_TRUE(kept->plan().given[0].IsCarried());
  EXPECT_EQ(kept->plan().given[0].routes[0].hops, promised.routes[0].hops);
  EXPECT_TRUE(Must(ShowBackboneFlow(*kept, kOffice, "modest")).flow.promised);
  EXPECT_EQ(ShowBackbone(*kept, kOffice).counts.moved, 0);
}

TEST(BackboneBoard, APromiseOfAnotherTopologyIsMovedAndSaidSo) {
  for (const char* text :
       {"{", "[]",
        R"({"latency_ns_min":0,"latency_ns_max":9,"jitter_ns_max":9,"opening_ns":0,)"
        R"("routes":[{"latency_ns_min":0,"latency_ns_max":9,"hold_ns":0,)"
        R"("hops":[{"link":"Nanjing>Wuhan","cycle":0,"latency_ns_max":9}]}]})",
        R"({"latency_ns_min":0,"latency_ns_max":9,"jitter_ns_max":9,"opening_ns":0,)"
        R"("routes":[{"latency_ns_min":0,"latency_ns_max":9,"hold_ns":0,)"
        R"("hops":[{"link":"Hefei>Hangzhou","cycle":0,"latency_ns_max":9}]}]})"}) {
    store::StoredBackbone stored = Ring();
    Add(stored, MakeFlow("f", "Nanjing", "Shanghai"));
    stored.flows[0].placement = text;
    const auto board = BoardOf(std::move(stored));
    EXPECT_TRUE(board->plan().given[0].IsCarried()) << text;
    EXPECT_FALSE(board->planned().objection);
    EXPECT_EQ(ShowBackbone(*board, kOffice).counts.moved, 1) << text;
    EXPECT_FALSE(Must(ShowBackboneFlow(*board, kOffice, "f")).flow.promised) << text;
  }
}

// The places of a plan as the store keeps them.
store::StoredBackbone Promised(store::StoredBackbone stored) {
  const auto board = BoardOf(stored);
  for (network::FlowIndex f = 0; f < board->plan().flows.size(); ++f) {
    if (!board->plan().given[f].IsCarried()) continue;
    stored.flows[board->planned().stored_of[f]].placement =
        PlacementText(board->plan().given[f], board->link_names());
  }
  return stored;
}

// Whatever becomes of lengths, phases, clocks and the cycle, what is shown is proven, and whoever is shown to be where he was
// promised to be is there.
TEST(BackboneBoard, PromisesAreWorkedOutAnewFromLinksAndClocksAsTheyAre) {
  const store::StoredBackbone before = Promised(Busy(60));
  std::vector<std::function<void(store::StoredBackbone&)>> changes;
  for (const int64_t metres : {1'000, 150'000, 900'000}) {
    changes.push_back([metres](store::StoredBackbone& next) { next.links[0].fibre_m = metres; });
  }
  for (const int64_t phase : {1'000, 9'000}) {
    changes.push_back([phase](store::StoredBackbone& next) { next.links[1].phase_ns = phase; });
  }
  for (const int64_t cycle_us : {5, 20, 25}) {
    changes.push_back(
        [=](store::StoredBackbone& next) { next.settings.cycle_ns = cycle_us * kUs; });
  }
  changes.push_back([](store::StoredBackbone& next) { next.settings.has_damper = true; });
  changes.push_back([](store::StoredBackbone& next) { next.settings.clock_error_ns = 2'000; });
  changes.push_back([](store::StoredBackbone& next) { next.settings.buffers = 3; });
  changes.push_back([](store::StoredBackbone& next) { next.links[2].rate_bps = 1'000'000'000; });
  changes.push_back([](store::StoredBackbone& next) { next.links[4].reserved_permille = 100; });
  changes.push_back([](store::StoredBackbone& next) {
    for (store::StoredFlow& flow : next.flows) flow.record.latency_ns_max = 1'500 * kUs;
  });
  changes.push_back([](store::StoredBackbone& next) {
    for (store::StoredFlow& flow : next.flows) flow.record.jitter_ns_max = 13 * kUs;
  });
  for (size_t i = 0; i < changes.size(); ++i) {
    store::StoredBackbone next = before;
    changes[i](next);
    const auto board = BoardOf(next);
    ASSERT_TRUE(board->planned().IsPlanned()) << i;
    EXPECT_FALSE(board->planned().objection) << i << board->planned().objection->place.field;
    EXPECT_TRUE(network::CheckPlan(board->plan())) << i;
    for (network::FlowIndex f = 0; f < board->plan().flows.size(); ++f) {
      const network::FlowPlan& given = board->plan().given[f];
      const network::FlowRequest& flow = board->plan().flows[f];
      if (given.IsCarried()) {
        EXPECT_LE(given.bounds.latency_ns_max, flow.latency_ns_max) << i;
        EXPECT_LE(given.bounds.JitterNs(), flow.jitter_ns_max) << i;
      }
      const std::string& text = next.flows[board->planned().stored_of[f]].placement;
      if (text.empty() || board->IsMoved(f)) continue;
      const network::FlowPlan promised = Must(PlacementReader(board->plan().backbone).Read(text));
      ASSERT_EQ(promised.routes.size(), given.routes.size()) << i;
      for (size_t r = 0; r < given.routes.size(); ++r) {
        for (size_t h = 0; h < given.routes[r].hops.size(); ++h) {
          EXPECT_EQ(given.routes[r].hops[h].link, promised.routes[r].hops[h].link);
          EXPECT_EQ(given.routes[r].hops[h].cycle, promised.routes[r].hops[h].cycle);
        }
      }
    }
  }
}

TEST(BackboneBoard, FlowsThatCannotBePlannedAreNamedAndTheOthersCarried) {
  store::StoredBackbone stored = Ring();
  Add(stored, MakeFlow("good", "Nanjing", "Shanghai"));
  Add(stored, MakeFlow("nowhere", "Nanjing", "Wuhan"));
  BackboneFlow odd = MakeFlow("odd", "Nanjing", "Shanghai");
  odd.interval_ns = 12'345;
  Add(stored, odd);
  store::StoredBackbone hidden = stored;
  for (store::StoredFlow& flow : hidden.flows) {
    flow.record.ownership = {OrganisationId{11}, Audience::kPrivate};
  }
  const auto secret = ToJson(ShowBackbone(*BoardOf(std::move(hidden)), kOffice)).dump();
  EXPECT_EQ(secret.find("nowhere"), std::string::npos);
  EXPECT_NE(secret.find("flows of others that cannot be planned: 2"), std::string::npos);
  const auto board = BoardOf(std::move(stored));
  const std::vector<TextPair> problems = ShowBackbone(*board, kOffice).problems;
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_NE(problems[0].zh.find("nowhere"), std::string::npos);
  EXPECT_NE(problems[0].en.find("Wuhan"), std::string::npos);
  EXPECT_NE(problems[1].en.find("odd"), std::string::npos);
  EXPECT_EQ(board->plan().flows.size(), 1U);
  EXPECT_TRUE(Must(ShowBackboneFlow(*board, kOffice, "good")).flow.carried);
}

TEST(BackboneBoard, ATopologyThatCannotBePlannedSaysWhy) {
  store::StoredBackbone stored = Ring();
  stored.links.erase(stored.links.begin() + 1, stored.links.end());
  Add(stored, MakeFlow("f", "Nanjing", "Hefei"));
  const auto board = BoardOf(std::move(stored));
  const BackboneBoardView view = ShowBackbone(*board, kOffice);
  EXPECT_TRUE(view.loaded);
  EXPECT_FALSE(view.may_reserve);
  ASSERT_EQ(view.problems.size(), 1U);
  EXPECT_NE(view.problems[0].en.find("not connected"), std::string::npos);
  EXPECT_FALSE(AnswerBackboneFlow(*board, AskFor("Nanjing", "Hefei")));
  EXPECT_FALSE(CutBackbone(*board, kOffice, {"Nanjing", "Hefei", ""}));
  EXPECT_FALSE(ShowBackboneLink(*board, "Nanjing>Hefei"));
  EXPECT_FALSE(ShowBackboneFlow(*board, kOffice, "f"));
  EXPECT_FALSE(BackbonePlanText(*board, kOffice));
  EXPECT_EQ(Must(ListBackboneFlows(*board, kOffice, {})).total, 0);
  board->Complete([] { return false; });
  // Nothing is being computed: there is nothing to wait for.
  EXPECT_TRUE(ShowBackboneSimulation(*board, kOffice).ready);
  EXPECT_NE(ShowBackboneSimulation(*board, kOffice).verdict.en.find("no proven plan"),
            std::string::npos);
  EXPECT_TRUE(ShowBackboneCuts(*board).ready);
}

TEST(BackboneBoard, NothingImportedIsNothing) {
  const auto board = BoardOf({});
  EXPECT_FALSE(ShowBackbone(*board, kOffice).loaded);
  EXPECT_TRUE(ShowBackbone(*board, kOffice).problems.empty());
}

TEST(BackboneBoard, AnAnswerIsWhatThePlanWouldBeAndChangesNothing) {
  const store::StoredBackbone stored = Busy(30);
  const auto board = BoardOf(stored);
  for (const char* protection : {"none", "link", "node"}) {
    BackboneFlowInput input = AskFor("南京", "Shanghai");
    input.protection = protection;
    input.rank = 7;
    const BackboneFlowDetail answer = Must(AnswerBackboneFlow(*board, input));
    ASSERT_TRUE(answer.flow.carried) << protection;
    EXPECT_EQ(answer.flow.from.id, "Nanjing");
    const BackboneFlowDetail again = Must(AnswerBackboneFlow(*board, input));
    EXPECT_EQ(ToJson(answer.routes[0]), ToJson(again.routes[0]));

    store::StoredBackbone with = stored;
    BackboneFlow flow = MakeFlow("asked", "Nanjing", "Shanghai");
    flow.frame_bytes = 500;
    flow.rank = 7;
    flow.protection = protection == std::string("node")   ? FlowProtection::kNode
                      : protection == std::string("link") ? FlowProtection::kLink
                                                          : FlowProtection::kNone;
    Add(with, flow);
    const auto after = BoardOf(with);
    const BackboneFlowDetail carried = Must(ShowBackboneFlow(*after, kOffice, "asked"));
    ASSERT_EQ(carried.routes.size(), answer.routes.size());
    for (size_t r = 0; r < carried.routes.size(); ++r) {
      EXPECT_EQ(ToJson(carried.routes[r]), ToJson(answer.routes[r])) << protection;
    }
  }
}

TEST(BackboneBoard, AnIntervalThatTheOthersDoNotKnowIsAnsweredToo) {
  const auto board = BoardOf(Busy(20));
  BackboneFlowInput input = AskFor("Nanjing", "Shanghai");
  input.interval_ns = 700 * kUs;
  EXPECT_TRUE(Must(AnswerBackboneFlow(*board, input)).flow.carried);
  input.interval_ns =
      99'991 * 10 * kUs;  // a prime number of cycles: everything would repeat too late
  const auto refused = AnswerBackboneFlow(*board, input);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused.error().place.field, "/interval_ns");
  input.interval_ns = 9'999 * 10 * kUs;  // alone it would do, not beside the others
  const auto beside = AnswerBackboneFlow(*BoardOf(WithOdd()), input);
  ASSERT_FALSE(beside);
  EXPECT_EQ(beside.error().place.field, "/interval_ns");
}

TEST(BackboneBoard, WrongQuestionsNameTheirField) {
  const auto board = BoardOf(Busy(5));
  const auto field_of = [&](const auto& change) {
    BackboneFlowInput input = AskFor("Nanjing", "Shanghai");
    change(input);
    const auto answer = AnswerBackboneFlow(*board, input);
    return answer ? std::string() : answer.error().place.field;
  };
  EXPECT_EQ(field_of([](BackboneFlowInput& input) { input.from = "Wuhan"; }), "/from");
  EXPECT_EQ(field_of([](BackboneFlowInput& input) { input.to = "Nanjing"; }), "/to");
  EXPECT_EQ(field_of([](BackboneFlowInput& input) { input.interval_ns = 12'345; }), "/interval_ns");
  EXPECT_EQ(field_of([](BackboneFlowInput& input) { input.frame_bytes = 9'000; }), "/frame_bytes");
}

TEST(BackboneBoard, EachRemedyAloneAdmits) {
  const auto board = BoardOf(Busy(60));
  std::map<std::string, int> remedies;
  for (const int64_t frame_bytes : {200, 700}) {
    for (const int64_t packets : {1, 3, 6}) {
      for (const int64_t latency : {1'200 * kUs, 1'600 * kUs, 20'000 * kUs}) {
        for (const int64_t jitter : {5 * kUs, 14 * kUs, 250 * kUs}) {
          for (const char* arrival : {"aligned", "unaligned", "sporadic"}) {
            BackboneFlowInput input = AskFor("Nanjing", "Shanghai");
            input.frame_bytes = frame_bytes;
            input.packets = packets;
            input.latency_ns_max = latency;
            input.jitter_ns_max = jitter;
            input.arrival = arrival;
            const BackboneFlowDetail answer = Must(AnswerBackboneFlow(*board, input));
            ASSERT_EQ(answer.flow.carried, !answer.refusal.has_value());
            if (answer.flow.carried) continue;
            for (const BackboneRemedy& remedy : answer.refusal->remedies) {
              BackboneFlowInput changed = input;
              if (remedy.field == "latency_ns_max") changed.latency_ns_max = remedy.value;
              if (remedy.field == "jitter_ns_max") changed.jitter_ns_max = remedy.value;
              if (remedy.field == "interval_ns") changed.interval_ns = remedy.value;
              if (remedy.field == "packets") changed.packets = remedy.value;
              EXPECT_TRUE(Must(AnswerBackboneFlow(*board, changed)).flow.carried)
                  << arrival << " " << remedy.words.en;
              ++remedies[remedy.field];
            }
          }
        }
      }
    }
  }
  EXPECT_GT(remedies["latency_ns_max"], 0);
  EXPECT_GT(remedies["jitter_ns_max"], 0);
  EXPECT_GT(remedies["packets"], 0);
}

TEST(BackboneBoard, HopsFollowEachOtherInTime) {
  const auto board = BoardOf(Busy(60));
  const int64_t clock_ns = board->plan().backbone.system.clock_error_ns;
  for (const network::FlowRequest& flow : board->plan().flows) {
    const BackboneFlowDetail detail = Must(ShowBackboneFlow(*board, kOffice, flow.id));
    for (const BackboneRoute& route : detail.routes) {
      for (size_t h = 0; h < route.hops.size(); ++h) {
        const BackboneHop& hop = route.hops[h];
        EXPECT_LT(hop.ready_ns_min, hop.ready_ns_max);
        EXPECT_LE(hop.fullest_permille, 1'000);
        if (h == 0) continue;
        // Ready before the next port opens, by whatever its clock says.
        EXPECT_LE(route.hops[h - 1].ready_ns_max + clock_ns, hop.opens_ns) << flow.id;
        EXPECT_EQ(route.hops[h - 1].to.id, hop.from.id);
      }
      EXPECT_EQ(route.hops.front().from.id, detail.flow.from.id);
      EXPECT_EQ(route.hops.back().to.id, detail.flow.to.id);
    }
  }
}

TEST(BackboneBoard, AViewerIsToldOfNoFlowThatHeMayNotSee) {
  store::StoredBackbone stored = Busy(6);
  const OrganisationId ours{11}, theirs{22};
  stored.flows[1].record.ownership = {ours, Audience::kPrivate};
  stored.flows[2].record.ownership = {theirs, Audience::kPrivate};
  stored.flows[2].record.kind = "secret-kind";
  const auto board = BoardOf(stored);
  Viewer firm;
  firm.kind = Viewer::Kind::kOrganisation;
  firm.organisation = ours;
  const auto ids = [&](const Viewer& viewer) {
    std::set<std::string> seen;
    for (const BackboneFlowRow& row : Must(ListBackboneFlows(*board, {viewer, false}, {})).items) {
      seen.insert(row.id);
    }
    return seen;
  };
  EXPECT_EQ(ids(firm), (std::set<std::string>{"f0", "f1", "f3", "f4", "f5"}));
  EXPECT_EQ(ids(Viewer::Public()), (std::set<std::string>{"f0", "f3", "f4", "f5"}));
  EXPECT_FALSE(ShowBackboneFlow(*board, {firm, false}, "f2"));
  EXPECT_TRUE(ShowBackboneFlow(*board, {firm, false}, "f1"));
  const BackboneBoardView view = ShowBackbone(*board, {firm, false});
  EXPECT_EQ(view.counts.visible, 5);
  EXPECT_EQ(view.counts.flows, 6);  // the load is everybody's
  EXPECT_EQ(ToJson(view).dump().find("secret-kind"), std::string::npos);
  const auto plan = BackbonePlanText(*board, {firm, false});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kPermissionDenied);
  int64_t told = 0, met = 0;
  for (const FibreLink& link : stored.links) {
    const BackboneCut cut =
        Must(CutBackbone(*board, {Viewer::Public(), false}, {link.from, link.to, ""}));
    met += cut.met;
    told += static_cast<int64_t>(cut.changes.size());
    EXPECT_EQ(ToJson(cut).dump().find("\"f1\""), std::string::npos);
    EXPECT_EQ(ToJson(cut).dump().find("\"f2\""), std::string::npos);
  }
  EXPECT_LT(told, met);
}

TEST(BackboneBoard, FiltersTakeWhatTheySayAndPagesCoverIt) {
  const auto board = BoardOf(Busy(80));
  const auto all = [&](BackboneFlowQuery query) {
    std::vector<std::string> ids;
    query.limit = 7;
    while (true) {
      const BackboneFlowPage page = Must(ListBackboneFlows(*board, kOffice, query));
      for (const BackboneFlowRow& row : page.items) ids.push_back(row.id);
      if (!page.next) {
        EXPECT_EQ(page.total, static_cast<int64_t>(ids.size()));
        return ids;
      }
      query.cursor = *page.next;
    }
  };
  const network::Plan& plan = board->plan();
  const auto expected = [&](const auto& takes) {
    std::multiset<std::string> ids;
    for (network::FlowIndex f = 0; f < plan.flows.size(); ++f) {
      if (takes(f)) ids.insert(plan.flows[f].id);
    }
    return ids;
  };
  const auto set = [](const std::vector<std::string>& ids) {
    return std::multiset<std::string>(ids.begin(), ids.end());
  };
  const network::SiteIndex nanjing = *FindSite(plan.backbone, "Nanjing");
  const auto ends_at = [&](network::FlowIndex f) {
    return plan.flows[f].source == nanjing || plan.flows[f].destination == nanjing;
  };
  EXPECT_EQ(set(all({})), expected([](network::FlowIndex) { return true; }));
  EXPECT_EQ(set(all({.site = "南京"})), expected(ends_at));
  EXPECT_EQ(set(all({.text = "南京"})), expected(ends_at));
  EXPECT_EQ(set(all({.text = "ＮＡＮＪＩＮＧ"})), expected(ends_at));
  EXPECT_EQ(set(all({.kind = "film"})), expected([](network::FlowIndex f) { return f % 7 == 0; }));
  EXPECT_EQ(set(all({.text = "影视"})), expected([](network::FlowIndex f) { return f % 7 == 0; }));
  EXPECT_EQ(set(all({.carried = false})),
            expected([&](network::FlowIndex f) { return !plan.given[f].IsCarried(); }));
  EXPECT_EQ(set(all({.link = board->link_names()[2]})), expected([&](network::FlowIndex f) {
              return std::ranges::any_of(plan.given[f].routes, [](const network::Route& route) {
                return std::ranges::any_of(route.hops,
                                           [](const network::Hop& hop) { return hop.link == 2; });
              });
            }));
  const std::vector<std::string> order = all({});
  for (size_t i = 1; i < order.size(); ++i) {
    EXPECT_LE(plan.flows[*board->FindFlow(order[i - 1])].rank,
              plan.flows[*board->FindFlow(order[i])].rank);
  }
  EXPECT_FALSE(ListBackboneFlows(*board, kOffice, {.cursor = "x"}));
  EXPECT_FALSE(ListBackboneFlows(*board, kOffice, {.cursor = "-1"}));
  EXPECT_FALSE(ListBackboneFlows(*board, kOffice, {.site = "Wuhan"}));
  EXPECT_FALSE(ListBackboneFlows(*board, kOffice, {.link = "Nanjing>Wuhan"}));
  EXPECT_TRUE(Must(ListBackboneFlows(*board, kOffice, {.cursor = "999999"})).items.empty());
}

TEST(BackboneBoard, ACutIsThePlanAroundIt) {
  const auto board = BoardOf(Busy(50));
  const network::Plan& plan = board->plan();
  const BackboneCut cut = Must(CutBackbone(*board, kOffice, {"南京", "Hangzhou", ""}));
  const auto nanjing = *FindSite(plan.backbone, "Nanjing"),
             hangzhou = *FindSite(plan.backbone, "Hangzhou");
  const network::FailureReport report = network::PlanAround(
      plan, network::LinksBetween(plan.backbone, nanjing, hangzhou), ServerAdmission());
  ASSERT_EQ(cut.changes.size(), report.changes.size());
  EXPECT_EQ(cut.met, static_cast<int64_t>(report.changes.size()));
  EXPECT_EQ(cut.on_one + cut.moved + cut.moved_to_one + cut.lost, cut.met);
  EXPECT_GT(cut.met, 0);
  for (const BackboneLinkView& link : cut.loads) {
    if (std::ranges::count(cut.links, link.id) > 0) {
      EXPECT_EQ(link.load_permille, 0);
      EXPECT_EQ(link.flows, 0);
    }
  }
  const BackboneCut site = Must(CutBackbone(*board, kOffice, {"", "", "Nanjing"}));
  EXPECT_EQ(site.links.size(), 6U);
  for (const BackboneChange& change : site.changes) {
    const bool ends = change.flow.from.id == "Nanjing" || change.flow.to.id == "Nanjing";
    if (ends) EXPECT_EQ(change.effect, "lost");
  }
  EXPECT_FALSE(CutBackbone(*board, kOffice, {}));
  EXPECT_FALSE(CutBackbone(*board, kOffice, {"Nanjing", "", ""}));
  EXPECT_FALSE(CutBackbone(*board, kOffice, {"Nanjing", "Hefei", "Hefei"}));
  EXPECT_FALSE(CutBackbone(*board, kOffice, {"Hefei", "Shanghai", ""}));
}

TEST(BackboneBoard, TheSimulationSeesEveryFlowWithinItsBound) {
  const auto board = BoardOf(Busy(40));
  EXPECT_FALSE(ShowBackboneSimulation(*board, kOffice).ready);
  EXPECT_FALSE(ShowBackboneCuts(*board).ready);
  board->Complete([] { return false; });
  const BackboneSimulation simulation = ShowBackboneSimulation(*board, kOffice);
  ASSERT_TRUE(simulation.ready);
  EXPECT_EQ(simulation.violations, 0);
  EXPECT_EQ(simulation.lost, 0);
  EXPECT_GT(simulation.packet_hops, simulation.packets);
  BackboneFlowQuery query;
  query.limit = 500;
  for (const BackboneFlowRow& row : Must(ListBackboneFlows(*board, kOffice, query)).items) {
    ASSERT_EQ(row.latency_ns_seen.has_value(), row.carried) << row.id;
    if (!row.carried) continue;
    EXPECT_LE(*row.latency_ns_seen, *row.latency_ns);
    EXPECT_LE(*row.jitter_ns_seen, *row.jitter_ns);
    EXPECT_LE(*row.latency_ns, row.latency_ns_asked);
    EXPECT_LE(*row.jitter_ns, row.jitter_ns_asked);
  }
  const BackboneCutList cuts = ShowBackboneCuts(*board);
  ASSERT_TRUE(cuts.ready);
  ASSERT_EQ(cuts.items.size(), 5U);
  for (const BackboneCutRow& row : cuts.items) {
    const BackboneCut cut = Must(CutBackbone(*board, kOffice, {row.a, row.b, ""}));
    EXPECT_EQ(row.lost, cut.lost);
    EXPECT_EQ(row.moved, cut.moved + cut.moved_to_one);
    EXPECT_EQ(row.on_one, cut.on_one);
  }
}

TEST(BackboneBoard, TheDownloadedPlanIsOneThatTheCheckerAccepts) {
  const auto board = BoardOf(Busy(25));
  const std::string text = Must(BackbonePlanText(*board, kOffice));
  const network::Plan plan = Must(ParsePlan(text, {.file = "plan.json"}));
  EXPECT_EQ(plan, board->plan());
  EXPECT_TRUE(network::CheckPlan(plan));
}

TEST(BackboneBoard, PresetsAreQuestionsThatCanBeAsked) {
  const auto board = BoardOf(Ring());
  for (const BackbonePreset& preset : BackbonePresets().items) {
    BackboneFlowInput input = AskFor("Nanjing", "Shanghai");
    input.kind = preset.kind;
    input.frame_bytes = preset.frame_bytes;
    input.interval_ns = preset.interval_ns;
    input.latency_ns_max = preset.latency_ns_max;
    input.jitter_ns_max = preset.jitter_ns_max;
    input.protection = preset.protection;
    // Such a link takes one packet of each kind, if it fits a cycle at all.
    const auto answer = AnswerBackboneFlow(*board, input);
    if (preset.frame_bytes + 20 > 1'562) {
      EXPECT_FALSE(answer) << preset.kind;
    } else {
      EXPECT_TRUE(Must(AnswerBackboneFlow(*board, input)).flow.carried) << preset.kind;
    }
  }
}

}  // namespace
}  // namespace lianmeng::app
