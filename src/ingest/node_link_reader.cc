#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/graph_records.h"
#include "ingest/topology_reader.h"

namespace lianmeng::ingest {
namespace {

namespace json = simdjson::ondemand;

constexpr size_t kBytesMax = size_t{256} << 20;

class NodeLinkParser {
 public:
  NodeLinkParser(std::string text, const std::string& file, const OnIssue& on_issue)
      : text_(std::move(text)), file_(file), records_(file, on_issue) {
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
  }

  Result<BackboneTopology> Parse() {
    if (text_.size() > kBytesMax) {
      return MakeError(ErrorCode::kResourceExhausted,
                       {"文件超过 256 MiB", "the file exceeds 256 MiB"}, {.file = file_});
    }
    if (!IsValidUtf8(text_)) return Wrong("", {"不是 UTF-8 编码", "is not UTF-8"});
    json::object object;
    if (parser_.iterate(text_).get(document_) != simdjson::SUCCESS ||
        document_.get_object().get(object) != simdjson::SUCCESS) {
      return Damaged();
    }
    for (auto field : object) LM_TRY(TakeTop(field));
    const char* behind = nullptr;
    if (document_.current_location().get(behind) != simdjson::OUT_OF_BOUNDS) return Damaged();
    if (!has_nodes_) return Wrong("nodes", {"缺少该字段", "is missing"});
    if (!has_edges_) return Wrong("edges", {"缺少该字段", "is missing"});
    return records_.Finish();
  }

 private:
  template <typename Field>
  Status TakeTop(Field& field) {
    std::string_view name;
    json::value value;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
        field.value().get(value) != simdjson::SUCCESS) {
      return Damaged();
    }
    if (name == "directed") {
      bool is_directed = false;
      if (value.get_bool().get(is_directed) != simdjson::SUCCESS) {
        return Wrong("directed", {"应为真假值", "must be true or false"});
      }
      // Edges that came before were taken as both directions.
      if (is_directed && has_edges_) {
        return Wrong("directed", {"应写在 edges 之前", "must stand before the edges"});
      }
      records_.set_directed(is_directed);
    } else if (name == "nodes") {
      has_nodes_ = true;
      return TakeList("nodes", value, &GraphRecords::TakeNode);
    } else if (name == "edges" || name == "links") {
      if (has_edges_) return Wrong("edges", {"该字段出现了两次", "stands there twice"});
      has_edges_ = true;
      return TakeList("edges", value, &GraphRecords::TakeEdge);
    }
    return Ok{};  // what else there is says nothing to us: the loop passes over it
  }

  using TakeRecord = Status (GraphRecords::*)(std::span<const GraphAttribute>, int64_t);
  Status TakeList(const char* name, json::value value, TakeRecord take) {
    json::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) {
      return Wrong(name, {"应为数组", "must be an array"});
    }
    for (auto element : list) {
      json::value item;
      if (element.get(item) != simdjson::SUCCESS) return Damaged();
      const int64_t line = LineAt(item.raw_json_token().data());
      json::object object;
      if (item.get_object().get(object) != simdjson::SUCCESS) {
        return Wrong(name, {"应为对象的数组", "must hold objects"});
      }
      attributes_.clear();
      for (auto field : object) LM_TRY(TakeAttribute(field));
      LM_TRY((records_.*take)(attributes_, line));
    }
    return Ok{};
  }

  template <typename Field>
  Status TakeAttribute(Field& field) {
    std::string_view name;
    json::value value;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
        field.value().get(value) != simdjson::SUCCESS) {
      return Damaged();
    }
    const std::string key(name);
    const int64_t line = LineAt(value.raw_json_token().data());
    json::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return Damaged();
    if (key == "pos" && type == json::json_type::array) return TakePosition(value, line);
    if (type == json::json_type::object || type == json::json_type::array) return Ok{};
    std::string text;
    if (type == json::json_type::string) {
      std::string_view unescaped;
      if (value.get_string().get(unescaped) != simdjson::SUCCESS) return Damaged();
      text = unescaped;
    } else if (type != json::json_type::null) {
      text = Trim(value.raw_json_token());
    }
    attributes_.push_back({key, std::move(text), line});
    return Ok{};
  }

  // [longitude, latitude]
  Status TakePosition(json::value value, int64_t line) {
    json::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) return Damaged();
    size_t count = 0;
    for (auto element : list) {
      json::value item;
      if (element.get(item) != simdjson::SUCCESS) return Damaged();
      if (count < 2) {
        attributes_.push_back(
            {count == 0 ? "longitude" : "latitude", Trim(item.raw_json_token()), line});
      }
      ++count;
    }
    return count == 2 ? Status(Ok{})
                      : records_.Fail("pos", "", line,
                                      {"应为 [经度, 纬度]", "must be [longitude, latitude]"});
  }

  // Places are asked for in rising order: the count goes on from the last one.
  [[nodiscard]] int64_t LineAt(const char* at) {
    if (at == nullptr || at < text_.data() || at > text_.data() + text_.size()) return line_;
    const auto to = static_cast<size_t>(at - text_.data());
    if (to < counted_) return line_;
    line_ += std::count(text_.begin() + static_cast<int64_t>(counted_),
                        text_.begin() + static_cast<int64_t>(to), '\n');
    counted_ = to;
    return line_;
  }

  Error Wrong(std::string field, TextPair message) const {
    return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                     {.file = file_, .line = 0, .field = std::move(field)});
  }
  Error Damaged() {
    Error error = Wrong("", {"不是完整的节点-链路 JSON", "is not whole node-link JSON"});
    error.place.line = line_;
    return error;
  }

  std::string text_;
  const std::string& file_;
  GraphRecords records_;
  json::parser parser_;
  json::document document_;
  std::vector<GraphAttribute> attributes_;
  bool has_nodes_ = false, has_edges_ = false;
  int64_t line_ = 1;
  size_t counted_ = 0;
};

}  // namespace

Result<BackboneTopology> ParseNodeLink(std::string text, const std::string& file,
                                       const OnIssue& on_issue) {
  return NodeLinkParser(std::move(text), file, on_issue).Parse();
}

}  // namespace lianmeng::ingest
