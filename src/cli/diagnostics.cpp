#include "diagnostics.hpp"

#include <cstdio>

#include "report/text.hpp"

namespace heapgate {

void complain(const std::string& what) {
  std::fprintf(stderr, "heapgate: %s\n", clean_text(what).c_str());
}

}  // namespace heapgate
