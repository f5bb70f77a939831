#include "terminal.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "report/workflow_text.hpp"
#include "util/text.hpp"

namespace heapgate {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool is_terminal(int descriptor) {
  const std::string term = environment("TERM");
  return ::isatty(descriptor) != 0 && !term.empty() && term != "dumb";
}

bool wants_colour(int descriptor) {
  return is_terminal(descriptor) && environment("NO_COLOR").empty();
}

StepLine::StepLine() : on_(is_terminal(STDERR_FILENO)) {}

void StepLine::show(const std::string& step) {
  if (!on_) {
    // One line for each step, so that a log tells how far it came.
    std::fputs(without_commands(clean_line(step) + "\n", {"\\x3A", "\\x23"}).c_str(), stderr);
    return;
  }
  clear();
  std::fprintf(stderr, "heapgate: %s …", clean_line(step).c_str());
  std::fflush(stderr);
  shown_ = true;
}

void StepLine::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace heapgate
