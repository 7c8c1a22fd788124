// Every supply network of a few firms, once each up to the names of firms and sectors.
//
// The set: each of the n (n - 1) links is absent or has one of some weights, every way to put the
// firms into sectors, and one of some essentialities for each pair of sectors (as the model has it),
// for each supplier's sector, or for all links. Names mean nothing to an index, so of all networks
// that a renaming turns into each other one is enough:
//   - up to names, the firms are put into sectors in as many ways as n has partitions; `sector` is
//     one of them, and what is left of the renamings are those that keep firms of one sector in one;
//   - of the networks that these turn into each other, the one with the least code is kept, where
//     the code lists the kinds of the links.
// That none is missing is counted, not believed: a kept network stands for as many as its renamings
// give (their number over that of those that change nothing), and these must add up to the number of
// all networks, which a product gives (LabelledCount). How many are kept, Burnside's lemma says
// (BurnsideCount).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "chain/reference_index.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// What shares an essentiality.
enum class EssentialityOf : uint8_t {
  kPair,      // links from one sector to one sector
  kSupplier,  // links from one sector
  kAll,       // all links
};

struct SmallSet {
  std::vector<double> weights;
  EssentialityOf essentiality_of = EssentialityOf::kPair;
  std::vector<int> essentialities = {0, 1, 2};
};

// Ways for so many links, or cycles of links that are alike, that share an essentiality.
inline uint64_t Ways(const SmallSet& set, uint32_t links) {
  uint64_t ways = 1;
  for (uint32_t i = 0; i < links; ++i) ways *= 1 + set.weights.size();
  return 1 + set.essentialities.size() * (ways - 1);
}

// Equal for links that share an essentiality; less than sector_count^2.
inline uint32_t EssentialityClass(const SmallSet& set, uint32_t supplier_sector,
                                  uint32_t customer_sector, uint32_t sector_count) {
  switch (set.essentiality_of) {
    case EssentialityOf::kPair:
      return supplier_sector * sector_count + customer_sector;
    case EssentialityOf::kSupplier:
      return supplier_sector * sector_count;
    default:
      return 0;
  }
}

class SmallNetworks {
 public:
  using Kinds = std::vector<uint8_t>;  // of the links; 0: absent, else 1 + 3 weight + essentiality

  // `sector` of each firm, numbered without gaps.
  SmallNetworks(SmallSet set, std::vector<uint32_t> sector)
      : set_(std::move(set)), sector_(std::move(sector)) {
    const auto firms = static_cast<uint32_t>(sector_.size());
    sector_count_ = 1 + *std::max_element(sector_.begin(), sector_.end());
    for (uint32_t supplier = 0; supplier < firms; ++supplier) {
      for (uint32_t customer = 0; customer < firms; ++customer) {
        if (supplier != customer) links_.push_back({supplier, customer});
      }
    }
    kinds_.resize(links_.size());
    essentiality_.assign(size_t{sector_count_} * sector_count_, kOpen);
    FindRenamings();
  }

  // visit(kinds, number of networks that this one stands for), representatives by rising code.
  template <typename Visit>
  void ForEach(const Visit& visit) {
    Fill(0, [&] {
      const uint32_t orbit = Orbit();
      if (orbit > 0) visit(static_cast<const Kinds&>(kinds_), orbit);
    });
  }
  // visit(kinds) of all networks, names and all.
  template <typename Visit>
  void ForEachLabelled(const Visit& visit) {
    Fill(0, [&] { visit(static_cast<const Kinds&>(kinds_)); });
  }

  // Links that share an essentiality: none of them there, or one of some for all of them.
  [[nodiscard]] uint64_t LabelledCount() const {
    std::vector<uint32_t> links_of(essentiality_.size(), 0);
    for (size_t link = 0; link < links_.size(); ++link) ++links_of[ClassOf(link)];
    uint64_t count = 1;
    for (const uint32_t links : links_of) {
      count *= Ways(set_, links);
    }
    return count;
  }

  [[nodiscard]] std::vector<ReferenceLink> ReferenceLinks(const Kinds& kinds) const {
    std::vector<ReferenceLink> links;
    for (size_t i = 0; i < links_.size(); ++i) {
      const auto [supplier, customer] = links_[i];
      links.push_back({std::string(1, static_cast<char>('a' + supplier)),
                       std::string(1, static_cast<char>('a' + customer)),
                       std::to_string(sector_[supplier]), std::to_string(sector_[customer]),
                       WeightOf(kinds[i]), EssentialityOf(kinds[i])});
    }
    return links;
  }
  [[nodiscard]] SupplyInput Input(const Kinds& kinds) const {
    SupplyInput input{.sector = sector_, .sector_count = sector_count_, .links = {}};
    for (size_t i = 0; i < links_.size(); ++i) {
      if (kinds[i] == 0) continue;
      input.links.push_back({links_[i].supplier, links_[i].customer, WeightOf(kinds[i]),
                             static_cast<Essentiality>(EssentialityOf(kinds[i]))});
    }
    return input;
  }
  // For messages: "sectors 001, a>b 3 essentiality 2, ...".
  [[nodiscard]] std::string Describe(const Kinds& kinds) const {
    std::string text = "sectors ";
    for (const uint32_t sector : sector_) text += std::to_string(sector);
    for (const ReferenceLink& link : ReferenceLinks(kinds)) {
      if (link.weight == 0) continue;
      text += ", " + link.supplier + ">" + link.customer + " " +
              std::to_string(static_cast<int>(link.weight)) + " essentiality " +
              std::to_string(link.essentiality);
    }
    return text;
  }

 private:
  static constexpr int kOpen = -1;  // no link has fixed the essentiality yet
  struct Link {
    uint32_t supplier, customer;
  };

