#include <algorithm>
#include <unordered_map>

#include "below.hpp"
#include "containers.hpp"
#include "enclosed.hpp"
#include "facts.hpp"
#include "fillings.hpp"
#include "graph.hpp"
#include "labels.hpp"
#include "reach.hpp"
#include "reference_history.hpp"
#include "survivors.hpp"
#include "symbol_table.hpp"
#include "threads.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

/// The last dump's references, and what the earlier dumps had of the objects that may hold a leak.
class ProcessFacts {
 public:
  ProcessFacts(const Process& process, const ReferenceQuestions& questions, const ExplainOptions& options)
      : process_(process),
        threads_(thread_count(options.threads)),
        nodes_(process.heaps.back().objects),
        survivors_(find_survivors(process, questions.watched, questions.leaking, threads_)),
        graph_(process.heaps.back(), nodes_, threads_),
        history_(process, nodes_, survivors_, graph_, threads_),
        labels_(process.heaps.back(), nodes_, options.roots,
                find_symbol_table(graph_, process.heaps.back())) {
    facts_.leaks.resize(questions.watched.size());
  }

  Facts collect(std::span<const Matcher> matchers) {
    const Attachments attachments = find_attachments(graph_, survivors_, growing_containers());
    const Reach reach(graph_, survivors_, threads());
    HeldCounts held(facts_.leaks.size());
    for (Node node = 0; node < graph_.size(); ++node) {
      if (survivors_.leak[node] == kNoLeak) continue;
      count(node, reach, attachments.on[node] == kNoNode ? reach.holder(node) : attachments.on[node], held);
    }
    for (std::size_t i = 0; i < held.size(); ++i)
      add_holders(without_links(held[i], reach), reach, facts_.leaks[i]);
    count_referrers();
    count_enclosed();
    count_stepped(reach);
    add_fillings(reach);
    for (const Matcher& matcher : matchers) count_below(matcher, reach, attachments);
    return std::move(facts_);
  }

 private:
  [[nodiscard]] std::vector<Node> threads() const {
    std::vector<Node> threads;
    for (Node node = 0; node < graph_.size(); ++node) {
      if (labels_.is_thread(node)) threads.push_back(node);
    }
    return threads;
  }

  // What one object holds.
  struct Held {
    std::uint64_t objects = 0;
    Node sample = kNoNode;  // one of them
  };
  using HeldByNode = std::unordered_map<Node, Held>;
  using HeldCounts = std::vector<HeldByNode>;

  // The one that grows most first. What stands on a stack comes and goes.
  [[nodiscard]] std::vector<Node> growing_containers() const {
    std::vector<Node> containers;
    for (const Node node : history_.candidates()) {
      if (!survivors_.leaks(node) && survivors_.is_kept(node) && history_.grows(node) &&
          !labels_.is_stack(node))
        containers.push_back(node);
    }
    const auto growth = [&](Node node) {
      const std::vector<std::uint64_t> references = history_.references(node);
      return references.back() - references.front();
    };
    std::stable_sort(containers.begin(), containers.end(),
                     [&](Node a, Node b) { return growth(a) > growth(b); });
    return containers;
  }

  void count(Node node, const Reach& reach, Node holder, HeldCounts& held) {
    LeakFacts& leak = facts_.leaks[survivors_.leak[node]];
    ++leak.objects;
    if (reach.depth(node) != kNoNode) {
      ++leak.reached;
      leak.depth += reach.depth(node);
    }
    if (holder == kNoNode) {
      ++leak.outside[reach.root(node)];
    } else {
      Held& counted = held[survivors_.leak[node]][holder];
      ++counted.objects;
      counted.sample = node;
    }
  }

  // Of a chain not its last link of before holds the leak but what the chain hangs on.
  [[nodiscard]] HeldByNode without_links(const HeldByNode& held, const Reach& reach) const {
    HeldByNode result;
    for (const auto& [node, objects] : held) {
      Node holder = node;
      if (history_.grows(node)) holder = kNoNode;
      while (holder != kNoNode && labels_.are_alike(holder, objects.sample)) holder = reach.parent(holder);
      Held& sum = result[holder == kNoNode ? node : holder];
      sum.objects += objects.objects;
      // Whatever the order, the same one.
      if (sum.sample == kNoNode || objects.sample > sum.sample) sum.sample = objects.sample;
    }
    return result;
  }

  void add_holders(const HeldByNode& held, const Reach& reach, LeakFacts& leak) {
    std::vector<Node> ordered;
    for (const auto& [node, objects] : held) ordered.push_back(node);
    std::sort(ordered.begin(), ordered.end());
    std::map<std::string, Node> tops;
    for (const Node node : ordered) {
      const std::uint64_t number = held.at(node).objects;
      const std::string name = labels_.label(node);
      HolderFacts& facts = leak.holders[name];
      add(facts.holder, node, name, number);
      if (number <= facts.most) continue;
      facts.most = number;
      tops[name] = node;
    }
    for (const auto& [name, node] : tops) {
      add_path(way_through(node, held.at(node).sample, reach), reach.root(node), leak.holders[name]);
    }
  }

  // To the holder, and where that did not grow to what it then came to refer to, with all links of a chain.
  [[nodiscard]] std::vector<Node> way_through(Node holder, Node sample, const Reach& reach) const {
    if (history_.grows(holder)) return reach.path(holder);
    std::vector<Node> path = reach.path(sample);
    const auto at = std::find(path.begin(), path.end(), holder);
    if (at == path.end()) return reach.path(holder);
    auto end = at + 1;
    while (end != path.end() && labels_.are_alike(*end, *(at + 1))) ++end;
    path.erase(end, path.end());
    return path;
  }

