// `heapgate init` in application folders.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "run_program.hpp"

namespace heapgate {
namespace {

using test::ProgramRun;
using test::run_in;
using test::TempFolder;
using testing::HasSubstr;

TEST(InitTest, WritesWhatARailsApplicationNeedsAndSaysWhatIsNext) {
  const TempFolder app;
  app.write("Gemfile.lock", "    puma (6.4.2)\n    rails (7.1.3)\n");
  const ProgramRun run = run_in(app.path(), "heapgate init");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(
      run.out,
      "wrote heapgate.yml\n"
      "wrote .github/workflows/heapgate.yml\n"
      "wrote .gitignore\n"
      "next: heapgate capture --exec 'bundle exec rails server -p 3000' --ready http://127.0.0.1:3000/up \\\n"
      "        --load 'for i in $(seq 200); do curl -fsS -o /dev/null http://127.0.0.1:3000/up || exit 1; "
      "done' --out "
      "tmp/heapgate \\\n"
      "        && heapgate check tmp/heapgate\n");
  EXPECT_EQ(run.err, "");
}

TEST(InitTest, TheRulesAreTakenByTheNextCheck) {
  const TempFolder app;
  app.write("Gemfile.lock", "    puma (6.4.2)\n    rails (7.1.3)\n    sidekiq (7.0)\n");
  EXPECT_EQ(run_in(app.path(), "heapgate init").exit_code, 0);
  const ProgramRun check = run_in(app.path(), "heapgate check " + test::dumps("native-3.1/leaky"));
  EXPECT_EQ(check.exit_code, 1) << check.err;
  EXPECT_THAT(check.out, HasSubstr("heapgate.yml"));
  EXPECT_EQ(run_in(app.path(), "heapgate check " + test::dumps("native-3.1/clean")).exit_code, 0);
}

TEST(InitTest, DumpsAreNotCommitted) {
  const TempFolder app;
  app.write("Gemfile.lock", "    puma (6.4.2)\n");
  app.write(".gitignore", "/log/");
  EXPECT_THAT(run_in(app.path(), "heapgate init").out, HasSubstr("added to .gitignore: /tmp/heapgate/\n"));
  const std::string text = "/log/\n# heap dumps: they hold secrets\n/tmp/heapgate/\n";
  EXPECT_EQ(test::read_file(app.path(".gitignore")), text);
  EXPECT_THAT(run_in(app.path(), "heapgate init").out,
              HasSubstr("kept  .gitignore (it names the dumps already)\n"));
  EXPECT_EQ(test::read_file(app.path(".gitignore")), text);
  app.write(".gitignore", "/tmp/*\n");
  EXPECT_EQ(run_in(app.path(), "heapgate init").exit_code, 0);
  EXPECT_EQ(test::read_file(app.path(".gitignore")), "/tmp/*\n");
}

TEST(InitTest, NothingIsEverOverwritten) {
  const TempFolder app;
  std::filesystem::create_directories(app.path() + "/.github/workflows");
  app.write(".heapgate.yml", "mine");
  std::filesystem::create_symlink("nowhere", app.path() + "/.github/workflows/heapgate.yml");
  const ProgramRun run = run_in(app.path(), "heapgate init");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, testing::StartsWith("kept  .heapgate.yml (it is there already)\n"
                                           "kept  .github/workflows/heapgate.yml (it is there already)\n"));
  EXPECT_EQ(test::read_file(app.path() + "/.heapgate.yml"), "mine");
  EXPECT_FALSE(std::filesystem::exists(app.path() + "/heapgate.yml"));
  EXPECT_FALSE(std::filesystem::exists(app.path() + "/.github/workflows/nowhere"));
}

TEST(InitTest, WrongUse) {
  const TempFolder app;
  const ProgramRun folder = run_in(app.path(), "heapgate init nowhere");
  EXPECT_EQ(folder.exit_code, 2);
  EXPECT_EQ(folder.err, "heapgate: nowhere: not a directory\n");
  for (const char* action : {"", "x", "x@", "@x", "x@y@z", "x@y z", "x@$(touch y)"}) {
    EXPECT_EQ(run_in(app.path(), std::string("heapgate init --action '") + action + "'").exit_code, 2)
        << action;
  }
  EXPECT_TRUE(std::filesystem::is_empty(app.path()));
}

TEST(InitTest, AFileThatCannotBeWrittenIsNamed) {
  const TempFolder app;
  app.write(".github", "a file");
  const ProgramRun run = run_in(app.path(), "heapgate init");
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr(".github"));
}

}  // namespace
}  // namespace heapgate
