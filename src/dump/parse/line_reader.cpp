#include "line_reader.hpp"

#include <cstring>

#include "dump/source/line_text.hpp"

namespace heapgate {

LineReader::LineReader(ByteSource& source, std::size_t chunk, std::size_t padding, std::uint64_t max_line)
    : source_(source), chunk_(chunk), padding_(padding), max_line_(max_line), buffer_(2 * chunk + padding) {}

// Moves the unfinished line to the front, grows the buffer if that fills it, and reads more.
bool LineReader::refill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    scanned_ -= begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < end_ + chunk_ + padding_) buffer_.resize(2 * end_ + chunk_ + padding_);
  const std::size_t size = source_.read({buffer_.data() + end_, chunk_});
  end_ += size;
  bytes_ += size;
  return size > 0;
}

bool LineReader::next(std::string_view& line) {
  for (;;) {
    const char* base = buffer_.data();
    const void* found = std::memchr(base + scanned_, '\n', end_ - scanned_);
    if (found == nullptr) {
      scanned_ = end_;
      if (end_ - begin_ > max_line_) {
        error_ = too_long(max_line_);
        return false;
      }
      if (refill()) continue;
      if (begin_ == end_) return false;
    }
    const std::size_t stop =
        found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - base) : end_;
    ended_in_newline_ = found != nullptr;
    line = {buffer_.data() + begin_, stop - begin_};
    if (line.ends_with('\r')) line.remove_suffix(1);
    begin_ = scanned_ = stop + (ended_in_newline_ ? 1 : 0);
    ++lines_;
    return true;
  }
}

}  // namespace heapgate
