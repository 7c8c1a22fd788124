// A sentence for people, in both of the console's languages. Chinese comes first everywhere.
#pragma once

#include <string>
#include <string_view>

namespace lianmeng {

enum class Language { kChinese, kEnglish };

struct TextPair {
  std::string zh;
  std::string en;

  [[nodiscard]] const std::string& In(Language language) const {
    return language == Language::kChinese ? zh : en;
  }
  friend bool operator==(const TextPair&, const TextPair&) = default;
};

}  // namespace lianmeng