  void add(Holder& holder, Node node, const std::string& name, std::uint64_t held) const {
    const std::vector<std::uint64_t> numbers = history_.references(node);
    if (holder.objects == 0) holder.key = labels_.placed(node).group.key;
    holder.name = name;
    ++holder.objects;
    holder.held += held;
    holder.references.resize(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) holder.references[i] += numbers[i];
  }

  // Links of a chain are one step: "Node app.rb:4 (x 300)".
  void add_steps(const std::vector<Node>& path, std::vector<std::string>& steps) const {
    for (auto at = path.begin(); at != path.end();) {
      const auto end =
          std::find_if_not(at, path.end(), [&](Node node) { return labels_.are_alike(node, *at); });
      const bool is_chain = end - at > 2;
      const std::string count = is_chain ? " (x " + std::to_string(end - at) + ")" : "";
      std::string step = labels_.label(*at) + count;
      // It has pages of its own.
      if (step != kSymbolTable || steps.back() != step) steps.push_back(std::move(step));
      at = is_chain ? end : at + 1;
    }
  }

  void add_path(const std::vector<Node>& path, const std::string& root, HolderFacts& facts) const {
    if (path.empty()) return;
    facts.path.push_back("root " + root);
    add_steps(path, facts.path);
    if (labels_.placed(path.back()).is_file()) return;
    for (auto at = path.rbegin(); at != path.rend() && facts.near.empty(); ++at) {
      const PlacedGroup placed = labels_.placed(*at);
      if (placed.is_file() && !placed.gem()) facts.near = placed.site();
    }
  }

  void count_referrers() {
    std::vector<std::pair<Node, std::uint32_t>> referenced;  // an object, and a group that references it
    for (Node node = 0; node < graph_.size(); ++node) {
      const std::uint32_t from = survivors_.leak[node];
      if (from == kNoLeak) continue;
      for (const Node target : graph_.references(node)) {
        const std::uint32_t to = survivors_.leak[target];
        if (to != kNoLeak && to != from) referenced.emplace_back(target, from);
      }
    }
    std::sort(referenced.begin(), referenced.end());
    referenced.erase(std::unique(referenced.begin(), referenced.end()), referenced.end());
    for (std::size_t i = 0; i < referenced.size();) {
      const Node target = referenced[i].first;
      std::vector<std::size_t> from;
      for (; i < referenced.size() && referenced[i].first == target; ++i)
        from.push_back(referenced[i].second);
      ++facts_.referrers[{survivors_.leak[target], std::move(from)}];
    }
  }

  void count_enclosed() {
    const std::vector<bool> enclosed =
        find_enclosed(graph_, survivors_, find_holds(process_, survivors_), history_);
    for (LeakFacts& leak : facts_.leaks) leak.loose.resize(process_.heaps.size());
    for (Node node = 0; node < graph_.size(); ++node) {
      if (survivors_.leak[node] == kNoLeak) continue;
      LeakFacts& leak = facts_.leaks[survivors_.leak[node]];
      ++(enclosed[node] ? leak.enclosed : leak.loose[survivors_.first_dump(node)]);
    }
  }

  void add_fillings(const Reach& reach) {
    fillings_ = find_fillings(process_, survivors_, graph_, facts_.leaks.size());
    for (std::size_t i = 0; i < fillings_.size(); ++i) {
      const Filling& filling = fillings_[i];
      if (filling.containers.empty()) continue;
      FillingFacts& facts = facts_.leaks[i].filling;
      facts.containers = filling.containers.size();
      facts.grown = filling.grown;
      facts.by = filling.by;
      facts.holder.most = filling.grown;
      facts.root = reach.root(filling.most);
      const std::vector<Node> path = reach.path(filling.most);
      add_path(path, facts.root, facts.holder);
      if (path.size() > 1)
        add(facts.holder.holder, path[path.size() - 2], labels_.label(path[path.size() - 2]), 1);
    }
  }

  void count_stepped(const Reach& reach) {
    const std::vector<std::uint64_t> stepped =
        heapgate::count_stepped(find_threads(reach, labels_, graph_.size()), survivors_, facts_.leaks.size());
    for (std::size_t i = 0; i < stepped.size(); ++i) facts_.leaks[i].stepped = stepped[i];
  }

  void count_below(const Matcher& matcher, const Reach& reach, const Attachments& attachments) {
    const std::vector<bool> named = labels_.named(matcher);
    Below below(named, reach, attachments);
    for (std::size_t i = 0; i < facts_.leaks.size(); ++i) {
      facts_.leaks[i].below.push_back(0);
      std::uint64_t& grown = facts_.leaks[i].filling.below.emplace_back(0);
      for (std::size_t at = 0; at < fillings_[i].containers.size(); ++at) {
        if (below.has(fillings_[i].containers[at])) grown += fillings_[i].growths[at];
      }
    }
    for (Node node = 0; node < graph_.size(); ++node) {
      if (survivors_.leak[node] != kNoLeak && below.has(node))
        ++facts_.leaks[survivors_.leak[node]].below.back();
    }
  }

  const Process& process_;
  unsigned threads_;
  NodeIndex nodes_;
  Survivors survivors_;
  Graph graph_;
  ReferenceHistory history_;
  Labels labels_;
  std::vector<Filling> fillings_;
  Facts facts_;
};

}  // namespace

Facts collect_facts(const Process& process, const ReferenceQuestions& questions,
                    const ExplainOptions& options) {
  return ProcessFacts(process, questions, options).collect(questions.holders);
}

}  // namespace heapgate
