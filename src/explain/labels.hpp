#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "heapgate/heap.hpp"
#include "heapgate/matcher.hpp"
#include "heapgate/names.hpp"
#include "heapgate/place.hpp"
#include "node_index.hpp"

namespace heapgate {

/// Names of objects for people.
class Labels {
 public:
  /// `names`: of the same dump. `symbol_table`: see find_symbol_table().
  Labels(const Heap& heap, const NodeIndex& nodes, const std::vector<std::string>& roots,
         const Names& names = {}, std::set<Node> symbol_table = {});

  /// "Array app.rb:4"; of a class its own name: "class Shop".
  [[nodiscard]] std::string label(Node node) const;
  [[nodiscard]] PlacedGroup placed(Node node) const;
  /// The constant or variable that refers to the object: of several the one of the first kind (see NameKind),
  /// and of these the shortest. Of a thread without one its own name. Empty if it has none.
  [[nodiscard]] std::string variable(Node node) const;
  /// A site as the reports show it.
  [[nodiscard]] std::string relative(const std::string& site) const { return relative_path(site, roots_); }
  /// By node: whether the matcher fits the object's class, its variable's name or, of a class or module, its
  /// own.
  [[nodiscard]] std::vector<bool> named(const Matcher& matcher) const;
  [[nodiscard]] bool is_thread(Node node) const;
  /// A class or module.
  [[nodiscard]] bool is_class(Node node) const;
  /// Of the same type, class and site.
  [[nodiscard]] bool are_alike(Node a, Node b) const { return kinds_[a] == kinds_[b]; }
  /// The object's class is a thread or fiber, whose stack is among its references.
  [[nodiscard]] bool is_stack(Node node) const;

 private:
  [[nodiscard]] const Kind& kind(Node node) const { return heap_.kind(kinds_[node]); }

  const Heap& heap_;
  const NodeIndex& nodes_;
  const std::vector<std::string>& roots_;
  std::set<Node> symbol_table_;
  std::vector<KindId> kinds_;  // by Node
  std::unordered_map<Node, std::string> variables_;
};

}  // namespace heapgate
