#pragma once

#include <cstdint>
#include <string_view>

namespace heapgate {

/// The CRC-32 of gzip, of what `crc` is of followed by `bytes`; of nothing it is 0.
[[nodiscard]] std::uint32_t crc32(std::uint32_t crc, std::string_view bytes);

}  // namespace heapgate
