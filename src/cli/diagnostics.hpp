#pragma once

#include <string>

namespace heapgate {

/// Writes "heapgate: WHAT" to standard error as one line of harmless text, whatever a file put into it.
void complain(const std::string& what);

}  // namespace heapgate
