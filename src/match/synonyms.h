// Second names that the texts of a region give away in brackets: 绝缘栅双极型晶体管（IGBT）模块.
//
// A name that writes "X（Y）", where X is a run of three Chinese characters or more and Y an abbreviation of
// two to ten letters, or the other way round, or Y is marked as a short name (简称, 又称, 俗称 ...), says
// that X and Y are one. It then also has the names with X and with Y alone. What three texts say alike,
// and none otherwise of either, holds for the whole region (of letters alone): a name that holds X has
// that with Y in its place as a second name, and the reverse. A maker's mark that three texts put
// behind one product and none behind another is taken for its abbreviation, too. Texts of more than 60
// characters are no names.
//
// Example:   Synonyms::Mine({"射频识别（RFID）读写器", "射频识别(RFID)标签", "射频识别（RFID）"})
//                .NamesBeside("RFID天线")  ->  {"射频识别天线"}
// Cost:      linear in the texts but for long ones, which are passed over; of NamesBeside, the
//            characters of a name times the lengths of X.
// Thread-safety: immutable once mined. Deterministic.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lianmeng::match {

class Synonyms {
 public:
  // `texts`: each counts once, however often it says the same.
  [[nodiscard]] static Synonyms Mine(const std::vector<std::string_view>& texts);

  // Further names of what is called so, each after Normalise, without the name itself.
  [[nodiscard]] std::vector<std::string> NamesBeside(std::string_view name) const;

  // Pairs that hold for the whole region.
  [[nodiscard]] size_t size() const { return other_of_.size() / 2; }

 private:
  void Exchange(const std::u32string& name, std::vector<std::u32string>& names) const;

  std::unordered_map<std::u32string, std::u32string> other_of_;  // both ways
  std::vector<size_t> lengths_;  // of the Chinese ones, the longest first
};

}  // namespace lianmeng::match
