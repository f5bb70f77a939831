#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "broken_lines.hpp"
#include "dump/source/block_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "fast_parser.hpp"
#include "heapgate/reading.hpp"
#include "record_parser.hpp"

namespace heapgate {

/// Receives what a RecordReader reads, in file order. Records and texts are valid during the call only.
class RecordSink {
 public:
  static constexpr std::size_t kMaxBatch = 32;

  RecordSink() = default;
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  virtual ~RecordSink() = default;

  /// One to kMaxBatch records.
  virtual void add(std::span<const Record> records) = 0;
  /// A line that is no record. Lines are numbered from the first one of the stretch, which is 1.
  virtual void add_bad_line(std::uint64_t number, std::string_view line, LineProblem problem) = 0;
  /// The object of `lines` broken lines, which were added as bad ones before, complete but for `field`.
  virtual void add_rescued(const Record& record, std::string_view field, std::uint64_t lines) = 0;
  /// As many broken lines whose object cannot be told.
  virtual void add_unread(std::string_view field, std::uint64_t lines) = 0;
};

/// What was read of a stretch of a dump.
struct ReadCounts {
  std::uint64_t bytes = 0;
  std::uint64_t lines = 0;
  std::uint64_t disagreements = 0;  ///< lines that FastParser read otherwise than RecordParser
  bool ends_in_newline = true;
  std::string failure;  ///< why reading ended early; empty if it did not
};

/// Reads dumps into sinks: the one loop over blocks, lines and parsers. It owns the buffers and parsers, for
/// one thread.
class RecordReader {
 public:
  static constexpr std::size_t kBlock = std::size_t{1} << 18;  // stays in a core's cache

  /// `progress` may be null. What follows a line of more than `max_line` bytes is not read. `block`: bytes
  /// asked of a source at once.
  explicit RecordReader(ReadProgress* progress = nullptr, std::uint64_t max_line = kMaxLine,
                        std::size_t block = kBlock);

  /// The records of `file` that begin in [begin, end).
  ReadCounts read(const PlainFile& file, std::uint64_t begin, std::uint64_t end, RecordSink& sink);
  /// Starts a source that can be read once.
  void open(ByteSource& source);
  /// Its next lines, about `size` bytes. Sets `more` to whether any may follow.
  ReadCounts read_on(ByteSource& source, std::uint64_t size, RecordSink& sink, bool& more);

  /// Whether the parsers agree on a line that FastParser read as `record`; else FastParser is not used again.
  bool confirm(std::string_view line, const Record& record);
  [[nodiscard]] bool trusts_fast_parser() const { return trusts_fast_parser_; }

 private:
  void add_block(std::string_view block, const ByteSource& source, RecordSink& sink);
  const char* read_fast(const char* at, Record& record);
  const char* read_slowly(const char* begin, const char* end, RecordSink& sink);
  void add_broken(std::string_view line, RecordSink& sink);
  void close_broken(RecordSink& sink);
  void report(const ByteSource& source);
  ReadCounts finish(const ByteSource& source);

  ReadProgress* progress_;
  BlockReader blocks_;
  FastParser fast_parser_;
  RecordParser parser_;
  BrokenLines broken_;
  std::array<Record, RecordSink::kMaxBatch> records_;
  Record checked_;
  ReadCounts counts_;
  std::uint64_t accepted_ = 0;  // by the fast parser
  bool trusts_fast_parser_ = true;
  bool at_file_start_ = true;
  std::uint64_t reported_ = 0;  // bytes of the source that progress_ has
};

}  // namespace heapgate
