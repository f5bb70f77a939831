#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// Which addresses of a dump have a record and which are referenced: two bits for every 4 bytes of the
/// pages touched (32-bit Rubies align slots to 4). It answers what a dump lacks without keeping the
/// references themselves.
class PageMap {
 public:
  static constexpr unsigned kPageShift = 16;
  static constexpr std::size_t kSlots = (std::size_t{1} << kPageShift) / 4;
  static constexpr std::size_t kRegionSlots = (std::size_t{1} << 14) / 4;  ///< of a 16 KiB region
  static constexpr std::size_t kRegions = kSlots / kRegionSlots;
  /// References open no further page beyond this many (64 GiB of heap), so that a garbled dump cannot take
  /// all memory; records always do.
  static constexpr std::size_t kMaxReferencedPages = std::size_t{1} << 20;

  PageMap() : table_(kMinTable) {}

  void define(Address address);
  void reference(Address address) {
    const Entry& entry = table_[place(number(address))];
    if (entry.page && address != kNoAddress) {
      set(entry.page->referenced, address);
    } else {
      reference_new(address);
    }
  }
  /// Asks for the memory that reference() will need.
  void prefetch(std::span<const Address> addresses) const;
  /// Adds what another map of the same dump has.
  void merge(PageMap&& other);

  /// `last_record` is where the file ends.
  [[nodiscard]] Dangling dangling(Address last_record) const;

 private:
  static constexpr std::size_t kMinTable = 64;

  using Slots = std::bitset<kRegionSlots>;
  using Regions = std::array<Slots, kRegions>;
  struct Page {
    Regions defined;
    Regions referenced;
  };
  struct Entry {
    std::uint64_t number = 0;
    std::unique_ptr<Page> page;  // null: the entry is free
  };

  static std::uint64_t number(Address address) { return static_cast<std::uint64_t>(address) >> kPageShift; }
  static std::size_t slot(Address address) {
    return (static_cast<std::uint64_t>(address) & ((std::uint64_t{1} << kPageShift) - 1)) / 4;
  }
  // Where the page is in the table, or the free entry where it belongs.
  [[nodiscard]] std::size_t place(std::uint64_t number) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t at = (number * 0x9e3779b97f4a7c15ULL >> 32) & mask;
    while (table_[at].page && table_[at].number != number) at = (at + 1) & mask;
    return at;
  }
  void reference_new(Address address);
  Page& open(std::uint64_t number);
  void grow();
  static void set(Regions& regions, Address address) {
    const std::size_t at = slot(address);
    regions[at / kRegionSlots].set(at % kRegionSlots);
  }

  std::vector<Entry> table_;  // open addressing; a power of two, at most half full
  std::size_t pages_ = 0;
  // Neighbouring records mostly share a page.
  std::uint64_t defined_number_ = 0;
  Page* defined_page_ = nullptr;
  bool gave_up_ = false;
};

}  // namespace heapgate
