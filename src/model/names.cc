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
std::span<const EnumName<FundingStage>> NamesOf<FundingStage>() {
  static constexpr EnumName<FundingStage> kNames[] = {
      {FundingStage::kSeed, "seed", "种子轮", "Seed", "种子"},
      {FundingStage::kAngel, "angel", "天使轮", "Angel", "天使"},
      {FundingStage::kPreA, "pre_a", "Pre-A 轮", "Pre-A", "Pre-A"},
      {FundingStage::kSeriesA, "series_a", "A 轮", "Series A", "A轮;A"},
      {FundingStage::kSeriesB, "series_b", "B 轮", "Series B", "B轮;B"},
      {FundingStage::kSeriesC, "series_c", "C 轮及以后", "Series C and later", "C轮;C;C轮及以后"},
      {FundingStage::kGrowth, "growth", "成长期", "Growth", "成长"},
      {FundingStage::kPreIpo, "pre_ipo", "上市前", "Pre-IPO", "Pre-IPO"},
      {FundingStage::kListed, "listed", "已上市", "Listed", "上市"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Instrument>> NamesOf<Instrument>() {
  static constexpr EnumName<Instrument> kNames[] = {
      {Instrument::kEquity, "equity", "股权", "Equity", "股权融资"},
      {Instrument::kConvertible, "convertible", "可转债", "Convertible"},
      {Instrument::kDebt, "debt", "债券", "Bonds"},
      {Instrument::kLoan, "loan", "贷款", "Loan", "银行贷款;信贷"},
      {Instrument::kGuarantee, "guarantee", "担保", "Guarantee", "融资担保"},
      {Instrument::kLease, "lease", "融资租赁", "Lease", "租赁"},
      {Instrument::kFactoring, "factoring", "保理", "Factoring"},
      {Instrument::kFund, "fund", "产业基金", "Industry fund", "基金"},
  };
  return kNames;
}

template <>
std::span<const EnumName<TalentLevel>> NamesOf<TalentLevel>() {
  static constexpr EnumName<TalentLevel> kNames[] = {
      {TalentLevel::kJunior, "junior", "初级", "Junior", "助理级"},
      {TalentLevel::kIntermediate, "intermediate", "中级", "Intermediate"},
      {TalentLevel::kAssociateSenior, "associate_senior", "副高级", "Associate senior", "副高"},
      {TalentLevel::kSenior, "senior", "正高级", "Senior", "正高;高级"},
      {TalentLevel::kLeading, "leading", "领军人才", "Leading expert", "领军;首席;chief"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Engagement>> NamesOf<Engagement>() {
  static constexpr EnumName<Engagement> kNames[] = {
      {Engagement::kFullTime, "full_time", "全职", "Full time"},
      {Engagement::kPartTime, "part_time", "兼职", "Part time"},
      {Engagement::kSecondment, "secondment", "借调", "Secondment", "挂职;派驻"},
      {Engagement::kProject, "project", "项目合作", "By project", "项目制"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Cooperation>> NamesOf<Cooperation>() {
  static constexpr EnumName<Cooperation> kNames[] = {
      {Cooperation::kLicence, "licence", "许可", "Licence", "专利许可;license"},
      {Cooperation::kTransfer, "transfer", "转让", "Transfer", "技术转让"},
      {Cooperation::kJointDevelopment, "joint_development", "联合开发", "Joint development",
       "联合研发"},
      {Cooperation::kCommission, "commission", "委托开发", "Commissioned development", "委托研发"},
      {Cooperation::kConsulting, "consulting", "技术咨询", "Consulting", "咨询;技术服务"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RequiredTerm>> NamesOf<RequiredTerm>() {
  static constexpr EnumName<RequiredTerm> kNames[] = {
      {RequiredTerm::kAmount, "amount", "金额", "Amount"},
      {RequiredTerm::kStage, "stage", "融资阶段", "Stage", "阶段"},
      {RequiredTerm::kInstrument, "instrument", "融资方式", "Instrument"},
      {RequiredTerm::kSector, "sector", "行业领域", "Sector"},
      {RequiredTerm::kLevel, "level", "职级", "Level"},
      {RequiredTerm::kPeriod, "period", "时间", "Period"},
      {RequiredTerm::kEngagement, "engagement", "用工方式", "Engagement"},
      {RequiredTerm::kField, "field", "技术领域", "Field"},
      {RequiredTerm::kMaturity, "maturity", "技术成熟度", "Maturity", "成熟度"},
      {RequiredTerm::kCooperation, "cooperation", "合作方式", "Form of cooperation"},
  };
  return kNames;
}

template <>
std::span<const EnumName<CloseReason>> NamesOf<CloseReason>() {
  static constexpr EnumName<CloseReason> kNames[] = {
      {CloseReason::kMet, "met", "已对接成功", "Met here", "对接成功"},
      {CloseReason::kElsewhere, "elsewhere", "已另行解决", "Met elsewhere", "另行解决"},
      {CloseReason::kWithdrawn, "withdrawn", "不再需要", "No longer wanted", "撤回"},
      {CloseReason::kLapsed, "lapsed", "已过期", "Lapsed", "过期"},
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
