// Names for generated records: a letter and a number from 1, of as many digits as the last one has.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>

namespace lianmeng::app {

class Labels {
 public:
  Labels(char letter, uint64_t count) : letter_(letter), digits_(std::to_string(count).size()) {}
  void Append(uint64_t index, std::string& out) const {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, index + 1).ptr;
    out += letter_;
    out.append(digits_ - static_cast<size_t>(end - text), '0');
    out.append(text, end);
  }

 private:
  char letter_;
  size_t digits_;
};

}  // namespace lianmeng::app
