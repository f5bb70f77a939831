#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heapgate/growth.hpp"
#include "heapgate/process.hpp"
#include "heapgate/types.hpp"

/// From heaps to groups: what stayed, what grew, what leaked.
namespace heapgate {

/// What makes two objects one group, the unit that is judged.
struct GroupKey {
  std::string class_name;  ///< see class_name(); of an IMEMO its kind
  std::string type;
  std::optional<std::string> file;  ///< as the dump has it
  std::optional<std::int64_t> line;

  /// For people: the class name, "IMEMO ment" of an IMEMO.
  [[nodiscard]] std::string name() const { return type == "IMEMO" ? "IMEMO " + class_name : class_name; }

  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
  friend bool operator==(const GroupKey&, const GroupKey&) = default;
};

/// How a group moved.
enum class Pattern {
  leak,         ///< leaked > 0
  uneven_leak,  ///< leaked > 0, and the largest growth (an iteration) is over twice the smallest
  late,         ///< leaked > 0, since an interval in which it did not grow (four dumps and more)
  growing,      ///< leaked 0, and its contents grew: see Group::grown
  spread,       ///< leaks nothing itself, but is part of what its class, site or file leaks
  levels_off,   ///< leaked 0: grew in every interval, and ever less, towards a level (four dumps and more)
  one_time,     ///< leaked 0 and live2 > live1: a cache that filled, a lazy require
  turnover,     ///< leaked 0 otherwise: replaced, not growing
  bounded,      ///< leaked 0, since it grew in nothing but containers that did not: told by the references
};

/// The name in reports: leak, uneven-leak, late, growing …
[[nodiscard]] const char* to_string(Pattern pattern);

/// What the contents of a group grew by in every interval.
struct Grown {
  std::uint64_t objects = 0;  ///< that hold it
  std::uint64_t items = 0;    ///< of ARRAYs and HASHes; of STRINGs bytes of text
  Bytes bytes = 0;            ///< of memsize; of STRINGs of text, if that is more

  friend bool operator==(const Grown&, const Grown&) = default;
};

/// What processes that are judged by themselves have of a group; see Group.
struct Part {
  Tally kept;
  Tally late;
  std::vector<Tally> live;
  Grown grown;
};

struct Group {
  GroupKey key;
  std::string method;  ///< of most of its objects in the second dump; empty if unknown
  Pattern pattern = Pattern::turnover;
  Tally leaked;             ///< max(0, min(kept, every growth)); bytes = floor(kept bytes x leaked / kept)
  Tally kept;               ///< not in the first dump, in every later one; memsize as in the second
  Tally transient;          ///< in the second dump, in neither the first nor the third
  std::vector<Tally> live;  ///< in each dump
  /// With four dumps and more: not in the last but two, in the last two. Caps what leaks since late.
  Tally late;
  /// Of its objects that are the same in all dumps, each the smallest growth of what it holds over the
  /// intervals, where above 0, summed. Or, where objects are replaced by ever larger ones or ever more, the
  /// smallest growth of the whole group.
  Grown grown;
  /// What the objects that grew hold, in each dump: items (or text) and bytes. Empty if none did.
  std::vector<Tally> contents;
  std::uint64_t level = 0;  ///< of levels_off: about how many objects (or items) it tends to
  /// A few objects for each thread, when it first served: leaks nothing, alone or with others. Told by the
  /// references.
  bool stepped = false;
  /// Empty where all processes are summed. Else one that is of all that may be, and one of each other: what
  /// leaks is the sum of what each leaks; in the same order in all groups of a diff.
  std::vector<Part> parts;
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
  /// The same, judged as if all processes might be summed; empty if they are.
  std::vector<Group> together;
  Totals totals;  ///< sums over the groups
};

/// Compares the dumps of each process and adds kept and live over the processes per group before leaked is
/// computed. Every process has the same number of dumps, three or more. Two records are the same object only
/// if address, generation and group agree. What a capture allocated itself (Meta::own) counts nowhere.
/// `iterations`: one number an interval, by which growth is compared to tell an uneven leak; empty if
/// unknown. Processes that were idle (work.hpp) are judged by themselves. On up to `threads` threads (0: one
/// a core).
[[nodiscard]] Diff diff(std::span<const Process> processes, std::span<const std::uint64_t> iterations = {},
                        unsigned threads = 0);

/// For heaps whose objects cannot be told by identity (moved by compaction, not traced throughout): one group
/// a type and class, without sites. Its leaked is the smallest growth over the intervals, its leaked bytes
/// the smallest growth in bytes; kept is the same; transient is not known and 0.
[[nodiscard]] Diff diff_by_class_growth(std::span<const Process> processes,
                                        std::span<const std::uint64_t> iterations = {});

/// leaked and pattern of a group, from kept, late, live and grown. `iterations` as in diff().
void judge_growth(Group& group, std::span<const std::uint64_t> iterations = {});

/// Marks groups that leak nothing by themselves but are part of what their class, site or file leaks beyond
/// the groups that do: many lines of one class, many classes of one line. IMEMO is the VM's own, and left
/// out. What was marked before and is no part of such a leak is so no longer.
void mark_spread(std::span<Group* const> groups, std::span<const std::uint64_t> iterations = {});

/// Takes groups of OBJECTs and STRUCTs that grew unevenly, though their class as a whole did not, for what
/// one cache has that is filled from several lines: they leak nothing then. That may hide a leak beside a
/// pool that is given up, so it is for groups that exceed no budget, whose references nobody reads. Whether
/// there are any.
bool calm_shifting(std::span<Group* const> groups, std::span<const std::uint64_t> iterations = {});

/// Signed live objects of dump `to` less those of dump `from`.
[[nodiscard]] std::int64_t growth(const Group& group, std::size_t from, std::size_t to);

}  // namespace heapgate
