#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "byte_source.hpp"
#include "heap_builder.hpp"
#include "heapgate/dump.hpp"
#include "line_reader.hpp"
#include "line_text.hpp"
#include "meta.hpp"
#include "record_parser.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

void read_lines(LineReader& reader, HeapBuilder& builder) {
  RecordParser parser;
  Record record;
  std::string_view line;
  while (reader.next(line)) {
    if (reader.lines() == 1) line = without_byte_order_mark(line);
    if (is_blank(line)) continue;
    if (const char* problem = parser.parse(line, record)) {
      builder.add_bad_line(reader.lines(), line, problem);
    } else {
      builder.add(record);
    }
  }
}

struct Job {
  const std::string* path;
  Heap* heap;
};

void run_jobs(const std::vector<Job>& jobs, std::atomic<std::size_t>& next, std::exception_ptr& failure) {
  try {
    for (std::size_t i = next++; i < jobs.size(); i = next++) *jobs[i].heap = read_dump(*jobs[i].path);
  } catch (...) {
    failure = std::current_exception();
  }
}

void run_on_threads(const std::vector<Job>& jobs, std::size_t count) {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(count);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < count; ++i) {
      threads.emplace_back([&, i] { run_jobs(jobs, next, failures[i]); });
    }
    run_jobs(jobs, next, failures[0]);
  }
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace

Heap read_dump(const std::string& path) {
  const auto source = open_source(path);
  LineReader reader(*source, kChunk, RecordParser::kPadding);
  HeapBuilder builder;
  read_lines(reader, builder);
  Ledger ledger;
  ledger.path = path;
  ledger.failure = source->error();
  ledger.meta = read_meta(path);
  ledger.bytes = reader.bytes();
  ledger.lines = reader.lines();
  ledger.ends_in_newline = reader.ended_in_newline();
  return builder.finish(std::move(ledger));
}

std::vector<Process> read_dumps(const std::vector<DumpSet>& sets, unsigned threads) {
  std::vector<Process> processes(sets.size());
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    processes[i].name = sets[i].process;
    processes[i].origin = sets[i].origin;
    processes[i].heaps.resize(sets[i].paths.size());
    for (std::size_t j = 0; j < sets[i].paths.size(); ++j) {
      jobs.push_back({&sets[i].paths[j], &processes[i].heaps[j]});
    }
  }
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  run_on_threads(jobs, std::clamp<std::size_t>(jobs.size(), 1, threads));
  return processes;
}

}  // namespace heapgate
