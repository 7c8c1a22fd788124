#include "app/event_sample.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "app/event_edit.h"
#include "app/event_plans.h"
#include "app/event_suggestions.h"
#include "app/events.h"
#include "app/rows.h"
#include "base/random.h"
#include "match/match.h"

namespace lianmeng::app {
namespace {

constexpr uint64_t kSeed = 20261128;
constexpr int kDaysAhead = 14;
constexpr int kMatchesOfNeed = 3;
constexpr size_t kMusts = 10;

// Organisations whose needs for products of the chain are met by others, and those others; samples
// alone, each once.
Result<std::vector<OrganisationId>> Choose(Analysis& analysis, const SampleEvent& options,
                                           Date today) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(options.chain);
  if (chain == kNone) return NotFound("产业链", "chain", options.chain);
  std::set<uint32_t> products;
  for (const uint32_t member : snapshot.members_of_chain[chain]) {
    products.insert(snapshot.member_product[member]);
  }
  LM_ASSIGN(const match::Catalogue* catalogue, analysis.Catalogue());
  std::vector<OrganisationId> chosen;
  const auto add = [&](uint32_t organisation) {
    if (organisation == kNone || !snapshot.organisations[organisation].sample) return;
    const OrganisationId id = snapshot.organisations[organisation].id;
    const bool known = std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    if (!known && chosen.size() < static_cast<size_t>(options.participants)) chosen.push_back(id);
  };
  for (uint32_t need = 0; need < snapshot.needs.size(); ++need) {
    if (!snapshot.needs[need].open || !products.contains(snapshot.need_product[need])) continue;
    LM_ASSIGN(const match::MatchResult matched,
              match::Match(*catalogue, MakeNeed(snapshot, need, today), {.limit = kMatchesOfNeed}));
    if (matched.matches.empty()) continue;
    add(snapshot.need_organisation[need]);
    for (const match::MatchedOffer& offer : matched.matches) {
      add(static_cast<uint32_t>(offer.organisation.value));
    }
  }
  if (chosen.size() >= 2) return chosen;
  return MakeError(ErrorCode::kConflict,
                   {"该区域没有供需相合的样例机构",
                    "the region has no sample organisations whose needs and offers meet"},
                   {.file = {}, .line = 0, .field = "chain", .value = options.chain});
}

EventInput SetUp(const Snapshot& snapshot, const SampleEvent& options, Date today) {
  EventInput input;
  const std::string chain = snapshot.chains[snapshot.ChainIndex(options.chain)].name.zh;
  input.title = chain + "产业链供需对接会（样例）";
  input.key = kSampleEventKey;
  input.place = "合肥";
  input.date = Date{today.days + kDaysAhead}.ToString();
  input.slot_starts = {"09:00", "09:30", "10:00", "10:30", "11:00",
                       "13:30", "14:00", "14:30", "15:00", "15:30"};
  input.slot_minutes = 25;
  input.tables = 6;
  input.note = "由程序生成的样例，参加者均为样例机构。";
  return input;
}

// Most come; some not always; the last one does not.
EventParticipantsInput People(const std::vector<OrganisationId>& organisations, Random& random) {
  EventParticipantsInput input;
  for (const OrganisationId id : organisations) {
    EventParticipantInput& one = input.participants.emplace_back();
    one.organisation = id.ToString();
    one.state = "accepted";
    if (random.Chance(0.15)) one.unavailable = {1, 2};
    if (random.Chance(0.1)) one.unavailable = {9, 10};
  }
  input.participants.back().state = "declined";
  input.participants.back().unavailable.clear();
  return input;
}

// The best suggestions as musts, the others as wishes; the last three unanswered, declined, and not
// wanted at all.
EventRequestsInput Requests(const EventSuggestions& suggestions, Date today) {
  EventRequestsInput input;
  for (const EventSuggestion& suggestion : suggestions.items) {
    EventRequestInput& one = input.requests.emplace_back();
    one.a = suggestion.a;
    one.b = suggestion.b;
    one.priority = input.requests.size() <= kMusts ? "must" : "wish";
    one.note = suggestion.need;
  }
  if (input.requests.size() < kMusts + 3) return input;
  EventRequestInput* last = &input.requests.back();
  last[0].asked_by = "a";
  last[0].priority = "no_thanks";
  last[-1].asked_by = "b";
  last[-1].state = "declined";
  last[-2].asked_by = "a";
  last[-2].state = "asked";
  last[-2].valid_until = Date{today.days + kDaysAhead / 2}.ToString();
  return input;
}

Status MarkAsSample(Platform& platform, EventId id) {
  LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, Viewer::Office(), id));
  MatchmakingEvent record = edit.folder.row.record;
  record.sample = true;
  record.source = "lianmeng event sample";
  LM_TRY(edit.writer.Put(record));
  LM_TRY(edit.writer.Commit());
  return Ok{};
}

// Nothing if there is none.
Result<std::optional<EventRow>> FindSample(Platform& platform) {
  EventQuery query;
  while (true) {
    LM_ASSIGN(const EventPage page, ListEvents(platform, Viewer::Office(), query));
    for (const EventRow& row : page.items) {
      if (row.key == kSampleEventKey) return std::optional<EventRow>(row);
    }
    if (!page.next) return std::optional<EventRow>();
    query.cursor = *page.next;
  }
}

}  // namespace

Result<EventRow> MakeSampleEvent(Platform& platform, const SampleEvent& options) {
  LM_ASSIGN(const std::optional<EventRow> present, FindSample(platform));
  if (present) return *present;
  const Viewer office = Viewer::Office();
  const Date today = platform.Today();
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(office));
  LM_ASSIGN(const std::vector<OrganisationId> organisations, Choose(*analysis, options, today));
  LM_ASSIGN(const EventDetail made,
            AddEvent(platform, office, SetUp(analysis->snapshot(), options, today)));
  const EventId id{*ParseIdValue(made.id)};
  Random random(kSeed);
  LM_TRY(AddParticipants(platform, office, id, People(organisations, random)));
  LM_ASSIGN(const EventSuggestions suggestions,
            SuggestMeetings(platform, office, id, options.requests));
  if (!suggestions.items.empty()) {
    LM_TRY(AddRequests(platform, office, id, Requests(suggestions, today)));
    using Steady = std::chrono::steady_clock;
    const auto end = Steady::now() + std::chrono::duration_cast<Steady::duration>(
                                         std::chrono::duration<double>(options.seconds_max));
    LM_TRY(RunPlan(
        platform, office, id,
        {.mode = PlanMode::kPlan, .stop = [end] { return Steady::now() >= end; }, .on_news = {}}));
  }
  LM_TRY(MarkAsSample(platform, id));
  LM_ASSIGN(const std::optional<EventRow> row, FindSample(platform));
  return *row;
}

}  // namespace lianmeng::app
