// Reading the store: one consistent picture of it, as one viewer may see it.
//
// Example:
//   LM_ASSIGN(Reader reader, store.Read(viewer));
//   LM_ASSIGN(auto page, reader.ListOrganisations({.query = "电池"}, OrganisationOrder::kRelevance,
//   {}));
//
// All calls on one Reader see the same state, whatever is written meanwhile; keep it for one
// answer, not longer (a database in WAL mode cannot shorten its log under an old reader). The
// viewer's rule of model/visibility.h is part of every SQL condition: counts, ranks and cursors
// know nothing of other records. Thread-safety: a Reader belongs to one thread at a time; as many
// may exist as StoreOptions::readers. Deterministic: every order ends in the record's id. Errors:
// kNotFound for a record that is absent or not visible (the two cannot be told apart),
//   kInvalidArgument for a bad limit, cursor or query text, otherwise those of sql.h.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "model/visibility.h"
#include "store/backbone_rows.h"
#include "store/event_rows.h"
#include "store/rows.h"

namespace lianmeng::store {

class ReadLease;  // internal: a pooled connection inside a read transaction

// Receives every visible record, kind by kind in the order of the declarations, each kind by id or
// natural key.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void Take(Region&&) {}
  virtual void Take(Pairing&&) {}
  virtual void Take(Product&&) {}
  virtual void Take(Input&&) {}
  virtual void Take(Chain&&) {}
  virtual void Take(ChainProduct&&) {}
  virtual void Take(Specialisation&&) {}
  virtual void Take(Organisation&&) {}
  virtual void Take(Offer&&) {}
  virtual void Take(Need&&) {}
  virtual void Take(Link&&) {}
  virtual void Take(Measure&&) {}
};

class Reader {
 public:
  Reader(std::unique_ptr<ReadLease> lease, Viewer viewer);  // use Store::Read
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  [[nodiscard]] const Viewer& viewer() const { return viewer_; }

  // Grows with every committed change of a record but a measure's, by whomever; equal versions mean
  // equal data of which anything is computed.
  Result<int64_t> DataVersion();

  // ---- Lists, by keyset pagination: rows that come or go between two pages shift no other row
  Result<Page<OrganisationRow>> ListOrganisations(const OrganisationFilter& filter,
                                                  OrganisationOrder order, const PageRequest& page);
  Result<Page<ProductRow>> ListProducts(const ProductFilter& filter, const PageRequest& page);
  Result<Page<OfferRow>> ListOffers(const OfferFilter& filter, const PageRequest& page);
  Result<Page<NeedRow>> ListNeeds(const NeedFilter& filter, const PageRequest& page);
  Result<Page<LinkRow>> ListLinks(const LinkFilter& filter, const PageRequest& page);
  Result<Page<MeasureRow>> ListMeasures(const MeasureFilter& filter, const PageRequest& page);
  // How many of the filter's measures are in each state, and overdue on `today`.
  Result<MeasureCounts> CountMeasures(const MeasureFilter& filter, Date today);
  Result<std::vector<Chain>> ListChains();    // by key
  Result<std::vector<Region>> ListRegions();  // by code
  Result<Facets> CountFacets(const OrganisationFilter& filter);

  // Every organisation of the filter without a row limit, in the order asked for, one at a time.
  // `take` returns an error to stop; that error is returned.
  using TakeOrganisation = std::function<Status(const OrganisationRow&)>;
  Status ExportOrganisations(const OrganisationFilter& filter, OrganisationOrder order,
                             const TakeOrganisation& take);

  // ---- One record with what is shown beside it
  Result<OrganisationPage> GetOrganisation(OrganisationId id);
  Result<ProductPage> GetProduct(ProductId id);
  Result<ChainPage> GetChain(std::string_view key);
  Result<OfferPage> GetOffer(OfferId id);
  Result<NeedPage> GetNeed(NeedId id);
  Result<MeasureRow> GetMeasure(MeasureId id);

