#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dump/parse/bad_line.hpp"
#include "dump/parse/broken_lines.hpp"
#include "dump/parse/record.hpp"
#include "dump/parse/record_parser.hpp"

namespace heapgate {

/// Writes lines of a dump again, with what heapgate needs and harmless facts about the object's shape.
/// What may stay is listed, everything else goes. Broken lines stay broken, in the same field.
class LineRedactor {
 public:
  /// Appends the line without its secrets to `out`, or keeps it back until it is known what record it belongs
  /// to. `has_end`: it ends in a newline, which `line` is without. RecordParser::kPadding bytes behind it are
  /// readable.
  void redact(std::string_view line, bool has_end, std::string& out);
  /// Behind the last line: what was kept back.
  void finish(std::string& out) { give_up(out); }

  /// True once a line told an object or a root: without one, a file is no dump.
  [[nodiscard]] bool saw_record() const { return saw_record_; }

 private:
  struct Line {
    LineStart start;
    std::optional<LineProblem> problem;  // none: it is blank
    bool has_end = true;
  };

  void add_broken(std::string_view line, std::optional<LineProblem> problem, bool has_end, std::string& out);
  void append_placeholders(std::string& out);
  void give_up(std::string& out);

  RecordParser parser_;
  Record record_;
  std::vector<OtherField> others_;
  BrokenLines broken_;
  std::vector<Line> lines_;  // of the record in broken_
  bool saw_record_ = false;
};

}  // namespace heapgate
