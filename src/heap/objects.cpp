#include "heapgate/objects.hpp"

#include <algorithm>

namespace heapgate {

Objects::Objects(std::vector<Block> blocks, std::vector<Run> runs, std::vector<Big> big)
    : blocks_(std::move(blocks)), runs_(std::move(runs)), big_(std::move(big)) {
  for (const Run& run : runs_) size_ += run.end - run.begin;
}

const Objects::Big& Objects::big(Address address) const {
  const auto less = [](const Big& entry, Address wanted) { return entry.address < wanted; };
  return *std::lower_bound(big_.begin(), big_.end(), address, less);
}

void Objects::Iterator::enter(std::size_t run) {
  run_ = run;
  if (run == objects_->runs_.size()) {
    at_ = 0;
    return;
  }
  const Run& entered = objects_->runs_[run];
  block_ = &objects_->blocks_[entered.block];
  base_ = entered.page << kPageShift;
  at_ = entered.begin;
  end_ = entered.end;
}

Objects::Iterator Objects::lower_bound(Address address) const {
  const auto last_of = [this](const Run& run) {
    return Address{run.page << kPageShift | blocks_[run.block].offsets[run.end - 1]};
  };
  const auto found = std::partition_point(runs_.begin(), runs_.end(),
                                          [&](const Run& run) { return last_of(run) < address; });
  Iterator at(*this, static_cast<std::size_t>(found - runs_.begin()));
  if (found == runs_.end()) return at;
  while (at.address() < address) ++at;
  return at;
}

std::vector<Address> Objects::split_points(std::size_t parts) const {
  std::vector<Address> result;
  std::size_t seen = 0;
  for (const Run& run : runs_) {
    if (result.size() + 1 < parts && seen > 0 && seen >= size_ * (result.size() + 1) / parts) {
      result.emplace_back(Address{run.page << kPageShift});
    }
    seen += run.end - run.begin;
  }
  // Two runs of one page give the same cut.
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

Objects::Stretch Objects::stretch(std::span<const Address> points, std::size_t index) const {
  return {index == 0 ? begin() : lower_bound(points[index - 1]),
          index == points.size() ? end() : lower_bound(points[index])};
}

}  // namespace heapgate
