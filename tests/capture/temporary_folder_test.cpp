#include "capture/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "heap_text.hpp"
#include "heapgate/error.hpp"

namespace heapgate {
namespace {

/// A variable for the time of a test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(TemporaryFolder, IsTheOneThatIsNamed) {
  const test::TempFolder folder;
  const Variable named("TMPDIR", folder.path("."));
  EXPECT_EQ(temporary_folder(), folder.path("."));
}

TEST(TemporaryFolder, IsAnotherWhereThatCannotBeUsed) {
  const test::TempFolder folder;
  for (const std::string& name : {folder.path("none"), std::string("relative"), folder.write("file", "")}) {
    const Variable named("TMPDIR", name);
    EXPECT_EQ(temporary_folder(), "/tmp");
  }
  std::filesystem::create_directory(folder.path("a b"));
  const Variable blank("TMPDIR", folder.path("a b"));
  EXPECT_EQ(temporary_folder(), "/tmp");
}

TEST(TemporaryFolder, IsForThisUserAloneUntilOthersAreAllowed) {
  const test::TempFolder parent;
  std::string folder;
  {
    Guardian guardian;
    folder = make_temporary_folder(parent.path(""), guardian);
    struct stat status {};
    ASSERT_EQ(::stat(folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0700U);
    allow_others(folder, kMayEnter);
    ASSERT_EQ(::stat(folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0711U);
    write_readable(folder + "/script", "text");
    ASSERT_EQ(::stat((folder + "/script").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0644U);
    EXPECT_THROW(write_readable(folder + "/script", "again"), OutputError);
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

}  // namespace
}  // namespace heapgate
