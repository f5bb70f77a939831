#pragma once

#include <string>
#include <vector>

namespace heapgate {

/// Aligned columns for the human report.
class Table {
 public:
  enum class Align { left, right };

  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}

  /// As many cells as columns.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// Each row as a line that begins with `indent`, without trailing blanks.
  [[nodiscard]] std::vector<std::string> lines(const std::string& indent) const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace heapgate
