#include "ingest/input_cycles.h"

#include <algorithm>
#include <unordered_map>

namespace lianmeng::ingest {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

// Edges by their product; nodes are numbered in order of first appearance.
struct Adjacency {
  std::vector<uint32_t> from;
  std::vector<uint32_t> to;
  std::vector<std::vector<size_t>> out;  // edge indexes of each node

  explicit Adjacency(const std::vector<InputEdge>& edges) {
    std::unordered_map<int64_t, uint32_t> numbers;
    const auto number = [&](int64_t id) {
      return numbers.try_emplace(id, static_cast<uint32_t>(numbers.size())).first->second;
    };
    for (const InputEdge& edge : edges) {
      from.push_back(number(edge.product));
      to.push_back(number(edge.input));
    }
    out.resize(numbers.size());
    for (size_t i = 0; i < from.size(); ++i) out[from[i]].push_back(i);
  }
};

// The component of every node, by Tarjan's algorithm with an explicit stack.
class Components {
 public:
  explicit Components(const Adjacency& graph)
      : graph_(graph),
        component_(graph.out.size(), kNone),
        order_(graph.out.size(), kNone),
        low_(graph.out.size(), 0) {
    for (uint32_t node = 0; node < graph.out.size(); ++node) {
      if (order_[node] == kNone) Visit(node);
    }
  }

  [[nodiscard]] std::vector<uint32_t> Take() { return std::move(component_); }

 private:
  struct Frame {
    uint32_t node;
    size_t next;  // position in out[node]
  };

  void Visit(uint32_t root) {
    std::vector<Frame> frames;
    Enter(root, frames);
    while (!frames.empty()) {
      Frame& frame = frames.back();
      const uint32_t node = frame.node;
      if (frame.next < graph_.out[node].size()) {
        const uint32_t target = graph_.to[graph_.out[node][frame.next++]];
        if (order_[target] == kNone) {
          Enter(target, frames);
        } else if (component_[target] == kNone) {
          low_[node] = std::min(low_[node], order_[target]);
        }
        continue;
      }
      frames.pop_back();
      if (!frames.empty()) {
        const uint32_t parent = frames.back().node;
        low_[parent] = std::min(low_[parent], low_[node]);
      }
      if (low_[node] == order_[node]) Close(node);
    }
  }

  void Enter(uint32_t node, std::vector<Frame>& frames) {
    order_[node] = low_[node] = count_++;
    open_.push_back(node);
    frames.push_back({node, 0});
  }

  void Close(uint32_t root) {
    uint32_t node = kNone;
    do {
      node = open_.back();
      open_.pop_back();
      component_[node] = components_;
    } while (node != root);
    ++components_;
  }

  const Adjacency& graph_;
  std::vector<uint32_t> component_;
  std::vector<uint32_t> order_;
  std::vector<uint32_t> low_;
  std::vector<uint32_t> open_;
  uint32_t count_ = 0;
  uint32_t components_ = 0;
};

// The shortest way from the end of edge `first` back to its beginning, inside one component;
// breadth first.
std::vector<size_t> ShortestCycle(const Adjacency& graph, const std::vector<uint32_t>& component,
                                  size_t first) {
  const uint32_t goal = graph.from[first];
  std::unordered_map<uint32_t, size_t> reached_by;  // node → the edge that led to it
  std::vector<uint32_t> frontier = {graph.to[first]};
  reached_by[graph.to[first]] = first;
  for (size_t i = 0; i < frontier.size() && reached_by.count(goal) == 0; ++i) {
    for (const size_t edge : graph.out[frontier[i]]) {
      const uint32_t target = graph.to[edge];
      if (component[target] != component[goal]) continue;
      if (reached_by.try_emplace(target, edge).second) frontier.push_back(target);
    }
  }
  std::vector<size_t> cycle;
  for (uint32_t node = goal; cycle.empty() || cycle.back() != first;) {
    cycle.push_back(reached_by.at(node));
    node = graph.from[cycle.back()];
  }
  std::reverse(cycle.begin(), cycle.end());
  return cycle;
}

}  // namespace

std::vector<std::vector<size_t>> FindInputCycles(const std::vector<InputEdge>& edges) {
  const Adjacency graph(edges);
  const std::vector<uint32_t> component = Components(graph).Take();
  std::vector<bool> reported(component.size(), false);
  std::vector<std::vector<size_t>> cycles;
  for (size_t i = 0; i < edges.size(); ++i) {
    const uint32_t own = component[graph.from[i]];
    if (graph.from[i] == graph.to[i] || own != component[graph.to[i]] || reported[own]) continue;
    reported[own] = true;
    cycles.push_back(ShortestCycle(graph, component, i));
  }
  return cycles;
}

}  // namespace lianmeng::ingest
