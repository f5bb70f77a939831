#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heapgate/heap.hpp"
#include "kind_memo.hpp"
#include "page_map.hpp"
#include "record.hpp"

namespace heapgate {

/// What a stretch of whole lines of a dump holds.
struct Chunk {
  Objects::Block objects;
  std::vector<Objects::Run> runs;                       ///< in file order; their `block` is not set
  std::vector<std::pair<Address, Bytes>> big_memsizes;  ///< in file order
  std::vector<ClassRecord> classes;
  std::vector<BadLine> first_bad;  ///< numbers count from the chunk's first line
  std::uint64_t bytes = 0;
  std::uint64_t lines = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t roots = 0;
  std::uint64_t non_objects = 0;
  std::uint64_t traced = 0;
  std::optional<Address> last_record;
  bool ends_in_newline = true;
  std::string failure;
};

/// What one thread reads of one dump: chunk by chunk, and what is summed over all of them.
class Collector {
 public:
  /// Both must outlive it; only one collector at a time may use the memo.
  Collector(KindTable& table, KindMemo& kinds) : table_(table), kinds_(kinds) {}

  /// Asks for the memory that add() will need for this record, so that it comes while others are read. Each
  /// record is announced once, in the order in which it is then added.
  void announce(const Record& record);
  /// All records announced since the last call; at most kMaxBatch.
  void add(std::span<const Record> records);
  /// A line that is no record; what can be read of its address still counts as defined.
  void add_bad_line(std::string_view line, const char* reason);
  /// The chunk being collected, for what a reader knows of its lines.
  Chunk& chunk() { return chunk_; }
  /// Ends the chunk and starts the next.
  Chunk take_chunk();
  /// Call once, when the thread reads no more of this dump.
  void finish() { counts = kinds_.take_counts(); }

  // Read by HeapBuilder once all threads are done.
  PageMap pages;
  std::vector<KindMemo::Count> counts;
  std::uint64_t content_hash = 0;
  std::optional<Generation> smallest_generation;
  std::optional<Generation> largest_generation;

  static constexpr std::size_t kMaxBatch = 32;

 private:
  void add(const Record& record, std::uint32_t hash);
  void add_object(const Record& record, std::uint32_t hash);
  void place(Address address);

  KindTable& table_;
  KindMemo& kinds_;
  std::array<std::uint32_t, kMaxBatch> hashes_{};  // of the records announced
  std::size_t announced_ = 0;
  Chunk chunk_;
  // Columns of chunk_ while they grow: their memory is used again.
  Objects::Block block_;
  std::vector<Objects::Run> runs_;
};

/// An object's share of Heap::content_hash.
[[nodiscard]] std::uint64_t object_hash(std::uint64_t kind_identity, Address address, Generation generation);

}  // namespace heapgate
