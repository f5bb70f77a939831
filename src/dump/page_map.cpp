#include "heapgate/page_map.hpp"

namespace heapgate {

PageMap::Page& PageMap::page(Address address) {
  const std::uint64_t wanted = number(address);
  auto& [known, cached] = memo_[wanted % memo_.size()];
  if (cached != nullptr && known == wanted) return *cached;
  auto& entry = pages_[wanted];
  if (!entry) entry = std::make_unique<Page>();
  known = wanted;
  cached = entry.get();
  return *entry;
}

void PageMap::reference(Address address) {
  if (address == kNoAddress) return;
  if (pages_.size() >= kMaxReferencedPages && !pages_.contains(number(address))) {
    gave_up_ = true;
    return;
  }
  page(address).referenced.set(slot(address));
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
  for (const auto& [page_number, page] : pages_) {
    if ((page->referenced & ~page->defined).none()) continue;
    for (std::size_t region = 0; region < kRegions; ++region) {
      const bool ends_here = page_number == number(last_record) && region == last_region;
      count(*page, region, ends_here ? slot(last_record) : kSlots, result);
    }
  }
  return result;
}

}  // namespace heapgate
