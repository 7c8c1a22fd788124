// MPLS labels for a plan: what each router does with a label and the cycle that comes with it, so that every packet is
// sent on the links and in the cycles that the plan gave its flow (RFC 8964; draft-ietf-detnet-tcqf;
// docs/formats/network-export.md).
//
// Example:   LM_ASSIGN(const LabelMap map, MapLabels(plan));
//            map.routers[site].transit          // in-label → link, cycles to add, out-label
//
// Routes that do the same from some router on, link by link and cycle by cycle, share their labels from there on: routers
// hold as many as there are ways to go on, not as there are flows. Beneath is a service label for each flow.
// Cost:      O(hops · log). Deterministic: labels of a router count from kLabelFirst in the order of flows and routes.
// Requires:  a plan that CheckPlan accepts.
// Errors:    kResourceExhausted: a router needs more labels than there are; field "sites/3".
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "network/plan.h"

namespace lianmeng::network {

using Label = uint32_t;
inline constexpr Label kLabelFirst = 16;  // those below are reserved (RFC 3032)
inline constexpr Label kLabelMax = (1 << 20) - 1;
inline constexpr int64_t kTrafficClassCyclesMax =
    8;  // what the three bits of a label's traffic class can tell apart

// How a packet tells the number of its cycle, modulo C.
enum class CycleTag : uint8_t {
  kTrafficClass,  // in the traffic class of its label, where C is small enough
  kLabel,         // by its label: C of them in a row, the first for cycle 0
};

// What comes with a label (any of its C labels) is sent on `link`, `shift` cycles later than the cycle that it was sent
// in before, with the label `out_label`: of the same cycle, modulo C, as it is sent in.
struct TransitEntry {
  Label in_label = 0;
  LinkIndex link = 0;
  int64_t shift = 0;
  Label out_label = 0;

  friend bool operator==(const TransitEntry&, const TransitEntry&) = default;
};

// A flow's packets of interval n are sent on `link` in cycle `cycle` + n · interval_cycles, under `out_label`, and that
// above `service_label`.
struct IngressEntry {
  FlowIndex flow = 0;
  size_t route = 0;
  LinkIndex link = 0;
  int64_t cycle = 0, interval_cycles = 0;
  Label out_label = 0, service_label = 0;

  friend bool operator==(const IngressEntry&, const IngressEntry&) = default;
};

// The label is taken off, the service label beneath tells the flow. Of a protected flow the first copy of a packet goes on;
// what came on `link` waits `hold_ns` before.
struct EgressEntry {
  Label service_label = 0;
  FlowIndex flow = 0;
  LinkIndex link = 0;
  int64_t hold_ns = 0;

  friend bool operator==(const EgressEntry&, const EgressEntry&) = default;
};

struct RouterLabels {
  std::vector<IngressEntry> ingress;
  std::vector<TransitEntry> transit;
  std::vector<EgressEntry> egress;
  Label end_label = 0;  // of what ends here; 0: nothing does
};

struct LabelMap {
  CycleTag tag = CycleTag::kTrafficClass;
  int64_t labels_each = 1;            // labels in a row for each one of the entries: 1, or C
  std::vector<RouterLabels> routers;  // of each site
};

[[nodiscard]] Result<LabelMap> MapLabels(const Plan& plan);

}  // namespace lianmeng::network
