#include "node_index.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <stdexcept>

namespace heapgate {
namespace {

constexpr std::uint64_t kOffsetMask = 0xFFFF;

}  // namespace

NodeIndex::NodeIndex(const Objects& objects) {
  if (objects.size() >= kNoNode) throw std::runtime_error("a dump has more objects than can be explained");
  offsets_.reserve(objects.size());
  std::uint64_t last_page = std::numeric_limits<std::uint64_t>::max();
  for (auto at = objects.begin(); at != objects.end(); ++at) {
    const auto address = static_cast<std::uint64_t>(at.address());
    if (address >> kPageShift != last_page) {
      last_page = address >> kPageShift;
      page_of_.emplace(last_page, static_cast<std::uint32_t>(pages_.size()));
      pages_.emplace_back().number = last_page;
      pages_.back().begin = static_cast<Node>(offsets_.size());
    }
    const auto offset = static_cast<std::uint16_t>(address & kOffsetMask);
    const std::size_t slot = offset / 4U;
    pages_.back().bits[slot / 64] |= std::uint64_t{1} << slot % 64;
    offsets_.push_back(offset);
    pages_.back().end = static_cast<Node>(offsets_.size());
  }
  count_before();
}

void NodeIndex::count_before() {
  for (Page& page : pages_) {
    unsigned count = 0;
    for (std::size_t word = 0; word < kWords; ++word) {
      page.before[word] = static_cast<std::uint16_t>(count);
      count += static_cast<unsigned>(std::popcount(page.bits[word]));
    }
  }
}

Address NodeIndex::address(Node node) const {
  const auto behind = std::upper_bound(pages_.begin(), pages_.end(), node,
                                       [](Node wanted, const Page& page) { return wanted < page.begin; });
  return Address{std::prev(behind)->number << kPageShift | offsets_[node]};
}

Node NodeIndex::find(Address address) const {
  const auto value = static_cast<std::uint64_t>(address);
  const auto found = page_of_.find(value >> kPageShift);
  if (found == page_of_.end()) return kNoNode;
  const Page& page = pages_[found->second];
  const auto offset = static_cast<std::uint16_t>(value & kOffsetMask);
  const std::size_t slot = offset / 4U;
  const std::uint64_t bit = std::uint64_t{1} << slot % 64;
  if ((page.bits[slot / 64] & bit) == 0) return kNoNode;
  const auto before = static_cast<Node>(std::popcount(page.bits[slot / 64] & (bit - 1)));
  const Node node = page.begin + page.before[slot / 64] + before;
  if (node < page.end && offsets_[node] == offset) return node;
  // A garbled dump may have addresses that share 4 bytes.
  const auto begin = offsets_.begin() + page.begin;
  const auto end = offsets_.begin() + page.end;
  const auto at = std::lower_bound(begin, end, offset);
  return at != end && *at == offset ? static_cast<Node>(at - offsets_.begin()) : kNoNode;
}

}  // namespace heapgate
