// What a run of the systemic index has finished, so that a run that was killed goes on from there.
// Format: docs/formats/index-journal.md.
//
// Example:   LM_ASSIGN(auto journal, IndexJournal::Open("index.csv.journal", key));
//            for (const auto& chunk : journal.finished()) ...
//            LM_TRY(journal.Append(chunk, intervals));  ...  LM_TRY(journal.Remove());
// A kill loses at most the chunks being computed: a torn or damaged tail is cut off. A journal of
// another key is not used, and is replaced.
// Thread-safety: none.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/certified_cascade.h"

namespace lianmeng::app {

// Results are the same if and only if all of this is.
struct JournalKey {
  uint64_t network = 0;  // hash of firms, sectors and links
  uint64_t mode = 0;
  double stop_threshold = 0;  // 0 in modes that do not use it
  double tolerance = 0;
  uint64_t firms = 0;
  uint64_t chunk_firms = 0;  // firms a chunk, the last one may have fewer
};

class IndexJournal {
 public:
  enum class Found { kNothing, kSame, kOther };

  struct Chunk {
    uint64_t number = 0;
    std::vector<chain::Interval> intervals;
  };

  // Errors:  kIo; kConflict if another run holds the journal.
  [[nodiscard]] static Result<IndexJournal> Open(const std::string& path, const JournalKey& key);
  IndexJournal(IndexJournal&& other) noexcept;
  IndexJournal& operator=(IndexJournal&&) = delete;
  ~IndexJournal();

  [[nodiscard]] Found found() const { return found_; }
  // Of the run before, each at most once.
  [[nodiscard]] std::vector<Chunk>& finished() { return finished_; }

  [[nodiscard]] Status Append(uint64_t chunk, std::span<const chain::Interval> intervals);
  // The result stands on the disk: the journal has served.
  [[nodiscard]] Status Remove();

 private:
  IndexJournal(std::string path, int file) : path_(std::move(path)), file_(file) {}
  Status Load(const JournalKey& key);

  std::string path_;
  int file_;
  Found found_ = Found::kNothing;
  std::vector<Chunk> finished_;
};

}  // namespace lianmeng::app
