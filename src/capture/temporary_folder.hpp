#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "guardian.hpp"

namespace heapgate {

/// Others may enter a folder, but not list it.
inline constexpr mode_t kMayEnter = 0711;
/// Others may make entries of their own in a folder, and touch nobody else's.
inline constexpr mode_t kMayAdd = 01733;

/// A folder for temporary files that can be written: TMPDIR, else /tmp, /var/tmp or /dev/shm. Its path has no
/// blank, so that it can stand in RUBYOPT. Throws CaptureError if there is none.
[[nodiscard]] std::string temporary_folder();

/// A new folder `heapgate-XXXXXX` in there, for this user alone; removed by the guardian. Throws OutputError.
[[nodiscard]] std::string make_temporary_folder(const std::string& parent, Guardian& guardian);

/// Whatever the umask. Throws OutputError.
void allow_others(const std::string& folder, mode_t mode);

/// A new file that everybody may read. Throws OutputError.
void write_readable(const std::string& path, std::string_view text);

}  // namespace heapgate