  [[nodiscard]] double WeightOf(uint8_t kind) const {
    return kind == 0 ? 0.0 : set_.weights[(kind - 1u) / 3];
  }
  [[nodiscard]] static int EssentialityOf(uint8_t kind) { return kind == 0 ? 0 : (kind - 1) % 3; }
  [[nodiscard]] size_t ClassOf(size_t link) const {
    const uint32_t supplier = sector_[links_[link].supplier];
    const uint32_t customer = sector_[links_[link].customer];
    return EssentialityClass(set_, supplier, customer, sector_count_);
  }

  template <typename Done>
  void Fill(size_t link, const Done& done) {
    if (link == links_.size()) return done();
    kinds_[link] = 0;
    Fill(link + 1, done);
    int& essentiality = essentiality_[ClassOf(link)];
    const int before = essentiality;
    for (size_t weight = 0; weight < set_.weights.size(); ++weight) {
      for (const int chosen : set_.essentialities) {
        if (before != kOpen && chosen != before) continue;
        essentiality = chosen;
        kinds_[link] = static_cast<uint8_t>(1 + 3 * static_cast<int>(weight) + chosen);
        Fill(link + 1, done);
      }
    }
    essentiality = before;
  }

  // Renamings of firms that put firms of one sector into one again, as what they do to links.
  void FindRenamings() {
    const auto firms = static_cast<uint32_t>(sector_.size());
    std::vector<uint32_t> to(firms);
    std::iota(to.begin(), to.end(), 0u);
    do {
      const bool keeps_sectors = std::all_of(links_.begin(), links_.end(), [&](const Link& link) {
        return (sector_[link.supplier] == sector_[link.customer]) ==
               (sector_[to[link.supplier]] == sector_[to[link.customer]]);
      });
      if (!keeps_sectors) continue;
      std::vector<uint8_t> renamed;
      for (const Link& link : links_) {
        const uint32_t supplier = to[link.supplier], customer = to[link.customer];
        renamed.push_back(static_cast<uint8_t>(supplier * (firms - 1) + customer -
                                               (customer > supplier ? 1 : 0)));
      }
      renamings_.push_back(std::move(renamed));
    } while (std::next_permutation(to.begin(), to.end()));
  }

  // Number of different networks among the renamed ones; 0 if one of them has a lesser code.
  [[nodiscard]] uint32_t Orbit() const {
    uint32_t same = 0;
    for (const std::vector<uint8_t>& renamed : renamings_) {
      size_t link = 0;
      while (link < kinds_.size() && kinds_[renamed[link]] == kinds_[link]) ++link;
      if (link == kinds_.size()) {
        ++same;
      } else if (kinds_[renamed[link]] < kinds_[link]) {
        return 0;
      }
    }
    return static_cast<uint32_t>(renamings_.size()) / same;
  }

  SmallSet set_;
  std::vector<uint32_t> sector_;
  uint32_t sector_count_ = 0;
  std::vector<Link> links_;  // by supplier, then by customer
  std::vector<std::vector<uint8_t>> renamings_;
  Kinds kinds_;
  std::vector<int> essentiality_;  // of each class of links, while they are filled
};

// Networks that one renaming leaves as they are: links along each of its cycles are alike. Cycles
// whose links share an essentiality, or are led by the renaming to links that do, share it too.
inline uint64_t LeftAsTheyAre(const SmallSet& set, const std::vector<uint32_t>& sector,
                              const std::vector<uint32_t>& to) {
  const auto firms = static_cast<uint32_t>(sector.size());
  std::vector<uint8_t> seen(size_t{firms} * firms, 0);
  std::map<uint32_t, uint32_t> cycles;  // by the least class that they pass
  for (uint32_t first = 0; first < firms * firms; ++first) {
    uint32_t least = firms * firms, link = first;
    if (first / firms == first % firms || seen[first] != 0) continue;
    while (seen[link] == 0) {
      seen[link] = 1;
      const uint32_t supplier = link / firms, customer = link % firms;
      least = std::min(least, EssentialityClass(set, sector[supplier], sector[customer], firms));
      link = to[supplier] * firms + to[customer];
    }
    ++cycles[least];
  }
  uint64_t count = 1;
  for (const auto& [least, number] : cycles) count *= Ways(set, number);
  return count;
}

// How many networks differ by more than names: the mean of those that a renaming leaves as they are.
inline uint64_t BurnsideCount(const SmallSet& set, const std::vector<uint32_t>& sector) {
  const auto firms = static_cast<uint32_t>(sector.size());
  std::vector<uint32_t> to(firms);
  std::iota(to.begin(), to.end(), 0u);
  uint64_t sum = 0, renamings = 0;
  do {
    bool keeps_sectors = true;
    for (uint32_t a = 0; a < firms; ++a) {
      for (uint32_t b = 0; b < a; ++b) {
        keeps_sectors &= (sector[a] == sector[b]) == (sector[to[a]] == sector[to[b]]);
      }
    }
    if (!keeps_sectors) continue;
    ++renamings;
    sum += LeftAsTheyAre(set, sector, to);
  } while (std::next_permutation(to.begin(), to.end()));
  return sum / renamings;
}

// One way to put the firms into sectors for each partition of their number.
inline std::vector<std::vector<uint32_t>> SectorPatterns(size_t firms) {
  switch (firms) {
    case 1:
      return {{0}};
    case 2:
      return {{0, 0}, {0, 1}};
    case 3:
      return {{0, 0, 0}, {0, 0, 1}, {0, 1, 2}};
    default:
      return {{0, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 1}, {0, 0, 1, 2}, {0, 1, 2, 3}};
  }
}

}  // namespace lianmeng::chain
