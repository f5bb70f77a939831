#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "field_scan.hpp"
#include "record.hpp"
#include "record_parser.hpp"

namespace heapgate {

/// Whether a line begins as Ruby begins every record.
[[nodiscard]] bool begins_record(std::string_view line);

/// What became of a line that RecordParser refuses.
enum class Rescue {
  rescued,  ///< the record is known but for the broken field
  open,     ///< nothing sound follows the broken field: it may hold a line break and go on in the next line
  lost,     ///< the object cannot be told
};

/// Where a line is broken.
struct BrokenField {
  std::string_view key;         ///< empty if it cannot be read
  const char* begin = nullptr;  ///< of the field
  const char* value = nullptr;  ///< null without a key
};

/// Reads what is whole of a broken line: all before the broken field and, if the line's end is sound, what
/// follows it. Ruby writes file names and (up to 3.3) class names as they are, so that a quote, a line break
/// or a byte that is not UTF-8 breaks the line, and Ruby 3.0 and 3.1 write garbage for method names that are
/// not ASCII. A record is rescued only if all that tells objects apart is known.
class LineRescuer {
 public:
  /// `line` may hold line breaks. The record lives until the next call; it is of use only if rescued.
  [[nodiscard]] Rescue rescue(std::string_view line, Record& record);
  /// Of the line before: the broken field's name, if it is one that Ruby is known to write; else empty. It
  /// lives for ever.
  [[nodiscard]] std::string_view field() const { return field_; }
  /// Of the line before, if rescued: whether the broken field is a name that was read as it stands.
  [[nodiscard]] bool name_was_read() const { return name_was_read_; }
  /// That name as the line has it, as long as the line lives.
  [[nodiscard]] std::string_view raw_name() const { return raw_name_; }

 private:
  [[nodiscard]] bool rescue(std::string_view line, const BrokenField& broken, const char* tail,
                            Record& record);
  [[nodiscard]] bool parse(std::string_view head, std::string_view tail, Record& record);
  [[nodiscard]] bool read_name(const BrokenField& broken, const char* end, Record& record);

  RecordParser parser_;
  std::string repaired_;
  std::string name_;
  std::string_view field_;
  std::string_view raw_name_;
  bool name_was_read_ = false;
};

}  // namespace heapgate
