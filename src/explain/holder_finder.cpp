#include "holder_finder.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace heapgate {

void HolderFinder::add_holders(const HeldByNode& held_by_last, LeakFacts& leak) const {
  const HeldByNode held = without_links(held_by_last);
  std::vector<Node> ordered;
  for (const auto& [node, objects] : held) ordered.push_back(node);
  std::sort(ordered.begin(), ordered.end());
  std::map<std::string, Node> tops;
  for (const Node node : ordered) {
    const std::uint64_t number = held.at(node).objects;
    const std::string name = labels_.label(node);
    HolderFacts& facts = leak.holders[name];
    add(facts.holder, node, number);
    if (number <= facts.most) continue;
    facts.most = number;
    tops[name] = node;
  }
  for (const auto& [name, node] : tops) {
    HolderFacts& facts = leak.holders[name];
    const Node sample = held.at(node).sample;
    name_variable(facts.holder, node, sample);
    add_path(way_through(node, sample), reach_.root(node), facts);
  }
}

void HolderFinder::add_filled(Node container, FillingFacts& filling) const {
  filling.holder.most = filling.grown;
  filling.root = reach_.root(container);
  const std::vector<Node> path = reach_.path(container);
  add_path(path, filling.root, filling.holder);
  if (path.size() < 2) return;
  const Node holder = path[path.size() - 2];
  add(filling.holder.holder, holder, 1);
  name_variable(filling.holder.holder, holder, container);
}

// Of a chain not its last link of before holds the leak but what the chain hangs on.
HeldByNode HolderFinder::without_links(const HeldByNode& held) const {
  HeldByNode result;
  for (const auto& [node, objects] : held) {
    Node holder = node;
    if (history_.grows(node)) holder = kNoNode;
    while (holder != kNoNode && labels_.are_alike(holder, objects.sample)) holder = reach_.parent(holder);
    Held& sum = result[holder == kNoNode ? node : holder];
    sum.objects += objects.objects;
    // Whatever the order, the same one.
    if (sum.sample == kNoNode || objects.sample > sum.sample) sum.sample = objects.sample;
  }
  return result;
}

// To the holder, and where that did not grow to what it then came to refer to, with all links of a chain.
std::vector<Node> HolderFinder::way_through(Node holder, Node sample) const {
  if (history_.grows(holder)) return reach_.path(holder);
  std::vector<Node> path = reach_.path(sample);
  const auto at = std::find(path.begin(), path.end(), holder);
  if (at == path.end()) return reach_.path(holder);
  auto end = at + 1;
  while (end != path.end() && labels_.are_alike(*end, *(at + 1))) ++end;
  path.erase(end, path.end());
  return path;
}

void HolderFinder::add(Holder& holder, Node node, std::uint64_t held) const {
  const std::vector<std::uint64_t> numbers = history_.references(node);
  if (holder.objects == 0) {
    holder.key = labels_.placed(node).group.key;
    holder.variable = labels_.variable(node);
  } else if (labels_.variable(node) != holder.variable) {
    holder.shares_variable = false;
  }
  holder.name = labels_.label(node);
  ++holder.objects;
  holder.held += held;
  holder.references.resize(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) holder.references[i] += numbers[i];
}

// Of a class that holds what was replaced or put in front, it is the variable that refers to that.
void HolderFinder::name_variable(Holder& holder, Node node, Node sample) const {
  holder.variable = labels_.variable(node);
  holder.root = reach_.root(node);
  holder.below.clear();
  if (holder.variable.empty() && !history_.grows(node)) {
    const std::vector<Node> path = reach_.path(sample);
    const auto at = std::find(path.begin(), path.end(), node);
    if (at != path.end() && at + 1 != path.end()) holder.variable = labels_.variable(*(at + 1));
  }
  if (holder.variable.empty()) holder.below = variable_above(node);
}

// The nearest one on the way from the root; a class in between says as much by its own name.
std::string HolderFinder::variable_above(Node node) const {
  for (; node != kNoNode && !labels_.is_class(node); node = reach_.parent(node)) {
    if (std::string variable = labels_.variable(node); !variable.empty()) return variable;
  }
  return "";
}

std::string HolderFinder::step(Node node) const {
  const std::string variable = labels_.variable(node);
  return variable.empty() ? labels_.label(node) : variable + " (" + labels_.label(node) + ")";
}

// Links of a chain are one step: "Node app.rb:4 (x 300)".
void HolderFinder::add_steps(const std::vector<Node>& path, std::vector<std::string>& steps) const {
  for (auto at = path.begin(); at != path.end();) {
    const auto end =
        std::find_if_not(at, path.end(), [&](Node node) { return labels_.are_alike(node, *at); });
    const bool is_chain = end - at > 2;
    const std::string count = is_chain ? " (x " + std::to_string(end - at) + ")" : "";
    std::string text = step(*at) + count;
    // It has pages of its own.
    if (text != kSymbolTable || steps.back() != text) steps.push_back(std::move(text));
    at = is_chain ? end : at + 1;
  }
}

void HolderFinder::add_path(const std::vector<Node>& path, const std::string& root,
                            HolderFacts& facts) const {
  if (path.empty()) return;
  facts.path.push_back("root " + root);
  add_steps(path, facts.path);
  if (labels_.placed(path.back()).is_file()) return;
  for (auto at = path.rbegin(); at != path.rend() && facts.near.empty(); ++at) {
    const PlacedGroup placed = labels_.placed(*at);
    if (placed.is_file() && !placed.gem()) facts.near = placed.site();
  }
}

}  // namespace heapgate
