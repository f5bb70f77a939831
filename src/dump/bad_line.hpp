#pragma once

#include <string>
#include <string_view>

namespace heapgate {

/// Appends a line that RecordParser refuses for the same `reason` as `line`, with the same address if that
/// can be read, and with nothing else of it.
void append_placeholder(std::string_view line, std::string_view reason, std::string& out);

}  // namespace heapgate
