#include "app/links_network.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/group_by.h"
#include "base/memory.h"
#include "ingest/byte_source.h"
#include "ingest/csv_reader.h"
#include "ingest/links_reader.h"

namespace lianmeng::app {
namespace {

using chain::SupplyLink;

constexpr size_t kIssuesShown = 20;
// The table, the network, and what the engines lay out beside it; each thread has a state for every
// firm. For what the greediest mode takes; docs/formats/links.md says how near that is.
constexpr uint64_t kBytesPerLink = 130;
constexpr uint64_t kBytesPerFirm = 300;  // and twice its name
constexpr uint64_t kBytesPerFirmAndThread = 260;
constexpr uint64_t kBytesAtStart = 30'000'000;
constexpr uint64_t kFirstBytes = 1 << 20;  // of the file, for the forecast
constexpr uint64_t kLinksPerFirm = 4;      // for the forecast; national networks have 4 to 50
constexpr uint64_t kNameBytes = 16;
constexpr int64_t kRowsPerCheck = 1 << 16;

Error WillNotFit(const std::string& file, uint64_t needed, uint64_t limit,
                 const std::string& links) {
  const std::string need = MemoryText(needed);
  const std::string have = MemoryText(limit);
  return MakeError(
      ErrorCode::kResourceExhausted,
      {"内存不够：" + links + " 条供应关系约需 " + need + "，可用 " + have,
       "not enough memory: " + links + " links take some " + need + ", there are " + have},
      {.file = file});
}

// Nothing for what has no size: a pipe or a device.
Result<std::optional<LinksForecast>> Forecast(const std::string& file, int threads) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return std::optional<LinksForecast>();
  LinksForecast forecast;
  forecast.file_bytes = std::filesystem::file_size(file, failed);
  if (failed) return std::optional<LinksForecast>();
  LM_ASSIGN(const auto source, ingest::FileSource::Open(file));
  std::string first(std::min(forecast.file_bytes, kFirstBytes), '\0');
  LM_ASSIGN(const size_t read, source->Read(first.data(), first.size()));
  first.resize(read);
  const auto rows = static_cast<uint64_t>(std::count(first.begin(), first.end(), '\n'));
  const double row_bytes = static_cast<double>(first.size()) / static_cast<double>(rows + 1);
  forecast.links =
      first.empty() ? 0
                    : static_cast<uint64_t>(static_cast<double>(forecast.file_bytes) / row_bytes);
  const uint64_t firms = forecast.links / kLinksPerFirm;
  forecast.memory_bytes = MemoryNeeded({.links = forecast.links,
                                        .firms = firms,
                                        .name_bytes = firms * kNameBytes,
                                        .threads = threads});
  return std::optional(forecast);
}

class Reading {
 public:
  Reading(const LinksNetworkOptions& options, uint64_t limit, LinksNetwork& out)
      : options_(options), limit_(limit), out_(out) {}

  Status Run(Progress& progress) {
    LM_ASSIGN(const auto reader, ingest::CsvReader::Open(options_.file));
    const ingest::LinksHandlers handlers{
        .on_link = [this](const ingest::PlainLink& link) { return Take(link); },
        .on_issue = [this](const ingest::RowIssue& issue) { return Note(issue); }};
    LM_TRY(ingest::ReadLinks(*reader, handlers, names_, progress));
    if (out_.errors > 0) {
      out_.input = {};
      return Ok{};
    }
    if (!std::isfinite(total_)) {
      return MakeError(
          ErrorCode::kInvalidArgument,
          {"权重之和溢出，请换更大的单位", "the sum of the weights overflows; use a larger unit"},
          {.file = options_.file, .line = 0, .field = "weight", .value = {}});
    }
    NumberByName();
    MergeLinks();
    out_.firms = std::move(names_.firms);
    out_.sectors = std::move(names_.sectors);
    return Ok{};
  }

 private:
  Status Take(const ingest::PlainLink& link) {
    if (++out_.rows % kRowsPerCheck == 0) LM_TRY(CheckMemory());
    if (link.supplier_number == link.customer_number) {
      ++out_.self_links;
      return Ok{};
    }
    // After an error nothing will be computed: the rest is read for its errors alone.
    if (link.weight == 0 || out_.errors > 0) return Ok{};
    total_ += link.weight;
    out_.input.links.push_back({link.supplier_number, link.customer_number, link.weight,
                                static_cast<chain::Essentiality>(link.essentiality)});
    return Ok{};
  }

  Status Note(const ingest::RowIssue& issue) {
    if (issue.severity == Issue::Severity::kError) ++out_.errors;
    if (out_.first_issues.size() < kIssuesShown) out_.first_issues.push_back(issue);
    return Ok{};
  }

