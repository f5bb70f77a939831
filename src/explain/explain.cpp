#include "heapgate/explain.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "chains.hpp"
#include "facts.hpp"
#include "heapgate/verdict.hpp"

namespace heapgate {
namespace {

// Indices of the groups that leak more than the rules allow.
std::vector<std::size_t> leaking_groups(const Verdict& verdict) {
  std::vector<std::size_t> leaking;
  for (std::size_t i = 0; i < verdict.groups.size(); ++i) {
    const PlacedGroup& placed = verdict.groups[i];
    if (placed.group.leaked.objects > placed.allowed.leaked.objects) leaking.push_back(i);
  }
  return leaking;
}

Facts facts_of(std::span<const Process> processes, const Verdict& verdict,
               const std::vector<std::size_t>& leaking, const ExplainOptions& options) {
  std::vector<GroupKey> keys;
  for (const std::size_t group : leaking) keys.push_back(verdict.groups[group].group.key);
  Facts facts;
  for (const Process& process : processes) facts.add(collect_facts(process, keys, options));
  return facts;
}

void add_holders(const LeakFacts& facts, ExplainedLeak& leak) {
  std::vector<const HolderFacts*> ordered;
  for (const auto& [name, holder] : facts.holders) ordered.push_back(&holder);
  std::stable_sort(ordered.begin(), ordered.end(), [](const HolderFacts* a, const HolderFacts* b) {
    return a->holder.held > b->holder.held;
  });
  for (const HolderFacts* facts_of_one : ordered) {
    Holder& holder = leak.holders.emplace_back(facts_of_one->holder);
    // Of all processes together: a worker may have been idle for an interval.
    holder.grows = std::adjacent_find(holder.references.begin(), holder.references.end(),
                                      std::greater_equal<>{}) == holder.references.end();
  }
  if (ordered.empty()) return;
  leak.path = ordered.front()->path;
  leak.near = ordered.front()->near;
}

// Those nearest to the first group first.
void add_followers(const Facts& facts, const Chains& chains, const std::vector<std::size_t>& leaking,
                   std::size_t first, ExplainedLeak& leak) {
  std::vector<std::size_t> followers;
  for (std::size_t i = 0; i < leaking.size(); ++i) {
    if (i != first && chains.first[i] == first) followers.push_back(i);
  }
  std::stable_sort(followers.begin(), followers.end(), [&](std::size_t a, std::size_t b) {
    return mean_depth(facts.leaks[a]) < mean_depth(facts.leaks[b]);
  });
  for (const std::size_t i : followers) leak.followers.push_back({leaking[i], leaking[chains.of[i]]});
}

std::vector<ExplainedLeak> leaks_of(const Facts& facts, const std::vector<std::size_t>& leaking) {
  const Chains chains = find_chains(facts);
  std::vector<ExplainedLeak> leaks;
  for (std::size_t i = 0; i < leaking.size(); ++i) {
    if (chains.first[i] != i) continue;
    ExplainedLeak& leak = leaks.emplace_back();
    leak.group = leaking[i];
    leak.objects = facts.leaks[i].objects;
    leak.outside = facts.leaks[i].outside;
    add_holders(facts.leaks[i], leak);
    add_followers(facts, chains, leaking, i, leak);
  }
  return leaks;
}

}  // namespace

Explanation explain(std::span<const Process> processes, const Verdict& verdict,
                    const ExplainOptions& options) {
  Explanation explanation;
  if (verdict.basis != Basis::objects) {
    explanation.problem = "objects cannot be told apart in these dumps";
    return explanation;
  }
  const std::vector<std::size_t> leaking = leaking_groups(verdict);
  if (leaking.empty()) return explanation;
  try {
    explanation.leaks = leaks_of(facts_of(processes, verdict, leaking, options), leaking);
  } catch (const std::runtime_error& error) {
    explanation.problem = error.what();
  }
  return explanation;
}

const ExplainedLeak* leak_of(const Explanation& explanation, std::size_t group) {
  for (const ExplainedLeak& leak : explanation.leaks) {
    if (leak.group == group) return &leak;
    for (const LeakFollower& follower : leak.followers) {
      if (follower.group == group) return &leak;
    }
  }
  return nullptr;
}

bool is_held_outside(const ExplainedLeak& leak) {
  std::uint64_t outside = 0;
  for (const auto& [root, objects] : leak.outside) outside += objects;
  return leak.holders.empty() || leak.holders.front().held < outside;
}

}  // namespace heapgate
