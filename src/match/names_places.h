// The places that a Chinese firm's name begins with: provinces with the one-character names that
// stand for them, and their prefecture-level cities. Facts, from GB/T 2260 as of 2023.
#pragma once

#include <span>
#include <string_view>

namespace lianmeng::match {

struct ProvinceNames {
  int code = 0;                 // the first two digits of GB/T 2260
  std::string_view name;        // "广东"
  std::string_view characters;  // "粤", each stands for the province
  std::string_view cities;      // without 市, separated by blanks; the capital first
};

[[nodiscard]] std::span<const ProvinceNames> Provinces();

// One character that stands for a city: 穗 for 广州.
struct CityCharacter {
  std::string_view character;
  std::string_view city;
};
[[nodiscard]] std::span<const CityCharacter> CityCharacters();

}  // namespace lianmeng::match
