#include "app/risk_index.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include "app/index_chunks.h"
#include "app/index_journal.h"
#include "app/links_table.h"
#include "base/bytes.h"
#include "base/parallel.h"
#include "base/random.h"
#include "chain/cascade.h"
#include "chain/certified_cascade.h"
#include "ranks/mpi_ranks.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

using chain::Interval;
using chain::NodeIndex;

constexpr size_t kBufferBytes = size_t{1} << 18;
constexpr double kCheckedLinks =
    2e7;  // links that the check of a sample may read in a sweep of each
constexpr uint32_t kCheckedMin = 4;
constexpr uint32_t kCheckedMax = 64;
constexpr double kPublishedError = 1e-9;

class Stopwatch {
 public:
  double Seconds() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(start_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int ThreadsOf(const RiskIndexOptions& options) {
  if (options.threads > 0) return options.threads;
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return options.ranks == nullptr ? cores : std::max(1, cores / ranks::RanksOnThisMachine());
}

chain::IndexOptions EngineOptions(const RiskIndexOptions& options) {
  chain::IndexOptions engine;
  engine.mode = options.mode == RiskIndexMode::kCertified ? chain::IndexMode::kCertified
                                                          : chain::IndexMode::kPublished;
  engine.stop_threshold = options.stop_threshold;
  engine.tolerance = options.tolerance;
  engine.threads = ThreadsOf(options);
  return engine;
}

// Everything that the figures follow from, names included: a journal must not serve another table.
uint64_t HashOf(const LinksNetwork& links) {
  uint64_t hash = Checksum({}, links.input.sector_count);
  hash = Checksum(BytesOf(std::span(links.input.sector)), hash);
  for (const chain::SupplyLink& link : links.input.links) {
    uint64_t value = 0;
    std::memcpy(&value, &link.value, sizeof value);
    hash = SplitMixOutput(hash ^ ((uint64_t{link.supplier} << 32) | link.customer));
    hash = SplitMixOutput(hash ^ value) + static_cast<uint64_t>(link.essentiality);
  }
  // By node, as the numbers: the order of the lines changes neither.
  std::vector<uint64_t> names(links.node_of_firm.size());
  for (uint32_t firm = 0; firm < names.size(); ++firm)
    names[links.node_of_firm[firm]] = Checksum(links.firms[firm]);
  return Checksum(BytesOf(std::span(names)), hash);
}

JournalKey KeyOf(const RiskIndexOptions& options, const LinksNetwork& links) {
  const bool published = options.mode == RiskIndexMode::kPublished;
  return {.network = HashOf(links),
          .mode = static_cast<uint64_t>(options.mode),
          .stop_threshold = published ? options.stop_threshold : 0,
          .tolerance = published ? 0 : options.tolerance,
          .firms = links.input.sector.size(),
          .chunk_firms = kChunkFirms};
}

void AppendNumber(double value, std::string& out) {
  char text[40];
  out.append(text,
             std::to_chars(text, text + sizeof text, value, std::chars_format::general, 17).ptr);
}

// Writes rows through a buffer; row(i, bytes) appends one without its line end.
template <typename Row>
Status WriteRows(const std::string& path, std::string_view heading, size_t count, const Row& row) {
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(path));
  std::string bytes(heading);
  bytes += '\n';
  for (size_t i = 0; i < count; ++i) {
    row(i, bytes);
    bytes += '\n';
    if (bytes.size() < kBufferBytes) continue;
    LM_TRY(file.Write(bytes));
    bytes.clear();
  }
  LM_TRY(file.Write(bytes));
  return file.Finish();
}

class IndexRun {
 public:
  IndexRun(const RiskIndexOptions& options, RiskIndexReport& report, Progress& progress)
      : options_(options), report_(report), progress_(progress) {}

  Status Run() {
    Status done = Lead();
    // Whoever waits for the network must learn that none will come.
    if (options_.ranks != nullptr && !ranks_served_) LM_TRY(SendNothing(*options_.ranks));
    return done;
  }

