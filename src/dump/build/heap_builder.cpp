#include "heap_builder.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace heapgate {
namespace {

bool by_address(const ClassRecord& a, const ClassRecord& b) {
  return a.address < b.address;
}

// Few: Ruby has not many fields.
void add_damage(const std::vector<Damage>& more, std::vector<Damage>& damage) {
  for (const Damage& each : more) {
    const auto at =
        std::lower_bound(damage.begin(), damage.end(), each.field,
                         [](const Damage& a, const std::string& field) { return a.field < field; });
    const bool is_known = at != damage.end() && at->field == each.field;
    Damage& of_field = is_known ? *at : *damage.insert(at, Damage{each.field, 0, 0, 0});
    of_field.rescued += each.rescued;
    of_field.rescued_lines += each.rescued_lines;
    of_field.unread_lines += each.unread_lines;
  }
}

constexpr Bytes kTooMany = std::numeric_limits<Bytes>::max();

// 4 PiB: no heap is larger, and no sum over dumps or processes exceeds 64 bits then.
constexpr Bytes kMostBytes = Bytes{1} << 52;

bool has_absurd_sizes(const std::vector<Tally>& tallies) {
  Tally sum;
  for (const Tally& tally : tallies) sum.add_or_max(tally);
  return sum.bytes > kMostBytes;
}

template <class T>
void append_moved(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from = {};
}

}  // namespace

Collector& HeapBuilder::collector(std::size_t thread) {
  auto& entry = collectors_[thread];
  if (!entry) entry = std::make_unique<Collector>(kinds_->memo(thread));
  return *entry;
}

void HeapBuilder::add_ledger(const Chunk& chunk) {
  Ledger& ledger = heap_.ledger;
  for (const BadLine& bad : chunk.first_bad) {
    if (ledger.first_bad.size() == Ledger::kBadLinesShown) break;
    ledger.first_bad.push_back({ledger.lines + bad.number, bad.reason});
  }
  add_damage(chunk.damage, ledger.damage);
  ledger.bytes += chunk.read.bytes;
  ledger.lines += chunk.read.lines;
  ledger.disagreements += chunk.read.disagreements;
  ledger.bad_lines += chunk.bad_lines;
  ledger.roots += chunk.roots;
  ledger.non_objects += chunk.non_objects;
  ledger.traced += chunk.traced;
  if (chunk.last_record) ledger.last_record = chunk.last_record;
  if (chunk.read.lines > 0) ledger.ends_in_newline = chunk.read.ends_in_newline;
  if (ledger.failure.empty()) ledger.failure = chunk.read.failure;
}

void HeapBuilder::add_collector(Collector& collector) {
  pages_.merge(std::move(collector.pages));
  heap_.content_hash += collector.content_hash;
  const auto larger = [](auto a, auto b) { return !a || (b && *b > *a) ? b : a; };
  const auto smaller = [](auto a, auto b) { return !a || (b && *b < *a) ? b : a; };
  heap_.largest_generation = larger(heap_.largest_generation, collector.largest_generation);
  heap_.smallest_generation = smaller(heap_.smallest_generation, collector.smallest_generation);
  for (const auto& [id, identity, tally, contents] : collector.counts) {
    const auto index = static_cast<std::size_t>(id);
    if (index >= identities_.size()) {
      heap_.kind_tallies.resize(index + 1);
      heap_.kind_contents.resize(index + 1);
      identities_.resize(index + 1);
    }
    heap_.kind_tallies[index].add_or_max(tally);
    heap_.kind_contents[index] = add_or_max(heap_.kind_contents[index], contents);
    identities_[index] = identity;
  }
}

// The first record of an address counts, as the file has it.
void HeapBuilder::drop_duplicate(const RunOrder::Dropped& dropped) {
  const auto& [address, generation, kind] = dropped.object;
  const auto index = static_cast<std::size_t>(kind);
  ++heap_.ledger.duplicates;
  heap_.kind_tallies[index].objects -= 1;
  Bytes& bytes = heap_.kind_tallies[index].bytes;
  if (bytes != kTooMany) bytes -= dropped.memsize;
  std::uint64_t& contents = heap_.kind_contents[index];
  if (contents != kTooMany) contents -= dropped.contents;
  heap_.content_hash -= object_hash(identities_[index], address, generation);
}

Heap HeapBuilder::finish(std::string path) {
  heap_.ledger.path = std::move(path);
  heap_.kinds = kinds_->kinds();
  for (auto& collector : collectors_) {
    if (collector) add_collector(*collector);
    collector.reset();
  }
  RunOrder runs;
  for (Chunk& chunk : chunks_) {
    add_ledger(chunk);
    append_moved(heap_.classes, chunk.classes);
    runs.add(std::move(chunk.objects), std::move(chunk.runs), chunk.big);
  }
  heap_.dangling = pages_.dangling(heap_.ledger.last_record.value_or(kNoAddress));
  heap_.objects = runs.finish([this](const RunOrder::Dropped& object) { drop_duplicate(object); });
  if (heap_.ledger.failure.empty() && has_absurd_sizes(heap_.kind_tallies))
    heap_.ledger.failure = "a 'memsize' cannot be right: the sizes of its objects are over 4 PiB in sum";
  std::stable_sort(heap_.classes.begin(), heap_.classes.end(), by_address);
  return std::move(heap_);
}

}  // namespace heapgate
