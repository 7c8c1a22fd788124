#include "app/index_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <utility>

#include "base/bytes.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr std::string_view kMagic = "LMINDEX1";  // the last character is the format's version

std::string HeaderOf(const JournalKey& key) {
  std::string bytes(kMagic);
  AppendValue(bytes, key);
  AppendValue(bytes, Checksum(bytes));
  return bytes;
}

Status WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return report::FileError(path);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return Ok{};
}

// The next record; nothing at the end, torn or damaged. Takes it off `bytes` only if it is whole.
std::optional<IndexJournal::Chunk> TakeChunk(std::string_view& bytes, const JournalKey& key) {
  std::string_view rest = bytes;
  const std::optional<uint64_t> number = TakeValue<uint64_t>(rest);
  const uint64_t chunks = (key.firms + key.chunk_firms - 1) / key.chunk_firms;
  if (!number || *number >= chunks) return std::nullopt;
  IndexJournal::Chunk chunk;
  chunk.number = *number;
  const uint64_t count = std::min(key.chunk_firms, key.firms - *number * key.chunk_firms);
  if (rest.size() / sizeof(chain::Interval) < count) return std::nullopt;
  chunk.intervals.resize(count);
  std::memcpy(chunk.intervals.data(), rest.data(), count * sizeof(chain::Interval));
  rest.remove_prefix(count * sizeof(chain::Interval));
  const uint64_t expected = Checksum(bytes.substr(0, bytes.size() - rest.size()));
  if (TakeValue<uint64_t>(rest) != expected) return std::nullopt;
  bytes = rest;
  return chunk;
}

}  // namespace

Result<IndexJournal> IndexJournal::Open(const std::string& path, const JournalKey& key) {
  CHECK(key.chunk_firms > 0);
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return report::FileError(path);
  IndexJournal journal(path, file);
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    return MakeError(ErrorCode::kConflict,
                     {"另一次计算正在写同一结果", "another run is writing the same result"},
                     {.file = path});
  }
  LM_TRY(journal.Load(key));
  return journal;
}

IndexJournal::IndexJournal(IndexJournal&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      found_(other.found_),
      finished_(std::move(other.finished_)) {}

IndexJournal::~IndexJournal() {
  if (file_ >= 0) close(file_);
}

Status IndexJournal::Load(const JournalKey& key) {
  LM_ASSIGN(const std::string bytes, report::ReadWholeFile(path_));
  const std::string header = HeaderOf(key);
  std::string_view rest = bytes;
  if (rest.starts_with(header)) {
    found_ = Found::kSame;
    rest.remove_prefix(header.size());
    std::vector<bool> seen((key.firms + key.chunk_firms - 1) / key.chunk_firms, false);
    while (std::optional<Chunk> chunk = TakeChunk(rest, key)) {
      if (seen[chunk->number]) continue;
      seen[chunk->number] = true;
      finished_.push_back(std::move(*chunk));
    }
  } else {
    // A header that was torn before it was whole tells nothing about any run.
    found_ = header.starts_with(bytes) ? Found::kNothing : Found::kOther;
    rest = {};
  }
  const size_t kept = found_ == Found::kSame ? bytes.size() - rest.size() : 0;
  if (ftruncate(file_, static_cast<off_t>(kept)) != 0) return report::FileError(path_);
  if (lseek(file_, static_cast<off_t>(kept), SEEK_SET) < 0) return report::FileError(path_);
  return kept == 0 ? WriteAll(file_, header, path_) : Status(Ok{});
}

Status IndexJournal::Append(uint64_t chunk, std::span<const chain::Interval> intervals) {
  std::string bytes;
  AppendValue(bytes, chunk);
  bytes += BytesOf(intervals);
  AppendValue(bytes, Checksum(bytes));
  return WriteAll(file_, bytes, path_);
}

Status IndexJournal::Remove() {
  return unlink(path_.c_str()) == 0 ? Status(Ok{}) : Status(report::FileError(path_));
}

}  // namespace lianmeng::app
