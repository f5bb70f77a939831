#include "page_map.hpp"

#include <algorithm>

namespace heapgate {

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
  set(defined_page_->defined, address);
}

void PageMap::reference_new(Address address) {
  if (address == kNoAddress) return;
  if (pages_ >= kMaxReferencedPages) {
    gave_up_ = true;
  } else {
    set(open(number(address)).referenced, address);
  }
}

void PageMap::prefetch(std::span<const Address> addresses) const {
  // A long array asks for what is soon gone again.
  constexpr std::size_t kFew = 8;
  for (const Address address : addresses.first(std::min(kFew, addresses.size()))) {
    const Page* page = table_[place(number(address))].page.get();
    if (page == nullptr) continue;
    __builtin_prefetch(
        static_cast<const char*>(static_cast<const void*>(&page->referenced)) + slot(address) / 8, 1);
  }
}

void PageMap::merge(PageMap&& other) {
  const auto has_record = [](const Page& page) {
    return std::any_of(page.defined.begin(), page.defined.end(),
                       [](const Slots& slots) { return slots.any(); });
  };
  gave_up_ = gave_up_ || other.gave_up_;
  for (Entry& entry : other.table_) {
    if (!entry.page) continue;
    const bool is_known = table_[place(entry.number)].page != nullptr;
    if (!is_known && pages_ >= kMaxReferencedPages && !has_record(*entry.page)) {
      gave_up_ = true;
      continue;
    }
    Page& page = open(entry.number);
    for (std::size_t region = 0; region < kRegions; ++region) {
      page.defined[region] |= entry.page->defined[region];
      page.referenced[region] |= entry.page->referenced[region];
    }
    entry.page.reset();
  }
}

Dangling PageMap::dangling(Address last_record) const {
  Dangling result{0, 0, gave_up_};
  const std::size_t last = slot(last_record);
  for (const auto& [page_number, page] : table_) {
    if (!page) continue;
    for (std::size_t region = 0; region < kRegions; ++region) {
      const Slots missing = page->referenced[region] & ~page->defined[region];
      if (missing.none()) continue;
      const bool has_record = page->defined[region].any();
      const bool ends_here = page_number == number(last_record) && region == last / kRegionSlots;
      Slots ahead = has_record ? Slots() : missing;
      if (ends_here) ahead |= missing & (~Slots() << (last % kRegionSlots) << 1);
      result.ahead += ahead.count();
      result.inside += missing.count() - ahead.count();
    }
  }
  return result;
}

}  // namespace heapgate
