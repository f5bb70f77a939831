#include "facts.hpp"

namespace heapgate {
namespace {

void add(HolderFacts& to, const HolderFacts& from) {
  const bool shares_variable = to.holder.objects == 0
                                   ? from.holder.shares_variable
                                   : to.holder.shares_variable && from.holder.shares_variable &&
                                         to.holder.variable == from.holder.variable;
  const std::uint64_t objects = to.holder.objects + from.holder.objects;
  const std::uint64_t held = to.holder.held + from.holder.held;
  std::vector<std::uint64_t> references = from.holder.references;
  for (std::size_t i = 0; i < to.holder.references.size(); ++i) references[i] += to.holder.references[i];
  if (from.most > to.most) to = from;
  to.holder.objects = objects;
  to.holder.held = held;
  to.holder.shares_variable = shares_variable;
  to.holder.references = std::move(references);
}

void add(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
  to.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

void add(FillingFacts& to, const FillingFacts& from) {
  to.containers += from.containers;
  to.grown += from.grown;
  add(to.below, from.below);
  for (const auto& [group, references] : from.by) to.by[group] += references;
  if (from.holder.most <= to.holder.most) return;
  to.holder = from.holder;
  to.root = from.root;
}

void add(LeakFacts& to, const LeakFacts& from) {
  to.objects += from.objects;
  to.reached += from.reached;
  to.depth += from.depth;
  for (const auto& [name, holder] : from.holders) add(to.holders[name], holder);
  for (const auto& [root, objects] : from.outside) to.outside[root] += objects;
  to.outside_variables.insert(from.outside_variables.begin(), from.outside_variables.end());
  to.are_threads = to.are_threads || from.are_threads;
  to.enclosed += from.enclosed;
  add(to.loose, from.loose);
  add(to.below, from.below);
  to.stepped += from.stepped;
  add(to.filling, from.filling);
  for (const auto& [state, threads] : from.threads) to.threads[state] += threads;
}

}  // namespace

void Facts::add(const Facts& other) {
  leaks.resize(other.leaks.size());
  for (std::size_t i = 0; i < leaks.size(); ++i) heapgate::add(leaks[i], other.leaks[i]);
  for (const auto& [key, objects] : other.referrers) referrers[key] += objects;
  lacks_stacks = lacks_stacks || other.lacks_stacks;
}

}  // namespace heapgate
