#include "unite_causes.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace heapgate {
namespace {

bool is_in_symbol_table(const ExplainedLeak& leak) {
  return !leak.holders.empty() && leak.holders.front().name == kSymbolTable;
}

bool has_no_root(const ExplainedLeak& leak) {
  return leak.holders.empty() && leak.outside.size() == 1 && leak.outside.begin()->first.empty();
}

// Whether with each object of `a` as many of `b` came, interval by interval.
bool come_together(const Group& a, const Group& b) {
  std::optional<std::uint64_t> each;
  for (std::size_t i = 1; i < a.live.size(); ++i) {
    if (a.live[i].objects <= a.live[i - 1].objects || b.live[i].objects <= b.live[i - 1].objects)
      return false;
    const std::uint64_t more_a = a.live[i].objects - a.live[i - 1].objects;
    const std::uint64_t more_b = b.live[i].objects - b.live[i - 1].objects;
    if (more_b % more_a != 0 || each.value_or(more_b / more_a) != more_b / more_a) return false;
    each = more_b / more_a;
  }
  return each.has_value();
}

/// Finds what ties other leaks to one of them.
class Causes {
 public:
  Causes(std::vector<ExplainedLeak>& leaks, std::span<const PlacedGroup> groups)
      : leaks_(leaks), groups_(groups), united_(leaks.size()) {
    for (std::size_t i = 0; i < leaks.size(); ++i) {
      in_symbol_table_.push_back(is_in_symbol_table(leaks[i]));
      by_site_[site(i)].push_back(i);
      by_path_[leaks[i].path].push_back(i);
      if (in_symbol_table_[i]) in_table_.push_back(i);
      if (has_no_root(leaks[i])) rootless_.push_back(i);
    }
  }

  void unite() {
    for (const std::size_t head : heads_first()) {
      // Once more, since what is in the symbol table may be known only by what was taken.
      while (!united_[head] && take_others(head)) {
      }
    }
    std::vector<ExplainedLeak> rest;
    for (std::size_t i = 0; i < leaks_.size(); ++i) {
      if (!united_[i]) rest.push_back(std::move(leaks_[i]));
    }
    leaks_ = std::move(rest);
  }

 private:
  using Site = std::pair<std::string, std::uint64_t>;

  bool take_others(std::size_t head) {
    bool taken = false;
    for (const std::size_t other : candidates(head)) {
      if (other == head || united_[other]) continue;
      const auto tie = tie_of(head, other);
      if (tie) take(head, other, *tie);
      taken = taken || tie;
    }
    return taken;
  }

  // Those that may be tied to it, ascending: of thousands of leaks few.
  [[nodiscard]] std::vector<std::size_t> candidates(std::size_t head) const {
    std::set<std::size_t> found(by_site_.at(site(head)).begin(), by_site_.at(site(head)).end());
    const auto& held = by_path_.at(leaks_[head].path);
    if (!leaks_[head].path.empty()) found.insert(held.begin(), held.end());
    if (in_symbol_table_[head]) found.insert(in_table_.begin(), in_table_.end());
    if (leaks_[head].are_threads) found.insert(rootless_.begin(), rootless_.end());
    return {found.begin(), found.end()};
  }

  [[nodiscard]] Site site(std::size_t leak) const {
    const GroupKey& key = group(leak).key;
    return key.file && key.line ? Site(*key.file, *key.line) : Site("", leak);  // of its own
  }

  [[nodiscard]] const Group& group(std::size_t leak) const { return groups_[leaks_[leak].group].group; }

  // Threads, then those with the fewest objects, so that the others come a few each; a symbol before its
  // text.
  [[nodiscard]] std::vector<std::size_t> heads_first() const {
    std::vector<std::size_t> order(leaks_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      if (leaks_[a].are_threads != leaks_[b].are_threads) return leaks_[a].are_threads;
      // What leaks nothing by itself comes last.
      const auto objects = [this](std::size_t leak) { return group(leak).leaked.objects - 1; };
      const auto is_symbol = [this](std::size_t leak) { return group(leak).key.type == "SYMBOL"; };
      return std::pair(objects(a), !is_symbol(a)) < std::pair(objects(b), !is_symbol(b));
    });
    return order;
  }

  [[nodiscard]] std::optional<Tie> tie_of(std::size_t head, std::size_t other) const {
    const ExplainedLeak& a = leaks_[head];
    const ExplainedLeak& b = leaks_[other];
    if (in_symbol_table_[head] && in_symbol_table_[other]) return Tie::symbol_table;
    if (!come_together(group(head), group(other))) return std::nullopt;
    if (site(head) == site(other)) return Tie::site;
    if (a.are_threads && has_no_root(b)) return Tie::stack;
    const bool same_holder = !a.holders.empty() && !b.holders.empty() && a.path == b.path &&
                             a.holders.front().grows && a.holders.front().name == b.holders.front().name &&
                             a.holders.front().references == b.holders.front().references;
    return same_holder ? std::optional(Tie::holder) : std::nullopt;
  }

  void take(std::size_t head, std::size_t other, Tie tie) {
    std::vector<LeakFollower>& followers = leaks_[head].followers;
    followers.push_back({leaks_[other].group, leaks_[head].group, tie});
    followers.insert(followers.end(), leaks_[other].followers.begin(), leaks_[other].followers.end());
    united_[other] = true;
    if (in_symbol_table_[other]) in_symbol_table_[head] = true;
  }

  std::vector<ExplainedLeak>& leaks_;
  std::span<const PlacedGroup> groups_;
  std::vector<bool> united_;           // by leak: it is part of another one now
  std::vector<bool> in_symbol_table_;  // by leak: some of it is
  std::map<Site, std::vector<std::size_t>> by_site_;
  std::map<std::vector<std::string>, std::vector<std::size_t>> by_path_;
  std::vector<std::size_t> in_table_;
  std::vector<std::size_t> rootless_;
};

}  // namespace

void unite_causes(std::vector<ExplainedLeak>& leaks, std::span<const PlacedGroup> groups) {
  Causes(leaks, groups).unite();
}

}  // namespace heapgate
