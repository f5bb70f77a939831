#include "dump_name.hpp"

#include "compression.hpp"

namespace heapgate {

bool has_dump_name(std::string_view name) {
  const std::string_view stem = without_compression(name);
  return stem.ends_with(".json") || stem.ends_with(".jsonl") || stem.ends_with(".dump");
}

}  // namespace heapgate
