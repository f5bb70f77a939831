#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace heapgate {

/// Dump text from a file, decompressed if its first bytes say gzip, zstd or xz.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills the front of `buffer` (not empty) and returns how much; 0 at the end or on an error.
  virtual std::size_t read(std::span<char> buffer) = 0;
  /// Why reading ended, in the user's words; empty if the end was reached.
  [[nodiscard]] const std::string& error() const { return error_; }

 protected:
  std::string error_;
};

/// Never null; a path that cannot be opened gives a source that ends at once with an error.
/// Reads files, FIFOs and devices.
[[nodiscard]] std::unique_ptr<ByteSource> open_source(const std::string& path);

}  // namespace heapgate
