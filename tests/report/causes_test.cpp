#include "report/causes.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "explained_verdict.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "fail leak 2 findings 600 objects".
std::vector<std::string> told(const Verdict& verdict) {
  std::vector<std::string> lines;
  for (const Cause& cause : causes_of(verdict)) {
    lines.push_back(std::string(to_string(cause.status)) + (cause.leak != nullptr ? " leak " : " alone ") +
                    std::to_string(cause.findings.size()) + " of " + std::to_string(cause.groups.size()) +
                    " groups, " + std::to_string(cause.sum.objects) + " objects");
  }
  return lines;
}

std::string anchor_of(const Verdict& verdict, std::size_t cause = 0) {
  const CauseSites sites = sites_of(causes_of(verdict).at(cause), verdict);
  return sites.anchor ? sites.anchor->site() : "none";
}

std::vector<std::string> related_to(const Verdict& verdict) {
  std::vector<std::string> sites;
  for (const PlacedGroup& placed : sites_of(causes_of(verdict).at(0), verdict).related)
    sites.push_back(placed.short_site());
  return sites;
}

TEST(Causes, AreTheLeaksWithAllFindingsOnTheirGroups) {
  EXPECT_THAT(told(test::explained_verdict()),
              ElementsAre("fail leak 3 of 3 groups, 600 objects", "fail leak 1 of 1 groups, 90 objects"));
}

TEST(Causes, AreTheFindingsWhereNothingIsExplained) {
  Verdict verdict = test::explained_verdict();
  verdict.explanation = Explanation{{}, "3.json: a pipe"};
  EXPECT_EQ(told(verdict).size(), 4U);
  verdict.explanation.reset();
  EXPECT_EQ(told(verdict).size(), 4U);
  EXPECT_EQ(told(verdict)[0], "fail alone 1 of 1 groups, 0 objects");
}

TEST(Causes, LeaveASumOverSeveralLeaksByItself) {
  Verdict verdict = test::explained_verdict();
  verdict.findings[0].groups = {0, 3};
  verdict.findings[0].objects = 290;
  EXPECT_THAT(told(verdict),
              ElementsAre("fail leak 2 of 3 groups, 600 objects", "fail leak 1 of 1 groups, 90 objects",
                          "fail alone 1 of 2 groups, 290 objects"));
  verdict.findings[0].groups = {1, 2};
  EXPECT_THAT(told(verdict), testing::SizeIs(2)) << "a sum over one leak is part of it";
}

TEST(Causes, LeaveAFindingWithoutGroupsOrOfUnexplainedOnesByItself) {
  Verdict verdict = test::explained_verdict();
  verdict.findings[0].groups = {};
  verdict.explanation->leaks.pop_back();
  EXPECT_THAT(told(verdict),
              ElementsAre("fail leak 2 of 3 groups, 600 objects", "fail alone 1 of 0 groups, 0 objects",
                          "fail alone 1 of 1 groups, 0 objects"));
}

TEST(Causes, FailIfOneFindingFailsAndElseWarn) {
  Verdict verdict = test::explained_verdict();
  verdict.findings[0].status = verdict.findings[1].status = FindingStatus::warn;
  const std::vector<Cause> causes = causes_of(verdict);
  EXPECT_EQ(causes[0].status, FindingStatus::fail);
  EXPECT_EQ(causes[0].findings.front(), &verdict.findings[2]) << "what fails comes first";
  verdict.findings[2].status = FindingStatus::warn;
  EXPECT_THAT(told(verdict), ElementsAre("fail leak 1 of 1 groups, 90 objects",  //
                                         "warn leak 3 of 3 groups, 600 objects"));
}

TEST(Causes, AreOnlyWhatIsOverALimit) {
  Verdict verdict = test::explained_verdict();
  for (Finding& finding : verdict.findings) finding.status = FindingStatus::pass;
  verdict.findings[1].status = FindingStatus::skip;
  EXPECT_THAT(told(verdict), IsEmpty());
}

TEST(Causes, SumUpWhatIsNotAllowedAndWhatContentsGrewBy) {
  Verdict verdict = test::explained_verdict();
  verdict.groups[0].allowed.leaked = {50, 2'000};
  verdict.groups[1].group.leaked = {};
  verdict.groups[1].group.pattern = Pattern::growing;
  verdict.groups[1].group.grown = {1, 300, 2'400};
  verdict.groups[1].allowed.grown = {1, 100, 400};
  EXPECT_EQ(causes_of(verdict)[0].sum, (Tally{350, 6'000 + 2'000 + 8'000}));
}

TEST(CauseSites, AreAtTheMemberOfTheAppNearestToTheHead) {
  Verdict verdict = test::explained_verdict();
  EXPECT_EQ(anchor_of(verdict), "app/models/cart.rb:14");
  EXPECT_THAT(related_to(verdict), ElementsAre("lru 1.2.0 lib/lru.rb:7")) << "<internal:dir> is no file";
  verdict.groups[1] = test::leaking("String", "app/a.rb", 2, 200);
  EXPECT_EQ(anchor_of(verdict), "app/a.rb:2");
  EXPECT_THAT(related_to(verdict), ElementsAre("lru 1.2.0 lib/lru.rb:7", "app/models/cart.rb:14"));
}

TEST(CauseSites, AreAtTheHolderOfTheAppWhereNoMemberIs) {
  Verdict verdict = test::explained_verdict();
  verdict.roots = {"/srv/app"};
  verdict.groups[2] = test::at(verdict.groups[2], "/usr/lib/ruby/set.rb");
  verdict.explanation->leaks[0].holders[0].key = {"Array", "ARRAY", "/srv/app/lib/store.rb", 4};
  EXPECT_EQ(anchor_of(verdict), "lib/store.rb:4");
  EXPECT_THAT(related_to(verdict), ElementsAre("lru 1.2.0 lib/lru.rb:7", "/usr/lib/ruby/set.rb:14"));
}

TEST(CauseSites, AreAtTheFirstFileWhereNothingIsOfTheApp) {
  Verdict verdict = test::explained_verdict();
  verdict.groups[2] = test::at(verdict.groups[2], "/usr/lib/ruby/set.rb");
  EXPECT_EQ(anchor_of(verdict), "gems/lru-1.2.0/lib/lru.rb:7");
  EXPECT_THAT(related_to(verdict), ElementsAre("/usr/lib/ruby/set.rb:14"));
}

TEST(CauseSites, NameASiteOnce) {
  Verdict verdict = test::explained_verdict();
  verdict.groups[1] = verdict.groups[0];
  EXPECT_THAT(related_to(verdict), ElementsAre("lru 1.2.0 lib/lru.rb:7"));
}

TEST(CauseSites, OfAFindingByItselfAreThatOfTheGroupThatCountsMost) {
  Verdict verdict = test::explained_verdict();
  verdict.explanation.reset();
  EXPECT_EQ(anchor_of(verdict), "gems/lru-1.2.0/lib/lru.rb:7");
  EXPECT_THAT(related_to(verdict), IsEmpty());
  verdict.findings[0].groups = {};
  EXPECT_EQ(anchor_of(verdict), "none");
}

}  // namespace
}  // namespace heapgate
