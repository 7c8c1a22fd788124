// The chunks of a parallel run, with ranks that are threads of this process: what they compute, and
// what happens when one of them, the transport or the leader fails.
#include "app/index_chunks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "chain/synthetic_network.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using chain::Interval;
using testing::Must;

// Queues between ranks. Once it is broken, every call on any rank fails.
class Exchange {
 public:
  explicit Exchange(int size)
      : messages_(static_cast<size_t>(size)), broadcasts_(messages_.size()) {}

  void Break() {
    const std::lock_guard lock(mutex_);
    broken_ = true;
    arrived_.notify_all();
  }
  Status Send(int from, int to, std::string_view bytes) { return Put(messages_, from, to, bytes); }
  Status SendToAll(std::string_view bytes) {
    for (int to = 1; to < static_cast<int>(broadcasts_.size()); ++to)
      LM_TRY(Put(broadcasts_, 0, to, bytes));
    return Ok{};
  }
  Result<ranks::Message> Receive(int rank) { return Wait(messages_[static_cast<size_t>(rank)]); }
  Result<ranks::Message> ReceiveBroadcast(int rank) {
    return Wait(broadcasts_[static_cast<size_t>(rank)]);
  }
  Result<std::optional<ranks::Message>> TryReceive(int rank) {
    const std::lock_guard lock(mutex_);
    if (broken_) return Broken();
    std::deque<ranks::Message>& queue = messages_[static_cast<size_t>(rank)];
    if (queue.empty()) return std::optional<ranks::Message>();
    std::optional<ranks::Message> message = std::move(queue.front());
    queue.pop_front();
    return message;
  }

 private:
  using Queues = std::vector<std::deque<ranks::Message>>;

  static Error Broken() {
    return MakeError(ErrorCode::kIo, {"传输中断", "the transport is broken"});
  }

  Status Put(Queues& queues, int from, int to, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (broken_) return Broken();
    queues[static_cast<size_t>(to)].push_back({from, std::string(bytes)});
    arrived_.notify_all();
    return Ok{};
  }
  Result<ranks::Message> Wait(std::deque<ranks::Message>& queue) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return broken_ || !queue.empty(); });
    if (broken_) return Broken();
    ranks::Message message = std::move(queue.front());
    queue.pop_front();
    return message;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  bool broken_ = false;
  Queues messages_, broadcasts_;
};

class ThreadRanks final : public ranks::Ranks {
 public:
  ThreadRanks(Exchange& exchange, int rank, int size)
      : exchange_(exchange), rank_(rank), size_(size) {}

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  Status Broadcast(std::string& bytes) override {
    if (rank_ == 0) return exchange_.SendToAll(bytes);
    LM_ASSIGN(ranks::Message message, exchange_.ReceiveBroadcast(rank_));
    bytes = std::move(message.bytes);
    return Ok{};
  }
  Status Send(int to, std::string_view bytes) override { return exchange_.Send(rank_, to, bytes); }
  Result<ranks::Message> Receive() override { return exchange_.Receive(rank_); }
  Result<std::optional<ranks::Message>> TryReceive() override {
    return exchange_.TryReceive(rank_);
  }

 private:
  Exchange& exchange_;
  int rank_, size_;
};

// Asks to stop once it has been asked so many times whether to.
class StopAfter final : public Progress {
 public:
  explicit StopAfter(int64_t questions) : left_(questions) {}
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return left_-- <= 0; }

 private:
  mutable std::atomic<int64_t> left_;
};

// What happened on another thread, to wait for.
class Event {
 public:
  void Happen() {
    happened_.test_and_set();
    happened_.notify_all();
  }
  void Wait() const { happened_.wait(false); }

 private:
  std::atomic_flag happened_;
};

// Lets the leader answer the ranks, but compute nothing itself until an event.
class HoldOwnWork final : public Progress {
 public:
  explicit HoldOwnWork(const Event& until) : until_(until) {}
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override {
    if (std::this_thread::get_id() != answers_) until_.Wait();
    return false;
  }

 private:
  const Event& until_;
  const std::thread::id answers_ = std::this_thread::get_id();
};

