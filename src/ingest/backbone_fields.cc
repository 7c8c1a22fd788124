#include "ingest/backbone_fields.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>

#include "ingest/cell_parsers.h"

namespace lianmeng::ingest {
namespace {

constexpr double kMetresPerKm = 1'000, kNsPerUs = 1'000, kBpsPerGbps = 1e9, kPermille = 1'000;
constexpr double kFactorMin = 1, kFactorMax = 2;
constexpr double kLengthKmMax = 50'000;
constexpr double kSizeMax = 1e12;
constexpr double kLargestWhole = 9e15;  // a double holds every whole number below

constexpr const char* kTwice = "stands there in another unit, too";
TextPair Twice() { return {"另一个单位的同一项也填了", kTwice}; }

struct Range {
  double min = 0, max = 0;
};

std::string Plain(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", value);
  return text;
}

Fault Number(std::string_view text, Range range, std::optional<double>& out) {
  const Parsed<double> parsed = ParseNumber(text);
  if (!parsed.ok()) return parsed.reason;
  if (*parsed.value < range.min || *parsed.value > range.max) {
    const std::string min = Plain(range.min), max = Plain(range.max);
    return TextPair{"应在 " + min + " 到 " + max + " 之间",
                    "must lie between " + min + " and " + max};
  }
  out = parsed.value;
  return std::nullopt;
}

// Plain digits, the common case: without normalising.
std::optional<int64_t> PlainDigits(std::string_view text) {
  int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Fault Whole(std::string_view text, std::optional<int64_t>& out) {
  if ((out = PlainDigits(text))) return std::nullopt;
  const Parsed<int64_t> parsed = ParseInteger(text);
  if (!parsed.ok()) return parsed.reason;
  out = parsed.value;
  return std::nullopt;
}

// A number in a larger unit, of which `per_unit` small ones make one: taken to the small unit.
Fault Scaled(std::string_view text, double per_unit, std::optional<int64_t>& out) {
  if (out) return Twice();
  const std::optional<int64_t> digits = PlainDigits(text);
  const Parsed<double> parsed =
      digits ? Parsed<double>{.value = static_cast<double>(*digits)} : ParseNumber(text);
  if (!parsed.ok()) return parsed.reason;
  const double scaled = *parsed.value * per_unit;
  if (!(std::fabs(scaled) < kLargestWhole)) return TextPair{"数字过大", "the number is too large"};
  out = std::llround(scaled);
  return std::nullopt;
}

Fault WholeOnce(std::string_view text, std::optional<int64_t>& out) {
  return out ? Fault(Twice()) : Whole(text, out);
}

Fault LengthKm(std::string_view text, std::optional<int64_t>& out) {
  std::optional<double> km;
  const Fault fault = Number(text, {1 / kMetresPerKm, kLengthKmMax}, km);
  if (km) return Scaled(text, kMetresPerKm, out);
  const Parsed<double> parsed = ParseNumber(text);
  if (parsed.ok() && *parsed.value <= 0) {
    return TextPair{"长度应为正数", "a length must be positive"};
  }
  return fault;
}

Fault LengthM(std::string_view text, std::optional<int64_t>& out) {
  if (Fault fault = WholeOnce(text, out)) return fault;
  if (*out <= 0) return TextPair{"长度应为正数", "a length must be positive"};
  constexpr auto kLengthMMax = static_cast<int64_t>(kLengthKmMax * kMetresPerKm);
  if (*out > kLengthMMax) {
    const std::string most = std::to_string(kLengthMMax);
    return TextPair{"至多 " + most + " 米", "must be at most " + most + " m"};
  }
  return std::nullopt;
}

// One of some words; `also` as in model/names.h.
template <typename E>
struct Word {
  E value;
  std::string_view code;
  std::string_view also;
};

template <typename E, size_t N, typename Out>
Fault OneOf(const std::array<Word<E>, N>& words, std::string_view text, Out& out) {
  for (const Word<E>& word : words) {
    if (text != word.code) continue;  // the common case, without normalising
    out = word.value;
    return std::nullopt;
  }
  std::string codes;
  for (const Word<E>& word : words) {
    if (SameName(text, word.code) || ListedIn(word.also, text)) {
      out = word.value;
      return std::nullopt;
    }
    codes += (codes.empty() ? "" : ", ") + std::string(word.code);
  }
  return TextPair{"应为其中之一：" + codes, "must be one of " + codes};
}

constexpr std::array<Word<bool>, 2> kDirections = {
    {{false, "both", "双向"}, {true, "one_way", "单向;one-way"}}};
constexpr std::array<Word<FlowArrival>, 3> kArrivals = {
    {{FlowArrival::kAligned, "aligned", "对齐;与周期对齐"},
     {FlowArrival::kUnaligned, "unaligned", "不对齐;未对齐"},
     {FlowArrival::kSporadic, "sporadic", "偶发;间隔内任意"}}};
constexpr std::array<Word<FlowProtection>, 3> kProtections = {
    {{FlowProtection::kNone, "none", "无;不保护"},
     {FlowProtection::kLink, "link", "链路;链路不相交"},
     {FlowProtection::kNode, "node", "节点;节点不相交"}}};

Fault YesOrNo(std::string_view text, bool& out) {
  const Parsed<bool> parsed = ParseBoolean(text);
  if (!parsed.ok()) return parsed.reason;
  out = *parsed.value;
  return std::nullopt;
}

Fault WhoSees(std::string_view text, Audience& out) {
  if (const std::optional<Audience> audience = Parse<Audience>(text)) {
    out = *audience;
    return std::nullopt;
  }
  std::string codes;
  for (const auto& name : NamesOf<Audience>()) {
    codes += (codes.empty() ? "" : ", ") + std::string(name.code);
  }
  return TextPair{"应为其中之一：" + codes, "must be one of " + codes};
}

Fault Text(std::string_view text, std::string& out) {
  out = text;
  return std::nullopt;
}

}  // namespace

Fault SetField(SiteField field, std::string_view text, BackboneSite& site) {
  switch (field) {
    case SiteField::kId:
      return Text(text, site.id);
    case SiteField::kName:
      return Text(text, site.name);
    case SiteField::kNameEn:
      return Text(text, site.name_en);
    case SiteField::kLongitude:
      return Number(text, {-180, 180}, site.longitude_deg);
    case SiteField::kLatitude:
      return Number(text, {-90, 90}, site.latitude_deg);
    case SiteField::kSize:
      return Number(text, {0, kSizeMax}, site.size);
    case SiteField::kSource:
      return Text(text, site.source);
    case SiteField::kNote:
      return Text(text, site.note);
  }
  return std::nullopt;
}

Fault SetField(LinkField field, std::string_view text, FibreLink& link) {
  switch (field) {
    case LinkField::kFrom:
      return Text(text, link.from);
    case LinkField::kTo:
      return Text(text, link.to);
    case LinkField::kFibreM:
      return LengthM(text, link.fibre_m);
    case LinkField::kFibreKm:
      return LengthKm(text, link.fibre_m);
    case LinkField::kMapKm:
      return LengthKm(text, link.map_m);
    case LinkField::kFibreFactor: {
      std::optional<double> factor;
      if (Fault fault = Number(text, {kFactorMin, kFactorMax}, factor)) return fault;
      link.fibre_factor_permille = std::llround(*factor * kPermille);
      return std::nullopt;
    }
    case LinkField::kRateBps:
      return WholeOnce(text, link.rate_bps);
    case LinkField::kRateGbps:
      return Scaled(text, kBpsPerGbps, link.rate_bps);
    case LinkField::kDelayMin:
      return Whole(text, link.delay_ns_min);
    case LinkField::kDelayMax:
      return Whole(text, link.delay_ns_max);
    case LinkField::kPhase:
      return Whole(text, link.phase_ns);
    case LinkField::kReserved:
      return Whole(text, link.reserved_permille);
    case LinkField::kBestEffort:
      return Whole(text, link.best_effort_bytes);
    case LinkField::kDirection:
      return OneOf(kDirections, text, link.is_one_way);
    case LinkField::kSource:
      return Text(text, link.source);
    case LinkField::kNote:
      return Text(text, link.note);
  }
  return std::nullopt;
}

Fault SetField(FlowField field, std::string_view text, BackboneFlow& flow) {
  switch (field) {
    case FlowField::kId:
      return Text(text, flow.id);
    case FlowField::kFrom:
      return Text(text, flow.from);
    case FlowField::kTo:
      return Text(text, flow.to);
    case FlowField::kFrameBytes: {
      std::optional<int64_t> bytes;
      if (Fault fault = Whole(text, bytes)) return fault;
      flow.frame_bytes = *bytes;
      return std::nullopt;
    }
    case FlowField::kPackets:
      return Whole(text, flow.packets);
    case FlowField::kIntervalNs:
      return WholeOnce(text, flow.interval_ns);
    case FlowField::kIntervalUs:
      return Scaled(text, kNsPerUs, flow.interval_ns);
    case FlowField::kLatencyNs:
      return WholeOnce(text, flow.latency_ns_max);
    case FlowField::kLatencyUs:
      return Scaled(text, kNsPerUs, flow.latency_ns_max);
    case FlowField::kJitterNs:
      return WholeOnce(text, flow.jitter_ns_max);
    case FlowField::kJitterUs:
      return Scaled(text, kNsPerUs, flow.jitter_ns_max);
    case FlowField::kArrival:
      return OneOf(kArrivals, text, flow.arrival);
    case FlowField::kArrivalWindow:
      return Whole(text, flow.arrival_window_ns);
    case FlowField::kRank:
      return Whole(text, flow.rank);
    case FlowField::kProtection:
      return OneOf(kProtections, text, flow.protection);
    case FlowField::kKind:
      return Text(text, flow.kind);
    case FlowField::kSample:
      return YesOrNo(text, flow.is_sample);
    case FlowField::kOwner:
      return Text(text, flow.owner_key);
    case FlowField::kAudience:
      return WhoSees(text, flow.ownership.audience);
    case FlowField::kSource:
      return Text(text, flow.source);
    case FlowField::kNote:
      return Text(text, flow.note);
  }
  return std::nullopt;
}

std::vector<WholeFault<SiteField>> CheckWhole(const BackboneSite& site) {
  if (site.longitude_deg.has_value() == site.latitude_deg.has_value()) return {};
  const SiteField missing = site.longitude_deg ? SiteField::kLatitude : SiteField::kLongitude;
  return {{missing, {"经度和纬度须同时给出", "longitude and latitude must be given together"}}};
}

std::vector<WholeFault<LinkField>> CheckWhole(const FibreLink& link) {
  if (link.delay_ns_min.has_value() == link.delay_ns_max.has_value()) return {};
  const LinkField missing = link.delay_ns_min ? LinkField::kDelayMax : LinkField::kDelayMin;
  return {
      {missing,
       {"最小与最大时延须同时给出", "the least and the greatest delay must be given together"}}};
}

std::vector<WholeFault<FlowField>> CheckWhole(const BackboneFlow& flow) {
  std::vector<WholeFault<FlowField>> faults;
  const auto require = [&](const std::optional<int64_t>& value, FlowField field) {
    if (value) return;
    faults.push_back({field, {"缺少该值（纳秒或微秒）", "is missing, in ns or in µs"}});
  };
  require(flow.interval_ns, FlowField::kIntervalUs);
  require(flow.latency_ns_max, FlowField::kLatencyUs);
  require(flow.jitter_ns_max, FlowField::kJitterUs);
  if (flow.arrival && flow.arrival_window_ns) {
    faults.push_back(
        {FlowField::kArrivalWindow,
         {"到达方式与到达窗口只能填一项", "give either the manner of arrival or a window of it"}});
  }
  return faults;
}

void NumberParallel(std::vector<FibreLink>& links) {
  std::map<std::pair<std::string_view, std::string_view>, int64_t> stated;
  for (FibreLink& link : links) link.parallel = ++stated[{link.from, link.to}];
}

}  // namespace lianmeng::ingest
