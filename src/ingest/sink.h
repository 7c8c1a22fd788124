// What readers of whole data sets need from outside, and where their records go.
//
// KeyResolver gives ids for natural keys, so that readers know no database: ids of records that
// exist come from the store, new ones are made when the defining row is read. Only organisations,
// products and chains have ids that other rows refer to; offers, needs and links leave their id
// none, and the store finds them by key or by their ends.
//
// Thread-safety: readers call both from one thread, the one that called them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "model/records.h"
#include "model/validation.h"

namespace lianmeng::ingest {

enum class KeyKind { kOrganisation, kProduct, kChain };

class KeyResolver {
 public:
  virtual ~KeyResolver() = default;
  // The id of the key, made now if it is new. Errors: those of the store; they end the reading.
  virtual Result<int64_t> Define(KeyKind kind, const std::string& key) = 0;
  // The id of a key that exists or was defined; 0 if there is none.
  virtual Result<int64_t> Find(KeyKind kind, const std::string& key) = 0;
  // The known key nearest to `key`, empty if none is near. Called for some hundred keys a run at
  // most.
  virtual std::string Suggest(KeyKind kind, const std::string& key) = 0;
  // The regions that exist before this run.
  virtual Result<std::vector<Region>> KnownRegions() = 0;
};

// Keys in memory. Fill it from the store with Add before reading; new ids are above all made
// before. Memory: about 100 bytes a key.
class MemoryKeyResolver final : public KeyResolver {
 public:
  using MakeId = std::function<int64_t()>;
  explicit MemoryKeyResolver(MakeId make_id) : make_id_(std::move(make_id)) {}

  void Add(KeyKind kind, std::string key, int64_t id);
  void AddRegion(Region region) { regions_.push_back(std::move(region)); }

  Result<int64_t> Define(KeyKind kind, const std::string& key) override;
  Result<int64_t> Find(KeyKind kind, const std::string& key) override;
  std::string Suggest(KeyKind kind, const std::string& key) override;
  Result<std::vector<Region>> KnownRegions() override { return regions_; }

 private:
  MakeId make_id_;
  std::array<std::unordered_map<std::string, int64_t>, 3> ids_;
  std::vector<Region> regions_;
};

// Something about one cell, row or file. `place.field` names the column, empty for the whole row.
struct RowIssue {
  Issue::Severity severity = Issue::Severity::kError;
  Place place;
  TextPair message;

  friend bool operator==(const RowIssue&, const RowIssue&) = default;
};

// Receives every valid record, kind by kind in the order of RegionTable, with the place of its row,
// and every issue in the order in which it was found. An error returned ends the reading and is
// passed on.
class RegionSink {
 public:
  virtual ~RegionSink() = default;
  virtual Status On(const Region& record, const Place& place) = 0;
  virtual Status On(const Product& record, const Place& place) = 0;
  virtual Status On(const Chain& record, const Place& place) = 0;
  virtual Status On(const Organisation& record, const Place& place) = 0;
  virtual Status On(const Input& record, const Place& place) = 0;
  virtual Status On(const ChainProduct& record, const Place& place) = 0;
  virtual Status On(const Specialisation& record, const Place& place) = 0;
  virtual Status On(const Offer& record, const Place& place) = 0;
  virtual Status On(const Need& record, const Place& place) = 0;
  virtual Status On(const Link& record, const Place& place) = 0;
  virtual Status On(const Pairing& record, const Place& place) = 0;
  virtual Status On(const Measure& record, const Place& place) = 0;
  virtual Status OnIssue(const RowIssue& issue) = 0;
};

}  // namespace lianmeng::ingest
