// Numbers with units in a specification, each as one word of its own, so that 220 kV, 220千伏 and
// 0.22 MV are the same, and a list of 6–35 kV meets 35 kV.
//
// Example:   QuantityWords("220千伏变压器，年产5万吨")  ->  {"220000 V", "5e+10 g"}
// A quantity begins behind another one, behind AC or DC, or where no letter or digit stands before it
// (no model like A100V), and ends where no grade goes on (7A04) and no rate (km/h). A number may have
// groups of three (1,000) and 万 or 亿 behind it; numbers that share a unit (6-35kV, 10/0.4kV) all
// count. Units are the common ones of the SI with prefixes, by symbol (case counts: mW is not MW) or
// Chinese name, and some of trade.
// Cost:      linear in the text.
// Source:    BIPM, "The International System of Units", 9th edition, 2019; GB 3100-93 for Chinese
//            names.
// Thread-safety: no state. Deterministic.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianmeng::match {

// Value in the base unit to six digits, a blank, the base unit. In the order of the text.
[[nodiscard]] std::vector<std::string> QuantityWords(std::string_view text);

// Whether the whole text is a unit: "kV", "千伏", "吨".
[[nodiscard]] bool IsUnit(std::string_view text);

}  // namespace lianmeng::match
