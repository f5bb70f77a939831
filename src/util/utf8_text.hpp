#pragma once

#include <string>
#include <string_view>

namespace heapgate {

/// Appends `bytes` with each byte that is no UTF-8 as \xNN: equal bytes give equal text.
void append_utf8(std::string_view bytes, std::string& out);

}  // namespace heapgate
