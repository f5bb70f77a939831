#include "file_text.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "heapgate/error.hpp"

namespace heapgate {

std::string file_text(const std::string& path, const std::string& context) {
  std::error_code ignored;
  errno = std::filesystem::is_directory(path, ignored) ? EISDIR : 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || errno == EISDIR) {
    throw UsageError(context + path + ": cannot be read: " + std::strerror(errno != 0 ? errno : ENOENT));
  }
  std::string text;
  for (std::array<char, 4096> part{}; file.read(part.data(), part.size()) || file.gcount() > 0;) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) throw UsageError(context + path + ": cannot be read: " + std::strerror(errno));
  return text;
}

}  // namespace heapgate
