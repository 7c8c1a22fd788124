// Firms get a size, two attractions (as supplier, as customer) and a place in the bow-tie. Then each
// firm gets the links that its place demands, and the rest are drawn by attraction until there are
// enough.
#include "chain/synthetic_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "base/random.h"

namespace lianmeng::chain {
namespace {

// Where a firm stands in the bow-tie.
enum Part : uint8_t {
  kFeeds,   // sells into the core, nobody there sells to it
  kCore,    // strongly connected
  kFed,     // buys from the core, sells to nobody there
  kBranch,  // buys from those that feed the core: a dead end, or past the core
  kRoot,    // sells to those that the core feeds
  kApart,   // in a small piece of its own
  kPartCount
};
constexpr std::array<double, kPartCount> kPartShare = {0.26, 0.26, 0.38, 0.05, 0.03, 0.02};

// Kinds of links beyond those that a firm's place demands, and how many of these are such.
struct LinkKind {
  Part from;
  Part to;
  double share;
};
constexpr std::array<LinkKind, 7> kLinkKinds = {{{kCore, kCore, 0.56},
                                                 {kCore, kFed, 0.22},
                                                 {kFeeds, kCore, 0.15},
                                                 {kFeeds, kFed, 0.02},
                                                 {kFed, kFed, 0.03},
                                                 {kFeeds, kFeeds, 0.01},
                                                 {kBranch, kFed, 0.01}}};

constexpr double kSupplierTail = 1.1;  // exponent of the distribution of customers per firm
constexpr double kCustomerTail = 1.6;  // and of suppliers per firm
constexpr double kSizeLoading = 0.72;  // correlation of attraction with size
constexpr double kSizeSpread = 1.3;    // of the logarithm of the size
constexpr double kWeightSpread = 1.9;  // of the logarithm of a weight, sizes given
constexpr double kWeightMiddle = 200'000;
constexpr double kDirectShare = 0.8;  // of the firms beside the core that touch it directly
constexpr int kTriesMax = 200;  // by attraction; after them evenly, so that dense networks end

// Draws of members in proportion to their weights, in constant time.
// Source: Vose, "A linear algorithm for generating random numbers with a given distribution", 1991.
class AliasTable {
 public:
  AliasTable() = default;
  explicit AliasTable(const std::vector<double>& weights)
      : keep_(weights.size(), 1.0), alias_(weights.size()) {
    const auto count = static_cast<double>(weights.size());
    double total = 0;
    for (const double weight : weights) total += weight;
    std::vector<uint32_t> small;
    std::vector<uint32_t> large;
    for (uint32_t i = 0; i < weights.size(); ++i) {
      alias_[i] = i;
      keep_[i] = weights[i] * count / total;
      (keep_[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
      const uint32_t low = small.back();
      const uint32_t high = large.back();
      small.pop_back();
      alias_[low] = high;
      keep_[high] -= 1 - keep_[low];
      if (keep_[high] >= 1) continue;
      large.pop_back();
      small.push_back(high);
    }
    for (const uint32_t i : small) keep_[i] = 1;
  }

  [[nodiscard]] uint32_t Draw(Random& random) const {
    const auto i = static_cast<uint32_t>(random.Below(keep_.size()));
    return random.Uniform() < keep_[i] ? i : alias_[i];
  }

 private:
  std::vector<double> keep_;
  std::vector<uint32_t> alias_;
};

// The set of links so far. Open addressing, at most half full.
class LinkSet {
 public:
  explicit LinkSet(uint64_t links) {
    uint64_t size = 64;
    while (size < links * 2) size *= 2;
    slots_.assign(size, kFree);
  }
  // False if it was there.
  bool Add(NodeIndex supplier, NodeIndex customer) {
    const uint64_t key = (uint64_t{supplier} << 32) | customer;
    uint64_t at = SplitMixOutput(key) & (slots_.size() - 1);
    while (slots_[at] != kFree) {
      if (slots_[at] == key) return false;
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = key;
    return true;
  }

 private:
  static constexpr uint64_t kFree = UINT64_MAX;
  std::vector<uint64_t> slots_;
};

template <typename T>
void Shuffle(std::vector<T>& values, Random& random) {
  for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.Below(i)]);
}

// Attraction of a firm whose standard normal deviate is `normal`: Pareto with exponent `tail`.
double Attraction(double normal, double tail) {
  const double above = 0.5 * std::erfc(normal / std::numbers::sqrt2);
  return std::floor(1024 * std::pow(above, -1 / tail));
}

class Generator {
 public:
  explicit Generator(const SyntheticOptions& options)
      : options_(options), seed_(options.seed), set_(options.links), random_(seed_.Fork(0)) {}

