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
using test::mode_of;
using test::read_file;
using test::TempFolder;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

std::string big_text(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 4096);
  return text;
}

TEST(WriteOutput, MakesANewFileOfTheseBytesAndNothingElse) {
  const TempFolder folder;
  const std::string bytes("line\n\0\xFF\r\n", 9);
  write_output(folder.path("report.xml"), bytes);
  EXPECT_EQ(read_file(folder.path("report.xml")), bytes);
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("report.xml"));
}

TEST(WriteOutput, MakesAnEmptyFileOfNoBytes) {
  const TempFolder folder;
  write_output(folder.path("report.xml"), "");
  EXPECT_TRUE(fs::is_regular_file(folder.path("report.xml")));
  EXPECT_EQ(read_file(folder.path("report.xml")), "");
}

TEST(WriteOutput, GivesANewFileTheModeThatTheUmaskLeaves) {
  const TempFolder folder;
  for (const mode_t mask : {0022U, 0027U, 0077U, 0000U}) {
    const test::ScopedUmask scoped(mask);
    const std::string path = folder.path("report-" + std::to_string(mask));
    write_output(path, "text");
    EXPECT_EQ(mode_of(path), 0666U & ~mask);
  }
}

TEST(WriteOutput, LeavesTheUmaskAsItWas) {
  const TempFolder folder;
  const test::ScopedUmask scoped(0037);
  write_output(folder.path("report.xml"), "text");
  EXPECT_EQ(::umask(0037), 0037U);
}

TEST(WriteOutput, ReplacesAFileAndKeepsItsMode) {
  const TempFolder folder;
  const std::string path = folder.write("report.xml", "a much longer text of an earlier run");
  fs::permissions(path, fs::perms{0604});
  write_output(path, "new");
  EXPECT_EQ(read_file(path), "new");
  EXPECT_EQ(mode_of(path), 0604U);
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("report.xml"));
}

TEST(WriteOutput, ReplacesRatherThanOverwritesSoThatAReaderKeepsWhatItOpened) {
  const TempFolder folder;
  const std::string path = folder.write("report.xml", "old");
  std::ifstream reader(path, std::ios::binary);
  write_output(path, "new");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
}

TEST(WriteOutput, WritesThroughALinkAndLeavesItPointing) {
  const TempFolder folder;
  const std::string target = folder.write("artifacts/report.xml", "old");
  fs::permissions(target, fs::perms{0640});
  fs::create_symlink("artifacts/report.xml", folder.path("link.xml"));
  fs::create_symlink("link.xml", folder.path("link-to-link.xml"));
  write_output(folder.path("link-to-link.xml"), "new");
  EXPECT_EQ(fs::read_symlink(folder.path("link-to-link.xml")), "link.xml");
  EXPECT_EQ(fs::read_symlink(folder.path("link.xml")), "artifacts/report.xml");
  EXPECT_FALSE(fs::is_symlink(target));
  EXPECT_EQ(read_file(target), "new");
  EXPECT_EQ(mode_of(target), 0640U);
  EXPECT_THAT(names_in(folder.path("artifacts")), testing::ElementsAre("report.xml"));
}

TEST(WriteOutput, MakesTheFileThatALinkPointsToBeforeItIsThere) {
  const TempFolder folder;
  fs::create_directory(folder.path("artifacts"));
  fs::create_symlink("artifacts/report.xml", folder.path("link.xml"));
  write_output(folder.path("link.xml"), "text");
  EXPECT_EQ(fs::read_symlink(folder.path("link.xml")), "artifacts/report.xml");
  EXPECT_EQ(read_file(folder.path("artifacts/report.xml")), "text");
}

TEST(WriteOutput, TakesANameAsLongAsNamesCanBe) {
  const TempFolder folder;
  const std::string path = folder.path(std::string(255, 'n'));
  write_output(path, "text");
  EXPECT_EQ(read_file(path), "text");
}

TEST(WriteOutput, AppendsToAFileThatIsOpenRatherThanReplacingIt) {
  const TempFolder folder;
  const std::string log = folder.write("ci.log", "precious\n");
  const int fd = ::open(log.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  write_output("/dev/fd/" + std::to_string(fd), "text\n");
  write_output("/proc/self/fd/" + std::to_string(fd), "more\n");
  ::close(fd);
  EXPECT_EQ(read_file(log), "precious\ntext\nmore\n");
}

TEST(WriteOutput, TakesAPathRelativeToTheWorkingFolder) {
  const TempFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  write_output("report.xml", "text");
  fs::current_path(before);
  EXPECT_EQ(read_file(folder.path("report.xml")), "text");
}

TEST(WriteOutput, TakesANameWithBlanksAndQuotes) {
  const TempFolder folder;
  const std::string path = folder.path("a 'b' \"c\" $d XXXXXX");
  write_output(path, "text");
  EXPECT_EQ(read_file(path), "text");
}

TEST(WriteOutput, WritesTwentyMegabytesWhole) {
  const TempFolder folder;
  const std::string bytes = big_text(20'000'001);
  write_output(folder.path("report.json"), bytes);
  EXPECT_TRUE(read_file(folder.path("report.json")) == bytes);
}

TEST(WriteOutput, WritesToDevNullAndLeavesItADevice) {
  write_output("/dev/null", "text");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WriteOutput, WritesDirectlyIntoAFifo) {
  const TempFolder folder;
  const std::string path = folder.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  // Larger than any pipe holds at once.
  const std::string bytes = big_text(3'000'000);
  auto received = std::async(std::launch::async, [&] { return read_file(path); });
  write_output(path, bytes);
  EXPECT_TRUE(received.get() == bytes);
  EXPECT_TRUE(fs::is_fifo(path));
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("fifo"));
}

TEST(WriteOutput, WritesToStandardOutputWithoutAPath) {
  const TempFolder folder;
  const std::string bytes = big_text(200'000);
  {
    const test::ScopedStdout scoped(folder.path("out"));
    write_output("", bytes);
  }
  EXPECT_TRUE(read_file(folder.path("out")) == bytes);
}

TEST(WriteOutput, LeavesTheSignalMaskAsItWas) {
  const TempFolder folder;
  const auto blocked = [] {
    sigset_t mask{};
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return sigismember(&mask, SIGTERM) + sigismember(&mask, SIGINT);
  };
  ASSERT_EQ(blocked(), 0);
  write_output(folder.path("report.xml"), "text");
  EXPECT_EQ(blocked(), 0);
  EXPECT_THROW(write_output(folder.path("missing/report.xml"), "text"), OutputError);
  EXPECT_EQ(blocked(), 0);
}

TEST(AppendOutput, AddsToWhatIsThereAndMakesWhatIsNot) {
  const TempFolder folder;
  append_output(folder.path("summary.md"), "one\n");
  append_output(folder.path("summary.md"), "two\n");
  EXPECT_EQ(read_file(folder.path("summary.md")), "one\ntwo\n");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("summary.md"));
}

}  // namespace
}  // namespace heapgate
