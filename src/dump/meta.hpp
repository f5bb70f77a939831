#pragma once

#include <optional>
#include <string>

#include "heapgate/heap.hpp"

namespace heapgate {

/// The meta file beside the dump at `path`: PATH.meta, else the same without the compression's suffix. None
/// if there is none or it says nothing that is known.
[[nodiscard]] std::optional<Meta> read_meta(const std::string& path);

/// Parses `pid=1 gc_count=31 ruby=…` `own=…` and `cwd=…`; the texts take the rest of their lines.
[[nodiscard]] std::optional<Meta> parse_meta(const std::string& text);

/// The text that parse_meta() reads as `meta`.
[[nodiscard]] std::string format_meta(const Meta& meta);

}  // namespace heapgate
