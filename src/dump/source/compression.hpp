#pragma once

#include <string_view>

namespace heapgate {

enum class Compression { none, gzip, zstd, xz };

/// By the path's suffix (.gz .zst .xz), else none.
[[nodiscard]] Compression compression_of(std::string_view path);

/// The path without that suffix.
[[nodiscard]] std::string_view without_compression(std::string_view path);

}  // namespace heapgate
