// The text format of events: WHATWG HTML, section 9.2.6.

#include "http/event_stream.h"

#include <gtest/gtest.h>

namespace lianmeng::http {
namespace {

std::string Last(EventHub& hub, const std::string& before) {
  std::string text;
  for (const auto& frame : hub.Since(before).frames) text += *frame;
  return text;
}

TEST(EventHub, WritesEventsAsTheStandardReadsThem) {
  EventHub hub({.epoch = "e"});
  hub.Publish("a", "one");
  hub.Publish("b", "two\nlines\r\nand\rmore\n");
  hub.Publish("c", "");
  EXPECT_EQ(Last(hub, "e-0"),
            "id: e-1\nevent: a\ndata: one\n\n"
            "id: e-2\nevent: b\ndata: two\ndata: lines\ndata: and\ndata: more\ndata: \n\n"
            "id: e-3\nevent: c\ndata: \n\n");
}

TEST(EventHub, TellsWhatAClientHasMissed) {
  EventHub hub({.history_events_max = 3, .epoch = "e"});
  for (const char* data : {"1", "2", "3", "4", "5"}) hub.Publish("n", data);
  EXPECT_EQ(hub.Since("").frames.size(), 0U);
  EXPECT_EQ(hub.Since("").sequence, 5U);
  EXPECT_EQ(hub.Since("e-5").frames.size(), 0U);
  EXPECT_EQ(Last(hub, "e-4"), "id: e-5\nevent: n\ndata: 5\n\n");
  EXPECT_EQ(hub.Since("e-2").frames.size(), 3U);
  const std::string reset = "id: e-5\nevent: reset\ndata: {}\n\n";
  for (const char* id :
       {"e-1", "e-6", "f-5", "e5", "e-", "e-x", "e--1", "-", "e-5x", "e-99999999999999999999"}) {
    EXPECT_EQ(Last(hub, id), reset) << id;
  }
}

TEST(EventHub, ForgetsByBytesToo) {
  EventHub hub({.history_bytes_max = 100, .epoch = "e"});
  hub.Publish("n", std::string(60, 'x'));
  hub.Publish("n", std::string(60, 'y'));
  EXPECT_EQ(hub.Since("e-1").frames.size(), 1U);
  EXPECT_NE(Last(hub, "e-0").find("reset"), std::string::npos);
  hub.Publish("n", std::string(200, 'z'));  // larger than the history: not kept at all
  EXPECT_NE(Last(hub, "e-2").find("reset"), std::string::npos);
  EXPECT_EQ(hub.Since("e-3").frames.size(), 0U);
}

TEST(EventHub, EpochsOfTwoRunsDiffer) {
  EventHub first;
  EventHub second;
  first.Publish("n", "1");
  second.Publish("n", "1");
  EXPECT_NE(Last(first, "x"), Last(second, "x"));
}

struct Recorder : EventListener {
  void OnEvent(const EventHub*, const EventFrame& frame) override {
    sequences.push_back(frame.sequence);
  }
  std::vector<uint64_t> sequences;
};

TEST(EventHub, ListenersHearFromAttachToDetach) {
  EventHub hub;
  Recorder recorder;
  hub.Publish("n", "");
  hub.Attach(&recorder);
  hub.Publish("n", "");
  hub.Publish("n", "");
  hub.Detach(&recorder);
  hub.Publish("n", "");
  EXPECT_EQ(recorder.sequences, (std::vector<uint64_t>{2, 3}));
}

}  // namespace
}  // namespace lianmeng::http
