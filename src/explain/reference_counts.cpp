#include "reference_counts.hpp"

#include <optional>
#include <unordered_map>
#include <utility>

#include "second_read.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

using Counted = std::pair<std::size_t, std::uint32_t>;  // index into the wanted, references

// The chunks that hold the objects, in the order of the file; all of them where that is not known.
std::vector<std::size_t> chunks_with(const Heap& heap, const std::vector<Address>& wanted,
                                     std::size_t chunks) {
  const Objects& objects = heap.objects;
  // Of a plain file each chunk became a block.
  bool known = !heap.chunk_begins.empty() && objects.blocks() == chunks + 1;
  std::vector<bool> needed(chunks);
  for (std::size_t i = 0; i < wanted.size() && known; ++i) {
    const std::size_t block = objects.lower_bound(wanted[i]).block();
    known = block < chunks;
    if (known) needed[block] = true;
  }
  std::vector<std::size_t> result;
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    if (!known || needed[chunk]) result.push_back(chunk);
  }
  return result;
}

}  // namespace

std::vector<std::uint32_t> count_references(const Heap& heap, const std::vector<Address>& wanted,
                                            unsigned threads) {
  if (wanted.empty()) return {};
  const RecordFile file = open_again(heap);
  std::unordered_map<Address, std::size_t> indices;
  for (std::size_t i = 0; i < wanted.size(); ++i) indices.emplace(wanted[i], i);
  const std::vector<std::size_t> chunks = chunks_with(heap, wanted, file.chunks());
  std::vector<std::vector<Counted>> counted(chunks.size());
  in_parallel(chunks.size(), threads, [&](std::size_t i) {
    file.read(chunks[i], [&](const Record& record) {
      if (!record.address || record.type == "ROOT" || record.type == "SHAPE" || record.type == "NONE") return;
      const auto found = indices.find(*record.address);
      if (found != indices.end()) counted[i].emplace_back(found->second, clamped(record.references.size()));
    });
  });
  // Of records at one address the first counts.
  std::vector<std::optional<std::uint32_t>> first(wanted.size());
  for (const auto& chunk : counted) {
    for (const auto& [index, count] : chunk) first[index] = first[index].value_or(count);
  }
  std::vector<std::uint32_t> result;
  for (const auto& count : first) {
    if (!count) fail_changed(heap);
    result.push_back(*count);
  }
  return result;
}

}  // namespace heapgate
