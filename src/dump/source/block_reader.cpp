#include "block_reader.hpp"

#include <cstring>

#include "line_text.hpp"

namespace heapgate {

void BlockReader::open(ByteSource& source) {
  source_ = &source;
  error_.clear();
  begin_ = scanned_ = end_ = 0;
}

// Moves the unfinished line to the front, grows the buffer if that fills it, and reads more.
bool BlockReader::refill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    scanned_ -= begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < end_ + size_ + padding_) buffer_.resize(end_ + end_ / 2 + size_ + padding_);
  const std::size_t size = source_->read({buffer_.data() + end_, size_});
  end_ += size;
  return size > 0;
}

std::uint64_t BlockReader::skip_line(std::uint64_t limit) {
  std::uint64_t dropped = 0;
  while (dropped < limit && refill()) {
    const std::size_t newline = std::string_view(buffer_.data(), end_).find('\n');
    if (newline != std::string_view::npos) {
      begin_ = scanned_ = newline + 1;
      return dropped + begin_;
    }
    dropped += end_;
    end_ = 0;
  }
  return dropped;
}

bool BlockReader::next(std::string_view& block) {
  while (refill()) {
    const char* fresh = buffer_.data() + scanned_;
    // GNU's, since rfind() goes byte by byte.
    const void* newline = ::memrchr(fresh, '\n', end_ - scanned_);
    scanned_ = end_;
    if (newline == nullptr && end_ - begin_ > max_line_) {
      error_ = too_long(max_line_);
      begin_ = scanned_ = end_ = 0;
      return false;
    }
    if (newline == nullptr) continue;
    begin_ = static_cast<std::size_t>(static_cast<const char*>(newline) - buffer_.data()) + 1;
    block = {buffer_.data(), begin_};
    return true;
  }
  block = {buffer_.data(), end_};
  begin_ = scanned_ = end_ = 0;
  return !block.empty();
}

}  // namespace heapgate
