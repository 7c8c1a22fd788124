#include "app/trades.h"

#include <algorithm>
#include <cmath>

#include "app/codes.h"
#include "app/rows.h"
#include "app/stale.h"
#include "app/trade_terms.h"
#include "base/text.h"
#include "model/names.h"
#include "model/validation.h"

namespace lianmeng::app {
namespace {

constexpr int kHistoryShown = 50;
constexpr double kMoneyMaxCny = 1e13;
constexpr double kQuantityMax = 1e15;

Error Wrong(std::string field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = std::move(field), .value = std::move(value)});
}

bool MayChange(const Viewer& viewer) { return viewer.kind == Viewer::Kind::kOffice; }

Status CheckWriter(const Viewer& viewer) {
  if (MayChange(viewer)) return Ok{};
  return MakeError(ErrorCode::kPermissionDenied,
                   {"只有联盟办公室可以新增或修改需求与供给",
                    "only the alliance office may add or change needs and offers"});
}

std::optional<int64_t> FenOf(const std::optional<double>& cny) {
  if (!cny) return std::nullopt;
  return static_cast<int64_t>(std::llround(*cny * 100));
}

// ---- Fields of bodies

// Reads what stands in a body into a record, against what the viewer may refer to.
class FieldReader {
 public:
  explicit FieldReader(const Snapshot& snapshot) : snapshot_(snapshot) {}

  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }

  Status Organisation(const std::string& text, OrganisationId& id) const {
    id.value = ParseIdValue(text).value_or(0);
    if (snapshot_.OrganisationIndex(id) != kNone) return Ok{};
    return Wrong("/organisation", text, {"没有这家机构", "there is no such organisation"});
  }

  Status Product(const std::optional<std::string>& text, ProductId& id) const {
    id = {};
    if (!text) return Ok{};
    id.value = ParseIdValue(*text).value_or(0);
    if (snapshot_.ProductIndex(id) != kNone) return Ok{};
    return Wrong("/product", *text, {"没有这个产品", "there is no such product"});
  }

  Status Regions(const char* field, const std::vector<std::string>& texts,
                 std::vector<RegionCode>& codes) const {
    codes.clear();
    for (const std::string& text : texts) {
      const RegionCode code{ParseIdValue(text).value_or(0)};
      if (snapshot_.FindRegion(code) == nullptr) {
        return Wrong(field, text, {"没有这个地区", "there is no such region"});
      }
      if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
    }
    return Ok{};
  }

  static Status Day(const char* field, const std::optional<std::string>& text,
                    std::optional<Date>& day) {
    day.reset();
    if (!text) return Ok{};
    day = Date::Parse(*text);
    if (day) return Ok{};
    return Wrong(field, *text, {"不是 YYYY-MM-DD 形式的日期", "is not a date as YYYY-MM-DD"});
  }

  // By code alone; the rules of the body have named the words already where it is one text.
  template <typename E>
  static Status Word(const char* field, const std::string& text, E& value) {
    for (const auto& name : NamesOf<E>()) {
      if (name.code != text) continue;
      value = name.value;
      return Ok{};
    }
    return Wrong(field, text,
                 {"不是允许的值（" + Join(CodesOfAll<E>(), "、") + "）",
                  "is not one of " + Join(CodesOfAll<E>(), ", ")});
  }

  template <typename E>
  static Status Words(const char* field, const std::vector<std::string>& texts,
                      std::vector<E>& values) {
    values.clear();
    for (const std::string& text : texts) LM_TRY(Word(field, text, values.emplace_back()));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return Ok{};
  }

  template <typename Facts, typename Terms>
  Status TermsFrom(const char* at, const std::optional<Facts>& facts,
                   std::optional<Terms>& terms) const {
    terms.reset();
    if (!facts) return Ok{};
    LM_ASSIGN(terms, TermsOf(snapshot_, at, *facts));
    return Ok{};
  }

 private:
  const Snapshot& snapshot_;
};

