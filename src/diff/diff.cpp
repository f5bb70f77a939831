#include "heapgate/diff.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "cohorts.hpp"
#include "group_index.hpp"
#include "group_order.hpp"
#include "heapgate/work.hpp"
#include "own_files.hpp"
#include "parts.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

// Methods of one group, with the number of its objects in the second dump. The texts are the heaps'.
using MethodCounts = std::map<std::string_view, std::uint64_t>;

class Accumulator {
 public:
  Accumulator(std::span<const std::uint64_t> iterations, unsigned threads)
      : iterations_(iterations), threads_(threads) {}

  void add(const Process& process);
  std::vector<Group> release();

 private:
  void grow();
  void add_live(const Heap& heap, const KindGroups& groups, std::size_t dump);
  void add_methods(const Heap& heap, const KindGroups& groups);
  void add_cohorts(std::span<const GroupedHeap> heaps);
  void add_late(std::span<const GroupedHeap> heaps);

  GroupIndex index_;
  std::vector<Group> groups_;          // by GroupId
  std::vector<MethodCounts> methods_;  // beside groups_
  // Flat, since most groups hold nothing.
  std::vector<std::uint64_t> contents_;      // what all objects of a group hold, by group and dump
  std::vector<std::uint64_t> replaced_;      // beside groups_; see Holding
  std::map<std::size_t, InPlace> in_place_;  // by index into groups_
  std::size_t dumps_ = 0;
  std::span<const std::uint64_t> iterations_;
  unsigned threads_;
};

void Accumulator::grow() {
  groups_.reserve(index_.size());
  for (std::size_t i = groups_.size(); i < index_.size(); ++i) {
    groups_.emplace_back().key = index_.key(static_cast<GroupId>(i));
    groups_.back().live.resize(dumps_);
  }
  methods_.resize(groups_.size());
  contents_.resize(groups_.size() * dumps_);
  replaced_.resize(groups_.size());
}

void Accumulator::add_live(const Heap& heap, const KindGroups& groups, std::size_t dump) {
  for (std::size_t kind = 0; kind < groups.size(); ++kind) {
    if (heap.kind_tallies[kind].objects == 0) continue;
    const auto group = static_cast<std::size_t>(groups[kind]);
    groups_[group].live[dump].add(heap.kind_tallies[kind]);
    if (kind >= heap.kind_contents.size() || heap.kind_contents[kind] == 0) continue;
    std::uint64_t& contents = contents_[group * dumps_ + dump];
    contents = checked_add(contents, heap.kind_contents[kind]);
  }
}

void Accumulator::add_methods(const Heap& heap, const KindGroups& groups) {
  for (std::size_t kind = 0; kind < groups.size(); ++kind) {
    const std::uint64_t objects = heap.kind_tallies[kind].objects;
    const StringId method = heap.kind(static_cast<KindId>(kind)).method;
    if (objects == 0 || method == StringId::none) continue;
    methods_[static_cast<std::size_t>(groups[kind])][heap.text(method)] += objects;
  }
}

void Accumulator::add_cohorts(std::span<const GroupedHeap> heaps) {
  const Cohorts cohorts = count_cohorts(heaps, groups_.size(), iterations_, threads_);
  for (std::size_t i = 0; i < cohorts.groups.size(); ++i) {
    groups_[i].kept.add(cohorts.groups[i].kept);
    groups_[i].transient.add(cohorts.groups[i].transient);
    replaced_[i] += cohorts.groups[i].replaced;
  }
  for (const auto& [group, grown] : cohorts.in_place) {
    in_place_[static_cast<std::size_t>(group)].add(grown);
  }
}

// What is kept since the last dump but two, as kept is since the first.
void Accumulator::add_late(std::span<const GroupedHeap> heaps) {
  constexpr std::size_t kDumps = 3;
  if (heaps.size() <= kDumps) return;
  const Cohorts cohorts = count_cohorts(heaps.last(kDumps), groups_.size(), {}, threads_);
  for (std::size_t i = 0; i < cohorts.groups.size(); ++i) groups_[i].late.add(cohorts.groups[i].kept);
}

void Accumulator::add(const Process& process) {
  dumps_ = process.heaps.size();
  const std::vector<KindGroups> kind_groups = index_.add(process.heaps);
  grow();
  std::vector<GroupedHeap> heaps;
  for (std::size_t i = 0; i < dumps_; ++i) {
    add_live(process.heaps[i], kind_groups[i], i);
    heaps.push_back({&process.heaps[i], &kind_groups[i]});
  }
  add_methods(process.heaps[1], kind_groups[1]);
  add_cohorts(heaps);
  add_late(heaps);
}

std::vector<Group> Accumulator::release() {
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const auto most = std::max_element(methods_[i].begin(), methods_[i].end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != methods_[i].end()) groups_[i].method = most->first;
    if (const auto found = in_place_.find(i); found != in_place_.end()) {
      groups_[i].grown = found->second.grown;
      groups_[i].contents = std::move(found->second.contents);
      groups_[i].level = found->second.level;
    }
    const std::span<const std::uint64_t> contents(contents_);
    add_replaced(groups_[i], {contents.subspan(i * dumps_, dumps_), replaced_[i]}, iterations_);
  }
  contents_ = {};
  replaced_ = {};
  return std::move(groups_);
}

void judge_groups(std::vector<Group>& groups, std::span<const std::uint64_t> iterations, unsigned threads) {
  for (Group& group : groups) judge_growth(group, iterations);
  std::vector<Group*> all;
  for (Group& group : groups) all.push_back(&group);
  mark_spread(all, iterations);
  sort_most_leaked_first(groups, threads);
}

}  // namespace

std::vector<Group> count_groups(std::span<const Process* const> processes,
                                std::span<const std::uint64_t> iterations, unsigned threads) {
  Accumulator accumulator(iterations, threads);
  for (const Process* process : processes) accumulator.add(*process);
  return accumulator.release();
}

Diff diff(std::span<const Process> processes, std::span<const std::uint64_t> iterations, unsigned threads) {
  threads = thread_count(threads);
  std::vector<const Process*> all;
  for (const Process& process : processes) all.push_back(&process);
  Diff result;
  result.groups = count_groups(all, iterations, threads);
  std::erase_if(result.groups, [own = own_files(processes)](const Group& group) {
    return group.key.file && own.contains(*group.key.file);
  });
  result.has_sites = std::any_of(result.groups.begin(), result.groups.end(),
                                 [](const Group& group) { return group.key.file.has_value(); });
  if (const std::vector<std::size_t> numbers = apart(processes); !numbers.empty()) {
    result.together = result.groups;
    judge_groups(result.together, iterations, threads);
    take_apart(result.groups, processes, numbers, iterations, threads);
  }
  judge_groups(result.groups, iterations, threads);
  for (const Group& group : result.groups) {
    result.totals.leaked.add(group.leaked);
    result.totals.kept.add(group.kept);
    result.totals.transient.add(group.transient);
  }
  return result;
}

}  // namespace heapgate
