#include <map>
#include <string_view>
#include <utility>

#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

using ClassKey = std::pair<std::string_view, std::string_view>;  // type and class

ClassKey class_of(const Group& group) {
  return {group.key.type, group.key.class_name};
}

// Of what has a class of its own, which a cache is filled with.
bool may_shift(const Group& group) {
  return group.pattern == Pattern::uneven_leak && (group.key.type == "OBJECT" || group.key.type == "STRUCT");
}

void add(const Group& group, std::vector<std::uint64_t>& sums) {
  sums.resize(group.live.size());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = checked_add(sums[i], group.live[i].objects);
}

}  // namespace

bool calm_shifting(std::span<Group* const> groups, std::span<const std::uint64_t> iterations) {
  std::map<ClassKey, std::vector<std::uint64_t>> classes;
  for (const Group* group : groups) {
    if (may_shift(*group)) classes[class_of(*group)];
  }
  if (classes.empty()) return false;
  for (const Group* group : groups) {
    if (const auto found = classes.find(class_of(*group)); found != classes.end()) add(*group, found->second);
  }
  bool any = false;
  for (Group* group : groups) {
    if (!may_shift(*group) || movement(classes.at(class_of(*group)), iterations).course != Course::none)
      continue;
    group->leaked = {};
    group->pattern = Pattern::turnover;
    any = true;
  }
  return any;
}

}  // namespace heapgate
