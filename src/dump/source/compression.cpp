#include "compression.hpp"

#include <array>
#include <utility>

namespace heapgate {
namespace {

constexpr std::array<std::pair<std::string_view, Compression>, 3> kSuffixes{{
    {".gz", Compression::gzip},
    {".zst", Compression::zstd},
    {".xz", Compression::xz},
}};

}  // namespace

Compression compression_of(std::string_view path) {
  for (const auto& [suffix, compression] : kSuffixes) {
    if (path.ends_with(suffix)) return compression;
  }
  return Compression::none;
}

std::string_view without_compression(std::string_view path) {
  for (const auto& [suffix, compression] : kSuffixes) {
    if (path.ends_with(suffix)) return path.substr(0, path.size() - suffix.size());
  }
  return path;
}

}  // namespace heapgate