 private:
  Status Lead() {
    LM_TRY(ReadNetwork());
    if (report_.errors > 0) return Ok{};
    if (options_.mode == RiskIndexMode::kRanking) return RankFirms();
    LM_ASSIGN(const chain::SystemicIndex engine,
              chain::SystemicIndex::Prepare(network_, EngineOptions(options_), progress_));
    std::optional<IndexJournal> journal;
    intervals_.resize(network_.node_count());
    ChunkPlan plan{.firms = network_.node_count(), .pending = {}};
    LM_TRY(Resume(journal, plan));
    LM_TRY(Compute(engine, plan, journal));
    report_.compute_seconds = watch_.Seconds();
    LM_TRY(CheckSample());
    LM_TRY(WriteIndex());
    if (journal) LM_TRY(journal->Remove());
    return Ok{};
  }

  Status ReadNetwork() {
    LM_ASSIGN(links_, ReadLinksNetwork({.file = options_.links,
                                        .memory_max_bytes = options_.memory_max_bytes,
                                        .threads = ThreadsOf(options_),
                                        .on_forecast = options_.on_forecast},
                                       progress_));
    report_.links = links_.rows;
    report_.firms = links_.firms.size();
    report_.self_links = links_.self_links;
    report_.parallel_links = links_.parallel_links;
    report_.essentiality_conflicts = links_.essentiality_conflicts;
    report_.errors = links_.errors;
    report_.first_issues = std::move(links_.first_issues);
    if (report_.errors > 0) return Ok{};
    LM_ASSIGN(network_, chain::SupplyNetwork::Build(links_.input));
    key_ = KeyOf(options_, links_);
    if (options_.ranks == nullptr) links_.input.links = {};
    report_.read_seconds = watch_.Seconds();
    return Ok{};
  }

  Status Resume(std::optional<IndexJournal>& journal, ChunkPlan& plan) {
    std::vector<bool> done((plan.firms + kChunkFirms - 1) / kChunkFirms, false);
    if (!options_.out.empty()) {
      LM_ASSIGN(IndexJournal opened, IndexJournal::Open(options_.out + ".journal", key_));
      journal.emplace(std::move(opened));
      report_.journal_of_another_run = journal->found() == IndexJournal::Found::kOther;
      for (const IndexJournal::Chunk& chunk : journal->finished()) {
        done[chunk.number] = true;
        report_.firms_resumed += static_cast<int64_t>(chunk.intervals.size());
        Keep(chunk.number, chunk.intervals);
      }
      journal->finished().clear();
    }
    for (uint64_t chunk = 0; chunk < done.size(); ++chunk) {
      if (!done[chunk]) plan.pending.push_back(chunk);
    }
    return Ok{};
  }

  void Keep(uint64_t chunk, std::span<const Interval> intervals) {
    std::copy(intervals.begin(), intervals.end(),
              intervals_.begin() + static_cast<std::ptrdiff_t>(chunk * kChunkFirms));
  }

  Status Compute(const chain::SystemicIndex& engine, const ChunkPlan& plan,
                 std::optional<IndexJournal>& journal) {
    const ChunkConsumer consume = [&](uint64_t chunk, std::span<const Interval> done) -> Status {
      Keep(chunk, done);
      return journal ? journal->Append(chunk, done) : Status(Ok{});
    };
    Status computed = Ok{};
    if (options_.ranks == nullptr) {
      computed = ComputeChunks(engine, plan, consume, progress_);
    } else {
      ranks_served_ = true;
      LM_TRY(SendNetwork(*options_.ranks, links_.input, EngineOptions(options_)));
      links_.input.links = {};
      computed = ComputeChunksShared(engine, plan, *options_.ranks, consume, progress_);
    }
    return computed.ok() ? Status(Ok{}) : Status(WithFirmName(computed.error()));
  }

