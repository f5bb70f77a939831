// The hot parts one by one, on lines from the middle of the dump that HEAPGATE_BENCH_DUMP names, else on
// made-up ones. Items are lines, of line_framing blocks, of the last two objects.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "diff/cohorts.hpp"
#include "dump/build/collector.hpp"
#include "dump/parse/fast_parser.hpp"
#include "dump/parse/record_parser.hpp"
#include "dump/source/block_reader.hpp"
#include "heapgate/read_dump.hpp"
#include "trust/pair_signals.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kBytes = std::size_t{16} << 20;
constexpr std::size_t kPadding = 256;

std::string made_up() {
  std::string text;
  char line[512];
  for (unsigned long i = 0; text.size() < kBytes; ++i) {
    std::snprintf(
        line, sizeof line,
        R"({"address":"0x%012lx", "type":"STRING", "class":"0x7f36b4c02438", "embedded":true, )"
        R"("bytesize":12, "value":"item %lu", "encoding":"UTF-8", "references":["0x%012lx", "0x%012lx"], )"
        R"("file":"/srv/shop/app/models/model_%lu.rb", "line":%lu, "method":"make", "generation":%lu, )"
        R"("memsize":40, "flags":{"wb_protected":true, "old":true, "uncollectible":true, "marked":true}})"
        "\n",
        0x7f0000000000 + i * 40, i, 0x7f0000000000 + i * 7919 % 400'000 * 40, 0x7f0000000000 + i * 40,
        i % 300, i % 20, i % 30);
    text += line;
  }
  return text;
}

const std::string& dump_text() {
  static const std::string text = [] {
    const char* path = std::getenv("HEAPGATE_BENCH_DUMP");
    if (path == nullptr) return made_up();
    // From the middle: a dump begins with the classes and code.
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    file.seekg(file.tellg() / 2);
    std::string middle(kBytes, '\0');
    file.read(middle.data(), kBytes);
    middle.resize(middle.rfind('\n') + 1);
    return middle.substr(middle.find('\n') + 1);
  }();
  return text;
}

// The lines, each with its '\n', padded.
const std::string& padded() {
  static const std::string text = dump_text() + std::string(kPadding, '\0');
  return text;
}

class TextSource : public ByteSource {
 public:
  std::size_t read(std::span<char> buffer) override {
    const std::size_t size = dump_text().copy(buffer.data(), buffer.size(), at_);
    at_ += size;
    return size;
  }

 private:
  std::size_t at_ = 0;
};

void report(benchmark::State& state, std::size_t lines) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(dump_text().size()));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lines));
}

void line_framing(benchmark::State& state) {
  std::size_t blocks = 0;
  for (auto _ : state) {
    TextSource source;
    BlockReader reader(std::size_t{1} << 16, kPadding);
    reader.open(source);
    std::string_view block;
    for (blocks = 0; reader.next(block); ++blocks) benchmark::DoNotOptimize(block);
  }
  report(state, blocks);
}
BENCHMARK(line_framing);

template <class Visit>
std::size_t visit_lines(const Visit& visit) {
  std::size_t lines = 0;
  const char* end = padded().data() + dump_text().size();
  for (const char* at = padded().data(); at != end; ++lines) at = visit(at) + 1;
  return lines;
}

const char* line_end(const char* at) {
  while (*at != '\n') ++at;
  return at;
}

void fast_record(benchmark::State& state) {
  FastParser parser;
  Record record;
  std::size_t lines = 0;
  for (auto _ : state) {
    lines = visit_lines([&](const char* at) {
      const char* stop = parser.parse(at, record);
      benchmark::DoNotOptimize(record);
      return stop != nullptr ? stop : line_end(at);
    });
  }
  report(state, lines);
}
BENCHMARK(fast_record);

void simdjson_record(benchmark::State& state) {
  RecordParser parser;
  Record record;
  std::size_t lines = 0;
  for (auto _ : state) {
    lines = visit_lines([&](const char* at) {
      const char* stop = line_end(at);
      benchmark::DoNotOptimize(parser.parse({at, static_cast<std::size_t>(stop - at)}, record));
      return stop;
    });
  }
  report(state, lines);
}
BENCHMARK(simdjson_record);

void collect(benchmark::State& state) {
  FastParser parser;
  std::vector<Record> records(Collector::kMaxBatch);
  std::size_t lines = 0;
  for (auto _ : state) {
    ProcessKinds kinds(std::make_shared<Kinds>(), 1);
    Collector collector(kinds.memo(0));
    std::size_t batch = 0;
    lines = visit_lines([&](const char* at) {
      const char* stop = parser.parse(at, records[batch]);
      if (stop == nullptr) return line_end(at);
      if (++batch == records.size()) collector.add(records);
      batch %= records.size();
      return stop;
    });
    benchmark::DoNotOptimize(collector.take_chunk({}));
  }
  report(state, lines);
}
BENCHMARK(collect);

Heap heap(std::shared_ptr<Kinds> kinds) {
  const std::string path = "/tmp/heapgate-bench.json";
  std::ofstream(path, std::ios::binary) << dump_text();
  Heap result = read_dump(path, std::move(kinds));
  std::remove(path.c_str());
  return result;
}

void trust_pair(benchmark::State& state) {
  const auto kinds = std::make_shared<Kinds>();
  const Heap x = heap(kinds);
  const Heap y = heap(kinds);
  for (auto _ : state) benchmark::DoNotOptimize(pair_signals(x, y));
  report(state, x.objects.size());
}
BENCHMARK(trust_pair);

void diff_cohorts(benchmark::State& state) {
  const std::vector<Heap> heaps = [] {
    std::vector<Heap> result(3);
    const auto kinds = std::make_shared<Kinds>();
    for (Heap& each : result) each = heap(kinds);
    return result;
  }();
  GroupIndex index;
  const std::vector<KindGroups> groups = index.add(heaps);
  std::vector<GroupedHeap> grouped;
  for (std::size_t i = 0; i < heaps.size(); ++i) grouped.push_back({&heaps[i], &groups[i]});
  for (auto _ : state) benchmark::DoNotOptimize(count_cohorts(grouped, index.size(), {}, 1));
  report(state, heaps[1].objects.size());
}
BENCHMARK(diff_cohorts);

}  // namespace
}  // namespace heapgate

BENCHMARK_MAIN();
