#include "table.hpp"

#include <algorithm>

#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kGap = 2;
// Less says nothing.
constexpr std::size_t kNarrowest = 16;

}  // namespace

std::vector<std::size_t> Table::widths(std::size_t indent, std::size_t most) const {
  std::vector<std::size_t> widths(columns_.size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::size_t all = indent + kGap * (widths.empty() ? 0 : widths.size() - 1);
  for (const std::size_t column : widths) all += column;
  const auto is_narrower = [&](std::size_t a, std::size_t b) { return widths[a] < widths[b]; };
  // The widest gives way first.
  while (most > 0 && all > most && !elastic_.empty()) {
    std::size_t& widest = widths[*std::max_element(elastic_.begin(), elastic_.end(), is_narrower)];
    if (widest <= kNarrowest) break;
    --widest;
    --all;
  }
  return widths;
}

std::vector<std::string> Table::lines(const std::string& indent, std::size_t most) const {
  const std::vector<std::size_t> widths = this->widths(width(indent), most);
  std::vector<std::string> lines;
  for (const auto& row : rows_) {
    std::string line = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = without_middle(row[i], widths[i]);
      const std::string blanks(widths[i] - width(cell), ' ');
      line +=
          std::string(i == 0 ? 0 : kGap, ' ') + (columns_[i] == Align::right ? blanks + cell : cell + blanks);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace heapgate
