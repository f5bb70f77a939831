#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "heapgate/types.hpp"

namespace heapgate {

/// Appends a line that RecordParser refuses for the given reason, with the address of the line it stands for
/// and with nothing else of it. LineRescuer names the same field, where that broke the line's syntax; empty:
/// none.
void append_placeholder(std::optional<Address> address, std::string_view reason, std::string_view field,
                        std::string& out);

}  // namespace heapgate