// The place in the body of a field that validation names as files do.
std::string PlaceOf(const std::string& field, TradeKind kind) {
  static constexpr std::string_view kTermFields[] = {
      "amount_min_cny", "amount_max_cny", "stages", "instruments", "sectors",
      "role",           "skills",         "level",  "place",       "from",
      "until",          "engagements",    "fields", "maturity",    "cooperation"};
  const bool is_term =
      std::find(std::begin(kTermFields), std::end(kTermFields), field) != std::end(kTermFields);
  return is_term ? "/" + std::string(Code(kind)) + "/" + field : "/" + field;
}

template <typename Record>
Status Check(const Record& record) {
  for (const Issue& issue : Validate(record)) {
    if (issue.severity != Issue::Severity::kError) continue;
    return Wrong(PlaceOf(issue.field, record.kind), issue.value, issue.message);
  }
  return Ok{};
}

// ---- Needs

Result<Need> RecordOf(const FieldReader& reader, const NeedInput& input) {
  Need record;
  LM_TRY(reader.Organisation(input.organisation, record.organisation));
  LM_TRY(FieldReader::Word("/kind", input.kind, record.kind));
  LM_TRY(reader.Product(input.product, record.product));
  record.text = input.text.value_or("");
  record.quantity = input.quantity;
  record.price_max_fen = FenOf(input.price_max_cny);
  LM_TRY(FieldReader::Day("/needed_by", input.needed_by, record.needed_by));
  LM_TRY(reader.Regions("/preferred_regions", input.preferred_regions, record.preferred_regions));
  LM_TRY(reader.Regions("/excluded_regions", input.excluded_regions, record.excluded_regions));
  LM_TRY(FieldReader::Words("/wanted_titles", input.wanted_titles, record.wanted_titles));
  LM_TRY(reader.TermsFrom("/capital", input.capital, record.capital));
  LM_TRY(reader.TermsFrom("/talent", input.talent, record.talent));
  LM_TRY(reader.TermsFrom("/technology", input.technology, record.technology));
  LM_TRY(FieldReader::Words("/required_terms", input.required_terms, record.required_terms));
  if (input.audience) {
    LM_TRY(FieldReader::Word("/audience", *input.audience, record.ownership.audience));
  }
  record.ownership.owner = record.organisation;
  return record;
}

Status ApplyTerms(const FieldReader& reader, const NeedPatch& patch, Need& record) {
  if (patch.capital) LM_TRY(reader.TermsFrom("/capital", *patch.capital, record.capital));
  if (patch.talent) LM_TRY(reader.TermsFrom("/talent", *patch.talent, record.talent));
  if (patch.technology) {
    LM_TRY(reader.TermsFrom("/technology", *patch.technology, record.technology));
  }
  if (patch.required_terms) {
    LM_TRY(FieldReader::Words("/required_terms", *patch.required_terms, record.required_terms));
  }
  return Ok{};
}

Status Apply(const FieldReader& reader, const NeedPatch& patch, Need& record) {
  if (patch.product) LM_TRY(reader.Product(*patch.product, record.product));
  if (patch.text) record.text = *patch.text;
  if (patch.quantity) record.quantity = *patch.quantity;
  if (patch.price_max_cny) record.price_max_fen = FenOf(*patch.price_max_cny);
  if (patch.needed_by) {
    LM_TRY(FieldReader::Day("/needed_by", *patch.needed_by, record.needed_by));
  }
  if (patch.preferred_regions) {
    LM_TRY(
        reader.Regions("/preferred_regions", *patch.preferred_regions, record.preferred_regions));
  }
  if (patch.excluded_regions) {
    LM_TRY(reader.Regions("/excluded_regions", *patch.excluded_regions, record.excluded_regions));
  }
  if (patch.wanted_titles) {
    LM_TRY(FieldReader::Words("/wanted_titles", *patch.wanted_titles, record.wanted_titles));
  }
  LM_TRY(ApplyTerms(reader, patch, record));
  if (patch.open) {
    record.open = *patch.open;
    if (record.open) record.close_reason.reset();
  }
  if (patch.close_reason) {
    record.close_reason.reset();
    if (*patch.close_reason) {
      LM_TRY(
          FieldReader::Word("/close_reason", **patch.close_reason, record.close_reason.emplace()));
    }
  }
  if (!patch.audience) return Ok{};
  return FieldReader::Word("/audience", *patch.audience, record.ownership.audience);
}

