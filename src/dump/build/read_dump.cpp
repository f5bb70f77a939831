#include <algorithm>
#include <atomic>
#include <deque>
#include <iterator>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "dump/parse/record_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "dump_job.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/process.hpp"
#include "heapgate/read_dump.hpp"
#include "heapgate/reading.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

/// All chunks of all dumps, which the threads take in turn.
class Reading {
 public:
  Reading(unsigned threads, ReadProgress* progress, std::uint64_t max_line)
      : threads_(threads), progress_(progress), max_line_(max_line) {}

  /// The dumps of a process, which may be none; their heaps share `kinds`.
  void add(std::span<const std::string> paths, std::span<Heap> heaps, std::shared_ptr<Kinds> kinds) {
    const auto shared = std::make_shared<ProcessKinds>(std::move(kinds), threads_);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const auto file = PlainFile::open(paths[i]);
      if (file && progress_ != nullptr) progress_->total += file->size();
      DumpJob& job = jobs_.emplace_back(paths[i], file ? file->even_chunks() : ChunkBegins{}, heaps[i],
                                        shared, threads_);
      for (std::size_t chunk = 0; chunk < job.chunks(); ++chunk) chunks_.push_back({&job, chunk});
    }
  }

  void run() {
    const std::size_t count = std::clamp<std::size_t>(chunks_.size(), 1, threads_);
    in_parallel(count, static_cast<unsigned>(count), [this](std::size_t thread) { work(thread); });
  }

 private:
  struct Chunk {
    DumpJob* job;
    std::size_t number;
  };

  void work(std::size_t thread) {
    try {
      RecordReader reader(progress_, max_line_);
      DumpJob* job = nullptr;
      std::size_t count = 0;  // of its chunks
      for (std::size_t i = next_++; i < chunks_.size(); i = next_++) {
        if (job != nullptr && job != chunks_[i].job) leave(*job, thread, std::exchange(count, 0));
        job = chunks_[i].job;
        job->read(chunks_[i].number, thread, reader);
        ++count;
      }
      if (job != nullptr) leave(*job, thread, count);
    } catch (...) {
      next_ = chunks_.size();
      throw;
    }
  }

  static void leave(DumpJob& job, std::size_t thread, std::size_t chunks) {
    if (job.leave(thread, chunks)) job.finish();
  }

  unsigned threads_;
  ReadProgress* progress_;
  std::uint64_t max_line_;
  std::deque<DumpJob> jobs_;
  std::vector<Chunk> chunks_;
  std::atomic<std::size_t> next_{0};
};

// Those that were not opened, in their places.
void add_refused(const DumpSet& set, std::vector<Heap>& heaps) {
  const std::shared_ptr<const Kinds> kinds = heaps.empty() ? std::make_shared<const Kinds>() : heaps[0].kinds;
  for (std::size_t i = 0; i < set.paths.size(); ++i) {
    const auto found = set.refused.find(set.paths[i]);
    if (found == set.refused.end()) continue;
    Heap& heap = *heaps.emplace(heaps.begin() + static_cast<std::ptrdiff_t>(i));
    heap.kinds = kinds;
    heap.ledger.path = found->first;
    heap.ledger.failure = found->second;
  }
}

}  // namespace

Heap read_dump(const std::string& path, std::shared_ptr<Kinds> kinds) {
  Heap heap;
  Reading reading(1, nullptr, kMaxLine);
  reading.add({&path, 1}, {&heap, 1}, kinds ? std::move(kinds) : std::make_shared<Kinds>());
  reading.run();
  return heap;
}

std::vector<Process> read_dumps(const std::vector<DumpSet>& sets, unsigned threads, ReadProgress* progress,
                                std::uint64_t max_line) {
  std::vector<Process> processes(sets.size());
  std::vector<std::vector<std::string>> paths(sets.size());
  Reading reading(thread_count(threads), progress, max_line);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    processes[i].name = sets[i].process;
    processes[i].origin = sets[i].origin;
    std::copy_if(sets[i].paths.begin(), sets[i].paths.end(), std::back_inserter(paths[i]),
                 [&](const std::string& path) { return !sets[i].refused.contains(path); });
    processes[i].heaps.resize(paths[i].size());
    reading.add(paths[i], processes[i].heaps, std::make_shared<Kinds>());
  }
  reading.run();
  for (std::size_t i = 0; i < sets.size(); ++i) add_refused(sets[i], processes[i].heaps);
  return processes;
}

}  // namespace heapgate
