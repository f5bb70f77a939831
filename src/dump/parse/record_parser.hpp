#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "line_problem.hpp"
#include "record.hpp"

namespace heapgate {

/// A key that heapgate does not rely on (or a count, of which anything may be said), with the first token of
/// its value, both as the line has them: for a text that is the text in its quotes, for an array or an object
/// the bracket. Blanks may follow.
struct OtherField {
  std::string_view key;
  std::string_view token;
};

/// Turns one line into a Record; the parser of record that any faster path must equal.
///
/// A line is good if it is one JSON object in valid UTF-8 and every key that heapgate relies on is
/// there at most once with a value of its type. Values of other keys only have to be balanced.
class RecordParser {
 public:
  /// Bytes behind a line that must be readable (their content does not matter).
  static constexpr std::size_t kPadding = 64;

  RecordParser();
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  /// Why the line is bad; none if `record` now holds it. Fills `others`, if asked for, in the order of the
  /// line; they live as long as the line.
  [[nodiscard]] std::optional<LineProblem> parse(std::string_view line, Record& record,
                                                 std::vector<OtherField>* others = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The address of a line that may be broken behind it.
[[nodiscard]] std::optional<Address> peek_address(std::string_view line);

/// `0x` and hexadecimal digits up to the quote; leading zeros allowed. None if it is anything else.
[[nodiscard]] std::optional<Address> parse_address(const char* text);

}  // namespace heapgate
