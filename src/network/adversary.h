// What may go against a plan without breaking its premises: clocks at the ends of what they may show, delays at the ends
// of their range, interferers that are all there or not at all, sources at the ends of their windows, sources that keep
// to nothing. An episode is one such conspiracy, and its world answers what each clock, fibre and source does in it.
//
// Example:   const World world(plan, {.kind = AdversaryKind::kLate, .seed = 7, .cycles = 1'000});
//            world.OpeningPs(3, 12);  // when cycle 12 of port 3 opens, by the reference clock
// Cost:      construction linear in sites, links and flows; each answer constant time, no memory.
// Determinism: answers are functions of plan and episode alone, in whatever order they are asked, so simulators that
//            share nothing else can be given the same world.
//
// Episodes begin at instant 0 with empty queues. Between two of them the sources are silent for as long as the clocks
// need to move from the one world to the next within the wander, whole hypercycles: cycle numbers start afresh.
// Instants are picoseconds of the reference clock: a byte of 100 Gb/s takes 80.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "network/plan.h"

namespace lianmeng::network {

inline constexpr int64_t kPsPerNs = 1'000;

enum class AdversaryKind : uint8_t {
  kLate,           // every clock late, interferers all there and ahead: aims at the largest latency
  kEarly,          // every clock early, few flows there, the wires free: aims at the least
  kTightArrivals,  // some clocks late, some early, delays long: aims at packets too late for their cycle
  kFullBuffers,  // some clocks late, some early, delays short: aims at the buffers
  kDrift,        // clocks that wander as fast as they may, everything else at either end by lot
  kMixed,        // everything at either end by lot
  kUnruly,       // as kLate, and an eighth of the sources keep to nothing
};
inline constexpr std::array kAdversaryKinds = {
    AdversaryKind::kLate,        AdversaryKind::kEarly, AdversaryKind::kTightArrivals,
    AdversaryKind::kFullBuffers, AdversaryKind::kDrift, AdversaryKind::kMixed,
    AdversaryKind::kUnruly};

// "late", "early", "tight-arrivals", ...: stable names used in JSON.
[[nodiscard]] std::string_view Name(AdversaryKind kind);

struct Episode {
  AdversaryKind kind = AdversaryKind::kMixed;
  uint64_t seed = 1;
  int64_t cycles = 1'000;  // for which the sources send; what is under way then still arrives
  // Clocks that do not wander show the same error in all episodes: whose seed and kind it is drawn from.
  AdversaryKind clock_kind = AdversaryKind::kMixed;
  uint64_t clock_seed = 1;
};

struct OfferedPacket {
  int64_t arrival_ps = 0;
  int64_t frame_bytes = 0;
};

class World {
 public:
  World(const Plan& plan, const Episode& episode);

  // When cycle `cycle` of the port opens; it closes when the next one does.
  [[nodiscard]] int64_t OpeningPs(LinkIndex port, int64_t cycle) const {
    const PortClock& clock = ports_[port];
    const int64_t error = clock.error_ps + ((cycle * clock.slope) >> kSlopeBits);
    return clock.phase_ps + cycle * cycle_ps_ - std::clamp(error, -error_ps_max_, error_ps_max_);
  }
  // What a site's clock shows at an instant, and when it shows a time.
  [[nodiscard]] int64_t LocalPs(SiteIndex site, int64_t reference_ps) const {
    return reference_ps + ErrorPs(site, reference_ps);
  }
  [[nodiscard]] int64_t ReferencePs(SiteIndex site, int64_t local_ps) const {
    return local_ps - ErrorPs(site, local_ps);
  }
  // The ingress's clock as its stamp reads it: in whole nanoseconds.
  [[nodiscard]] int64_t StampClockNs(SiteIndex site, int64_t reference_ps) const {
    return reference_ps / kPsPerNs + ErrorPs(site, reference_ps) / kPsPerNs;
  }

  [[nodiscard]] int64_t DelayPs(LinkIndex link, FlowIndex flow, uint32_t sequence) const {
    const DelayRange& range = delays_[link];
    if (delay_rule_ == DelayRule::kByLink) return range.low_ps;
    if (delay_rule_ == DelayRule::kTargetsLong)
      return targets_[flow] ? range.high_ps : range.low_ps;
    const uint64_t packet = uint64_t{flow} << 32 | sequence;
    const uint64_t lot = SplitMixOutput(seed_ ^ packet * kSplitMixStep ^ uint64_t{link} << 20);
    return (lot & 1) != 0 ? range.high_ps : range.low_ps;
  }
  // Wire bytes of other traffic under way when the cycle opens.
  [[nodiscard]] int64_t BestEffortBytes(LinkIndex port, int64_t cycle) const;

  // Intervals that the flow's source goes through: 0, 1, ...
  [[nodiscard]] int64_t Intervals(FlowIndex flow) const;
  // The cycle of `hop` in which the packets of an interval are sent.
  [[nodiscard]] int64_t CycleOf(FlowIndex flow, const Hop& hop, int64_t interval) const;
  // The end of the window in which they come to the first site.
  [[nodiscard]] int64_t WindowEndPs(FlowIndex flow, int64_t interval) const {
    return sources_[flow].window_end_ps + interval * sources_[flow].interval_ps;
  }
  // When all packets of a source that keeps to what it promised arrive.
  [[nodiscard]] int64_t ArrivalPs(FlowIndex flow, int64_t interval) const;
  // What comes, in order of arrival; nothing where the source is silent.
  void Offer(FlowIndex flow, int64_t interval, std::vector<OfferedPacket>& packets) const;
  // Whether the first site queues the flow behind all others of its cycle.
  [[nodiscard]] bool QueuesLast(FlowIndex flow) const {
    return are_targets_last_ && targets_[flow];
  }
  [[nodiscard]] bool IsUnruly(FlowIndex flow) const;
  [[nodiscard]] const Episode& episode() const { return episode_; }

 private:
  static constexpr int kSlopeBits = 20;
  enum class DelayRule : uint8_t { kByLink, kTargetsLong, kByPacket };
  struct PortClock {
    int64_t phase_ps = 0;
    int64_t error_ps = 0;  // of the site's clock when it shows the opening of cycle 0
    int64_t slope = 0;     // ps a cycle · 2^kSlopeBits
  };
  struct SiteClock {
    int64_t error_ps = 0, slope = 0;
  };
  struct Source {
    int64_t window_end_ps = 0;  // of interval 0
    int64_t window_ps = 0, interval_ps = 0;
  };
  struct DelayRange {
    int64_t low_ps = 0, high_ps = 0;
  };

  void SetClocks();
  void SetDelays();
  void SetTargets();
  void SetSources();
  [[nodiscard]] int64_t ErrorPs(SiteIndex site, int64_t local_ps) const;
  [[nodiscard]] uint64_t Lot(uint64_t what, uint64_t which) const;
  [[nodiscard]] bool IsPresent(FlowIndex flow, int64_t interval) const;

  const Plan& plan_;
  Episode episode_;
  uint64_t seed_ = 0;
  int64_t cycle_ps_ = 0;
  int64_t error_ps_max_ = 0;
  DelayRule delay_rule_ = DelayRule::kByLink;
  bool are_targets_last_ = false;
  std::vector<PortClock> ports_;
  std::vector<SiteClock> sites_;
  std::vector<DelayRange> delays_;
  std::vector<Source> sources_;
  std::vector<uint8_t> targets_;  // of each flow: whether this episode aims at it
};

}  // namespace lianmeng::network
