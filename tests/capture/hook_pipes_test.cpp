#include "capture/hook_pipes.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap_text.hpp"
#include "heapgate/error.hpp"

namespace heapgate {
namespace {

class HookPipesTest : public testing::Test {
 protected:
  void make_pipe(const std::string& name) { ASSERT_EQ(::mkfifo(folder_.path(name).c_str(), 0600), 0); }
  void make_pipes() {
    for (const char* name : {"events", "commands", "data"}) make_pipe(name);
    reader_ = OpenFile(::open(folder_.path("commands").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  }
  [[nodiscard]] bool opens(uid_t owner = ::geteuid()) const {
    return HookPipes::open(folder_.path("."), owner).has_value();
  }
  void replace_by_link(const std::string& name) {
    const std::string target = folder_.write("target", "kept");
    std::filesystem::remove(folder_.path(name));
    std::filesystem::create_symlink(target, folder_.path(name));
  }

  test::TempFolder folder_;
  OpenFile reader_;
};

TEST_F(HookPipesTest, OpensWhatAProcessHasMade) {
  make_pipes();
  EXPECT_TRUE(opens());
}

TEST_F(HookPipesTest, NobodyWhoListensIsNoProcess) {
  make_pipes();
  reader_.close();
  EXPECT_FALSE(opens());
}

TEST_F(HookPipesTest, TakesNoLinkNoFileAndNoOtherUsersPipe) {
  EXPECT_FALSE(opens());
  make_pipes();
  EXPECT_FALSE(opens(::geteuid() + 1));
  replace_by_link("events");
  EXPECT_FALSE(opens());
  std::filesystem::remove(folder_.path("events"));
  folder_.write("events", "");
  EXPECT_FALSE(opens());
  std::filesystem::remove(folder_.path("events"));
  make_pipe("events");
  EXPECT_TRUE(opens());
}

TEST_F(HookPipesTest, TheDataPipeIsHeldAgainstTheSame) {
  make_pipes();
  const auto pipes = HookPipes::open(folder_.path("."), ::geteuid());
  ASSERT_TRUE(pipes);
  EXPECT_TRUE(pipes->open_data().is_open());
  replace_by_link("data");
  EXPECT_FALSE(pipes->open_data().is_open());
}

TEST_F(HookPipesTest, MakesThemForTheServersUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  constexpr uid_t kNobody = 65534;
  const HookPipes pipes = HookPipes::make(folder_.path("."), kNobody);
  EXPECT_GE(pipes.events(), 0);
  for (const char* name : {"events", "commands", "data"}) {
    struct stat status {};
    ASSERT_EQ(::lstat(folder_.path(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, kNobody);
    EXPECT_EQ(status.st_mode, mode_t{S_IFIFO | 0600});
  }
  EXPECT_THROW((void)HookPipes::make(folder_.path("."), kNobody), OutputError);
}

}  // namespace
}  // namespace heapgate
