// Terms of trades beyond goods: what a need asks for and what an offer gives, in one design for both
// sides. docs/matching.md says how two of them are compared, docs/formats/region.md how they stand in
// files.
//
// A term that is left open is empty: not known, or of no importance. The problem to be solved and the
// solution on offer (technology), and what the money or the person is for, stand in the record's text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace lianmeng {

// How far a firm has come when it raises money; in order, each a step from the next.
enum class FundingStage {
  kSeed,     // 种子轮
  kAngel,    // 天使轮
  kPreA,     // Pre-A 轮
  kSeriesA,  // A 轮
  kSeriesB,  // B 轮
  kSeriesC,  // C 轮及以后
  kGrowth,   // 成长期
  kPreIpo,   // 上市前
  kListed,   // 已上市
};

enum class Instrument {
  kEquity,       // 股权
  kConvertible,  // 可转债
  kDebt,         // 债券
  kLoan,         // 贷款
  kGuarantee,    // 担保
  kLease,        // 融资租赁
  kFactoring,    // 保理
  kFund,         // 产业基金
};

struct CapitalTerms {
  std::optional<int64_t> amount_min_fen;  // sought; or given in one deal
  std::optional<int64_t> amount_max_fen;
  std::vector<FundingStage> stages;     // at which the firm is; or which are funded
  std::vector<Instrument> instruments;  // that would do; or that are given
  std::vector<std::string> sectors;     // chains' keys or GB/T 4754 codes

  friend bool operator==(const CapitalTerms&, const CapitalTerms&) = default;
};

// The ranks of professional titles (专业技术职称), and above them those who lead a field; rising.
enum class TalentLevel { kJunior, kIntermediate, kAssociateSenior, kSenior, kLeading };

enum class Engagement { kFullTime, kPartTime, kSecondment, kProject };

struct TalentTerms {
  std::string role;
  std::vector<std::string> skills;
  std::optional<TalentLevel> level;  // at least; or held
  RegionCode place;                  // of work; none: the organisation's
  std::optional<Date> from;          // first and last day of work, or of being available
  std::optional<Date> until;
  std::vector<Engagement> engagements;  // that would do; or that are given

  friend bool operator==(const TalentTerms&, const TalentTerms&) = default;
};

enum class Cooperation { kLicence, kTransfer, kJointDevelopment, kCommission, kConsulting };

inline constexpr int kMaturityMin = 1;  // technology readiness levels of GB/T 22900-2022
inline constexpr int kMaturityMax = 9;

struct TechnologyTerms {
  std::vector<std::string>
      fields;                   // IPC sections to groups (H, H01, H01M, H01M10/052) or chains' keys
  std::optional<int> maturity;  // 1..9: wanted at least; or held
  std::vector<Cooperation> cooperation;  // that would do; or that are offered

  friend bool operator==(const TechnologyTerms&, const TechnologyTerms&) = default;
};

// A term that a need insists on: offers known not to meet it are left out.
enum class RequiredTerm {
  kAmount,
  kStage,
  kInstrument,
  kSector,
  kLevel,
  kPeriod,
  kEngagement,
  kField,
  kMaturity,
  kCooperation,
};

// Why a need is no longer open.
enum class CloseReason {
  kMet,        // with a party found here
  kElsewhere,  // met otherwise
  kWithdrawn,  // no longer wanted
  kLapsed,     // its time has passed
};

// Written as a code of GB/T 4754 (C3841, 3841, 38) or of the IPC (H, H01, H01M, H01M10/052): what is
// neither is a chain's key.
[[nodiscard]] bool IsIndustryCode(const std::string& text);
[[nodiscard]] bool IsPatentClass(const std::string& text);

}  // namespace lianmeng
