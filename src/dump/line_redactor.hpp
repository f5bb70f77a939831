#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record.hpp"
#include "record_parser.hpp"

namespace heapgate {

/// Writes lines of a dump again, with what heapgate needs and harmless facts about the object's shape.
/// What may stay is listed, everything else goes.
class LineRedactor {
 public:
  /// Appends the line without its secrets and without a newline to `out`. `line` is not blank, and
  /// RecordParser::kPadding bytes behind it are readable.
  void redact(std::string_view line, std::string& out);

  /// True once a line told an object or a root: without one, a file is no dump.
  [[nodiscard]] bool saw_record() const { return saw_record_; }

 private:
  void append_record(std::string& out);

  RecordParser parser_;
  Record record_;
  std::vector<OtherField> others_;
  bool saw_record_ = false;
};

}  // namespace heapgate
