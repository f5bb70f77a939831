#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "heapgate/rules.hpp"

namespace heapgate {

/// A measure's value; growth may be negative.
struct Amount {
  std::int64_t objects = 0;
  std::int64_t bytes = 0;

  /// Throws std::overflow_error rather than wrap.
  void add(const Amount& other);

  friend bool operator==(const Amount&, const Amount&) = default;
};

[[nodiscard]] Amount amount_of(const Tally& tally);

/// The group's measure as it was found.
[[nodiscard]] Amount measured(const Group& group, Measure measure);

/// The group's measure less what is allowed of it.
[[nodiscard]] Amount counted(const PlacedGroup& placed, Measure measure);

/// Objects in a thousand iterations of the group's measure, less what is allowed of it; see judge().
/// The iterations must be known.
[[nodiscard]] double rate(const PlacedGroup& placed, Measure measure, const JudgeContext& context);

/// Objects in a thousand iterations of what leaks of the set.
[[nodiscard]] double rate(const GroupSet& set, const JudgeContext& context);

/// floor(value x part / whole), without overflow; 0 of nothing.
[[nodiscard]] std::uint64_t scaled(std::uint64_t value, std::uint64_t part, std::uint64_t whole);

/// A part of a whole.
struct Share {
  std::uint64_t part = 1;
  std::uint64_t of = 1;

  /// Of something else, rounded down.
  [[nodiscard]] std::uint64_t of_all(std::uint64_t all) const { return scaled(all, part, of); }
  [[nodiscard]] bool is_whole() const { return part == of && of > 0; }
};

/// How many of the group's new objects are below what the rule names.
[[nodiscard]] Share objects_below(const PlacedGroup& placed, const HeldBy& held_by);
/// How much of what its old objects grew by is.
[[nodiscard]] Share contents_below(const PlacedGroup& placed, const HeldBy& held_by);

/// The part of each group that is below what the rule names, in the same order; rounded up, so that no object
/// is lost. What is transient is in no such part.
[[nodiscard]] std::vector<PlacedGroup> parts_below(std::span<const PlacedGroup> groups,
                                                   const HeldBy& held_by);

/// Whether all matchers fit the group.
[[nodiscard]] bool fits(std::span<const Matcher> matchers, const PlacedGroup& group);

}  // namespace heapgate
