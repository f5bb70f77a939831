#pragma once

#include <filesystem>

namespace heapgate {

/// What `path` leads to behind all links, whether that is there yet or not; `path` itself if it is no link.
[[nodiscard]] std::filesystem::path link_target(std::filesystem::path path);

}  // namespace heapgate
