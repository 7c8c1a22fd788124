#include "chain/time_text.h"

#include <cmath>
#include <cstdio>

namespace lianmeng::chain {
namespace {

// One decimal, none for a whole number.
std::string Days(double days) {
  const double shown = std::round(days * 10) / 10;
  char text[40];
  std::snprintf(text, sizeof text, shown == std::floor(shown) ? "%.0f" : "%.1f", shown);
  return text;
}

TextPair Survives(const LossTime& loss) {
  const std::string days = Days(loss.survive_days);
  return {(loss.at_least ? "至少可维持 " : "可维持 ") + days + " 天",
          (loss.at_least ? "survives at least " : "survives ") + days + " days"};
}

// What is lost until recovery, in days of the chain's final output.
TextPair Loses(const ChainTime& time, const LossTime& loss) {
  const double days =
      time.final_output_cny_day > 0 ? *loss.loss_cny / time.final_output_cny_day : 0;
  return {(loss.loss_at_most ? "其间至多少产 " : "其间少产 ") + Days(days) + " 天的最终产出",
          std::string(loss.loss_at_most ? "at most " : "") + Days(days) +
              " days of final output are lost until then"};
}

TextPair Join(const TextPair& a, const char* zh, const char* en, const TextPair& b) {
  return {a.zh + zh + b.zh, a.en + en + b.en};
}

TextPair Verdict(const ChainTime& time, const PointTime& point, const LossTime& loss) {
  if (!loss.applies) return {"没有这种来源，不计", "there is no such source; not counted"};
  if (loss.unlimited) {
    return {"最终产出不受影响，或其余供应足够",
            "final output does not depend on it, or what remains suffices"};
  }
  const TextPair survives = Survives(loss);
  if (!point.recover_days) {
    return Join(survives, "，", "; ", {"恢复所需时间未知", "the time to recover is not known"});
  }
  const std::string recover = Days(*point.recover_days);
  const TextPair both =
      Join(survives, "，", ", ", {"恢复需 " + recover + " 天", "recovers in " + recover + " days"});
  if (!loss.exposed) {
    return Join(both, "，", "; ",
                Join({"部分库存未知，无法判断", "a stock is not known, so nothing is said"}, "；",
                     "; ", Loses(time, loss)));
  }
  if (!*loss.exposed) return Join(both, "，", ": ", {"来得及", "in time"});
  const std::string gap = Days(*point.recover_days - loss.survive_days);
  return Join(
      both, "，", ": ",
      Join({"差 " + gap + " 天", "short by " + gap + " days"}, "；", "; ", Loses(time, loss)));
}

}  // namespace

TextPair TimeSentence(const ChainTime& time, const PointTime& point, const LossTime& loss) {
  return Join(Label(loss.kind), "：", ": ", Verdict(time, point, loss));
}

}  // namespace lianmeng::chain
