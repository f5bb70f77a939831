#include "diagnostics.hpp"

#include <cstdio>

#include "report/workflow_text.hpp"
#include "util/text.hpp"

namespace heapgate {

void complain(const std::string& what) {
  // CI reads commands on standard error, too.
  const std::string text = without_commands("heapgate: " + clean_text(what) + "\n", {"\\x3A", "\\x23"});
  std::fputs(text.c_str(), stderr);
}

}  // namespace heapgate
