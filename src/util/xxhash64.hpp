#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace heapgate {

/// XXH64 with seed 0, as zstd's checksum is made.
class Xxhash64 {
 public:
  void add(std::string_view bytes);
  [[nodiscard]] std::uint64_t value() const;

 private:
  static constexpr std::size_t kStripe = 32;
  void add_stripe(const char* at);

  std::array<std::uint64_t, 4> lanes_{0x60EA27EEADC0B5D6ULL, 0xC2B2AE3D27D4EB4FULL, 0, 0x61C8864E7A143579ULL};
  std::string rest_;  // of less than a stripe
  std::uint64_t size_ = 0;
};

}  // namespace heapgate
