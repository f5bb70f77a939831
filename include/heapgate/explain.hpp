#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heapgate/diff.hpp"
#include "heapgate/matcher.hpp"
#include "heapgate/place.hpp"
#include "heapgate/process.hpp"

/// Why leaked objects are kept: what holds them, told from the references that the dumps have.
namespace heapgate {

/// Holder::name of what Ruby keeps the texts of all symbols in that are never freed.
inline constexpr const char* kSymbolTable = "the symbol table";

/// Objects that were there before the leak and keep it alive, those of one class and site together.
struct Holder {
  std::string name;                       ///< "Array app.rb:4", "class Shop"; a holder's identity in reports
  GroupKey key;                           ///< as the dump has it
  std::uint64_t objects = 0;              ///< how many such objects hold some of the leak
  std::vector<std::uint64_t> references;  ///< of all of them, in each dump
  bool grows = false;                     ///< their references grew in every interval
  std::uint64_t held = 0;                 ///< objects of the leak's first group that they hold
  /// The constant or variable that refers to the one that holds most, or, where that is a class, to what
  /// came: "Shop::CARTS", "$list". Empty if the dump has no names file, or this one no name.
  std::string variable{};
  bool shares_variable = true;  ///< all of them are of a variable of that name, or none of any
  std::string below{};          ///< where it has none: the nearest one on the way from the root; may be empty
  std::string root{};           ///< the category of the GC root that leads to it; empty if none does
};

/// What makes a group part of a leak. All but `references` ask for as many objects of it, or a multiple, to
/// come with each object of the leak's first group in every interval; but for `symbol_table`.
enum class Tie {
  references,    ///< another group of the leak references its objects
  site,          ///< the line that allocates the first group's objects allocates its own
  holder,        ///< the object that holds the first group's objects holds its own
  symbol_table,  ///< both are in the symbol table, or are it
  stack,         ///< the first group is threads, and nothing else is known that may hold its objects
};

/// A group that is part of a leak, but for the first one.
struct LeakFollower {
  std::size_t group = 0;  ///< index into the groups that were explained
  std::size_t of = 0;     ///< the group that it is tied to, as such an index
  Tie tie = Tie::references;
};

/// Leaking threads that are at the same line.
struct ThreadState {
  std::string status;  ///< Thread#status: "run", "sleep", …
  std::string site;    ///< relative; may be empty
  std::uint64_t threads = 0;
};

/// Leaking groups that hang together, and what keeps them.
struct ExplainedLeak {
  /// The first one, index into the groups that were explained. One whose contents grow comes without
  /// followers, and its holder and path are those of the container that grew most.
  std::size_t group = 0;
  std::vector<LeakFollower> followers;  ///< nearest to the first one first
  std::uint64_t objects = 0;            ///< of the first group in the last dump, not in the first one
  std::vector<Holder> holders;          ///< largest share first
  /// Objects that no old object holds, by the category of the GC root that leads to them; "" if none does.
  std::map<std::string, std::uint64_t> outside;
  /// From a GC root to the first holder by the fewest references; where that does not grow, one step further.
  std::vector<std::string> path;
  std::string near;  ///< the app's site nearest to a holder that has none; may be empty
  /// By such a category: the variable on the way to one of these objects, nearest to the root; only where
  /// there is one.
  std::map<std::string, std::string> outside_variables;
  bool are_threads = false;          ///< the first group: they are kept until they end, whatever holds them
  std::vector<ThreadState> threads;  ///< what these are at, most first; empty without a names file
  bool lacks_stacks = false;         ///< what threads hold on their stacks has no root in these dumps
};

struct Explanation {
  std::vector<ExplainedLeak> leaks;  ///< most leaked first
  std::string problem;               ///< why nothing could be told; empty if something could
};

struct ExplainOptions {
  std::vector<std::string> roots;  ///< what the paths of sites are relative to, the first that fits
  unsigned threads = 0;            ///< 0 = one per core
};

/// What is asked of the references.
struct ReferenceQuestions {
  std::vector<GroupKey> watched;  ///< the groups to tell of
  std::vector<Matcher> holders;   ///< what is told of each group: how much of it is below what these name
  std::size_t leaking = std::numeric_limits<std::size_t>::max();  ///< so many, the first, leak by themselves
};

/// What the references of one group's objects tell, of those that are in the last dump and not in the first.
struct GroupReferences {
  std::uint64_t objects = 0;
  /// At least 90 % are held by nothing but containers that hold no more than they did, and the others do not
  /// grow by more than 20 in every interval.
  bool bounded = false;
  std::vector<std::uint64_t> below;  ///< objects, by ReferenceQuestions::holders
  /// At least 90 % hang below threads each of which came to hold some in one interval only.
  bool stepped = false;
  std::uint64_t grown = 0;  ///< by how many items its objects of the first dump grew until the last
  std::vector<std::uint64_t> grown_below;  ///< of that, by ReferenceQuestions::holders
  /// Their references to new objects of the watched groups.
  std::map<GroupKey, std::uint64_t> filled_by;
};

struct Facts;

/// The references of the dumps, from a second reading.
class References {
 public:
  /// Never throws for what the dumps hold. Takes memory by the last dump's references, 4 bytes each, process
  /// after process.
  References(std::span<const Process> processes, ReferenceQuestions questions, const ExplainOptions& options);
  ~References();
  References(References&&) noexcept;
  References& operator=(References&&) noexcept;

  /// Why nothing is known: a dump cannot be read again (a pipe) or was changed; empty if it could be.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  /// Beside `watched`; nothing is known of any if there is a problem.
  [[nodiscard]] std::vector<GroupReferences> groups() const;
  /// Why those of `groups` are kept that leak more than is allowed and were watched, and, behind them, why
  /// `others` of them (indices, each once) are, which leak nothing by themselves.
  [[nodiscard]] Explanation explain(std::span<const PlacedGroup> groups,
                                    const std::vector<std::size_t>& others = {}) const;

 private:
  ReferenceQuestions questions_;
  std::unique_ptr<const Facts> facts_;
  std::string problem_;
};

/// The leak that `group` (an index into the groups that were explained) is part of; null if none is told of
/// it.
[[nodiscard]] const ExplainedLeak* leak_of(const Explanation& explanation, std::size_t group);

/// Whether more of the leak's objects have no holder than the first holder has.
[[nodiscard]] bool is_held_outside(const ExplainedLeak& leak);

}  // namespace heapgate
