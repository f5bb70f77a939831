#include "names_splitter.hpp"

#include <algorithm>

#include "heapgate/names.hpp"

namespace heapgate {
namespace {

std::size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

}  // namespace

void NamesSplitter::give(std::string_view bytes) {
  if (!bytes.empty()) dump_(bytes);
}

void NamesSplitter::write(std::string_view bytes) {
  names_ += names_.empty() ? skip_dump(bytes) : bytes;
}

std::string_view NamesSplitter::skip_dump(std::string_view bytes) {
  std::size_t held = matched_;  // what earlier pieces had of the header
  for (std::size_t at = 0; at < bytes.size();) {
    if (line_start_) {
      const std::size_t same = common_prefix(kNamesHeader.substr(matched_), bytes.substr(at));
      matched_ += same;
      at += same;
      if (matched_ == kNamesHeader.size()) {
        give(bytes.substr(0, at - (matched_ - held)));
        names_ = kNamesHeader;
        return bytes.substr(at);
      }
      if (at == bytes.size()) break;
      give(kNamesHeader.substr(0, held));
      line_start_ = false;
      held = matched_ = 0;
    }
    const std::size_t newline = bytes.find('\n', at);
    line_start_ = newline != std::string_view::npos;
    at = line_start_ ? newline + 1 : bytes.size();
  }
  give(bytes.substr(0, bytes.size() - (matched_ - held)));
  return {};
}

bool NamesSplitter::are_names_whole() const {
  if (names_.empty()) return true;
  if (!names_.ends_with('\n')) return false;
  const std::size_t line = names_.rfind('\n', names_.size() - 2) + 1;
  const std::string_view last = std::string_view(names_).substr(line);
  return last == "end\n" || last.starts_with("failed\t");
}

void NamesSplitter::finish() {
  if (names_.empty()) give(kNamesHeader.substr(0, matched_));
  matched_ = 0;
}

}  // namespace heapgate
