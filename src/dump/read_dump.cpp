#include <algorithm>
#include <atomic>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <utility>

#include "byte_source.hpp"
#include "chunk_reader.hpp"
#include "heap_builder.hpp"
#include "heapgate/dump.hpp"
#include "meta.hpp"
#include "parallel.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kStretch = std::uint64_t{4} << 20;  // of a stream
constexpr std::size_t kBlock = std::size_t{1} << 16;        // small, so that it stays in the cache

/// One dump while several threads read it.
class DumpJob {
 public:
  DumpJob(const std::string& path, Heap& heap, std::shared_ptr<KindMemos> memos, std::size_t threads,
          ReadProgress* progress)
      : path_(path), heap_(heap), memos_(std::move(memos)), threads_(threads) {
    const auto file = PlainFile::open(path_);
    if (file) chunks_ = file->chunks();
    left_ = chunks_;
    if (file && progress != nullptr) progress->total += file->size();
  }

  [[nodiscard]] std::size_t chunks() const { return chunks_; }

  /// Reads a chunk.
  void read(std::size_t chunk, std::size_t thread, ChunkReader& reader) {
    std::call_once(opened_, [this] { open(); });
    Collector& collector = builder_->collector(thread);
    if (file_) {
      const auto [begin, end] = PlainFile::chunk(chunk, chunks_);
      reader.read(*file_, begin, end, collector);
      builder_->chunk(chunk) = collector.take_chunk();
    } else if (chunk == 0) {
      read_stream(reader, collector);  // also a file that is gone since it was looked at
    }
  }

  /// To be called by each thread that has read `chunks` and will read no more; the last finishes the heap.
  void leave(std::size_t thread, std::size_t chunks) {
    builder_->collector(thread).finish();
    if ((left_ -= chunks) == 0) finish();
  }

 private:
  // Late, so that few files are open at once.
  void open() {
    file_ = PlainFile::open(path_);
    builder_ = std::make_unique<HeapBuilder>(memos_, threads_, file_ ? chunks_ : 0);
    memos_.reset();
  }

  void read_stream(ChunkReader& reader, Collector& collector) {
    const auto source = open_source(path_);
    reader.open(*source);
    for (bool more = true; more;) {
      more = reader.read_on(*source, kStretch, collector);
      builder_->append(collector.take_chunk());
    }
  }

  void finish() {
    heap_ = builder_->finish(path_);
    heap_.ledger.meta = read_meta(path_);
    builder_.reset();
    file_.reset();
  }

  const std::string& path_;
  Heap& heap_;
  std::shared_ptr<KindMemos> memos_;  // until it is opened
  std::size_t threads_;
  std::size_t chunks_ = 1;
  std::atomic<std::size_t> left_{1};
  std::once_flag opened_;
  std::unique_ptr<PlainFile> file_;  // null: read as a stream, in one go
  std::unique_ptr<HeapBuilder> builder_;
};

/// All chunks of all dumps, which the threads take in turn.
class Reading {
 public:
  Reading(unsigned threads, ReadProgress* progress) : threads_(threads), progress_(progress) {}

  /// The kinds of a process, for its dumps.
  [[nodiscard]] std::shared_ptr<KindMemos> memos(std::shared_ptr<Kinds> kinds) const {
    return std::make_shared<KindMemos>(std::move(kinds), threads_);
  }

  void add(const std::string& path, Heap& heap, const std::shared_ptr<KindMemos>& memos) {
    DumpJob& job = jobs_.emplace_back(path, heap, memos, threads_, progress_);
    for (std::size_t chunk = 0; chunk < job.chunks(); ++chunk) chunks_.push_back({&job, chunk});
  }

  void run() {
    const std::size_t count = std::clamp<std::size_t>(chunks_.size(), 1, threads_);
    in_parallel(count, static_cast<unsigned>(count), [this](std::size_t thread) { work(thread); });
  }

 private:
  struct JobChunk {
    DumpJob* job;
    std::size_t chunk;
  };

  void work(std::size_t thread) {
    try {
      ChunkReader reader(kBlock, progress_);
      DumpJob* job = nullptr;
      std::size_t count = 0;  // of its chunks
      for (std::size_t i = next_++; i < chunks_.size(); i = next_++) {
        if (job != nullptr && job != chunks_[i].job) job->leave(thread, std::exchange(count, 0));
        job = chunks_[i].job;
        job->read(chunks_[i].chunk, thread, reader);
        ++count;
      }
      if (job != nullptr) job->leave(thread, count);
    } catch (...) {
      next_ = chunks_.size();
      throw;
    }
  }

  unsigned threads_;
  ReadProgress* progress_;
  std::deque<DumpJob> jobs_;
  std::vector<JobChunk> chunks_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace

Heap read_dump(const std::string& path, std::shared_ptr<Kinds> kinds) {
  Heap heap;
  Reading reading(1, nullptr);
  reading.add(path, heap, reading.memos(kinds ? std::move(kinds) : std::make_shared<Kinds>()));
  reading.run();
  return heap;
}

std::vector<Process> read_dumps(const std::vector<DumpSet>& sets, unsigned threads, ReadProgress* progress) {
  std::vector<Process> processes(sets.size());
  Reading reading(thread_count(threads), progress);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    processes[i].name = sets[i].process;
    processes[i].origin = sets[i].origin;
    processes[i].heaps.resize(sets[i].paths.size());
    const auto memos = reading.memos(std::make_shared<Kinds>());
    for (std::size_t j = 0; j < sets[i].paths.size(); ++j)
      reading.add(sets[i].paths[j], processes[i].heaps[j], memos);
  }
  reading.run();
  return processes;
}

}  // namespace heapgate
