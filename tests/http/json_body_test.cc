// Bodies of requests, and who may change records.

#include "http/json_body.h"

#include <gtest/gtest.h>

#include "http/problem.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::http {
namespace {

struct Note {
  std::string text;
  LM_FIELDS(Note, text)
  static app::FieldRules Rules() { return {}; }
};

TEST(JsonBody, ReadsTheBodyOrNamesTheField) {
  Request request;
  request.body = R"({"text": "好"})";
  const Result<Note> note = ReadBody<Note>(request);
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note->text, "好");
  request.body = R"({"text": 1})";
  const Result<Note> wrong = ReadBody<Note>(request);
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().place.field, "/text");
  EXPECT_EQ(StatusOf(wrong.error().code), 400);
}

class JsonBodyWriter : public lianmeng::testing::TinyRegion {
 protected:
  bool MayWrite(const Viewer& default_viewer, const std::string& asked) {
    const ApiContext context{*platform_, std::make_shared<EventHub>(), {default_viewer, "test"}};
    Request request;
    request.viewer_text = asked;
    const Result<Viewer> writer = WriterOf(context, request);
    if (!writer) {
      EXPECT_EQ(writer.error().code, ErrorCode::kPermissionDenied);
    }
    return writer.ok();
  }
};

TEST_F(JsonBodyWriter, OnlyTheOfficeOnAServerOfTheOfficeMayWrite) {
  EXPECT_TRUE(MayWrite(Viewer::Office(), ""));
  EXPECT_TRUE(MayWrite(Viewer::Office(), "office"));
  EXPECT_FALSE(MayWrite(Viewer::Office(), "public"));
  EXPECT_FALSE(MayWrite(Viewer::Office(), "B1"));
  EXPECT_FALSE(MayWrite(Viewer::Public(), ""));
  EXPECT_FALSE(MayWrite(Viewer::Public(), "office"));
}

}  // namespace
}  // namespace lianmeng::http
