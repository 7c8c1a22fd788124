#include "network/route_candidates.h"

#include <algorithm>
#include <limits>

namespace lianmeng::network {

RouteBook::RouteBook(const Backbone& backbone, size_t paths, const std::vector<LinkIndex>& without)
    : backbone_(backbone), paths_(paths), finder_(backbone, without) {}

bool RouteBook::Describe(const Path& path, BuffersWanted& wanted, RouteCandidate& candidate) const {
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
        if (wanted.buffers == 0 || buffers < wanted.buffers) wanted = {buffers, path[i]};
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

RouteChoices& RouteBook::Between(SiteIndex from, SiteIndex to, Protection protection) {
  constexpr int kSiteBits = 24, kProtectionBits = 2;
  static_assert(kSitesMax < (size_t{1} << kSiteBits));
  const uint64_t key =
      ((uint64_t{from} << kSiteBits | to) << kProtectionBits) | static_cast<uint64_t>(protection);
  std::unique_ptr<RouteChoices>& choices = choices_[key];
  if (choices == nullptr) {
    choices.reset(new RouteChoices(PathRanking(finder_, from, to),
                                   PairRanking(finder_, from, to, protection)));
  }
  return *choices;
}

const RouteCandidate* RouteBook::Single(RouteChoices& choices, size_t i) {
  while (choices.single_.size() <= i && choices.tried_ < paths_) {
    const std::optional<Path> path = choices.paths_.Next();
    choices.tried_ = path ? choices.tried_ + 1 : paths_;
    RouteCandidate candidate;
    if (path && Describe(*path, choices.buffers_wanted, candidate))
      choices.single_.push_back(std::move(candidate));
  }
  return i < choices.single_.size() ? &choices.single_[i] : nullptr;
}

const RoutePair* RouteBook::Pair(RouteChoices& choices, size_t i) {
  while (choices.double_.size() <= i && choices.tried_ < paths_) {
    const std::optional<PathPair> pair = choices.pairs_.Next();
    choices.tried_ = pair ? choices.tried_ + 1 : paths_;
    RoutePair candidates;
    if (pair && Describe(pair->first, choices.buffers_wanted, candidates.first) &&
        Describe(pair->second, choices.buffers_wanted, candidates.second)) {
      choices.double_.push_back(std::move(candidates));
    }
  }
  return i < choices.double_.size() ? &choices.double_[i] : nullptr;
}

const RouteCandidate* RouteBook::Adopt(const Path& path) {
  const auto [entry, is_new] = adopted_.try_emplace(path);
  BuffersWanted ignored;
  if (is_new && !Describe(path, ignored, entry->second)) {
    adopted_.erase(entry);
    return nullptr;
  }
  return &entry->second;
}

}  // namespace lianmeng::network
