#include "heapgate/init.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "heap_text.hpp"
#include "heapgate/error.hpp"

namespace heapgate {
namespace {

using test::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr const char* kRailsLock =
    "GEM\n  remote: https://example.org/\n  specs:\n    puma (6.4.2)\n      nio4r (~> 2.0)\n    rails "
    "(7.1.3)\n"
    "      sidekiq (= 1)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rails (~> 7.1)\n";

// What `folder` has after `lock` is written to it.
Project project_of(const TempFolder& folder, const std::string& lock) {
  folder.write("Gemfile.lock", lock);
  return look_at_project(folder.path());
}

TEST(LockedGemsTest, AreThoseOfSpecsNotWhatTheyDependOn) {
  EXPECT_THAT(locked_gems(kRailsLock), ElementsAre(Pair("puma", "6.4.2"), Pair("rails", "7.1.3")));
  EXPECT_THAT(locked_gems("    puma (6.4.2)\r\n"), ElementsAre(Pair("puma", "6.4.2")));
  EXPECT_THAT(locked_gems("    puma\n    ) (\n    rack (3"), IsEmpty());
}

TEST(ProjectTest, TellsRailsPumaAndSidekiqByTheLock) {
  const TempFolder folder;
  const Project rails = project_of(folder, kRailsLock);
  EXPECT_TRUE(rails.rails && rails.puma && rails.health && rails.locked);
  EXPECT_FALSE(rails.sidekiq || rails.rack);
  EXPECT_EQ(server_command(rails), "bundle exec rails server -p 3000");
  EXPECT_EQ(ready_url(rails), "http://127.0.0.1:3000/up");
  const Project old = project_of(folder, "    rails (7.0.8)\n    sidekiq (7.0)\n");
  EXPECT_TRUE(old.sidekiq);
  EXPECT_EQ(ready_url(old), "http://127.0.0.1:3000/");
  EXPECT_EQ(ready_url(project_of(folder, "    rails (10.0.0)\n")), "http://127.0.0.1:3000/up");
  EXPECT_EQ(server_command(project_of(folder, "    puma (6.0.0)\n")),
            "bundle exec puma -b tcp://127.0.0.1:9292");
  EXPECT_EQ(server_command(project_of(folder, "    rack (3.0.0)\n")),
            "bundle exec rackup -o 127.0.0.1 -p 9292");
}

TEST(ProjectTest, OneWithoutLockOrRepositoryIsItsOwn) {
  const TempFolder folder;
  const Project project = look_at_project(folder.path());
  EXPECT_FALSE(project.locked || project.rack || project.rules.has_value());
  EXPECT_EQ(project.repository, std::filesystem::canonical(folder.path()).string());
  EXPECT_EQ(project.within, ".");
  folder.write("config.ru", "");
  EXPECT_TRUE(look_at_project(folder.path()).rack);
}

TEST(ProjectTest, ARepositoryAboveHoldsTheWorkflow) {
  const TempFolder folder;
  std::filesystem::create_directories(folder.path() + "/.git");
  std::filesystem::create_directories(folder.path() + "/apps/it's");
  const Project project = look_at_project(folder.path() + "/apps/it's");
  EXPECT_EQ(project.within, "apps/it's");
  const auto files = plan_files(folder.path() + "/apps/it's", project, "me/heapgate@v1");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path, std::filesystem::canonical(folder.path()).string() + "/apps/it's/heapgate.yml");
  EXPECT_EQ(files[1].path,
            std::filesystem::canonical(folder.path()).string() + "/.github/workflows/heapgate.yml");
  EXPECT_THAT(files[1].text, HasSubstr("working-directory: 'apps/it''s'\n"));
  EXPECT_THAT(files[1].text, HasSubstr("uses: me/heapgate@v1 #"));
}

TEST(ProjectTest, WhatIsNoFolderIsAUsageError) {
  try {
    (void)look_at_project("/nowhere/at/all");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "/nowhere/at/all: not a directory");
  }
}

TEST(PlanTest, RulesExtendThePresetsThatFit) {
  const TempFolder folder;
  const auto rules = [&](const std::string& lock) {
    return plan_files(folder.path(), project_of(folder, lock), "a/b@c").front().text;
  };
  EXPECT_THAT(rules(kRailsLock), HasSubstr("\nextends: [rails, puma] #"));
  EXPECT_THAT(rules("    sidekiq (7.0)\n"), HasSubstr("\nextends: [sidekiq] #"));
  EXPECT_THAT(rules(""), HasSubstr("\nextends: [default] #"));
}

TEST(PlanTest, NoPlaceholderIsLeftOver) {
  for (const char* name : {"rules.yml", "workflow.yml"})
    EXPECT_THAT(test::read_file(HEAPGATE_RULES "/../src/init/templates/" + std::string(name)),
                testing::ContainsRegex("@[A-Z]+@"));
  const TempFolder folder;
  for (const char* lock : {kRailsLock, ""}) {
    for (const PlannedFile& file : plan_files(folder.path(), project_of(folder, lock), "a/b@c")) {
      EXPECT_THAT(file.text, Not(testing::ContainsRegex("@[A-Z]+@"))) << file.path;
    }
  }
}

// The hook is preloaded: the application is changed in nothing.
TEST(PlanTest, IsRulesAndAWorkflow) {
  const TempFolder folder;
  for (const char* lock : {kRailsLock, ""})
    EXPECT_EQ(plan_files(folder.path(), project_of(folder, lock), "a/b@c").size(), 2U);
}

}  // namespace
}  // namespace heapgate