  // ---- Matchmaking events; who sees which parts: store/event_rows.h
  // Those to come first by date, then those that are over, the last first, as of `today`.
  Result<Page<EventRow>> ListEvents(const EventFilter& filter, Date today, const PageRequest& page);
  // For a participant that is not the owner the timetables are there too: the use case shows its own
  // meetings of them (app/events.h).
  Result<EventFolder> GetEvent(EventId id);

  // ---- Ids of natural keys; those of an organisation that was merged find what it is now
  Result<OrganisationId> FindOrganisation(std::string_view key);
  Result<ProductId> FindProduct(std::string_view key);
  Result<ChainId> FindChain(std::string_view key);

  // ---- History, the newest change first. `id` for kinds that have one; the others are named by
  // `key` as docs/formats/store.md writes it ("310100", "1:2"). A change is shown to those who may
  // see the record now and could see it both before and after that change.
  struct RecordName {
    RecordKind kind = RecordKind::kOrganisation;
    int64_t id = 0;
    std::string key;
  };
  Result<std::vector<Change>> History(const RecordName& record, int limit = 100);

  Result<Counts> CountRecords();

  // The newest first; the alliance office only (kPermissionDenied), since the counts tell of hidden
  // records.
  Result<std::vector<ImportRun>> ImportRuns(int limit = 50);

  // ---- Risk runs. For the alliance office only (kPermissionDenied): a run was computed from all
  // that the office may see, and tells more than others may.
  // The newest `limit` runs, the newest first, without their points.
  Result<std::vector<RiskRun>> RiskRuns(int limit);
  // By chain, then product.
  Result<std::vector<RiskRunPoint>> RiskRunPoints(int64_t run);
  // Of one risk point, the oldest run first; runs that do not know it are passed over.
  Result<std::vector<RiskHistoryRow>> RiskHistory(ChainId chain, ProductId product);
  // As the newest run not later than `time_ms` found it; if none is that old, as the oldest run did.
  Result<std::optional<RiskHistoryRow>> RiskPointAt(ChainId chain, ProductId product,
                                                    int64_t time_ms);

  // Pairs of visible organisations that somebody decided not to be one, the newest decision first.
  Result<std::vector<ApartDecision>> ListApart();

  // The newest step of each pair of the filter, the latest first. Only pairs of which the viewer sees both the need
  // and the offer and of which it owns one organisation; the alliance office, all that it sees.
  Result<std::vector<MatchStep>> ListMatches(const MatchFilter& filter);
  // Every step of one pair, the oldest first; as ListMatches.
  Result<std::vector<MatchStep>> MatchHistory(NeedId need, OfferId offer);

  // The viewer's own, the oldest first.
  Result<std::vector<SavedSearch>> ListSavedSearches();

  // Of the visible organisations those that are new or changed since, or an offer of theirs is.
  Result<std::vector<OrganisationId>> OrganisationsChangedAfter(int64_t ms);

  // ---- Merges (docs/names.md, "Merging"). A merge is shown to those who may see both as they were
  // and as they are.
  // The newest first.
  Result<std::vector<Merge>> ListMerges(const MergeFilter& filter);
  // What each source says of an organisation, the one that stays first, then by id; of one that is
  // not merged, the record itself. Owners are organisations as they stand now.
  Result<OrganisationSources> SourcesOf(OrganisationId id);
  // Ids under which visible merged organisations were known, with the id that each has now.
  struct FormerId {
    OrganisationId former, now;
  };
  Result<std::vector<FormerId>> FormerIds();
  // Open flags first, then the newest; the alliance office only (kPermissionDenied).
  Result<std::vector<MergeFlag>> ListFlags(int limit = 200);

  // ---- The backbone (store/backbone_rows.h): all of it, whoever asks; what a viewer is told is the caller's to decide.
  // 0: there is none.
  Result<int64_t> BackboneVersion();
  Result<StoredBackbone> LoadBackbone();

  // Every visible record. Returns the data version of what was read.
  // Cost: one ordered pass over each table; about a microsecond a record. Memory: one record.
  Result<int64_t> LoadAll(RecordSink& sink);

 private:
  std::unique_ptr<ReadLease> lease_;
  Viewer viewer_;
};

}  // namespace lianmeng::store