// ---- Offers

Result<Offer> RecordOf(const FieldReader& reader, const OfferInput& input) {
  Offer record;
  LM_TRY(reader.Organisation(input.organisation, record.organisation));
  LM_TRY(FieldReader::Word("/kind", input.kind, record.kind));
  LM_TRY(reader.Product(input.product, record.product));
  record.text = input.text.value_or("");
  record.capacity_year = input.capacity_year;
  record.utilisation = input.utilisation;
  record.price_min_fen = FenOf(input.price_min_cny);
  record.price_max_fen = FenOf(input.price_max_cny);
  record.lead_time_days = input.lead_time_days;
  LM_TRY(reader.Regions("/regions_served", input.regions_served, record.regions_served));
  LM_TRY(FieldReader::Day("/valid_until", input.valid_until, record.valid_until));
  LM_TRY(reader.TermsFrom("/capital", input.capital, record.capital));
  LM_TRY(reader.TermsFrom("/talent", input.talent, record.talent));
  LM_TRY(reader.TermsFrom("/technology", input.technology, record.technology));
  if (input.audience) {
    LM_TRY(FieldReader::Word("/audience", *input.audience, record.ownership.audience));
  }
  record.ownership.owner = record.organisation;
  return record;
}

Status Apply(const FieldReader& reader, const OfferPatch& patch, Offer& record) {
  if (patch.product) LM_TRY(reader.Product(*patch.product, record.product));
  if (patch.text) record.text = *patch.text;
  if (patch.capacity_year) record.capacity_year = *patch.capacity_year;
  if (patch.utilisation) record.utilisation = *patch.utilisation;
  if (patch.price_min_cny) record.price_min_fen = FenOf(*patch.price_min_cny);
  if (patch.price_max_cny) record.price_max_fen = FenOf(*patch.price_max_cny);
  if (patch.lead_time_days) record.lead_time_days = *patch.lead_time_days;
  if (patch.regions_served) {
    LM_TRY(reader.Regions("/regions_served", *patch.regions_served, record.regions_served));
  }
  if (patch.valid_until) {
    LM_TRY(FieldReader::Day("/valid_until", *patch.valid_until, record.valid_until));
  }
  if (patch.capital) LM_TRY(reader.TermsFrom("/capital", *patch.capital, record.capital));
  if (patch.talent) LM_TRY(reader.TermsFrom("/talent", *patch.talent, record.talent));
  if (patch.technology) {
    LM_TRY(reader.TermsFrom("/technology", *patch.technology, record.technology));
  }
  if (!patch.audience) return Ok{};
  return FieldReader::Word("/audience", *patch.audience, record.ownership.audience);
}

// ---- One that was changed meanwhile

