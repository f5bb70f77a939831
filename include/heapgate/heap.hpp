#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapgate/kinds.hpp"
#include "heapgate/objects.hpp"
#include "heapgate/types.hpp"

/// One dump, read.
namespace heapgate {

/// A CLASS or MODULE record.
struct ClassRecord {
  Address address{};
  Address superclass = kNoAddress;
  StringId name = StringId::none;
  StringId real_class_name = StringId::none;
  bool is_module = false;
  bool is_singleton = false;
};

/// A line that could not be read as a record.
struct BadLine {
  std::uint64_t number = 0;  ///< 1-based
  std::string reason;        ///< never quotes the line: it may hold secrets
};

/// The broken lines in which the same field is the broken one.
struct Damage {
  std::string field;                ///< as the dump names it; empty if that cannot be told
  std::uint64_t rescued = 0;        ///< objects that are read but for this field
  std::uint64_t rescued_lines = 0;  ///< their lines: several where a name holds line breaks
  std::uint64_t unread_lines = 0;   ///< lines whose object is not in the heap
};

/// What a capture wrote beside a dump, in PATH.meta (docs/meta-files.md), when the dump was taken. What it
/// does not say is empty.
struct Meta {
  std::optional<std::uint64_t> pid{};
  std::optional<std::uint64_t> gc_count{};    ///< GC.count
  std::string ruby{};                         ///< RUBY_DESCRIPTION
  std::string own{};                          ///< the file whose objects are the capture's own
  std::string working_folder{};               ///< where the server ran
  std::optional<std::uint64_t> iterations{};  ///< requests since the dump before
  std::string command{};                      ///< the process's command line, its words joined by blanks
  std::string fork{};  ///< how the child that wrote it was made: "threads" kept their stacks, "plain" did not
  std::optional<std::uint64_t> time{};               ///< when the dump was asked for, in seconds since 1970
  std::optional<std::uint64_t> allocated_objects{};  ///< since the process began, as are freed ones
  std::optional<std::uint64_t> freed_objects{};
  std::optional<std::uint64_t> live_slots{};
  std::optional<std::uint64_t> heap_pages{};
  std::optional<std::uint64_t> rss{};       ///< bytes
  std::optional<std::uint64_t> peak_rss{};  ///< bytes, since the process began
  std::optional<std::uint64_t> threads{};   ///< Ruby's, the capture's own left out
  std::vector<std::uint64_t> ended{};       ///< pids of workers that ended since the capture began
};

/// Everything that was read, skipped or broken in one dump.
struct Ledger {
  static constexpr std::size_t kBadLinesShown = 5;

  std::string path;               ///< as the user named it
  std::string failure;            ///< why reading ended early; empty if the end was reached
  std::uint64_t bytes = 0;        ///< of dump text, after decompression
  std::uint64_t lines = 0;        ///< all lines, blank ones too
  std::uint64_t bad_lines = 0;    ///< that are no records, rescued ones too
  std::uint64_t roots = 0;        ///< ROOT lines
  std::uint64_t non_objects = 0;  ///< SHAPE and NONE lines
  std::uint64_t duplicates = 0;   ///< records at an address that an earlier record has; the first counts
  std::uint64_t traced = 0;       ///< objects whose generation is known
  /// Lines that the fast parser read otherwise than simdjson, whose reading counts: a fault of heapgate.
  std::uint64_t disagreements = 0;
  bool ends_in_newline = true;
  std::optional<Address> last_record;  ///< address of the last record with one
  std::optional<Meta> meta;            ///< if there is a meta file
  std::vector<BadLine> first_bad;      ///< at most kBadLinesShown, in file order
  std::vector<Damage> damage;          ///< of the bad lines, ascending by field

  [[nodiscard]] std::uint64_t unread_lines() const {
    std::uint64_t sum = 0;
    for (const Damage& each : damage) sum += each.unread_lines;
    return sum;
  }
};

/// How many distinct addresses are referenced and have no record.
struct Dangling {
  /// Their 16 KiB region has no record, or they follow the file's last record in its region.
  std::uint64_t ahead = 0;
  std::uint64_t inside = 0;  ///< all others
  bool gave_up = false;      ///< not all were counted: a heap of over 64 GiB, or a garbled dump
};

/// The live objects of one dump.
struct Heap {
  Ledger ledger;
  Objects objects;
  std::shared_ptr<const Kinds> kinds;            ///< never null; shared with the heaps of its Process
  std::vector<Tally> kind_tallies;               ///< by KindId; empty, or missing at the end: of other heaps
  std::vector<std::uint64_t> kind_contents;      ///< beside kind_tallies: Objects::Iterator::contents, summed
  std::vector<ClassRecord> classes;              ///< ascending by address
  std::optional<Generation> largest_generation;  ///< G of this dump; none if nothing was traced
  std::optional<Generation> smallest_generation;  ///< of its traced objects
  Dangling dangling;
  /// Offsets in the file of the chunks that became the blocks of `objects`; empty if it was read as a stream.
  std::vector<std::uint64_t> chunk_begins;
  std::uint64_t content_hash = 0;  ///< a sum over the objects' identities, whatever their order

  [[nodiscard]] std::string_view text(StringId id) const { return kinds->text(id); }
  [[nodiscard]] const Kind& kind(KindId id) const { return kinds->kind(id); }
};

}  // namespace heapgate
