#pragma once

namespace heapgate {

/// Why RecordParser refuses a line.
enum class LineProblem {
  bad_json,
  bad_utf8,
  no_object,
  key_twice,
  no_type,
  several_records,
  wrong_type,
  bad_address,
  bad_string,
  bad_references,
  bad_line_number,
  bad_generation,
  huge_generation,
  bad_memsize,
};

/// For people. Never quotes the line: it may hold secrets.
[[nodiscard]] const char* to_string(LineProblem problem);

}  // namespace heapgate