class IndexChunks : public ::testing::Test {
 protected:
  using Rank = std::function<Status(ranks::Ranks&)>;

  IndexChunks()
      : input_(Must(
            chain::GenerateNetwork({.firms = 4'500, .links = 18'000, .sectors = 30, .seed = 6}))),
        network_(Must(chain::SupplyNetwork::Build(input_))) {
    plan_.firms = network_.node_count();
    for (uint64_t chunk = 0; chunk * kChunkFirms < plan_.firms; ++chunk)
      plan_.pending.push_back(chunk);
  }

  // Rank 0 leads here, the others are threads that do as they are told; all of them end, or the
  // test does not.
  Status Lead(int size, const Rank& other, const chain::IndexOptions& options = {},
              const chain::SupplyInput* sent = nullptr) {
    Exchange exchange(size);
    exchange_ = &exchange;
    sent_ = std::make_unique<Event>();
    std::vector<std::thread> others;
    others_ended_.assign(static_cast<size_t>(size), Status(Ok{}));
    for (int rank = 1; rank < size; ++rank) {
      others.emplace_back([&, rank] {
        ThreadRanks ranks(exchange, rank, size);
        others_ended_[static_cast<size_t>(rank)] = other(ranks);
      });
    }
    ThreadRanks ranks(exchange, 0, size);
    const auto engine = Must(chain::SystemicIndex::Prepare(network_, options));
    EXPECT_TRUE(SendNetwork(ranks, sent == nullptr ? input_ : *sent, options).ok());
    sent_->Happen();
    index_.assign(plan_.firms, {-1, -1});
    const Status status = ComputeChunksShared(engine, plan_, ranks, consume_, leader_progress());
    for (std::thread& thread : others) thread.join();
    return status;
  }
  Progress& leader_progress() { return stop_ == nullptr ? Progress::None() : *stop_; }

  Status Keep(uint64_t chunk, std::span<const Interval> intervals) {
    std::copy(intervals.begin(), intervals.end(),
              index_.begin() + static_cast<std::ptrdiff_t>(chunk * kChunkFirms));
    return Ok{};
  }
  // What the ranks do when nothing is wrong with them.
  static Status Serve(ranks::Ranks& ranks) { return ServeChunks(ranks, 1, Progress::None()); }

  chain::SupplyInput input_;
  chain::SupplyNetwork network_;
  ChunkPlan plan_;
  ChunkConsumer consume_ = [this](uint64_t chunk, std::span<const Interval> intervals) {
    return Keep(chunk, intervals);
  };
  Progress* stop_ = nullptr;
  Exchange* exchange_ = nullptr;
  std::unique_ptr<Event> sent_;  // the network, to all ranks
  std::vector<Interval> index_;
  std::vector<Status> others_ended_;
};

TEST_F(IndexChunks, AreTheSameBitsForAnyRanksAndThreads) {
  for (const auto mode : {chain::IndexMode::kPublished, chain::IndexMode::kCertified}) {
    chain::IndexOptions options;
    options.mode = mode;
    options.threads = 1;
    const auto engine = Must(chain::SystemicIndex::Prepare(network_, options));
    index_.assign(plan_.firms, {-1, -1});
    ASSERT_TRUE(ComputeChunks(engine, plan_, consume_, Progress::None()).ok());
    const std::vector<Interval> alone = index_;
    for (const int size : {1, 2, 3}) {
      for (const int threads : {1, 2}) {
        options.threads = threads;
        const Status status = Lead(
            size,
            [&](ranks::Ranks& ranks) { return ServeChunks(ranks, threads, Progress::None()); },
            options);
        ASSERT_TRUE(status.ok());
        EXPECT_EQ(index_, alone) << size << " ranks, " << threads << " threads";
      }
    }
  }
}

TEST_F(IndexChunks, EndWithTheErrorOfARankThatFailsHalfway) {
  for (const int64_t questions : {0, 1, 40}) {  // at once, and within its work
    // Nobody else works until it has failed: else there might be nothing left for it.
    Event failed;
    HoldOwnWork hold(failed);
    stop_ = &hold;
    const Status status = Lead(3, [&](ranks::Ranks& ranks) {
      if (ranks.rank() != 2) {
        failed.Wait();
        return Serve(ranks);
      }
      StopAfter stop(questions);
      Status served = ServeChunks(ranks, 1, stop);
      failed.Happen();
      return served;
    });
    ASSERT_FALSE(status.ok()) << questions;
    EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
    // The leader says it once; to the ranks it is an orderly end.
    EXPECT_TRUE(others_ended_[1].ok() && others_ended_[2].ok());
  }
}

