#include "network/route_candidates.h"

#include <algorithm>
#include <limits>

namespace lianmeng::network {

RouteBook::RouteBook(const Backbone& backbone, size_t paths, const std::vector<LinkIndex>& without)
    : backbone_(backbone), paths_(paths), finder_(backbone, without) {}

bool RouteBook::Describe(const Path& path, RouteChoices& choices, RouteCandidate& candidate) const {
  const CycleSystem& system = backbone_.system;
  candidate.path = path;
  candidate.capacity_bytes = std::numeric_limits<int64_t>::max();
  int64_t shift = 0;
  for (size_t i = 0; i < path.size(); ++i) {
    const Link& link = backbone_.links[path[i]];
    int64_t spare = 0;
    if (i > 0) {
      const Link& before = backbone_.links[path[i - 1]];
      const int64_t hop_shift = CycleShift(before, link, system);
      const int64_t buffers = BuffersNeeded(before, link, system, hop_shift);
      if (buffers > system.buffers) {
        if (choices.buffers_wanted == 0 || buffers < choices.buffers_wanted) {
          choices.buffers_wanted = buffers;
          choices.buffers_link = path[i];
        }
        return false;
      }
      shift += hop_shift;
      spare = system.buffers - buffers;
    }
    candidate.shift.push_back(shift);
    candidate.spare_buffers.push_back(spare);
    candidate.capacity_bytes = std::min(candidate.capacity_bytes, CycleCapacityBytes(link, system));
  }
  return true;
}

const RouteChoices& RouteBook::Between(SiteIndex from, SiteIndex to, Protection protection) {
  constexpr int kSiteBits = 24, kProtectionBits = 2;
  static_assert(kSitesMax < (size_t{1} << kSiteBits));
  const uint64_t key =
      ((uint64_t{from} << kSiteBits | to) << kProtectionBits) | static_cast<uint64_t>(protection);
  std::unique_ptr<RouteChoices>& choices = choices_[key];
  if (choices != nullptr) return *choices;
  choices = std::make_unique<RouteChoices>();
  if (protection == Protection::kNone) {
    for (const Path& path : finder_.Shortest(from, to, paths_)) {
      RouteCandidate candidate;
      if (Describe(path, *choices, candidate)) choices->single.push_back(std::move(candidate));
    }
    return *choices;
  }
  for (const auto& [shorter, longer] : finder_.Disjoint(from, to, protection, paths_)) {
    RouteCandidate first, second;
    if (Describe(shorter, *choices, first) && Describe(longer, *choices, second)) {
      choices->pairs.emplace_back(std::move(first), std::move(second));
    }
  }
  return *choices;
}

const RouteCandidate* RouteBook::Adopt(const Path& path) {
  const auto [entry, is_new] = adopted_.try_emplace(path);
  RouteChoices ignored;
  if (is_new && !Describe(path, ignored, entry->second)) {
    adopted_.erase(entry);
    return nullptr;
  }
  return &entry->second;
}

}  // namespace lianmeng::network
