#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "dump/parse/record_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "heap_builder.hpp"
#include "heapgate/heap.hpp"

namespace heapgate {

/// One dump while several threads read it, chunk by chunk.
class DumpJob {
 public:
  /// No `begins`: as a stream, in one go. `path` and `heap` must outlive it.
  DumpJob(const std::string& path, ChunkBegins begins, Heap& heap, std::shared_ptr<ProcessKinds> kinds,
          std::size_t threads);

  [[nodiscard]] std::size_t chunks() const { return chunks_; }

  /// Reads a chunk, each once.
  void read(std::size_t chunk, std::size_t thread, RecordReader& reader);
  /// To be called by each thread that has read `chunks` and will read no more. True for the last one.
  bool leave(std::size_t thread, std::size_t chunks);
  /// Puts the heap together; once, when all threads have left.
  void finish();

 private:
  void open();
  void read_stream(RecordReader& reader, Collector& collector);

  const std::string& path_;
  Heap& heap_;
  std::shared_ptr<ProcessKinds> kinds_;  // until it is opened
  std::size_t threads_;
  ChunkBegins chunk_begins_;
  std::size_t chunks_;
  std::atomic<std::size_t> left_;
  std::once_flag opened_;
  std::unique_ptr<PlainFile> file_;  // null: read as a stream
  std::unique_ptr<HeapBuilder> builder_;
};

}  // namespace heapgate