  // The forecast may have been too low: the first rows need not be like the others.
  Status CheckMemory() {
    const auto rows = static_cast<uint64_t>(out_.rows);
    const uint64_t needed = MemoryNeeded({.links = rows,
                                          .firms = names_.firms.size(),
                                          .name_bytes = names_.firms.memory_bytes(),
                                          .threads = options_.threads});
    if (limit_ == 0 || needed <= limit_) return Ok{};
    return WillNotFit(options_.file, needed, limit_, std::to_string(rows) + "+");
  }

  void NumberByName() {
    const auto ranks = [](const NameTable& names) {
      const std::vector<uint32_t> order = names.ByName();
      std::vector<uint32_t> rank(order.size());
      for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
      return rank;
    };
    out_.node_of_firm = ranks(names_.firms);
    out_.index_of_sector = ranks(names_.sectors);
    out_.input.sector_count = names_.sectors.size();
    out_.input.sector.resize(names_.firms.size());
    for (uint32_t firm = 0; firm < names_.firms.size(); ++firm) {
      out_.input.sector[out_.node_of_firm[firm]] =
          out_.index_of_sector[names_.sector_of_firm[firm]];
    }
    for (SupplyLink& link : out_.input.links) {
      link.supplier = out_.node_of_firm[link.supplier];
      link.customer = out_.node_of_firm[link.customer];
    }
  }

  [[nodiscard]] uint32_t SectorOf(const SupplyLink& link) const {
    return out_.input.sector[link.supplier];
  }

  // Links of one customer from one sector stand together: so disagreements are seen.
  void MergeLinks() {
    Grouped<SupplyLink> rows =
        GroupBy(std::span<const SupplyLink>(out_.input.links), names_.firms.size(),
                [](const SupplyLink& link) { return link.customer; });
    for (uint32_t customer = 0; customer < names_.firms.size(); ++customer) {
      const std::span<SupplyLink> row = rows.Of(customer);
      std::sort(row.begin(), row.end(), [this](const SupplyLink& a, const SupplyLink& b) {
        if (SectorOf(a) != SectorOf(b)) return SectorOf(a) < SectorOf(b);
        return a.supplier != b.supplier ? a.supplier < b.supplier : a.value < b.value;
      });
    }
    std::vector<SupplyLink>& links = out_.input.links;
    links = std::move(rows.items);
    size_t kept = 0;
    for (size_t begin = 0; begin < links.size();) {
      const uint32_t customer = links[begin].customer;
      const uint32_t sector = SectorOf(links[begin]);
      const chain::Essentiality first = links[begin].essentiality;
      const size_t kept_before = kept;
      bool disagree = false;
      size_t i = begin;
      for (; i < links.size() && links[i].customer == customer && SectorOf(links[i]) == sector;
           ++i) {
        const SupplyLink link = links[i];
        disagree |= link.essentiality != first;
        if (kept > kept_before && links[kept - 1].supplier == link.supplier) {
          links[kept - 1].value += link.value;
          links[kept - 1].essentiality = std::max(links[kept - 1].essentiality, link.essentiality);
          ++out_.parallel_links;
        } else {
          links[kept++] = link;
        }
      }
      if (disagree) ++out_.essentiality_conflicts;
      begin = i;
    }
    links.resize(kept);
  }

  const LinksNetworkOptions& options_;
  uint64_t limit_;
  LinksNetwork& out_;
  ingest::LinkNames names_;
  double total_ = 0;
};

}  // namespace

uint64_t MemoryNeeded(const LinksSize& size) {
  const uint64_t firm_bytes =
      kBytesPerFirm + kBytesPerFirmAndThread * static_cast<uint64_t>(std::max(1, size.threads));
  return kBytesAtStart + size.links * kBytesPerLink + size.firms * firm_bytes + 2 * size.name_bytes;
}

Result<LinksNetwork> ReadLinksNetwork(const LinksNetworkOptions& options, Progress& progress) {
  const uint64_t limit =
      options.memory_max_bytes != 0 ? options.memory_max_bytes : AvailableMemory().value_or(0);
  LM_ASSIGN(std::optional<LinksForecast> forecast, Forecast(options.file, options.threads));
  LinksNetwork links;
  if (forecast) {
    forecast->memory_max_bytes = limit;
    if (options.on_forecast) options.on_forecast(*forecast);
    if (limit != 0 && forecast->memory_bytes > limit) {
      return WillNotFit(options.file, forecast->memory_bytes, limit,
                        std::to_string(forecast->links));
    }
    // Grown by doubling, the table would need half as much again for a moment.
    links.input.links.reserve(forecast->links + forecast->links / 50);
  }
  LM_TRY(Reading(options, limit, links).Run(progress));
  return links;
}

}  // namespace lianmeng::app
