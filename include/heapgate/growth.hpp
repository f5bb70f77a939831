#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "heapgate/types.hpp"

/// How numbers move from dump to dump, and what that says of a set of objects.
namespace heapgate {

struct Group;

enum class Course {
  none,    ///< did not grow in every interval
  steady,  ///< grew in every interval
  uneven,  ///< the same, and the largest growth (an iteration) is over twice the smallest
  late,    ///< of four dumps and more: grew in the last two intervals or more, but not in every one before
  levels_off,  ///< of four dumps and more: grew ever less, towards a level
};

/// What a number did over the dumps, one value each.
struct Movement {
  Course course = Course::none;
  /// The smallest growth of the intervals that count: all, of `late` those since `begin`, of `none` none.
  std::uint64_t smallest = 0;
  std::uint64_t level = 0;  ///< of levels_off: what it tends to
  std::size_t begin = 0;    ///< the first interval that counts
};

/// `iterations`: one number an interval, by which growth is compared; empty if unknown.
[[nodiscard]] Movement movement(std::span<const std::uint64_t> values,
                                std::span<const std::uint64_t> iterations = {});

/// Whether the growth of `values` over the only two intervals fell by a tenth or more (an iteration): a cache
/// that is still filling looks so. More dumps tell it by movement().
[[nodiscard]] bool growth_fell(std::span<const std::uint64_t> values,
                               std::span<const std::uint64_t> iterations = {});

/// Any groups taken together, to be judged by their own sums: what moves between them does not grow, and what
/// grows on many lines does. Groups that are bounded or level off stay out of it.
class GroupSet {
 public:
  void add(const Group& group);
  void add(const GroupSet& other);

  /// max(0, min(kept, smallest growth of live)), and never less than the sum of what its groups leak.
  [[nodiscard]] Tally leaked(std::span<const std::uint64_t> iterations = {}) const;
  [[nodiscard]] const Tally& kept() const { return all_.kept; }
  [[nodiscard]] const Tally& late() const { return all_.late; }
  [[nodiscard]] const std::vector<Tally>& live() const { return all_.live; }
  /// live(), objects only.
  [[nodiscard]] std::vector<std::uint64_t> objects() const;

 private:
  struct Sums {
    Tally kept;
    Tally late;
    std::vector<Tally> live;

    void add(const Tally& more_kept, const Tally& more_late, const std::vector<Tally>& more_live);
  };

  Sums all_;
  std::vector<Sums> parts_;  // see Group::parts
  Tally of_groups_;          // what they leak, each by itself
};

}  // namespace heapgate
