#include "created_folders.hpp"

#include <system_error>

#include "heapgate/error.hpp"

namespace heapgate {

namespace fs = std::filesystem;

CreatedFolders::~CreatedFolders() {
  std::error_code ignored;
  for (const fs::path& folder : made_) fs::remove(folder, ignored);
}

void CreatedFolders::create(const fs::path& folder) {
  fs::path so_far;
  for (const fs::path& part : folder) {
    so_far /= part;
    std::error_code error;
    if (part.empty() || fs::is_directory(so_far, error)) continue;
    if (fs::create_directory(so_far, error)) {
      made_.insert(made_.begin(), so_far);
    } else if (error) {
      throw OutputError(so_far.string() + ": cannot be made: " + error.message());
    }
  }
}

}  // namespace heapgate
