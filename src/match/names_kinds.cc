#include "match/names_kinds.h"

#include <array>
#include <string_view>

namespace lianmeng::match {
namespace {

struct Ending {
  std::u32string_view text;
  NameKind kind;
};

// At the end of a core; 科学院 stands before the 学院 that it ends with.
constexpr std::array<Ending, 40> kEndings = {{
    {U"银行", NameKind::kBank},          {U"证券", NameKind::kSecurities},
    {U"保险", NameKind::kInsurer},       {U"研究院", NameKind::kInstitute},
    {U"研究所", NameKind::kInstitute},   {U"设计院", NameKind::kInstitute},
    {U"科学院", NameKind::kInstitute},   {U"研究中心", NameKind::kInstitute},
    {U"大学", NameKind::kSchool},        {U"学院", NameKind::kSchool},
    {U"学校", NameKind::kSchool},        {U"中学", NameKind::kSchool},
    {U"医院", NameKind::kHospital},      {U"协会", NameKind::kAssociation},
    {U"学会", NameKind::kAssociation},   {U"商会", NameKind::kAssociation},
    {U"联合会", NameKind::kAssociation}, {U"促进会", NameKind::kAssociation},
    {U"政府", NameKind::kAuthority},     {U"委员会", NameKind::kAuthority},
    {U"管委会", NameKind::kAuthority},   {U"发改委", NameKind::kAuthority},
    {U"管理局", NameKind::kAuthority},   {U"监管局", NameKind::kAuthority},
    {U"监督局", NameKind::kAuthority},   {U"财政局", NameKind::kAuthority},
    {U"税务局", NameKind::kAuthority},   {U"统计局", NameKind::kAuthority},
    {U"教育局", NameKind::kAuthority},   {U"科技局", NameKind::kAuthority},
    {U"商务局", NameKind::kAuthority},   {U"经信局", NameKind::kAuthority},
    {U"工信局", NameKind::kAuthority},   {U"工信厅", NameKind::kAuthority},
    {U"科技厅", NameKind::kAuthority},   {U"财政厅", NameKind::kAuthority},
    {U"商务厅", NameKind::kAuthority},   {U"university", NameKind::kSchool},
    {U"hospital", NameKind::kHospital},  {U"bank", NameKind::kBank},
}};

}  // namespace

NameKinds KindsOf(const ParsedName& name) {
  const NameKinds company = name.is_full ? Only(NameKind::kCompany) : NameKinds{0};
  for (const Ending& ending : kEndings) {
    if (name.core.ends_with(ending.text)) {
      return static_cast<NameKinds>(company | Only(ending.kind));
    }
  }
  return company;
}

}  // namespace lianmeng::match