  // Engines name a node by its number.
  Error WithFirmName(Error error) const {
    NodeIndex node = 0;
    const std::string& text = error.place.value;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), node);
    if (error.code != ErrorCode::kResourceExhausted || failure != std::errc() ||
        end != text.data() + text.size() || node >= network_.node_count()) {
      return error;
    }
    error.place.field = "firm";
    error.place.value = FirmName(node);
    return error;
  }

  std::string FirmName(NodeIndex node) const {
    const auto at = std::find(links_.node_of_firm.begin(), links_.node_of_firm.end(), node);
    return std::string(links_.firms[static_cast<uint32_t>(at - links_.node_of_firm.begin())]);
  }

  // A few firms, drawn by the network itself, computed once more by the plainest routine there is.
  Status CheckSample() {
    const std::vector<NodeIndex> sample = DrawSample();
    report_.firms_checked = static_cast<int64_t>(sample.size());
    if (options_.mode == RiskIndexMode::kPublished) return CheckPublished(sample);
    std::vector<Claim> claims;
    for (const NodeIndex node : sample) claims.push_back({node, intervals_[node]});
    return CheckIntervals(claims);
  }

  // As many of the firms in the ranking, from first to last, and of any others, which may not lie
  // above the last.
  Status CheckRanking(const chain::Ranking& ranking) {
    if (ranking.firms.empty()) return Ok{};
    std::vector<NodeIndex> others = DrawSample();
    std::erase_if(others, [&](NodeIndex node) {
      return std::any_of(ranking.firms.begin(), ranking.firms.end(),
                         [&](const chain::RankedFirm& ranked) { return ranked.firm == node; });
    });
    const Interval below_last = {0.0, ranking.firms.back().index.upper};
    std::vector<Claim> claims;
    for (const NodeIndex node : others) claims.push_back({node, below_last});
    const size_t inside = std::min<size_t>(ranking.firms.size(), kCheckedMin);
    for (size_t i = 0; i < inside; ++i) {
      const size_t place = inside == 1 ? 0 : i * (ranking.firms.size() - 1) / (inside - 1);
      claims.push_back({ranking.firms[place].firm, ranking.firms[place].index});
    }
    report_.firms_checked = static_cast<int64_t>(claims.size());
    return CheckIntervals(claims);
  }

  std::vector<NodeIndex> DrawSample() const {
    const uint32_t count = network_.node_count();
    if (count == 0) return {};
    const double size = 1.0 + count + network_.link_count();
    const auto wanted = static_cast<uint32_t>(
        std::clamp(kCheckedLinks / size, double{kCheckedMin}, double{kCheckedMax}));
    Random random(key_.network);
    std::vector<NodeIndex> sample;
    for (uint32_t i = 0; i < std::min(wanted, count); ++i) {
      sample.push_back(static_cast<NodeIndex>(random.Below(count)));
    }
    return sample;
  }

  struct Claim {
    NodeIndex node = 0;
    Interval index;
  };

  // Two intervals that both hold the truth overlap.
  Status CheckIntervals(std::span<const Claim> claims) {
    std::vector<std::optional<Result<chain::CertifiedCascade>>> proofs(claims.size());
    progress_.Begin({"独立复核抽样企业", "Checking a sample of firms independently"},
                    static_cast<int64_t>(claims.size()));
    LM_TRY(ForEachParallel(
        claims.size(), {.threads = ThreadsOf(options_)}, [] { return 0; },
        [&](int, size_t i) {
          proofs[i] = chain::CertifyCascade(network_, {{{.node = claims[i].node}}},
                                            {.tolerance = options_.tolerance});
          if (*proofs[i]) (*proofs[i])->loss = {};
        },
        progress_));
    for (size_t i = 0; i < claims.size(); ++i) {
      LM_ASSIGN(const chain::CertifiedCascade& proof, *proofs[i]);
      const auto& [node, claimed] = claims[i];
      if (proof.index.lower > claimed.upper || proof.index.upper < claimed.lower) {
        return CheckFailed(node, claimed, proof.index);
      }
    }
    return Ok{};
  }

  Status CheckPublished(const std::vector<NodeIndex>& sample) {
    std::vector<chain::Shock> shocks;
    for (const NodeIndex node : sample) shocks.push_back({{{.node = node}}});
    std::vector<double> expected(sample.size());
    LM_TRY(chain::RunCascades(
        network_, shocks,
        {.stop_threshold = options_.stop_threshold,
         .threads = ThreadsOf(options_),
         .full_sweeps = true},
        [&](size_t i, const chain::CascadeView& view) { expected[i] = view.index; }));
    for (size_t i = 0; i < sample.size(); ++i) {
      if (std::abs(expected[i] - intervals_[sample[i]].lower) > kPublishedError)
        return CheckFailed(sample[i], intervals_[sample[i]], {expected[i], expected[i]});
    }
    return Ok{};
  }

  Error CheckFailed(NodeIndex node, const Interval& claimed, const Interval& expected) const {
    std::string shown;
    for (const double value : {claimed.lower, claimed.upper, expected.lower, expected.upper}) {
      if (!shown.empty()) shown += ' ';
      AppendNumber(value, shown);
    }
    return MakeError(
        ErrorCode::kInternal,
        {"企业 " + FirmName(node) + " 的指数与独立复算不符",
         "the index of firm " + FirmName(node) + " disagrees with an independent computation"},
        {.file = {}, .line = 0, .field = "index", .value = shown});
  }

  Status WriteIndex() {
    const bool published = options_.mode == RiskIndexMode::kPublished;
    for (const Interval& interval : intervals_)
      report_.width_max = std::max(report_.width_max, interval.width());
    if (options_.rows_in_report) {
      for (uint32_t firm = 0; firm < links_.firms.size(); ++firm) {
        report_.rows.push_back(
            {std::string(links_.firms[firm]), intervals_[links_.node_of_firm[firm]], true});
      }
      if (options_.out.empty()) return Ok{};
    }
    return WriteRows(options_.out, published ? "firm,index" : "firm,lower,upper",
                     links_.firms.size(), [&](size_t firm, std::string& bytes) {
                       const Interval& index = intervals_[links_.node_of_firm[firm]];
                       AppendCell(links_.firms[static_cast<uint32_t>(firm)], bytes);
                       bytes += ',';
                       AppendNumber(index.lower, bytes);
                       if (published) return;
                       bytes += ',';
                       AppendNumber(index.upper, bytes);
                     });
  }

  Status RankFirms() {
    LM_ASSIGN(const chain::Ranking ranking,
              chain::RankFirms(network_, {.top = options_.top, .threads = ThreadsOf(options_)},
                               progress_));
    report_.compute_seconds = watch_.Seconds();
    report_.firms_bounded = ranking.firms_bounded;
    report_.firms_refined = ranking.firms_refined;
    LM_TRY(CheckRanking(ranking));
    std::vector<uint32_t> firm_of_node(links_.node_of_firm.size());
    for (uint32_t firm = 0; firm < firm_of_node.size(); ++firm)
      firm_of_node[links_.node_of_firm[firm]] = firm;
    const auto name = [&](const chain::RankedFirm& ranked) {
      return links_.firms[firm_of_node[ranked.firm]];
    };
    if (options_.rows_in_report) {
      for (const chain::RankedFirm& ranked : ranking.firms)
        report_.rows.push_back({std::string(name(ranked)), ranked.index, ranked.proven});
      if (options_.out.empty()) return Ok{};
    }
    return WriteRows(options_.out, "rank,firm,lower,upper,proven", ranking.firms.size(),
                     [&](size_t i, std::string& bytes) {
                       const chain::RankedFirm& ranked = ranking.firms[i];
                       bytes += std::to_string(i + 1) + ',';
                       AppendCell(name(ranked), bytes);
                       bytes += ',';
                       AppendNumber(ranked.index.lower, bytes);
                       bytes += ',';
                       AppendNumber(ranked.index.upper, bytes);
                       bytes += ranked.proven ? ",1" : ",0";
                     });
  }

  const RiskIndexOptions& options_;
  RiskIndexReport& report_;
  Progress& progress_;
  Stopwatch watch_;
  LinksNetwork links_;
  chain::SupplyNetwork network_;
  JournalKey key_;
  std::vector<Interval> intervals_;  // by node
  bool ranks_served_ = false;
};

}  // namespace

std::string_view Name(RiskIndexMode mode) {
  switch (mode) {
    case RiskIndexMode::kPublished:
      return "published";
    case RiskIndexMode::kCertified:
      return "certified";
    case RiskIndexMode::kRanking:
      return "ranking";
  }
  return "";
}

Result<RiskIndexReport> ComputeRiskIndex(const RiskIndexOptions& options, Progress& progress) {
  RiskIndexReport report;
  report.mode = options.mode;
  report.threads = ThreadsOf(options);
  report.ranks = options.ranks == nullptr ? 1 : options.ranks->size();
  if (options.ranks != nullptr && options.ranks->rank() != 0) {
    LM_TRY(ServeChunks(*options.ranks, report.threads, progress));
    return report;
  }
  LM_TRY(IndexRun(options, report, progress).Run());
  return report;
}

}  // namespace lianmeng::app
