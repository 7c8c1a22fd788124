#include "match/score.h"

#include <numeric>
#include <string>

namespace lianmeng::match {
namespace {

struct Entry {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

constexpr std::array<Entry, kPartKinds> kParts = {{
    {"product_fit", "产品契合", "Product fit"},
    {"capacity", "产能", "Capacity"},
    {"distance", "距离与地区", "Distance and region"},
    {"price", "价格", "Price"},
    {"lead_time", "交货期", "Lead time"},
    {"titles", "称号", "Titles"},
    {"past_links", "以往供应", "Past links"},
    {"text_fit", "内容契合", "Text fit"},
    {"sector", "行业领域", "Sector"},
    {"amount", "金额", "Amount"},
    {"stage", "融资阶段", "Stage"},
    {"instrument", "融资方式", "Instrument"},
    {"role", "岗位契合", "Role"},
    {"skills", "技能", "Skills"},
    {"level", "职级", "Level"},
    {"period", "时间", "Period"},
    {"engagement", "用工方式", "Engagement"},
    {"field", "技术领域", "Field"},
    {"maturity", "技术成熟度", "Maturity"},
    {"cooperation", "合作方式", "Form of cooperation"},
    {"dealings", "以往往来", "Past dealings"},
}};

constexpr std::array<Entry, kExclusionCount> kExclusions = {{
    {"other_kind", "供给类别不同", "Other kind of offer"},
    {"low_fit", "契合不足", "Fit too low"},
    {"same_organisation", "本机构自己的供给", "The organisation's own offer"},
    {"expired", "供给已过期", "Offer expired"},
    {"not_served", "不供应需求方所在地区", "Region of the need not served"},
    {"excluded_region", "位于需求排除的地区", "Region excluded by the need"},
    {"required_term", "不满足硬性条件", "A term insisted on is not met"},
    {"better_of_same_organisation", "同一机构有得分更高的供给",
     "A better offer of the same organisation"},
    {"beyond_limit", "超出所取条数", "Beyond the number asked for"},
}};

constexpr PartShare kSupply[] = {
    {PartKind::kProductFit, PartMax(PartKind::kProductFit)},
    {PartKind::kCapacity, PartMax(PartKind::kCapacity)},
    {PartKind::kDistance, PartMax(PartKind::kDistance)},
    {PartKind::kPrice, PartMax(PartKind::kPrice)},
    {PartKind::kLeadTime, PartMax(PartKind::kLeadTime)},
    {PartKind::kTitles, PartMax(PartKind::kTitles)},
    {PartKind::kPastLinks, PartMax(PartKind::kPastLinks)},
};
constexpr PartShare kCapital[] = {
    {PartKind::kTextFit, 200'000}, {PartKind::kSector, 150'000},     {PartKind::kAmount, 200'000},
    {PartKind::kStage, 150'000},   {PartKind::kInstrument, 150'000}, {PartKind::kDistance, 90'000},
    {PartKind::kDealings, 60'000},
};
constexpr PartShare kTalent[] = {
    {PartKind::kRole, 250'000},   {PartKind::kSkills, 250'000},     {PartKind::kLevel, 130'000},
    {PartKind::kPeriod, 120'000}, {PartKind::kEngagement, 120'000}, {PartKind::kDistance, 130'000},
};
constexpr PartShare kTechnology[] = {
    {PartKind::kTextFit, 350'000},  {PartKind::kField, 150'000},
    {PartKind::kMaturity, 150'000}, {PartKind::kCooperation, 130'000},
    {PartKind::kLeadTime, 60'000},  {PartKind::kDistance, 80'000},
    {PartKind::kDealings, 80'000},
};

constexpr int32_t Sum(std::span<const PartShare> parts) {
  int32_t sum = 0;
  for (const PartShare& part : parts) sum += part.points_max;
  return sum;
}
static_assert(Sum(kSupply) == kScoreMax && Sum(kCapital) == kScoreMax);
static_assert(Sum(kTalent) == kScoreMax && Sum(kTechnology) == kScoreMax);

static_assert(std::accumulate(kPartMax.begin(), kPartMax.end(), 0) == kScoreMax);
static_assert(kFit.same_product == PartMax(PartKind::kProductFit));
static_assert(kPastLink.pair_same_product == PartMax(PartKind::kPastLinks));

TextPair LabelOf(const Entry& entry) { return {std::string(entry.zh), std::string(entry.en)}; }

}  // namespace

std::span<const PartShare> PartsOf(Scheme scheme) {
  switch (scheme) {
    case Scheme::kSupply:
      return kSupply;
    case Scheme::kCapital:
      return kCapital;
    case Scheme::kTalent:
      return kTalent;
    case Scheme::kTechnology:
      return kTechnology;
  }
  return kSupply;
}

int32_t FitFloor(Scheme scheme) { return scheme == Scheme::kTechnology ? 120'000 : kFit.floor; }

std::string_view Code(PartKind kind) { return kParts[static_cast<size_t>(kind)].code; }
TextPair Label(PartKind kind) { return LabelOf(kParts[static_cast<size_t>(kind)]); }
std::string_view Code(Exclusion exclusion) {
  return kExclusions[static_cast<size_t>(exclusion)].code;
}
TextPair Label(Exclusion exclusion) { return LabelOf(kExclusions[static_cast<size_t>(exclusion)]); }

}  // namespace lianmeng::match
