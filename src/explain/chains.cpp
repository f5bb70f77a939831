#include "chains.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <utility>

namespace heapgate {
namespace {

constexpr double kNearlyAll = 0.9;

class ChainFinder {
 public:
  explicit ChainFinder(const Facts& facts) : facts_(facts) {
    chains_.first.resize(facts.leaks.size());
    std::iota(chains_.first.begin(), chains_.first.end(), std::size_t{0});
    chains_.of = chains_.first;
    for (const auto& [key, objects] : facts.referrers) by_group_[key.first].push_back({&key.second, objects});
  }

  Chains find() {
    std::vector<std::size_t> order = chains_.first;
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return depth(a) < depth(b); });
    chains_.rank.resize(order.size());
    for (std::size_t begin = 0; begin < order.size();) {
      std::size_t end = begin + 1;
      while (end < order.size() && depth(order[end]) == depth(order[begin])) ++end;
      rank_as_near(std::span(order).subspan(begin, end - begin), begin);
      begin = end;
    }
    for (const std::size_t group : order) chains_.of[chains_.rank[group]] = group;
    order = std::exchange(chains_.of, chains_.first);
    for (const std::size_t group : order) follow(group);
    return std::move(chains_);
  }

 private:
  struct Share {
    const std::vector<std::size_t>* from;
    std::uint64_t objects;
  };
  using Counts = std::map<std::size_t, std::uint64_t>;

  [[nodiscard]] double depth(std::size_t group) const { return mean_depth(facts_.leaks[group]); }

  // Each behind those of them that reference it; in a circle the first one given comes first.
  void rank_as_near(std::span<const std::size_t> groups, std::size_t next) {
    std::set<std::size_t> waiting(groups.begin(), groups.end());
    std::set<std::size_t> free = waiting;                        // nothing that waits references them
    std::map<std::size_t, std::set<std::size_t>> references_of;  // among them, by the one that references
    std::map<std::size_t, std::size_t> referrers;
    for (const std::size_t group : groups) {
      for (const Share& share : by_group_[group]) {
        for (const std::size_t from : *share.from) {
          if (!waiting.contains(from) || !references_of[from].insert(group).second) continue;
          ++referrers[group];
          free.erase(group);
        }
      }
    }
    while (!waiting.empty()) {
      const std::size_t group = free.empty() ? *waiting.begin() : *free.begin();
      chains_.rank[group] = next++;
      waiting.erase(group);
      free.erase(group);
      for (const std::size_t other : references_of[group]) {
        if (--referrers[other] == 0 && waiting.contains(other)) free.insert(other);
      }
    }
  }

  // All groups before it have found their leak already.
  void follow(std::size_t group) {
    Counts leaks;
    Counts groups;
    for (const Share& share : by_group_[group]) {
      std::set<std::size_t> firsts;
      for (const std::size_t from : *share.from) {
        if (chains_.rank[from] >= chains_.rank[group]) continue;
        firsts.insert(chains_.first[from]);
        groups[from] += share.objects;
      }
      for (const std::size_t first : firsts) leaks[first] += share.objects;
    }
    const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto most = std::max_element(leaks.begin(), leaks.end(), fewer);
    const double enough = kNearlyAll * static_cast<double>(facts_.leaks[group].objects);
    if (most == leaks.end() || static_cast<double>(most->second) < enough) return;
    const std::size_t first = most->first;
    std::erase_if(groups, [&](const auto& entry) { return chains_.first[entry.first] != first; });
    chains_.first[group] = first;
    chains_.of[group] = std::max_element(groups.begin(), groups.end(), fewer)->first;
  }

  const Facts& facts_;
  Chains chains_;
  std::map<std::size_t, std::vector<Share>> by_group_;
};

}  // namespace

double mean_depth(const LeakFacts& leak) {
  return leak.reached == 0 ? std::numeric_limits<double>::infinity()
                           : leak.depth / static_cast<double>(leak.reached);
}

Chains find_chains(const Facts& facts) {
  return ChainFinder(facts).find();
}

}  // namespace heapgate
