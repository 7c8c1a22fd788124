// What the store takes and returns of the backbone: plain structs, no behaviour.
//
// Sites and fibres are common knowledge. A flow belongs to whoever asked for it and is seen as its audience says; but a plan
// rests on every flow, so they are read all at once, and who is told of which is decided with what is read
// (model/visibility.h, MaySee).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/backbone_records.h"

namespace lianmeng::store {

struct StoredFlow {
  BackboneFlow record;
  RegionCode owner_city;      // none: unknown, or the office's
  std::string owner_name;     // empty: the office's
  Ownership owner_ownership;  // of the organisation that is the owner: who is told its name
  // Where it was promised to be carried, as docs/formats/network-plan.md writes "given"; empty: nothing is promised yet.
  std::string placement;
  int64_t updated_at_ms = 0;
};

// The whole backbone as one state of the store has it.
struct StoredBackbone {
  int64_t version = 0;  // one greater with each write that changes any of it; 0: there is none yet
  BackboneSettings settings;
  std::vector<BackboneSite>
      sites;  // in the order in which they were first written, as all of these
  std::vector<FibreLink> links;
  std::vector<StoredFlow> flows;
};

}  // namespace lianmeng::store
