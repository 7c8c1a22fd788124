#include "chain/network_shape.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/random.h"
#include "chain/cascade.h"
#include "graph/graph.h"
#include "graph/traverse.h"

namespace lianmeng::chain {
namespace {

// Pearson's correlation of pairs added one by one.
class Correlation {
 public:
  void Add(double x, double y) {
    ++count_;
    const double before_x = x - mean_x_;
    const double before_y = y - mean_y_;
    mean_x_ += before_x / count_;
    mean_y_ += before_y / count_;
    xx_ += before_x * (x - mean_x_);
    yy_ += before_y * (y - mean_y_);
    xy_ += before_x * (y - mean_y_);
  }
  [[nodiscard]] double value() const { return xx_ > 0 && yy_ > 0 ? xy_ / std::sqrt(xx_ * yy_) : 0; }

 private:
  double count_ = 0, mean_x_ = 0, mean_y_ = 0, xx_ = 0, yy_ = 0, xy_ = 0;
};

// Source: Hill, "A simple general approach to inference about the tail of a distribution", 1975.
double HillExponent(std::vector<uint32_t> degrees) {
  const size_t tail = std::max<size_t>(2, degrees.size() / 100);
  if (degrees.size() < tail + 1) return 0;
  std::nth_element(degrees.begin(), degrees.begin() + static_cast<std::ptrdiff_t>(tail),
                   degrees.end(), std::greater<>());
  const double least = degrees[tail];
  if (least == 0) return 0;
  double sum = 0;
  for (size_t i = 0; i < tail; ++i) sum += std::log(degrees[i] / least);
  return sum > 0 ? static_cast<double>(tail) / sum : 0;
}

DegreeShape ShapeOf(const std::vector<uint32_t>& degrees, const std::vector<double>& values) {
  DegreeShape shape;
  Correlation correlation;
  for (size_t firm = 0; firm < degrees.size(); ++firm) {
    shape.max = std::max(shape.max, degrees[firm]);
    if (values[firm] > 0) correlation.Add(std::log(degrees[firm]), std::log(values[firm]));
  }
  shape.tail_exponent = HillExponent(degrees);
  shape.value_correlation = correlation.value();
  return shape;
}

Status MeasureBowTie(const SupplyInput& input, NetworkShape& shape) {
  std::vector<graph::Edge> edges;
  edges.reserve(input.links.size());
  for (const SupplyLink& link : input.links) edges.push_back({link.supplier, link.customer});
  LM_ASSIGN(const graph::Graph network, graph::Graph::Build(shape.firms, edges));
  const graph::Components components = graph::StrongComponents(network);
  std::vector<uint32_t> sizes(components.count, 0);
  for (const uint32_t component : components.component_of) ++sizes[component];
  const auto core =
      static_cast<uint32_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  std::vector<graph::Node> start;
  for (graph::Node firm = 0; firm < shape.firms && start.empty(); ++firm) {
    if (components.component_of[firm] == core) start.push_back(firm);
  }
  const auto share = [&](graph::Direction direction) {
    const size_t reached = graph::Reach(network, start, {.direction = direction}).size();
    return static_cast<double>(reached - sizes[core]) / shape.firms;
  };
  shape.core_share = static_cast<double>(sizes[core]) / shape.firms;
  shape.feeding_share = share(graph::Direction::kBackward);
  shape.fed_share = share(graph::Direction::kForward);
  return Ok{};
}

}  // namespace

Result<NetworkShape> MeasureShape(const SupplyInput& input) {
  NetworkShape shape;
  shape.firms = static_cast<uint32_t>(input.sector.size());
  shape.links = input.links.size();
  if (shape.links == 0) {
    shape.isolated = shape.firms;
    return shape;
  }
  std::vector<uint32_t> customers(shape.firms, 0), suppliers(shape.firms, 0);
  std::vector<double> sold(shape.firms, 0.0), bought(shape.firms, 0.0);
  uint64_t kinds[3] = {0, 0, 0};
  for (const SupplyLink& link : input.links) {
    ++customers[link.supplier];
    ++suppliers[link.customer];
    sold[link.supplier] += link.value;
    bought[link.customer] += link.value;
    ++kinds[static_cast<size_t>(link.essentiality)];
  }
  shape.customers = ShapeOf(customers, sold);
  shape.suppliers = ShapeOf(suppliers, bought);
  Correlation of_firm, of_link;
  for (uint32_t firm = 0; firm < shape.firms; ++firm) {
    if (customers[firm] + suppliers[firm] == 0) ++shape.isolated;
    if (customers[firm] > 0 && suppliers[firm] > 0)
      of_firm.Add(std::log(customers[firm]), std::log(suppliers[firm]));
  }
  double mean = 0, squares = 0, count = 0;
  for (const SupplyLink& link : input.links) {
    of_link.Add(std::log(customers[link.supplier]), std::log(suppliers[link.customer]));
    if (link.value <= 0) continue;
    const double before = std::log(link.value) - mean;
    mean += before / ++count;
    squares += before * (std::log(link.value) - mean);
  }
  shape.degree_correlation = of_firm.value();
  shape.assortativity = of_link.value();
  shape.value_log_spread = count > 1 ? std::sqrt(squares / (count - 1)) : 0;
  const auto links = static_cast<double>(shape.links);
  shape.replaceable_share = static_cast<double>(kinds[1]) / links;
  shape.essential_share = static_cast<double>(kinds[2]) / links;
  LM_TRY(MeasureBowTie(input, shape));
  return shape;
}

Result<ReachShape> MeasureReach(const SupplyNetwork& network, const ReachOptions& options,
                                Progress& progress) {
  ReachShape shape;
  shape.shocks = network.node_count() == 0 ? 0 : options.shocks;
  if (shape.shocks == 0) return shape;
  Random random(options.seed);
  std::vector<Shock> shocks(shape.shocks);
  for (Shock& shock : shocks) {
    shock.nodes = {{.node = static_cast<NodeIndex>(random.Below(network.node_count()))}};
  }
  std::vector<double> touched(shape.shocks);
  LM_TRY(RunCascades(
      network, shocks, {.stop_threshold = options.stop_threshold},
      [&](size_t shock, const CascadeView& view) {
        touched[shock] = static_cast<double>(view.touched.size()) / network.node_count();
      },
      progress));
  const auto share = [&](auto holds) {
    return static_cast<double>(std::count_if(touched.begin(), touched.end(), holds)) / shape.shocks;
  };
  shape.under_1_percent = share([](double t) { return t < 0.01; });
  shape.over_half = share([](double t) { return t > 0.5; });
  std::sort(touched.begin(), touched.end());
  shape.median_touched_share = touched[touched.size() / 2];
  return shape;
}

}  // namespace lianmeng::chain
