#include "heapgate/page_map.hpp"

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
  defined_page_->defined.set(slot(address));
}

void PageMap::reference_new(Address address) {
  if (address == kNoAddress) return;
  if (pages_ >= kMaxReferencedPages) {
    gave_up_ = true;
  } else {
    open(number(address)).referenced.set(slot(address));
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
