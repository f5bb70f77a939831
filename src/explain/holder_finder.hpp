#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts.hpp"
#include "labels.hpp"
#include "reach.hpp"
#include "reference_history.hpp"

namespace heapgate {

/// What one object holds.
struct Held {
  std::uint64_t objects = 0;
  Node sample = kNoNode;  ///< one of them
};
using HeldByNode = std::unordered_map<Node, Held>;

/// Tells of the objects that hold a leak what a report says of them. All that it is given must outlive it.
class HolderFinder {
 public:
  HolderFinder(const ReferenceHistory& history, const Labels& labels, const Reach& reach)
      : history_(history), labels_(labels), reach_(reach) {}

  /// Adds the holders of a leak; `held_by_last`: what the last object of before on each way holds.
  void add_holders(const HeldByNode& held_by_last, LeakFacts& leak) const;
  /// Adds a container that grew, at the end of its path, with what refers to it as its holder.
  void add_filled(Node container, FillingFacts& filling) const;

 private:
  [[nodiscard]] HeldByNode without_links(const HeldByNode& held) const;
  [[nodiscard]] std::vector<Node> way_through(Node holder, Node sample) const;
  void add(Holder& holder, Node node, std::uint64_t held) const;
  void name_variable(Holder& holder, Node node, Node sample) const;
  [[nodiscard]] std::string variable_above(Node node) const;
  [[nodiscard]] std::string step(Node node) const;
  void add_steps(const std::vector<Node>& path, std::vector<std::string>& steps) const;
  void add_path(const std::vector<Node>& path, const std::string& root, HolderFacts& facts) const;

  const ReferenceHistory& history_;
  const Labels& labels_;
  const Reach& reach_;
};

}  // namespace heapgate
