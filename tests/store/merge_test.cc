// Merging organisations and undoing it, against a plain model in memory: what every source named, the
// merges that stand, and nothing else.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

constexpr int64_t kOrganisations = 7;

// The store said slowly: records as they are named, and from them what is shown.
class Model {
 public:
  struct Source {
    Organisation record;
    int64_t updated_ms = 0;
  };
  using LinkKey = std::tuple<int64_t, int64_t, int64_t>;

  std::map<int64_t, Source> organisations;  // by id
  std::map<std::string, Offer> offers;
  std::map<std::string, Need> needs;
  std::map<std::string, Measure> measures;
  std::map<LinkKey, Link> links;
  std::map<int64_t, std::pair<int64_t, int64_t>> merges;  // id -> goes, stays; those that stand
  std::map<std::pair<int64_t, std::string>, int64_t> choices;

  [[nodiscard]] int64_t Root(int64_t id) const {
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& [merge, pair] : merges) {
        if (pair.first == id) {
          id = pair.second;
          moved = true;
          break;
        }
      }
    }
    return id;
  }
  [[nodiscard]] OrganisationId Now(OrganisationId id) const {
    return id ? OrganisationId{Root(id.value)} : id;
  }
  [[nodiscard]] std::vector<int64_t> Members(int64_t root) const {
    std::vector<int64_t> members;
    for (const auto& [id, source] : organisations) {
      if (Root(id) == root) members.push_back(id);
    }
    return members;
  }

  template <typename R>
  [[nodiscard]] R Held(R record) const {
    record.ownership.owner = Now(record.ownership.owner);
    if constexpr (requires { record.organisation; }) record.organisation = Now(record.organisation);
    if constexpr (requires { record.supplier; }) record.supplier = Now(record.supplier);
    if constexpr (requires { record.customer; }) record.customer = Now(record.customer);
    if constexpr (std::is_same_v<R, Measure>) {
      record.responsible_organisation = Now(record.responsible_organisation);
      std::vector<OrganisationId> now;
      for (const OrganisationId id : record.organisations) {
        if (std::find(now.begin(), now.end(), Now(id)) == now.end()) now.push_back(Now(id));
      }
      record.organisations = now;
    }
    return record;
  }

  [[nodiscard]] Result<Organisation> Shown(int64_t root) const {
    OrganisationSources of{.stays = {root}};
    for (const int64_t id : Members(root)) {
      const Source& source = organisations.at(id);
      of.sources.push_back({Held(source.record), source.updated_ms});
    }
    for (const auto& [where, source] : choices) {
      if (where.first == root) of.choices.push_back({where.second, {source}});
    }
    return Combine(of);
  }

  // Whether every organisation can be shown.
  [[nodiscard]] bool Holds() const {
    for (const auto& [id, source] : organisations) {
      if (Root(id) == id && !Shown(id)) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<Organisation> AllOrganisations() const {
    std::vector<Organisation> all;
    for (const auto& [id, source] : organisations) {
      if (Root(id) == id) all.push_back(*Shown(id));
    }
    return all;
  }

  // Of links with the same ends the surest is shown; none from an organisation to itself.
  [[nodiscard]] std::vector<Link> AllLinks() const {
    std::map<LinkKey, Link> best;
    for (const auto& [key, named] : links) {
      const Link link = Held(named);
      if (link.supplier == link.customer) continue;
      const LinkKey held{link.supplier.value, link.customer.value, link.product.value};
      const auto found = best.find(held);
      if (found == best.end() || Surer(link, found->second)) best[held] = link;
    }
    std::vector<Link> all;
    for (const auto& [key, link] : best) all.push_back(link);
    std::sort(all.begin(), all.end(), [](const Link& a, const Link& b) { return a.id < b.id; });
    return all;
  }

  template <typename R>
  [[nodiscard]] std::vector<R> All(const std::map<std::string, R>& records) const {
    std::vector<R> all;
    for (const auto& [key, record] : records) all.push_back(Held(record));
    std::sort(all.begin(), all.end(), [](const R& a, const R& b) { return a.id < b.id; });
    return all;
  }

 private:
  static bool Surer(const Link& a, const Link& b) {
    if (a.sample != b.sample) return b.sample;
    if (a.status != b.status) return a.status < b.status;
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    if (a.year.value_or(0) != b.year.value_or(0)) return a.year.value_or(0) > b.year.value_or(0);
    if (a.value_fen_year != b.value_fen_year) return a.value_fen_year > b.value_fen_year;
    return a.id < b.id;
  }
};

class RandomStory {
 public:
  explicit RandomStory(uint32_t seed) : random_(seed) {
    WriteRegions(*store_);
    WriteAll(*store_, MakeProduct(1, "减速器"), MakeProduct(2, "电机"),
             Chain{.id = {1}, .key = "robot", .name = {"机器人", ""}});
    for (int64_t id = 1; id <= kOrganisations; ++id) Put(RandomOrganisation(id));
  }

  void Step() {
    now_ms_ += 1000;
    clock_.Set(now_ms_);
    switch (Below(10)) {
      case 0:
      case 1:
        return Put(RandomOrganisation(AnyId()));
      case 2:
        return PutTrade(model_.offers, RandomTrade(MakeOffer(100 + Below(6), AnyId(), 1)));
      case 3:
        return PutTrade(model_.needs, RandomTrade(MakeNeed(200 + Below(6), AnyId(), 2)));
      case 4:
      case 5:
        return PutLink();
      case 6:
        return PutMeasure();
      case 7:
        return Undo();
      case 8:
        return Choose();
      default:
        return Merge();
    }
  }

  void UndoAll() {
    // In an order of its own; what cannot be undone before another one is tried again.
    for (int round = 0; round < 50 && !model_.merges.empty(); ++round) {
      now_ms_ += 1000;
      clock_.Set(now_ms_);
      Undo();
    }
    ASSERT_TRUE(model_.merges.empty());
  }

  void Check() {
    Everything all;
    Reader reader = Must(store_->Read(Viewer::Office()));
    Must(reader.LoadAll(all));
    const auto seen = [](auto records) {
      std::erase_if(records, [](const auto& record) {
        return record.ownership.audience == Audience::kPrivate && record.ownership.owner;
      });
      return records;
    };
    std::set<int64_t> known;
    for (const Organisation& record : model_.AllOrganisations()) known.insert(record.id.value);
    EXPECT_EQ(all.organisations, seen(model_.AllOrganisations()));
    std::set<int64_t> visible;
    for (const Organisation& record : all.organisations) visible.insert(record.id.value);
    const auto of_visible = [&](auto records) {
      std::erase_if(records, [&](const auto& r) {
        if constexpr (requires { r.supplier; }) {
          return !visible.contains(r.supplier.value) || !visible.contains(r.customer.value);
        } else {
          return !visible.contains(r.organisation.value);
        }
      });
      return records;
    };
    EXPECT_EQ(all.offers, of_visible(model_.All(model_.offers)));
    EXPECT_EQ(all.needs, of_visible(model_.All(model_.needs)));
    EXPECT_EQ(all.links, of_visible(model_.AllLinks()));
    EXPECT_EQ(all.measures, model_.All(model_.measures));
    for (const Measure& measure : all.measures) {
      for (const OrganisationId id : measure.organisations) EXPECT_TRUE(known.contains(id.value));
    }
    CheckNames(all, reader);
    MustOk(store_->CheckIntegrity());
  }

  // Every name and key of every source finds the organisation that it is now.
  void CheckNames(const Everything& all, Reader& reader) {
    for (const Organisation& shown : all.organisations) {
      std::set<std::string> names(shown.aliases.begin(), shown.aliases.end());
      names.insert({shown.name, shown.short_name, shown.name_en});
      for (const int64_t id : model_.Members(shown.id.value)) {
        const Organisation& source = model_.organisations.at(id).record;
        EXPECT_TRUE(names.contains(source.name)) << source.name;
        EXPECT_TRUE(names.contains(source.short_name)) << source.short_name;
        for (const std::string& alias : source.aliases) EXPECT_TRUE(names.contains(alias)) << alias;
        EXPECT_EQ(Must(reader.FindOrganisation(source.key)), shown.id);
        EXPECT_EQ(Must(reader.GetOrganisation({id})).record.id, shown.id);
      }
    }
  }

  Model model_;

 private:
  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  int64_t AnyId() { return 1 + Below(kOrganisations); }

  Organisation RandomOrganisation(int64_t id) {
    Organisation made = MakeOrganisation(id, "公司" + std::to_string(id * 100 + Below(3)),
                                         Below(2) == 0 ? 310100 : 320500);
    if (Below(2) == 0) made.short_name = "短" + std::to_string(id);
    for (int64_t i = Below(3); i > 0; --i) made.aliases.push_back("别" + std::to_string(Below(9)));
    if (Below(2) == 0) made.revenue_fen_year = Below(4);
    if (Below(2) == 0) made.titles = {Title::kHighTech};
    if (Below(4) == 0) made.verified_by = "office";
    made.sample = Below(3) == 0;
    made.source = Below(3) == 0 ? "registry 2026" : "s" + std::to_string(Below(3));
    // Some are owned by another, and some by the office alone.
    if (Below(5) == 0) made.ownership.owner = {AnyId() % (1 + known_)};
    if (Below(4) == 0) made.ownership.audience = Audience::kAlliance;
    if (Below(12) == 0) made.ownership.audience = Audience::kPrivate;
    known_ = std::max(known_, id);
    return made;
  }

  template <typename R>
  R RandomTrade(R record) {
    record.text = "文" + std::to_string(Below(4));
    record.ownership.owner = {Below(kOrganisations + 1)};
    return record;
  }

  template <typename Run>
  void Write(bool expected, const Run& run) {
    Writer writer = Must(store_->Write({.source = "test"}));
    const Status done = run(writer);
    EXPECT_EQ(done.ok(), expected) << (done ? "" : done.error().Describe(Language::kEnglish));
    if (!done) {
      EXPECT_EQ(done.error().code, ErrorCode::kConflict);
      EXPECT_FALSE(done.error().place.field.empty());
      return;
    }
    Must(writer.Commit());
  }

  void Put(const Organisation& record) {
    Model after = model_;
    auto& known = after.organisations[record.id.value];
    const bool merged = after.Members(after.Root(record.id.value)).size() > 1;
    const bool changed =
        merged ? !(known.record == record) : !(after.Held(known.record) == after.Held(record));
    known.record = record;
    if (changed) known.updated_ms = now_ms_;
    const bool holds = after.Holds();
    Write(holds, [&](Writer& writer) -> Status {
      LM_TRY(writer.Put(record));
      return Ok{};
    });
    if (holds) model_ = after;
  }

  template <typename R>
  void PutTrade(std::map<std::string, R>& known, const R& record) {
    Write(true, [&](Writer& writer) -> Status {
      LM_TRY(writer.Put(record));
      return Ok{};
    });
    known[record.key] = record;
  }

  void PutLink() {
    const int64_t supplier = AnyId();
    const int64_t customer = AnyId();
    if (supplier == customer) return;
    Link made = MakeLink(++last_link_, supplier, customer, Below(3));
    made.value_fen_year = Below(5);
    made.status = Below(2) == 0 ? LinkStatus::kObserved : LinkStatus::kDeclared;
    made.confidence = Below(2) == 0 ? 0.5 : 1.0;
    if (Below(2) == 0) made.year = 2024 + static_cast<int>(Below(2));
    made.sample = Below(4) == 0;
    if (Below(3) == 0) made.ownership.owner = {AnyId()};
    const auto known = model_.links.find({supplier, customer, made.product.value});
    if (known != model_.links.end()) made.id = known->second.id;
    Write(true, [&](Writer& writer) -> Status {
      LM_TRY(writer.Put(made));
      return Ok{};
    });
    model_.links[{supplier, customer, made.product.value}] = made;
  }

  void PutMeasure() {
    Measure made = MakeMeasure(300 + Below(3));
    made.title = "措施" + std::to_string(Below(3));
    made.responsible_organisation = {Below(kOrganisations + 1)};
    for (int64_t i = Below(4); i > 0; --i) {
      const OrganisationId id{AnyId()};
      if (std::find(made.organisations.begin(), made.organisations.end(), id) ==
          made.organisations.end()) {
        made.organisations.push_back(id);
      }
    }
    // What is left as it is held keeps the name that it had.
    Measure named = made;
    const auto known = model_.measures.find(made.key);
    if (known != model_.measures.end() && AnyMerged()) {
      const Measure held = model_.Held(known->second);
      if (held.responsible_organisation == made.responsible_organisation) {
        named.responsible_organisation = known->second.responsible_organisation;
      }
      if (held.organisations == made.organisations) {
        named.organisations = known->second.organisations;
      }
    }
    Write(true, [&](Writer& writer) -> Status {
      LM_TRY(writer.Put(made));
      return Ok{};
    });
    model_.measures[made.key] = named;
  }

  bool AnyMerged() const { return !model_.merges.empty(); }

  void Merge() {
    const int64_t stays = model_.Root(AnyId());
    const int64_t goes = model_.Root(AnyId());
    if (stays == goes) return;
    Model after = model_;
    after.merges[0] = {goes, stays};
    const bool holds = after.Holds();
    int64_t id = 0;
    Write(holds, [&](Writer& writer) -> Status {
      LM_ASSIGN(id, writer.Merge({.stays = {stays}, .goes = {goes}, .decided_by = "office"}));
      return Ok{};
    });
    if (holds) model_.merges[id] = {goes, stays};
  }

  void Undo() {
    if (model_.merges.empty()) return;
    auto chosen = model_.merges.begin();
    std::advance(chosen, Below(static_cast<int64_t>(model_.merges.size())));
    const auto [id, pair] = *chosen;
    Model after = model_;
    const int64_t was = model_.Root(pair.first);
    after.merges.erase(id);
    for (const int64_t member : after.Members(pair.first)) {
      std::erase_if(after.choices, [&](const auto& choice) {
        return choice.first.first == was && choice.second == member;
      });
    }
    for (const int64_t root : {was, pair.first}) {
      if (after.Members(root).size() > 1) continue;
      std::erase_if(after.choices, [&](const auto& choice) { return choice.first.first == root; });
    }
    const bool holds = after.Holds();
    Write(holds, [&](Writer& writer) {
      return writer.UndoMerge({.merge = id, .decided_by = "office", .note = ""});
    });
    if (holds) model_ = after;
  }

  void Choose() {
    const int64_t root = model_.Root(AnyId());
    const std::vector<int64_t> members = model_.Members(root);
    if (members.size() < 2) return;
    const int64_t source =
        members[static_cast<size_t>(Below(static_cast<int64_t>(members.size())))];
    const std::string field = Below(2) == 0 ? "name" : "region";
    model_.choices[{root, field}] = source;
    Write(true, [&](Writer& writer) {
      return writer.ChooseField(
          {.organisation = {root}, .field = field, .source = {source}, .decided_by = "office"});
    });
  }

  int64_t now_ms_ = 1'793'000'000'000;
  FixedClock clock_{now_ms_};
  std::unique_ptr<Store> store_ =
      Must(Store::Open("sqlite::memory:", {.clock = &clock_, .seed = 11}));
  std::mt19937_64 random_;
  int64_t known_ = 0;
  int64_t last_link_ = 1000;
};

TEST(MergeStore, IsWhatItWasOnceEveryMergeIsUndoneWhateverCameBetween) {
  for (uint32_t seed = 1; seed <= 24; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomStory story(seed);
    for (int step = 0; step < 60; ++step) {
      story.Step();
      SCOPED_TRACE("step " + std::to_string(step));
      if (step % 5 == 4) story.Check();
      if (::testing::Test::HasFailure()) return;
    }
    story.UndoAll();
    story.Check();
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace lianmeng::store