  SupplyInput Generate() {
    MakeSectors();
    MakeFirms();
    MakeTables();
    MakeEssentiality();
    input_.links.reserve(options_.links);
    for (NodeIndex firm = 0; firm < options_.firms; ++firm) LinkByPlace(firm);
    JoinPieces();
    DrawTheRest();
    Random order = seed_.Fork(1);
    Shuffle(input_.links, order);
    return std::move(input_);
  }

 private:
  // Sizes of sectors fall as 1 / (rank + 2); `affinity_`: how readily a sector sells to another.
  void MakeSectors() {
    Random random = seed_.Fork(2);
    const uint32_t count = options_.sectors;
    std::vector<double> weights(count);
    for (uint32_t i = 0; i < count; ++i) weights[i] = 1.0 / (i + 3);
    const AliasTable table(weights);
    input_.sector_count = count;
    input_.sector.resize(options_.firms);
    // The first firms, whose numbers say nothing, make sure that no sector is empty.
    for (NodeIndex firm = 0; firm < options_.firms; ++firm) {
      input_.sector[firm] = firm < count ? firm : table.Draw(random);
    }
    affinity_.resize(size_t{count} * count);
    for (float& affinity : affinity_) {
      const double kind = random.Uniform();
      affinity = kind < 0.15 ? 1.0F : kind < 0.4 ? 0.3F : 0.08F;
    }
  }

  void MakeFirms() {
    Random random = seed_.Fork(3);
    const uint32_t count = options_.firms;
    log_size_.resize(count);
    sells_.resize(count);
    buys_.resize(count);
    std::vector<std::pair<double, NodeIndex>> by_score(count);
    const double own = std::sqrt(1 - kSizeLoading * kSizeLoading);
    for (NodeIndex firm = 0; firm < count; ++firm) {
      const double size = random.Normal();
      log_size_[firm] = static_cast<float>(kSizeSpread * size);
      sells_[firm] = Attraction(kSizeLoading * size + own * random.Normal(), kSupplierTail);
      buys_[firm] = Attraction(kSizeLoading * size + own * random.Normal(), kCustomerTail);
      // Rounded, so that the order is the same whatever the last bit of a logarithm.
      by_score[firm] = {-std::floor(65536 * (size + random.Normal())), firm};
    }
    std::sort(by_score.begin(), by_score.end());
    part_.resize(count);
    // The core takes the best scores, the others share the rest at random.
    std::vector<NodeIndex> firms(count);
    for (uint32_t i = 0; i < count; ++i) firms[i] = by_score[i].second;
    const auto core = static_cast<uint32_t>(std::lround(kPartShare[kCore] * count));
    for (uint32_t i = 0; i < core; ++i) Place(firms[i], kCore);
    firms.erase(firms.begin(), firms.begin() + core);
    Shuffle(firms, random);
    uint32_t next = 0;
    for (const Part part : {kFeeds, kBranch, kRoot, kApart}) {
      const auto size = static_cast<uint32_t>(std::lround(kPartShare[part] * count));
      for (uint32_t i = 0; i < size; ++i) Place(firms[next++], part);
    }
    while (next < firms.size()) Place(firms[next++], kFed);
  }

