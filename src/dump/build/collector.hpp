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
#include "heapgate/heap.hpp"
#include "kind_memo.hpp"
#include "line_memo.hpp"
#include "page_map.hpp"

namespace heapgate {

/// What a stretch of whole lines of a dump holds.
struct Chunk {
  Objects::Block objects;
  std::vector<Objects::Run> runs;  ///< in file order; their `block` is not set
  std::vector<Objects::Big> big;   ///< in file order
  std::vector<ClassRecord> classes;
  std::vector<BadLine> first_bad;  ///< numbers count from the chunk's first line
  std::uint64_t bytes = 0;
  std::uint64_t lines = 0;
  std::uint64_t bad_lines = 0;
  std::vector<Damage> damage;  ///< in no order
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
  /// Both must outlive it; collectors of one thread may share the memo.
  Collector(KindTable& table, KindMemo& kinds) : table_(table), kinds_(kinds) {}

  /// Asks for the memory that add() will need for a record, so that it comes while others are read; at most
  /// kMaxBatch lines may be announced before they are added. `text` is the line with its '\n', for `lines`;
  /// all must live until then.
  void announce(const Record& record, std::string_view text = {});
  /// The same for an object's line that `lines` knows.
  void announce(const ObjectLine& line, const LineMemo& lines);
  /// All that was announced since the last call, in that order. Tells `lines`, if not null, of the objects.
  void add(LineMemo* lines = nullptr);
  /// A line that is no record; what can be read of its address still counts as defined.
  void add_bad_line(std::string_view line, const char* reason);
  /// The object of `lines` broken lines, which were added as bad ones, or that nothing is known of it.
  void add_rescued(const Record& record, std::string_view field, std::uint64_t lines);
  void add_unread(std::string_view field, std::uint64_t lines);
  /// The chunk being collected, for what a reader knows of its lines.
  Chunk& chunk() { return chunk_; }
  /// Ends the chunk and starts the next.
  Chunk take_chunk();
  /// Call once, when the thread reads no more of this dump.
  void finish();

  // Read by HeapBuilder once all threads are done.
  PageMap pages;
  struct Count {
    KindId id{};
    std::uint64_t identity = 0;  ///< see KindTable::Entry
    Tally tally;
    std::uint64_t contents = 0;
  };
  std::vector<Count> counts;  ///< of each kind that was met
  std::uint64_t content_hash = 0;
  std::optional<Generation> smallest_generation;
  std::optional<Generation> largest_generation;

  static constexpr std::size_t kMaxBatch = PageMap::kMaxCalls;

 private:
  struct Announced {
    const Record* record = nullptr;  // null: `known` says all
    const ObjectLine* known = nullptr;
    std::string_view text;
    ObjectLine line;         // of an object's record
    std::uint32_t hash = 0;  // of the record's kind
  };

  Damage& damage(std::string_view field);
  void add(const Announced& announced, LineMemo* lines);
  [[nodiscard]] ObjectLine object_line(const Record& record, std::uint32_t hash);
  void prepare_tally(const ObjectLine& line);
  void add_object(const ObjectLine& line);
  void define(Address address);
  void place(Address address);

  KindTable& table_;
  KindMemo& kinds_;
  std::array<Announced, kMaxBatch> announced_{};
  std::size_t batch_ = 0;
  struct KindTally {
    Tally tally;
    std::uint64_t contents = 0;
  };

  std::vector<KindTally> tallies_;  // by KindMemo::Index
  Chunk chunk_;
  // Columns of chunk_ while they grow: their memory is used again.
  Objects::Block block_;
  std::vector<Objects::Run> runs_;
};

/// An object's share of Heap::content_hash.
[[nodiscard]] std::uint64_t object_hash(std::uint64_t kind_identity, Address address, Generation generation);

}  // namespace heapgate
