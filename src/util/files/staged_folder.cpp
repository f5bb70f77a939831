#include "staged_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

#include "heapgate/error.hpp"
#include "signal_guard.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

fs::path behind_links(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) real = path;
  return real.has_filename() ? real : real.parent_path();
}

mode_t folder_mode(const fs::path& target) {
  struct stat status {};
  if (::stat(target.c_str(), &status) == 0) return status.st_mode & 07777U;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0777 & ~mask;
}

}  // namespace

StagedFolder::StagedFolder(const fs::path& target) : target_(behind_links(target)) {
  const SignalGuard guard;
  std::string name = (target_.parent_path() / ".heapgate-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail(std::strerror(errno));
  stage_ = name;
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!stage_.empty()) fs::remove_all(stage_, ignored);
}

void StagedFolder::fail(const std::string& why) const {
  throw OutputError(target_.string() + ": cannot be written: " + why);
}

// Copies, so that the folder there is whole until the other has its place.
void StagedFolder::take_over(const std::function<bool(const fs::path&)>& keep) const {
  std::error_code error;
  fs::recursive_directory_iterator each(target_, error);
  for (const fs::recursive_directory_iterator end; !error && each != end; each.increment(error)) {
    const fs::path name = each->path().lexically_relative(target_);
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(stage_ / name, ignored)) || !keep(name)) continue;
    if (each->is_directory(ignored) && !each->is_symlink(ignored)) {
      fs::create_directory(stage_ / name, each->path(), error);
    } else {
      fs::copy(each->path(), stage_ / name, fs::copy_options::copy_symlinks, error);
    }
    if (error) break;
  }
  if (error) fail(error.message());
}

void StagedFolder::put_in_place() {
  if (::renameat2(AT_FDCWD, stage_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0) {
    stage_.clear();
    return;
  }
  // The old one then lies aside, and goes.
  if (::renameat2(AT_FDCWD, stage_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) return;
  // Not every file system can exchange two, or take a flag.
  const fs::path old = stage_.string() + "-old";
  const bool was_there = ::rename(target_.c_str(), old.c_str()) == 0;
  if (::rename(stage_.c_str(), target_.c_str()) != 0) {
    const int error = errno;
    if (was_there && ::rename(old.c_str(), target_.c_str()) != 0)
      fail("the folder that was there is " + old.string());
    fail(std::strerror(error));
  }
  stage_ = old;
}

void StagedFolder::commit(const std::function<bool(const fs::path&)>& keep) {
  std::error_code ignored;
  if (fs::is_directory(target_, ignored)) take_over(keep);
  if (::chmod(stage_.c_str(), folder_mode(target_)) != 0) fail(std::strerror(errno));
  const SignalGuard guard;
  put_in_place();
  if (stage_.empty()) return;
  fs::remove_all(stage_, ignored);
  stage_.clear();
}

}  // namespace heapgate
