// Any bytes as a topology or a table of a backbone: no crash, and only records that keep their promise.
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "base/check.h"
#include "ingest/backbone_reader.h"
#include "ingest/csv_reader.h"
#include "ingest/topology_reader.h"

using namespace lianmeng;          // NOLINT(google-build-using-namespace)
using namespace lianmeng::ingest;  // NOLINT(google-build-using-namespace)

namespace {

Status HasWords(const RowIssue& issue) {
  CHECK(!issue.message.zh.empty() && !issue.message.en.empty());
  CHECK(issue.place.line >= 0);
  return Ok{};
}

void CheckLink(const FibreLink& link) {
  CHECK(!link.from.empty() && !link.to.empty());
  if (link.fibre_m) CHECK(*link.fibre_m > 0);
  if (link.map_m) CHECK(*link.map_m > 0);
  if (link.fibre_factor_permille) CHECK(*link.fibre_factor_permille >= 1'000);
  CHECK(link.delay_ns_min.has_value() == link.delay_ns_max.has_value());
}

void CheckTopology(const Result<BackboneTopology>& topology) {
  if (!topology) {
    CHECK(!topology.error().message.zh.empty() && !topology.error().place.file.empty());
    return;
  }
  std::set<std::string> ids;
  for (const BackboneSite& site : topology->sites) {
    CHECK(!site.id.empty() && !site.number.empty());
    if (site.longitude_deg) CHECK(*site.longitude_deg >= -180 && *site.longitude_deg <= 180);
    ids.insert(site.id);
  }
  for (const FibreLink& link : topology->links) {
    CheckLink(link);
    CHECK(ids.contains(link.from) && ids.contains(link.to));
  }
}

CsvReader Table(const std::string& bytes) {
  return CsvReader(std::make_unique<MemorySource>(bytes), {.file = "f"});
}

void AsTables(const std::string& bytes, bool has_heading) {
  CsvReader sites = Table(has_heading ? bytes : "id,longitude,latitude,size\n" + bytes);
  (void)ReadBackboneSites(sites, HasWords, Progress::None());
  CsvReader links =
      Table(has_heading ? bytes : "from,to,fibre_km,rate_gbps,delay_ns_min\n" + bytes);
  if (const auto read = ReadFibreLinks(links, HasWords, Progress::None())) {
    for (const FibreLink& link : *read) CheckLink(link);
  }
  CsvReader flows = Table(
      has_heading
          ? bytes
          : "id,source,destination,frame_bytes,interval_us,latency_us_max,jitter_us_max\n" + bytes);
  if (const auto read = ReadBackboneFlows(flows, HasWords, Progress::None())) {
    for (const BackboneFlow& flow : *read) {
      CHECK(!flow.id.empty() && !flow.from.empty() && !flow.to.empty());
      CHECK(flow.interval_ns && flow.latency_ns_max && flow.jitter_ns_max);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  CheckTopology(ParseNodeLink(bytes, "f", HasWords));
  CheckTopology(ParseGml(bytes, "f", HasWords));
  AsTables(bytes, size % 2 == 0);
  return 0;
}
