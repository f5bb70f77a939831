#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// Which addresses of a dump have a record and which are referenced: two bits for every 8 bytes of the
/// pages touched. It answers what a dump lacks without keeping the references themselves. 32-bit Rubies align
/// slots to 4: what is odd then is in pages of its own.
class PageMap {
 public:
  /// References open no further page beyond this many (64 GiB of heap), so that a garbled dump cannot take
  /// all memory; records always do.
  static constexpr std::size_t kMaxReferencedPages = std::size_t{1} << 20;

  PageMap() : table_(kMinTable) {}

  void define(Address address);
  void reference(Address address);
  /// As reference() for each, of which few are put off until settle(), while their memory comes. The calls
  /// between two of settle(): at most kMaxCalls.
  void announce(std::span<const Address> addresses);
  void settle();
  static constexpr std::size_t kMaxCalls = 32;
  /// Adds what another map of the same dump has; both are settled.
  void merge(PageMap&& other);

  /// `last_record` is where the file ends. The map is settled.
  [[nodiscard]] Dangling dangling(Address last_record) const;

 private:
  static constexpr unsigned kPageShift = 16;
  static constexpr std::size_t kRegionWords = (std::size_t{1} << 14) / 8 / 64;  // of a 16 KiB region
  static constexpr std::size_t kWords = (std::size_t{1} << kPageShift) / 8 / 64;
  static constexpr std::size_t kMinTable = 64;
  // A long array's later references ask for what is soon gone again.
  static constexpr std::size_t kPutOff = 8;

  using Words = std::array<std::uint64_t, kWords>;
  struct Page {
    Words defined{};
    Words referenced{};
  };
  struct Entry {
    std::uint64_t number = 0;
    std::unique_ptr<Page> page;  // null: the entry is free
  };
  struct PutOff {
    std::uint64_t* word = nullptr;
    std::uint64_t bit = 0;
  };

  // The last bit: whether it is odd.
  static std::uint64_t number(Address address) {
    const auto value = static_cast<std::uint64_t>(address);
    return value >> kPageShift << 1 | (value >> 2 & 1);
  }
  static std::size_t slot(Address address) {
    return (static_cast<std::uint64_t>(address) & ((std::uint64_t{1} << kPageShift) - 1)) / 8;
  }
  static std::uint64_t bit(Address address) { return std::uint64_t{1} << slot(address) % 64; }
  static std::uint64_t& word(Words& words, Address address) { return words[slot(address) / 64]; }
  // Where the page is in the table, or the free entry where it belongs.
  [[nodiscard]] std::size_t place(std::uint64_t number) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t at = (number * 0x9e3779b97f4a7c15ULL >> 32) & mask;
    while (table_[at].page && table_[at].number != number) at = (at + 1) & mask;
    return at;
  }
  [[nodiscard]] Page* known(Address address) const { return table_[place(number(address))].page.get(); }
  void reference_new(Address address);
  Page& open(std::uint64_t number);
  void grow();
  [[nodiscard]] bool has_record(std::uint64_t number, std::size_t region) const;
  void add_region(const Entry& entry, std::size_t region, Address last_record, Dangling& result) const;

  std::vector<Entry> table_;  // open addressing; a power of two, at most half full
  std::size_t pages_ = 0;
  // Neighbouring records mostly share a page.
  std::uint64_t defined_number_ = 0;
  Page* defined_page_ = nullptr;
  std::array<PutOff, kPutOff * kMaxCalls> put_off_{};
  std::size_t put_off_count_ = 0;
  bool gave_up_ = false;
};

}  // namespace heapgate
