// `heapgate init` in application folders.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

using test::ProgramRun;
using testing::HasSubstr;

class InitTest : public test::ProgramTest {};

TEST_F(InitTest, WritesWhatARailsApplicationNeedsAndSaysWhatIsNext) {
  folder_.write("Gemfile.lock", "    puma (6.4.2)\n    rails (7.1.3)\n");
  const ProgramRun made = run("heapgate init");
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(
      made.out,
      "wrote heapgate.yml\n"
      "wrote .github/workflows/heapgate.yml\n"
      "wrote .gitignore\n"
      "next: heapgate capture --exec 'bundle exec rails server -p 3000' --ready http://127.0.0.1:3000/up \\\n"
      "        --load 'for i in $(seq 200); do curl -fsS -o /dev/null http://127.0.0.1:3000/up || exit 1; "
      "done' --out "
      "tmp/heapgate \\\n"
      "        && heapgate check tmp/heapgate\n");
  EXPECT_EQ(made.err, "");
}

TEST_F(InitTest, TheRulesAreTakenByTheNextCheck) {
  folder_.write("Gemfile.lock", "    puma (6.4.2)\n    rails (7.1.3)\n    sidekiq (7.0)\n");
  EXPECT_EQ(run("heapgate init").exit_code, 0);
  const ProgramRun check = run("heapgate check " + test::dumps("native-3.1/leaky"));
  EXPECT_EQ(check.exit_code, 1) << check.err;
  EXPECT_THAT(check.out, HasSubstr("heapgate.yml"));
  EXPECT_EQ(run("heapgate check " + test::dumps("native-3.1/clean")).exit_code, 0);
}

TEST_F(InitTest, DumpsAreNotCommitted) {
  folder_.write("Gemfile.lock", "    puma (6.4.2)\n");
  folder_.write(".gitignore", "/log/");
  EXPECT_THAT(run("heapgate init").out, HasSubstr("added to .gitignore: /tmp/heapgate/\n"));
  const std::string text = "/log/\n# heap dumps: they hold secrets\n/tmp/heapgate/\n";
  EXPECT_EQ(file(".gitignore"), text);
  EXPECT_THAT(run("heapgate init").out, HasSubstr("kept  .gitignore (it names the dumps already)\n"));
  EXPECT_EQ(file(".gitignore"), text);
  folder_.write(".gitignore", "/tmp/*\n");
  EXPECT_EQ(run("heapgate init").exit_code, 0);
  EXPECT_EQ(file(".gitignore"), "/tmp/*\n");
}

TEST_F(InitTest, NothingIsEverOverwritten) {
  std::filesystem::create_directories(path(".github/workflows"));
  folder_.write(".heapgate.yml", "mine");
  std::filesystem::create_symlink("nowhere", path(".github/workflows/heapgate.yml"));
  const ProgramRun made = run("heapgate init");
  EXPECT_EQ(made.exit_code, 0);
  EXPECT_THAT(made.out, testing::StartsWith("kept  .heapgate.yml (it is there already)\n"
                                            "kept  .github/workflows/heapgate.yml (it is there already)\n"));
  EXPECT_EQ(file(".heapgate.yml"), "mine");
  EXPECT_FALSE(exists("heapgate.yml"));
  EXPECT_FALSE(exists(".github/workflows/nowhere"));
}

TEST_F(InitTest, WrongUse) {
  const ProgramRun folder = run("heapgate init nowhere");
  EXPECT_EQ(folder.exit_code, 2);
  EXPECT_EQ(folder.err, "heapgate: nowhere: not a directory\n");
  for (const char* action : {"", "x", "x@", "@x", "x@y@z", "x@y z", "x@$(touch y)"}) {
    EXPECT_EQ(run(std::string("heapgate init --action '") + action + "'").exit_code, 2) << action;
  }
  EXPECT_TRUE(files().empty());
}

TEST_F(InitTest, AFileThatCannotBeWrittenIsNamed) {
  folder_.write(".github", "a file");
  const ProgramRun made = run("heapgate init");
  EXPECT_EQ(made.exit_code, 4);
  EXPECT_THAT(made.err, HasSubstr(".github"));
}

}  // namespace
}  // namespace heapgate
