#include "app/index_chunks.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/bytes.h"

namespace lianmeng::app {
namespace {

using chain::Interval;
using chain::NodeIndex;

constexpr auto kPollInterval = std::chrono::milliseconds(1);

// What a rank says. Each word but kFailed gets one answer: the chunks to compute next, or none.
enum class Word : uint8_t { kReady, kDone, kFailed };

// Without ranks, chunks are computed together, so that the engine finds hubs that it can certify
// together: twice as many as the last time for as long as that took less than a kill may lose.
constexpr size_t kChunksAtFirst = 8;  // or an eighth of all
constexpr double kSecondsAtRisk = 2.0;
// Among ranks: so many at the most, and fewer towards the end, so that nobody waits long for the last.
constexpr size_t kChunksOfRank = 16;

uint64_t FirmsOf(uint64_t chunk, uint64_t firms) {
  return std::min(kChunkFirms, firms - chunk * kChunkFirms);
}

// Progress on some chunks as part of the whole; `base` firms were done before them. What the engine
// does after its first phase does not count in firms.
class PartOfProgress final : public Progress {
 public:
  PartOfProgress(Progress& whole, int64_t base) : whole_(whole), base_(base) {}
  void Begin(const TextPair&, int64_t) override { ++phase_; }
  void Advance(int64_t done) override {
    if (phase_ == 1) whole_.Advance(base_ + done);
  }
  [[nodiscard]] bool Cancelled() const override { return whole_.Cancelled(); }

 private:
  Progress& whole_;
  int64_t base_;
  int phase_ = 0;
};

// Passes on nothing but the wish to stop, also one of our own.
class StopOnly final : public Progress {
 public:
  explicit StopOnly(const Progress& whole) : whole_(whole) {}
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return stop_ || whole_.Cancelled(); }
  void Stop() { stop_ = true; }

 private:
  const Progress& whole_;
  std::atomic<bool> stop_ = false;
};

// One after another.
Result<std::vector<Interval>> ComputeFirmsOf(const chain::SystemicIndex& engine,
                                             std::span<const uint64_t> chunks, uint64_t firms,
                                             Progress& progress) {
  std::vector<NodeIndex> nodes;
  for (const uint64_t chunk : chunks) {
    const size_t begin = nodes.size();
    nodes.resize(begin + FirmsOf(chunk, firms));
    std::iota(nodes.begin() + static_cast<std::ptrdiff_t>(begin), nodes.end(),
              static_cast<NodeIndex>(chunk * kChunkFirms));
  }
  std::vector<Interval> intervals(nodes.size());
  LM_TRY(engine.Compute(nodes, intervals, progress));
  return intervals;
}

void BeginPhase(const ChunkPlan& plan, Progress& progress) {
  progress.Begin({"逐家企业冲击", "Shocking every firm in turn"}, static_cast<int64_t>(plan.firms));
}

int64_t FirmsDoneBefore(const ChunkPlan& plan) {
  uint64_t pending = 0;
  for (const uint64_t chunk : plan.pending) pending += FirmsOf(chunk, plan.firms);
  return static_cast<int64_t>(plan.firms - pending);
}

// The chunks' numbers, then all their intervals.
std::string DoneMessage(std::span<const uint64_t> chunks, std::span<const Interval> intervals) {
  std::string bytes;
  AppendValue(bytes, Word::kDone);
  AppendText(bytes, BytesOf(chunks));
  AppendText(bytes, BytesOf(intervals));
  return bytes;
}

template <typename T>
bool TakeVector(std::string_view& bytes, std::vector<T>& values) {
  const std::optional<std::string_view> text = TakeText(bytes);
  if (!text || text->size() % sizeof(T) != 0) return false;
  values.resize(text->size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), text->data(), text->size());
  return true;
}

std::string FailedMessage(const Error& error) {
  std::string bytes;
  AppendValue(bytes, Word::kFailed);
  AppendValue(bytes, error.code);
  AppendText(bytes, error.message.zh);
  AppendText(bytes, error.message.en);
  AppendText(bytes, error.place.field);
  AppendText(bytes, error.place.value);
  return bytes;
}

Error Garbled(int from) {
  return MakeError(ErrorCode::kCorrupt, {"进程间消息损坏", "a message between ranks is damaged"},
                   {.file = {}, .line = 0, .field = "rank", .value = std::to_string(from)});
}

Error FailureOf(std::string_view bytes, int from) {
  const auto code = TakeValue<ErrorCode>(bytes);
  const auto zh = TakeText(bytes);
  const auto en = TakeText(bytes);
  const auto field = TakeText(bytes);
  const auto value = TakeText(bytes);
  if (!code || !zh || !en || !field || !value) return Garbled(from);
  return MakeError(
      *code, {std::string(*zh), std::string(*en)},
      {.file = {}, .line = 0, .field = std::string(*field), .value = std::string(*value)});
}

