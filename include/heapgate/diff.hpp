#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heapgate/dump.hpp"
#include "heapgate/types.hpp"

/// From heaps to groups: what stayed, what grew, what leaked.
namespace heapgate {

/// What makes two objects one group, the unit that is judged.
struct GroupKey {
  std::string class_name;  ///< see class_name(); of an IMEMO its kind
  std::string type;
  std::optional<std::string> file;  ///< as the dump has it
  std::optional<std::int64_t> line;

  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
  friend bool operator==(const GroupKey&, const GroupKey&) = default;
};

/// How a kept group moved.
enum class Pattern {
  leak,         ///< leaked > 0
  uneven_leak,  ///< leaked > 0, and the largest growth (an iteration) is over twice the smallest
  one_time,     ///< leaked 0 and live2 > live1: a cache that filled, a lazy require
  turnover,     ///< leaked 0 otherwise: replaced, not growing
  bounded,      ///< leaked 0, since it grew in nothing but containers that did not: told by the references
};

/// The name in reports: leak, uneven-leak, one-time, turnover, bounded.
[[nodiscard]] const char* to_string(Pattern pattern);

struct Group {
  GroupKey key;
  std::string method;  ///< of most of its objects in the second dump; empty if unknown
  Pattern pattern = Pattern::turnover;
  Tally leaked;             ///< max(0, min(kept, every growth)); bytes = floor(kept bytes x leaked / kept)
  Tally kept;               ///< not in the first dump, in every later one; memsize as in the second
  Tally transient;          ///< in the second dump, in neither the first nor the third
  std::vector<Tally> live;  ///< in each dump
};

struct Totals {
  Tally leaked;
  Tally kept;
  Tally transient;
};

/// What the numbers of a diff rest on.
enum class Basis {
  objects,       ///< each object told by its identity
  class_growth,  ///< objects cannot be told: only how many of each type and class live in each dump
};

struct Diff {
  Basis basis = Basis::objects;
  bool has_sites = true;      ///< some object's site is known
  std::vector<Group> groups;  ///< all groups of all dumps, most leaked first: a total order
  Totals totals;              ///< sums over the groups
};

/// Compares the dumps of each process and adds kept and live over the processes per group before leaked is
/// computed. Every process has the same number of dumps, three or more. Two records are the same object only
/// if address, generation and group agree. What a capture allocated itself (Meta::own) counts nowhere.
/// `iterations`: one number an interval, by which growth is compared to tell an uneven leak; empty if
/// unknown. On up to `threads` threads (0: one a core).
[[nodiscard]] Diff diff(std::span<const Process> processes, std::span<const std::uint64_t> iterations = {},
                        unsigned threads = 0);

/// For heaps whose objects cannot be told by identity (moved by compaction, not traced throughout): one group
/// a type and class, without sites. Its leaked is the smallest growth over the intervals, its leaked bytes
/// the smallest growth in bytes; kept is the same; transient is not known and 0.
[[nodiscard]] Diff diff_by_class_growth(std::span<const Process> processes,
                                        std::span<const std::uint64_t> iterations = {});

/// leaked and pattern of a group, from kept and live. `iterations` as in diff().
void judge_growth(Group& group, std::span<const std::uint64_t> iterations = {});

/// Signed live objects of dump `to` less those of dump `from`.
[[nodiscard]] std::int64_t growth(const Group& group, std::size_t from, std::size_t to);

}  // namespace heapgate
