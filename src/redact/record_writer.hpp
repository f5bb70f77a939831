#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dump/parse/record.hpp"
#include "dump/parse/record_parser.hpp"

namespace heapgate {

/// What breaks a record's line, and so is to break it when it is written again.
struct BrokenText {
  std::string_view field;     ///< empty if it has no known name
  std::string_view raw_name;  ///< the field's text, where that is a name; else empty
  std::span<const std::optional<LineProblem>> problems;  ///< of each of the record's lines; none: it is blank
};

/// Appends a record without its secrets, and without a newline at its end. `broken`: null if it is whole;
/// else LineRescuer reads the same record from what is written, of as many lines.
void append_record(const Record& record, const std::vector<OtherField>& others, const BrokenText* broken,
                   std::string& out);

}  // namespace heapgate