// Chunks between the leader's thread that speaks with the ranks and the one that computes.
class Desk {
 public:
  Desk(const std::vector<uint64_t>& pending, int ranks)
      : pending_(pending.begin(), pending.end()), ranks_(static_cast<size_t>(ranks)) {}

  // Half of what is the taker's part of the rest. Empty: nothing is left.
  std::vector<uint64_t> Take() {
    const std::lock_guard lock(mutex_);
    const size_t count = std::min(
        pending_.size(), std::clamp<size_t>(pending_.size() / (2 * ranks_), 1, kChunksOfRank));
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<uint64_t> chunks(pending_.begin(), end);
    pending_.erase(pending_.begin(), end);
    return chunks;
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    pending_.clear();
  }
  struct Done {
    std::vector<uint64_t> chunks;
    Result<std::vector<Interval>> intervals;  // one chunk after another
  };
  void Put(Done done) {
    const std::lock_guard lock(mutex_);
    done_.push_back(std::move(done));
  }
  std::optional<Done> TakeDone() {
    const std::lock_guard lock(mutex_);
    if (done_.empty()) return std::nullopt;
    Done done = std::move(done_.front());
    done_.pop_front();
    return done;
  }

 private:
  std::mutex mutex_;
  std::deque<uint64_t> pending_;
  const size_t ranks_;
  std::deque<Done> done_;
};

class Leader {
 public:
  Leader(const chain::SystemicIndex& engine, const ChunkPlan& plan, ranks::Ranks& ranks,
         const ChunkConsumer& consume, Progress& progress)
      : engine_(engine),
        plan_(plan),
        ranks_(ranks),
        consume_(consume),
        progress_(progress),
        desk_(plan.pending, ranks.size()),
        stop_(progress),
        serving_(ranks.size() - 1),
        done_firms_(FirmsDoneBefore(plan)) {}

  Status Run() {
    BeginPhase(plan_, progress_);
    std::atomic<bool> computing = true;
    std::thread worker([&] {
      for (std::vector<uint64_t> chunks; !(chunks = desk_.Take()).empty();) {
        auto intervals = ComputeFirmsOf(engine_, chunks, plan_.firms, stop_);
        desk_.Put({std::move(chunks), std::move(intervals)});
      }
      computing = false;
    });
    while (true) {
      const bool was_computing = computing;
      bool idle = true;
      while (auto done = desk_.TakeDone()) {
        Note(done->intervals.ok() ? Keep(done->chunks, *done->intervals)
                                  : Status(std::move(done->intervals).error()));
        idle = false;
      }
      if (serving_ > 0) {
        Result<std::optional<ranks::Message>> message = ranks_.TryReceive();
        if (!message) {  // nobody can be reached any more
          Note(message.error());
          break;
        }
        if (*message) Note(Answer(**message));
        idle = idle && !*message;
      }
      if (progress_.Cancelled()) Note(MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"}));
      if (serving_ == 0 && !was_computing && idle) break;
      if (idle) std::this_thread::sleep_for(kPollInterval);
    }
    worker.join();
    return failure_;
  }

 private:
  // The first failure stands; from then on nobody gets work.
  void Note(Status status) {
    if (status.ok() || !failure_.ok()) return;
    failure_ = std::move(status);
    desk_.Close();
    stop_.Stop();
  }

  Status Keep(std::span<const uint64_t> chunks, std::span<const Interval> intervals) {
    for (const uint64_t chunk : chunks) {
      const uint64_t firms = FirmsOf(chunk, plan_.firms);
      if (failure_.ok()) LM_TRY(consume_(chunk, intervals.first(firms)));
      intervals = intervals.subspan(firms);
      done_firms_ += static_cast<int64_t>(firms);
    }
    progress_.Advance(done_firms_);
    return Ok{};
  }

  Status Answer(const ranks::Message& message) {
    std::string_view bytes = message.bytes;
    const std::optional<Word> word = TakeValue<Word>(bytes);
    Status kept = Ok{};
    if (word == Word::kFailed) {
      --serving_;
      return FailureOf(bytes, message.from);
    }
    if (word == Word::kDone) kept = KeepMessage(bytes, message.from);
    Note(kept);
    std::string answer;
    const std::vector<uint64_t> chunks = desk_.Take();
    AppendText(answer, BytesOf(std::span(chunks)));
    if (chunks.empty()) --serving_;
    return ranks_.Send(message.from, answer);
  }

  Status KeepMessage(std::string_view bytes, int from) {
    std::vector<uint64_t> chunks;
    std::vector<Interval> intervals;
    if (!TakeVector(bytes, chunks) || !TakeVector(bytes, intervals)) return Garbled(from);
    uint64_t firms = 0;
    for (const uint64_t chunk : chunks) {
      if (chunk > (plan_.firms - 1) / kChunkFirms) return Garbled(from);
      firms += FirmsOf(chunk, plan_.firms);
    }
    if (firms != intervals.size()) return Garbled(from);
    return Keep(chunks, intervals);
  }

  const chain::SystemicIndex& engine_;
  const ChunkPlan& plan_;
  ranks::Ranks& ranks_;
  const ChunkConsumer& consume_;
  Progress& progress_;
  Desk desk_;
  StopOnly stop_;
  int serving_;
  int64_t done_firms_;
  Status failure_ = Ok{};
};

struct NetworkMessage {
  chain::SupplyInput input;
  chain::IndexOptions options;
};

Status Serve(ranks::Ranks& ranks, const NetworkMessage& network, Progress& progress) {
  LM_ASSIGN(const chain::SupplyNetwork built, chain::SupplyNetwork::Build(network.input));
  LM_ASSIGN(const chain::SystemicIndex engine,
            chain::SystemicIndex::Prepare(built, network.options));
  std::string report;
  AppendValue(report, Word::kReady);
  StopOnly stop(progress);
  while (true) {
    LM_TRY(ranks.Send(0, report));
    LM_ASSIGN(const ranks::Message answer, ranks.Receive());
    std::string_view bytes = answer.bytes;
    std::vector<uint64_t> chunks;
    if (!TakeVector(bytes, chunks)) return Garbled(0);
    if (chunks.empty()) return Ok{};
    LM_ASSIGN(const std::vector<Interval> intervals,
              ComputeFirmsOf(engine, chunks, built.node_count(), stop));
    report = DoneMessage(chunks, intervals);
  }
}

}  // namespace

