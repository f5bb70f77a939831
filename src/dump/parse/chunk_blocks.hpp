#pragma once

#include <cstdint>
#include <string_view>

#include "dump/source/block_reader.hpp"

namespace heapgate {

/// The blocks of a file's chunk: the records that begin in [begin, end). A line that does not begin as a
/// record goes with what is before it, since it may be the rest of one.
class ChunkBlocks {
 public:
  /// `reader` has been opened where start() says, and outlives this.
  ChunkBlocks(BlockReader& reader, std::uint64_t begin, std::uint64_t end);

  /// From where the file is to be read: the byte before, which tells whether a line begins at `begin`.
  [[nodiscard]] static std::uint64_t start(std::uint64_t begin) { return begin == 0 ? 0 : begin - 1; }
  /// The next whole lines; see BlockReader::next. False at the chunk's end.
  bool next(std::string_view& block);

 private:
  bool skip_rest(std::string_view& block);
  [[nodiscard]] std::size_t size_until_end(std::string_view block) const;

  BlockReader& reader_;
  std::uint64_t at_;  // of the next block in the file
  std::uint64_t end_;
  bool is_rest_;       // what was read so far is of the record before
  bool done_ = false;  // the next chunk's records follow
};

}  // namespace heapgate