constexpr ColumnLabel kFieldLabels[] = {{"product", "产品", "product"},
                                        {"text", "说明", "text"},
                                        {"quantity", "年需求量", "quantity"},
                                        {"capacity_year", "年产能", "capacity"},
                                        {"utilisation", "产能利用率", "utilisation"},
                                        {"price_min_fen", "最低单价", "lowest price"},
                                        {"price_max_fen", "最高单价", "highest price"},
                                        {"lead_time_days", "交货天数", "lead time"},
                                        {"needed_by", "需要日期", "date needed"},
                                        {"valid_until", "有效期至", "validity"},
                                        {"preferred_regions", "优先地区", "preferred regions"},
                                        {"excluded_regions", "排除地区", "excluded regions"},
                                        {"regions_served", "服务地区", "regions served"},
                                        {"wanted_titles", "期望称号", "wanted titles"},
                                        {"amount_min_fen", "最低金额", "least amount"},
                                        {"amount_max_fen", "最高金额", "greatest amount"},
                                        {"stages", "融资阶段", "stages"},
                                        {"instruments", "融资方式", "instruments"},
                                        {"sectors", "行业领域", "sectors"},
                                        {"role", "岗位", "role"},
                                        {"skills", "技能", "skills"},
                                        {"talent_level", "职级", "level"},
                                        {"place", "工作地点", "place"},
                                        {"from_day", "开始日期", "first day"},
                                        {"until_day", "结束日期", "last day"},
                                        {"engagements", "用工方式", "engagement"},
                                        {"fields", "技术领域", "fields"},
                                        {"maturity", "技术成熟度", "maturity"},
                                        {"cooperation", "合作方式", "form of cooperation"},
                                        {"required_terms", "硬性条件", "required terms"},
                                        {"open", "是否有效", "open"},
                                        {"close_reason", "结束原因", "reason for closing"},
                                        {"audience", "可见范围", "audience"}};

// What tells needs and offers apart where they are added and changed alike.
struct OfNeeds {
  using Record = Need;
  static constexpr store::RecordKind kKind = store::RecordKind::kNeed;
  static constexpr const char* kKeyPrefix = "N";
  static TextPair Name() { return {"需求", "need"}; }
  static auto Stored(store::Reader& reader, NeedId id) -> Result<store::NeedRow> {
    LM_ASSIGN(store::NeedPage page, reader.GetNeed(id));
    return std::move(page.need);
  }
  static auto Find(store::Writer& writer, NeedId id) { return writer.FindNeed(id); }
};
struct OfOffers {
  using Record = Offer;
  static constexpr store::RecordKind kKind = store::RecordKind::kOffer;
  static constexpr const char* kKeyPrefix = "O";
  static TextPair Name() { return {"供给", "offer"}; }
  static auto Stored(store::Reader& reader, OfferId id) -> Result<store::OfferRow> {
    LM_ASSIGN(store::OfferPage page, reader.GetOffer(id));
    return std::move(page.offer);
  }
  static auto Find(store::Writer& writer, OfferId id) { return writer.FindOffer(id); }
};

template <typename Of, typename Input>
auto Add(Platform& platform, const Viewer& viewer, const Input& input)
    -> Result<decltype(typename Of::Record{}.id)> {
  LM_TRY(CheckWriter(viewer));
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  LM_ASSIGN(typename Of::Record record, RecordOf(FieldReader(analysis->snapshot()), input));
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  record.id.value = writer.MakeId();
  record.key = input.key.value_or(Of::kKeyPrefix + record.id.ToString());
  LM_ASSIGN(const bool taken, writer.HasKey(Of::kKind, record.key));
  if (taken) {
    return MakeError(ErrorCode::kConflict, {"编号已被使用", "the key is in use"},
                     {.file = {}, .line = 0, .field = "/key", .value = record.key});
  }
  LM_TRY(Check(record));
  LM_TRY(writer.Put(record));
  LM_TRY(writer.Commit());
  return record.id;
}

template <typename Of, typename IdType, typename Patch>
Status Change(Platform& platform, const Viewer& viewer, IdType id, const Patch& patch) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_TRY(Of::Stored(reader, id));  // what the viewer does not see is not there
  }
  LM_TRY(CheckWriter(viewer));
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  LM_ASSIGN(auto row, Of::Find(writer, id));
  if (!row) return NotFound(Of::Name().zh, Of::Name().en, id.ToString());
  if (row->version != patch.version) {
    const TextPair name = Of::Name();
    return RefuseStale(platform.store(), viewer,
                       {.name = {"这条" + name.zh, "the " + name.en},
                        .record = {Of::kKind, id.value, {}},
                        .version = row->version,
                        .version_seen = patch.version},
                       kFieldLabels);
  }
  LM_TRY(Apply(FieldReader(analysis->snapshot()), patch, row->record));
  LM_TRY(Check(row->record));
  LM_TRY(writer.Put(row->record));
  LM_TRY(writer.Commit());
  return Ok{};
}

