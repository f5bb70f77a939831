#include <gtest/gtest.h>

#include "loading.hpp"

namespace heapgate {
namespace {

using namespace std::chrono_literals;
using test::error_of;
using test::loaded;

constexpr const char* kStart = "version: 1\nbudgets: [{id: a, max: 1}]\nallow:\n  - ";

AllowEntry read(const std::string& entry) {
  return loaded(kStart + entry + "\n").allow.at(0);
}

std::string error_in(const std::string& entry) {
  return error_of(kStart + entry + "\n");
}

TEST(RuleAllow, ReadsAllOfAnEntry) {
  const AllowEntry entry = read(
      R"({class: [Entry, Node], site: lib/**, gem: shop, type: OBJECT, max: 500, reason: "bounded: 500",)"
      R"( expires: 2027-03-01, issue: "https://example.org/7"})");
  EXPECT_EQ(entry.matchers.size(), 4);
  EXPECT_EQ(entry.subject, "Entry, Node, lib/**, gem shop, type OBJECT");
  EXPECT_EQ(entry.max, 500);
  EXPECT_EQ(entry.reason, "bounded: 500");
  EXPECT_EQ(entry.expires, 2027y / 3 / 1);
  EXPECT_EQ(entry.issue, "https://example.org/7");
  EXPECT_TRUE(entry.needs_sites);
  EXPECT_EQ(entry.source.line, 4);
  EXPECT_EQ(entry.source.column, 5);
}

TEST(RuleAllow, NeedsNoMoreThanAMatcherAndAReason) {
  const AllowEntry entry = read("{class: Entry, reason: x}");
  EXPECT_EQ(entry.max, std::nullopt);
  EXPECT_EQ(entry.expires, std::nullopt);
  EXPECT_EQ(entry.issue, "");
  EXPECT_FALSE(entry.needs_sites);
  EXPECT_FALSE(read("{type: STRING, reason: x}").needs_sites);
  EXPECT_TRUE(read("{gem: rack, reason: x}").needs_sites);
  EXPECT_TRUE(read("{site: a.rb, reason: x}").needs_sites);
}

TEST(RuleAllow, AsksForAReason) {
  EXPECT_EQ(error_in("{class: Entry}"), "heapgate.yml:4:5: an 'allow' entry needs a 'reason'");
  EXPECT_EQ(error_in("{class: Entry, reason: ''}"), "heapgate.yml:4:28: 'reason' must not be empty");
  EXPECT_EQ(error_in("{class: Entry, reason: [x]}"),
            "heapgate.yml:4:28: 'reason' must be a text, not a list");
}

TEST(RuleAllow, TakesWhatHangsBelowAsAMatcher) {
  const AllowEntry all = read("{held_by: [Cache, Pool], reason: x}");
  EXPECT_EQ(all.subject, "objects below Cache, Pool");
  EXPECT_TRUE(all.held_by->matcher.matches_name("Pool"));
  EXPECT_FALSE(all.held_by->matcher.matches_name("Pools"));
  EXPECT_TRUE(all.matchers.empty());
  EXPECT_EQ(read("{class: String, held_by: Cache, reason: x}").subject, "String below Cache");
  EXPECT_EQ(error_in("{held_by: '/(/', reason: x}"),
            "heapgate.yml:4:15: '/(/' is not a valid pattern: missing ): (");
  EXPECT_EQ(error_in("{heldby: Cache, reason: x}"),
            "heapgate.yml:4:6: unknown key 'heldby' in an 'allow' entry; did you mean 'held_by'?");
}

TEST(RuleAllow, AsksForAMatcher) {
  EXPECT_EQ(error_in("{reason: x}"),
            "heapgate.yml:4:5: an 'allow' entry needs one of 'class', 'site', 'gem', 'type' and 'held_by': "
            "it would allow everything");
}

TEST(RuleAllow, RefusesADateThatThereIsNot) {
  for (const char* date :
       {"tomorrow", "2027-02-30", "2027-13-01", "2027-3-1", "01.03.2027", "2027-03-01T00:00", "+027-03-01"}) {
    EXPECT_EQ(error_in("{class: Entry, reason: x, expires: " + std::string(date) + "}"),
              "heapgate.yml:4:40: 'expires' must be a date (YYYY-MM-DD), not '" + std::string(date) + "'");
  }
  EXPECT_EQ(error_in("{class: Entry, reason: x, expires: }"),
            "heapgate.yml:4:40: 'expires' must be a date (YYYY-MM-DD), not nothing");
  EXPECT_EQ(read("{class: Entry, reason: x, expires: 2028-02-29}").expires, 2028y / 2 / 29);
}

TEST(RuleAllow, RefusesUnknownKeysAndBadValues) {
  EXPECT_EQ(error_in("{class: Entry, reson: x}"),
            "heapgate.yml:4:20: unknown key 'reson' in an 'allow' entry; did you mean 'reason'?");
  EXPECT_EQ(error_in("{class: Entry, reason: x, max: some}"),
            "heapgate.yml:4:36: 'max' must be a whole number from 0, not 'some'");
  EXPECT_EQ(error_in("{class: /(/, reason: x}"),
            "heapgate.yml:4:13: '/(/' is not a valid pattern: missing ): (");
  EXPECT_EQ(error_in("Entry"), "heapgate.yml:4:5: an 'allow' entry must be a mapping of keys, not 'Entry'");
  EXPECT_EQ(error_of("version: 1\nbudgets: [{id: a, max: 1}]\nallow: {class: Entry}\n"),
            "heapgate.yml:3:8: 'allow' must be a list, not a mapping");
}

TEST(RuleAllow, AddsUpOverTheFilesThatAreExtended) {
  const test::TempFolder folder;
  folder.write("org.yml", "version: 1\nbudgets: [{id: a, max: 1}]\nallow: [{class: A, reason: x}]\n");
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\nallow: [{class: B, reason: y}]\n");
  const std::vector<AllowEntry> allow = test::load(folder).allow;
  ASSERT_EQ(allow.size(), 2);
  EXPECT_EQ(allow[0].subject, "A");
  EXPECT_EQ(allow[1].subject, "B");
  EXPECT_EQ(test::described(allow[0].source, folder), "org.yml:3:9");
}

TEST(RuleAllow, LeavesItsWordToHeapgate) {
  EXPECT_EQ(test::error_of("version: 1\nbudgets:\n  - {id: allow, max: 1}\n"),
            "heapgate.yml:3:5: the id 'allow' is heapgate's own; take another");
  EXPECT_EQ(test::error_of("version: 1\nbudgets:\n  - {id: baseline, max: 1}\n"),
            "heapgate.yml:3:5: the id 'baseline' is heapgate's own; take another");
}

}  // namespace
}  // namespace heapgate
