#include "labels.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "heapgate/class_name.hpp"
#include "heapgate/explain.hpp"

namespace heapgate {
namespace {

std::unordered_map<Node, std::string> find_variables(const Names& names, const NodeIndex& nodes) {
  std::unordered_map<Node, std::string> variables;
  std::unordered_map<Node, std::tuple<NameKind, std::size_t, std::string>> best;
  for (const NamedObject& object : names.objects) {
    const Node node = nodes.find(object.address);
    if (node == kNoNode) continue;
    std::tuple rank(object.kind, object.name.size(), object.name);
    const auto [found, is_first] = best.try_emplace(node, rank);
    if (!is_first && rank < found->second) found->second = std::move(rank);
  }
  for (auto& [node, rank] : best) variables.emplace(node, std::move(std::get<2>(rank)));
  for (const ThreadNote& thread : names.threads) {
    const Node node = nodes.find(thread.address);
    if (node != kNoNode && !thread.name.empty()) variables.try_emplace(node, "Thread \"" + thread.name + '"');
  }
  return variables;
}

}  // namespace

Labels::Labels(const Heap& heap, const NodeIndex& nodes, const std::vector<std::string>& roots,
               const Names& names, std::set<Node> symbol_table)
    : heap_(heap),
      nodes_(nodes),
      roots_(roots),
      symbol_table_(std::move(symbol_table)),
      variables_(find_variables(names, nodes)) {
  kinds_.reserve(heap.objects.size());
  for (auto at = heap.objects.begin(); at != heap.objects.end(); ++at) kinds_.push_back(at.kind());
}

PlacedGroup Labels::placed(Node node) const {
  const Kind& of = kind(node);
  Group group;
  group.key.class_name = class_name(heap_, of);
  group.key.type = heap_.text(of.type);
  if (of.file != StringId::none) group.key.file = heap_.text(of.file);
  group.key.line = of.line;
  return std::move(place({group}, roots_).front());
}

std::string Labels::label(Node node) const {
  if (symbol_table_.contains(node)) return kSymbolTable;
  if (!is_class(node)) return placed(node).subject();
  const ClassRecord* record = find_class(heap_, nodes_.address(node));
  const std::string word = heap_.text(kind(node).type) == "CLASS" ? "class " : "module ";
  const std::string_view name = record == nullptr ? "" : heap_.text(record->name);
  if (!name.empty()) return word + std::string(name);
  const std::string unnamed =
      (record != nullptr && record->is_singleton ? "singleton " : "anonymous ") + word;
  const PlacedGroup here = placed(node);
  return here.is_file() ? unnamed + here.short_site() : unnamed.substr(0, unnamed.size() - 1);
}

std::string Labels::variable(Node node) const {
  const auto found = variables_.find(node);
  return found == variables_.end() ? "" : found->second;
}

std::vector<bool> Labels::named(const Matcher& matcher) const {
  std::vector<bool> fits(heap_.kind_tallies.size());
  for (std::size_t i = 0; i < fits.size(); ++i) {
    if (heap_.kind_tallies[i].objects > 0)
      fits[i] = matcher.matches_name(class_name(heap_, heap_.kind(static_cast<KindId>(i))));
  }
  std::vector<bool> named;
  named.reserve(kinds_.size());
  for (const KindId of : kinds_) named.push_back(fits[static_cast<std::size_t>(of)]);
  for (const ClassRecord& record : heap_.classes) {
    const Node node = nodes_.find(record.address);
    const std::string_view name = heap_.text(record.name);
    if (node != kNoNode && !name.empty() && matcher.matches_name(name)) named[node] = true;
  }
  for (const auto& [node, variable] : variables_) {
    if (matcher.matches_name(variable)) named[node] = true;
  }
  return named;
}

bool Labels::is_class(Node node) const {
  const std::string_view type = heap_.text(kind(node).type);
  return type == "CLASS" || type == "MODULE";
}

bool Labels::is_thread(Node node) const {
  return heap_.text(kind(node).type) == "DATA" && class_name(heap_, kind(node)) == "Thread";
}

bool Labels::is_stack(Node node) const {
  if (heap_.text(kind(node).type) != "DATA") return false;
  const std::string name = class_name(heap_, kind(node));
  return name == "Thread" || name == "Fiber" || name == "(internal DATA)";
}

}  // namespace heapgate
