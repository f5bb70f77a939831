#include "heapgate/page_map.hpp"

#include <algorithm>
#include <array>

namespace heapgate {

// Where the page is in the table, or the free entry where it belongs.
std::size_t PageMap::place(std::uint64_t number) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = (number * 0x9e3779b97f4a7c15ULL >> 32) & mask;
  while (table_[at].page && table_[at].number != number) at = (at + 1) & mask;
  return at;
}

PageMap::Page& PageMap::open(std::uint64_t number) {
  Entry* entry = &table_[place(number)];
  if (entry->page) return *entry->page;
  if (2 * ++pages_ > table_.size()) {
    grow();
    entry = &table_[place(number)];
  }
  entry->number = number;
  entry->page = std::make_unique<Page>();
  return *entry->page;
}

void PageMap::grow() {
  std::vector<Entry> old(2 * table_.size());
  old.swap(table_);
  for (Entry& entry : old) {
    if (entry.page) table_[place(entry.number)] = std::move(entry);
  }
}

void PageMap::define(Address address) {
  const std::uint64_t wanted = number(address);
  if (defined_page_ == nullptr || defined_number_ != wanted) {
    defined_page_ = &open(wanted);
    defined_number_ = wanted;
  }
  defined_page_->defined.set(slot(address));
}

void PageMap::reference(Address address) {
  if (address == kNoAddress) return;
  const Entry& entry = table_[place(number(address))];
  if (entry.page) {
    entry.page->referenced.set(slot(address));
  } else if (pages_ >= kMaxReferencedPages) {
    gave_up_ = true;
  } else {
    open(number(address)).referenced.set(slot(address));
  }
}

// The words of a few are asked for before the first is needed.
void PageMap::reference(std::span<const Address> addresses) {
  constexpr std::size_t kFew = 8;
  std::array<Page*, kFew> pages{};
  for (; !addresses.empty(); addresses = addresses.subspan(std::min(kFew, addresses.size()))) {
    const std::size_t count = std::min(kFew, addresses.size());
    for (std::size_t i = 0; i < count; ++i) {
      pages[i] = table_[place(number(addresses[i]))].page.get();
      if (pages[i] != nullptr)
        __builtin_prefetch(reinterpret_cast<char*>(&pages[i]->referenced) + slot(addresses[i]) / 8, 1);
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (pages[i] != nullptr && addresses[i] != kNoAddress) {
        pages[i]->referenced.set(slot(addresses[i]));
      } else {
        reference(addresses[i]);
      }
    }
  }
}

void PageMap::merge(PageMap&& other) {
  gave_up_ = gave_up_ || other.gave_up_;
  for (Entry& entry : other.table_) {
    if (!entry.page) continue;
    const bool is_known = table_[place(entry.number)].page != nullptr;
    if (!is_known && pages_ >= kMaxReferencedPages && entry.page->defined.none()) {
      gave_up_ = true;
      continue;
    }
    Page& page = open(entry.number);
    page.defined |= entry.page->defined;
    page.referenced |= entry.page->referenced;
    entry.page.reset();
  }
}

// `last_slot` is the slot of the file's last record if that lies in this region, else kSlots.
void PageMap::count(const Page& page, std::size_t region, std::size_t last_slot, Dangling& result) {
  std::uint64_t before = 0;
  std::uint64_t behind = 0;
  bool any_record = false;
  const std::size_t begin = region * kRegionSlots;
  for (std::size_t i = begin; i < begin + kRegionSlots; ++i) {
    if (page.defined.test(i)) {
      any_record = true;
    } else if (page.referenced.test(i)) {
      ++(i > last_slot ? behind : before);
    }
  }
  if (any_record) {
    result.inside += before;
    result.ahead += behind;
  } else {
    result.ahead += before + behind;
  }
}

PageMap::Dangling PageMap::dangling(Address last_record) const {
  Dangling result;
  const std::size_t last_region = slot(last_record) / kRegionSlots;
  for (const auto& [page_number, page] : table_) {
    if (!page || (page->referenced & ~page->defined).none()) continue;
    for (std::size_t region = 0; region < kRegions; ++region) {
      const bool ends_here = page_number == number(last_record) && region == last_region;
      count(*page, region, ends_here ? slot(last_record) : kSlots, result);
    }
  }
  return result;
}

}  // namespace heapgate
