#pragma once

#include <string>

namespace heapgate {

/// False if the file is JSON but no heap dump (a report, a package.json). Anything that is not JSON at all,
/// empty or unreadable counts as a dump: it may be a broken one, which must not go unseen.
[[nodiscard]] bool may_be_dump(const std::string& path);

}  // namespace heapgate
