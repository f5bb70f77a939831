#pragma once

#include <fmt/format.h>

#include <string>

#include "heapgate/verdict.hpp"
#include "util/table.hpp"

namespace heapgate {

enum class Colour { red = 31, green = 32, yellow = 33, bold = 1 };

/// The text of the human report as it grows.
class HumanWriter {
 public:
  explicit HumanWriter(bool colour) : colour_(colour) {}

  void line(const std::string& text = "") { text_ += text + "\n"; }
  void heading(const std::string& text) {
    line();
    line(paint(Colour::bold, text));
  }
  /// As wide as most terminals are at least.
  void table(const Table& table, const std::string& indent) {
    constexpr std::size_t kColumns = 100;
    for (const std::string& row : table.lines(indent, kColumns)) line(row);
  }
  [[nodiscard]] std::string paint(Colour colour, const std::string& text) const {
    return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", static_cast<int>(colour), text) : text;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  bool colour_;
  std::string text_;
};

/// A message on one line, without the middle of what is too long.
[[nodiscard]] std::string message_line(const std::string& message);

/// Every cause with what to do about it, what was skipped, and how many limits hold.
void write_findings(HumanWriter& out, const Verdict& verdict);

/// The groups whose contents grew by more than their budgets allow.
void write_grown(HumanWriter& out, const Verdict& verdict);

/// What rose and fell against the baseline, if there is one.
void write_baseline(HumanWriter& out, const Verdict& verdict);

/// What keeps the leaks that are over their budgets and were not told as a cause, if that was asked for.
void write_explanation(HumanWriter& out, const Verdict& verdict);

/// What leaked, and what was kept but is no leak.
void write_groups(HumanWriter& out, const Verdict& verdict);

}  // namespace heapgate
