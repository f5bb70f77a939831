#include "report/finding_subject.hpp"

#include <gtest/gtest.h>

#include "sample_verdict.hpp"

namespace heapgate {
namespace {

std::string text_of(const FindingSubject& subject) {
  const auto part = [](const std::optional<std::string>& text) { return text.value_or("-") + " "; };
  return part(subject.class_name) + part(subject.type) + part(subject.file) +
         (subject.line ? std::to_string(*subject.line) : "-") + " " + subject.gem.value_or("-");
}

class FindingSubjectTest : public testing::Test {
 protected:
  FindingSubjectTest() {
    PlacedGroup placed = test::leaking("Client", "lib/client.rb", 8, 200);
    verdict_ = test::verdict_of({test::at(placed, "lib/client.rb", Gem{"puma", "6.4", "lib/client.rb"})});
    finding_ = test::finding_on(verdict_, 0, 20, FindingStatus::fail);
  }

  std::string subject(Each each) {
    finding_.each = each;
    return text_of(subject_of(finding_, verdict_));
  }

  Verdict verdict_;
  Finding finding_;
};

TEST_F(FindingSubjectTest, HasWhatTheGroupsOfTheSubjectHaveInCommon) {
  EXPECT_EQ(subject(Each::group), "Client OBJECT /srv/app/lib/client.rb 8 puma 6.4");
  EXPECT_EQ(subject(Each::class_name), "Client - - - -");
  EXPECT_EQ(subject(Each::site), "- - /srv/app/lib/client.rb 8 puma 6.4");
  EXPECT_EQ(subject(Each::file), "- - /srv/app/lib/client.rb - puma 6.4");
  EXPECT_EQ(subject(Each::gem), "- - - - puma 6.4");
  EXPECT_EQ(subject(Each::sum), "- - - - -");
}

TEST_F(FindingSubjectTest, IsEmptyOfNoGroup) {
  finding_.groups.clear();
  EXPECT_EQ(subject(Each::group), "- - - - -");
}

}  // namespace
}  // namespace heapgate