Status ComputeChunks(const chain::SystemicIndex& engine, const ChunkPlan& plan,
                     const ChunkConsumer& consume, Progress& progress) {
  BeginPhase(plan, progress);
  int64_t done = FirmsDoneBefore(plan);
  size_t at_once = std::clamp<size_t>(plan.pending.size() / 8, 1, kChunksAtFirst);
  for (size_t next = 0; next < plan.pending.size();) {
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    const auto chunks =
        std::span(plan.pending).subspan(next, std::min(at_once, plan.pending.size() - next));
    next += chunks.size();
    PartOfProgress part(progress, done);
    const auto begin = std::chrono::steady_clock::now();
    LM_ASSIGN(const std::vector<Interval> intervals,
              ComputeFirmsOf(engine, chunks, plan.firms, part));
    std::span<const Interval> rest = intervals;
    for (const uint64_t chunk : chunks) {
      const uint64_t firms = FirmsOf(chunk, plan.firms);
      LM_TRY(consume(chunk, rest.first(firms)));
      rest = rest.subspan(firms);
    }
    done += static_cast<int64_t>(intervals.size());
    progress.Advance(done);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (took.count() < kSecondsAtRisk) at_once *= 2;
  }
  return Ok{};
}

Status ComputeChunksShared(const chain::SystemicIndex& engine, const ChunkPlan& plan,
                           ranks::Ranks& ranks, const ChunkConsumer& consume, Progress& progress) {
  return Leader(engine, plan, ranks, consume, progress).Run();
}

Status SendNetwork(ranks::Ranks& ranks, const chain::SupplyInput& input,
                   const chain::IndexOptions& options) {
  std::string bytes;
  bytes.reserve(64 + input.links.size() * sizeof(chain::SupplyLink) + input.sector.size() * 4);
  AppendValue(bytes, options);
  AppendValue(bytes, input.sector_count);
  AppendText(bytes, BytesOf(std::span(input.sector)));
  AppendText(bytes, BytesOf(std::span(input.links)));
  return ranks.Broadcast(bytes);
}

Status SendNothing(ranks::Ranks& ranks) {
  std::string bytes;
  return ranks.Broadcast(bytes);
}

Status ServeChunks(ranks::Ranks& ranks, int threads, Progress& progress) {
  std::string received;
  LM_TRY(ranks.Broadcast(received));
  if (received.empty()) return Ok{};
  NetworkMessage network;
  std::string_view bytes = received;
  const auto options = TakeValue<chain::IndexOptions>(bytes);
  const auto sectors = TakeValue<uint32_t>(bytes);
  if (!options || !sectors || !TakeVector(bytes, network.input.sector) ||
      !TakeVector(bytes, network.input.links)) {
    return Garbled(0);
  }
  network.options = *options;
  network.options.threads = threads;
  network.input.sector_count = *sectors;
  received = {};
  Status served = Serve(ranks, network, progress);
  // The leader prints it: here it would be printed once for each rank.
  if (!served) LM_TRY(ranks.Send(0, FailedMessage(served.error())));
  return Ok{};
}

}  // namespace lianmeng::app
