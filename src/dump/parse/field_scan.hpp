#pragma once

#include <string_view>

namespace heapgate {

/// One `"key":value` of a line.
struct ScannedField {
  std::string_view key;
  const char* value = nullptr;  ///< where its value begins
};

/// What field_behind() found.
enum class FieldEnd {
  next,    ///< another field follows
  line,    ///< the line ends behind it
  broken,  ///< it is not whole, or what follows is neither
};

/// Reads the field that begins at `at`, before `end`: whether key and value are whole JSON in valid UTF-8, as
/// Ruby writes them. `field` has a key if that is whole. If it returns `next`, `at` is where the next one
/// begins. Slow, and for broken lines only.
[[nodiscard]] FieldEnd scan_field(const char*& at, const char* end, ScannedField& field);

}  // namespace heapgate
