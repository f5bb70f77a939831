#include "gzip_check.hpp"

#include <algorithm>

#include "util/crc32.hpp"

namespace heapgate {
namespace {

constexpr std::string_view kHeader = "\x1f\x8b\x08";
constexpr std::size_t kTrailer = 8;

std::uint32_t little_endian(const char* at) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8U | static_cast<unsigned char>(at[i]);
  return value;
}

}  // namespace

GzipCheck::Trailer GzipCheck::trailer_at(const char* at) {
  return {little_endian(at), little_endian(at + 4)};
}

void GzipCheck::add_compressed(std::string_view bytes) {
  compressed_ += bytes.size();
  last_ += bytes;
  for (std::size_t at = last_.find(kHeader, kTrailer); at != std::string::npos;
       at = last_.find(kHeader, at + 1))
    trailers_.push_back(trailer_at(last_.data() + at - kTrailer));
  // So much that no header is found twice, and none is missed.
  const std::size_t keep = kTrailer + kHeader.size() - 1;
  if (last_.size() > keep) last_.erase(0, last_.size() - keep);
}

// Whether a member ends within `text`, of which that much is taken then.
bool GzipCheck::end_member(std::string_view& text) {
  for (auto each = trailers_.begin(); each != trailers_.end(); ++each) {
    const std::uint32_t rest = each->size - size_;
    // Nothing fits an empty member everywhere, so that it has to be its turn.
    if (each->size == 0 && size_ == 0 && each != trailers_.begin()) continue;
    if (rest > text.size() || crc32(crc_, text.substr(0, rest)) != each->crc) continue;
    text.remove_prefix(rest);
    trailers_.erase(trailers_.begin(), each + 1);
    crc_ = size_ = 0;
    return true;
  }
  return false;
}

void GzipCheck::add_text(std::string_view text) {
  while (end_member(text)) {
  }
  crc_ = crc32(crc_, text);
  size_ += static_cast<std::uint32_t>(text.size());
}

std::string GzipCheck::problem() const {
  if (compressed_ < kTrailer) return "it is cut";
  const Trailer trailer = trailer_at(last_.data() + last_.size() - kTrailer);
  if (trailer.crc == crc_ && trailer.size == size_) return {};
  return "checksum or length is not that of the text: the file is damaged, or more follows its end";
}

}  // namespace heapgate
