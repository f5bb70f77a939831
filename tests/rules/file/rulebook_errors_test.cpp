#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "loading.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::load_error;
using test::TempFolder;

// Root may read every file; the test is of one who may not.
class PlainUser {
 public:
  PlainUser() : was_root_(geteuid() == 0 && seteuid(65534) == 0) {}
  ~PlainUser() {
    if (was_root_) {
      EXPECT_EQ(seteuid(0), 0);
    }
  }
  PlainUser(const PlainUser&) = delete;
  PlainUser& operator=(const PlainUser&) = delete;

 private:
  bool was_root_;
};

TEST(RulebookErrors, TellAMissingRuleFile) {
  EXPECT_EQ(load_error(TempFolder(), "rules.yml"), "rules.yml: cannot be read: No such file or directory");
}

TEST(RulebookErrors, TellARuleFileThatMayNotBeRead) {
  const TempFolder folder;
  fs::permissions(folder.write("rules.yml", "version: 1\n"), fs::perms::none);
  const PlainUser user;
  if (geteuid() == 0) GTEST_SKIP() << "runs as root, who may read every file";
  EXPECT_EQ(load_error(folder, "rules.yml"), "rules.yml: cannot be read: Permission denied");
}

TEST(RulebookErrors, TellAFolderThatStandsForARuleFile) {
  const TempFolder folder;
  fs::create_directory(folder.path("rules.yml"));
  EXPECT_EQ(load_error(folder, "rules.yml"), "rules.yml: cannot be read: Is a directory");
}

TEST(RulebookErrors, TellAPathThroughAFile) {
  const TempFolder folder;
  folder.write("file", "");
  EXPECT_EQ(load_error(folder, "file/rules.yml"), "file/rules.yml: cannot be read: Not a directory");
}

TEST(RulebookErrors, TellALinkThatLeadsNowhere) {
  const TempFolder folder;
  fs::create_symlink("gone.yml", folder.path("rules.yml"));
  EXPECT_EQ(load_error(folder, "rules.yml"), "rules.yml: cannot be read: No such file or directory");
}

TEST(RulebookErrors, TellAFileThatBreaksOffWhileItIsRead) {
  const std::string unmapped = "/proc/self/mem";
  if (!fs::exists(unmapped)) GTEST_SKIP() << "needs /proc";
  try {
    (void)load_rulebook(unmapped, {"/", ""});
    FAIL() << "no error";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "/proc/self/mem: cannot be read: Input/output error");
  }
}

TEST(RulebookErrors, NameTheLineThatExtendsAMissingFile) {
  const TempFolder folder;
  folder.write("ci/heapgate.yml", "version: 1\nextends:\n  - default\n  - ../policy/org.yml\n");
  EXPECT_EQ(load_error(folder, "ci/heapgate.yml"),
            "ci/heapgate.yml:4:5: 'extends': policy/org.yml: cannot be read: No such file or directory");
}

TEST(RulebookErrors, NameTheLineThatExtendsAFolder) {
  const TempFolder folder;
  folder.write("policy/org.yml", "version: 1\n");
  folder.write("heapgate.yml", "version: 1\nextends: ./policy\n");
  EXPECT_EQ(load_error(folder), "heapgate.yml:2:10: 'extends': policy: cannot be read: Is a directory");
}

TEST(RulebookErrors, NameTheNearestFileThatExtendsAMissingOne) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: team.yml\n");
  folder.write("team.yml", "version: 1\nextends: [org.yml]\n");
  EXPECT_EQ(load_error(folder),
            "team.yml:2:11: 'extends' (heapgate.yml -> team.yml -> org.yml): org.yml: cannot be read: "
            "No such file or directory");
}

TEST(RulebookErrors, PointIntoTheExtendedFile) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: policy/org.yml\n");
  folder.write("policy/org.yml", "version: 1\nbudgets:\n  - {id: a, max: x}\n");
  EXPECT_EQ(load_error(folder), "policy/org.yml:3:18: 'max' must be a whole number from 0, not 'x'");
}

TEST(RulebookErrors, PointAtTheLastFileThatNamesABudgetWithoutALimit) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\nbudgets:\n  - {id: a, class: Cart}\n");
  folder.write("org.yml", "version: 1\nbudgets:\n  - {id: a}\n");
  EXPECT_EQ(load_error(folder),
            "heapgate.yml:4:5: the budget 'a' has no limit: give it 'max', 'max_bytes' or 'max_per_1000'");
}

TEST(RulebookErrors, PointAtTheExtendedFileIfOnlyThatNamesABudgetWithoutALimit) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\n");
  folder.write("org.yml", "version: 1\nbudgets:\n  - {id: a}\n");
  EXPECT_EQ(load_error(folder),
            "org.yml:3:5: the budget 'a' has no limit: give it 'max', 'max_bytes' or 'max_per_1000'");
}

TEST(RulebookErrors, NameThePresetThatWasMeant) {
  EXPECT_EQ(test::error_of("version: 1\nextends: defualt\n"),
            "heapgate.yml:2:10: unknown preset 'defualt'; did you mean 'default'?");
}

TEST(RulebookErrors, ListThePresets) {
  EXPECT_THAT(test::error_of("version: 1\nextends: [default, potatoes]\n"),
              testing::StartsWith("heapgate.yml:2:20: unknown preset 'potatoes'; known are default"));
}

TEST(RulebookErrors, ShowAFileThatExtendsItself) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: heapgate.yml\n");
  EXPECT_EQ(load_error(folder), "heapgate.yml:2:10: 'extends' goes round: heapgate.yml -> heapgate.yml");
}

TEST(RulebookErrors, ShowTheChainOfFilesThatExtendEachOther) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: [default, ./team.yml]\n");
  folder.write("team.yml", "version: 1\nextends: policy/org.yml\n");
  folder.write("policy/org.yml", "version: 1\n\nextends:\n  - ../heapgate.yml\n");
  EXPECT_EQ(load_error(folder),
            "policy/org.yml:4:5: 'extends' goes round: "
            "heapgate.yml -> team.yml -> policy/org.yml -> heapgate.yml");
}

TEST(RulebookErrors, LeaveOutOfTheChainWhatOnlyLeadsToIt) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: a.yml\n");
  folder.write("a.yml", "version: 1\nextends: b.yml\n");
  folder.write("b.yml", "version: 1\nextends: a.yml\n");
  EXPECT_EQ(load_error(folder), "b.yml:2:10: 'extends' goes round: a.yml -> b.yml -> a.yml");
}

}  // namespace
}  // namespace heapgate
