#include "broken_lines.hpp"

#include "dump/source/line_text.hpp"

namespace heapgate {
namespace {

// No name has more line breaks or is longer; what follows is no part of it then.
constexpr std::uint64_t kMaxLines = 64;
constexpr std::size_t kMaxMore = std::size_t{1} << 16;

}  // namespace

Rescue BrokenLines::add(std::string_view line, Record& record) {
  if (!is_open_) {
    lines_ = all_lines_ = 1;
    const Rescue result = rescuer_.rescue(line, record);
    is_open_ = result == Rescue::open;
    if (is_open_) text_ = line;
    first_size_ = text_.size();
    return result;
  }
  ++all_lines_;
  if (!is_blank(line)) ++lines_;
  text_ += '\n';
  text_ += line;
  Rescue result = rescuer_.rescue(text_, record);
  if (all_lines_ == kMaxLines || text_.size() - first_size_ > kMaxMore) {
    if (result == Rescue::open) result = Rescue::lost;
  }
  is_open_ = result == Rescue::open;
  return result;
}

}  // namespace heapgate
