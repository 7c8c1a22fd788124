// The fields of a backbone's records (docs/formats/backbone.md): their names in files and how their text is read, the
// same for tables and for graph files. Internal to ingest, but for the columns.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_pair.h"
#include "ingest/plain_table.h"
#include "model/backbone_records.h"

namespace lianmeng::ingest {

enum class SiteField : size_t { kId, kName, kNameEn, kLongitude, kLatitude, kSize, kSource, kNote };
inline constexpr std::array<PlainColumn, 8> kSiteColumns = {
    {{"id", "编号;站点"},
     {"name", "名称;站点名称", false},
     {"name_en", "英文名称", false},
     {"longitude", "经度", false},
     {"latitude", "纬度", false},
     {"size", "规模", false},
     {"source", "figures_from;出处;数据来源", false},
     {"note", "comment;备注;说明", false}}};

enum class LinkField : size_t {
  kFrom,
  kTo,
  kFibreM,
  kFibreKm,
  kMapKm,
  kFibreFactor,
  kRateBps,
  kRateGbps,
  kDelayMin,
  kDelayMax,
  kPhase,
  kReserved,
  kBestEffort,
  kDirection,
  kSource,
  kNote
};
inline constexpr std::array<PlainColumn, 16> kLinkColumns = {
    {{"from", "起点;始端"},
     {"to", "终点;末端"},
     {"fibre_m", "光纤长度(米)", false},
     {"fibre_km", "光纤长度(公里)", false},
     {"map_km", "直线距离(公里)", false},
     {"fibre_factor", "光纤系数", false},
     {"rate_bps", "速率(比特每秒);速率(bps)", false},
     {"rate_gbps", "速率(吉比特每秒);速率(gbps)", false},
     {"delay_ns_min", "最小时延(纳秒)", false},
     {"delay_ns_max", "最大时延(纳秒)", false},
     {"phase_ns", "相位(纳秒)", false},
     {"reserved_permille", "预留(千分比)", false},
     {"best_effort_bytes", "尽力而为帧(字节)", false},
     {"direction", "方向", false},
     {"source", "figures_from;出处;数据来源", false},
     {"note", "comment;备注;说明", false}}};

enum class FlowField : size_t {
  kId,
  kFrom,
  kTo,
  kFrameBytes,
  kPackets,
  kIntervalNs,
  kIntervalUs,
  kLatencyNs,
  kLatencyUs,
  kJitterNs,
  kJitterUs,
  kArrival,
  kArrivalWindow,
  kRank,
  kProtection,
  kKind,
  kSample,
  kOwner,
  kAudience,
  kSource,
  kNote
};
inline constexpr std::array<PlainColumn, 21> kFlowColumns = {
    {{"id", "编号;业务流"},
     {"source", "起点;源站"},
     {"destination", "终点;目的站"},
     {"frame_bytes", "帧长(字节)"},
     {"packets", "每间隔包数", false},
     {"interval_ns", "间隔(纳秒)", false},
     {"interval_us", "间隔(微秒)", false},
     {"latency_ns_max", "时延上限(纳秒)", false},
     {"latency_us_max", "时延上限(微秒)", false},
     {"jitter_ns_max", "抖动上限(纳秒)", false},
     {"jitter_us_max", "抖动上限(微秒)", false},
     {"arrival", "到达方式", false},
     {"arrival_window_ns", "到达窗口(纳秒)", false},
     {"rank", "优先级", false},
     {"protection", "保护方式", false},
     {"kind", "类别", false},
     {"sample", "样例", false},
     {"owner", "所属企业", false},
     {"audience", "可见范围", false},
     {"figures_from", "出处;数据来源", false},
     {"note", "comment;备注;说明", false}}};

// Why a text is no value of a field; nothing: it was taken.
using Fault = std::optional<TextPair>;

// Requires: the text is not empty.
[[nodiscard]] Fault SetField(SiteField field, std::string_view text, BackboneSite& site);
[[nodiscard]] Fault SetField(LinkField field, std::string_view text, FibreLink& link);
[[nodiscard]] Fault SetField(FlowField field, std::string_view text, BackboneFlow& flow);

// What is wrong with a record as a whole: a field that is missing or does not go with another.
template <typename Field>
using WholeFault = std::pair<Field, TextPair>;
[[nodiscard]] std::vector<WholeFault<SiteField>> CheckWhole(const BackboneSite& site);
[[nodiscard]] std::vector<WholeFault<LinkField>> CheckWhole(const FibreLink& link);
[[nodiscard]] std::vector<WholeFault<FlowField>> CheckWhole(const BackboneFlow& flow);

// Counts the fibres that are stated from one site to another, in their order.
void NumberParallel(std::vector<FibreLink>& links);

}  // namespace lianmeng::ingest
