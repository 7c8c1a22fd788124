// Options of the commands below `lianmeng network` that read a topology.

#include <algorithm>
#include <cmath>

#include "cli/network_commands.h"

namespace lianmeng::cli {
namespace {

constexpr double kNsPerUs = 1'000, kBpsPerGbps = 1e9, kPermille = 1'000, kPpbPerPpm = 1'000;

struct Scale {
  const char* option;
  double unit;  // of the number kept in one of the number given
};

// A number that is kept as a whole one of a smaller unit. One that is not whole there would be rounded behind the user's
// back: it is refused.
CLI::Option* AddScaled(CLI::App& command, const Scale& scale, int64_t& target, const char* help) {
  return command.add_option_function<double>(
      scale.option,
      [&target, scale](double value) {
        const double whole = std::round(value * scale.unit);
        if (!std::isfinite(value) || std::abs(whole) > 1e18 ||
            std::abs(value * scale.unit - whole) > 1e-6 * std::max(1.0, std::abs(whole))) {
          throw CLI::ValidationError(
              scale.option,
              "应为有限的数，且换算后为整数 must be a number, whole in its smaller unit");
        }
        target = static_cast<int64_t>(whole);
      },
      help);
}

}  // namespace

void AddTopologyOptions(CLI::App& command, app::NetworkFiles& files) {
  command
      .add_option("--topology", files.topology,
                  "拓扑 topology: .json, .gml, .csv, .xlsx or a folder; docs/formats/backbone.md")
      ->required();
  command.add_option("--sites", files.sites, "站点表 table of sites, CSV or XLSX");
}

void AddCycleOptions(CLI::App& command, app::NetworkOptions& network) {
  AddScaled(command, {"--cycle-us", kNsPerUs}, network.system.cycle_ns, "周期（微秒）cycle in µs")
      ->default_str("10");
  AddScaled(command, {"--rate-gbps", kBpsPerGbps}, network.rate_bps,
            "未注明的链路速率 rate of links that state none, Gb/s")
      ->default_str("100");
  AddScaled(command, {"--fibre-factor", kPermille}, network.fibre_factor_permille,
            "光纤与地图距离之比 fibre to map distance, where a fibre's length is not stated")
      ->default_str("1.4");
}

void AddSystemOptions(CLI::App& command, app::NetworkOptions& network) {
  network::CycleSystem& system = network.system;
  command
      .add_option("--buffers", system.buffers,
                  "每个端口轮流使用的队列数 queues of a port that take turns")
      ->capture_default_str();
  command
      .add_option("--clock-error-ns", system.clock_error_ns,
                  "时钟与基准之差的上限 no clock is further off")
      ->capture_default_str();
  command
      .add_option("--clock-wander-ppb", system.clock_wander_ppb,
                  "该差值变化的上限 nor changes faster")
      ->capture_default_str();
  AddScaled(
      command, {"--free-running-ppm", kPpbPerPpm}, system.clock_drift_ppb,
      "时钟未锁频时的漂移（将被拒绝并说明原因） drift of clocks that are not locked: refused, "
      "with the reason");
  command.add_flag("--damper", system.has_damper,
                   "出口整形：末端定时释放 hold packets at the last site until a fixed time");
  command
      .add_option("--stamp-ns", system.stamp_ns,
                  "入口时间戳的粒度（与 --damper 合用） granularity of the ingress stamp")
      ->capture_default_str();
  command
      .add_option("--reserved-permille", network.reserved_permille,
                  "每周期可预留的千分比 share of a cycle for flows")
      ->capture_default_str();
  command
      .add_option(
          "--best-effort-bytes", network.best_effort_bytes,
          "周期打开时可能正在发送的其他帧 wire bytes of other traffic under way at an opening")
      ->capture_default_str();
}

}  // namespace lianmeng::cli
