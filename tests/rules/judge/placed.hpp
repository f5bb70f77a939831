#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heapgate/rules.hpp"

/// Groups and rulebooks made by hand for the tests of rules.
namespace heapgate::test {

/// An OBJECT group with its place already found; measures are all 0.
inline PlacedGroup placed(std::string class_name, std::string path, std::optional<std::int64_t> line = {}) {
  PlacedGroup group;
  group.group.key = {std::move(class_name), "OBJECT", path, line};
  group.group.live = {{}, {}, {}};
  group.file = std::make_shared<const FilePlace>(FilePlace{std::move(path), std::nullopt});
  return group;
}

inline PlacedGroup with_type(PlacedGroup group, std::string type) {
  group.group.key.type = std::move(type);
  return group;
}

inline PlacedGroup with_gem(PlacedGroup group, std::string name, std::string version = "") {
  group.file = std::make_shared<const FilePlace>(
      FilePlace{group.path(), Gem{std::move(name), std::move(version), "lib/it.rb"}});
  return group;
}

inline PlacedGroup leaking(PlacedGroup group, Tally leaked) {
  group.group.leaked = leaked;
  return group;
}

/// A group with these live objects in the first and in the last of three dumps.
inline PlacedGroup growing(PlacedGroup group, Tally first, Tally last) {
  group.group.live = {first, {}, last};
  return group;
}

inline Rulebook rulebook_of(std::vector<Budget> budgets) {
  Rulebook rulebook;
  rulebook.path = "rules.yml";
  rulebook.budgets = std::move(budgets);
  return rulebook;
}

}  // namespace heapgate::test
