#include "chunk_blocks.hpp"

#include <algorithm>

#include "line_rescuer.hpp"

namespace heapgate {
namespace {

// Where the first line at or behind `from`, which is a line's begin, begins a record; else the size.
std::size_t find_record(std::string_view text, std::size_t from) {
  while (from < text.size() && !begins_record(text.substr(from)))
    from = std::min(text.find('\n', from), text.size() - 1) + 1;
  return from;
}

}  // namespace

ChunkBlocks::ChunkBlocks(BlockReader& reader, std::uint64_t begin, std::uint64_t end)
    : reader_(reader), at_(start(begin)), end_(end), is_rest_(begin != 0) {
  if (begin != 0) at_ += reader_.skip_line(end - at_);
}

// Drops what is the record's before this chunk. False if no record begins in the chunk.
bool ChunkBlocks::skip_rest(std::string_view& block) {
  const std::size_t rest = find_record(block, 0);
  at_ += rest;
  block.remove_prefix(rest);
  is_rest_ = block.empty();
  done_ = at_ >= end_;
  return !done_;
}

// How much of the block is of records that begin before the end.
std::size_t ChunkBlocks::size_until_end(std::string_view block) const {
  if (at_ >= end_) return find_record(block, 0);
  if (block.size() <= end_ - at_) return block.size();
  const std::size_t newline = block.find('\n', static_cast<std::size_t>(end_ - at_) - 1);
  return newline == std::string_view::npos ? block.size() : find_record(block, newline + 1);
}

bool ChunkBlocks::next(std::string_view& block) {
  if (is_rest_ && at_ >= end_) return false;
  do {
    if (done_ || !reader_.next(block)) return false;
    if (is_rest_ && !skip_rest(block)) return false;
  } while (block.empty());
  const std::size_t size = size_until_end(block);
  done_ = size < block.size();
  block = block.substr(0, size);
  at_ += size;
  return size > 0;
}

}  // namespace heapgate
