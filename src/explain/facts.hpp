#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "heapgate/explain.hpp"

namespace heapgate {

/// A holder in the making.
struct HolderFacts {
  Holder holder;
  std::uint64_t most = 0;  ///< held by the one object that `path` leads to
  std::vector<std::string> path;
  std::string near;
};

/// What the containers of one group came to hold that were there in the first dump.
struct FillingFacts {
  std::uint64_t containers = 0;             ///< that grew
  std::uint64_t grown = 0;                  ///< by how many items, or bytes, all of them
  std::vector<std::uint64_t> below;         ///< of that, below what a matcher names, by matcher
  std::map<std::size_t, std::uint64_t> by;  ///< references to new objects, by group
  HolderFacts holder;  ///< what leads to the one that grew most (`most`: by how much); empty if a root does
  std::string root;    ///< the category of the root that leads there
};

/// What is known of one leaking group.
struct LeakFacts {
  std::uint64_t objects = 0;                   ///< in the last dump, not in the first
  std::uint64_t reached = 0;                   ///< objects that a root leads to
  double depth = 0;                            ///< sum of their distances from the root
  std::map<std::string, HolderFacts> holders;  ///< by name
  std::map<std::string, std::uint64_t> outside;
  std::map<std::string, std::string> outside_variables;  ///< see ExplainedLeak
  bool are_threads = false;
  std::uint64_t enclosed = 0;        ///< objects that only containers hold that did not grow
  std::vector<std::uint64_t> loose;  ///< all others, by the first dump that has them
  std::vector<std::uint64_t> below;  ///< objects below what a matcher names, by matcher
  std::uint64_t stepped = 0;         ///< objects below threads that got theirs in one interval
  FillingFacts filling;
  /// Those of its objects that are threads, by status and site; only where the names file notes them.
  std::map<std::pair<std::string, std::string>, std::uint64_t> threads;
};

/// What the references of one process, or of several together, tell.
struct Facts {
  std::vector<LeakFacts> leaks;  ///< beside the leaking groups
  /// How many objects of a group are referenced by objects of exactly these other groups (ascending).
  std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::uint64_t> referrers;

  /// A dump lacks the stacks of all threads but the one that forked: what these hold has no root.
  bool lacks_stacks = false;

  void add(const Facts& other);
};

/// Reads the dumps of one process again. Throws std::runtime_error if one cannot be.
[[nodiscard]] Facts collect_facts(const Process& process, const ReferenceQuestions& questions,
                                  const ExplainOptions& options);

}  // namespace heapgate