  void Place(NodeIndex firm, Part part) {
    part_[firm] = part;
    if (rank_.size() < options_.firms) rank_.resize(options_.firms);
    rank_[firm] = static_cast<uint32_t>(members_[part].size());
    members_[part].push_back(firm);
  }

  void MakeTables() {
    std::vector<double> weights;
    for (size_t part = 0; part < kPartCount; ++part) {
      const auto table = [&](const std::vector<double>& attraction) {
        weights.clear();
        for (const NodeIndex firm : members_[part]) weights.push_back(attraction[firm]);
        return AliasTable(weights);
      };
      suppliers_[part] = table(sells_);
      customers_[part] = table(buys_);
    }
  }

  void MakeEssentiality() {
    Random random = seed_.Fork(4);
    const size_t pairs = size_t{options_.sectors} * options_.sectors;
    essentiality_.assign(pairs, Essentiality::kIrrelevant);
    const size_t replaceable = (pairs + 1) / 2;
    const size_t essential = (pairs + 4) / 5;
    std::fill_n(essentiality_.begin(), replaceable, Essentiality::kReplaceable);
    std::fill_n(essentiality_.begin() + static_cast<std::ptrdiff_t>(replaceable),
                std::min(essential, pairs - replaceable), Essentiality::kEssential);
    Shuffle(essentiality_, random);
  }

  [[nodiscard]] size_t PairOf(NodeIndex supplier, NodeIndex customer) const {
    return size_t{input_.sector[supplier]} * options_.sectors + input_.sector[customer];
  }

  NodeIndex Supplier(Part part) { return members_[part][suppliers_[part].Draw(random_)]; }
  NodeIndex Customer(Part part) { return members_[part][customers_[part].Draw(random_)]; }
  NodeIndex Any(Part part) { return members_[part][random_.Below(members_[part].size())]; }

  // Links among those that feed the core, and among those that it feeds, run from the lower rank to
  // the higher: a cycle would make a second core.
  [[nodiscard]] bool Allowed(NodeIndex supplier, NodeIndex customer) const {
    if (supplier == customer) return false;
    const Part part = part_[supplier];
    if (part != part_[customer] || part == kCore) return true;
    return rank_[supplier] < rank_[customer];
  }

  bool Link(NodeIndex supplier, NodeIndex customer) {
    if (!Allowed(supplier, customer) || !set_.Add(supplier, customer)) return false;
    const double mean = 0.5 * (double{log_size_[supplier]} + double{log_size_[customer]});
    const double value = kWeightMiddle * std::exp(mean + kWeightSpread * random_.Normal());
    input_.links.push_back({supplier, customer, std::max(1.0, std::round(value)),
                            essentiality_[PairOf(supplier, customer)]});
    return true;
  }

  // Draws until the sectors suit each other and the link is new; at last without looking at either
  // attraction. Gives up only where no partner is left.
  template <typename Pick, typename PickEvenly>
  bool LinkBy(const Pick& pick, const PickEvenly& evenly) {
    for (int i = 0; i < kTriesMax; ++i) {
      const auto [supplier, customer] = pick();
      if (random_.Uniform() >= double{affinity_[PairOf(supplier, customer)]}) continue;
      if (Link(supplier, customer)) return true;
    }
    for (int i = 0; i < kTriesMax; ++i) {
      const auto [supplier, customer] = evenly();
      if (Link(supplier, customer)) return true;
    }
    return false;
  }

  bool SellTo(NodeIndex firm, Part part) {
    return LinkBy([&] { return std::pair(firm, Customer(part)); },
                  [&] { return std::pair(firm, Any(part)); });
  }
  bool BuyFrom(NodeIndex firm, Part part) {
    return LinkBy([&] { return std::pair(Supplier(part), firm); },
                  [&] { return std::pair(Any(part), firm); });
  }

