#include "chain/risk_text.h"

#include <cmath>
#include <cstdio>

namespace lianmeng::chain {
namespace {

// What is compared with a threshold is the number that is shown, so that a reader comes to the same
// verdict: 19.96 % is shown as 20.0 % and has reached 20 %.
double Shown(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(value * scale) / scale;
}

bool Reaches(double shown, double threshold) { return shown >= threshold - 1e-9; }

std::string Fixed(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, Shown(value, digits));
  return buffer;
}

// 0.372 -> "37.2 %", 0.1 as a threshold -> "10 %".
std::string Percent(double share, Language language, int digits = 1) {
  return Fixed(100 * share, digits) + (language == Language::kChinese ? "%" : " %");
}

std::string Threshold(double share, Language language) {
  const bool whole = std::abs(100 * share - std::round(100 * share)) < 1e-9;
  return Percent(share, language, whole ? 0 : 1);
}

constexpr Language kZh = Language::kChinese;
constexpr Language kEn = Language::kEnglish;

int SeverityLevel(const RiskRule& rule, double severity) {
  const double shown = Shown(100 * severity, 1);
  if (Reaches(shown, 100 * rule.severity_high)) return 3;
  if (Reaches(shown, 100 * rule.severity_medium)) return 2;
  return Reaches(shown, 100 * rule.severity_low) ? 1 : 0;
}

Condition JudgeSeverity(const RiskRule& rule, const RiskPoint& point) {
  const int level = SeverityLevel(rule, point.severity);
  const double bound = level == 3   ? rule.severity_high
                       : level == 2 ? rule.severity_medium
                                    : rule.severity_low;
  const TextPair loss = Label(point.gravest);
  return {ConditionKind::kSeverity,
          level > 0,
          {loss.zh + "使本链最终产出减少 " + Percent(point.severity, kZh) +
               (level > 0 ? "，不低于 " : "，低于 ") + Threshold(bound, kZh) + "（严重度 " +
               std::to_string(level) + " 级）",
           loss.en + ": " + Percent(point.severity, kEn) +
               " of the chain's final output is lost, " + (level > 0 ? "at least " : "below ") +
               Threshold(bound, kEn) + " (severity level " + std::to_string(level) + ")"}};
}

Condition JudgeMakers(const RiskRule& rule, const RiskPoint& point) {
  const bool few = !Reaches(Shown(point.makers_effective, 2), rule.makers_few);
  const std::string count = Fixed(point.makers_effective, 2);
  const std::string bound = Fixed(rule.makers_few, 0);
  return {
      ConditionKind::kFewMakers,
      few,
      {"有效独立供方 " + count + " 家，" + (few ? "少于 " : "不少于 ") + bound + " 家",
       count + " effective independent makers, " + (few ? "fewer than " : "at least ") + bound}};
}

Condition JudgeSpare(const RiskRule& rule, const RiskPoint& point) {
  const LossEvidence& loss = point.losses[static_cast<size_t>(point.gravest)];
  if (!loss.applies) {
    return {ConditionKind::kSpareShort,
            false,
            {"没有可损失的供方，不计此条", "no source that could be lost; not counted"}};
  }
  const bool is_short = !Reaches(Shown(loss.spare_ratio, 2), rule.spare_enough);
  const std::string ratio = Fixed(loss.spare_ratio, 2);
  const std::string bound = Fixed(rule.spare_enough, 1);
  return {ConditionKind::kSpareShort,
          is_short,
          {"其余供方的富余产能为损失产能的 " + ratio + " 倍，" + (is_short ? "不足 " : "不少于 ") +
               bound + " 倍",
           "the others' spare capacity is " + ratio + " times the capacity lost, " +
               (is_short ? "less than " : "at least ") + bound}};
}

Condition JudgeTime(const RiskPoint& point) {
  if (!point.stock_days || !point.qualify_days) {
    return {ConditionKind::kNoTime,
            false,
            {"没有把它作为必要投入的用户，或库存、认证天数未知，不计此条",
             "no user needs it as an essential input, or stock or qualification time is not known; "
             "not counted"}};
  }
  const bool late = Shown(*point.stock_days, 0) < Shown(*point.qualify_days, 0);
  const std::string stock = Fixed(*point.stock_days, 0);
  const std::string qualify = Fixed(*point.qualify_days, 0);
  return {ConditionKind::kNoTime,
          late,
          {"库存可用 " + stock + " 天，认证新供方需 " + qualify + " 天，" +
               (late ? "来不及" : "来得及"),
           "stocks last " + stock + " days, qualifying another source takes " + qualify +
               " days: " + (late ? "too late" : "in time")}};
}

RiskClass ClassOf(int score) {
  if (score >= 5) return RiskClass::kRed;
  if (score == 4) return RiskClass::kOrange;
  return score == 3 ? RiskClass::kYellow : RiskClass::kNone;
}

}  // namespace

void JudgePoint(const RiskRule& rule, RiskPoint& point) {
  point.conditions = {JudgeSeverity(rule, point), JudgeMakers(rule, point), JudgeSpare(rule, point),
                      JudgeTime(point)};
  const int level = SeverityLevel(rule, point.severity);
  const int hard = point.conditions[1].fired || point.conditions[2].fired ? 1 : 0;
  const int late = point.conditions[3].fired ? 1 : 0;
  point.score = level + hard + late;
  point.risk_class = ClassOf(point.score);
  const auto sum = [&](const char* severity, const char* substitute, const char* time) {
    return severity + std::to_string(level) + " + " + substitute + std::to_string(hard) + " + " +
           time + std::to_string(late) + " = " + std::to_string(point.score);
  };
  const TextPair label = Label(point.risk_class);
  point.rule = {sum("严重度 ", "难替代 ", "来不及 ") + "，" + label.zh + "（5 红，4 橙，3 黄）",
                sum("severity ", "hard to substitute ", "no time ") + ": " + label.en +
                    " (5 red, 4 orange, 3 yellow)"};
}

std::string_view Code(LossKind kind) {
  switch (kind) {
    case LossKind::kLargestMaker:
      return "largest_maker";
    case LossKind::kLargestCity:
      return "largest_city";
    case LossKind::kOutside:
      return "outside";
  }
  CHECK(false);
}

std::string_view Code(RiskClass risk_class) {
  switch (risk_class) {
    case RiskClass::kNone:
      return "none";
    case RiskClass::kYellow:
      return "yellow";
    case RiskClass::kOrange:
      return "orange";
    case RiskClass::kRed:
      return "red";
  }
  CHECK(false);
}

std::string_view Code(ConditionKind kind) {
  switch (kind) {
    case ConditionKind::kSeverity:
      return "severity";
    case ConditionKind::kFewMakers:
      return "few_makers";
    case ConditionKind::kSpareShort:
      return "spare_short";
    case ConditionKind::kNoTime:
      return "no_time";
  }
  CHECK(false);
}

TextPair Label(LossKind kind) {
  switch (kind) {
    case LossKind::kLargestMaker:
      return {"最大企业停产", "largest maker lost"};
    case LossKind::kLargestCity:
      return {"最大产地停产", "largest city lost"};
    case LossKind::kOutside:
      return {"区域外断供", "sources outside the region lost"};
  }
  CHECK(false);
}

TextPair Label(RiskClass risk_class) {
  switch (risk_class) {
    case RiskClass::kNone:
      return {"未列入", "none"};
    case RiskClass::kYellow:
      return {"黄色", "yellow"};
    case RiskClass::kOrange:
      return {"橙色", "orange"};
    case RiskClass::kRed:
      return {"红色", "red"};
  }
  CHECK(false);
}

}  // namespace lianmeng::chain
