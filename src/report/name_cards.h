// Name cards to print, cut and put into holders: ten to a sheet of A4, one HTML file without scripts
// or outside resources. All text is escaped.
#pragma once

#include <string>
#include <vector>

namespace lianmeng::report {

struct NameCard {
  std::string name;     // of the organisation, large
  std::string contact;  // who comes; may be empty
  std::string place;    // where it is from; may be empty
};

struct NameCardSheet {
  std::string title;     // of the event, on every card
  std::string subtitle;  // when and where
  std::vector<NameCard> cards;
};

[[nodiscard]] std::string NameCardPage(const NameCardSheet& sheet);

}  // namespace lianmeng::report
