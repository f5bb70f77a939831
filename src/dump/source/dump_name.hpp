#pragma once

#include <string_view>

namespace heapgate {

/// Whether a file of this name in a folder counts as a dump.
[[nodiscard]] bool has_dump_name(std::string_view name);

}  // namespace heapgate
