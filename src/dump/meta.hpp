#pragma once

#include <optional>
#include <string>

#include "heapgate/dump.hpp"

namespace heapgate {

/// Parses `pid=1 gc_count=31 ruby=…` `iterations=…`, `own=…` and `cwd=…`; the texts take the rest of their
/// lines.
[[nodiscard]] std::optional<Meta> parse_meta(const std::string& text);

/// The text that parse_meta() reads as `meta`.
[[nodiscard]] std::string format_meta(const Meta& meta);

}  // namespace heapgate
