#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collector.hpp"
#include "dump/parse/broken_lines.hpp"
#include "dump/parse/fast_parser.hpp"
#include "dump/parse/record_parser.hpp"
#include "dump/source/block_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "heapgate/reading.hpp"

namespace heapgate {

/// Reads stretches of dumps into collectors. One a thread: it owns the buffers and parsers.
class ChunkReader {
 public:
  /// `progress` may be null.
  ChunkReader(std::size_t block, ReadProgress* progress, std::uint64_t max_line = kMaxLine);

  /// The records of `file` that begin in [begin, end), into the collector's chunk. What `lines`, if not null,
  /// knows is not parsed.
  void read(const PlainFile& file, std::uint64_t begin, std::uint64_t end, Collector& collector,
            LineMemo* lines = nullptr);
  /// The next lines of a source that can only be read once, about `size` bytes. False at its end.
  bool read_on(ByteSource& source, std::uint64_t size, Collector& collector);
  /// Starts such a source.
  void open(ByteSource& source);

 private:
  void add_lines(std::string_view text, Collector& collector);
  const char* announce(const char* at, const char* end, std::size_t place, Collector& collector);
  const char* add_slowly(const char* begin, const char* end, Collector& collector);
  void add_broken(std::string_view line, Collector& collector);
  void close_broken(Collector& collector);
  void compare_with_parser_of_record(std::string_view line, const Record& record);
  void report(const ByteSource& source);
  [[nodiscard]] std::string failure(const ByteSource& source) const;

  ReadProgress* progress_;
  BlockReader blocks_;
  LineMemo* lines_ = nullptr;
  FastParser fast_parser_;
  RecordParser parser_;
  BrokenLines broken_;
  std::array<Record, Collector::kMaxBatch> records_;
  Record checked_;
  std::uint64_t accepted_ = 0;
  bool at_file_start_ = false;
  std::uint64_t reported_ = 0;  // bytes of the source that progress_ has
};

}  // namespace heapgate
