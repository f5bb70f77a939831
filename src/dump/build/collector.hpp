#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dump/parse/record.hpp"
#include "dump/parse/record_reader.hpp"
#include "heapgate/heap.hpp"
#include "kind_memo.hpp"
#include "page_map.hpp"

namespace heapgate {

/// What a stretch of whole lines of a dump holds.
struct Chunk {
  Objects::Block objects;
  std::vector<Objects::Run> runs;  ///< in file order; their `block` is not set
  std::vector<Objects::Big> big;   ///< in file order
  std::vector<ClassRecord> classes;
  std::vector<BadLine> first_bad;  ///< numbers count from the chunk's first line
  std::uint64_t bad_lines = 0;
  std::vector<Damage> damage;  ///< in no order
  std::uint64_t roots = 0;
  std::uint64_t non_objects = 0;
  std::uint64_t traced = 0;
  std::optional<Address> last_record;
  ReadCounts read;
};

/// What one thread reads of one dump: chunk by chunk, and what is summed over all of them.
class Collector final : public RecordSink {
 public:
  /// `kinds` must outlive it; collectors of one thread may share it.
  explicit Collector(KindMemo& kinds) : kinds_(kinds) {}

  /// In steps over the batch, so that the memory each record needs comes while others are looked at.
  void add(std::span<const Record> records) override;
  /// What can be read of the line's address still counts as defined.
  void add_bad_line(std::uint64_t number, std::string_view line, LineProblem problem) override;
  void add_rescued(const Record& record, std::string_view field, std::uint64_t lines) override;
  void add_unread(std::string_view field, std::uint64_t lines) override;
  /// Ends the chunk, of which `read` was read, and starts the next.
  Chunk take_chunk(ReadCounts read);
  /// Call once, when the thread reads no more of this dump.
  void finish();

  // Read by HeapBuilder once all threads are done.
  PageMap pages;
  struct Count {
    KindId id{};
    std::uint64_t identity = 0;  ///< see KindMemo::Known
    Tally tally;
    std::uint64_t contents = 0;
  };
  std::vector<Count> counts;  ///< of each kind that was met
  std::uint64_t content_hash = 0;
  std::optional<Generation> smallest_generation;
  std::optional<Generation> largest_generation;

 private:
  // What is found out of a record before it is added.
  struct Prepared {
    std::uint32_t hash = 0;
    KindMemo::Index kind{};
    bool is_object = false;
  };
  struct KindTally {
    Tally tally;
    std::uint64_t contents = 0;
  };

  Damage& damage(std::string_view field);
  void prepare(std::span<const Record> records);
  void add_other(const Record& record);
  void add_object(const Record& record, KindMemo::Index kind);
  void define(Address address);
  void place(Address address);

  KindMemo& kinds_;
  std::array<Prepared, kMaxBatch> prepared_{};
  std::vector<KindTally> tallies_;  // by KindMemo::Index
  Chunk chunk_;
  // Columns of chunk_ while they grow: their memory is used again.
  Objects::Block block_;
  std::vector<Objects::Run> runs_;
};

/// An object's share of Heap::content_hash.
[[nodiscard]] std::uint64_t object_hash(std::uint64_t kind_identity, Address address, Generation generation);

}  // namespace heapgate
