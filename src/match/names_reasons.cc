#include "match/format.h"
#include "match/names.h"
#include "match/names_index.h"

namespace lianmeng::match {
namespace {

TextPair Found(NamePartKind kind, int32_t points) {
  const int32_t most = PartMax(kind);
  const std::string share = most > 0 ? FormatPercent(points, most) : std::string();
  switch (kind) {
    case NamePartKind::kText:
      return {"名称的字按先后在对方名称里找到，越少见的字越重：得 " + share,
              "characters found in order in the other name, rare ones weighing more: " + share};
    case NamePartKind::kNeighbour:
      return {"相邻的字在对方名称里也相邻：得 " + share,
              "neighbouring characters are neighbours there too: " + share};
    case NamePartKind::kStart:
      return {"从对方名称的开头对起", "begins where the other name begins"};
    case NamePartKind::kRest:
      return {"对方名称的 " + share + " 已对上", share + " of the other name is accounted for"};
    case NamePartKind::kPlace:
      return points == most ? TextPair{"地区一致", "the places agree"}
                            : TextPair{"有一方地区不明，计一半", "one place is not known: half"};
    case NamePartKind::kForm:
      return points == most ? TextPair{"组织形式一致", "the legal forms agree"}
                            : TextPair{"未写组织形式，计一半", "no legal form given: half"};
    case NamePartKind::kInitials:
      return {"是对方名称各段的首字", "first characters of the pieces of the other name"};
    case NamePartKind::kTrade:
      return {"对方的简称通常会保留行业词", "a short name of the other would keep its trade"};
    case NamePartKind::kCode:
      return {"统一社会信用代码相同", "the credit codes are the same"};
    case NamePartKind::kKind:
      return {"两个名称所示的机构类别不同（公司、银行、大学、研究院等）",
              "the names are of different kinds (company, bank, university, institute ...)"};
    case NamePartKind::kOtherFirm:
      return {"两个都是登记名称而不相同", "both are registered names, and they differ"};
    case NamePartKind::kOtherCode:
      return {"两个统一社会信用代码不同", "the two credit codes differ"};
    case NamePartKind::kRivals:
      return {"另有机构同样相符，须由人选定", "another record fits as well: a person must choose"};
  }
  return {};
}

}  // namespace

std::vector<NamePart> Explain(const NamePoints& points) {
  std::vector<NamePart> parts;
  for (size_t i = 0; i < kNamePartCount; ++i) {
    const auto kind = static_cast<NamePartKind>(i);
    if (points[i] != 0) parts.push_back({kind, points[i], PartMax(kind), Found(kind, points[i])});
  }
  return parts;
}

}  // namespace lianmeng::match
