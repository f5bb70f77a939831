#include "capture/choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;

std::string refusal(const std::vector<Candidate>& candidates, const ChoiceOptions& options = {}) {
  try {
    (void)choose(candidates, options);
  } catch (const CaptureError& error) {
    return error.what();
  }
  return {};
}

// foreman, which starts a puma with two workers and a sidekiq.
std::vector<Candidate> foreman() {
  return {{10, "foreman: master", {}, false, 800},
          {11, "puma 6.6.0 (tcp://0.0.0.0:3000) [shop]", {}, true, 500},
          {12, "puma: cluster worker 0: 11 [shop]", {11}, true, 200'000},
          {13, "puma: cluster worker 1: 11 [shop]", {11}, true, 90'000},
          {14, "sidekiq 7.3 shop [0 of 5 busy]", {}, false, 30}};
}

TEST(Choice, IsWhatListens) {
  EXPECT_THAT(choose(foreman(), {}), ElementsAre(12, 13));
}

TEST(Choice, IsTheMasterIfWorkersAreNotWanted) {
  EXPECT_THAT(choose(foreman(), {.workers = false}), ElementsAre(11));
}

TEST(Choice, IsWhatWasForkedByWhatListens) {
  auto candidates = foreman();
  candidates[2].listens = candidates[3].listens = false;
  EXPECT_THAT(choose(candidates, {}), ElementsAre(12, 13));
}

TEST(Choice, IsWhatThePatternFits) {
  EXPECT_THAT(choose(foreman(), {.pattern = "sidekiq"}), ElementsAre(14));
  EXPECT_THAT(choose(foreman(), {.pattern = "puma*shop"}), ElementsAre(12, 13));
  EXPECT_THAT(choose(foreman(), {.pattern = "worker [01]"}), ElementsAre(12, 13));
  EXPECT_THAT(choose(foreman(), {.pattern = "worker ?: 11", .workers = false}), ElementsAre(12, 13));
}

TEST(Choice, APatternThatFitsNothingNamesWhatThereIs) {
  EXPECT_EQ(refusal({{7, "puma", {}, false, 1}}, {.pattern = "unicorn"}),
            "--process 'unicorn' is in the command line of no Ruby process of the server:\n  | 7 puma");
}

TEST(Choice, IsAmbiguousIfOnlyTheirWorkTells) {
  auto candidates = foreman();
  EXPECT_FALSE(is_ambiguous(candidates));
  for (Candidate& candidate : candidates) candidate.listens = false;
  EXPECT_TRUE(is_ambiguous(candidates));
  const std::vector<Candidate> cluster{
      {11, "puma", {}, false, {}}, {12, "worker", {11}, false, {}}, {13, "worker", {11}, false, {}}};
  EXPECT_FALSE(is_ambiguous(cluster));
  EXPECT_FALSE(is_ambiguous({{5, "ruby", {}, false, {}}}));
}

TEST(Choice, IsWhatWorkedIfNothingListens) {
  auto candidates = foreman();
  for (Candidate& candidate : candidates) candidate.listens = false;
  EXPECT_THAT(choose(candidates, {}), ElementsAre(12, 13));
  candidates[2].work = 0;  // the next request may be its
  EXPECT_THAT(choose(candidates, {}), ElementsAre(12, 13));
  candidates[4].work = 50'000;
  EXPECT_THAT(choose(candidates, {}), ElementsAre(12, 13, 14));
}

TEST(Choice, WhoseWorkIsUnknownMayHaveWorked) {
  EXPECT_THAT(
      choose({{5, "a", {}, false, std::nullopt}, {6, "b", {}, false, 10'000}, {7, "c", {}, false, 0}}, {}),
      ElementsAre(5, 6));
}

TEST(Choice, ASingleProcessIsMeantThoughItWasIdle) {
  EXPECT_THAT(choose({{5, "ruby daemon.rb", {}, false, 0}}, {}), ElementsAre(5));
}

TEST(Choice, AsksWhereNothingTells) {
  EXPECT_EQ(
      refusal({{5, "ruby a.rb", {}, false, 0}, {6, "ruby b.rb", {}, false, 0}}),
      "the warm-up reached none of the server's Ruby processes; name one by --process, or the server's URL "
      "by --ready:\n  | 5 ruby a.rb\n  | 6 ruby b.rb");
  EXPECT_EQ(refusal({}), "the server command runs no Ruby");
}

}  // namespace
}  // namespace heapgate