template <typename Detail, typename Row>
void Describe(const Row& row, const std::vector<store::Change>& changes, const Viewer& viewer,
              Detail& detail) {
  detail.key = row.record.key;
  detail.version = row.version;
  detail.may_change = MayChange(viewer);
  detail.source = row.record.source;
  detail.updated_at = FormatUtc(row.updated_at_ms);
  detail.history = HistoryOf(changes);
}

std::vector<FieldRule> TradeRules() {
  return {OneOf("kind", CodesOfAll<TradeKind>()),
          OneOf("audience", CodesOfAll<Audience>()),
          LengthUpTo("key", 60),
          LengthUpTo("text", 2'000),
          Between("price_min_cny", 0, kMoneyMaxCny),
          Between("price_max_cny", 0, kMoneyMaxCny),
          Between("quantity", 0, kQuantityMax),
          Between("capacity_year", 0, kQuantityMax),
          Between("utilisation", 0, 1),
          Between("lead_time_days", 0, 3650),
          OneOf("close_reason", CodesOfAll<CloseReason>()),
          Items("preferred_regions", {.max = 100}),
          Items("excluded_regions", {.max = 100}),
          Items("regions_served", {.max = 100})};
}

}  // namespace

FieldRules NeedInput::Rules() { return TradeRules(); }
FieldRules NeedPatch::Rules() { return TradeRules(); }
FieldRules OfferInput::Rules() { return TradeRules(); }
FieldRules OfferPatch::Rules() { return TradeRules(); }

Result<NeedDetail> GetNeed(Platform& platform, const Viewer& viewer, NeedId id) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  const uint32_t index = analysis->snapshot().NeedIndex(id);
  if (index == kNone) return NotFound("需求", "need", id.ToString());
  LM_ASSIGN(const store::NeedRow row, OfNeeds::Stored(reader, id));
  LM_ASSIGN(const auto changes, reader.History({OfNeeds::kKind, id.value, {}}, kHistoryShown));
  NeedDetail detail;
  static_cast<NeedRow&>(detail) = NeedRowOf(*analysis, index);
  Describe(row, changes, viewer, detail);
  return detail;
}

Result<OfferDetail> GetOffer(Platform& platform, const Viewer& viewer, OfferId id) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  const uint32_t index = analysis->snapshot().OfferIndex(id);
  if (index == kNone) return NotFound("供给", "offer", id.ToString());
  LM_ASSIGN(const store::OfferRow row, OfOffers::Stored(reader, id));
  LM_ASSIGN(const auto changes, reader.History({OfOffers::kKind, id.value, {}}, kHistoryShown));
  OfferDetail detail;
  static_cast<OfferListRow&>(detail) = OfferListRowOf(analysis->snapshot(), index);
  Describe(row, changes, viewer, detail);
  return detail;
}

Result<NeedDetail> AddNeed(Platform& platform, const Viewer& viewer, const NeedInput& input) {
  LM_ASSIGN(const NeedId id, Add<OfNeeds>(platform, viewer, input));
  return GetNeed(platform, viewer, id);
}

Result<OfferDetail> AddOffer(Platform& platform, const Viewer& viewer, const OfferInput& input) {
  LM_ASSIGN(const OfferId id, Add<OfOffers>(platform, viewer, input));
  return GetOffer(platform, viewer, id);
}

Result<NeedDetail> ChangeNeed(Platform& platform, const Viewer& viewer, NeedId id,
                              const NeedPatch& patch) {
  LM_TRY(Change<OfNeeds>(platform, viewer, id, patch));
  return GetNeed(platform, viewer, id);
}

Result<OfferDetail> ChangeOffer(Platform& platform, const Viewer& viewer, OfferId id,
                                const OfferPatch& patch) {
  LM_TRY(Change<OfOffers>(platform, viewer, id, patch));
  return GetOffer(platform, viewer, id);
}

}  // namespace lianmeng::app
