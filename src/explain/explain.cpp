#include "heapgate/explain.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "chains.hpp"
#include "facts.hpp"
#include "unite_causes.hpp"

namespace heapgate {
namespace {

constexpr double kNearlyAll = 0.9;  // of the objects that came must be bounded
// What the rest may grow by in every interval: a leak beside a full cache is to be found.
constexpr std::uint64_t kFew = 20;

// The leaks of some groups, index by index: `in` the facts and in the verdict.
struct LeakingGroups {
  std::vector<std::size_t> in_facts;
  std::vector<std::size_t> in_verdict;
};

using Watched = std::map<GroupKey, std::size_t>;

LeakingGroups leaking_groups(std::span<const PlacedGroup> groups, const Watched& known) {
  LeakingGroups leaking;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto found = known.find(groups[i].group.key);
    const bool leaks = groups[i].group.leaked.objects > groups[i].allowed.leaked.objects;
    if (!leaks || found == known.end()) continue;
    leaking.in_facts.push_back(found->second);
    leaking.in_verdict.push_back(i);
  }
  return leaking;
}

// Those of the given groups, in their order.
Facts selected(const Facts& facts, const std::vector<std::size_t>& groups) {
  Facts result;
  result.lacks_stacks = facts.lacks_stacks;
  std::map<std::size_t, std::size_t> places;
  for (const std::size_t group : groups) {
    places.emplace(group, places.size());
    result.leaks.push_back(facts.leaks[group]);
  }
  for (const auto& [key, objects] : facts.referrers) {
    if (!places.contains(key.first)) continue;
    std::vector<std::size_t> from;
    for (const std::size_t group : key.second) {
      if (const auto place = places.find(group); place != places.end()) from.push_back(place->second);
    }
    std::sort(from.begin(), from.end());
    if (!from.empty()) result.referrers[{places.at(key.first), std::move(from)}] += objects;
  }
  return result;
}

bool is_nearly_all(std::uint64_t part, std::uint64_t all) {
  return all > 0 && static_cast<double>(part) >= kNearlyAll * static_cast<double>(all);
}

bool is_bounded(const LeakFacts& leak) {
  if (!is_nearly_all(leak.enclosed, leak.objects)) return false;
  // The first dump has none of them.
  return *std::min_element(leak.loose.begin() + 1, leak.loose.end()) <= kFew;
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

void add_outside(const LeakFacts& facts, ExplainedLeak& leak) {
  leak.outside = facts.outside;
  leak.outside_variables = facts.outside_variables;
}

// Of a group that leaks nothing: what holds the container that grew most, or what came as of a leak.
ExplainedLeak explained(const LeakFacts& facts, std::size_t group) {
  ExplainedLeak leak;
  leak.group = group;
  if (facts.filling.containers == 0) {
    leak.objects = facts.objects;
    add_outside(facts, leak);
    add_holders(facts, leak);
    return leak;
  }
  leak.objects = 1;
  const HolderFacts& holder = facts.filling.holder;
  if (holder.holder.objects > 0) {
    leak.holders.push_back(holder.holder);
  } else {
    leak.outside[facts.filling.root] = 1;
  }
  leak.path = holder.path;
  leak.near = holder.near;
  return leak;
}

// Those nearest to the first group first.
void add_followers(const Chains& chains, const std::vector<std::size_t>& leaking, std::size_t first,
                   ExplainedLeak& leak) {
  std::vector<std::size_t> followers;
  for (std::size_t i = 0; i < leaking.size(); ++i) {
    if (i != first && chains.first[i] == first) followers.push_back(i);
  }
  std::stable_sort(followers.begin(), followers.end(),
                   [&](std::size_t a, std::size_t b) { return chains.rank[a] < chains.rank[b]; });
  for (const std::size_t i : followers) leak.followers.push_back({leaking[i], leaking[chains.of[i]]});
}

void add_threads(const LeakFacts& facts, ExplainedLeak& leak) {
  leak.are_threads = facts.are_threads;
  for (const auto& [state, threads] : facts.threads)
    leak.threads.push_back({state.first, state.second, threads});
  std::stable_sort(leak.threads.begin(), leak.threads.end(),
                   [](const ThreadState& a, const ThreadState& b) { return a.threads > b.threads; });
}

std::vector<ExplainedLeak> leaks_of(const Facts& facts, const std::vector<std::size_t>& leaking) {
  const Chains chains = find_chains(facts);
  std::vector<ExplainedLeak> leaks;
  for (std::size_t i = 0; i < leaking.size(); ++i) {
    if (chains.first[i] != i) continue;
    ExplainedLeak& leak = leaks.emplace_back();
    leak.group = leaking[i];
    leak.objects = facts.leaks[i].objects;
    add_outside(facts.leaks[i], leak);
    leak.lacks_stacks = facts.lacks_stacks;
    add_holders(facts.leaks[i], leak);
    add_followers(chains, leaking, i, leak);
    add_threads(facts.leaks[i], leak);
  }
  return leaks;
}

}  // namespace

References::References(std::span<const Process> processes, ReferenceQuestions questions,
                       const ExplainOptions& options)
    : questions_(std::move(questions)) {
  auto facts = std::make_unique<Facts>();
  facts->leaks.resize(questions_.watched.size());
  try {
    for (const Process& process : processes) {
      if (questions_.watched.empty()) break;
      facts->add(collect_facts(process, questions_, options));
    }
  } catch (const std::runtime_error& error) {
    problem_ = error.what();
    facts->leaks.assign(questions_.watched.size(), {});
    facts->referrers.clear();
  }
  facts_ = std::move(facts);
}

References::~References() = default;
References::References(References&&) noexcept = default;
References& References::operator=(References&&) noexcept = default;

std::vector<GroupReferences> References::groups() const {
  std::vector<GroupReferences> groups;
  for (const LeakFacts& leak : facts_->leaks) {
    GroupReferences& group = groups.emplace_back();
    group.objects = leak.objects;
    group.bounded = is_bounded(leak);
    group.below = leak.below;
    group.stepped = is_nearly_all(leak.stepped, leak.objects);
    group.grown = leak.filling.grown;
    group.grown_below = leak.filling.below;
    for (const auto& [other, references] : leak.filling.by)
      group.filled_by[questions_.watched[other]] = references;
  }
  return groups;
}

Explanation References::explain(std::span<const PlacedGroup> groups,
                                const std::vector<std::size_t>& others) const {
  Explanation explanation;
  explanation.problem = problem_;
  if (!problem_.empty()) return explanation;
  Watched watched;
  for (std::size_t i = 0; i < questions_.watched.size(); ++i) watched.emplace(questions_.watched[i], i);
  const LeakingGroups leaking = leaking_groups(groups, watched);
  if (!leaking.in_verdict.empty())
    explanation.leaks = leaks_of(selected(*facts_, leaking.in_facts), leaking.in_verdict);
  for (const std::size_t group : others) {
    const auto found = watched.find(groups[group].group.key);
    if (found != watched.end()) explanation.leaks.push_back(explained(facts_->leaks[found->second], group));
  }
  unite_causes(explanation.leaks, groups);
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
