// A topology as a graph file (docs/formats/backbone.md). Node-link JSON is the form of networkx and topohub: "nodes" with
// "id", "name" and "pos" [longitude, latitude]; "edges" (or "links") with "source", "target" and "dist", in km as the
// crow flies. GML is the form of the Topology Zoo: nodes with "id", "label", "Longitude" and "Latitude", edges with
// "source", "target" and "LinkSpeedRaw", the rate. Ids need not be contiguous. Beside these, nodes and edges may carry
// every field of the tables of sites and links; other fields are passed over.
//
// Cost:      linear in the text.
// Errors:    kInvalidArgument: not a file of this form, with the line where known; kResourceExhausted above 256 MiB;
//            those of on_issue. What is wrong with a node or an edge goes to on_issue, all in one pass.
// Source:    Himsolt, "GML: a portable graph file format", 1997.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/plain_table.h"
#include "model/backbone_records.h"

namespace lianmeng::ingest {

// `file` for messages.
[[nodiscard]] Result<BackboneTopology> ParseNodeLink(std::string text, const std::string& file,
                                                     const OnIssue& on_issue);
[[nodiscard]] Result<BackboneTopology> ParseGml(std::string_view text, const std::string& file,
                                                const OnIssue& on_issue);

}  // namespace lianmeng::ingest
