#include "util/files/aside_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "report/scoped_process.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::mode_of;
using test::read_file;
using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

void put(const std::string& path, std::initializer_list<const char*> pieces,
         std::optional<mode_t> mode = std::nullopt) {
  AsideFile file(path, mode);
  for (const char* piece : pieces) file.write(piece);
  file.commit();
}

std::string error_of(const std::string& path) {
  try {
    put(path, {"text"});
  } catch (const OutputError& error) {
    EXPECT_EQ(error.code(), ExitCode::internal);
    return error.what();
  }
  return "no error";
}

TEST(AsideFile, PutsItsPiecesUnderANewName) {
  const TempFolder folder;
  put(folder.path("new"), {"one ", "", "two"});
  EXPECT_EQ(read_file(folder.path("new")), "one two");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("new"));
}

TEST(AsideFile, ReplacesAFileAndKeepsItsMode) {
  const TempFolder folder;
  const std::string path = folder.write("old", "old text");
  fs::permissions(path, fs::perms{0604});
  put(path, {"new"}, 0600);
  EXPECT_EQ(read_file(path), "new");
  EXPECT_EQ(mode_of(path), 0604U);
  EXPECT_THAT(names_in(folder.path()), ElementsAre("old"));
}

TEST(AsideFile, GivesANewFileTheModeAskedForOrWhatTheUmaskLeaves) {
  const TempFolder folder;
  const test::ScopedUmask scoped(0027);
  put(folder.path("default"), {"text"});
  put(folder.path("private"), {"text"}, 0600);
  put(folder.path("open"), {"text"}, 0666);
  EXPECT_EQ(mode_of(folder.path("default")), 0640U);
  EXPECT_EQ(mode_of(folder.path("private")), 0600U);
  EXPECT_EQ(mode_of(folder.path("open")), 0666U);
}

TEST(AsideFile, ShowsNothingBeforeItIsCommitted) {
  const TempFolder folder;
  const std::string old = folder.write("old", "old text");
  {
    AsideFile replacing(old);
    AsideFile making(folder.path("new"));
    replacing.write("half");
    making.write("half");
    EXPECT_FALSE(fs::exists(folder.path("new")));
    EXPECT_EQ(read_file(old), "old text");
  }
  EXPECT_EQ(read_file(old), "old text");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("old"));
}

// Needs a file system with unnamed files, as all those that CI disks have.
TEST(AsideFile, LeavesNothingWhenTheProgramIsKilled) {
  const TempFolder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    AsideFile file(folder.path("new"));
    file.write("half");
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(AsideFile, TakesATargetThatSomebodyElseMadeMeanwhile) {
  const TempFolder folder;
  AsideFile file(folder.path("new"));
  file.write("mine");
  folder.write("new", "theirs");
  file.commit();
  EXPECT_EQ(read_file(folder.path("new")), "mine");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("new"));
}

TEST(AsideFile, WritesThroughALinkToAFileThatIsNotThereYet) {
  const TempFolder folder;
  fs::create_directory(folder.path("deep"));
  fs::create_symlink("deep/file", folder.path("link"));
  put(folder.path("link"), {"text"});
  EXPECT_TRUE(fs::is_symlink(folder.path("link")));
  EXPECT_EQ(read_file(folder.path("deep/file")), "text");
}

TEST(AsideFile, LeavesNothingWhenTheTargetBecameAFolder) {
  const TempFolder folder;
  {
    AsideFile file(folder.path("new"));
    fs::create_directory(folder.path("new"));
    EXPECT_THROW(file.commit(), OutputError);
  }
  EXPECT_THAT(names_in(folder.path()), ElementsAre("new"));
  EXPECT_THAT(names_in(folder.path("new")), IsEmpty());
}

// Runs where /proc is not mounted, and so an unnamed file cannot be given a name; false if that cannot be
// had.
bool run_without_proc(const std::function<void()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", "/proc", "tmpfs", 0, nullptr) != 0) {
      ::_exit(1);
    }
    action();
    ::_exit(0);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(AsideFile, WorksTheSameWithoutUnnamedFiles) {
  const TempFolder folder;
  const std::string old = folder.write("old", "old text");
  fs::permissions(old, fs::perms{0604});
  const test::ScopedUmask scoped(0027);
  const bool done = run_without_proc([&] {
    {
      AsideFile half(folder.path("half"));
      half.write("half");
      folder.write("seen", names_in(folder.path()).size() == 2 ? "a named file" : "an unnamed file");
    }
    put(old, {"new"});
    put(folder.path("new"), {"text"});
  });
  if (!done) GTEST_SKIP() << "needs root";
  EXPECT_EQ(read_file(folder.path("seen")), "a named file");
  EXPECT_EQ(read_file(old), "new");
  EXPECT_EQ(mode_of(old), 0604U);
  EXPECT_EQ(read_file(folder.path("new")), "text");
  EXPECT_EQ(mode_of(folder.path("new")), 0640U);
  EXPECT_THAT(names_in(folder.path()), UnorderedElementsAre("new", "old", "seen"));
}

TEST(AsideFile, SaysWhyItCannotBeWritten) {
  const TempFolder folder;
  const std::string missing = folder.path("missing/file");
  EXPECT_EQ(error_of(missing), missing + ": cannot be written: No such file or directory");
  EXPECT_EQ(error_of(folder.path()), folder.path() + ": cannot be written: Is a directory");
  EXPECT_EQ(error_of("/dev/full"), "/dev/full: cannot be written: it is not a regular file");
  const test::ScopedFileLimit limit(2);
  EXPECT_EQ(error_of(folder.path("big")), folder.path("big") + ": cannot be written: File too large");
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

}  // namespace
}  // namespace heapgate
