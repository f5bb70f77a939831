// A dump of any bytes is read without a crash, and cut into chunks anywhere it gives the same heap.

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "chunked_heap.hpp"
#include "heapgate/read_dump.hpp"
#include "heapgate/verdict.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string path = "/tmp/heapgate-fuzz-" + std::to_string(getpid()) + ".json";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const heapgate::Heap whole = heapgate::read_dump(path);
  if (size == 0) return 0;
  const std::size_t chunk = 1 + data[size - 1];
  const std::unique_ptr<heapgate::Heap> cut = heapgate::test::read_in_chunks(path, chunk, 2);
  // Compressed input is read as a stream.
  if (cut && !heapgate::test::same_heap(whole, *cut)) std::abort();
  return 0;
}
