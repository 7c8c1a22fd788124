// The front door of the store: records on disk, behind one URL.
//
// Example:
//   LM_ASSIGN(std::unique_ptr<Store> store, Store::Open("sqlite:region.db"));
//   LM_ASSIGN(Viewer viewer, store->ViewerFor("iflytek"));
//   LM_ASSIGN(Reader reader, store->Read(viewer));
//
// Format on disk: docs/formats/store.md. Open creates the file and brings an older one up to date.
// Thread-safety: Store may be shared by threads; one Writer and many Readers at a time. The Store
// must outlive them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "model/visibility.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/writer.h"

namespace lianmeng::store {

struct StoreOptions {
  const Clock* clock = &Clock::System();  // of updated_at, the change log and made ids
  std::optional<uint64_t> seed;           // makes the ids repeatable, for tests and samples
  int readers = 16;              // most connections that read at once; further Readers wait
  int busy_timeout_ms = 10'000;  // how long Write and Read wait for their turn before kUnavailable
};

class Store {
 public:
  // "sqlite:PATH", or "sqlite::memory:" for a store that ends with this object (for tests).
  // Errors: kInvalidArgument (unknown scheme; not a Lianmeng database; newer than this program),
  // kCorrupt (damaged,
  //   cut off, or not a database), kIo (cannot be opened or written), kUnavailable (locked).
  static Result<std::unique_ptr<Store>> Open(std::string_view url,
                                             const StoreOptions& options = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Waits for the writer before it; kUnavailable after busy_timeout_ms.
  Result<Writer> Write(const WriteOptions& options);
  Result<Reader> Read(const Viewer& viewer);

  // The viewer that an organisation is, by key or else by id as decimal text: its city, and the
  // cities paired with that. kNotFound when there is none. This tells who asks, so no viewer is
  // asked for.
  Result<Viewer> ViewerFor(std::string_view key_or_id);
  Result<Viewer> ViewerFor(OrganisationId id);

  // Of the newest committed state.
  Result<int64_t> DataVersion();

  // Reads every page of the database and every index entry; kCorrupt names the first fault. Slow.
  Status CheckIntegrity();

 private:
  class Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::store
