#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heapgate/heap.hpp"
#include "record.hpp"
#include "string_table.hpp"

namespace heapgate {

struct KindHash {
  std::size_t operator()(const Kind& kind) const;
};

/// Collects records into a Heap.
class HeapBuilder {
 public:
  void add(const Record& record);
  /// A line that is no record; what can be read of its address still counts as defined.
  void add_bad_line(std::uint64_t number, std::string_view line, const char* reason);

  /// Sorts, and moves the heap out; call once. `ledger` brings path, bytes, lines and failure.
  [[nodiscard]] Heap finish(Ledger ledger);

 private:
  struct Entry {
    Object object;
    Bytes memsize = 0;
  };

  void add_object(const Record& record);
  void add_class(const Record& record);
  KindId intern_kind(const Record& record);
  void sort_objects();

  Heap heap_;
  std::vector<Entry> entries_;
  StringTable strings_;
  std::unordered_map<Kind, KindId, KindHash> kind_ids_;
  bool sorted_ = true;
};

}  // namespace heapgate
