#pragma once

#include <string>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// The heaps of one process, in the order taken; they share their kinds.
struct Process {
  std::string name;    ///< as DumpSet::process
  std::string origin;  ///< as DumpSet::origin
  std::vector<Heap> heaps;
};

}  // namespace heapgate
