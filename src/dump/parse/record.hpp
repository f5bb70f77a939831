#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "heapgate/types.hpp"

namespace heapgate {

inline constexpr std::string_view kSingletonKind = "singleton";

/// One line of a dump. Texts live until the parser reads the next line; an absent key has no value,
/// which differs from an empty one.
struct Record {
  std::string_view type;
  std::optional<Address> address;
  Address klass = kNoAddress;
  Address superclass = kNoAddress;
  std::optional<std::string_view> name;
  std::optional<std::string_view> real_class_name;
  std::optional<std::string_view> imemo_type;
  std::optional<std::string_view> file;
  std::optional<std::string_view> method;
  std::optional<std::int64_t> line;  ///< a wrapped negative (2^64 - 3) is read as -3
  std::optional<Generation> generation;
  Bytes memsize = 0;
  std::uint64_t length = 0;    ///< of an ARRAY; 0 as well if the line has no such number
  std::uint64_t size = 0;      ///< of a HASH
  std::uint64_t bytesize = 0;  ///< of a STRING
  bool singleton = false;
  std::optional<std::string_view> root;  ///< of a ROOT its category, as the line has it
  std::vector<Address> references;

  /// Forgets all but the references' memory.
  void reset() {
    type = {};
    address.reset();
    klass = superclass = kNoAddress;
    name.reset();
    real_class_name.reset();
    imemo_type.reset();
    file.reset();
    method.reset();
    line.reset();
    generation.reset();
    memsize = 0;
    length = size = bytesize = 0;
    singleton = false;
    root.reset();
    references.clear();
  }
  friend bool operator==(const Record&, const Record&) = default;
};

/// See Kind::imemo.
inline std::optional<std::string_view> imemo_of(const Record& record) {
  if (record.type == "IMEMO") return record.imemo_type;
  if (record.singleton && record.type == "CLASS") return kSingletonKind;
  return std::nullopt;
}

}  // namespace heapgate
