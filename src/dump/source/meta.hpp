#pragma once

#include <optional>
#include <string>

#include "heapgate/dump.hpp"

namespace heapgate {

/// Parses lines of `key=value` words (docs/meta-files.md); a text takes the rest of its line, unknown keys
/// are skipped. None if neither pid, GC count nor Ruby is there.
[[nodiscard]] std::optional<Meta> parse_meta(const std::string& text);

/// The text that parse_meta() reads as `meta`.
[[nodiscard]] std::string format_meta(const Meta& meta);

}  // namespace heapgate
