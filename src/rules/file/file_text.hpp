#pragma once

#include <cstdint>
#include <string>

namespace heapgate {

/// A rule file that is longer is none.
inline constexpr std::uint64_t kMaxRuleFile = std::uint64_t{1} << 20;

/// What a path may name.
enum class FileKind {
  regular,
  any,  ///< a FIFO too, which a shell's <(...) is
};

/// All of a file of at most `max` bytes. Throws UsageError: `context` (a place that names the file, or
/// empty), path and reason.
[[nodiscard]] std::string file_text(const std::string& path, const std::string& context, std::uint64_t max,
                                    FileKind kind);

}  // namespace heapgate
