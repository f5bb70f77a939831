#include "run_order.hpp"

#include <algorithm>
#include <tuple>

namespace heapgate {
namespace {

bool smaller_address(const std::pair<Address, Bytes>& a, const std::pair<Address, Bytes>& b) {
  return a.first < b.first;
}

void copy(const Objects::Block& from, std::uint32_t index, Objects::Block& to) {
  to.offsets.push_back(from.offsets[index]);
  to.generations.push_back(from.generations[index]);
  to.kinds.push_back(from.kinds[index]);
  to.memsizes.push_back(from.memsizes[index]);
}

}  // namespace

void RunOrder::add(Objects::Block block, std::vector<Objects::Run> runs,
                   const std::vector<std::pair<Address, Bytes>>& big_memsizes) {
  for (Objects::Run& run : runs) {
    run.block = static_cast<std::uint32_t>(blocks_.size());
    runs_.push_back(run);
  }
  blocks_.push_back(std::move(block));
  big_memsizes_.insert(big_memsizes_.end(), big_memsizes.begin(), big_memsizes.end());
}

// Whether the runs [begin, end) of one page, sorted by their first offset, overlap.
bool RunOrder::overlap(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin + 1; i < end; ++i) {
    if (first(runs_[i]) <= last(runs_[i - 1])) return true;
  }
  return false;
}

// `bigs`: how many of the address's records before this one have a big memsize.
void RunOrder::drop(std::uint64_t page, const Place& place, std::size_t bigs,
                    const OnDropped& on_dropped) const {
  const Objects::Block& block = blocks_[place.block];
  const Address address{page << Objects::kPageShift | place.offset};
  Bytes memsize = block.memsizes[place.index];
  if (memsize == Objects::kBigMemsize) {
    const auto first = std::lower_bound(big_memsizes_.begin(), big_memsizes_.end(),
                                        std::pair{address, Bytes{0}}, smaller_address);
    memsize = first[static_cast<std::ptrdiff_t>(bigs)].second;
  }
  on_dropped({{address, block.generations[place.index], block.kinds[place.index]}, memsize});
}

void RunOrder::sort_page(std::size_t begin, std::size_t end, const OnDropped& on_dropped) {
  std::vector<Place> places;
  for (std::size_t i = begin; i < end; ++i) {
    const Objects::Run& run = runs_[i];
    for (std::uint32_t at = run.begin; at < run.end; ++at) {
      places.push_back({blocks_[run.block].offsets[at], run.block, at});
    }
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.offset, a.block, a.index) < std::tie(b.offset, b.block, b.index);
  });
  const auto start = static_cast<std::uint32_t>(sorted_.offsets.size());
  std::size_t bigs = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Objects::Block& block = blocks_[places[i].block];
    if (i > 0 && places[i].offset == places[i - 1].offset) {
      drop(runs_[begin].page, places[i], bigs, on_dropped);
    } else {
      copy(block, places[i].index, sorted_);
      bigs = 0;
    }
    if (block.memsizes[places[i].index] == Objects::kBigMemsize) ++bigs;
  }
  ordered_.push_back({runs_[begin].page, static_cast<std::uint32_t>(blocks_.size()), start,
                      static_cast<std::uint32_t>(sorted_.offsets.size())});
}

Objects RunOrder::finish(const OnDropped& on_dropped) {
  std::stable_sort(big_memsizes_.begin(), big_memsizes_.end(), smaller_address);
  std::stable_sort(runs_.begin(), runs_.end(), [this](const Objects::Run& a, const Objects::Run& b) {
    return a.page != b.page ? a.page < b.page : first(a) < first(b);
  });
  for (std::size_t begin = 0, end = 0; begin < runs_.size(); begin = end) {
    while (end < runs_.size() && runs_[end].page == runs_[begin].page) ++end;
    if (overlap(begin, end)) {
      sort_page(begin, end, on_dropped);
    } else {
      ordered_.insert(ordered_.end(), runs_.begin() + static_cast<std::ptrdiff_t>(begin),
                      runs_.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }
  blocks_.push_back(std::move(sorted_));
  return {std::move(blocks_), std::move(ordered_), std::move(big_memsizes_)};
}

}  // namespace heapgate
