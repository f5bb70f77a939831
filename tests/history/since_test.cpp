#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sample_run.hpp"

namespace heapgate {
namespace {

class SinceTest : public testing::Test {
 protected:
  SinceTest() {
    finding_.rule = "leak";
    finding_.subject = "Cart app.rb:3";
    finding_.status = FindingStatus::fail;
  }
  HistoryRun& add(FindingStatus status = FindingStatus::fail) {
    HistoryRun run = test::sample_run(static_cast<int>(runs_.size()));
    run.budgets = {
        {finding_.rule, finding_.subject, "group", finding_.measure, finding_.unit, status, 30, 20}};
    return runs_.emplace_back(run);
  }
  // The commit; empty if nothing is said.
  std::string since(const TrendScope& scope = {"main", "", {}}) {
    std::vector<Finding> findings{finding_};
    tell_since(findings, runs_, scope);
    if (!findings[0].since) return "";
    EXPECT_EQ(findings[0].since->branch, scope.base);
    return findings[0].since->commit;
  }

  Finding finding_;
  std::vector<HistoryRun> runs_;
};

TEST_F(SinceTest, IsTheFirstOfTheNewestRunsThatExceedIt) {
  EXPECT_EQ(since(), "");
  add();
  EXPECT_EQ(since(), "c0");
  add(FindingStatus::pass);
  EXPECT_EQ(since(), "");
  add();
  add(FindingStatus::warn);
  EXPECT_EQ(since(), "c2");
}

TEST_F(SinceTest, TheirTimesTellWhichIsNewest) {
  add();
  add(FindingStatus::pass).time = 1;
  add();
  EXPECT_EQ(since(), "c0");
}

TEST_F(SinceTest, ARunThatCouldNotBeJudgedBreaksNothing) {
  add();
  HistoryRun& blind = add();
  blind.outcome = Outcome::inconclusive;
  blind.budgets.clear();
  add();
  EXPECT_EQ(since(), "c0");
}

TEST_F(SinceTest, AnotherSubjectOrLimitBreaksIt) {
  add().budgets[0].subject = "Other app.rb:1";
  add();
  EXPECT_EQ(since(), "c1");
  add().budgets[0].unit = Unit::bytes;
  EXPECT_EQ(since(), "");
}

TEST_F(SinceTest, OtherBranchesAndRequestsDoNotCount) {
  add();
  add(FindingStatus::pass).origin.branch = "topic";
  add(FindingStatus::pass).origin.pull_request = true;
  EXPECT_EQ(since(), "c0");
  EXPECT_EQ(since({"topic", "", {}}), "");
  EXPECT_EQ(since({"main", "other/repository", {}}), "");
}

TEST_F(SinceTest, WhatHoldsSaysNothing) {
  add();
  finding_.status = FindingStatus::pass;
  EXPECT_EQ(since(), "");
}

}  // namespace
}  // namespace heapgate
