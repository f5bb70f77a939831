#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// An object of the last dump by its place in the order of addresses.
using Node = std::uint32_t;
inline constexpr Node kNoNode = std::numeric_limits<Node>::max();

/// The node at an address: a bit for every 4 bytes of each page and the number of objects before them, about
/// 5 bytes an object and no search.
class NodeIndex {
 public:
  explicit NodeIndex(const Objects& objects);

  [[nodiscard]] Node find(Address address) const;
  [[nodiscard]] Address address(Node node) const;
  [[nodiscard]] std::size_t size() const { return offsets_.size(); }

 private:
  static constexpr unsigned kPageShift = 16;
  static constexpr std::size_t kWords = (std::size_t{1} << kPageShift) / 4 / 64;

  struct Page {
    std::uint64_t number = 0;  // address >> kPageShift
    std::array<std::uint64_t, kWords> bits{};
    std::array<std::uint16_t, kWords> before{};  // objects of the page before the word
    Node begin = 0;
    Node end = 0;
  };

  void count_before();

  std::vector<Page> pages_;
  std::unordered_map<std::uint64_t, std::uint32_t> page_of_;  // by address >> kPageShift
  std::vector<std::uint16_t> offsets_;
};

}  // namespace heapgate
