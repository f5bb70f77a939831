#include <algorithm>
#include <atomic>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "aligned_cuts.hpp"
#include "chunk_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "dump_job.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/process.hpp"
#include "heapgate/read_dump.hpp"
#include "heapgate/reading.hpp"
#include "line_memo.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;  // small, so that it stays in the cache

// More share fewer anchors, and keep as many files open and bitmaps in memory.
constexpr std::size_t kSideBySide = 4;

/// All chunks of all dumps, which the threads take in turn.
class Reading {
 public:
  Reading(unsigned threads, ReadProgress* progress, std::uint64_t max_line)
      : threads_(threads), progress_(progress), max_line_(max_line) {}

  /// The dumps of a process, which may be none; their heaps share `kinds`.
  void add(std::span<const std::string> paths, std::span<Heap> heaps, std::shared_ptr<Kinds> kinds) {
    const auto memos = std::make_shared<KindMemos>(std::move(kinds), threads_);
    for (std::size_t i = 0; i < paths.size(); i += kSideBySide) {
      const std::size_t count = std::min(kSideBySide, paths.size() - i);
      add_neighbours(paths.subspan(i, count), heaps.subspan(i, count), memos);
    }
  }

  void run() {
    const std::size_t count = std::clamp<std::size_t>(stretches_.size(), 1, threads_);
    in_parallel(count, static_cast<unsigned>(count), [this](std::size_t thread) { work(thread); });
    // Those that were read to their end last.
    in_parallel(unfinished_.size(), threads_, [this](std::size_t i) { unfinished_[i]->finish(); });
  }

 private:
  /// Dumps that are read side by side: the chunk of each that has the same number, one after the other.
  struct Group {
    std::vector<DumpJob*> jobs;
  };
  struct Stretch {
    Group* group;
    std::size_t chunk;
  };

  // Side by side if all are plain files, else one after the other.
  void add_neighbours(std::span<const std::string> paths, std::span<Heap> heaps,
                      const std::shared_ptr<KindMemos>& memos) {
    std::vector<std::unique_ptr<PlainFile>> files;
    bool all_plain = true;
    for (const std::string& path : paths) {
      files.push_back(PlainFile::open(path));
      all_plain = all_plain && files.back() != nullptr;
      if (files.back() && progress_ != nullptr) progress_->total += files.back()->size();
    }
    if (all_plain) {
      add_group(paths, heaps, aligned_cuts(files, threads_), memos);
      return;
    }
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const Cuts cuts = files[i] ? files[i]->even_cuts() : Cuts{};
      add_group(paths.subspan(i, 1), heaps.subspan(i, 1), {cuts}, memos);
    }
  }

  void add_group(std::span<const std::string> paths, std::span<Heap> heaps, std::vector<Cuts> cuts,
                 const std::shared_ptr<KindMemos>& memos) {
    Group& group = groups_.emplace_back();
    for (std::size_t i = 0; i < paths.size(); ++i)
      group.jobs.push_back(&jobs_.emplace_back(paths[i], std::move(cuts[i]), heaps[i], memos, threads_));
    for (std::size_t chunk = 0; chunk < group.jobs.front()->chunks(); ++chunk)
      stretches_.push_back({&group, chunk});
  }

  void work(std::size_t thread) {
    try {
      ChunkReader reader(kBlock, progress_, max_line_);
      Memory memory;
      Group* group = nullptr;
      std::size_t count = 0;  // of its stretches
      for (std::size_t i = next_++; i < stretches_.size(); i = next_++) {
        if (group != nullptr && group != stretches_[i].group) leave(*group, thread, std::exchange(count, 0));
        group = stretches_[i].group;
        read(stretches_[i], thread, reader, memory);
        ++count;
      }
      if (group != nullptr) leave(*group, thread, count);
    } catch (...) {
      next_ = stretches_.size();
      throw;
    }
  }

  /// One thread's memory of what it has read.
  struct Memory {
    LineMemo lines;
    unsigned pause = 0;  // stretches for which it is not used, since the dumps have little in common
  };

  static void read(const Stretch& stretch, std::size_t thread, ChunkReader& reader, Memory& memory) {
    constexpr unsigned kPause = 32;
    const std::vector<DumpJob*>& jobs = stretch.group->jobs;
    LineMemo* lines = jobs.size() > 1 && memory.pause == 0 ? &memory.lines : nullptr;
    if (lines != nullptr) lines->start(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (i > 0 && lines != nullptr) lines->next_dump();
      jobs[i]->read(stretch.chunk, thread, reader, lines);
    }
    if (lines == nullptr) {
      memory.pause -= std::min(memory.pause, 1U);
    } else if (!lines->is_worth_it()) {
      memory.pause = kPause;
    }
  }

  void leave(const Group& group, std::size_t thread, std::size_t chunks) {
    std::vector<DumpJob*> done;
    for (DumpJob* job : group.jobs) {
      if (job->leave(thread, chunks)) done.push_back(job);
    }
    if (&group != &groups_.back()) {
      for (DumpJob* job : done) job->finish();
      return;
    }
    const std::scoped_lock lock(unfinished_mutex_);
    unfinished_.insert(unfinished_.end(), done.begin(), done.end());
  }

  unsigned threads_;
  ReadProgress* progress_;
  std::uint64_t max_line_;
  std::deque<DumpJob> jobs_;
  std::deque<Group> groups_;
  std::vector<Stretch> stretches_;
  std::atomic<std::size_t> next_{0};
  std::mutex unfinished_mutex_;
  std::vector<DumpJob*> unfinished_;
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
