#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// The meta file beside the dump at `path`: PATH.meta, else the same without the compression's suffix. None
/// if there is none or it says nothing that is known. Never waits: what is not a regular file is not read,
/// and `problem`, if asked for, says so.
[[nodiscard]] std::optional<Meta> read_meta(const std::string& path, std::string* problem = nullptr);

/// Where read_meta() looks, in its order.
[[nodiscard]] std::vector<std::string> meta_paths(const std::string& path);

/// Parses lines of `key=value` words (docs/meta-files.md); a text takes the rest of its line, unknown keys
/// are skipped. None if neither pid, GC count nor Ruby is there.
[[nodiscard]] std::optional<Meta> parse_meta(const std::string& text);

/// The files whose objects are the capture's own: Meta::own, and the one that examples/rack-endpoint has
/// beside it.
[[nodiscard]] std::vector<std::string> own_files(const Meta& meta);

/// The text that parse_meta() reads as `meta`.
[[nodiscard]] std::string format_meta(const Meta& meta);

}  // namespace heapgate
