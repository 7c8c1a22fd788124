#include "app/event_suggestions.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/rows.h"
#include "match/match.h"

namespace lianmeng::app {
namespace {

constexpr double kPointsPerScore = match::kScoreMax / 100.0;  // people read scores of 0..100

// A participant that comes, or may, with its place in the snapshot.
struct Comer {
  const Participant* record;
  uint32_t organisation;
};

struct Candidate {
  uint32_t need = 0, offer = 0;
  const Comer* needs = nullptr;
  const Comer* offers = nullptr;
  match::PairExplanation explained;
};

using Pair = std::pair<ParticipantId, ParticipantId>;

std::vector<Comer> ComersOf(const store::EventFolder& folder, const Snapshot& snapshot) {
  std::vector<Comer> comers;
  for (const Participant& participant : folder.participants) {
    const uint32_t organisation = snapshot.OrganisationIndex(participant.organisation);
    if (organisation == kNone || participant.state == ParticipantState::kDeclined) continue;
    comers.push_back({&participant, organisation});
  }
  return comers;
}

// The best need and offer of each pair that has no request yet.
class Finder {
 public:
  Finder(const Snapshot& snapshot, const match::Catalogue& catalogue, Date today)
      : snapshot_(snapshot), catalogue_(catalogue), today_(today) {}

  void Skip(const MeetingRequest& request) { skipped_.insert(std::minmax(request.a, request.b)); }

  Status Look(const Comer& needs, const std::vector<Comer>& comers) {
    for (const uint32_t need : snapshot_.needs_of_organisation[needs.organisation]) {
      if (!snapshot_.needs[need].open) continue;
      const match::Need wanted = MakeNeed(snapshot_, need, today_);
      for (const Comer& offers : comers) {
        if (offers.record->id == needs.record->id) continue;
        LM_TRY(
            Compare({.need = need, .needs = &needs, .offers = &offers, .explained = {}}, wanted));
      }
    }
    return Ok{};
  }

  [[nodiscard]] std::vector<Candidate> Best(size_t limit) const {
    std::vector<Candidate> best;
    for (const auto& [pair, candidate] : best_) best.push_back(candidate);
    std::stable_sort(best.begin(), best.end(), [](const Candidate& left, const Candidate& right) {
      return left.explained.score > right.explained.score;
    });
    if (best.size() > limit) best.resize(limit);
    return best;
  }

 private:
  Status Compare(Candidate candidate, const match::Need& wanted) {
    const Pair pair = std::minmax(candidate.needs->record->id, candidate.offers->record->id);
    if (skipped_.contains(pair)) return Ok{};
    for (const uint32_t offer : snapshot_.offers_of_organisation[candidate.offers->organisation]) {
      const auto index = match::OfferIndex{static_cast<int32_t>(offer)};
      LM_ASSIGN(candidate.explained, match::ExplainPair(catalogue_, wanted, index));
      if (candidate.explained.exclusion) continue;
      candidate.offer = offer;
      const auto found = best_.find(pair);
      if (found == best_.end()) {
        best_.emplace(pair, candidate);
      } else if (found->second.explained.score < candidate.explained.score) {
        found->second = candidate;
      }
    }
    return Ok{};
  }

  const Snapshot& snapshot_;
  const match::Catalogue& catalogue_;
  Date today_;
  std::set<Pair> skipped_;
  std::map<Pair, Candidate> best_;
};

std::string InWords(const std::string& text, const std::optional<ProductRef>& product) {
  return text.empty() && product ? product->name.zh : text;
}

EventSuggestion RowOf(const Analysis& analysis, const Candidate& candidate) {
  const Snapshot& snapshot = analysis.snapshot();
  const NeedRow need = NeedRowOf(analysis, candidate.need);
  const OfferRow offer = OfferRowOf(snapshot, candidate.offer);
  EventSuggestion row;
  row.a = candidate.needs->record->id.ToString();
  row.b = candidate.offers->record->id.ToString();
  row.a_name = snapshot.organisations[candidate.needs->organisation].name;
  row.b_name = snapshot.organisations[candidate.offers->organisation].name;
  row.need = InWords(need.text, need.product);
  row.offer = InWords(offer.text, offer.product);
  row.score = candidate.explained.score / kPointsPerScore;
  for (const match::Part& part : candidate.explained.parts) {
    row.parts.push_back({std::string(match::Code(part.kind)), match::Label(part.kind),
                         part.points / kPointsPerScore, part.points_max / kPointsPerScore,
                         part.reason});
  }
  return row;
}

}  // namespace

Result<EventSuggestions> SuggestMeetings(Platform& platform, const Viewer& viewer, EventId id,
                                         int limit) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  store::EventFolder folder;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(folder, reader.GetEvent(id));
  }
  if (!folder.row.managed) {
    return MakeError(ErrorCode::kPermissionDenied,
                     {"只有主办方可以查看建议", "only the owner of the event may see suggestions"},
                     {.file = {}, .line = 0, .field = "id", .value = id.ToString()});
  }
  LM_ASSIGN(const match::Catalogue* catalogue, analysis->Catalogue());
  const std::vector<Comer> comers = ComersOf(folder, analysis->snapshot());
  Finder finder(analysis->snapshot(), *catalogue, platform.Today());
  for (const MeetingRequest& request : folder.requests) finder.Skip(request);
  for (const Comer& comer : comers) LM_TRY(finder.Look(comer, comers));
  EventSuggestions suggestions;
  for (const Candidate& candidate : finder.Best(static_cast<size_t>(limit))) {
    suggestions.items.push_back(RowOf(*analysis, candidate));
  }
  return suggestions;
}

}  // namespace lianmeng::app
