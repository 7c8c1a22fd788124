#include "app/generate_draws.h"

#include <array>
#include <cmath>

namespace lianmeng::app {

double RoundTo(double value, int digits) {
  if (value <= 0) return 0;
  const double scale = std::pow(10.0, digits - 1 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

int64_t Fen(double cny) { return std::llround(cny) * 100; }

std::string DrawTradeName(Random& random) {
  static constexpr std::array<const char*, 40> kFirst = {
      "恒", "瑞", "华", "嘉", "鼎", "宏", "远", "博", "凯", "盛", "科", "锐", "智", "联",
      "辰", "星", "海", "江", "云", "天", "明", "光", "新", "安", "泰", "诚", "德", "润",
      "启", "中", "合", "创", "威", "佳", "东", "融", "卓", "力", "元", "景"};
  static constexpr std::array<const char*, 40> kSecond = {
      "川", "达", "尔", "特", "信", "芯", "维", "能", "拓", "驰", "越", "翔", "力", "源",
      "腾", "捷", "通", "航", "锋", "铭", "泽", "宇", "昊", "晟", "帆", "禾", "森", "磊",
      "峰", "澜", "赛", "纳", "图", "格", "诺", "迈", "朗", "益", "丰", "域"};
  std::string name = kFirst[random.Below(kFirst.size())];
  name += kSecond[random.Below(kSecond.size())];
  if (random.Chance(0.35)) name += kSecond[random.Below(kSecond.size())];
  return name;
}

std::string CityWord(const std::string& name) {
  return name.ends_with("市") ? name.substr(0, name.size() - std::string("市").size()) : name;
}

std::string Numbered(const char* prefix, size_t number, int digits) {
  std::string text = std::to_string(number);
  if (static_cast<int>(text.size()) < digits)
    text.insert(0, static_cast<size_t>(digits) - text.size(), '0');
  return prefix + text;
}

Audience DrawAudience(Random& random, double open_share) {
  if (random.Chance(open_share)) return Audience::kPublic;
  const double u = random.Uniform();
  if (u < 0.70) return Audience::kAlliance;
  if (u < 0.82) return Audience::kRegion;
  if (u < 0.90) return Audience::kPairing;
  return Audience::kPrivate;
}

}  // namespace lianmeng::app
