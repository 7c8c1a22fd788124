#include "match/synthetic_names.h"

#include <array>
#include <string_view>

#include "base/random.h"
#include "base/text.h"
#include "match/names_places.h"

namespace lianmeng::match {
namespace {

// Characters that Chinese brands are made of, the common ones first.
constexpr std::u32string_view kBrand =
    U"华天金新海东中大科德安盛瑞恒达宏泰鑫信诚嘉美丰亿富康佳源利通润博宇创联兴国力龙凯明亚远正"
    U"永福隆昌晨星光辉腾飞云智慧普世纪万千百方圆同和顺祥瑞麟凤翔鸿鹏雅韵思睿卓越优品锐捷奥莱斯特威"
    U"曼尔芯微纳米蓝绿青紫晶玉珠宝石岩峰岭江河湖洋波涛浪帆航舟桥路驰骏马虎豹鹰燕雀梅兰竹菊松柏杨柳"
    U"桂"
    U"桐楠樱荷莲茂林森木禾苗谷穗稻香甜蜜糖茶酒泉溪润泽沐雨露霜雪冰寒阳春秋夏冬日月辰曜景烁炎焱铭铸"
    U"钢铁铜银锐锋剑盾弓箭旗鼎尊爵冠冕御皇帝王侯将相伯仲叔季孟颜曾闵孔墨荀韩李杜苏辛陆范欧黄秦晏柯"
    U"迪克洛卡拉姆伊诺贝塔伽玛欧米伦敦巴比纽维多利亚历山大菲尼基罗马雷托帕格尼采倍丹阿里腾讯";
constexpr std::array<std::string_view, 24> kTrades = {
    "科技", "实业",     "电子",     "机械",   "精密机械", "新材料", "贸易",     "化工",
    "建材", "信息技术", "智能装备", "电气",   "食品",     "纺织",   "生物医药", "汽车零部件",
    "物流", "环保设备", "自动化",   "半导体", "机器人",   "软件",   "新能源",   "包装材料"};
constexpr std::array<std::string_view, 4> kForms = {"有限公司", "有限公司", "股份有限公司",
                                                    "有限责任公司"};

std::string Brand(Random& random) {
  std::u32string brand;
  for (uint64_t i = 0, size = 2 + random.Below(2); i < size; ++i) {
    const double even = random.Uniform();
    brand.push_back(kBrand[static_cast<size_t>(even * even * static_cast<double>(kBrand.size()))]);
  }
  return ToUtf8(brand);
}

struct Parts {
  std::string place, brand, trade, form;
  [[nodiscard]] std::string Name() const { return place + brand + trade + form; }
};

std::string Double(Parts parts, Random& random) {
  switch (random.Below(3)) {
    case 0:
      parts.place.clear();
      break;
    case 1:
      parts.form.clear();
      break;
    default: {
      std::u32string brand = ToUtf32(parts.brand);
      brand[random.Below(brand.size())] = kBrand[random.Below(kBrand.size())];
      parts.brand = ToUtf8(brand);
    }
  }
  return parts.Name();
}

}  // namespace

NamesSample GenerateNames(const SyntheticNames& options) {
  std::vector<std::string> places;
  for (const ProvinceNames& province : Provinces()) {
    for (const std::string& city : Split(province.cities, ' ')) {
      if (!city.empty()) places.push_back(city + "市");
    }
    places.emplace_back(province.name);
  }
  Random random(options.seed);
  NamesSample sample;
  std::vector<std::pair<uint32_t, Parts>> firms;
  for (uint32_t r = 0; r < options.records; ++r) {
    if (!firms.empty() && random.Chance(options.doubles)) {
      const auto& [first, parts] = firms[random.Below(firms.size())];
      sample.records.push_back({.name = Double(parts, random)});
      sample.doubles.emplace_back(first, r);
      continue;
    }
    Parts parts{places[random.Below(places.size())], Brand(random),
                std::string(kTrades[random.Below(kTrades.size())]),
                std::string(kForms[random.Below(kForms.size())])};
    sample.records.push_back({.name = parts.Name()});
    firms.emplace_back(r, std::move(parts));
  }
  return sample;
}

}  // namespace lianmeng::match
