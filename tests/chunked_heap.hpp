#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "dump/build/heap_builder.hpp"
#include "dump/source/byte_source.hpp"
#include "heapgate/heap.hpp"

namespace heapgate::test {

/// Reads a plain file in chunks of `size` bytes, in turn by `threads` collectors; null if it is none.
inline std::unique_ptr<Heap> read_in_chunks(const std::string& path, std::uint64_t size,
                                            std::size_t threads) {
  const auto file = PlainFile::open(path);
  if (!file) return nullptr;
  const auto count = static_cast<std::size_t>(std::max<std::uint64_t>(1, (file->size() + size - 1) / size));
  HeapBuilder builder(std::make_shared<ProcessKinds>(std::make_shared<Kinds>(), threads), threads, count);
  RecordReader reader(nullptr, kMaxLine, 64);
  // Backwards, since threads finish in any order.
  for (std::size_t i = count; i-- > 0;) {
    Collector& collector = builder.collector(i % threads);
    const std::uint64_t end = i + 1 == count ? std::numeric_limits<std::uint64_t>::max() : (i + 1) * size;
    builder.chunk(i) = collector.take_chunk(reader.read(*file, i * size, end, collector));
  }
  for (std::size_t i = 0; i < threads; ++i) builder.collector(i).finish();
  return std::make_unique<Heap>(builder.finish(path));
}

/// Equal but for the order of kinds and texts.
inline bool same_heap(const Heap& a, const Heap& b) {
  const Ledger& x = a.ledger;
  const Ledger& y = b.ledger;
  const auto same_bad = [](const BadLine& p, const BadLine& q) {
    return p.number == q.number && p.reason == q.reason;
  };
  const auto same_damage = [](const Damage& p, const Damage& q) {
    return p.field == q.field && p.rescued == q.rescued && p.rescued_lines == q.rescued_lines &&
           p.unread_lines == q.unread_lines;
  };
  if (!std::equal(x.damage.begin(), x.damage.end(), y.damage.begin(), y.damage.end(), same_damage))
    return false;
  if (x.failure != y.failure || x.bytes != y.bytes || x.lines != y.lines || x.bad_lines != y.bad_lines ||
      x.roots != y.roots || x.non_objects != y.non_objects || x.duplicates != y.duplicates ||
      x.traced != y.traced || x.ends_in_newline != y.ends_in_newline || x.last_record != y.last_record ||
      !std::equal(x.first_bad.begin(), x.first_bad.end(), y.first_bad.begin(), y.first_bad.end(), same_bad)) {
    return false;
  }
  const auto same_class = [&](const ClassRecord& p, const ClassRecord& q) {
    return p.address == q.address && p.superclass == q.superclass && a.text(p.name) == b.text(q.name) &&
           a.text(p.real_class_name) == b.text(q.real_class_name) && p.is_module == q.is_module &&
           p.is_singleton == q.is_singleton;
  };
  if (a.content_hash != b.content_hash || a.largest_generation != b.largest_generation ||
      a.smallest_generation != b.smallest_generation || a.kinds->size() != b.kinds->size() ||
      a.objects.size() != b.objects.size() || a.dangling.ahead != b.dangling.ahead ||
      a.dangling.inside != b.dangling.inside || a.dangling.gave_up != b.dangling.gave_up ||
      !std::equal(a.classes.begin(), a.classes.end(), b.classes.begin(), b.classes.end(), same_class)) {
    return false;
  }
  auto in_a = a.objects.begin();
  for (auto in_b = b.objects.begin(); in_b != b.objects.end(); ++in_a, ++in_b) {
    const auto tally = [](const Heap& heap, KindId kind) {
      return heap.kind_tallies[static_cast<std::size_t>(kind)];
    };
    if (in_a.address() != in_b.address() || in_a.generation() != in_b.generation() ||
        in_a.memsize() != in_b.memsize() || in_a.contents() != in_b.contents() ||
        a.kinds->hash(in_a.kind()) != b.kinds->hash(in_b.kind()) ||
        a.kind(in_a.kind()).klass != b.kind(in_b.kind()).klass ||
        tally(a, in_a.kind()) != tally(b, in_b.kind())) {
      return false;
    }
  }
  return true;
}

}  // namespace heapgate::test
