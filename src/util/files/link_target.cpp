#include "link_target.hpp"

#include <system_error>

namespace heapgate {

namespace fs = std::filesystem;

fs::path link_target(fs::path path) {
  constexpr int kMaxLinks = 40;  // as Linux has it
  std::error_code error;
  for (int i = 0; i < kMaxLinks && fs::is_symlink(path, error); ++i) {
    const fs::path to = fs::read_symlink(path, error);
    path = to.is_absolute() ? to : path.parent_path() / to;
  }
  return path;
}

}  // namespace heapgate