TEST_F(IndexChunks, EndWithTheErrorOfRanksThatCannotBuildTheNetwork) {
  chain::SupplyInput broken = input_;
  broken.links[4].value = -1;
  const Status status = Lead(3, Serve, {}, &broken);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(status.error().place.value.substr(0, 2), "-1");
}

TEST_F(IndexChunks, EndIfAMessageIsDamagedAndNameTheRank) {
  const std::string damaged[] = {
      std::string("\1", 1),                          // done, but no chunk
      std::string("\1\xff\xff\xff\xff\0\0\0\0", 9),  // no such chunk
      // Nor this one, though its first firm overflows to 0.
      std::string("\1\0\0\0\0\0\0\x20\0", 9) + std::string(kChunkFirms * sizeof(Interval), '\0'),
      std::string("\1\0\0\0\0\0\0\0\0too short", 18),  // not a chunk's intervals
      std::string("\2", 1)};                           // failed, but not why
  for (const std::string& bytes : damaged) {
    const Status status = Lead(2, [&](ranks::Ranks& ranks) -> Status {
      std::string network;
      LM_TRY(ranks.Broadcast(network));
      LM_TRY(ranks.Send(0, bytes));
      const bool last_word = bytes[0] == '\2';
      return last_word || ranks.Receive().ok() ? Status(Ok{})
                                               : Status(MakeError(ErrorCode::kIo, {}));
    });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(status.error().place.field, "rank");
    EXPECT_EQ(status.error().place.value, "1");
    EXPECT_TRUE(others_ended_[1].ok());
  }
}

TEST_F(IndexChunks, EndIfTheTransportBreaksWhoeverNoticesFirst) {
  for (const int breaks : {1, 2}) {
    Event broken;
    const Status status = Lead(3, [&](ranks::Ranks& ranks) -> Status {
      if (ranks.rank() != breaks) {
        broken.Wait();  // else it might have been told before that no work is left
        return Serve(ranks);
      }
      std::string network;
      LM_TRY(ranks.Broadcast(network));
      sent_->Wait();
      exchange_->Break();
      broken.Happen();
      return Ok{};
    });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kIo);
    EXPECT_FALSE(others_ended_[static_cast<size_t>(3 - breaks)].ok());
  }
}

TEST_F(IndexChunks, EndAndReleaseAllRanksIfAResultCannotBeKept) {
  int kept = 0;
  consume_ = [&](uint64_t chunk, std::span<const Interval> intervals) -> Status {
    if (++kept > 1) return MakeError(ErrorCode::kIo, {"磁盘已满", "the disk is full"});
    return Keep(chunk, intervals);
  };
  const Status status = Lead(3, Serve);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message.en, "the disk is full");
  EXPECT_EQ(kept, 2);  // and nobody tries again
  EXPECT_TRUE(others_ended_[1].ok() && others_ended_[2].ok());
}

TEST_F(IndexChunks, EndAndReleaseAllRanksWhenTheLeaderIsStopped) {
  StopAfter stop(3);
  stop_ = &stop;
  const Status status = Lead(3, Serve);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(others_ended_[1].ok() && others_ended_[2].ok());
}

TEST_F(IndexChunks, GiveRanksNothingToDoIfThereIsNoNetwork) {
  Exchange exchange(2);
  ThreadRanks leader(exchange, 0, 2), other(exchange, 1, 2);
  ASSERT_TRUE(SendNothing(leader).ok());
  EXPECT_TRUE(ServeChunks(other, 1, Progress::None()).ok());
  // And a network that is cut off is noticed.
  std::string cut("\1\2\3");
  ASSERT_TRUE(leader.Broadcast(cut).ok());
  EXPECT_EQ(ServeChunks(other, 1, Progress::None()).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace lianmeng::app
