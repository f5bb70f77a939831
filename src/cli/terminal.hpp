#pragma once

#include <string>

namespace heapgate {

/// The variable's value; empty if it is not set.
[[nodiscard]] std::string environment(const char* name);

/// Whether `descriptor` is a terminal that takes escape sequences (TERM is not dumb).
[[nodiscard]] bool is_terminal(int descriptor);

/// Whether `descriptor` is to be coloured: a terminal, and NO_COLOR is not set.
[[nodiscard]] bool wants_colour(int descriptor);

/// Tells on standard error what is being done: on a terminal in one line that the next step replaces, else in
/// a line for each step.
class StepLine {
 public:
  StepLine();
  ~StepLine() { clear(); }
  StepLine(const StepLine&) = delete;
  StepLine& operator=(const StepLine&) = delete;

  void show(const std::string& step);
  void clear();

 private:
  bool on_;
  bool shown_ = false;
};

}  // namespace heapgate
