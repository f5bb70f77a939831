#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace heapgate {

/// Aligned columns for the human report.
class Table {
 public:
  enum class Align { left, right };

  /// `elastic`: the columns that lose the middle of their cells where a line would be too wide.
  explicit Table(std::vector<Align> columns, std::vector<std::size_t> elastic = {})
      : columns_(std::move(columns)), elastic_(std::move(elastic)) {}

  /// As many cells as columns.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// Each row as a line that begins with `indent`, without trailing blanks; in `most` columns of a terminal,
  /// as far as the elastic columns can give way. 0 is as wide as it is.
  [[nodiscard]] std::vector<std::string> lines(const std::string& indent, std::size_t most = 0) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t indent, std::size_t most) const;

  std::vector<Align> columns_;
  std::vector<std::size_t> elastic_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace heapgate
