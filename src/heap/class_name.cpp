#include <algorithm>

#include "heapgate/class_name.hpp"

namespace heapgate {
namespace {

// Deeper than any real hierarchy; a garbled dump may hold a cycle.
constexpr int kMaxAncestors = 256;

std::string_view written_name(const Heap& heap, const ClassRecord& record) {
  const std::string_view name = heap.text(record.name);
  return name.empty() ? heap.text(record.real_class_name) : name;
}

std::string anonymous_name(const Heap& heap, const ClassRecord& record) {
  if (record.is_module) return "(anonymous module)";
  const ClassRecord* ancestor = &record;
  for (int i = 0; i < kMaxAncestors && ancestor != nullptr; ++i) {
    ancestor = find_class(heap, ancestor->superclass);
    if (ancestor == nullptr) break;
    const std::string_view name = written_name(heap, *ancestor);
    if (name == "Object" || name == "BasicObject") break;
    if (!name.empty()) return "(anonymous subclass of " + std::string(name) + ")";
  }
  return record.is_singleton ? "(singleton class)" : "(anonymous class)";
}

}  // namespace

const ClassRecord* find_class(const Heap& heap, Address address) {
  const auto found =
      std::lower_bound(heap.classes.begin(), heap.classes.end(), address,
                       [](const ClassRecord& record, Address wanted) { return record.address < wanted; });
  return found != heap.classes.end() && found->address == address ? &*found : nullptr;
}

std::string class_name(const Heap& heap, const Kind& kind) {
  const std::string_view type = heap.text(kind.type);
  if (type == "IMEMO") return std::string(kind.imemo == StringId::none ? type : heap.text(kind.imemo));
  // Every class has one, and it says "Class" as the class does.
  if (type == "CLASS" && kind.imemo != StringId::none) return "(singleton class)";
  // A module where it is included: its class is the module.
  if (kind.klass == kNoAddress || type == "ICLASS") return "(internal " + std::string(type) + ")";
  const ClassRecord* record = find_class(heap, kind.klass);
  if (record == nullptr) return "(unknown class)";
  const std::string_view name = written_name(heap, *record);
  return name.empty() ? anonymous_name(heap, *record) : std::string(name);
}

}  // namespace heapgate
