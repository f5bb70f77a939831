#include "chunk_reader.hpp"

#include <algorithm>
#include <stdexcept>

#include "dump/parse/chunk_blocks.hpp"
#include "dump/source/line_text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kPadding = std::max(RecordParser::kPadding, FastParser::kPadding);

// Every so many lines that the fast parser takes are read by the parser of record too.
constexpr std::uint64_t kSample = 1024;

}  // namespace

ChunkReader::ChunkReader(std::size_t block, ReadProgress* progress, std::uint64_t max_line)
    : progress_(progress), blocks_(block, kPadding, max_line) {}

std::string ChunkReader::failure(const ByteSource& source) const {
  return blocks_.error().empty() ? source.error() : blocks_.error();
}

void ChunkReader::compare_with_parser_of_record(std::string_view line, const Record& record) {
  if (parser_.parse(line, checked_) != nullptr || !(checked_ == record)) {
    throw std::logic_error("the fast parser and simdjson disagree on a line");
  }
}

void ChunkReader::add_broken(std::string_view line, Collector& collector) {
  Record& record = records_.front();
  switch (broken_.add(line, record)) {
    case Rescue::rescued: return collector.add_rescued(record, broken_.field(), broken_.lines());
    case Rescue::lost: return collector.add_unread(broken_.field(), broken_.lines());
    case Rescue::open: return;
  }
}

// What was read of a broken record is all that there is of it.
void ChunkReader::close_broken(Collector& collector) {
  if (!broken_.is_open()) return;
  broken_.close();
  collector.add_unread(broken_.field(), broken_.lines());
}

// Reads one line by the parser of record and gives what is behind it.
const char* ChunkReader::add_slowly(const char* begin, const char* end, Collector& collector) {
  const std::string_view rest(begin, static_cast<std::size_t>(end - begin));
  const std::size_t newline = rest.find('\n');
  collector.chunk().ends_in_newline = newline != std::string_view::npos;
  std::string_view line = rest.substr(0, newline);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (at_file_start_) line = without_byte_order_mark(line);
  Record& record = records_.front();
  if (is_blank(line)) {
    if (broken_.is_open()) add_broken(line, collector);
  } else if (const char* problem = parser_.parse(line, record)) {
    collector.add_bad_line(line, problem);
    add_broken(line, collector);
  } else {
    close_broken(collector);
    collector.announce(record);
    collector.add();
  }
  return newline != std::string_view::npos ? begin + newline + 1 : end;
}

// Announces the line at `at`, which has an end before `end`, in the batch's place `place`. Gives what is
// behind it; null if the line is left to the parser of record.
[[gnu::always_inline]] inline const char* ChunkReader::announce(const char* at, const char* end,
                                                                std::size_t place, Collector& collector) {
  if (lines_ != nullptr && lines_->can_find()) {
    if (const ObjectLine* line = lines_->find(at, end)) {
      collector.announce(*line, *lines_);
      return at + line->text_size;
    }
  }
  Record& record = records_[place];
  const char* stop = fast_parser_.parse(at, record);
  if (stop == nullptr) return nullptr;
  if (accepted_++ % kSample == 0) {
    compare_with_parser_of_record({at, static_cast<std::size_t>(stop - at)}, record);
  }
  collector.announce(record, {at, static_cast<std::size_t>(stop + 1 - at)});
  return stop + 1;
}

void ChunkReader::add_lines(std::string_view text, Collector& collector) {
  const char* at = text.data();
  const char* end = at + text.size();
  // The last line may have no end, and so no place where the fast parser stops.
  const char* fast_end = text.ends_with('\n') ? end : at + (text.rfind('\n') + 1);
  LineMemo* remembering = lines_ != nullptr && lines_->remembers() ? lines_ : nullptr;
  Chunk& chunk = collector.chunk();
  chunk.ends_in_newline = true;
  while (at != end) {
    if (broken_.is_open() && begins_record({at, static_cast<std::size_t>(end - at)})) close_broken(collector);
    // What the fast parser takes is collected in batches.
    std::size_t batch = 0;
    while (batch < records_.size() && at < fast_end) {
      const char* behind = announce(at, fast_end, batch, collector);
      if (behind == nullptr) break;
      at = behind;
      ++batch;
    }
    collector.add(remembering);
    chunk.lines += batch;
    if (batch > 0) at_file_start_ = false;
    if (batch == records_.size() || at == end) continue;
    ++chunk.lines;
    at = add_slowly(at, end, collector);
    at_file_start_ = false;
  }
}

void ChunkReader::report(const ByteSource& source) {
  if (progress_ == nullptr) return;
  progress_->bytes.fetch_add(source.file_bytes() - reported_, std::memory_order_relaxed);
  reported_ = source.file_bytes();
}

void ChunkReader::read(const PlainFile& file, std::uint64_t begin, std::uint64_t end, Collector& collector,
                       LineMemo* lines) {
  const auto source = file.from(ChunkBlocks::start(begin), std::min(end, file.size()));
  open(*source);
  lines_ = lines;
  at_file_start_ = begin == 0;
  ChunkBlocks blocks(blocks_, begin, end);
  for (std::string_view block; blocks.next(block);) {
    add_lines(block, collector);
    collector.chunk().bytes += block.size();
    report(*source);
  }
  close_broken(collector);
  collector.chunk().failure = failure(*source);
}

void ChunkReader::open(ByteSource& source) {
  blocks_.open(source);
  lines_ = nullptr;
  broken_.close();
  at_file_start_ = true;
  reported_ = 0;
}

bool ChunkReader::read_on(ByteSource& source, std::uint64_t size, Collector& collector) {
  std::string_view block;
  for (std::uint64_t got = 0; got < size; got += block.size()) {
    if (!blocks_.next(block)) {
      close_broken(collector);
      collector.chunk().failure = failure(source);
      return false;
    }
    add_lines(block, collector);
    collector.chunk().bytes += block.size();
    report(source);
  }
  return true;
}

}  // namespace heapgate
