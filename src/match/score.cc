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

constexpr std::array<Entry, kPartCount> kParts = {{
    {"product_fit", "产品契合", "Product fit"},
    {"capacity", "产能", "Capacity"},
    {"distance", "距离与地区", "Distance and region"},
    {"price", "价格", "Price"},
    {"lead_time", "交货期", "Lead time"},
    {"titles", "称号", "Titles"},
    {"past_links", "以往供应", "Past links"},
}};

constexpr std::array<Entry, kExclusionCount> kExclusions = {{
    {"other_kind", "供给类别不同", "Other kind of offer"},
    {"low_fit", "产品契合不足", "Product fit too low"},
    {"same_organisation", "本机构自己的供给", "The organisation's own offer"},
    {"expired", "供给已过期", "Offer expired"},
    {"not_served", "不供应需求方所在地区", "Region of the need not served"},
    {"excluded_region", "位于需求排除的地区", "Region excluded by the need"},
    {"better_of_same_organisation", "同一机构有得分更高的供给",
     "A better offer of the same organisation"},
    {"beyond_limit", "超出所取条数", "Beyond the number asked for"},
}};

static_assert(std::accumulate(kPartMax.begin(), kPartMax.end(), 0) == kScoreMax);
static_assert(kFit.same_product == PartMax(PartKind::kProductFit));
static_assert(kPastLink.pair_same_product == PartMax(PartKind::kPastLinks));

TextPair LabelOf(const Entry& entry) { return {std::string(entry.zh), std::string(entry.en)}; }

}  // namespace

std::string_view Code(PartKind kind) { return kParts[static_cast<size_t>(kind)].code; }
TextPair Label(PartKind kind) { return LabelOf(kParts[static_cast<size_t>(kind)]); }
std::string_view Code(Exclusion exclusion) {
  return kExclusions[static_cast<size_t>(exclusion)].code;
}
TextPair Label(Exclusion exclusion) { return LabelOf(kExclusions[static_cast<size_t>(exclusion)]); }

}  // namespace lianmeng::match
