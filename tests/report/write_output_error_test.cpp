#include <gmock/gmock.h>

#include <filesystem>
#include <future>
#include <string>

#include "heap_text.hpp"
#include "heapgate/report.hpp"
#include "scoped_process.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TempFolder;

constexpr std::size_t kTooLarge = 3'000'000;
constexpr rlim_t kLimit = 1'000'000;

std::string output_error(const std::string& path, const std::string& bytes) {
  try {
    write_output(path, bytes);
  } catch (const OutputError& error) {
    EXPECT_EQ(error.code(), ExitCode::internal);
    return error.what();
  }
  return "no error";
}

std::size_t entries_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

TEST(WriteOutputError, SaysThatTheTargetIsAFolder) {
  const TempFolder folder;
  EXPECT_EQ(output_error(folder.path(), "text"), folder.path() + ": cannot be written: Is a directory");
  EXPECT_EQ(entries_in(folder.path()), 0U);
}

TEST(WriteOutputError, SaysThatTheFolderIsMissingAndDoesNotMakeIt) {
  const TempFolder folder;
  for (const char* name : {"missing/report.xml", "missing/"}) {
    EXPECT_EQ(output_error(folder.path(name), "text"),
              folder.path(name) + ": cannot be written: No such file or directory");
  }
  EXPECT_EQ(entries_in(folder.path()), 0U);
}

TEST(WriteOutputError, SaysThatAFileIsNoFolder) {
  const TempFolder folder;
  const std::string file = folder.write("file", "old");
  EXPECT_EQ(output_error(file + "/report.xml", "text"),
            file + "/report.xml: cannot be written: Not a directory");
  EXPECT_EQ(read_file(file), "old");
}

TEST(WriteOutputError, SaysThatTheFolderIsReadOnlyAndKeepsTheOldContent) {
  const TempFolder folder;
  const std::string old = folder.write("locked/old.xml", "old");
  fs::permissions(folder.path(), fs::perms{0755});
  fs::permissions(folder.path("locked"), fs::perms{0555});
  {
    const test::ScopedUnprivileged nobody;
    if (nobody.failed()) GTEST_SKIP() << "root that cannot become somebody else may write everywhere";
    const std::string path = folder.path("locked/new.xml");
    EXPECT_EQ(output_error(path, "text"), path + ": cannot be written: Permission denied");
    EXPECT_EQ(output_error(old, "text"), old + ": cannot be written: Permission denied");
  }
  EXPECT_EQ(entries_in(folder.path("locked")), 1U);
  EXPECT_EQ(read_file(old), "old");
  fs::permissions(folder.path("locked"), fs::perms{0755});
}

TEST(WriteOutputError, SaysThatLinksGoInACircle) {
  const TempFolder folder;
  fs::create_symlink("b", folder.path("a"));
  fs::create_symlink("a", folder.path("b"));
  EXPECT_EQ(output_error(folder.path("a"), "text"),
            folder.path("a") + ": cannot be written: Too many levels of symbolic links");
  EXPECT_TRUE(fs::is_symlink(folder.path("a")));
}

TEST(WriteOutputError, SaysThatADeviceIsFull) {
  EXPECT_EQ(output_error("/dev/full", "text"), "/dev/full: cannot be written: No space left on device");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(WriteOutputError, LeavesNothingOfANewFileThatDoesNotFit) {
  const TempFolder folder;
  const std::string path = folder.path("report.xml");
  const test::ScopedFileLimit limit(kLimit);
  EXPECT_EQ(output_error(path, std::string(kTooLarge, 'x')), path + ": cannot be written: File too large");
  EXPECT_EQ(entries_in(folder.path()), 0U);
}

TEST(WriteOutputError, KeepsTheOldContentWhenTheNewDoesNotFit) {
  const TempFolder folder;
  const std::string path = folder.write("report.xml", "old");
  fs::permissions(path, fs::perms{0640});
  const test::ScopedFileLimit limit(kLimit);
  EXPECT_EQ(output_error(path, std::string(kTooLarge, 'x')), path + ": cannot be written: File too large");
  EXPECT_EQ(entries_in(folder.path()), 1U);
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(test::mode_of(path), 0640U);
}

TEST(WriteOutputError, KeepsLinkAndTargetWhenTheNewContentDoesNotFit) {
  const TempFolder folder;
  const std::string target = folder.write("artifacts/report.xml", "old");
  fs::create_symlink("artifacts/report.xml", folder.path("link.xml"));
  const test::ScopedFileLimit limit(kLimit);
  EXPECT_EQ(output_error(folder.path("link.xml"), std::string(kTooLarge, 'x')),
            folder.path("link.xml") + ": cannot be written: File too large");
  EXPECT_EQ(entries_in(folder.path()), 2U);
  EXPECT_EQ(entries_in(folder.path("artifacts")), 1U);
  EXPECT_TRUE(fs::is_symlink(folder.path("link.xml")));
  EXPECT_EQ(read_file(target), "old");
}

TEST(WriteOutputError, SaysThatStandardOutputIsFull) {
  std::string message;
  {
    const test::ScopedStdout scoped("/dev/full");
    message = output_error("", "text");
  }
  EXPECT_EQ(message, "standard output: cannot be written: No space left on device");
}

TEST(WriteOutputError, SaysThatTheReaderOfAFifoWentAway) {
  const TempFolder folder;
  const std::string path = folder.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const test::ScopedSignalIgnored ignored(SIGPIPE);
  auto reader = std::async(std::launch::async, [&] { return std::ifstream(path).get(); });
  EXPECT_EQ(output_error(path, std::string(kTooLarge, 'x')), path + ": cannot be written: Broken pipe");
  EXPECT_EQ(reader.get(), 'x');
  EXPECT_TRUE(fs::is_fifo(path));
}

TEST(AppendOutputError, TakesBackWhatDidNotFit) {
  const TempFolder folder;
  const std::string path = folder.write("summary.md", "old");
  const test::ScopedFileLimit limit(kLimit);
  std::string message;
  try {
    append_output(path, std::string(kTooLarge, 'x'));
  } catch (const OutputError& error) {
    message = error.what();
  }
  EXPECT_EQ(message, path + ": cannot be written: File too large");
  EXPECT_EQ(read_file(path), "old");
}

}  // namespace
}  // namespace heapgate
