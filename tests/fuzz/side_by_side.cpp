// Dumps that are read side by side give the heaps that they give alone. The input is the first dump; its last
// bytes say how the next ones differ from it.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chunked_heap.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/read_dump.hpp"

namespace {

constexpr std::size_t kChanges = 4;
constexpr std::size_t kDumps = 3;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// `how`: a line, and what happens to it.
void change(std::vector<std::string>& lines, std::uint8_t how) {
  if (lines.empty()) return;
  const auto at = lines.begin() + static_cast<std::ptrdiff_t>(how / 4 % lines.size());
  switch (how % 4) {
    case 0: lines.erase(at); break;
    case 1: lines.insert(at, std::string(*at)); break;
    case 2: std::rotate(lines.begin(), at, lines.end()); break;
    default: (*at)[how % at->size()] ^= 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kTail = kChanges * (kDumps - 1);
  if (size < kTail) return 0;
  std::vector<std::string> lines = lines_of({reinterpret_cast<const char*>(data), size - kTail});
  const std::uint8_t* how = data + size - kTail;
  heapgate::DumpSet set;
  for (std::size_t dump = 0; dump < kDumps; ++dump) {
    set.paths.push_back("/tmp/heapgate-fuzz-" + std::to_string(getpid()) + "-" + std::to_string(dump));
    std::ofstream file(set.paths.back(), std::ios::binary);
    for (const std::string& line : lines) file << line;
    for (std::size_t i = 0; i < kChanges && dump + 1 < kDumps; ++i) change(lines, *how++);
  }
  const auto kinds = std::make_shared<heapgate::Kinds>();
  const auto processes = heapgate::read_dumps({set}, 1);
  std::vector<heapgate::Heap> alone;
  for (const std::string& path : set.paths) alone.push_back(heapgate::read_dump(path, kinds));
  for (std::size_t dump = 0; dump < kDumps; ++dump) {
    if (!heapgate::test::same_heap(alone[dump], processes[0].heaps[dump])) std::abort();
  }
  return 0;
}
