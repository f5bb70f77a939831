#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "heapgate/objects.hpp"

namespace heapgate {

/// Puts blocks of objects in the order of their addresses. What a file has in order already, which is nearly
/// all, is not moved.
class RunOrder {
 public:
  /// An object whose address an earlier one has.
  struct Dropped {
    Object object;
    Bytes memsize = 0;
    std::uint64_t contents = 0;
  };
  using OnDropped = std::function<void(const Dropped&)>;

  /// The next block in file order, with its runs and big objects.
  void add(Objects::Block block, std::vector<Objects::Run> runs, const std::vector<Objects::Big>& big);
  /// Call once.
  [[nodiscard]] Objects finish(const OnDropped& on_dropped);

 private:
  struct Place {
    std::uint16_t offset;
    std::uint32_t block;
    std::uint32_t index;
  };

  [[nodiscard]] std::uint16_t first(const Objects::Run& run) const {
    return blocks_[run.block].offsets[run.begin];
  }
  [[nodiscard]] std::uint16_t last(const Objects::Run& run) const {
    return blocks_[run.block].offsets[run.end - 1];
  }
  [[nodiscard]] bool overlap(std::size_t begin, std::size_t end) const;
  void sort_page(std::size_t begin, std::size_t end, const OnDropped& on_dropped);
  void drop(std::uint64_t page, const Place& place, std::size_t bigs, const OnDropped& on_dropped) const;

  std::vector<Objects::Block> blocks_;
  std::vector<Objects::Run> runs_;
  std::vector<Objects::Big> big_;
  std::vector<Objects::Run> ordered_;
  Objects::Block sorted_;  // copies of what had to be moved
};

}  // namespace heapgate
