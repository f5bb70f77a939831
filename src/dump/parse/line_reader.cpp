#include "line_reader.hpp"

#include <algorithm>

#include "dump/source/line_text.hpp"

namespace heapgate {

LineReader::LineReader(ByteSource& source, std::size_t block, std::size_t padding, std::uint64_t max_line)
    : source_(source), blocks_(block, padding, max_line) {
  blocks_.open(source);
}

bool LineReader::next(std::string_view& line) {
  if (rest_.empty() && !blocks_.next(rest_)) return false;
  const std::size_t newline = rest_.find('\n');
  ended_in_newline_ = newline != std::string_view::npos;
  line = rest_.substr(0, newline);
  rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++lines_;
  return true;
}

}  // namespace heapgate
