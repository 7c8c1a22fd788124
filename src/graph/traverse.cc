#include "graph/traverse.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace lianmeng::graph {
namespace {

std::span<const Node> Neighbours(const Graph& graph, Node node, Direction direction) {
  return direction == Direction::kForward ? graph.Successors(node) : graph.Predecessors(node);
}

// Tarjan's algorithm with its recursion kept in `calls_`: a supply graph may be one path of a
// million nodes.
class ComponentSearch {
 public:
  explicit ComponentSearch(const Graph& graph)
      : graph_(graph), number_(graph.node_count(), 0), low_(graph.node_count(), 0) {
    result_.component_of.assign(graph.node_count(), kOpen);
  }

  Components Run() {
    for (Node root = 0; root < graph_.node_count(); ++root) {
      if (number_[root] == 0) Search(root);
    }
    // Components close in reverse topological order.
    for (uint32_t& component : result_.component_of) component = result_.count - 1 - component;
    return std::move(result_);
  }

 private:
  static constexpr uint32_t kOpen = 0xffffffff;
  struct Call {
    Node node;
    uint32_t next;  // successor to look at
  };

  void Enter(Node node) {
    number_[node] = low_[node] = ++counter_;
    stack_.push_back(node);
    calls_.push_back({node, 0});
  }

  void Search(Node root) {
    Enter(root);
    while (!calls_.empty()) {
      const Node node = calls_.back().node;
      const auto successors = graph_.Successors(node);
      if (calls_.back().next < successors.size()) {
        const Node successor = successors[calls_.back().next++];
        if (number_[successor] == 0) {
          Enter(successor);
        } else if (result_.component_of[successor] == kOpen) {
          low_[node] = std::min(low_[node], number_[successor]);
        }
        continue;
      }
      calls_.pop_back();
      if (!calls_.empty()) {
        uint32_t& parent_low = low_[calls_.back().node];
        parent_low = std::min(parent_low, low_[node]);
      }
      if (low_[node] == number_[node]) Close(node);
    }
  }

  void Close(Node head) {
    for (Node node = stack_.back();; node = stack_.back()) {
      stack_.pop_back();
      result_.component_of[node] = result_.count;
      if (node == head) break;
    }
    ++result_.count;
  }

  const Graph& graph_;
  Components result_;
  std::vector<uint32_t> number_, low_;  // order of discovery from 1; 0: not yet
  std::vector<Node> stack_;
  std::vector<Call> calls_;
  uint32_t counter_ = 0;
};

// Members of each component in rising order: members[offsets[c] .. offsets[c + 1]).
struct Members {
  std::vector<uint32_t> offsets;
  std::vector<Node> members;
};

Members GroupByComponent(const Components& components) {
  Members groups;
  groups.offsets.assign(size_t{components.count} + 1, 0);
  for (const uint32_t component : components.component_of) ++groups.offsets[component + 1];
  for (size_t i = 1; i < groups.offsets.size(); ++i) groups.offsets[i] += groups.offsets[i - 1];
  std::vector<uint32_t> next(groups.offsets.begin(), groups.offsets.end() - 1);
  groups.members.resize(components.component_of.size());
  for (Node node = 0; node < components.component_of.size(); ++node) {
    groups.members[next[components.component_of[node]]++] = node;
  }
  return groups;
}

// A shortest cycle through `start` inside its component; empty if there is none. `parent` is
// scratch of the graph's size, all kUnlimitedDepth, and is left so.
std::vector<Node> CycleThrough(const Graph& graph, const Components& components, Node start,
                               std::vector<uint32_t>& parent) {
  std::vector<Node> queue = {start};
  std::vector<Node> cycle;
  for (size_t head = 0; head < queue.size() && cycle.empty(); ++head) {
    for (const Node next : graph.Successors(queue[head])) {
      if (next == start) {
        for (Node node = queue[head]; node != start; node = parent[node]) cycle.push_back(node);
        cycle.push_back(start);
        std::reverse(cycle.begin(), cycle.end());
        break;
      }
      if (components.component_of[next] != components.component_of[start]) continue;
      if (parent[next] != kUnlimitedDepth) continue;
      parent[next] = queue[head];
      queue.push_back(next);
    }
  }
  for (const Node node : queue) parent[node] = kUnlimitedDepth;
  return cycle;
}

}  // namespace

std::vector<Reached> Reach(const Graph& graph, std::span<const Node> sources,
                           const ReachOptions& options) {
  std::vector<uint8_t> seen(graph.node_count(), 0);
  std::vector<Reached> reached;
  for (const Node source : sources) {
    CHECK(source < graph.node_count());
    if (seen[source] == 0) reached.push_back({source, 0});
    seen[source] = 1;
  }
  std::sort(reached.begin(), reached.end(),
            [](const Reached& a, const Reached& b) { return a.node < b.node; });
  for (size_t head = 0; head < reached.size(); ++head) {
    const Reached from = reached[head];
    if (from.depth >= options.depth_max) break;
    for (const Node next : Neighbours(graph, from.node, options.direction)) {
      if (seen[next] != 0) continue;
      seen[next] = 1;
      reached.push_back({next, from.depth + 1});
    }
  }
  std::sort(reached.begin(), reached.end(), [](const Reached& a, const Reached& b) {
    return a.depth != b.depth ? a.depth < b.depth : a.node < b.node;
  });
  return reached;
}

Components StrongComponents(const Graph& graph) { return ComponentSearch(graph).Run(); }

TopologicalOrder SortTopologically(const Graph& graph) {
  const Components components = StrongComponents(graph);
  const Members groups = GroupByComponent(components);
  const auto members_of = [&](uint32_t component) {
    return std::span<const Node>(groups.members.data() + groups.offsets[component],
                                 groups.members.data() + groups.offsets[component + 1]);
  };

  std::vector<uint32_t> waiting_for(components.count, 0);  // edges from components not yet placed
  for (Node node = 0; node < graph.node_count(); ++node) {
    for (const Node next : graph.Successors(node)) {
      if (components.component_of[next] != components.component_of[node]) {
        ++waiting_for[components.component_of[next]];
      }
    }
  }
  using Ready = std::pair<Node, uint32_t>;  // lowest node of the component, component
  std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
  const auto release = [&](uint32_t component) {
    ready.emplace(members_of(component)[0], component);
  };
  for (uint32_t component = 0; component < components.count; ++component) {
    if (waiting_for[component] == 0) release(component);
  }

  TopologicalOrder result;
  result.order.reserve(graph.node_count());
  std::vector<uint32_t> parent(graph.node_count(), kUnlimitedDepth);
  while (!ready.empty()) {
    const auto [lowest, component] = ready.top();
    ready.pop();
    auto cycle = CycleThrough(graph, components, lowest, parent);
    for (const Node node : members_of(component)) {
      result.order.push_back(node);
      // A self-loop of a member other than the lowest lies in a component that has a longer cycle
      // anyway.
      for (const Node next : graph.Successors(node)) {
        const uint32_t target = components.component_of[next];
        if (target != component && --waiting_for[target] == 0) release(target);
      }
    }
    if (!cycle.empty()) result.cycles.push_back(std::move(cycle));
  }
  CHECK(result.order.size() == graph.node_count());
  return result;
}

}  // namespace lianmeng::graph
