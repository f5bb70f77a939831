#include "record_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "chunk_blocks.hpp"
#include "dump/source/line_text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kPadding = std::max(RecordParser::kPadding, FastParser::kPadding);

// One in so many lines that the fast parser takes is read by the parser of record, too.
constexpr std::uint64_t kSample = 1024;

}  // namespace

RecordReader::RecordReader(ReadProgress* progress, std::uint64_t max_line, std::size_t block)
    : progress_(progress), blocks_(block, kPadding, max_line) {}

bool RecordReader::confirm(std::string_view line, const Record& record) {
  if (!parser_.parse(line, checked_) && checked_ == record) return true;
  ++counts_.disagreements;
  trusts_fast_parser_ = false;
  return false;
}

void RecordReader::add_broken(std::string_view line, RecordSink& sink) {
  Record& record = records_.front();
  switch (broken_.add(line, record)) {
    case Rescue::rescued: return sink.add_rescued(record, broken_.field(), broken_.lines());
    case Rescue::lost: return sink.add_unread(broken_.field(), broken_.lines());
    case Rescue::open: return;
  }
}

// What was read of a broken record is all that there is of it.
void RecordReader::close_broken(RecordSink& sink) {
  if (!broken_.is_open()) return;
  broken_.close();
  sink.add_unread(broken_.field(), broken_.lines());
}

// Gives the line's '\n'; null if the line is left to the parser of record.
[[gnu::always_inline]] inline const char* RecordReader::read_fast(const char* at, Record& record) {
  if (!trusts_fast_parser_) return nullptr;
  const char* stop = fast_parser_.parse(at, record);
  if (stop == nullptr) return nullptr;
  const bool is_sample = accepted_++ % kSample == 0;
  if (is_sample && !confirm({at, static_cast<std::size_t>(stop - at)}, record)) return nullptr;
  return stop;
}

// Reads one line by the parser of record and gives what is behind it.
const char* RecordReader::read_slowly(const char* begin, const char* end, RecordSink& sink) {
  const void* newline = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
  const char* stop = newline != nullptr ? static_cast<const char*>(newline) : end;
  counts_.ends_in_newline = newline != nullptr;
  std::string_view line(begin, static_cast<std::size_t>(stop - begin));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (at_file_start_) line = without_byte_order_mark(line);
  Record& record = records_.front();
  if (is_blank(line)) {
    if (broken_.is_open()) add_broken(line, sink);
  } else if (const auto problem = parser_.parse(line, record)) {
    sink.add_bad_line(counts_.lines, line, *problem);
    add_broken(line, sink);
  } else {
    close_broken(sink);
    sink.add({&record, 1});
  }
  return newline != nullptr ? stop + 1 : end;
}

void RecordReader::add_block(std::string_view block, const ByteSource& source, RecordSink& sink) {
  const char* at = block.data();
  const char* end = at + block.size();
  // The last line may have no end, and so no place where the fast parser stops.
  const char* fast_end = block.ends_with('\n') ? end : at + (block.rfind('\n') + 1);
  counts_.ends_in_newline = true;
  while (at != end) {
    if (broken_.is_open() && begins_record({at, static_cast<std::size_t>(end - at)})) close_broken(sink);
    std::size_t batch = 0;
    for (const char* stop = nullptr; batch < records_.size() && at < fast_end; at = stop + 1, ++batch) {
      stop = read_fast(at, records_[batch]);
      if (stop == nullptr) break;
    }
    if (batch > 0) {
      sink.add({records_.data(), batch});
      counts_.lines += batch;
      at_file_start_ = false;
    }
    if (batch == records_.size() || at == end) continue;
    ++counts_.lines;
    at = read_slowly(at, end, sink);
    at_file_start_ = false;
  }
  counts_.bytes += block.size();
  report(source);
}

void RecordReader::report(const ByteSource& source) {
  if (progress_ == nullptr) return;
  progress_->bytes.fetch_add(source.file_bytes() - reported_, std::memory_order_relaxed);
  reported_ = source.file_bytes();
}

ReadCounts RecordReader::finish(const ByteSource& source) {
  counts_.failure = blocks_.error().empty() ? source.error() : blocks_.error();
  return std::exchange(counts_, {});
}

ReadCounts RecordReader::read(const PlainFile& file, std::uint64_t begin, std::uint64_t end,
                              RecordSink& sink) {
  const auto source = file.from(ChunkBlocks::start(begin), std::min(end, file.size()));
  open(*source);
  at_file_start_ = begin == 0;
  ChunkBlocks blocks(blocks_, begin, end);
  for (std::string_view block; blocks.next(block);) add_block(block, *source, sink);
  close_broken(sink);
  return finish(*source);
}

void RecordReader::open(ByteSource& source) {
  blocks_.open(source);
  broken_.close();
  at_file_start_ = true;
  reported_ = 0;
}

ReadCounts RecordReader::read_on(ByteSource& source, std::uint64_t size, RecordSink& sink, bool& more) {
  std::string_view block;
  while (counts_.bytes < size) {
    more = blocks_.next(block);
    if (!more) {
      close_broken(sink);
      return finish(source);
    }
    add_block(block, source, sink);
  }
  return std::exchange(counts_, {});
}

}  // namespace heapgate
