#pragma once

#include <string>

#include "heapgate/heap.hpp"

namespace heapgate {

/// The CLASS or MODULE record at an address; null if there is none. Lives as long as the heap.
[[nodiscard]] const ClassRecord* find_class(const Heap& heap, Address address);

/// The class of objects of this kind, for people and rules: the class record's name, for a singleton class
/// its object's class, else a text in parentheses that is the same in every run. IMEMO: its kind; of a
/// singleton class itself and of a module's inclusion a text in parentheses, too.
[[nodiscard]] std::string class_name(const Heap& heap, const Kind& kind);

}  // namespace heapgate
