// A plan as routers and people take it (docs/formats/network-export.md).
//
// Example:   LM_TRY(ExportNetwork({.plan = "PLAN.json", .out = "labels.json", .format = NetworkFormat::kMpls}));
// Errors:    of the files; of network::CheckPlan, for what is not proven is not exported; kNotFound: a site that the plan
//            does not have; kInvalidArgument: a format that needs a site or a table and has none;
//            kResourceExhausted: more labels or segment ids than there are.
#pragma once

#include <cstdint>
#include <string>

#include "app/json_input.h"
#include "network/plan.h"

namespace lianmeng::app {

enum class NetworkFormat : uint8_t {
  kYang,  // one site's configuration by RFC 9633, with our module for cycles and queues: JSON (RFC 7951)
  kSrv6,  // segment ids of links and cycles, and each flow's list of them: JSON
  kMpls,  // labels and what each router does with them: JSON
  kCsv,   // one table
  kXlsx,  // all three
};

enum class NetworkTable : uint8_t { kFlows, kHops, kPorts };

struct NetworkFormatOptions {
  NetworkFormat format = NetworkFormat::kXlsx;
  std::string site;                           // kYang: whose configuration
  NetworkTable table = NetworkTable::kFlows;  // kCsv
  uint32_t sid_block =
      0x2001'0db8;  // kSrv6: the first 32 bits of every segment id. Left as it is: for documentation
};

// Without files. Requires: a plan that CheckPlan accepts.
[[nodiscard]] Result<std::string> NetworkBytes(const network::Plan& plan,
                                               const NetworkFormatOptions& options);

struct ExportNetworkOptions {
  std::string plan, out;  // files
  NetworkFormatOptions how;
};

[[nodiscard]] Status ExportNetwork(const ExportNetworkOptions& options);

}  // namespace lianmeng::app
