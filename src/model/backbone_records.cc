#include "model/backbone_records.h"

namespace lianmeng {

template <>
std::span<const EnumName<FlowArrival>> NamesOf<FlowArrival>() {
  static constexpr EnumName<FlowArrival> kNames[] = {
      {FlowArrival::kAligned, "aligned", "与周期对齐", "Aligned with the cycle"},
      {FlowArrival::kUnaligned, "unaligned", "未对齐", "Not aligned"},
      {FlowArrival::kSporadic, "sporadic", "间隔内任意", "Anywhere in the interval"},
      {FlowArrival::kWindow, "window", "窗口内", "Within a window"},
  };
  return kNames;
}

template <>
std::span<const EnumName<FlowProtection>> NamesOf<FlowProtection>() {
  static constexpr EnumName<FlowProtection> kNames[] = {
      {FlowProtection::kNone, "none", "不保护", "None"},
      {FlowProtection::kLink, "link", "两条光缆不相交的路径", "Two routes that share no fibre"},
      {FlowProtection::kNode, "node", "两条节点不相交的路径", "Two routes that share no site"},
  };
  return kNames;
}

}  // namespace lianmeng
