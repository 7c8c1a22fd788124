// Files of network calculus: numbers are kept as they are written, and everything else is refused with its place.

#include "app/network_bound.h"

#include <gtest/gtest.h>

namespace lianmeng::app {
namespace {

constexpr char kGood[] = R"({"servers": [{"id": "a", "rate": 10, "latency": 0.1},
                                         {"id": "b", "rate": "31/3"}],
 "flows": [{"id": "f", "rate": 0.3, "burst": "1/3", "path": ["a", "b"], "delay_max": 1}]})";

std::string Changed(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(NetworkBound, KeepsNumbersAsTheyAreWritten) {
  const Result<NetFile> file = ParseNet(kGood, {.file = "net.json"});
  ASSERT_TRUE(file) << file.error().Describe(Language::kEnglish);
  EXPECT_EQ(file->net.servers[0].latency, network::Rational(1, 10));
  EXPECT_EQ(file->net.servers[1].rate, network::Rational(31, 3));
  EXPECT_EQ(file->net.flows[0].rate, network::Rational(3, 10));
  EXPECT_EQ(file->net.flows[0].burst, network::Rational(1, 3));
  EXPECT_EQ(file->net.multiplexing, network::Multiplexing::kFifo);
}

TEST(NetworkBound, PrintsFractionsAndDecimalsThatAreNoSmaller) {
  const Result<NetFile> file = ParseNet(kGood, {});
  ASSERT_TRUE(file);
  const Result<network::NetBounds> bounds = network::BoundNet(file->net);
  ASSERT_TRUE(bounds);
  const Json json = ToJson(*file, *bounds);
  EXPECT_EQ(json["flows"][0]["delay"]["exact"], "2/15");  // 1/10 + 1/3 / 10
  EXPECT_EQ(json["flows"][0]["delay"]["decimal"], "0.133334");
  EXPECT_EQ(json["flows"][0]["kept"], true);
  EXPECT_EQ(json["flows"][0]["bounds"].size(), 5u);
  EXPECT_EQ(json["servers"][0]["backlog"]["exact"], "109/300");
}

TEST(NetworkBound, NamesPlaceAndValueOfEveryFault) {
  struct Case {
    const char *from, *to;
    int64_t line;
    const char *field, *value;
  };
  const Case cases[] = {
      {"\"31/3\"", "\"31/0\"", 2, "/servers/1/rate", "31/0"},
      {"\"31/3\"", "\"ten\"", 2, "/servers/1/rate", "ten"},
      {"\"31/3\"", "true", 2, "/servers/1/rate", "true"},
      {"\"31/3\"", "null", 2, "/servers/1/rate", "null"},
      {"\"31/3\"", "0.1234567890123456", 2, "", "0.1234567890123456"},
      {"\"31/3\"", "1e300", 2, "/servers/1/rate", "1e+300"},
      {"\"31/3\"", "0", 2, "/servers/1/rate", "0"},
      {"\"31/3\"", "\"1/4\"", 2, "/servers/1/rate", "1/4"},
      {"\"id\": \"b\"", "\"id\": \"a\"", 2, "/servers/1/id", "a"},
      {"\"b\"]", "\"c\"]", 3, "/flows/0/path/1", "c"},
      {"\"b\"]", "\"a\"]", 3, "/flows/0/path/1", "a"},
      {"[\"a\", \"b\"]", "[]", 3, "/flows/0/path", "0"},
      {"\"burst\"", "\"bursts\"", 3, "/flows/0/bursts", "1/3"},
      {"\"delay_max\": 1", "\"delay_max\": -1", 3, "/flows/0/delay_max", "-1"},
      {"\"delay_max\": 1", "\"priority\": 8", 3, "/flows/0/priority", "8"},
      {"\"delay_max\": 1", "\"frame\": 1", 3, "/flows/0/frame", "1"},
      {"{\"servers\"", "{\"multiplexing\": \"lifo\", \"servers\"", 1, "/multiplexing", "lifo"},
  };
  for (const Case& c : cases) {
    const Result<NetFile> file = ParseNet(Changed(c.from, c.to), {.file = "net.json"});
    ASSERT_FALSE(file) << c.to;
    const Error& error = file.error();
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument) << c.to;
    EXPECT_EQ(error.place.file, "net.json") << c.to;
    EXPECT_EQ(error.place.line, c.line) << c.to;
    EXPECT_EQ(error.place.field, c.field) << c.to;
    EXPECT_EQ(error.place.value, c.value) << c.to;
  }
  // Digits within a text are nobody's number.
  EXPECT_TRUE(
      ParseNet(Changed("\"id\": \"f\"", R"("note": "\"12345678901234567890", "id": "f")"), {}));
}

}  // namespace
}  // namespace lianmeng::app
