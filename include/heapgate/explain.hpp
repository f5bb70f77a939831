#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heapgate/diff.hpp"
#include "heapgate/dump.hpp"

/// Why leaked objects are kept: what holds them, told from the references that the dumps have.
namespace heapgate {

struct Verdict;

/// Objects that were there before the leak and keep it alive, those of one class and site together.
struct Holder {
  std::string name;                       ///< "Array app.rb:4", "class Shop"; a holder's identity in reports
  GroupKey key;                           ///< as the dump has it
  std::uint64_t objects = 0;              ///< how many such objects hold some of the leak
  std::vector<std::uint64_t> references;  ///< of all of them, in each dump
  bool grows = false;                     ///< their references grew in every interval
  std::uint64_t held = 0;                 ///< objects of the leak's first group that they hold
};

/// A leaking group whose objects are referenced by those of another one of the same leak.
struct LeakFollower {
  std::size_t group = 0;  ///< index into Verdict::groups
  std::size_t of = 0;     ///< the group that references it, index into Verdict::groups
};

/// Leaking groups that hang together, and what keeps them.
struct ExplainedLeak {
  std::size_t group = 0;                ///< the first one, index into Verdict::groups
  std::vector<LeakFollower> followers;  ///< nearest to the first one first
  std::uint64_t objects = 0;            ///< of the first group in the last dump, not in the first one
  std::vector<Holder> holders;          ///< largest share first
  /// Objects that no old object holds, by the category of the GC root that leads to them; "" if none does.
  std::map<std::string, std::uint64_t> outside;
  /// From a GC root to the first holder by the fewest references; where that does not grow, one step further.
  std::vector<std::string> path;
  std::string near;  ///< the app's site nearest to a holder that has none; may be empty
};

struct Explanation {
  std::vector<ExplainedLeak> leaks;  ///< most leaked first
  std::string problem;               ///< why nothing could be told; empty if something could
};

struct ExplainOptions {
  std::vector<std::string> roots;  ///< Verdict::roots
  unsigned threads = 0;            ///< 0: one a core
};

/// Reads the dumps a second time, for their references. Never throws for what they hold; a dump that cannot
/// be read again (a pipe) is told in Explanation::problem. Takes memory by the last dump's references, 4
/// bytes each, process after process.
[[nodiscard]] Explanation explain(std::span<const Process> processes, const Verdict& verdict,
                                  const ExplainOptions& options);

/// The leak that `group` (an index into Verdict::groups) is part of; null if none is told of it.
[[nodiscard]] const ExplainedLeak* leak_of(const Explanation& explanation, std::size_t group);

/// Whether more of the leak's objects have no holder than the first holder has.
[[nodiscard]] bool is_held_outside(const ExplainedLeak& leak);

}  // namespace heapgate
