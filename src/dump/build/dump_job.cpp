#include "dump_job.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "heapgate/meta_file.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kStretch = std::uint64_t{4} << 20;  // of a stream

}  // namespace

DumpJob::DumpJob(const std::string& path, ChunkBegins begins, Heap& heap, std::shared_ptr<ProcessKinds> kinds,
                 std::size_t threads)
    : path_(path),
      heap_(heap),
      kinds_(std::move(kinds)),
      threads_(threads),
      chunk_begins_(std::move(begins)),
      chunks_(std::max<std::size_t>(1, chunk_begins_.size())),
      left_(chunks_) {}

// Late, so that only the files of the dumps that are being read are open.
void DumpJob::open() {
  if (!chunk_begins_.empty()) file_ = PlainFile::open(path_);
  builder_ = std::make_unique<HeapBuilder>(kinds_, threads_, file_ ? chunks_ : 0);
  kinds_.reset();
}

void DumpJob::read(std::size_t chunk, std::size_t thread, RecordReader& reader) {
  std::call_once(opened_, [this] { open(); });
  Collector& collector = builder_->collector(thread);
  if (file_) {
    const auto [begin, end] = chunk_range(chunk_begins_, chunk);
    builder_->chunk(chunk) = collector.take_chunk(reader.read(*file_, begin, end, collector));
  } else if (chunk == 0) {
    read_stream(reader, collector);  // also a file that is gone since it was looked at
  }
}

void DumpJob::read_stream(RecordReader& reader, Collector& collector) {
  const auto source = open_source(path_);
  reader.open(*source);
  for (bool more = true; more;) {
    ReadCounts read = reader.read_on(*source, kStretch, collector, more);
    builder_->append(collector.take_chunk(std::move(read)));
  }
}

bool DumpJob::leave(std::size_t thread, std::size_t chunks) {
  builder_->collector(thread).finish();
  return (left_ -= chunks) == 0;
}

void DumpJob::finish() {
  heap_ = builder_->finish(path_);
  std::string problem;
  heap_.ledger.meta = read_meta(path_, &problem);
  if (heap_.ledger.failure.empty()) heap_.ledger.failure = problem;
  if (file_) heap_.chunk_begins = std::move(chunk_begins_);
  builder_.reset();
  file_.reset();
}

}  // namespace heapgate
