#include "parts.hpp"

#include <algorithm>
#include <map>

namespace heapgate {
namespace {

void add(Grown& to, const Grown& from) {
  to.objects = checked_add(to.objects, from.objects);
  to.items = checked_add(to.items, from.items);
  to.bytes = checked_add(to.bytes, from.bytes);
}

}  // namespace

void take_apart(std::vector<Group>& groups, std::span<const Process> processes,
                const std::vector<std::size_t>& numbers, std::span<const std::uint64_t> iterations,
                unsigned threads) {
  const std::size_t parts = *std::max_element(numbers.begin(), numbers.end()) + 1;
  std::map<GroupKey, Group*> by_key;
  for (Group& group : groups) {
    group.parts.resize(parts);
    for (Part& part : group.parts) part.live.resize(group.live.size());
    by_key.emplace(group.key, &group);
    group.grown = {};
  }
  for (std::size_t number = 0; number < parts; ++number) {
    std::vector<const Process*> members;
    for (std::size_t i = 0; i < processes.size(); ++i) {
      if (numbers[i] == number) members.push_back(&processes[i]);
    }
    if (members.empty()) continue;
    for (Group& of_members : count_groups(members, iterations, threads)) {
      const auto found = by_key.find(of_members.key);
      if (found == by_key.end()) continue;  // the capture's own
      found->second->parts[number] = {of_members.kept, of_members.late, std::move(of_members.live),
                                      of_members.grown};
      add(found->second->grown, of_members.grown);
    }
  }
}

}  // namespace heapgate
