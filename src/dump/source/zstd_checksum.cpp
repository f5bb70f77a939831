#include "zstd_checksum.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kDescriptor = 4;  // behind the magic number
constexpr unsigned char kHasChecksum = 1U << 2U;
constexpr int kBytes = 4;

}  // namespace

std::string_view ZstdChecksum::flagged(std::string_view bytes) {
  if (has_started_ || bytes.size() <= kDescriptor) return bytes;
  has_started_ = true;
  const auto descriptor = static_cast<unsigned char>(bytes[kDescriptor]);
  is_ours_ = (descriptor & kHasChecksum) == 0;
  if (!is_ours_) return bytes;
  first_ = bytes;
  first_[kDescriptor] = static_cast<char>(descriptor | kHasChecksum);
  return first_;
}

std::string ZstdChecksum::trailer() const {
  std::string bytes;
  if (!is_ours_) return bytes;
  const std::uint64_t hash = hash_.value();
  for (int i = 0; i < kBytes; ++i) bytes += static_cast<char>(hash >> 8 * i & 0xFFU);
  return bytes;
}

}  // namespace heapgate
