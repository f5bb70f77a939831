#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "heapgate/types.hpp"
#include "line_problem.hpp"

namespace heapgate {

/// How a broken line begins, for what is kept of it.
struct LineStart {
  std::optional<Address> address;  ///< if it can be read
  bool begins_address = false;     ///< it begins as a record with an address
  bool begins_type = false;        ///< it begins as one without
};

[[nodiscard]] LineStart line_start(std::string_view line);

/// Appends a line that RecordParser refuses for the given reason, with the start of the line it stands for
/// and with nothing else of it. LineRescuer names the same field, where that broke the line's syntax; empty:
/// none.
void append_placeholder(const LineStart& start, LineProblem problem, std::string_view field,
                        std::string& out);

}  // namespace heapgate
