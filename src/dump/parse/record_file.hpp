#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "dump/source/byte_source.hpp"
#include "record.hpp"

namespace heapgate {

/// A dump that is read once more, for all that read_dumps() does not keep. A plain file can be read in
/// chunks by several threads; anything else is one chunk.
class RecordFile {
 public:
  using Visit = std::function<void(const Record& record)>;

  /// `begins`: of the chunks of a plain file; empty: even ones.
  explicit RecordFile(std::string path, ChunkBegins begins = {});

  /// Not a pipe, which gives its text only once.
  [[nodiscard]] bool can_be_read() const { return can_be_read_; }
  [[nodiscard]] std::size_t chunks() const { return chunk_begins_.size(); }
  /// The good records of a chunk, in file order.
  void read(std::size_t chunk, const Visit& visit) const;

 private:
  std::string path_;
  bool can_be_read_ = false;
  ChunkBegins chunk_begins_{0};
  std::unique_ptr<PlainFile> file_;  // null: read as a stream
};

}  // namespace heapgate
