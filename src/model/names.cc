#include "model/names.h"

#include "base/text.h"

namespace lianmeng {

bool SameName(std::string_view text, std::string_view name) {
  return Normalise(text) == Normalise(name);
}

bool ListedIn(std::string_view list, std::string_view text) {
  if (list.empty()) return false;
  for (const std::string& item : Split(list, ';')) {
    if (SameName(item, text)) return true;
  }
  return false;
}

template <>
std::span<const EnumName<Audience>> NamesOf<Audience>() {
  static constexpr EnumName<Audience> kNames[] = {
      {Audience::kPublic, "public", "公开", "Public"},
      {Audience::kAlliance, "alliance", "联盟内", "Alliance"},
      {Audience::kRegion, "region", "本省内", "Province", "本省"},
      {Audience::kPairing, "pairing", "结对城市", "Paired cities"},
      {Audience::kPrivate, "private", "仅自己", "Private", "保密;私有"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RegionLevel>> NamesOf<RegionLevel>() {
  static constexpr EnumName<RegionLevel> kNames[] = {
      {RegionLevel::kProvince, "province", "省", "Province"},
      {RegionLevel::kCity, "city", "市", "City"},
      {RegionLevel::kCounty, "county", "县区", "County"},
  };
  return kNames;
}

template <>
std::span<const EnumName<OrganisationKind>> NamesOf<OrganisationKind>() {
  static constexpr EnumName<OrganisationKind> kNames[] = {
      {OrganisationKind::kEnterprise, "enterprise", "企业", "Enterprise"},
      {OrganisationKind::kInstitute, "institute", "科研院所", "Research institute"},
      {OrganisationKind::kUniversity, "university", "高校", "University", "大学"},
      {OrganisationKind::kFinancier, "financier", "金融机构", "Financial institution"},
      {OrganisationKind::kPark, "park", "园区", "Industrial park"},
      {OrganisationKind::kAssociation, "association", "行业协会", "Association", "协会"},
      {OrganisationKind::kGovernment, "government", "政府部门", "Government office", "政府"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Title>> NamesOf<Title>() {
  static constexpr EnumName<Title> kNames[] = {
      {Title::kChainLeader, "chain_leader", "链主企业", "Chain leader", "链主"},
      {Title::kSingleChampion, "single_champion", "制造业单项冠军", "Single-product champion",
       "单项冠军"},
      {Title::kLittleGiant, "little_giant", "专精特新“小巨人”", "Little Giant",
       "专精特新小巨人;小巨人"},
      {Title::kSpecialised, "specialised", "专精特新", "Specialised and innovative SME"},
      {Title::kHighTech, "high_tech", "高新技术企业", "High-tech enterprise", "高企"},
      {Title::kGazelle, "gazelle", "瞪羚企业", "Gazelle", "瞪羚"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Scale>> NamesOf<Scale>() {
  static constexpr EnumName<Scale> kNames[] = {
      {Scale::kLarge, "large", "大型", "Large"},
      {Scale::kMedium, "medium", "中型", "Medium"},
      {Scale::kSmall, "small", "小型", "Small"},
      {Scale::kMicro, "micro", "微型", "Micro"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Essentiality>> NamesOf<Essentiality>() {
  static constexpr EnumName<Essentiality> kNames[] = {
      {Essentiality::kReplaceable, "replaceable", "可替代", "Replaceable"},
      {Essentiality::kEssential, "essential", "关键", "Essential", "必需"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Segment>> NamesOf<Segment>() {
  static constexpr EnumName<Segment> kNames[] = {
      {Segment::kUpstream, "upstream", "上游", "Upstream"},
      {Segment::kMidstream, "midstream", "中游", "Midstream"},
      {Segment::kDownstream, "downstream", "下游", "Downstream"},
  };
  return kNames;
}

template <>
std::span<const EnumName<TradeKind>> NamesOf<TradeKind>() {
  static constexpr EnumName<TradeKind> kNames[] = {
      {TradeKind::kGoods, "goods", "产品", "Goods", "货物"},
      {TradeKind::kTechnology, "technology", "技术", "Technology"},
      {TradeKind::kCapital, "capital", "资金", "Capital", "资本"},
      {TradeKind::kTalent, "talent", "人才", "Talent"},
      {TradeKind::kComputing, "computing", "算力", "Computing"},
      {TradeKind::kService, "service", "服务", "Service"},
  };
  return kNames;
}

template <>
std::span<const EnumName<LinkStatus>> NamesOf<LinkStatus>() {
  static constexpr EnumName<LinkStatus> kNames[] = {
      {LinkStatus::kObserved, "observed", "已核实", "Observed", "观测"},
      {LinkStatus::kDeclared, "declared", "申报", "Declared"},
      {LinkStatus::kReconstructed, "reconstructed", "推算", "Reconstructed", "重构"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RiskLevel>> NamesOf<RiskLevel>() {
  static constexpr EnumName<RiskLevel> kNames[] = {
      {RiskLevel::kNone, "none", "未列入", "None"},
      {RiskLevel::kYellow, "yellow", "黄色", "Yellow"},
      {RiskLevel::kOrange, "orange", "橙色", "Orange"},
      {RiskLevel::kRed, "red", "红色", "Red"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RiskLossKind>> NamesOf<RiskLossKind>() {
  static constexpr EnumName<RiskLossKind> kNames[] = {
      {RiskLossKind::kLargestMaker, "largest_maker", "最大企业停产", "Largest maker lost"},
      {RiskLossKind::kLargestCity, "largest_city", "最大产地停产", "Largest city lost"},
      {RiskLossKind::kOutside, "outside", "区域外断供", "Outside sources lost"},
  };
  return kNames;
}

template <>
std::span<const EnumName<MeasureKind>> NamesOf<MeasureKind>() {
  static constexpr EnumName<MeasureKind> kNames[] = {
      {MeasureKind::kAdd, "add", "补链", "Add"},
      {MeasureKind::kSecure, "secure", "固链", "Secure"},
      {MeasureKind::kStrengthen, "strengthen", "强链", "Strengthen"},
  };
  return kNames;
}

template <>
std::span<const EnumName<MeasureState>> NamesOf<MeasureState>() {
  static constexpr EnumName<MeasureState> kNames[] = {
      {MeasureState::kProposed, "proposed", "拟议", "Proposed", "建议"},
      {MeasureState::kAdopted, "adopted", "已采纳", "Adopted", "采纳"},
      {MeasureState::kInProgress, "in_progress", "推进中", "In progress", "进行中"},
      {MeasureState::kDone, "done", "已完成", "Done", "完成"},
      {MeasureState::kDropped, "dropped", "已终止", "Dropped", "终止"},
  };
  return kNames;
}

template <>
std::span<const EnumName<MatchState>> NamesOf<MatchState>() {
  static constexpr EnumName<MatchState> kNames[] = {
      {MatchState::kSuggested, "suggested", "系统推荐", "Suggested"},
      {MatchState::kSeen, "seen", "已查看", "Seen"},
      {MatchState::kContacted, "contacted", "已联系", "Contacted"},
      {MatchState::kTalking, "talking", "洽谈中", "Talking"},
      {MatchState::kAgreed, "agreed", "已达成", "Agreed"},
      {MatchState::kDeclined, "declined", "已谢绝", "Declined"},
      {MatchState::kClosed, "closed", "已办结", "Closed"},
  };
  return kNames;
}

template <>
std::span<const EnumName<DeclineReason>> NamesOf<DeclineReason>() {
  static constexpr EnumName<DeclineReason> kNames[] = {
      {DeclineReason::kPrice, "price", "价格不合适", "Price"},
      {DeclineReason::kCapacity, "capacity", "产能不足", "Capacity"},
      {DeclineReason::kTime, "time", "交期不合适", "Lead time"},
      {DeclineReason::kQuality, "quality", "质量或资质不符", "Quality or titles"},
      {DeclineReason::kDistance, "distance", "距离太远", "Distance"},
      {DeclineReason::kOtherFound, "other_found", "已另有合作方", "Another was found"},
      {DeclineReason::kOther, "other", "其他", "Other"},
  };
  return kNames;
}

}  // namespace lianmeng
