#include "temporary_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

[[noreturn]] void cannot_make(const std::string& path) {
  throw OutputError(path + ": cannot be made: " + std::strerror(errno));
}

// Why no folder can be made in there; empty if one can. Tried, since permissions say nothing of a file
// system.
std::string problem_of(const std::string& folder) {
  if (folder.find_first_of(" \t\n") != std::string::npos) return "its path has a blank";
  std::string probe = folder + "/heapgate-XXXXXX";
  if (::mkdtemp(probe.data()) == nullptr) return std::strerror(errno);
  ::rmdir(probe.c_str());
  return {};
}

}  // namespace

std::string temporary_folder() {
  std::vector<std::string> folders{"/tmp", "/var/tmp", "/dev/shm"};
  const char* named = std::getenv("TMPDIR");
  if (named != nullptr && *named == '/') folders.insert(folders.begin(), named);
  std::string problems;
  for (const std::string& folder : folders) {
    const std::string problem = problem_of(folder);
    if (problem.empty()) return folder;
    problems += "\n  " + folder + ": " + problem;
  }
  throw CaptureError("no folder for temporary files can be written, name one by TMPDIR:" + problems);
}

std::string make_temporary_folder(const std::string& parent, Guardian& guardian) {
  std::string folder = parent + "/heapgate-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) cannot_make(folder);
  guardian.remove_folder(folder);
  return folder;
}

void allow_others(const std::string& folder, mode_t mode) {
  if (::chmod(folder.c_str(), mode) != 0) cannot_make(folder);
}

void write_readable(const std::string& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fchmod(fd, 0644) == 0;
  if (fd >= 0) ::close(fd);
  if (!written) cannot_make(path);
}

}  // namespace heapgate
