#pragma once

#include <string>

namespace heapgate {

/// All of a file. Throws UsageError: `context` (a place that names the file, or empty), path and reason.
[[nodiscard]] std::string file_text(const std::string& path, const std::string& context);

}  // namespace heapgate
