#include "chains.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

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
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      return mean_depth(facts_.leaks[a]) < mean_depth(facts_.leaks[b]);
    });
    for (const std::size_t group : order) follow(group);
    return std::move(chains_);
  }

 private:
  struct Share {
    const std::vector<std::size_t>* from;
    std::uint64_t objects;
  };
  using Counts = std::map<std::size_t, std::uint64_t>;

  // All groups nearer to the roots have found their leak already.
  void follow(std::size_t group) {
    Counts leaks;
    Counts groups;
    for (const Share& share : by_group_[group]) {
      std::set<std::size_t> firsts;
      for (const std::size_t from : *share.from) {
        if (!(mean_depth(facts_.leaks[from]) < mean_depth(facts_.leaks[group]))) continue;
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
