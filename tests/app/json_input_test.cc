// What clients and files send: every kind of fault is refused with its line, its JSON pointer and its value.

#include "app/json_input.h"

#include <gtest/gtest.h>

namespace lianmeng::app {
namespace {

struct Part {
  std::string city;
  double lost = 0;

  LM_FIELDS(Part, city, lost)
  static FieldRules Rules() { return {Between("lost", 0, 1)}; }
};

struct Whole {
  std::string kind;
  std::optional<int64_t> days;
  std::optional<std::string> note;
  std::optional<std::optional<std::string>> owner;
  std::vector<std::string> words;
  std::vector<Part> parts;

  LM_FIELDS(Whole, kind, days, note, owner, words, parts)
  static FieldRules Rules() {
    return {OneOf("kind", {"storm", "fire"}), Between("days", 1, 30), LengthUpTo("note", 4),
            Items("parts", {1, 2})};
  }
};

Error Refused(const std::string& text) {
  const Result<Whole> result = ReadJson<Whole>(text, {.file = "in.json"});
  if (result) {
    ADD_FAILURE() << "accepted: " << text;
    return {};
  }
  return result.error();
}

constexpr char kGood[] = R"({"kind": "fire", "parts": [{"city": "宁波", "lost": 0.5}]})";

TEST(JsonInput, ReadsWhatTheFieldsSay) {
  const Result<Whole> result = ReadJson<Whole>(
      R"({"kind":"fire","days":3,"note":"四个字啊","words":["a","b"],"owner":null,
          "parts":[{"city":"宁波","lost":1},{"lost":0,"city":""}]})");
  ASSERT_TRUE(result.ok()) << result.error().Describe(Language::kEnglish);
  EXPECT_EQ(result->kind, "fire");
  EXPECT_EQ(result->days, 3);
  EXPECT_EQ(result->note, "四个字啊");
  EXPECT_EQ(result->words, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(result->parts.size(), 2u);
  EXPECT_EQ(result->parts[0].city, "宁波");
  EXPECT_EQ(result->parts[0].lost, 1);
}

TEST(JsonInput, TellsNullFromLeftOutWhereAsked) {
  const Result<Whole> absent = ReadJson<Whole>(kGood);
  ASSERT_TRUE(absent.ok());
  EXPECT_FALSE(absent->owner.has_value());
  std::string text = kGood;
  text.insert(1, R"("owner": null, "note": null, )");
  const Result<Whole> null = ReadJson<Whole>(text);
  ASSERT_TRUE(null.ok());
  ASSERT_TRUE(null->owner.has_value());
  EXPECT_FALSE(null->owner->has_value());
  EXPECT_FALSE(null->note.has_value());
}

TEST(JsonInput, NamesPlaceAndValueOfEveryFault) {
  struct Case {
    const char* text;
    int64_t line;
    const char* field;
    const char* value;
  };
  const Case cases[] = {
      {"[]", 1, "", "[]"},
      {"\n{\"parts\": []}", 2, "/kind", ""},
      {"{\"kind\": 7, \"parts\": []}", 1, "/kind", "7"},
      {"{\"kind\": \"fires\",\n \"parts\": []}", 1, "/kind", "fires"},
      {"{\"kind\": \"fire\",\n \"parts\": []}", 2, "/parts", "0"},
      {"{\"kind\": \"fire\",\n \"parts\": [1,2,3]}", 2, "/parts", "3"},
      {"{\"kind\": \"fire\",\n \"parts\": [\n7]}", 3, "/parts/0", "7"},
      {"{\"kind\": \"fire\",\n \"parts\": [{\"city\": \"a\\\"]}\",\n\"lost\": 1.5}]}", 3,
       "/parts/0/lost", "1.5"},
      {"{\"kind\": \"fire\",\n \"parts\": [{\"city\": \"a\"}]}", 2, "/parts/0/lost", ""},
      {"{\"kind\": \"fire\", \"parts\": {}}", 1, "/parts", "{}"},
      {"{\"kind\": \"fire\",\n\"dais\": 3, \"parts\": []}", 2, "/dais", "3"},
      {"{\"kind\": \"fire\",\n\"a/b~\": 3, \"parts\": []}", 2, "/a~1b~0", "3"},
      {"{\"kind\": \"fire\", \"days\": 1.5, \"parts\": []}", 1, "/days", "1.5"},
      {"{\"kind\": \"fire\", \"days\": 99999999999999999999, \"parts\": []}", 1, "/days", "1e+20"},
      {"{\"kind\": \"fire\", \"days\": 18446744073709551615, \"parts\": []}", 1, "/days",
       "18446744073709551615"},
      {"{\"kind\": \"fire\", \"days\": 0, \"parts\": []}", 1, "/days", "0"},
      {"{\"kind\": \"fire\", \"days\": \"3\", \"parts\": []}", 1, "/days", "3"},
      {"{\"kind\": \"fire\", \"note\": \"五个字符呀\", \"parts\": []}", 1, "/note", "五个字符呀"},
      {"{\"kind\": \"fire\", \"note\": \"\\u0000\", \"parts\": []}", 1, "/note", "null"},
      {"{\"kind\": \"fire\", \"words\": [true], \"parts\": []}", 1, "/words/0", "true"},
      {"{\"kind\": null, \"parts\": []}", 1, "/kind", "null"},
  };
  for (const Case& c : cases) {
    const Error error = Refused(c.text);
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument) << c.text;
    EXPECT_EQ(error.place.file, "in.json") << c.text;
    EXPECT_EQ(error.place.line, c.line) << c.text;
    EXPECT_EQ(error.place.field, c.field) << c.text;
    EXPECT_EQ(error.place.value, c.value) << c.text;
    EXPECT_FALSE(error.message.zh.empty() || error.message.en.empty()) << c.text;
  }
  EXPECT_NE(Refused(R"({"kind": "fire", "dais": 3})").message.en.find("days"), std::string::npos);
}

TEST(JsonInput, RefusesWhatIsNotJson) {
  for (const char* text : {"", " ", "{", "{\"kind\"", "{\"kind\": \"fire\",}", "nul", "{}{}",
                           "\xff", "{\"a\":\"\xff\"}", "{\"kind\": 1e999}", "{'kind': 1}",
                           "{\"kind\": \"a\nb\"}", "// c\n{}"}) {
    EXPECT_EQ(Refused(text).code, ErrorCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(Refused("{\n\"kind\": }").place.line, 2);
  const Error twice = Refused(R"({"kind": "fire", "kind": "storm"})");
  EXPECT_EQ(twice.place.field, "kind");
}

TEST(JsonInput, BoundsDepthFieldsAndValues) {
  EXPECT_EQ(Refused(std::string(100'000, '[')).code, ErrorCode::kResourceExhausted);
  std::string fields = "{";
  for (int i = 0; i < 2000; ++i) fields += "\"" + std::to_string(i) + "\":1,";
  EXPECT_EQ(Refused(fields + "\"x\":1}").code, ErrorCode::kResourceExhausted);
  std::string values = "[";
  for (int i = 0; i < 200'000; ++i) values += "1,";
  EXPECT_EQ(Refused(values + "1]").code, ErrorCode::kResourceExhausted);
}

TEST(JsonInput, TheSchemaSaysTheSame) {
  SchemaBook book;
  book.Add<Whole>();
  const Json& schema = book.schemas()["Whole"];
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["required"], Json::array({"kind", "parts"}));
  EXPECT_EQ(schema["properties"]["kind"]["enum"], Json::array({"storm", "fire"}));
  EXPECT_EQ(schema["properties"]["days"]["anyOf"][0]["maximum"], 30);
  EXPECT_EQ(schema["properties"]["parts"]["minItems"], 1);
  EXPECT_EQ(book.schemas()["Part"]["properties"]["lost"]["minimum"], 0);
}

TEST(JsonInput, FindsTheLineOfAPointer) {
  const std::string text = "\n{\"a\": [\n1,\n{\"b/c\": {}, \"d\": [[],\n2]}],\n\"e\": null}";
  EXPECT_EQ(LineOf(text, ""), 2);
  EXPECT_EQ(LineOf(text, "/a/0"), 3);
  EXPECT_EQ(LineOf(text, "/a/1/b~1c"), 4);
  EXPECT_EQ(LineOf(text, "/a/1/d/1"), 5);
  EXPECT_EQ(LineOf(text, "/e"), 6);
  EXPECT_EQ(LineOf(text, "/a/7/x"), 2);  // of /a, the nearest that is there
}

}  // namespace
}  // namespace lianmeng::app
