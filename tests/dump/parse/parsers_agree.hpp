#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dump/parse/fast_parser.hpp"
#include "dump/parse/record_parser.hpp"

namespace heapgate::test {

/// Reads lines by the fast parser and by the parser of record, and tells where they differ.
class ParserPair {
 public:
  /// Empty if the fast parser leaves the line (which holds no '\n') to the other or both read the same.
  std::string disagreement(std::string_view line) {
    buffer_.assign(line.begin(), line.end());
    buffer_.push_back('\n');
    // What lies behind a line is the next one, or anything.
    buffer_.resize(line.size() + 1 + FastParser::kPadding, '"');
    accepted_ = false;
    const char* stop = fast_parser_.parse(buffer_.data(), fast_);
    if (stop == nullptr) return "";
    accepted_ = true;
    if (stop != buffer_.data() + line.size()) return "the fast parser stops elsewhere";
    if (const auto problem = parser_.parse({buffer_.data(), line.size()}, record_)) {
      return std::string("the fast parser accepts a bad line: ") + to_string(*problem);
    }
    return fast_ == record_ ? "" : "the records differ";
  }

  [[nodiscard]] bool accepted() const { return accepted_; }  ///< the line before, by the fast parser
  [[nodiscard]] const Record& record() const { return fast_; }

 private:
  FastParser fast_parser_;
  RecordParser parser_;
  Record fast_;
  Record record_;
  std::vector<char> buffer_;
  bool accepted_ = false;
};

}  // namespace heapgate::test
