// Nodes and edges of graph files as records of a backbone: what node-link JSON and GML have in common. Internal to
// ingest.
//
// A site is called by its name where no other has it, otherwise by its name and number ("Suzhou (17)"), and by its
// number alone where it has no name. Fields that are not known are passed over: such files carry much else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "ingest/plain_table.h"
#include "model/backbone_records.h"

namespace lianmeng::ingest {

// A field and its text as it stands in the file.
struct GraphAttribute {
  std::string name, text;
  int64_t line = 0;
};

class GraphRecords {
 public:
  // Requires: both outlive the object.
  GraphRecords(const std::string& file, const OnIssue& on_issue)
      : file_(file), on_issue_(on_issue) {}

  void set_directed(bool is_directed) { is_directed_ = is_directed; }
  Status TakeNode(std::span<const GraphAttribute> attributes, int64_t line);
  Status TakeEdge(std::span<const GraphAttribute> attributes, int64_t line);
  Status Fail(std::string_view field, std::string_view value, int64_t line, TextPair message);

  // Names the sites and resolves the ends of the edges.
  Result<BackboneTopology> Finish();

 private:
  template <typename Field, typename Record, size_t N>
  Result<bool> Take(std::span<const GraphAttribute> attributes,
                    const std::array<PlainColumn, N>& columns, Record& record);
  void NameSites();

  const std::string& file_;
  const OnIssue& on_issue_;
  bool is_directed_ = false;
  BackboneTopology topology_;
  std::unordered_map<std::string, size_t> site_of_number_;
};

}  // namespace lianmeng::ingest
