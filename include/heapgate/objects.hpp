#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "heapgate/types.hpp"

namespace heapgate {

/// Index into Heap::kinds.
enum class KindId : std::uint32_t {};

/// One live object.
struct Object {
  Address address{};
  Generation generation = Generation::untraced;
  KindId kind{};
};

/// The live objects of a dump, ascending by address, each address once: 14 bytes each, because a heap has
/// millions. They stay in the order of the file, which writes them page by page; only the pages are put in
/// order.
class Objects {
 public:
  static constexpr unsigned kPageShift = 16;
  static constexpr std::uint32_t kBig = std::numeric_limits<std::uint32_t>::max();

  /// Objects as the file has them, a column a property.
  struct Block {
    std::vector<std::uint16_t> offsets;  ///< within the page of their run
    std::vector<Generation> generations;
    std::vector<KindId> kinds;
    std::vector<std::uint32_t> sizes;  ///< see packed(); kBig: in the list of big ones
  };
  /// What an object that is too big for the column of its block holds.
  struct Big {
    Address address{};
    Bytes memsize = 0;
    std::uint64_t contents = 0;
  };
  /// Objects `begin` to before `end` of a block: at least one, in one page, ascending.
  struct Run {
    std::uint64_t page = 0;  ///< address >> kPageShift
    std::uint32_t block = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  class Iterator;

  Objects() = default;
  /// `runs` ascend and do not overlap; `big` ascend by address.
  Objects(std::vector<Block> blocks, std::vector<Run> runs, std::vector<Big> big);

  /// Memsize and contents in 32 bits, as nearly all objects have room there; kBig of those that have not.
  [[nodiscard]] static std::uint32_t packed(Bytes memsize, std::uint64_t contents) {
    const bool is_big = memsize > kMemsizeMask || contents >= kBig >> kMemsizeBits;
    return is_big ? kBig : static_cast<std::uint32_t>(contents << kMemsizeBits | memsize);
  }
  /// What packed() has, unless it is kBig.
  [[nodiscard]] static Bytes memsize(std::uint32_t packed) { return packed & kMemsizeMask; }
  [[nodiscard]] static std::uint64_t contents(std::uint32_t packed) { return packed >> kMemsizeBits; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// How many blocks there are: as the file was read, and last one for the objects that had to be sorted.
  [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;
  /// The first object at `address` or behind it.
  [[nodiscard]] Iterator lower_bound(Address address) const;
  /// Addresses that cut the objects into up to `parts` stretches of about the same size, ascending.
  [[nodiscard]] std::vector<Address> split_points(std::size_t parts) const;
  /// Objects from `begin` to before `end`.
  struct Stretch;
  /// The stretch number `index` of those that `points`, which may be another dump's, make: the first is 0.
  [[nodiscard]] Stretch stretch(std::span<const Address> points, std::size_t index) const;

 private:
  static constexpr unsigned kMemsizeBits = 20;
  static constexpr std::uint32_t kMemsizeMask = (1U << kMemsizeBits) - 1;

  [[nodiscard]] const Big& big(Address address) const;

  std::vector<Block> blocks_;
  std::vector<Run> runs_;
  std::vector<Big> big_;
  std::size_t size_ = 0;
};

/// Gives objects by value.
class Objects::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Object;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Object;

  Iterator() = default;

  [[nodiscard]] Address address() const { return Address{base_ | block_->offsets[at_]}; }
  [[nodiscard]] Generation generation() const { return block_->generations[at_]; }
  [[nodiscard]] KindId kind() const { return block_->kinds[at_]; }
  [[nodiscard]] Bytes memsize() const {
    const std::uint32_t sizes = block_->sizes[at_];
    return sizes != kBig ? Objects::memsize(sizes) : objects_->big(address()).memsize;
  }
  /// How much it holds: `length` of an ARRAY, `size` of a HASH, `bytesize` of a STRING; 0 of all else.
  [[nodiscard]] std::uint64_t contents() const {
    const std::uint32_t sizes = block_->sizes[at_];
    return sizes != kBig ? Objects::contents(sizes) : objects_->big(address()).contents;
  }
  /// Both at once: different only if one of them is, unless both are kBig, of which it says nothing.
  [[nodiscard]] std::uint32_t sizes() const { return block_->sizes[at_]; }
  Object operator*() const { return {address(), generation(), kind()}; }
  /// The block that holds it.
  [[nodiscard]] std::size_t block() const { return objects_->runs_[run_].block; }
  Iterator& operator++() {
    if (++at_ == end_) enter(run_ + 1);
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.run_ == b.run_ && a.at_ == b.at_; }

 private:
  friend class Objects;

  Iterator(const Objects& objects, std::size_t run) : objects_(&objects) { enter(run); }
  void enter(std::size_t run);

  const Objects* objects_ = nullptr;
  const Block* block_ = nullptr;
  std::uint64_t base_ = 0;
  std::uint32_t at_ = 0;
  std::uint32_t end_ = 0;
  std::size_t run_ = 0;
};

struct Objects::Stretch {
  Iterator begin;
  Iterator end;
};

inline Objects::Iterator Objects::begin() const {
  return {*this, 0};
}
inline Objects::Iterator Objects::end() const {
  return {*this, runs_.size()};
}

}  // namespace heapgate
