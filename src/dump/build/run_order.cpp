#include "run_order.hpp"

#include <algorithm>
#include <tuple>

namespace heapgate {
namespace {

bool smaller_address(const Objects::Big& a, const Objects::Big& b) {
  return a.address < b.address;
}

void copy(const Objects::Block& from, std::uint32_t index, Objects::Block& to) {
  to.offsets.push_back(from.offsets[index]);
  to.generations.push_back(from.generations[index]);
  to.kinds.push_back(from.kinds[index]);
  to.sizes.push_back(from.sizes[index]);
}

}  // namespace

void RunOrder::add(Objects::Block block, std::vector<Objects::Run> runs,
                   const std::vector<Objects::Big>& big) {
  for (Objects::Run& run : runs) {
    run.block = static_cast<std::uint32_t>(blocks_.size());
    runs_.push_back(run);
  }
  blocks_.push_back(std::move(block));
  big_.insert(big_.end(), big.begin(), big.end());
}

// Whether the runs [begin, end) of one page, sorted by their first offset, overlap.
bool RunOrder::overlap(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin + 1; i < end; ++i) {
    if (first(runs_[i]) <= last(runs_[i - 1])) return true;
  }
  return false;
}

// `bigs`: how many of the address's records before this one are big.
void RunOrder::drop(std::uint64_t page, const Place& place, std::size_t bigs,
                    const OnDropped& on_dropped) const {
  const Objects::Block& block = blocks_[place.block];
  const Address address{page << Objects::kPageShift | place.offset};
  const std::uint32_t sizes = block.sizes[place.index];
  Objects::Big size{address, Objects::memsize(sizes), Objects::contents(sizes)};
  if (sizes == Objects::kBig) {
    const auto first = std::lower_bound(big_.begin(), big_.end(), size, smaller_address);
    size = first[static_cast<std::ptrdiff_t>(bigs)];
  }
  on_dropped(
      {{address, block.generations[place.index], block.kinds[place.index]}, size.memsize, size.contents});
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
    if (block.sizes[places[i].index] == Objects::kBig) ++bigs;
  }
  ordered_.push_back({runs_[begin].page, static_cast<std::uint32_t>(blocks_.size()), start,
                      static_cast<std::uint32_t>(sorted_.offsets.size())});
}

Objects RunOrder::finish(const OnDropped& on_dropped) {
  std::stable_sort(big_.begin(), big_.end(), smaller_address);
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
  return {std::move(blocks_), std::move(ordered_), std::move(big_)};
}

}  // namespace heapgate
