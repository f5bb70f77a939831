#include "page_map.hpp"

#include <algorithm>
#include <bit>

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
  word(defined_page_->defined, address) |= bit(address);
}

void PageMap::reference(Address address) {
  Page* page = known(address);
  if (page != nullptr && address != kNoAddress) {
    word(page->referenced, address) |= bit(address);
  } else {
    reference_new(address);
  }
}

void PageMap::reference_new(Address address) {
  if (address == kNoAddress) return;
  if (pages_ >= kMaxReferencedPages) {
    gave_up_ = true;
  } else {
    word(open(number(address)).referenced, address) |= bit(address);
  }
}

void PageMap::announce(std::span<const Address> addresses) {
  for (const Address address : addresses.first(std::min(kPutOff, addresses.size()))) {
    Page* page = known(address);
    if (page == nullptr || address == kNoAddress) {
      reference_new(address);
      continue;
    }
    std::uint64_t& wanted = word(page->referenced, address);
    __builtin_prefetch(&wanted, 1);
    put_off_[put_off_count_++] = {&wanted, bit(address)};
  }
  for (std::size_t i = kPutOff; i < addresses.size(); ++i) reference(addresses[i]);
}

void PageMap::settle() {
  for (std::size_t i = 0; i < put_off_count_; ++i) *put_off_[i].word |= put_off_[i].bit;
  put_off_count_ = 0;
}

void PageMap::merge(PageMap&& other) {
  const auto any = [](const Words& words) {
    return std::any_of(words.begin(), words.end(), [](std::uint64_t word) { return word != 0; });
  };
  gave_up_ = gave_up_ || other.gave_up_;
  for (Entry& entry : other.table_) {
    if (!entry.page) continue;
    const bool is_known = table_[place(entry.number)].page != nullptr;
    if (!is_known && pages_ >= kMaxReferencedPages && !any(entry.page->defined)) {
      gave_up_ = true;
      continue;
    }
    Page& page = open(entry.number);
    for (std::size_t i = 0; i < kWords; ++i) {
      page.defined[i] |= entry.page->defined[i];
      page.referenced[i] |= entry.page->referenced[i];
    }
    entry.page.reset();
  }
}

// Whether a region of the page, odd addresses or not, has a record.
bool PageMap::has_record(std::uint64_t number, std::size_t region) const {
  for (const std::uint64_t either : {number, number ^ 1}) {
    const Page* page = table_[place(either)].page.get();
    if (page == nullptr) continue;
    const std::uint64_t* begin = page->defined.data() + region * kRegionWords;
    if (std::any_of(begin, begin + kRegionWords, [](std::uint64_t word) { return word != 0; })) return true;
  }
  return false;
}

void PageMap::add_region(const Entry& entry, std::size_t region, Address last_record,
                         Dangling& result) const {
  const std::size_t begin = region * kRegionWords;
  const std::size_t end = begin + kRegionWords;
  const std::uint64_t ending = number(last_record);
  const bool ends_here = entry.number >> 1 == ending >> 1 && slot(last_record) / 64 / kRegionWords == region;
  // The first slot behind the last record: of its number if only this one is odd.
  const std::size_t behind = slot(last_record) + (entry.number > ending ? 0 : 1);
  bool is_empty = true;
  for (std::size_t i = begin; i < end && is_empty; ++i) {
    is_empty = (entry.page->referenced[i] & ~entry.page->defined[i]) == 0;
  }
  if (is_empty) return;
  const bool is_known = has_record(entry.number, region);
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint64_t missing = entry.page->referenced[i] & ~entry.page->defined[i];
    std::uint64_t ahead = is_known ? 0 : missing;
    if (ends_here && i >= behind / 64) {
      ahead |= i > behind / 64 ? missing : missing & ~std::uint64_t{0} << behind % 64;
    }
    result.ahead += static_cast<std::uint64_t>(std::popcount(ahead));
    result.inside += static_cast<std::uint64_t>(std::popcount(missing & ~ahead));
  }
}

Dangling PageMap::dangling(Address last_record) const {
  Dangling result{0, 0, gave_up_};
  for (const Entry& entry : table_) {
    if (!entry.page) continue;
    for (std::size_t region = 0; region < kWords / kRegionWords; ++region)
      add_region(entry, region, last_record, result);
  }
  return result;
}

}  // namespace heapgate