  // Every firm that feeds the core reaches it, in one step or by another that does; and so on. The
  // last of those that feed it, and the first of those that it feeds, have no other way.
  void LinkByPlace(NodeIndex firm) {
    const bool direct = random_.Chance(kDirectShare);
    switch (part_[firm]) {
      case kCore:
        BuyFrom(firm, kCore);
        SellTo(firm, kCore);
        break;
      case kFeeds:
        if (direct || rank_[firm] >= members_[kFeeds].size() * 9 / 10 || !SellTo(firm, kFeeds))
          SellTo(firm, kCore);
        break;
      case kFed:
        if (direct || rank_[firm] <= members_[kFed].size() / 10 || !BuyFrom(firm, kFed))
          BuyFrom(firm, kCore);
        break;
      case kBranch:
        BuyFrom(firm, kFeeds);
        break;
      case kRoot:
        SellTo(firm, kFed);
        break;
      case kApart:
      case kPartCount:
        break;
    }
  }

  // Chains of two to four firms, each with one step back, none left alone.
  void JoinPieces() {
    const std::vector<NodeIndex>& firms = members_[kApart];
    for (size_t begin = 0; begin < firms.size();) {
      size_t size = 2 + random_.Below(3);
      if (firms.size() - begin - std::min(size, firms.size() - begin) < 2) {
        size = firms.size() - begin;
      }
      for (size_t i = begin + 1; i < begin + size; ++i) {
        Link(firms[begin + random_.Below(i - begin)], firms[i]);
      }
      begin += size;
    }
  }

  void DrawTheRest() {
    std::vector<double> shares;
    for (const LinkKind& kind : kLinkKinds) shares.push_back(kind.share);
    const AliasTable kinds(shares);
    while (input_.links.size() < options_.links) {
      const LinkKind& kind = kLinkKinds[kinds.Draw(random_)];
      LinkBy([&] { return std::pair(Supplier(kind.from), Customer(kind.to)); },
             [&] { return std::pair(Any(kind.from), Any(kind.to)); });
    }
  }

  const SyntheticOptions& options_;
  Random seed_;
  SupplyInput input_;
  std::vector<float> affinity_;             // by supplier's sector, customer's sector
  std::vector<Essentiality> essentiality_;  // the same
  std::vector<float> log_size_;
  std::vector<double> sells_, buys_;  // attraction as supplier, as customer
  std::vector<Part> part_;
  std::vector<uint32_t> rank_;  // within its part
  std::array<std::vector<NodeIndex>, kPartCount> members_;
  std::array<AliasTable, kPartCount> suppliers_, customers_;
  LinkSet set_;
  Random random_;
};

Error OutOfRange(std::string field, uint64_t value, uint64_t low, uint64_t high) {
  const std::string range = std::to_string(low) + " – " + std::to_string(high);
  return MakeError(ErrorCode::kInvalidArgument, {"应在 " + range + " 之间", "must be " + range},
                   {.field = std::move(field), .value = std::to_string(value)});
}

}  // namespace

Result<SupplyInput> GenerateNetwork(const SyntheticOptions& options) {
  constexpr uint64_t kFirmsMin = 100;
  constexpr uint64_t kFirmsMax = 50'000'000;
  constexpr uint64_t kSectorsMax = 10'000;
  if (options.firms < kFirmsMin || options.firms > kFirmsMax)
    return OutOfRange("firms", options.firms, kFirmsMin, kFirmsMax);
  const uint64_t sectors_max = std::min<uint64_t>(kSectorsMax, options.firms);
  if (options.sectors < 1 || options.sectors > sectors_max)
    return OutOfRange("sectors", options.sectors, 1, sectors_max);
  const uint64_t links_min = uint64_t{2} * options.firms;
  const uint64_t links_max =
      std::min<uint64_t>((uint64_t{1} << 31) - 1, uint64_t{options.firms} * options.firms / 50);
  if (options.links < links_min || options.links > links_max)
    return OutOfRange("links", options.links, links_min, links_max);
  return Generator(options).Generate();
}

}  // namespace lianmeng::chain
